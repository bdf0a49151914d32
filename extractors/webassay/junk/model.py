"""The shipped judge of lines: evidence of grams, trees, categories and thresholds.

The artefact is a NumPy archive of plain arrays; reading it runs no code of its own
(`allow_pickle=False`), and no training library is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import logistic
from webassay.junk.categories import Categories
from webassay.junk.evidence import TOTAL, Evidence
from webassay.junk.features import EXTRACTORS, Lines, features_of
from webassay.junk.head import Head, bytes_of, texts_of
from webassay.junk.scripts import script_of
from webassay.junk.second_look import lonely, mean_of_looks, second_look
from webassay.junk.shapes import Columns
from webassay.junk.thresholds import LOSSES

_STEEP = 30.0  # log-odds beyond which a probability is all but 0 or 1
SHIPPED = Path(__file__).parents[1] / "models" / "junk_lines.npz"


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
        it is no likelier junk than its own words make it, and is looked at once.

        Args:
            lines: of some documents.
            told: what is known of lines beforehand, as `features_of` takes it.

        Returns:
            The probability of each line that it is junk, and the columns that speak for it.
        """
        columns = features_of(lines, self.evidence, told)
        first = _as_told(self._first_look(lines, columns), told)
        seen = second_look(first, columns["words"], columns["extractor"], lines.around)
        found = first.copy()
        again = ~(self._alone(lines) & lonely(lines.around))
        for head, rows in self._heads(lines):
            here = rows & again
            if head.second is not None and here.any():
                found[here] = mean_of_looks(first[here], head.second.probabilities(seen, here))
        return _as_told(found, told), columns

    def _first_look(self, lines: Lines, columns: Columns) -> NDArray[np.float64]:
        found = np.empty(len(lines.texts))
        for head, rows in self._heads(lines):
            if rows.any():
                found[rows] = head.first.probabilities(columns, rows)
        few = self._alone(lines) & lonely(lines.around)
        if few.any():
            own = logistic(np.clip(columns[TOTAL], -_STEEP, _STEEP))
            found[few] = np.minimum(found, own)[few]
        return found

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
        with_page, alone = lines.with_page, self._alone(lines)
        yield self.alone, alone
        yield self.text, ~with_page & ~alone
        yield self.page, with_page

    def _alone(self, lines: Lines) -> NDArray[np.bool_]:
        """Tell of which lines neither the page is at hand nor the extractor was learnt from."""
        unknown = np.array([doc.extractor not in EXTRACTORS[1:] for doc in lines.documents], bool)
        alone: NDArray[np.bool_] = unknown[lines.around.documents] & ~lines.with_page
        return alone

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
            "scripts": bytes_of(tuple(sorted(self.scripts))),
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
                frozenset(texts_of(stored["scripts"])),
            )


@cache
def shipped() -> Model:
    """Return the model that comes with webassay; it is read once."""
    return Model.load(SHIPPED)


def _as_told(
    probabilities: NDArray[np.float64], told: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    return probabilities if told is None else np.where(np.isnan(told), probabilities, told)
