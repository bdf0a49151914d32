"""Labels of the lines of an extractor's text, from the gold text of its page.

The words of all lines and the words of the gold are aligned (longest common subsequence). A line of
which nearly all words are in the gold is content, one of which nearly none are is junk, and what is
between is ambiguous: it teaches nothing and is not judged, but counted. Words in short lines are
often in the gold by chance, so such a line is content only where it is a line of the gold too, or
goes on where the line before or behind it stands in the gold.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.tokens import words_of

CONTENT, JUNK, AMBIGUOUS = 0, 1, -1
_MOST, _FEW = 0.8, 0.2  # shares of a line's words
_SHORT = 4  # words below which a match may be by chance
_MISSED = 0.6  # share of words below which a line may be in the gold at another place

Numbers = list[int]
Line = tuple[int, ...]
Labels = NDArray[np.int8]


def labels_of(lines: list[str], gold: str) -> Labels:
    """Label lines.

    Args:
        lines: of one text, in order.
        gold: the text that should be extracted.

    Returns:
        `CONTENT`, `JUNK` or `AMBIGUOUS` for each line; a line without a word is ambiguous.
    """
    numbers: dict[str, int] = {}

    def number(text: str) -> Numbers:
        return [numbers.setdefault(word, len(numbers)) for word in words_of(text)]

    words = [number(line) for line in lines]
    wanted = [number(line) for line in gold.split("\n") if line.strip()]
    found = _Alignment(words, [word for line in wanted for word in line])
    return found.labels({tuple(line) for line in wanted})


class _Alignment:
    """Lines and gold, as numbers of words, and which word of a line is which of the gold."""

    def __init__(self, lines: list[Numbers], gold: Numbers) -> None:
        from rapidfuzz.distance import LCSseq

        self._lines = lines
        flat = [word for line in lines for word in line]
        self._partner = np.full(len(flat), -1)
        rest = np.array(gold, int)
        for step in LCSseq.opcodes(flat, gold) if flat and gold else ():
            if step.tag == "equal":
                span = slice(step.dest_start, step.dest_end)
                self._partner[step.src_start : step.src_end] = np.arange(span.start, span.stop)
                rest[span] = -1
        edges = np.cumsum([0, *(len(line) for line in lines)])
        self._spans = list(pairwise(edges.tolist()))
        hits = self._partner >= 0
        self._shares = [float(hits[a:b].mean()) if b > a else 0.0 for a, b in self._spans]
        self._moved = self._find_moved(rest)

    def labels(self, wanted: set[Line]) -> Labels:
        matched = {
            tuple(line)
            for line, share in zip(self._lines, self._shares, strict=True)
            if share >= _MOST
        }
        found = [self._label(place, wanted, matched) for place in range(len(self._lines))]
        return np.array(found, np.int8)

    def _label(self, place: int, wanted: set[Line], matched: set[Line]) -> int:
        line, share = tuple(self._lines[place]), self._shares[place]
        if not line:
            return AMBIGUOUS
        short = len(line) < _SHORT
        if share >= _MOST:
            by_chance = short and place not in self._moved
            sure = not by_chance or line in wanted or self._goes_on(place)
            return CONTENT if sure else AMBIGUOUS
        if share > _FEW or (short and line in wanted and line not in matched):
            return AMBIGUOUS
        return JUNK

    def _goes_on(self, place: int) -> bool:
        """Tell whether a line stands unbroken in the gold, next to one beside it."""
        start, end = self._spans[place]
        partner = self._partner
        inside = partner[start:end]
        if (np.diff(inside) != 1).any():
            return False
        before = start > 0 and inside[0] > 0 and partner[start - 1] == inside[0] - 1
        behind = end < len(partner) and partner[end] == inside[-1] + 1
        return bool(before or behind)

    def _find_moved(self, rest: NDArray[np.int64]) -> set[int]:
        """Find the longer lines that stand whole in what the alignment left of the gold."""
        left, moved = _spelt(rest.tolist()), set()
        for place in sorted(range(len(self._lines)), key=lambda place: -len(self._lines[place])):
            line = self._lines[place]
            if len(line) < _SHORT:
                break
            if self._shares[place] < _MISSED and (spelt := _spelt(line)) in left:
                self._shares[place] = 1.0
                moved.add(place)
                left = left.replace(spelt, _spelt([-1] * len(line)), 1)
        return moved


def _spelt(numbers: Numbers) -> str:
    return " " + " ".join(map(str, numbers)) + " "
