"""Labels of blocks, from the gold text of their page.

The words of all blocks and the words of the gold are aligned (longest common subsequence); a
block's label is the share of its words that the alignment holds. Blocks that the page has in
another order than the gold are found by a second look: a block of some words that stands, whole, in
what the alignment left of the gold.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.tokens import words_of

_MOVED = 4  # words from which a block is looked for out of order
_MISSED = 0.6  # share of words below which a block counts as missed by the alignment


def labels_of(words: list[list[str]], gold: str) -> NDArray[np.float64]:
    """Label the blocks of a page.

    Args:
        words: of each block.
        gold: the text that should be extracted.

    Returns:
        For each block the share of its words that are in the gold, from 0 to 1.
    """
    from rapidfuzz.distance import LCSseq

    numbers: dict[str, int] = {}
    blocks = [[numbers.setdefault(word, len(numbers)) for word in block] for block in words]
    wanted = [numbers.setdefault(word, len(numbers)) for word in words_of(gold)]
    flat = [number for block in blocks for number in block]
    hits, rest = np.zeros(len(flat)), np.array(wanted)
    if flat and wanted:
        for step in LCSseq.opcodes(flat, wanted):
            if step.tag == "equal":
                hits[step.src_start : step.src_end] = 1
                rest[step.dest_start : step.dest_end] = -1
    starts = np.cumsum([0, *(len(block) for block in blocks)])
    shares = np.array([hits[a:b].mean() if b > a else 0.0 for a, b in pairwise(starts.tolist())])
    _find_moved(blocks, shares, rest)
    return shares


def _find_moved(
    blocks: list[list[int]], shares: NDArray[np.float64], rest: NDArray[np.int64]
) -> None:
    left = _spelt(rest.tolist())
    for place in sorted(range(len(blocks)), key=lambda place: -len(blocks[place])):
        block = blocks[place]
        if len(block) < _MOVED:
            return
        if shares[place] < _MISSED and (spelt := _spelt(block)) in left:
            shares[place] = 1.0
            left = left.replace(spelt, _spelt([-1] * len(block)), 1)


def _spelt(numbers: list[int]) -> str:
    return " " + " ".join(map(str, numbers)) + " "
