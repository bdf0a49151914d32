"""Images that belong to the main text, by what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from webassay.main_text.blocks import NUMBER, SKIPPED, Blocks
from webassay.main_text.surroundings import Tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_MOST = 0.5  # share of the text around an image that must be kept


@dataclass(frozen=True)
class Image:
    """An image in the main text.

    Attributes:
        text: its alternative text, white space collapsed; never empty.
        block: the number of the block in which or before which it stands.
        element: the image.
        holder: the number of the innermost element of the blocks' list around it.
    """

    text: str
    block: int
    element: _Element
    holder: int


def images_of(blocks: Blocks, keep: NDArray[np.bool_]) -> list[Image]:
    """List the images of the main text that have an alternative text, in order.

    An image belongs if most text of the nearest element around it that has any are kept. Of equal
    texts in a row the first is taken: pages repeat an image for browsers without scripts.
    """
    if not blocks.texts:
        return []
    numbers = {element: number for number, element in enumerate(blocks.elements)}
    length, tree = np.array([len(text) for text in blocks.texts], float), Tree.of(blocks)
    kept, all_text = tree.within(length * keep), tree.within(length)
    until = np.cumsum(blocks.images)
    found: list[Image] = []
    for place, element in enumerate(_all_images(blocks.elements[0].getroottree().getroot())):
        text = " ".join((element.get("alt") or "").split())
        holder = _holder(element, numbers)
        if not text or holder < 0 or (found and found[-1].text == text):
            continue
        around = holder
        while around >= 0 and not all_text[around]:
            around = blocks.parent[around]
        if around >= 0 and kept[around] > _MOST * all_text[around]:
            block = int(np.searchsorted(until, place, side="right"))
            found.append(Image(text, block, element, holder))
    return found


def _all_images(root: _Element) -> Iterator[_Element]:
    """Yield the images that the walk over the blocks counts."""
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element.tag in SKIPPED:
            walk.skip_subtree()
        elif element.tag == "img":
            yield element


def _holder(element: _Element, numbers: dict[_Element, int]) -> int:
    around = element.getparent()
    while around is not None and around.tag not in NUMBER:
        around = around.getparent()
    return -1 if around is None else numbers.get(around, -1)
