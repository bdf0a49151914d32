r"""What lines are made of, as numbers: hashes of runs of characters, of words, and of whole lines.

All lines go at once, as arrays. Letters are taken in lower case and digits as one digit, so that
`03:23` and `00:53` are the same. A gram's hash is a polynomial modulo 2 to the 32 (Karp & Rabin
1987), spread by a multiplication (Knuth 1973, 6.4); which grams share a bucket is a matter of
chance (Weinberger et al. 2009, "Feature Hashing").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

BITS = 19
FAMILIES = ("characters", "words", "pairs", "ends", "whole")
_HEAD, _TAIL = 200, 60  # characters of a long line that are looked at: how it begins and ends
_RUN = 3  # characters
_BASE = np.uint32(0x01000193)
_SPREAD = np.uint32(0x9E3779B1)
_SALT = 0x85EBCA6B
_REACH = 24  # characters of a word, and words of a line, by which it is told from others
_FIRST, _LAST = 3, 2  # words that count by their place too
_BREAK, _ZERO, _NINE = 10, 48, 57
_TABLE_END = 0x3400  # from here on nearly all are letters of East Asian scripts

Hashes = NDArray[np.uint32]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Family:
    """Grams of one kind.

    Attributes:
        buckets: of each gram, from 0 to below 2 to the power of `BITS`.
        owners: the line of each gram.
    """

    buckets: Places
    owners: Places

    def sums(self, weights: NDArray[np.float32], lines: int) -> NDArray[np.float64]:
        """Add up the weights of the grams of each line."""
        sums = np.bincount(self.owners, weights[self.buckets], minlength=lines)
        return sums.astype(np.float64, copy=False)

    def sizes(self, lines: int) -> Places:
        """Count the grams of each line."""
        return np.bincount(self.owners, minlength=lines)


@dataclass(frozen=True)
class Words:
    """The words of lines.

    Attributes:
        hashes: of each word.
        owners: the line of each word, ascending.
        whole: of each line, a hash of all its words.
    """

    hashes: Hashes
    owners: Places
    whole: Hashes

    @classmethod
    def joined(cls, parts: list[Words]) -> Words:
        """Put the words of lines behind those of the lines before them."""
        starts = np.cumsum([0, *(len(part.whole) for part in parts)])[:-1]
        return cls(
            np.concatenate([np.zeros(0, np.uint32), *(part.hashes for part in parts)]),
            np.concatenate(
                [
                    np.zeros(0, np.intp),
                    *(part.owners + start for part, start in zip(parts, starts, strict=True)),
                ]
            ),
            np.concatenate([np.zeros(0, np.uint32), *(part.whole for part in parts)]),
        )


def grams_of(lines: list[str]) -> tuple[list[Family], Words]:
    """Hash the grams of lines, none of which may hold a line feed.

    Returns:
        The grams in the order of `FAMILIES`, and the words of which they are made.
    """
    codes, owners = _codes(lines)
    words = _words(codes, owners, len(lines))
    return [_runs(codes, owners), *_of_words(words, len(lines))], words


def words_in(lines: list[str]) -> Words:
    """Hash the words of lines alone, none of which may hold a line feed."""
    return _words(*_codes(lines), len(lines))


def _codes(lines: list[str]) -> tuple[NDArray[np.uint32], Places]:
    """Return the characters of all lines, with a space around each line, and the line of each."""
    cut = (line if len(line) <= _HEAD + _TAIL else line[:_HEAD] + line[-_TAIL:] for line in lines)
    joined = " " + " \n ".join(cut).lower() + " "
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).copy()
    codes[(codes >= _ZERO) & (codes <= _NINE)] = _ZERO
    return codes, np.cumsum(codes == _BREAK)


def _runs(codes: NDArray[np.uint32], owners: Places) -> Family:
    """Hash the runs of characters that stand in one line."""
    hashes = codes[: -_RUN + 1]
    for offset in range(1, _RUN):
        hashes = hashes * _BASE + codes[offset : len(codes) - _RUN + 1 + offset]
    first, last = owners[: -_RUN + 1], owners[_RUN - 1 :]
    within = (first == last) & (codes[: -_RUN + 1] != _BREAK)
    return Family(_buckets(hashes[within], 10), first[within])


def _words(codes: NDArray[np.uint32], owners: Places, lines: int) -> Words:
    within = _word_table()[np.minimum(codes, _TABLE_END)]
    first = within.copy()
    first[1:] &= ~within[:-1]
    starts = np.flatnonzero(first)
    places = np.flatnonzero(within)
    number = np.cumsum(first)[places] - 1
    reach = np.minimum(places - starts[number], _REACH)
    hashes = _sums(codes[places] * _powers()[reach], number, len(starts))
    of_word = owners[starts]
    place = _places(of_word, lines)
    whole = _sums(hashes * _powers()[np.minimum(place, _REACH)], of_word, lines)
    return Words(hashes, of_word, whole)


def _of_words(words: Words, lines: int) -> list[Family]:
    hashes, owners = words.hashes, words.owners
    near = owners[1:] == owners[:-1]
    pairs = (hashes[:-1] * _BASE + hashes[1:])[near]
    place = _places(owners, lines)
    behind = np.bincount(owners, minlength=lines)[owners] - 1 - place
    first, last = place < _FIRST, behind < _LAST
    ends = np.concatenate(
        [
            hashes[first] + place[first].astype(np.uint32) * np.uint32(_SALT),
            hashes[last] - (behind[last] + 1).astype(np.uint32) * np.uint32(_SALT),
        ]
    )
    return [
        Family(_buckets(hashes, 11), owners),
        Family(_buckets(pairs, 12), owners[1:][near]),
        Family(_buckets(ends, 13), np.concatenate([owners[first], owners[last]])),
        Family(_buckets(words.whole, 14), np.arange(lines)),
    ]


def _places(owners: Places, lines: int) -> Places:
    """Number the words of each line from 0."""
    counts = np.bincount(owners, minlength=lines)
    places: Places = np.arange(len(owners)) - (np.cumsum(counts) - counts)[owners]
    return places


def _sums(values: Hashes, groups: Places, count: int) -> Hashes:
    """Add up the values of each group, modulo 2 to the 32; groups ascend."""
    ends = np.cumsum(np.bincount(groups, minlength=count))
    total = np.concatenate([np.zeros(1, np.uint32), np.cumsum(values, dtype=np.uint32)])
    result: Hashes = total[ends] - total[np.concatenate([[0], ends[:-1]])]
    return result


def _buckets(hashes: Hashes, salt: int) -> Places:
    mixed = (hashes ^ np.uint32(salt * _SALT & 0xFFFFFFFF)) * _SPREAD
    return (mixed >> np.uint32(32 - BITS)).astype(np.intp)


@cache
def _powers() -> Hashes:
    return np.cumprod(np.full(_REACH + 1, _BASE), dtype=np.uint32)


@cache
def _word_table() -> NDArray[np.bool_]:
    known = [chr(code).isalnum() or chr(code) == "_" for code in range(_TABLE_END)]
    return np.array([*known, True])
