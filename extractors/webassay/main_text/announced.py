"""What a page announces of its text, in its head and in its linked data.

A description is how the text begins, or the lead above it; the body of an article or of a post may
be told whole. A block that starts as one of them is known by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.script_texts import told_in, without_markup
from webassay.main_text.surroundings import Columns, Floats, since_first, window
from webassay.main_text.tokens import words_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_LETTERS = 16  # by which the start of a text is known
_LONGEST_WORD = 20  # letters; a longer one is of a script without spaces
_LONGEST = 1 << 16  # characters of texts, beyond which nothing is looked at
_LONGEST_SCRIPT = 1 << 20  # characters; a longer one is not read
_UNSAID = -1.0  # in the place of 0 where nothing is announced


@dataclass(frozen=True)
class Announced:
    """What a page announces.

    Attributes:
        descriptions: the letters that follow in its descriptions where a block may start.
        bodies: the same of the texts in its linked data.
        told: words of these texts.
    """

    descriptions: frozenset[str]
    bodies: frozenset[str]
    told: int

    @classmethod
    def of(cls, metas: Iterable[_Element], scripts: Iterable[_Element]) -> Announced:
        """Read what a page announces in its `<meta>` elements and the scripts of linked data."""
        descriptions = [
            meta.get("content", "")
            for meta in metas
            if (meta.get("property") or meta.get("name") or "").lower() in _DESCRIPTIONS
        ]
        bodies = [
            without_markup(text)
            for script in scripts
            if len(script.text or "") <= _LONGEST_SCRIPT
            for text in told_in(script)
        ]
        told = words_of(" ".join(bodies)[:_LONGEST])
        described = words_of(" ".join(descriptions)[:_LONGEST])
        return cls(_starts(described), _starts(told), len(told))


NOTHING = Announced(frozenset(), frozenset(), 0)


def of_announced(announced: Announced, texts: list[list[str]], size: Floats) -> Columns:
    """Return the columns of what a page announces.

    Args:
        announced: by the page.
        texts: the words of each block.
        size: of each block: its length in words.
    """
    columns: Columns = {}
    for what, known in (("described", announced.descriptions), ("told", announced.bodies)):
        found = _starting_as(known, texts)
        columns[what] = found.astype(float) if known else np.full(len(size), _UNSAID)
        columns[f"since_{what}"] = since_first(found)
        columns[f"{what}_in_2"] = window(found.astype(float), np.ones(len(size)), 2)
    share = float(size @ (columns["told"] > 0)) / (announced.told + 1)
    columns["told_share"] = np.full(len(size), min(share, 2.0))
    return columns


def _starting_as(known: frozenset[str], texts: list[list[str]]) -> NDArray[np.bool_]:
    """Tell of each text, given its words, whether it starts with letters that are known."""
    if not known:
        return np.zeros(len(texts), bool)
    return np.array(["".join(words[:_LETTERS])[:_LETTERS] in known for words in texts], bool)


def _starts(words: list[str]) -> frozenset[str]:
    """List the letters that follow on each place in a text at which a block may start."""
    letters, place = "".join(words), 0
    found = set()
    for word in words:
        for start in range(len(word) if len(word) > _LONGEST_WORD else 1):
            found.add(letters[place + start : place + start + _LETTERS])
        place += len(word)
    return frozenset(start for start in found if len(start) == _LETTERS)
