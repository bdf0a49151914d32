"""webassay: get the real text out of a web page.

    >>> import webassay
    >>> print(webassay.extract("<p>Some page</p>"))

`extract` runs one extractor on one page; `names` lists the extractors, and `get` returns one.
`flag` judges the lines of a text, wherever it is from, and `clean` takes the left-over junk out.
Importing this package loads no extractor's library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from webassay.errors import (
    DuplicateExtractorError,
    UnavailableError,
    UnknownExtractorError,
    WebassayError,
)
from webassay.extraction import Extraction, Status, run
from webassay.extractor import Extractor
from webassay.junk.line import Line
from webassay.page import Page
from webassay.registry import get, names

if TYPE_CHECKING:
    from webassay.junk.flagging import clean, flag

__all__ = [
    "DEFAULT_EXTRACTOR",
    "DuplicateExtractorError",
    "Extraction",
    "Extractor",
    "Line",
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
    html: bytes | str, *, url: str | None = None, extractor: str = DEFAULT_EXTRACTOR
) -> Extraction:
    """Get the main text out of a page.

    Args:
        html: the page; bytes are decoded as a browser does it.
        url: its address, where known; some extractors use it.
        extractor: one of `names()`.

    Returns:
        An `Extraction`: `.text`, `.status` (`ok`, `empty`, `error`, `memory`), `.reason`,
        `.extractor`. A page on which the extractor fails is a status, not an exception.

    Raises:
        UnknownExtractorError: there is no extractor of that name.
        UnavailableError: its library is not installed; the message says what brings it.
    """
    return run(get(extractor), Page.of(html, url))


def __getattr__(name: str) -> Any:
    """Load the judge of lines when it is first asked for: most who extract do without."""
    if name in {"clean", "flag"}:
        from webassay.junk import flagging

        return getattr(flagging, name)
    raise AttributeError(f"module 'webassay' has no attribute '{name}'")
