"""The shipped judge of lines: evidence of grams, trees, categories and thresholds.

The artefact is a NumPy archive of plain arrays; reading it runs no code of its own
(`allow_pickle=False`), and no training library is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.junk.categories import Categories
from webassay.junk.evidence import Evidence
from webassay.junk.features import Lines, features_of
from webassay.junk.shapes import Columns
from webassay.junk.thresholds import LOSSES, Thresholds

SHIPPED = Path(__file__).parents[1] / "models" / "junk_lines.npz"


@dataclass(frozen=True)
class Model:
    """All that is learned.

    Attributes:
        evidence: of the grams.
        forest: from columns to the probability that a line is junk.
        columns: the names of the columns, in the forest's order.
        categories: names the kind of junk.
        thresholds: what a flag may cost.
    """

    evidence: Evidence
    forest: Forest
    columns: tuple[str, ...]
    categories: Categories
    thresholds: Thresholds

    def judge(
        self, lines: Lines, told: NDArray[np.float64] | None = None
    ) -> tuple[NDArray[np.float64], Columns]:
        """Judge lines.

        Args:
            lines: of some documents.
            told: what is known of lines beforehand, as `features_of` takes it.

        Returns:
            The probability of each line that it is junk, and the columns that speak for it.
        """
        columns = features_of(lines, self.evidence, told)
        probabilities = self.forest.probabilities(table_of(columns, self.columns))
        if told is not None:
            probabilities = np.where(np.isnan(told), probabilities, told)
        return probabilities, columns

    def save(self, path: Path) -> None:
        """Write the artefact."""
        arrays: dict[str, NDArray[Any]] = {
            "weights": self.evidence.weights.astype(np.float16),
            "evidence_bias": np.array(self.evidence.bias),
            "features": self.forest.features.astype(np.int16),
            "borders": self.forest.borders,
            "leaves": self.forest.leaves,
            "bias": np.array(self.forest.bias),
            "columns": _bytes(self.columns),
            "category_weights": self.categories.weights.astype(np.float16),
            "category_bias": self.categories.bias,
            "losses": np.array(LOSSES),
            "extractors": _bytes(tuple(self.thresholds.by_extractor)),
            "thresholds": np.array(list(self.thresholds.by_extractor.values())),
        }
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read an artefact.

        Raises:
            OSError, ValueError, KeyError: it is not there, or is none.
        """
        with np.load(path, allow_pickle=False) as stored:
            scores = zip(_texts(stored["extractors"]), stored["thresholds"], strict=True)
            return cls(
                Evidence(stored["weights"].astype(np.float32), float(stored["evidence_bias"])),
                Forest(
                    stored["features"].astype(np.int32),
                    stored["borders"],
                    stored["leaves"],
                    float(stored["bias"]),
                ),
                tuple(_texts(stored["columns"])),
                Categories(stored["category_weights"].astype(np.float32), stored["category_bias"]),
                Thresholds(dict(scores)),
            )


@cache
def shipped() -> Model:
    """Return the model that comes with webassay; it is read once."""
    return Model.load(SHIPPED)


def table_of(columns: Columns, names: tuple[str, ...]) -> NDArray[np.float32]:
    """Stack columns, columns by lines."""
    return np.array([columns[name] for name in names], np.float32)


def _bytes(texts: tuple[str, ...]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode("utf-8"), np.uint8)


def _texts(stored: NDArray[np.uint8]) -> list[str]:
    return stored.tobytes().decode("utf-8").split("\n")
