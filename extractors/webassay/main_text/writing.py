"""Kept blocks as plain text, and what kind of block each is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.blocks import NUMBER, TAGS, Blocks

if TYPE_CHECKING:
    from webassay.main_text.images import Image
    from webassay.main_text.scripted import Unfolded

_KINDS = {
    **{f"h{level}": "heading" for level in range(1, 7)},
    "li": "item",
    "dt": "item",
    "dd": "item",
    "td": "cell",
    "th": "cell",
    "pre": "code",
    "blockquote": "quote",
    "figcaption": "caption",
    "caption": "caption",
}
_KIND_OF = [_KINDS.get(tag, "") for tag in TAGS]
_CLOSE = frozenset({"item", "cell", "code"})
_REACH = 4  # elements around a block that are looked at for its kind and its row
_ROW = NUMBER["tr"]


def written(blocks: Blocks, keep: NDArray[np.bool_], images: Iterable[Image] = ()) -> str:
    """Write the kept blocks: cells of a row on one line, items on a line each, others apart.

    Args:
        blocks: the blocks of a page.
        keep: whether each is kept.
        images: those whose alternative texts are written, each before its block, in order.
    """
    written: list[str] = []
    last_kind, last_row = "", -1
    waiting = list(images)[::-1]
    for number in [*np.flatnonzero(keep).tolist(), len(blocks.texts)]:
        while waiting and waiting[-1].block <= number:
            written += ["\n\n" if written else "", waiting.pop().text]
            last_kind, last_row = "image", -1
        if number == len(blocks.texts):
            break
        kind, row = _kind_and_row(blocks, number)
        if written:
            if row >= 0 and row == last_row:
                written.append("\t")
            else:
                close = kind == last_kind and kind in _CLOSE
                written.append("\n" if close else "\n\n")
        written.append(blocks.written.get(number) or blocks.texts[number])
        last_kind, last_row = kind, row
    return "".join(written)


def kind_of(blocks: Blocks, number: int) -> str:
    """Name what a block is by the nearest element around it that says so."""
    return _kind_and_row(blocks, number)[0]


def path_of(blocks: Blocks, number: int, unfolded: Unfolded | None = None) -> str:
    """Return the XPath of the element that a block stands in; of its script, if it is from one."""
    element = blocks.elements[max(blocks.owner[number], 0)]
    if unfolded is not None and unfolded.element in (element, *element.iterancestors()):
        return unfolded.path
    return str(element.getroottree().getpath(element))


def _kind_and_row(blocks: Blocks, number: int) -> tuple[str, int]:
    """Return what kind of block it is, and the table row that it is in, or -1."""
    kind, row = "", -1
    element = blocks.owner[number]
    for _ in range(_REACH):
        if element < 0:
            break
        tag = blocks.tags[element]
        kind = kind or _KIND_OF[tag]
        if tag == _ROW and row < 0:
            row = element
        element = blocks.parent[element]
    return kind or "paragraph", row
