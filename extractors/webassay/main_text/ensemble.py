"""Two forests that judge together: the mean of their log-odds counts.

They err in different ways, most of all on pages unlike those that were learned from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest, Table, logistic
from webassay.free_forest import FreeForest

_FREE, _OBLIVIOUS = "free_", "oblivious_"


@dataclass(frozen=True)
class Ensemble:
    """Trees that grow leaf by leaf, and oblivious ones, over the same columns.

    Attributes:
        free: the first.
        oblivious: the others.
    """

    free: FreeForest
    oblivious: Forest

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what is stored of them."""
        return self.free.arrays(_FREE) | self.oblivious.arrays(_OBLIVIOUS)

    @classmethod
    def of(cls, stored: Mapping[str, NDArray[Any]]) -> Ensemble:
        """Read them back.

        Raises:
            KeyError: they were not stored.
        """
        return cls(FreeForest.of(stored, _FREE), Forest.of(stored, _OBLIVIOUS))

    @cached_property
    def borders(self) -> dict[int, NDArray[np.float32]]:
        """Of each column that is asked about: the borders, in rising order."""
        trees = self.oblivious
        features = np.concatenate([self.free.features, trees.features.ravel()])
        borders = np.concatenate([self.free.borders, trees.borders.ravel()])
        return {
            column: np.unique(borders[features == column])
            for column in np.unique(features).tolist()
        }

    def probabilities(self, columns: Table) -> NDArray[np.float64]:
        """Return the probability of each row, from 0 to 1.

        Args:
            columns: the features, features by rows: their values; or, as bytes, of each value how
                many borders of its column are below it.
        """
        free, oblivious = self._ranks if columns.dtype == np.uint8 else (None, None)
        both = self.free.log_odds(columns, free) + self.oblivious.log_odds(columns, oblivious)
        return logistic(both / 2)

    @cached_property
    def _ranks(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """How many borders of its column are below each: of all nodes, and of all questions."""
        asked = self.oblivious.questions
        return (
            self._ranked(self.free.features, self.free.borders),
            self._ranked(asked.columns, asked.borders),
        )

    def _ranked(
        self, features: NDArray[np.int32] | NDArray[np.intp], borders: NDArray[np.float32]
    ) -> NDArray[np.uint8]:
        pairs = zip(features.tolist(), borders, strict=True)
        ranks = [self.borders[column].searchsorted(border) for column, border in pairs]
        return np.array(ranks, np.uint8)
