"""Which blocks of a page to keep, once each has a probability: those that maximise its F1.

One threshold for all pages is wrong: where all is doubtful, keeping doubtful text pays. The
expected F1 of a choice is 2 E[kept words that are content] / (kept words + E[content words]).
Source of the idea: Lipton, Elkan and Naryanaswamy 2014, "Optimal Thresholding of Classifiers to
Maximize F1 Measure". Where precision or recall counts more, it is the expected F-beta (van
Rijsbergen 1979), with other limits of the threshold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from webassay.options import Favor

LONG = 8  # words from which a text is not said twice; less and more was tried, with little change
LOWEST, HIGHEST = 0.1, 0.6  # no threshold is outside, whatever the page
_FAVORED: dict[Favor, tuple[float, float, float]] = {  # beta, and the limits then
    "precision": (0.5, 0.4, 0.9),
    "recall": (2.0, 0.02, 0.3),
}


def decode(
    probabilities: NDArray[np.float64], words: NDArray[np.float64], favor: Favor | None = None
) -> tuple[NDArray[np.bool_], float]:
    """Choose the blocks to keep.

    Args:
        probabilities: of each block: that it is content.
        words: of each block: how many it has.
        favor: what counts more, precision or recall; None for both alike.

    Returns:
        Whether each block is kept, and the F1 that is to be expected of the choice.
    """
    if not len(probabilities):
        return np.zeros(0, bool), 0.0
    beta, lowest, highest = _FAVORED[favor] if favor else (1.0, LOWEST, HIGHEST)
    order = np.argsort(-probabilities, kind="stable")
    kept = np.cumsum(words[order])
    right = np.cumsum((probabilities * words)[order])
    expected = 2 * right / np.maximum(kept + right[-1], 1e-9)
    aim = right / np.maximum(kept + beta**2 * right[-1], 1e-9) if favor else expected
    best = int(np.argmax(aim))
    threshold = min(max(probabilities[order[best]], lowest), highest)
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
