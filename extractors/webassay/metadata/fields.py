"""The fields of a page, gathered from the readers in this package and from trafilatura."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from webassay.metadata import language, linked_data, title
from webassay.metadata.plain_text import plain
from webassay.page import Page

if TYPE_CHECKING:
    from lxml.etree import _Element

_Found = TypeVar("_Found")

# trafilatura looks through linked data that it cannot read with patterns whose time grows with the
# square of its length: a minute for a quarter of a megabyte. One real page in 500 has as much.
_LONGEST_LINKED_DATA = 50_000  # characters
# It reads elements that stand one in the other again for each. Of 375 real pages none is 50 deep.
_DEEPEST = 100  # elements


@dataclass(frozen=True)
class Metadata:
    """What a page says about itself. Every field is one line of plain text, "" if not found.

    It is text from a hostile page still: escape it where it is shown as HTML.

    Attributes:
        title: the heading of the page, without the name of the site.
        author: who wrote it; several names are parted by `; `.
        date: when it was published, as `yyyy-mm-dd`.
        language: primary tag of BCP 47 in lower case, such as `en`.
        description: what the page is about, as it says for search engines.
        site_name: what the site is called; its host where only that is known.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    language: str = ""
    description: str = ""
    site_name: str = ""


def metadata(html: bytes | str, *, url: str | None = None) -> Metadata:
    """Find out what a page says about itself.

    Args:
        html: the page; bytes are decoded as a browser does it.
        url: its address, where known; it may hold a date, and its host may have to name the site.

    Returns:
        A `Metadata`. It never raises for what a page holds: what cannot be read is not found.
    """
    from trafilatura.metadata import extract_metadata

    from webassay.visible import parse

    language.identifier()  # with trafilatura above: what is not installed must be said, not tried
    root = _tried(lambda: parse(Page.of(html, url).text), None)
    if root is None:
        return Metadata()
    heading = _tried(lambda: title.title(root), "")
    author = _tried(lambda: linked_data.author(root), "")
    tongue = _tried(lambda: language.language(root), "")
    found = _tried(lambda: extract_metadata(_lightened(root), url, extensive=False), None)
    return Metadata(
        title=heading or plain(found and found.title),
        author=author or plain(found and found.author),
        date=_iso(found and found.date),
        language=tongue,
        description=plain(found and found.description),
        site_name=plain(found and found.sitename),
    )


def _lightened(root: _Element) -> _Element:
    """Take out what is too long or too deep for trafilatura."""
    scripts = linked_data.scripts(root)
    if sum(len(script.text or "") for script in scripts) > _LONGEST_LINKED_DATA:
        for script in scripts:
            script.text = None
    for deepest in root.findall("/".join("*" * _DEEPEST)):
        del deepest[:]
    return root


def _iso(value: object) -> str:
    text = plain(value)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _tried(read: Callable[[], _Found], otherwise: _Found) -> _Found:
    """Return what a reader finds; where it fails, the page does not say."""
    try:
        return read()
    except Exception:  # a library may raise anything on a page that was made for it
        return otherwise
