"""Taking elements out of a page's tree: all but what is kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.blocks import NUMBER, Blocks

if TYPE_CHECKING:
    from lxml.etree import _Element

_CELLS = frozenset({"td", "th"})


def cut(blocks: Blocks, keep: NDArray[np.bool_], spared: Iterable[int] = ()) -> None:
    """Take out of the page's tree the elements without a kept block, and texts beside kept ones.

    Texts that stand in one element with a kept one, parted by empty lines alone, stay.

    Args:
        blocks: the blocks of a page.
        keep: whether each is kept.
        spared: numbers of elements that stay though they hold no kept block.
    """
    kept, judged = np.zeros(len(blocks.elements) + 1, int), np.zeros(len(blocks.elements), bool)
    for owner, kept_block in zip(blocks.owner, keep.tolist(), strict=True):
        if owner >= 0:
            kept[owner + 1] += kept_block
            judged[owner] = True
    stays = kept.copy()
    for element in spared:
        stays[element + 1] += 1
    below = np.cumsum(stays)

    def is_empty(number: int) -> bool:
        return bool(below[blocks.ends[number]] == below[number])

    for number, element in enumerate(blocks.elements):
        row = blocks.parent[number]
        if element.tag in _CELLS and row >= 0 and is_empty(number) and not is_empty(row):
            element.text = None
            del element[:]  # the cell itself holds the others in their columns
        elif is_empty(number):
            remove(element)
        elif judged[number] and not stays[number + 1]:
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


def remove(element: _Element) -> None:
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
