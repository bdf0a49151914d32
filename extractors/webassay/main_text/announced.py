"""What a page announces of its text, in its head and in its linked data.

A description is how the text begins, or the lead above it; the body of an article or of a post may
be told whole. A block that starts as one of them is known by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from webassay.main_text.script_texts import told_in
from webassay.main_text.surroundings import Columns, Floats, window
from webassay.main_text.tokens import words_of
from webassay.metadata import linked_data

if TYPE_CHECKING:
    from lxml.etree import _Element

_DESCRIPTIONS = frozenset({"description", "og:description", "twitter:description"})
_LETTERS = 16  # by which the start of a text is known
_LONGEST_WORD = 20  # letters; a longer one is of a script without spaces
_LONGEST = 1 << 16  # characters of texts, beyond which nothing is looked at
_LONGEST_SCRIPT = 1 << 20  # characters; a longer one is not read
_TAG = re.compile(r"<[^<>]*>")
_UNSAID, _NOWHERE = -1.0, -99.0  # nothing is announced; nothing of it is found


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
    def of(cls, root: _Element) -> Announced:
        """Read what a page announces."""
        descriptions = [
            meta.get("content", "")
            for meta in root.iter("meta")
            if (meta.get("property") or meta.get("name") or "").lower() in _DESCRIPTIONS
        ]
        bodies = [
            _TAG.sub(" ", text)
            for script in linked_data.scripts(root)
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
        columns[what] = found if known else np.full(len(size), _UNSAID)
        columns[f"since_{what}"] = _since_first(found)
        columns[f"{what}_in_2"] = window(found, np.ones(len(size)), 2)
    share = float(size @ np.maximum(columns["told"], 0)) / (announced.told + 1)
    columns["told_share"] = np.full(len(size), min(share, 2.0))
    return columns


def _starting_as(known: frozenset[str], texts: list[list[str]]) -> Floats:
    """Tell of each text, given its words, whether it starts with letters that are known: 1 or 0."""
    if not known:
        return np.zeros(len(texts))
    return np.array(["".join(words[:_LETTERS])[:_LETTERS] in known for words in texts], float)


def _since_first(found: Floats) -> Floats:
    """Count from the first block that is announced."""
    if not found.any():
        return np.full(len(found), _NOWHERE)
    since: Floats = np.clip(np.arange(len(found)) - float(np.argmax(found)), -50, 200)
    return since


def _starts(words: list[str]) -> frozenset[str]:
    """List the letters that follow on each place in a text at which a block may start."""
    letters, place = "".join(words), 0
    found = set()
    for word in words:
        for start in range(len(word) if len(word) > _LONGEST_WORD else 1):
            found.add(letters[place + start : place + start + _LETTERS])
        place += len(word)
    return frozenset(start for start in found if len(start) == _LETTERS)
