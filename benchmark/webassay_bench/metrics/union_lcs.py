"""What a text's sentences have in common with another's, in order: the union LCS of ROUGE.

A sentence of the gold is put beside every sentence of the output. Each of these pairs has a
longest common subsequence (LCS), which covers words of the gold's sentence; what counts is the
union over all pairs.

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

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import chain

Sentence = list[str]
_Step = tuple[int, int]  # a place in a sentence of the gold, and the bits of its word in a row

_WIDE = 8192  # bits in a row, if no sentence is longer: bounds the memory for the bits of a word
_DEEP = 512  # levels of a table that are kept at once; those of longer sentences are made twice
_TRIES = 16  # places at which a sentence is sought as it is; there are more where all is repetition
_SINGLE = 8  # steps of one bit, before longer ones are taken


def covered(gold: Sequence[Sentence], output: Sequence[Sentence], both: Mapping[str, int]) -> int:
    """Count the words that the unions cover, each as often as both texts have it at most.

    Args:
        gold: the words of each sentence of the gold; a sentence may be empty.
        output: the words of each sentence of the other text.
        both: the words of both texts, and how often both have them.
    """
    lacking = dict(both)
    others = {tuple(sentence) for sentence in output}  # twice the same covers no more than once
    broken = []
    for sentence in gold:
        if tuple(sentence) in others:
            _count(sentence, lacking)
        else:
            broken.append(sentence)
    broken = [sentence for sentence in broken if any(map(lacking.get, sentence))]
    rows = _rows(
        (other for other in others if any(map(lacking.get, other))),
        set(chain.from_iterable(broken)),
    )
    for sentence in broken:
        if any(map(lacking.get, sentence)):
            _count(_union(sentence, rows), lacking)
    return sum(both.values()) - sum(lacking.values())


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


def _rows(output: Iterable[Sequence[str]], sought: Container[str | None]) -> list[_Row]:
    rows: list[_Row] = []
    words: list[str | None] = []
    for sentence in output:
        if words and len(words) + len(sentence) > _WIDE:
            rows.append(_Row(words, sought))
            words = []
        words += [None, *sentence]
    return [*rows, _Row(words, sought)] if words else rows


class _Row:
    """Sentences of the output side by side: a bit for each word, and one before each sentence.

    Args:
        words: the word of each bit; None before each sentence.
        sought: the words of the sentences that these will be compared with.
    """

    def __init__(self, words: list[str | None], sought: Container[str | None]) -> None:
        self._words = words
        self._places: dict[str | None, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            if word in sought:
                self._places[word].append(place)
        starts = _bits(place for place, word in enumerate(words) if word is None)
        self._inner = (1 << len(words)) - 1 ^ starts  # the bits of words
        self._ends = starts >> 1 | 1 << len(words) - 1  # the last bits of sentences
        self._matches: dict[str, int] = {}

    def holds(self, sentence: Sentence) -> bool:
        """Tell whether a sentence stands in one of these as it is; where unsure, it does not."""
        rarest = min(sentence, key=lambda word: len(self._places[word]))
        before = sentence.index(rarest)
        return any(
            self._words[place - before : place - before + len(sentence)] == sentence
            for place in self._places[rarest][:_TRIES]
            if place > before
        )

    def common(self, sentence: Sentence) -> set[int]:
        """Return the places in a sentence that its LCS with all of these cover."""
        steps = [
            (place, bits) for place, word in enumerate(sentence) if (bits := self._match(word))
        ]
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

    def _match(self, word: str) -> int:
        """Return the bits of a word."""
        if word not in self._matches:
            self._matches[word] = _bits(self._places[word])
        return self._matches[word]


def _bits(places: Iterable[int]) -> int:
    return sum(1 << place for place in places)


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
