"""webassay: get the real text out of a web page.

    >>> import webassay
    >>> print(webassay.extract("<p>Some page</p>"))

`extract` runs one extractor on one page, and `best` several to choose among; `names` lists the
extractors, and `get` returns one.
`flag` judges the lines of a text, wherever it is from, and `clean` takes the left-over junk out.
Importing this package loads no extractor's library.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from webassay.errors import (
    DuplicateExtractorError,
    NoFormatError,
    OptionsError,
    UnavailableError,
    UnknownExtractorError,
    WebassayError,
)
from webassay.extraction import Block, Extraction, Status, run
from webassay.extractor import Extractor
from webassay.junk.line import Line
from webassay.options import Favor, Format, Options
from webassay.page import Page
from webassay.registry import configured, get, in_format, names

if TYPE_CHECKING:
    from webassay.junk.flagging import clean, flag

__all__ = [
    "DEFAULT_EXTRACTOR",
    "Block",
    "DuplicateExtractorError",
    "Extraction",
    "Extractor",
    "Line",
    "NoFormatError",
    "Options",
    "OptionsError",
    "Page",
    "Status",
    "UnavailableError",
    "UnknownExtractorError",
    "WebassayError",
    "best",
    "clean",
    "extract",
    "flag",
    "get",
    "names",
    "run",
]

DEFAULT_EXTRACTOR = "webassay"  # the first on the largest published leaderboard


def extract(  # noqa: PLR0913 # each is a word that a caller writes
    html: bytes | str,
    *,
    url: str | None = None,
    extractor: str = DEFAULT_EXTRACTOR,
    format: Format = "text",  # noqa: A002 # what the libraries call it too
    comments: bool | None = None,
    tables: bool = True,
    links: bool = True,
    images: bool = False,
    favor: Favor | None = None,
    keep: str | None = None,
    drop: str | None = None,
    fallback: str | None = None,
) -> Extraction:
    """Get the main text out of a page.

    Args:
        html: the page; bytes are decoded as a browser does it.
        url: its address, where known: links are made absolute by it, and some extractors use it.
        extractor: one of `names()`.
        format: `text`; `markdown` for headings, lists, tables, code and links with it; or `html`,
            of harmless elements and attributes alone.
        comments: whether readers' comments belong; None: on threads, or where there is little else.
        tables: whether tables of data belong.
        links: whether Markdown and HTML say where links lead.
        images: whether the alternative texts of images are written.
        favor: `precision` for less junk, `recall` for less loss.
        keep: a CSS selector of elements whose text always belongs.
        drop: a CSS selector of elements that are left out before the page is read.
        fallback: another extractor, asked where our own is in doubt; its text is taken where that
            is expected to pay, and `.extractor` says so.

    Returns:
        An `Extraction`: `.text`, `.status` (`ok`, `empty`, `error`, `memory`), `.reason`,
        `.confidence`, `.extractor`, and when asked for, `.blocks` and `.metadata`. A page on which
        the extractor fails is a status, not an exception.

    Raises:
        UnknownExtractorError: there is no extractor of that name.
        UnavailableError: its library is not installed; the message says what brings it.
        NoFormatError: it does not give the format, or there is none of that name.
        OptionsError: it takes no options, or one has a value that means nothing.
    """
    options = Options(
        comments=comments,
        tables=tables,
        links=links,
        images=images,
        favor=favor,
        keep=keep,
        drop=drop,
    )
    if fallback is not None:
        from webassay.routing import extractor as routing

        if extractor != DEFAULT_EXTRACTOR:
            raise OptionsError(f"'{extractor}' does not know its doubts: leave fallback out")
        candidates = routing.checked((fallback,))
        beside = routing.routed("webassay+fallback", candidates, routing.DOUBT)
        return run(in_format(configured(beside, options), format), Page.of(html, url))
    return run(in_format(configured(get(extractor), options), format), Page.of(html, url))


def best(
    html: bytes | str, *, url: str | None = None, candidates: Sequence[str] | None = None
) -> Extraction:
    """Get the main text out of a page by the extractor that is expected to be best on it.

    Args:
        html: the page, as in `extract`.
        url: its address, where known.
        candidates: those beside our own, whatever they cost; None for trafilatura, and resiliparse
            where it is installed.

    Returns:
        An `Extraction`: `.extractor` says whose it is, `.confidence` what is expected of it.

    Raises:
        UnknownExtractorError: there is no extractor of that name.
        UnavailableError: its library is not installed; the message says what brings it.
        OptionsError: when to take its text was not learned; the message lists those that can be.
    """
    from webassay.routing.extractor import at_hand, checked, routed

    chosen = checked(at_hand() if candidates is None else tuple(candidates))
    return run(routed("best", chosen), Page.of(html, url))


def __getattr__(name: str) -> Any:
    """Load the judge of lines when it is first asked for: most who extract do without."""
    if name in {"clean", "flag"}:
        from webassay.junk import flagging

        return getattr(flagging, name)
    raise AttributeError(f"module 'webassay' has no attribute '{name}'")
