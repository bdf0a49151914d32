"""A text to be judged, with what is known of where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webassay.page import Page


@dataclass(frozen=True, slots=True)
class Document:
    r"""A text and its origin.

    Attributes:
        text: lines with `\n`, `\r\n` or `\r` between them.
        title: of the page, or "" where it is not known.
        site: the registered domain of the page, or "".
        extractor: the registry name of the extractor that made the text, or "".
        page: the page itself, where it is at hand: its lines are judged better with it.
    """

    text: str
    title: str = ""
    site: str = ""
    extractor: str = ""
    page: Page | None = None
