"""Which blocks of a page to keep, once each has a probability: those that maximise its F1.

One threshold for all pages is wrong: where all is doubtful, keeping doubtful text pays. The
expected F1 of a choice is 2 E[kept words that are content] / (kept words + E[content words]).
Source of the idea: Lipton, Elkan and Naryanaswamy 2014, "Optimal Thresholding of Classifiers to
Maximize F1 Measure".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
