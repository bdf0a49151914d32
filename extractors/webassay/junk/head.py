"""What judges the lines of one kind of text: trees for a first look and for a second one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.junk.shapes import Columns
from webassay.junk.thresholds import Thresholds


@dataclass(frozen=True)
class Trees:
    """Trees over named columns.

    Attributes:
        forest: from columns to the probability that a line is junk.
        columns: their names, in the forest's order.
    """

    forest: Forest
    columns: tuple[str, ...]

    def probabilities(self, columns: Columns, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the probability of some lines that they are junk."""
        table = np.array([columns[name] for name in self.columns], np.float32)
        return self.forest.probabilities(table if rows.all() else table[:, rows])

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what is stored of them, under names that begin with their own."""
        return {
            **self.forest.arrays(f"{name}_"),
            f"{name}_columns": bytes_of(self.columns),
        }

    @classmethod
    def of(cls, stored: Mapping[str, NDArray[Any]], name: str) -> Trees:
        """Read them back."""
        columns = tuple(texts_of(stored[f"{name}_columns"]))
        return cls(Forest.of(stored, f"{name}_"), columns)


@dataclass(frozen=True)
class Head:
    """Trees, and what flags by them may cost.

    Attributes:
        first: judges a line by itself and by what the words of the lines around it say.
        thresholds: what a flag may cost.
        second: judges it by what the first said of it and of the lines around it; None while it
            is not fitted yet.
    """

    first: Trees
    thresholds: Thresholds
    second: Trees | None = None

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what is stored of it, under names that begin with its own."""
        limits = self.thresholds
        return {
            **self.first.arrays(f"{name}_first"),
            **(self.second.arrays(f"{name}_second") if self.second else {}),
            f"{name}_extractors": bytes_of(tuple(limits.by_extractor)),
            f"{name}_thresholds": np.array(list(limits.by_extractor.values())),
            f"{name}_floors": np.array([limits.floors.get(n, 0.0) for n in limits.by_extractor]),
            f"{name}_per_word": np.array(limits.per_word),
        }

    @classmethod
    def of(cls, stored: Mapping[str, NDArray[Any]], name: str) -> Head:
        """Read it back."""
        extractors = texts_of(stored[f"{name}_extractors"])
        thresholds = Thresholds(
            dict(zip(extractors, stored[f"{name}_thresholds"], strict=True)),
            dict(zip(extractors, stored[f"{name}_floors"].tolist(), strict=True)),
            bool(stored[f"{name}_per_word"]),
        )
        fitted = f"{name}_second_bias" in stored
        second = Trees.of(stored, f"{name}_second") if fitted else None
        return cls(Trees.of(stored, f"{name}_first"), thresholds, second)


def bytes_of(texts: tuple[str, ...]) -> NDArray[np.uint8]:
    """Return texts as an array that can be stored."""
    return np.frombuffer("\n".join(texts).encode("utf-8"), np.uint8)


def texts_of(stored: NDArray[np.uint8]) -> list[str]:
    """Read texts back."""
    return stored.tobytes().decode("utf-8").split("\n")
