"""Boosted trees that grow leaf by leaf, evaluated with NumPy: each node asks a question of its own.

They say more with few leaves than oblivious trees do. No way down a tree is followed: the leaves of
a tree stand in a row, those for a no before those for a yes at every node; each yes rules out the
leaves that a no would lead to, and the first that is left is the row's. So all questions of all
rows are answered at once. Source: Lucchese et al. 2015, "QuickScorer"; of the form of the trees:
Friedman 2001, "Greedy Function Approximation", and Ke et al. 2017, "LightGBM".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from webassay.core import compiled_in
from webassay.forest import Questions, Stored, Table, in_parts, sum_at

_ROWS = 128  # at once: bounds the memory on pages of many thousand blocks


@dataclass(frozen=True)
class FreeForest(Stored):
    """Trees of 32 leaves at most, and of two at least.

    Attributes:
        starts: of each tree: the first of its nodes.
        features: of each node: the column that is asked about.
        borders: of each node: yes if the value is above.
        ruled_out: of each node: the leaves of its tree that a yes rules out, a bit each.
        leaves: what a tree adds; trees by the most leaves of one.
        bias: what is added once.
    """

    starts: NDArray[np.int32]
    features: NDArray[np.int32]
    borders: NDArray[np.float32]
    ruled_out: NDArray[np.uint32]
    leaves: NDArray[np.float32]
    bias: float

    @cached_property
    def questions(self) -> Questions:
        """The different questions of all nodes."""
        return Questions.of(self.features, self.borders)

    def places(self, columns: Table, limits: NDArray[np.uint8] | None = None) -> NDArray[np.uint8]:
        """Return the number of the leaf that each row comes to in each tree, trees by rows.

        Args:
            columns: as `log_odds` takes them.
            limits: likewise.
        """
        if not len(self.starts):
            return np.zeros((0, columns.shape[1]), np.uint8)
        if limits is None:
            questions = self.questions
            answers = columns.take(questions.columns, axis=0) > questions.borders[:, None]
            answers = answers.take(questions.asked, axis=0)
        else:
            answers = columns.take(self.features, axis=0) > limits[:, None]
        out = np.multiply(answers, self.ruled_out[:, None])
        all_out = np.bitwise_or.reduceat(out, self.starts, axis=0)
        before: NDArray[np.uint8] = np.bitwise_count(all_out & ~(all_out + np.uint32(1)))
        return before  # the first that is not out, as many as are out before it

    def log_odds(
        self, columns: Table, limits: NDArray[np.uint8] | None = None
    ) -> NDArray[np.float64]:
        """Return the log-odds of each row.

        Args:
            columns: the features, features by rows: their values; or, as bytes, the ranks of these.
            limits: of each node: the rank of its border, if the columns are ranks.
        """
        return self.bias + in_parts(lambda part: free_sums(part, limits, self), columns, _ROWS)


@compiled_in("forest")
def free_sums(
    columns: Table, limits: NDArray[np.uint8] | None, forest: FreeForest
) -> NDArray[np.float64]:
    """Return of each row the sum of the leaves that it comes to."""
    return sum_at(forest.leaves, forest.places(columns, limits))
