"""A page made safe to show, with every visible line marked so that it can be clicked.

The page keeps its looks and loses all that acts: scripts, event handlers, frames, embedded objects,
redirections, and addresses that are scripts. Whoever serves it adds a policy that forbids the rest.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree, html

from webassay.visible import Piece, VisibleLine, lines_of, parse

if TYPE_CHECKING:
    from lxml.etree import _Element

LINE_TAG = "x-line"  # a name that no style sheet of a page speaks of
_ACTING = frozenset(
    "applet audio base embed frame frameset iframe link meta noembed object portal script "
    "video".split()
)
_ADDRESSES = ("action", "background", "formaction", "href", "ping", "poster", "src", "srcset")


@lru_cache(maxsize=4)  # every change to a page asks for its lines again
def marked_page(text: str) -> tuple[str, list[str]]:
    """Make a page safe and mark its visible lines.

    Args:
        text: the page's HTML, decoded.

    Returns:
        The HTML, in which the text of line N stands in elements `<x-line data-line="N">`, and the
        lines. A page without any element gives empty HTML and no lines.
    """
    root = parse(text)
    if root is None:
        return "", []
    lines = lines_of(root)
    _mark(lines)
    _disarm(root)
    return str(html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")), [
        line.text for line in lines
    ]


def _mark(lines: list[VisibleLine]) -> None:
    by_place: dict[tuple[_Element, str], list[tuple[int, Piece]]] = defaultdict(list)
    for number, line in enumerate(lines):
        for piece in line.pieces:
            by_place[piece.element, piece.where].append((number, piece))
    for (element, where), pieces in by_place.items():
        _wrap(element, where, pieces)


def _wrap(element: _Element, where: str, pieces: list[tuple[int, Piece]]) -> None:
    """Put the pieces of one text into elements of their own, in its place."""
    text = element.text if where == "text" else element.tail
    if where == "text":
        parent, position = element, 0
        element.text = text[: pieces[0][1].start]
    else:
        parent = element.getparent()
        position = parent.index(element) + 1
        element.tail = text[: pieces[0][1].start]
    ends = [piece.start for _, piece in pieces[1:]] + [len(text)]
    for (number, piece), end in zip(pieces, ends, strict=True):
        mark = etree.Element(LINE_TAG)
        mark.set("data-line", str(number))
        mark.text = text[piece.start : piece.end]
        mark.tail = text[piece.end : end]
        parent.insert(position, mark)
        position += 1


def _disarm(root: _Element) -> None:
    for element in list(root.iter(etree.Element)):
        if element.tag in _ACTING and element is not root:
            element.drop_tree()
            continue
        for name in list(element.attrib):
            if name.lower().startswith("on") or name.lower().rsplit(":", 1)[-1] in _ADDRESSES:
                del element.attrib[name]
    for comment in root.xpath("//comment()|//processing-instruction()"):
        if comment.getparent() is not None:
            comment.drop_tree()
