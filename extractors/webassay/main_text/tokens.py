r"""Tokens by which a block is known: of its text, and of the names of the elements around it."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from webassay.core import compiled_in

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# What is no letter, or no part of a word, is a space: splitting is quicker than matching. A text
# takes less time as a table than a dictionary does.
_WORDS = "".join(
    chr(code) if chr(code).isalnum() or code == ord("_") else " " for code in range(128)
)
_LETTERS = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))
_ASCII = re.compile(r"[a-z]+")
_SCHEME = re.compile(r"^https?://(?:www\.)?")
_QUERY = re.compile(r"[?#]")
_PATH_WORDS, _LONGEST_WORD = 12, 14
_DEEPEST, _DASHES = 5, 8  # more are as many
_SHORT, _SHORTEST = 12, 6  # words: shorter texts are taken whole
_STARTS = 3  # words at the beginning of a text
_LONG = 1 << 20  # characters of all texts, from which equal words share a string
_LONGEST_NAME = 19  # letters; of a word in a name, which has at least two


def words_of(text: str) -> list[str]:
    r"""List the words of a text: runs of `\w` in lower case."""
    text = text.lower()
    return text.translate(_WORDS).split() if text.isascii() else _WORD.findall(text)


@compiled_in("words")
def words_of_texts(texts: list[str]) -> list[list[str]]:
    """List the words of each of some texts; of much text, in little memory."""
    found = map(words_of, texts)
    if sum(map(len, texts)) < _LONG:
        return list(found)
    known: dict[str, str] = {}
    return [list(map(known.setdefault, words, words)) for words in found]


@compiled_in("words")
def name_tokens(name: str) -> tuple[str, ...]:
    """List the words in the class, id and role of an element, each once."""
    if name.islower() and name.isascii():
        words = name.translate(_LETTERS).split()
    else:
        words = [word.lower() for word in _NAME.findall(name)]
    return tuple([word for word in dict.fromkeys(words) if 1 < len(word) <= _LONGEST_NAME])


@compiled_in("words")
def shared_with_title(
    texts: list[list[str]], title: set[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count the different words of each text that stand in the title, and all different ones.

    Args:
        texts: the words of each.
        title: the words of the title.

    Returns:
        Both counts; the second is 1 where the first is 0, since then nobody wants to know.
    """
    shared, different = np.empty(len(texts)), np.ones(len(texts))
    for place, words in enumerate(texts):
        shared[place] = len(title.intersection(words))
        if shared[place]:
            different[place] = len(set(words))
    return shared, different


def address_tokens(url: str) -> list[str]:
    """List what a page is known by in its address: words of host and path, and the path's form."""
    host, _, path = _SCHEME.sub("", url.lower()).partition("/")
    path = _QUERY.split(path, maxsplit=1)[0]
    words = [word for word in _ASCII.findall(path)[:_PATH_WORDS] if len(word) <= _LONGEST_WORD]
    tokens = {f"path:{word}" for word in words} | {f"host:{word}" for word in _ASCII.findall(host)}
    segments = [segment for segment in path.split("/") if segment]
    tokens.add(f"depth:{min(len(segments), _DEEPEST)}")
    if segments:
        tokens.add(f"first:{segments[0][:_LONGEST_WORD]}")
        tokens.add(f"dashes:{min(segments[-1].count('-'), _DASHES)}")
    return sorted(tokens)


def text_tokens(words: list[str]) -> list[str]:
    """List what a text is known by: how it begins and ends, and all of it where it is short."""
    return tokens_of_texts([words])[0]


def tokens_of_texts(texts: list[list[str]]) -> tuple[list[str], NDArray[np.intp]]:
    """List what each of some texts is known by.

    Args:
        texts: the words of each.

    Returns:
        The tokens of all texts, kind by kind, and of each token the number of its text.
    """
    tokens = ["^" + word for words in texts for word in words[:_STARTS]]
    tokens += ["$" + words[-1] for words in texts if words]
    tokens += [word for words in texts if len(words) <= _SHORT for word in words]
    tokens += [f"{words[0]}_{words[1]}" for words in texts if len(words) > 1]
    tokens += ["=" + " ".join(words) for words in texts if 0 < len(words) <= _SHORTEST]
    count, number = np.array([len(words) for words in texts], np.intp), np.arange(len(texts))
    times = (
        np.minimum(count, _STARTS),
        count > 0,
        np.where(count <= _SHORT, count, 0),
        count > 1,
        (count > 0) & (count <= _SHORTEST),
    )
    return tokens, np.concatenate([np.repeat(number, many) for many in times])
