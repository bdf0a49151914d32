"""Boosted oblivious trees, evaluated with NumPy: every level of a tree asks one question.

A row's leaf is the binary number of its answers, so that all rows and trees go at once, and the
model is three plain arrays. Many trees ask the same: each different question is answered once.
Source of the form: Prokhorenkova et al. 2018, "CatBoost".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.core import compiled_in

_ROWS = 1024  # at once: bounds the memory on pages of many thousand blocks


@dataclass(frozen=True)
class Questions:
    """The different questions of some trees: is a column's value above a border?

    Attributes:
        columns: of each question: the column, in rising order.
        borders: of each question: the border; in rising order within a column.
        ranks: of each question: how many borders of its column are below its own.
        asked: of each tree and level: the number of its question.
    """

    columns: NDArray[np.intp]
    borders: NDArray[np.float32]
    ranks: NDArray[np.uint8]
    asked: NDArray[np.intp]

    def borders_of(self, column: int) -> NDArray[np.float32]:
        """Return the borders of a column, in rising order; none where no tree asks about it."""
        first, last = np.searchsorted(self.columns, [column, column + 1])
        return self.borders[first:last]


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

    def arrays(self, prefix: str = "") -> dict[str, NDArray[Any]]:
        """Return what is stored of it, under names that begin with a prefix."""
        return {
            f"{prefix}features": self.features.astype(np.int16),
            f"{prefix}borders": self.borders,
            f"{prefix}leaves": self.leaves,
            f"{prefix}bias": np.array(self.bias),
        }

    @classmethod
    def of(cls, stored: Mapping[str, NDArray[Any]], prefix: str = "") -> Forest:
        """Read it back.

        Raises:
            KeyError: it was not stored under this prefix.
        """
        return cls(
            stored[f"{prefix}features"].astype(np.int32),
            stored[f"{prefix}borders"],
            stored[f"{prefix}leaves"],
            float(stored[f"{prefix}bias"]),
        )

    @cached_property
    def questions(self) -> Questions:
        """The different questions of all trees."""
        pairs = np.stack([self.features.ravel().astype(float), self.borders.ravel()])
        different, asked = np.unique(pairs, axis=1, return_inverse=True)
        columns = different[0].astype(np.intp)
        ranks = np.arange(len(columns)) - np.searchsorted(columns, columns)
        return Questions(
            columns,
            different[1].astype(np.float32),
            ranks.astype(np.uint8),
            asked.reshape(self.features.shape),
        )

    def probabilities(
        self, columns: NDArray[np.float32] | NDArray[np.uint8]
    ) -> NDArray[np.float64]:
        """Return the probability of each row, from 0 to 1.

        Args:
            columns: the features, features by rows: their values; or, as bytes, of each value how
                many borders of its column are below it.
        """
        rows = columns.shape[1]
        scores = np.empty(rows)
        for start in range(0, rows, _ROWS):
            part = slice(start, start + _ROWS)
            scores[part] = sums(columns[:, part], self.questions, self.leaves) + self.bias
        result: NDArray[np.float64] = 1 / (1 + np.exp(-scores))
        return result


@compiled_in("forest")
def sums(
    columns: NDArray[np.float32] | NDArray[np.uint8],
    questions: Questions,
    leaves: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Return of each row the sum of the leaves that it comes to.

    Leaves are of single precision and of like size, so that their sums in double precision are
    exact, in whatever order they are added.
    """
    limits = questions.ranks if columns.dtype == np.uint8 else questions.borders
    answers = (columns.take(questions.columns, axis=0) > limits[:, None]).view(np.uint8)
    trees, depth = questions.asked.shape
    leaf = np.zeros((trees, columns.shape[1]), np.uint8)
    answer = np.empty_like(leaf)
    for level in reversed(range(depth)):
        np.add(leaf, leaf, out=leaf)  # takes less time than a shift
        answers.take(questions.asked[:, level], axis=0, out=answer, mode="clip")
        np.add(leaf, answer, out=leaf)
    place = leaf + (np.arange(trees, dtype=np.intp) * leaves.shape[1])[:, None]
    found: NDArray[np.float64] = leaves.take(place, mode="clip").sum(axis=0, dtype=np.float64)
    return found
