"""Kinds of characters, counted for all blocks of a page at once."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from webassay.core import compiled_in

KINDS = 10
UPPER, LOWER, DIGIT, SPACE, TERMINAL, COMMA, SEPARATOR, OTHER_LETTER, OTHER = range(1, KINDS)
_LISTED = {
    TERMINAL: ".!?\u3002\uff01\uff1f\u0964\u06d4\u2026",  # with the full stops of other scripts
    COMMA: ",;:\u060c\u3001\uff0c\u061b",
    SEPARATOR: "|>/-+*#\u2022\u00b7\u00bb\u00ab\u203a\u2039\u2192\u00a9\u00ae\u2122\u2013\u2014",
}
_AT_ONCE = 1 << 18  # characters that are looked at together: bounds the memory on long pages
_TABLE_END = 0x3400  # from here on nearly all are letters of East Asian scripts
_BEYOND = {0xFF01: TERMINAL, 0xFF1F: TERMINAL, 0xFF0C: COMMA}


@compiled_in("kinds")
def counted(texts: list[str]) -> tuple[NDArray[np.float64], NDArray[np.uint8], NDArray[np.uint8]]:
    """Count the characters of each of some texts by kind.

    Returns:
        How many there are, texts by kinds; of each text the kind of the first, and of the last.
    """
    count = np.empty((len(texts), KINDS))
    first, last = np.empty(len(texts), np.uint8), np.empty(len(texts), np.uint8)
    until = np.cumsum([len(text) + 1 for text in texts])
    start = 0
    while start < len(texts):
        before = int(until[start - 1]) if start else 0
        stop = max(int(np.searchsorted(until, before + _AT_ONCE)), start + 1)
        kinds, ends = kinds_of(texts[start:stop])
        length = np.diff(ends, prepend=-1)
        number = np.repeat(np.arange(0, len(ends) * KINDS, KINDS), length)
        found = np.bincount(number + kinds, minlength=len(ends) * KINDS)
        count[start:stop] = found.reshape(-1, KINDS)
        first[start:stop], last[start:stop] = kinds[ends - length + 1], kinds[ends - 1]
        start = stop
    return count, first, last


def kinds_of(texts: list[str]) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
    """Tell the kind of every character of some texts.

    Returns:
        The kinds, one after the other with a 0 behind each text, and the places of these zeros.
    """
    joined = "\0".join(texts) + "\0"
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _table()[np.minimum(codes, _TABLE_END)]
    for code, kind in _BEYOND.items():
        kinds[codes == code] = kind
    return kinds, np.flatnonzero(codes == 0)


@cache
def _table() -> NDArray[np.uint8]:
    table = np.full(_TABLE_END + 1, OTHER_LETTER, np.uint8)
    for code in range(_TABLE_END):
        table[code] = _kind(chr(code))
    table[0] = 0
    return table


def _kind(character: str) -> int:
    for kind, listed in _LISTED.items():
        if character in listed:
            return kind
    tests = (
        (str.isupper, UPPER),
        (str.islower, LOWER),
        (str.isdigit, DIGIT),
        (str.isspace, SPACE),
        (str.isalpha, OTHER_LETTER),
    )
    return next((kind for test, kind in tests if test(character)), OTHER)
