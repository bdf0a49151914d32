"""The shipped model: trees, the columns they ask about, and the evidence of tokens.

The artefact is a NumPy archive of plain arrays; reading it runs no code of its own
(`allow_pickle=False`), and no training library is needed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.asked import Asked
from webassay.main_text.blocks import Blocks
from webassay.main_text.decoding import once
from webassay.main_text.ensemble import Ensemble
from webassay.main_text.evidence import Evidence, Odds, add_evidence
from webassay.main_text.features import PageFeatures
from webassay.main_text.surroundings import Columns

SHIPPED = Path(__file__).parents[1] / "models" / "main_text.npz"


@dataclass(frozen=True)
class Model:
    """All that is learned.

    Attributes:
        forest: from columns to the probability that a block is content.
        columns: the names of the columns, in the forest's order.
        evidence: of tokens.
    """

    forest: Ensemble
    columns: tuple[str, ...]
    evidence: Evidence

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.columns)}

    def asked(self, blocks: Blocks) -> Columns:
        """Return room for the columns of a page that the trees ask about."""
        return Asked(self.forest, self._places, len(blocks.texts))

    def probabilities(self, page: PageFeatures) -> NDArray[np.float64]:
        """Return the probability of each block of a page that it is content."""
        add_evidence(page, self.evidence)
        columns = page.columns
        table = columns.table if isinstance(columns, Asked) else table_of(page, self.columns)
        return once(self.forest.probabilities(table), page.same, page.counts)

    def save(self, path: Path) -> None:
        """Write the artefact."""
        arrays: dict[str, NDArray[Any]] = {
            **self.forest.arrays(),
            "columns": _bytes(self.columns),
        }
        for field in fields(Evidence):
            name, odds = field.name, getattr(self.evidence, field.name)
            arrays[f"{name}_tokens"] = _bytes(odds)
            arrays[f"{name}_odds"] = np.array(list(odds.values()), np.float32)
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Read an artefact.

        Raises:
            OSError, ValueError, KeyError: it is not there, or is none.
        """
        with np.load(path, allow_pickle=False) as archive:
            odds = []
            for name in (field.name for field in fields(Evidence)):
                tokens, values = _texts(archive[f"{name}_tokens"]), archive[f"{name}_odds"]
                odds.append(dict(zip(tokens, values.tolist(), strict=True)))
            columns = tuple(_texts(archive["columns"]))
            return cls(Ensemble.of(archive), columns, Evidence(*odds))


@cache
def shipped() -> Model:
    """Return the model that comes with webassay; it is read once."""
    return Model.load(SHIPPED)


def table_of(page: PageFeatures, columns: tuple[str, ...]) -> NDArray[np.float32]:
    """Stack columns of a page, columns by blocks."""
    table = np.empty((len(columns), len(page.size)), np.float32)
    for place, name in enumerate(columns):
        table[place] = page.columns[name]
    return table


def _bytes(texts: tuple[str, ...] | Odds) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode("utf-8"), np.uint8)


def _texts(stored: NDArray[np.uint8]) -> list[str]:
    joined = stored.tobytes().decode("utf-8")
    return joined.split("\n") if joined else []
