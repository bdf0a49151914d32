"""The scripts in which lines are written: none is judged in a script that was not learnt."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

_LOOKED_AT = 100  # characters of a line
_OTHER = ""  # what is no letter
_BEYOND_LATIN = re.compile("[\u0250-\u1dff\u2c00-\uffff\U00010000-\U0010ffff]")  # most have none


def script_of(line: str) -> str:
    """Name the script of most letters of a line, or "" where it has none.

    The name is the first word of a letter's name in the Unicode Character Database, such as
    `LATIN`, `CYRILLIC`, `CJK`, `HIRAGANA`.
    """
    part = line[:_LOOKED_AT]
    if not _BEYOND_LATIN.search(part):
        return "LATIN" if any(map(str.isalpha, part)) else _OTHER
    found = Counter(map(_of_letter, part))
    del found[_OTHER]
    return max(found, key=lambda name: found[name]) if found else _OTHER


def learnt(lines: Iterable[str], fewest: int) -> frozenset[str]:
    """Return the scripts of at least so many lines, and that of lines without letters."""
    counts = Counter(map(script_of, lines))
    return frozenset({_OTHER, *(name for name, number in counts.items() if number >= fewest)})


@lru_cache(maxsize=1 << 13)
def _of_letter(character: str) -> str:
    if not character.isalpha():
        return _OTHER
    return unicodedata.name(character, _OTHER).partition(" ")[0]
