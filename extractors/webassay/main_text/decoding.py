"""Which blocks of a page to keep, once each has a probability: those that maximise its F1.

One threshold for all pages is wrong: where all is doubtful, keeping doubtful text pays. The
expected F1 of a choice is 2 E[kept words that are content] / (kept words + E[content words]).
Source of the idea: Lipton, Elkan and Naryanaswamy 2014, "Optimal Thresholding of Classifiers to
Maximize F1 Measure".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LONG = 8  # words from which a text is not said twice; less and more was tried, with little change
LOWEST, HIGHEST = 0.1, 0.6  # no threshold is outside, whatever the page


def decode(
    probabilities: NDArray[np.float64], words: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], float]:
    """Choose the blocks to keep.

    Args:
        probabilities: of each block: that it is content.
        words: of each block: how many it has.

    Returns:
        Whether each block is kept, and the F1 that is to be expected of the choice.
    """
    if not len(probabilities):
        return np.zeros(0, bool), 0.0
    order = np.argsort(-probabilities, kind="stable")
    kept = np.cumsum(words[order])
    right = np.cumsum((probabilities * words)[order])
    expected = 2 * right / np.maximum(kept + right[-1], 1e-9)
    best = int(np.argmax(expected))
    threshold = min(max(probabilities[order[best]], LOWEST), HIGHEST)
    keep = probabilities >= threshold
    count = int(keep.sum())
    return keep, float(expected[count - 1]) if count else 0.0


def once(
    probabilities: NDArray[np.float64], same: NDArray[np.intp], words: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give a text that a page says several times its probability once, where it is highest.

    Pages hold copies for narrow screens, and captions once for each size of an image. Short texts
    may well stand twice in a text.

    Args:
        probabilities: of each block: that it is content.
        same: of each block: a number that those of the same text share.
        words: of each block: how many it has.

    Returns:
        The probabilities, with 0 for the other times.
    """
    order = np.argsort(-probabilities, kind="stable")
    is_first = np.zeros(len(order), bool)
    is_first[order[np.unique(same[order], return_index=True)[1]]] = True
    return np.where(is_first | (words < LONG), probabilities, 0.0)
