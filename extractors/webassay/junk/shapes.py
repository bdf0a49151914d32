"""What a line looks like by itself: its length, its kinds of characters, its sentences."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay.characters import (
    COMMA,
    DIGIT,
    KINDS,
    LOWER,
    OTHER,
    OTHER_LETTER,
    SEPARATOR,
    SPACE,
    TERMINAL,
    UPPER,
    kinds_of,
)

Columns = dict[str, NDArray[np.float64]]
_LONGEST = 1000  # characters that are looked at; a longer line goes on as it began
_SHARES = {
    "upper": UPPER,
    "digit": DIGIT,
    "comma": COMMA,
    "terminal": TERMINAL,
    "separator": SEPARATOR,
    "other": OTHER,
    "other_letter": OTHER_LETTER,
}
_COUNTS = {"commas": COMMA, "terminals": TERMINAL, "digits": DIGIT, "separators": SEPARATOR}


def shapes_of(lines: list[str]) -> Columns:
    """Describe lines, none of which may be empty, one by one.

    Returns:
        Columns with a value for each line.
    """
    cut = [line[:_LONGEST] for line in lines]
    kinds, ends = kinds_of(cut)
    starts = np.concatenate([[0], ends[:-1] + 1])
    sizes = (ends - starts).astype(float)
    count = len(lines)
    owners = np.repeat(np.arange(count), ends - starts + 1)
    counts = np.bincount(owners * KINDS + kinds, minlength=count * KINDS)
    of_kind = counts.reshape(count, KINDS).T.astype(float)
    columns = {f"share_{name}": of_kind[kind] / sizes for name, kind in _SHARES.items()}
    columns |= {name: of_kind[kind] for name, kind in _COUNTS.items()}
    columns["chars"] = np.array([len(line) for line in lines], float)
    columns["first"] = kinds[starts].astype(float)
    columns["last"] = kinds[ends - 1].astype(float)
    stops = (kinds[1:] == SPACE) & (kinds[:-1] == TERMINAL)
    columns["sentences"] = _number(owners[1:], stops, count)
    clock = (kinds[:-2] == DIGIT) & (kinds[1:-1] == COMMA) & (kinds[2:] == DIGIT)
    columns["clock"] = _number(owners[2:], clock, count)
    columns["clock_at_end"] = _clock_at_end(kinds, starts, ends)
    return columns | _words(kinds, owners, of_kind, columns["chars"] / sizes)


def _clock_at_end(
    kinds: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Tell which lines end in `:00`, as durations of media do."""
    colon, ten, one = (kinds[np.maximum(ends - back, starts)] for back in (3, 2, 1))
    there: NDArray[np.bool_] = (colon == COMMA) & (ten == DIGIT) & (one == DIGIT)
    return there.astype(float)


def _words(
    kinds: NDArray[np.uint8],
    owners: NDArray[np.intp],
    of_kind: NDArray[np.float64],
    longer: NDArray[np.float64],
) -> Columns:
    count = len(longer)
    within = (kinds == LOWER) | (kinds == UPPER) | (kinds == DIGIT) | (kinds == OTHER_LETTER)
    first = within.copy()
    first[1:] &= ~within[:-1]
    words = _number(owners, first, count)
    some = np.maximum(words, 1)
    return {
        "words": np.round(words * longer),
        "capitals": _number(owners, first & (kinds == UPPER), count) / some,
        "word_length": of_kind[[LOWER, UPPER, DIGIT, OTHER_LETTER]].sum(axis=0) / some,
    }


def _number(owners: NDArray[np.intp], marked: NDArray[np.bool_], count: int) -> NDArray[np.float64]:
    return np.bincount(owners[marked], minlength=count).astype(float)
