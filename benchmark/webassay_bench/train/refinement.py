"""Refinement of a forest's leaves for what is wanted in the end: the word F1 of pages.

Boosting makes each block's probability right; what counts is the F1 of pages, where a long block
weighs more than a short one, and all of a page's blocks are wrong together. Once the trees stand,
the score of a block is a sum of leaves, and their values can be moved uphill on the mean F1 that
pages have when each block is kept in part, as its probability says. Source of the idea, for another
loss: Ren, Cao, Wei and Sun 2015, "Global Refinement of Random Forest".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.free_forest import FreeForest
from webassay.main_text.ensemble import Ensemble
from webassay_bench.train.forest import in_units

_STEPS = 20  # the best of 5 to 60 on one fold; beyond, it learns by heart
_RATE = 1.6  # of all trees together, which move as one
_PAST, _PAST_SQUARES = 0.9, 0.99  # of the moving means in Adam (Kingma and Ba 2015)
_TINY = 1e-7
_AT_ONCE = 4096  # blocks
Values = NDArray[np.float32]


@dataclass(frozen=True)
class Labelled:
    """The blocks of all pages, page by page.

    Attributes:
        table: the columns of the trees, blocks by columns.
        labels: of each block: the share of it that is content.
        weights: of each block, in the loss of probabilities; their sum is 1.
        words: of each block.
        blocks: of each page: how many it has, at least one.
        wanted: of each page: the words of its gold.
    """

    table: Values
    labels: Values
    weights: Values
    words: Values
    blocks: Sequence[int]
    wanted: Values


Trees = TypeVar("Trees", Forest, FreeForest)


def refined_both(grown: Ensemble, pages: Labelled) -> Ensemble:
    """Refine the trees of both kinds, each for itself."""
    return Ensemble(refined(grown.free, pages), refined(grown.oblivious, pages))


def refined(forest: Trees, pages: Labelled) -> Trees:
    """Return a forest of the same trees whose leaves suit the F1 of pages better.

    The loss is one minus the mean F1, plus the cross entropy of the blocks, so that probabilities
    stay near to what they say.
    """
    leaves = _leaves(forest, pages.table)
    values = forest.leaves.astype(np.float32)
    rate = _RATE / len(values)
    mean, square = np.zeros_like(values), np.zeros_like(values)
    for step in range(1, _STEPS + 1):
        slope = _slope(_probabilities(leaves, values, forest.bias), pages)
        gradient = np.stack([np.bincount(leaf, slope, values.shape[1]) for leaf in leaves])
        mean = _PAST * mean + (1 - _PAST) * gradient
        square = _PAST_SQUARES * square + (1 - _PAST_SQUARES) * gradient**2
        size = np.sqrt(square / (1 - _PAST_SQUARES**step)) + _TINY
        values = (values - rate * mean / (1 - _PAST**step) / size).astype(np.float32)
    return replace(forest, leaves=in_units(values))


def _leaves(forest: Trees, table: Values) -> NDArray[np.uint8]:
    """Return in which leaf of each tree each block ends, trees by blocks."""
    found = np.empty((len(forest.leaves), len(table)), np.uint8)
    for start in range(0, len(table), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found[:, part] = forest.places(np.ascontiguousarray(table[part].T))
    return found


def _probabilities(leaves: NDArray[np.uint8], values: Values, bias: float) -> Values:
    scores = np.full(leaves.shape[1], bias, np.float32)
    for leaf, of_tree in zip(leaves, values, strict=True):
        scores += of_tree[leaf]
    return (1 / (1 + np.exp(-scores))).astype(np.float32)


def _slope(found: Values, pages: Labelled) -> Values:
    """Return how the loss changes with the score of each block."""
    first = np.concatenate([[0], np.cumsum(pages.blocks)[:-1]]).astype(np.intp)
    kept = np.add.reduceat(found * pages.words, first)
    right = np.add.reduceat(found * pages.words * pages.labels, first)
    both = np.repeat(kept + pages.wanted, pages.blocks)
    gain = 2 * (pages.labels * both - np.repeat(right, pages.blocks)) / both**2
    of_f1 = pages.words * gain * found * (1 - found) / len(pages.blocks)
    slope: Values = pages.weights * (found - pages.labels) - of_f1
    return slope
