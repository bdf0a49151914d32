r"""Tokens by which a block is known: of its text, and of the names of the elements around it."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SHORT, _SHORTEST = 12, 6  # words: shorter texts are taken whole
_LONGEST_NAME = 19  # letters; of a word in a name, which has at least two


def words_of(text: str) -> list[str]:
    r"""List the words of a text: runs of `\w` in lower case."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=1 << 14)
def name_tokens(name: str) -> tuple[str, ...]:
    """List the words in the class, id and role of an element, each once, sorted."""
    found = {word.lower() for word in _NAME.findall(name) if 1 < len(word) <= _LONGEST_NAME}
    return tuple(sorted(found))


def text_tokens(words: list[str]) -> list[str]:
    """List what a text is known by: how it begins and ends, and all of it where it is short."""
    if not words:
        return []
    tokens = ["^" + word for word in words[:3]]
    tokens.append("$" + words[-1])
    if len(words) <= _SHORT:
        tokens += words
    if len(words) > 1:
        tokens.append(f"{words[0]}_{words[1]}")
    if len(words) <= _SHORTEST:
        tokens.append("=" + " ".join(words))
    return tokens
