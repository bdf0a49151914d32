"""The main text with its structure: the page's own elements, without what is not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from webassay.adapters.to_markdown import to_markdown
from webassay.main_text.blocks import NUMBER, Blocks
from webassay.main_text.main_text import judge

if TYPE_CHECKING:
    from lxml.etree import _Element

    from webassay.main_text.model import Model
    from webassay.page import Page

_CELLS = frozenset({"td", "th"})
_HIDING = ("hidden", "aria-hidden", "style", "class")  # what is kept is shown, and as it is


def markdown_of(page: Page, model: Model | None = None) -> str:
    """Find the main text of a page and write it as Markdown.

    Args:
        page: the page.
        model: None for the one that comes with webassay.

    Raises:
        UnavailableError: the converter is not installed.
    """
    found = judge(page, model)
    if not found.keep.any():
        return ""
    _cut(found.blocks, found.keep)
    root = found.blocks.elements[0].getroottree().getroot()
    for element in root.iter("*"):
        for name in _HIDING:
            element.attrib.pop(name, None)
        if element.tag == "noscript":
            element.tag = "div"
    return to_markdown(etree.tostring(root, method="html", encoding="unicode"))


def _cut(blocks: Blocks, keep: NDArray[np.bool_]) -> None:
    """Take out of the page's tree the elements without a kept block, and texts beside kept ones.

    Texts that stand in one element with a kept one, parted by empty lines alone, stay.
    """
    kept, judged = np.zeros(len(blocks.elements) + 1, int), np.zeros(len(blocks.elements), bool)
    for owner, kept_block in zip(blocks.owner, keep.tolist(), strict=True):
        if owner >= 0:
            kept[owner + 1] += kept_block
            judged[owner] = True
    below = np.cumsum(kept)

    def is_empty(number: int) -> bool:
        return bool(below[blocks.ends[number]] == below[number])

    for number, element in enumerate(blocks.elements):
        row = blocks.parent[number]
        if element.tag in _CELLS and row >= 0 and is_empty(number) and not is_empty(row):
            element.text = None
            del element[:]  # the cell itself holds the others in their columns
        elif is_empty(number):
            _remove(element)
        elif judged[number] and not kept[number + 1]:
            _clear(element)


def _clear(element: _Element) -> None:
    """Empty an element of its own text and of inline elements, but for block elements in them."""
    inline = [element]
    while inline:
        around = inline.pop()
        around.text = None
        for child in list(around):
            child.tail = None
            if child.tag in NUMBER:
                continue
            if next(child.iterdescendants(*NUMBER), None) is None:
                around.remove(child)
            else:
                inline.append(child)


def _remove(element: _Element) -> None:
    """Take an element out of its tree; the text after it stays."""
    around = element.getparent()
    if around is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            around.text = (around.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    around.remove(element)
