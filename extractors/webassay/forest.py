"""Boosted oblivious trees, evaluated with NumPy: every level of a tree asks one question.

A row's leaf is the binary number of its answers, so that all rows and trees go at once, and the
model is three plain arrays. Many trees ask the same: each different question is answered once.
Source of the form: Prokhorenkova et al. 2018, "CatBoost".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Self

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
class Stored:
    """Trees that are plain arrays, `features` and the number `bias` among them."""

    def arrays(self, prefix: str = "") -> dict[str, NDArray[Any]]:
        """Return what is stored of them, under names that begin with a prefix."""
        found = {field.name: np.asarray(getattr(self, field.name)) for field in fields(self)}
        found["features"] = found["features"].astype(np.int16)
        return {f"{prefix}{name}": array for name, array in found.items()}

    @classmethod
    def of(cls, stored: Mapping[str, NDArray[Any]], prefix: str = "") -> Self:
        """Read them back.

        Raises:
            KeyError: they were not stored under this prefix.
        """
        found: dict[str, Any] = {field.name: stored[prefix + field.name] for field in fields(cls)}
        found["features"] = found["features"].astype(np.int32)
        found["bias"] = float(found["bias"])
        return cls(**found)


@dataclass(frozen=True)
class Forest(Stored):
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
        known = self.questions
        own = known.borders if limits is None else limits
        return self.bias + in_parts(
            lambda part: sums(part, own, known, self.leaves), columns, _ROWS
        )


def in_parts(
    function: Callable[[Table], NDArray[np.float64]], columns: Table, rows: int
) -> NDArray[np.float64]:
    """Return what a function gives for each row, called with so many rows at a time."""
    found = np.empty(columns.shape[1])
    for start in range(0, len(found), rows):
        part = slice(start, start + rows)
        found[part] = function(columns[:, part])
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
    """Return of each row the sum of the leaves that it comes to."""
    return sum_at(leaves, _places(columns, questions, limits))


def sum_at(leaves: NDArray[np.float32], places: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return of each row the sum of the leaves whose numbers in each tree are given.

    Leaves are of single precision and of like size, so that their sums in double precision are
    exact, in whatever order they are added.

    Args:
        leaves: what a tree adds; trees by leaves.
        places: trees by rows.
    """
    place = places + (np.arange(len(leaves)) * leaves.shape[1])[:, None]
    found: NDArray[np.float64] = leaves.take(place).sum(axis=0, dtype=np.float64)
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
