"""What webassay's own extractor says of the lines of a text, where the page is at hand.

The lines are looked up among the blocks of the page by their words: a line of at most three words
as a whole, a longer one by each three words in a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.main_text import judged_texts
from webassay.main_text.tokens import words_of

if TYPE_CHECKING:
    from webassay.main_text.model import Model
    from webassay.page import Page

COLUMNS = ("page_probability", "page_kept", "page_covered")
_RUN = 3  # words
_MOST = 400  # words of a line that are looked up


class JudgedPage:
    """The blocks of a page as they were judged, found by their words."""

    def __init__(self, blocks: Iterable[tuple[str, float, bool]]) -> None:
        """Take blocks in.

        Args:
            blocks: of each its text, its probability of being content, and whether it is kept.
        """
        self._sums: dict[tuple[str, ...], list[float]] = {}
        for text, probability, kept in blocks:
            for run in _runs(words_of(text)):
                sums = self._sums.setdefault(run, [0.0, 0.0, 0.0])
                sums[0] += probability
                sums[1] += kept
                sums[2] += 1

    @classmethod
    def of(cls, page: Page, model: Model | None = None) -> JudgedPage:
        """Judge a page, by the shipped model of the extractor unless another is given."""
        return cls(judged_texts(page, model))

    def columns(self, lines: list[str]) -> NDArray[np.float64]:
        """Look lines up.

        Returns:
            `COLUMNS` by lines: the mean probability and share of kept blocks, NaN where no block
            has a line's words; and the share of the line that was found.
        """
        return np.array([self._line(line) for line in lines]).reshape(-1, len(COLUMNS)).T

    def _line(self, line: str) -> tuple[float, float, float]:
        runs = list(_runs(words_of(line)[:_MOST]))
        found = [sums for run in runs if (sums := self._sums.get(run))]
        if not found:
            return np.nan, np.nan, 0.0
        number = len(found)
        probability = sum(sums[0] / sums[2] for sums in found) / number
        return probability, sum(sums[1] / sums[2] for sums in found) / number, number / len(runs)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    if len(words) <= _RUN:
        yield ("", *words)  # so that a short block is not found within a long line
    else:
        yield from zip(words, words[1:], words[2:], strict=False)
