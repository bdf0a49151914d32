"""From a page to its main text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.blocks import NUMBER, TAGS, Blocks, blocks_of, parse
from webassay.main_text.comments import without_comments
from webassay.main_text.decoding import decode
from webassay.main_text.document import Document
from webassay.main_text.features import PageFeatures
from webassay.main_text.model import Model, shipped

if TYPE_CHECKING:
    from webassay.page import Page

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
_CLOSE = frozenset({"item", "cell", "code"})
_REACH = 4  # elements around a block that are looked at for its kind and its row
_ROW = NUMBER["tr"]


@dataclass(frozen=True)
class Block:
    """A block of a page, judged.

    Attributes:
        text: its text, white space collapsed.
        kind: `paragraph`, `heading`, `item`, `cell`, `code`, `quote` or `caption`.
        probability: that it belongs to the main text, from 0 to 1.
        kept: whether it is in the extracted text.
        path: where its element stands in the tree, as an XPath.
    """

    text: str
    kind: str
    probability: float
    kept: bool
    path: str


@dataclass(frozen=True)
class MainText:
    """What was found on a page.

    Attributes:
        text: the kept blocks, in order: a row of a table is a line, cells parted by tabs; an empty
            line stands between others.
        expected_f1: the word F1 that is to be expected of this text, from 0 to 1: what the
            probabilities of the blocks say if each is right on its own, which is too hopeful on
            pages that are doubtful as a whole.
        blocks: all blocks of the page, kept or not.
    """

    text: str
    expected_f1: float
    blocks: tuple[Block, ...]


def main_text(page: Page, model: Model | None = None) -> MainText:
    """Find the main text of a page, with every block judged.

    Args:
        page: the page.
        model: None for the one that comes with webassay.
    """
    found = judge(page, model)
    blocks = found.blocks
    judged = tuple(
        Block(
            text,
            _kind(blocks, number),
            float(found.probabilities[number]),
            bool(found.keep[number]),
            _path(blocks, number),
        )
        for number, text in enumerate(blocks.texts)
    )
    return MainText(_text(blocks, found.keep), found.expected_f1, judged)


def text_of(page: Page, model: Model | None = None) -> str:
    """Find the main text of a page, and no more: the quick way."""
    found = judge(page, model)
    return _text(found.blocks, found.keep)


def judged_texts(page: Page, model: Model | None = None) -> Iterator[tuple[str, float, bool]]:
    """Yield the text of each block of a page, its probability, and whether it is kept."""
    found = judge(page, model)
    yield from zip(
        found.blocks.texts, found.probabilities.tolist(), found.keep.tolist(), strict=True
    )


@dataclass(frozen=True)
class Judged:
    """A page's blocks, how probable each is, whether it is kept, and the word F1 to expect."""

    blocks: Blocks
    probabilities: NDArray[np.float64]
    keep: NDArray[np.bool_]
    expected_f1: float


def judge(page: Page, model: Model | None) -> Judged:
    """Judge the blocks of a page; a model of None is the one that comes with webassay."""
    root = parse(page.utf8)
    blocks = blocks_of(root) if root is not None else Blocks()
    if root is None or not blocks.texts:
        return Judged(blocks, np.zeros(0), np.zeros(0, bool), 0.0)
    model = model or shipped()
    features = PageFeatures(blocks, Document.of(root, page.url), model.asked(blocks))
    probabilities = model.probabilities(features)
    keep, expected = decode(probabilities, features.counts)
    return Judged(blocks, probabilities, without_comments(features, keep), expected)


def _path(blocks: Blocks, number: int) -> str:
    element = blocks.elements[max(blocks.owner[number], 0)]
    return str(element.getroottree().getpath(element))


def _kind(blocks: Blocks, number: int) -> str:
    """Name what a block is by the nearest element around it that says so."""
    kinds = (_KINDS.get(TAGS[blocks.tags[element]]) for element in _around(blocks, number))
    return next((kind for kind in kinds if kind), "paragraph")


def _text(blocks: Blocks, keep: NDArray[np.bool_]) -> str:
    """Write the kept blocks: cells of a row on one line, items on a line each, others apart."""
    written: list[str] = []
    last_kind, last_row = "", -1
    for number in np.flatnonzero(keep).tolist():
        kind, row = _kind(blocks, number), _row(blocks, number)
        if written:
            if row >= 0 and row == last_row:
                written.append("\t")
            else:
                close = kind == last_kind and kind in _CLOSE
                written.append("\n" if close else "\n\n")
        written.append(blocks.written.get(number) or blocks.texts[number])
        last_kind, last_row = kind, row
    return "".join(written)


def _row(blocks: Blocks, number: int) -> int:
    """Return the table row that a block is in, or -1."""
    return next((e for e in _around(blocks, number) if blocks.tags[e] == _ROW), -1)


def _around(blocks: Blocks, number: int) -> Iterator[int]:
    """Yield the elements that a block stands in, the nearest first, as far as they matter."""
    element = blocks.owner[number]
    for _ in range(_REACH):
        if element < 0:
            return
        yield element
        element = blocks.parent[element]
