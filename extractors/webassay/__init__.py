"""webassay: get the real text out of a web page.

    >>> import webassay
    >>> print(webassay.extract("<p>Some page</p>"))

`extract` runs one extractor on one page; `names` lists the extractors, and `get` returns one.
`flag` judges the lines of a text, wherever it is from, and `clean` takes the left-over junk out.
Importing this package loads no extractor's library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from webassay.errors import (
    DuplicateExtractorError,
    NoMarkdownError,
    UnavailableError,
    UnknownExtractorError,
    WebassayError,
)
from webassay.extraction import Extraction, Status, run
from webassay.extractor import Extractor
from webassay.junk.line import Line
from webassay.page import Page
from webassay.registry import get, markdown_of, names

if TYPE_CHECKING:
    from webassay.junk.flagging import clean, flag

__all__ = [
    "DEFAULT_EXTRACTOR",
    "DuplicateExtractorError",
    "Extraction",
    "Extractor",
    "Line",
    "NoMarkdownError",
    "Page",
    "Status",
    "UnavailableError",
    "UnknownExtractorError",
    "WebassayError",
    "clean",
    "extract",
    "flag",
    "get",
    "names",
    "run",
]

DEFAULT_EXTRACTOR = "webassay"  # the first on the largest published leaderboard


def extract(
    html: bytes | str,
    *,
    url: str | None = None,
    extractor: str = DEFAULT_EXTRACTOR,
    format: Literal["text", "markdown"] = "text",  # noqa: A002 # what the libraries call it too
) -> Extraction:
    """Get the main text out of a page.

    Args:
        html: the page; bytes are decoded as a browser does it.
        url: its address, where known; some extractors use it.
        extractor: one of `names()`.
        format: `text`, or `markdown` for headings, lists, tables, code and links with it.

    Returns:
        An `Extraction`: `.text`, `.status` (`ok`, `empty`, `error`, `memory`), `.reason`,
        `.extractor`. A page on which the extractor fails is a status, not an exception.

    Raises:
        UnknownExtractorError: there is no extractor of that name.
        UnavailableError: its library is not installed; the message says what brings it.
        NoMarkdownError: it gives no Markdown; the message lists those that do.
        ValueError: there is no such format.
    """
    chosen = get(extractor)
    if format not in {"text", "markdown"}:
        raise ValueError(f"no format is called '{format}': say 'text' or 'markdown'")
    return run(markdown_of(chosen) if format == "markdown" else chosen, Page.of(html, url))


def __getattr__(name: str) -> Any:
    """Load the judge of lines when it is first asked for: most who extract do without."""
    if name in {"clean", "flag"}:
        from webassay.junk import flagging

        return getattr(flagging, name)
    raise AttributeError(f"module 'webassay' has no attribute '{name}'")
