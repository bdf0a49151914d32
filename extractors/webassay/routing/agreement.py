"""How far another extractor's text and our own agree, and what our own blocks say of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.tokens import words_of

if TYPE_CHECKING:
    from webassay.main_text.main_text import Judged

_RUN = 3  # words
_SMOOTH = 10  # words added to both lengths before they are compared
AGREEMENT = (
    "shared_f1",
    "own_in_other",
    "other_in_own",
    "longer",
    "expected_of_other",
    "lost_words",
    "lost_probability",
    "new_words",
    "new_probability",
)


def agreement_of(found: Judged, own: str, other: str) -> NDArray[np.float32]:
    """Compare two texts of a page.

    Args:
        found: the page as it was judged.
        own: our text of it.
        other: another extractor's.

    Returns:
        One value for each of `AGREEMENT`: the word F1 of both texts and the shares of one in the
        other; the logarithm of the ratio of their lengths; and by the probabilities of the page's
        blocks, the F1 to expect of the other text, and how many words of how much probability it
        lacks and adds.
    """
    ours, theirs = words_of(own), words_of(other)
    shared = sum((Counter(ours) & Counter(theirs)).values())
    words = [words_of(text) for text in found.blocks.texts]
    counts = np.array([len(block) for block in words], float)
    content = counts * found.probabilities
    covered = coverage(words, other)
    lost, new = counts * found.keep * (1 - covered), counts * ~found.keep * covered
    values = [
        2 * shared / max(len(ours) + len(theirs), 1),
        shared / max(len(ours), 1),
        shared / max(len(theirs), 1),
        np.log((len(theirs) + _SMOOTH) / (len(ours) + _SMOOTH)),
        2 * (content * covered).sum() / max((counts * covered).sum() + content.sum(), 1e-9),
        np.log1p(lost.sum()),
        (lost * found.probabilities).sum() / max(lost.sum(), 1.0),
        np.log1p(new.sum()),
        (new * found.probabilities).sum() / max(new.sum(), 1.0),
    ]
    return np.array(values, np.float32)


def coverage(blocks: list[list[str]], text: str) -> NDArray[np.float64]:
    """Tell of each block of a page which share of it is in a text, from 0 to 1.

    Args:
        blocks: the words of each block.
        text: in which the block's runs of three words are looked up; a shorter block must be a
            line of the text.
    """
    known = set(_runs(words_of(text)))
    known.update(tuple(line) for line in map(words_of, text.splitlines()) if len(line) < _RUN)
    shares = [
        sum(run in known for run in runs) / len(runs) if (runs := list(_runs(block))) else 0.0
        for block in blocks
    ]
    return np.array(shares, float)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    if 0 < len(words) < _RUN:
        yield tuple(words)
    else:
        yield from zip(words, words[1:], words[2:], strict=False)
