"""What a second look sees: what the first one said of a line, and of the lines around it.

Junk comes in runs, and so does text; how much of either stands before and behind a line is known
only after all lines were judged once. Source of the form: stacked sequential learning (Cohen &
Carvalho 2005).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay.forest import logistic
from webassay.junk.shapes import Columns
from webassay.junk.surroundings import Floats, Surroundings
from webassay.junk.thresholds import scores_of

_NEAR, _REACHES = (1, 2, 3), (3, 8, 20)  # lines
_BEYOND = -9.0  # for what lies beyond the document's edge
_STEEP = 14.0  # log-odds beyond which nothing is told apart
_JUNK, _CONTENT = 0.5, 0.2  # probabilities above and below which a line counts as such
_FEW = 6  # lines


def second_look(
    probabilities: Floats, words: Floats, extractors: Floats, around: Surroundings
) -> Columns:
    """Describe lines by what a first look said.

    Args:
        probabilities: of each line that it is junk, by the first look.
        words: of each line, their number.
        extractors: of each line, the number of the extractor that made its document.
        around: which lines are of which document.

    Returns:
        Columns with a value for each line.
    """
    odds = np.clip(scores_of(probabilities), -_STEEP, _STEEP)
    of_junk, of_content = probabilities * words, (1 - probabilities) * words
    is_junk, is_content = probabilities > _JUNK, probabilities < _CONTENT
    count = around.ends - around.starts
    both = np.array([odds, probabilities])
    means = around.mean(np.array([odds, probabilities, words, of_junk, is_junk, is_content]))
    found: Columns = {
        "odds": odds,
        "words": words,
        "extractor": extractors,
        "lines": count.astype(float),
        "place_share": (around.places - around.starts) / np.maximum(count - 1, 1),
        "mean_odds": means[0],
        "mean_probability": means[1],
        "words_of_junk": means[3] / np.maximum(means[2], 1e-9),
        "share_junk": means[4],
        "share_content": means[5],
    }
    for offset in _NEAR:
        found[f"odds-{offset}"] = around.at(odds, -offset, _BEYOND)
        found[f"odds+{offset}"] = around.at(odds, offset, _BEYOND)
    found["words-1"], found["words+1"] = (around.at(words, o, -1.0) for o in (-1, 1))
    for reach in _REACHES:
        before, behind = around.means_beside(both, reach)
        found[f"odds<{reach}"], found[f"probability<{reach}"] = before
        found[f"odds>{reach}"], found[f"probability>{reach}"] = behind
    for name, marked in (("junk", is_junk), ("content", is_content)):
        found[f"since_{name}"], found[f"until_{name}"] = around.distances(marked)
    before, behind = around.sums_beside(np.array([of_junk, of_content]))
    found["junk_before"], found["content_before"] = before
    found["junk_behind"], found["content_behind"] = behind
    return found


def mean_of_looks(first: Floats, second: Floats) -> Floats:
    """Return the probability whose log-odds are the mean of both looks': surer than either."""
    return logistic((scores_of(first) + scores_of(second)) / 2)


def lonely(around: Surroundings) -> NDArray[np.bool_]:
    """Tell which lines are of a document of few: there is too little around to judge them by."""
    few: NDArray[np.bool_] = around.ends - around.starts < _FEW
    return few
