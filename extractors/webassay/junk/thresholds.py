"""What a flag may cost: scores of lines, and the score from which a promise is kept.

To find as many lines of junk as can be at a given loss of words of content, lines are flagged in
the order of their odds of being junk per word that would be lost if they are not: the most powerful
test of a given size (Neyman & Pearson 1933), with words as the size. Of texts of unknown origin as
few lines as words may be lost; they are flagged in the order of their odds alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from webassay.junk.surroundings import Surroundings
from webassay.main_text.decoding import decode

LOSSES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05)  # shares of the words of content
ANY = ""  # of an extractor that is not known


def scores_of(
    probabilities: NDArray[np.float64], words: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the logarithm of the odds of junk of each line; per word, where words are given."""
    safe = np.clip(probabilities, 1e-9, 1 - 1e-9)
    odds: NDArray[np.float64] = np.log(safe / (1 - safe))
    return odds if words is None else odds - np.log(words + 1)


def balanced(
    probabilities: NDArray[np.float64], words: NDArray[np.float64], around: Surroundings
) -> NDArray[np.bool_]:
    """Tell which lines to take out of each document, for the highest expected word F1.

    A document of which nothing would be left is left alone: whoever extracted it saw text in it.

    Args:
        probabilities: of each line that it is junk.
        words: of each line, their number.
        around: which lines are of which document.
    """
    junk = np.zeros(len(words), bool)
    for start in np.unique(around.starts).tolist():
        rows = slice(start, int(around.ends[start]))
        keep, _ = decode(1 - probabilities[rows], np.maximum(words[rows], 1))
        junk[rows] = ~keep & keep.any()
    return junk


@dataclass(frozen=True)
class Thresholds:
    """The scores from which lines are flagged, as found on sites that no model had seen.

    Attributes:
        by_extractor: of each extractor that was measured, and of `ANY`, a score for each of
            `LOSSES`.
        floors: of each of them the probability below which no line is flagged, whatever its
            score: the promise is kept on pages like those that were measured, and a short line
            that is hardly likelier junk than not is worth no risk on others.
        per_word: whether scores are odds per word.
    """

    by_extractor: Mapping[str, NDArray[np.float64]]
    floors: Mapping[str, float] = field(default_factory=dict)
    per_word: bool = True

    def flags(
        self,
        probabilities: NDArray[np.float64],
        words: NDArray[np.float64],
        extractor: str,
        loss: float,
    ) -> NDArray[np.bool_]:
        """Tell which lines of one extractor's texts are flagged.

        Args:
            probabilities: of each line that it is junk.
            words: of each line, their number.
            extractor: that made the texts; see `score`.
            loss: the share of the words of content that may be lost.
        """
        scores = scores_of(probabilities, words if self.per_word else None)
        name = extractor if extractor in self.by_extractor else ANY
        floor = self.floors.get(name, 0.0)
        return (scores >= self.score(extractor, loss)) & (probabilities >= floor)

    def score(self, extractor: str, loss: float) -> float:
        """Return the score from which a line of an extractor's text is flagged.

        Args:
            extractor: its name; for one that was not measured, that of all of them together.
            loss: the share of the words of content that may be lost; between the measured ones
                the score is interpolated, beyond them it is that of the nearest.
        """
        scores = self.by_extractor.get(extractor)
        if scores is None:
            scores = self.by_extractor[ANY]
        return float(np.interp(np.log(max(loss, LOSSES[0])), np.log(LOSSES), scores))
