"""What a text's sentences have in common with another's, in order: the union LCS of ROUGE.

A sentence of the gold is put beside every sentence of the output. Each of these pairs has a longest
common subsequence (LCS), which covers words of the gold's sentence; the union over all pairs counts.

Source: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004), section 3.2. The paper
leaves open which of several LCS is meant; that is as in Google's `rouge-score`, `_backtrack_norec`
and `_summary_level_lcs`. There, every pair has a table, so that time grows with the product of both
lengths. Here the same comes out of a fraction of the steps:

- A word counts as often as both texts have it at most, whichever sentence covers it. So what is
  asked is only how often each word is covered, and no more once that is often enough.
- A sentence that stands in the output as it is, or inside a longer one, is covered as a whole.
- For the others, many sentences of the output are one row of bits, with a bit before each that
  stops carries. One addition moves the tables of all its pairs on by a word (Hyyrö, "Bit-Parallel
  LCS-Length Computation Revisited", AWOCA 2004), and the ways back through them are gone at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain

Sentence = list[str]
_Step = tuple[int, int]  # a place in a sentence of the gold, and the bits of its word in a row

_WIDE = 8192  # bits in a row, if no sentence is longer: bounds the memory for the bits of a word
_DEEP = 512  # levels of a table that are kept at once; those of longer sentences are made twice
_TRIES = 16  # places at which a sentence is sought as it is; there are more where all is repetition
_SINGLE = 8  # steps of one bit, before longer ones are taken


def covered(gold: Sequence[Sentence], output: Sequence[Sentence]) -> int:
    """Count the words that the unions cover, each as often as both texts have it at most.

    Args:
        gold: the words of each sentence of the gold; a sentence may be empty.
        output: the words of each sentence of the other text.
    """
    wanted, there = (Counter(chain.from_iterable(sentences)) for sentences in (gold, output))
    most = {word: min(count, there[word]) for word, count in wanted.items() if word in there}
    lacking = dict(most)
    others = {tuple(sentence) for sentence in output}  # twice the same covers no more than once
    broken = []
    for sentence in gold:
        if tuple(sentence) in others:
            _count(sentence, lacking)
        else:
            broken.append(sentence)
    rows = _rows(other for other in others if any(map(lacking.get, other)))
    for sentence in broken:
        if any(map(lacking.get, sentence)):
            _count(_union(sentence, rows), lacking)
    return sum(most.values()) - sum(lacking.values())


def _count(words: Iterable[str], lacking: dict[str, int]) -> None:
    for word in words:
        if lacking.get(word):
            lacking[word] -= 1


def _union(sentence: Sentence, rows: Sequence[_Row]) -> Iterable[str]:
    """Return the words of a sentence that the LCS with all sentences of the output cover."""
    if any(row.holds(sentence) for row in rows):
        return sentence
    places = set().union(*(row.common(sentence) for row in rows))
    return [sentence[place] for place in places]


def _rows(output: Iterable[Sequence[str]]) -> list[_Row]:
    rows: list[_Row] = []
    for sentence in output:
        if not rows or len(rows[-1].words) + len(sentence) > _WIDE:
            rows.append(_Row())
        rows[-1].add(sentence)
    return rows


class _Row:
    """Sentences of the output side by side: a bit for each word, and one before each sentence.

    Attributes:
        words: the word of each bit; None before each sentence.
    """

    def __init__(self) -> None:
        self.words: list[str | None] = []
        self._places: dict[str, list[int]] = {}
        self._bits: dict[str, int] = {}
        self._inner = 0  # the bits of words
        self._ends = 0  # the last bit of each sentence

    def add(self, sentence: Sequence[str]) -> None:
        """Put a sentence at the end."""
        start = len(self.words) + 1
        for place, word in enumerate(sentence, start):
            self._places.setdefault(word, []).append(place)
        self.words += [None, *sentence]
        self._inner |= (1 << len(self.words)) - (1 << start)
        self._ends |= 1 << len(self.words) - 1

    def holds(self, sentence: Sentence) -> bool:
        """Tell whether a sentence stands in one of these as it is; where unsure, it does not."""
        try:
            rarest = min(sentence, key=lambda word: len(self._places[word]))
        except KeyError:
            return False
        before = sentence.index(rarest)
        return any(
            self.words[place - before : place - before + len(sentence)] == sentence
            for place in self._places[rarest][:_TRIES]
            if place > before
        )

    def common(self, sentence: Sentence) -> set[int]:
        """Return the places in a sentence that its LCS with all of these cover."""
        steps = [(place, bits) for place, word in enumerate(sentence) if (bits := self._of(word))]
        blocks = [steps[start : start + _DEEP] for start in range(0, len(steps), _DEEP)]
        levels = [self._inner]
        for block in blocks[:-1]:
            levels.append(_table(levels[-1], block, self._inner)[-1])
        union: set[int] = set()
        way = self._ends
        for block in reversed(blocks):
            turns = _table(levels.pop(), block, self._inner)[:-1]
            for (place, match), turn in zip(reversed(block), reversed(turns), strict=True):
                if way & turn:
                    way = _slide(way, turn)
                if hit := way & match:
                    union.add(place)
                    way = way ^ hit | hit >> 1
        return union

    def _of(self, word: str) -> int:
        """Return the bits of a word."""
        bits = self._bits.get(word)
        if bits is None:
            bits = self._bits[word] = sum(1 << place for place in self._places.get(word, ()))
        return bits


def _table(level: int, steps: Sequence[_Step], inner: int) -> list[int]:
    """Move tables on by some words of the gold's sentence.

    Args:
        level: a bit for each word of the output, 0 where the LCS grows by it.
        steps: the words.
        inner: the bits of words.

    Returns:
        For each step the bits of words from which the way back goes one to the left: those where
        the LCS is longer by the step, and the words differ. Then the level after the last.
    """
    turns = []
    for _, match in steps:
        same = level & match
        carried = level + same
        other = level ^ same
        turns.append(other ^ other & carried)
        level = (carried | other) & inner
    return [*turns, level]


def _slide(way: int, turn: int) -> int:
    """Move every bit of a way down to where no turn is, one by one, and then by doubled steps."""
    for _ in range(_SINGLE):
        moving = way & turn
        if not moving:
            return way
        way = way ^ moving | moving >> 1
    size, far = 1, turn  # where that many turns in a row end
    while moving := way & far:
        way |= moving >> size
        far &= far << size
        size *= 2
    return way & ~turn
