"""The title of a page: its only heading, else what it declares, without the name of the site."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from webassay.metadata.plain_text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_BETWEEN = re.compile(r" (?:[|–—·•»«‹›-]|::) | ?\| ?")  # noqa: RUF001 # dashes and quotes are meant
_WORD = re.compile(r"\w+")
_MOST_HEADINGS = 20  # empty ones among them


def title(root: _Element) -> str:
    """Return the title of a page, or "".

    A page with one `<h1>` is headed by it, unless that is the name of the site. With several, or
    none, `og:title` counts, then `<title>`, both without their last part, which is the site's name.
    """
    headings = _first_two_headings(root)
    declared = [text for text in (_property(root, "og:title"), _title_element(root)) if text]
    if len(headings) == 1 and _words(headings[0]) not in _site_names(root, declared):
        return headings[0]
    for text in declared:
        return _parts(text)[0]
    return headings[0] if headings else ""


def _first_two_headings(root: _Element) -> list[str]:
    """List the text of the first heading, and of the second if there is one.

    A heading that was never closed holds the next ones: it is read once, and counts as two.
    """
    from webassay.visible import lines_of

    found: list[str] = []
    for heading in islice(_outermost(root, "h1"), _MOST_HEADINGS):
        text = plain(" ".join(line.text for line in lines_of(heading)))
        text = text.removesuffix("¶").rstrip()  # how documentation links to its own headings
        if _words(text):
            holds_another = next(heading.iterdescendants("h1"), None) is not None
            found.extend([text] * (2 if holds_another else 1))
        if len(found) > 1:
            break
    return found


def _outermost(root: _Element, tag: str) -> Iterator[_Element]:
    """Yield the elements of a name that stand in no other one of it."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start",), tag=tag)
    for _, element in walk:
        yield element
        walk.skip_subtree()


def _property(root: _Element, name: str) -> str:
    for meta in root.iter("meta"):
        if name in {meta.get("property"), meta.get("name")} and (
            text := plain(meta.get("content"))
        ):
            return text
    return ""


def _title_element(root: _Element) -> str:
    for element in root.iter("title"):
        if next(element.iterancestors("svg"), None) is None and (text := plain(element.text)):
            return text
    return ""


def _site_names(root: _Element, declared: list[str]) -> list[list[str]]:
    """List what the site may be called: as it says, or as its titles end."""
    endings = [end for _, end in map(_parts, declared) if end]
    return [_words(name) for name in (_property(root, "og:site_name"), *endings)]


def _parts(text: str) -> tuple[str, str]:
    """Part a title before its last part; that one is "" where there is no other."""
    *_, last = (None, *_BETWEEN.finditer(text))
    if last is None or not last.start():
        return text, ""
    return text[: last.start()], text[last.end() :]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
