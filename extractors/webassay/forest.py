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
Table = NDArray[np.float32] | NDArray[np.uint8]


@dataclass(frozen=True)
class Questions:
    """The different questions of some trees: is a column's value above a border?

    Attributes:
        columns: of each question: the column.
        borders: of each question: the border.
        asked: of each tree and level, or of each node: the number of its question.
    """

    columns: NDArray[np.intp]
    borders: NDArray[np.float32]
    asked: NDArray[np.intp]

    @classmethod
    def of(cls, features: NDArray[np.int32], borders: NDArray[np.float32]) -> Questions:
        """Find the different questions among many, arrays of one shape."""
        pairs = np.stack([features.ravel().astype(float), borders.ravel()])
        different, asked = np.unique(pairs, axis=1, return_inverse=True)
        return cls(
            different[0].astype(np.intp),
            different[1].astype(np.float32),
            asked.reshape(features.shape),
        )


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
        return Questions.of(self.features, self.borders)

    def places(self, columns: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return the number of the leaf that each row comes to in each tree, trees by rows.

        Args:
            columns: the features, features by rows.
        """
        return _places(columns, self.questions, self.questions.borders)

    def probabilities(self, columns: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each row, from 0 to 1.

        Args:
            columns: the features, features by rows.
        """
        return logistic(self.log_odds(columns))

    def log_odds(
        self, columns: Table, limits: NDArray[np.uint8] | None = None
    ) -> NDArray[np.float64]:
        """Return the log-odds of each row.

        Args:
            columns: the features, features by rows: their values; or, as bytes, the ranks of these.
            limits: of each question: the rank of its border, if the columns are ranks.
        """
        rows, known = columns.shape[1], self.questions
        found = np.empty(rows)
        for start in range(0, rows, _ROWS):
            part = slice(start, start + _ROWS)
            own = known.borders if limits is None else limits
            found[part] = sums(columns[:, part], own, known, self.leaves) + self.bias
        return found


def logistic(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of log-odds."""
    found: NDArray[np.float64] = 1 / (1 + np.exp(-log_odds))
    return found


@compiled_in("forest")
def sums(
    columns: Table,
    limits: Table,
    questions: Questions,
    leaves: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Return of each row the sum of the leaves that it comes to.

    Leaves are of single precision and of like size, so that their sums in double precision are
    exact, in whatever order they are added.
    """
    place = (
        _places(columns, questions, limits) + (np.arange(len(leaves)) * leaves.shape[1])[:, None]
    )
    found: NDArray[np.float64] = leaves.take(place, mode="clip").sum(axis=0, dtype=np.float64)
    return found


def _places(columns: Table, questions: Questions, limits: Table) -> NDArray[np.uint8]:
    answers = (columns.take(questions.columns, axis=0) > limits[:, None]).view(np.uint8)
    trees, depth = questions.asked.shape
    leaf = np.zeros((trees, columns.shape[1]), np.uint8)
    answer = np.empty_like(leaf)
    for level in reversed(range(depth)):
        np.add(leaf, leaf, out=leaf)  # takes less time than a shift
        answers.take(questions.asked[:, level], axis=0, out=answer, mode="clip")
        np.add(leaf, answer, out=leaf)
    return leaf
