"""The shipped judge of lines: evidence of grams, trees, categories and thresholds.

The artefact is a NumPy archive of plain arrays; reading it runs no code of its own
(`allow_pickle=False`), and no training library is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.junk.categories import Categories
from webassay.junk.evidence import TOTAL, Evidence
from webassay.junk.features import EXTRACTORS, Lines, features_of
from webassay.junk.scripts import script_of
from webassay.junk.shapes import Columns
from webassay.junk.thresholds import LOSSES, Thresholds

_FEW = 6  # lines
_STEEP = 30.0  # log-odds beyond which a probability is all but 0 or 1
SHIPPED = Path(__file__).parents[1] / "models" / "junk_lines.npz"


@dataclass(frozen=True)
class Head:
    """Trees over columns, and what flags by them may cost.

    Attributes:
        forest: from columns to the probability that a line is junk.
        columns: their names, in the forest's order.
        thresholds: what a flag may cost.
    """

    forest: Forest
    columns: tuple[str, ...]
    thresholds: Thresholds

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what is stored of it, under names that begin with its own."""
        arrays: dict[str, NDArray[Any]] = {
            "features": self.forest.features.astype(np.int16),
            "borders": self.forest.borders,
            "leaves": self.forest.leaves,
            "bias": np.array(self.forest.bias),
            "columns": _bytes(self.columns),
            "extractors": _bytes(tuple(self.thresholds.by_extractor)),
            "thresholds": np.array(list(self.thresholds.by_extractor.values())),
            "floors": np.array(
                [self.thresholds.floors.get(n, 0.0) for n in self.thresholds.by_extractor]
            ),
            "per_word": np.array(self.thresholds.per_word),
        }
        return {f"{name}_{part}": array for part, array in arrays.items()}

    @classmethod
    def of(cls, stored: Mapping[str, NDArray[Any]], name: str) -> Head:
        """Read it back."""
        extractors = _texts(stored[f"{name}_extractors"])
        thresholds = Thresholds(
            dict(zip(extractors, stored[f"{name}_thresholds"], strict=True)),
            dict(zip(extractors, stored[f"{name}_floors"].tolist(), strict=True)),
            bool(stored[f"{name}_per_word"]),
        )
        forest = Forest(
            stored[f"{name}_features"].astype(np.int32),
            stored[f"{name}_borders"],
            stored[f"{name}_leaves"],
            float(stored[f"{name}_bias"]),
        )
        return cls(forest, tuple(_texts(stored[f"{name}_columns"])), thresholds)


@dataclass(frozen=True)
class Model:
    """All that is learned.

    Attributes:
        evidence: of the grams.
        alone: for lines of which only the text is known, and not what extractor made it.
        text: for lines of which the text and the extractor are known.
        page: for lines whose page is at hand.
        categories: names the kind of junk.
        scripts: those of which enough was seen to judge, as `script_of` names them.
    """

    evidence: Evidence
    alone: Head
    text: Head
    page: Head
    categories: Categories
    scripts: frozenset[str]

    def judge(
        self, lines: Lines, told: NDArray[np.float64] | None = None
    ) -> tuple[NDArray[np.float64], Columns]:
        """Judge lines.

        In a text of few lines and of unknown origin there is little around a line to judge it by:
        it is no likelier junk than its own words make it.

        Args:
            lines: of some documents.
            told: what is known of lines beforehand, as `features_of` takes it.

        Returns:
            The probability of each line that it is junk, and the columns that speak for it.
        """
        columns = features_of(lines, self.evidence, told)
        probabilities = np.empty(len(lines.texts))
        for head, rows in self._heads(lines):
            if rows.any():
                table = table_of(columns, head.columns)
                probabilities[rows] = head.forest.probabilities(table[:, rows])
        lonely = ~lines.with_page & (lines.around.ends - lines.around.starts < _FEW)
        lonely &= ~self._of_known(lines)
        own = 1 / (1 + np.exp(-np.clip(columns[TOTAL], -_STEEP, _STEEP)))
        probabilities[lonely] = np.minimum(probabilities, own)[lonely]
        if told is not None:
            probabilities = np.where(np.isnan(told), probabilities, told)
        return probabilities, columns

    def flags(
        self,
        lines: Lines,
        probabilities: NDArray[np.float64],
        words: NDArray[np.float64],
        loss: float,
    ) -> NDArray[np.bool_]:
        """Tell which lines are flagged.

        An extractor that is known saw text in what it gave: its text is never flagged as a whole.

        Args:
            lines: of some documents.
            probabilities: of each line that it is junk.
            words: of each line, their number.
            loss: the share of the words of content that may be lost.
        """
        extractors = np.array([document.extractor for document in lines.documents], object)
        of_lines = extractors[lines.around.documents]
        junk = np.zeros(len(lines.texts), bool)
        for head, rows in self._heads(lines):
            for name in set(of_lines[rows].tolist()):
                here = rows & (of_lines == name)
                junk[here] = head.thresholds.flags(probabilities[here], words[here], name, loss)
        whole = (of_lines != "") & (lines.around.mean(junk.astype(float)) == 1)
        junk[whole] = False
        return junk

    def _heads(self, lines: Lines) -> Iterator[tuple[Head, NDArray[np.bool_]]]:
        """Yield each head and which lines it judges."""
        with_page, of_known = lines.with_page, self._of_known(lines)
        yield self.alone, ~with_page & ~of_known
        yield self.text, ~with_page & of_known
        yield self.page, with_page

    def _of_known(self, lines: Lines) -> NDArray[np.bool_]:
        """Tell which lines are of an extractor that was learnt from."""
        known = np.array([doc.extractor in EXTRACTORS[1:] for doc in lines.documents], bool)
        return known[lines.around.documents]

    def knows(self, lines: Lines) -> NDArray[np.bool_]:
        """Tell which lines are in a script of which enough was seen to judge them."""
        return np.array([script_of(line) in self.scripts for line in lines.texts], bool)

    def save(self, path: Path) -> None:
        """Write the artefact."""
        arrays: dict[str, NDArray[Any]] = {
            "weights": self.evidence.weights.astype(np.float16),
            "evidence_bias": np.array(self.evidence.bias),
            "interface": self.evidence.interface.astype(np.float16),
            "interface_bias": np.array(self.evidence.interface_bias),
            "category_weights": self.categories.weights.astype(np.float16),
            "category_bias": self.categories.bias,
            "losses": np.array(LOSSES),
            "scripts": _bytes(tuple(sorted(self.scripts))),
            **self.alone.arrays("alone"),
            **self.text.arrays("text"),
            **self.page.arrays("page"),
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
            return cls(
                Evidence(
                    stored["weights"].astype(np.float32),
                    float(stored["evidence_bias"]),
                    stored["interface"].astype(np.float32),
                    float(stored["interface_bias"]),
                ),
                Head.of(stored, "alone"),
                Head.of(stored, "text"),
                Head.of(stored, "page"),
                Categories(stored["category_weights"].astype(np.float32), stored["category_bias"]),
                frozenset(_texts(stored["scripts"])),
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
