"""Text that a page holds for its scripts alone, put into the page's tree where the page lacks it.

It is looked for only where next to nothing is found on the page itself; then it is judged as all
other text. Nothing is executed: strings are read, and markup in them is parsed as the page was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING

from lxml import etree

from webassay.main_text.blocks import parse
from webassay.main_text.script_texts import Carried, programmed, size_of, told, without_markup
from webassay.main_text.tokens import words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_FEW = 100  # words found on the page, from which nothing is looked for
_LEAST_TOLD, _LEAST = 40, 100  # words of linked data, and of a program's, that are enough
_EMPTY = 100  # words shown, from which a program's data are not looked at if some are kept
_SHOWN = 0.3  # share of a script's text that may stand on the page: there it was judged already
_START = 8  # words by which a text is looked for on the page
_MARKUP = re.compile(
    r"<(?:p|br|div|[uo]l|li|h[1-6]|table|blockquote|pre|section|span|a)\b", re.IGNORECASE
)
_ESCAPED = re.compile(r"&lt;(?:p|br|div|[uo]l|li|h[1-6]|strong|span|a)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Unfolded:
    """Text that was put into a page's tree.

    Attributes:
        element: what holds it there.
        path: where what it was taken from stands, as an XPath.
        is_told: whether the page declares it to be its text.
    """

    element: _Element
    path: str
    is_told: bool


def unfold(root: _Element, shown: Iterable[str], found: float) -> Unfolded | None:
    """Put the text that a page holds for its scripts into its tree, where the page lacks it.

    Args:
        root: the page; changed in place.
        shown: the texts of its blocks.
        found: how many words were found among them.

    Returns:
        What was put there; None where enough was found, or the scripts have no more.
    """
    if found >= _FEW:
        return None
    page = f" {' '.join(word for text in shown for word in words_of(text))} "
    is_empty = not found or size_of(page) < _EMPTY
    for one in chain(told(root), programmed(root) if is_empty else ()):
        lacking = [text for text in one.texts if not _stands_in(text, page)]
        size = sum(map(size_of, lacking))
        least = _LEAST_TOLD if one.is_told else _LEAST
        if size < max(least, (1 - _SHOWN) * one.size):
            continue
        path = str(one.holder.getroottree().getpath(one.holder))
        return Unfolded(_insert(root, one, lacking), path, one.is_told)
    return None


def _stands_in(text: str, page: str) -> bool:
    words = words_of(without_markup(text))
    return f" {' '.join(words[:_START])} " in page


def _insert(root: _Element, one: Carried, texts: list[str]) -> _Element:
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    article = etree.SubElement(body, "article")
    for text in texts:
        markup = unescape(text) if _ESCAPED.search(text) else text
        if text in one.headings:
            etree.SubElement(article, "h2").text = _clean(text)
        elif _MARKUP.search(markup):
            parsed = parse(markup)
            if parsed is not None:
                parsed.tag = "section"
                for inner in list(parsed.iter("body", "head")):
                    inner.tag = "div"
                article.append(parsed)
        else:
            for paragraph in unescape(text).splitlines():
                if paragraph.strip():
                    etree.SubElement(article, "p").text = _clean(paragraph)
    return article


def _clean(text: str) -> str:
    """Drop what no tree can hold (XML 1.0, 2.2 "Characters")."""
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
