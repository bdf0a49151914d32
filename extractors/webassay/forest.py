"""Boosted oblivious trees, evaluated with NumPy: every level of a tree asks one question.

A row's leaf is the binary number of its answers, so that all rows and trees go at once, and the
model is three plain arrays. Source of the form: Prokhorenkova et al. 2018, "CatBoost".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_ROWS = 1024  # at once: bounds the memory on pages of many thousand blocks


@dataclass(frozen=True)
class Forest:
    """Trees of one depth, 8 at most.

    Attributes:
        features: the column that is asked about; trees by depth.
        borders: yes if the value is above; trees by depth.
        leaves: what a tree adds; trees by 2 to the power of the depth.
        bias: what is added once.
    """

    features: NDArray[np.int32]
    borders: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def probabilities(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each row, from 0 to 1.

        Args:
            columns: the features, features by rows.
        """
        rows = columns.shape[1]
        scores = np.empty(rows)
        for start in range(0, rows, _ROWS):
            part = slice(start, start + _ROWS)
            scores[part] = self._scores(columns[:, part])
        result: NDArray[np.float64] = 1 / (1 + np.exp(-scores))
        return result

    def _scores(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        trees, depth = self.features.shape
        leaf = np.zeros((trees, columns.shape[1]), np.uint8)
        for level in range(depth):
            answers = columns[self.features[:, level]] > self.borders[:, level, None]
            leaf |= answers.view(np.uint8) << np.uint8(level)
        place = leaf + (np.arange(trees, dtype=np.intp) * self.leaves.shape[1])[:, None]
        found: NDArray[np.float64] = self.leaves.take(place).sum(axis=0, dtype=np.float64)
        return found + self.bias
