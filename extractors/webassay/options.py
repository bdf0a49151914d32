"""What a caller may ask of an extraction, beside the page."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from webassay.errors import OptionsError

Format = Literal["text", "markdown", "html"]
Favor = Literal["precision", "recall"]


@dataclass(frozen=True)
class Options:
    """What belongs to the text, and what is written of it.

    Attributes:
        comments: whether readers' comments do; None: where the page is a thread, or little else.
        tables: whether tables of data do; those that only lay out a page always do.
        links: whether the targets of links are written in Markdown and HTML.
        images: whether the alternative texts of images in the text are written, with the image
            itself in Markdown and HTML.
        favor: `precision` for less junk, `recall` for less loss; None for the best of both.
        keep: a CSS selector of elements whose text always belongs.
        drop: a CSS selector of elements that are taken out of the page before it is read.

    Raises:
        OptionsError: a selector is none, or `favor` is neither.
    """

    comments: bool | None = None
    tables: bool = True
    links: bool = True
    images: bool = False
    favor: Favor | None = None
    keep: str | None = None
    drop: str | None = None

    def __post_init__(self) -> None:
        if self.favor is not None and self.favor not in get_args(Favor):
            raise OptionsError(f"favor: say 'precision' or 'recall', not '{self.favor}'")
        for name in ("keep", "drop"):
            if selector := getattr(self, name):
                _check(name, selector)

    def given(self) -> dict[str, str | bool]:
        """Return those that are not as they are by default."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(PLAIN, name)}


def _check(name: str, selector: str) -> None:
    from cssselect import HTMLTranslator, SelectorError

    try:
        HTMLTranslator().css_to_xpath(selector)
    except SelectorError as error:
        raise OptionsError(
            f"{name}: '{selector}' is no CSS selector that is read: {error}"
        ) from error


PLAIN = Options()
