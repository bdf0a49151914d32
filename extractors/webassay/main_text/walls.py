"""Prompts that stand in a text: for a subscription, for consent to cookies.

Where they stand among the paragraphs, the model takes some for text, above all in languages of
which it saw few pages. They are known by the names of their elements. Those of whole texts say
`paywall` too, so what holds a long block, or much of the text, is no prompt. No text of the WCXB
development pages changes by it.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.features import PageFeatures

_NAMED = re.compile(
    r"(?<![a-z])(?:pay-?wall|reg-?wall|piano|cookie-?(?:banner|bar|consent|law|notice|wall)?s?"
    r"|consent|gdpr|onetrust|didomi|usercentrics)(?![a-z])",
    re.IGNORECASE,
)
# One of these is in whatever the pattern finds: looking for them first takes far less time.
_SIGNS = "wall piano cookie consent gdpr onetrust didomi usercentrics".split()
_LONG = 40  # words of a block of text
_MOST = 150  # words of a prompt
_SHARE = 0.5  # of the kept words, beyond which it is the text


def without_walls(page: PageFeatures, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take prompts for a subscription or for consent out of a choice of blocks.

    Args:
        page: the page.
        keep: whether each block is kept.

    Returns:
        Whether each block is kept now.
    """
    names = page.blocks.names
    naming = _naming(set(names))
    if not naming:
        return keep
    words, long = page.tree.within(page.size), page.tree.within((page.size > _LONG).astype(float))
    prompts = np.array([name in naming for name in names]) & (long == 0)
    prompts &= words < min(_MOST, _SHARE * float(page.size[keep].sum()))
    outside: NDArray[np.bool_] = keep & (page.tree.inside_any(np.flatnonzero(prompts)) == 0)
    return outside


def _naming(names: set[str]) -> set[str]:
    """Return the names that speak of a subscription or of consent."""
    joined = " ".join(names).lower()
    signs = [sign for sign in _SIGNS if sign in joined]
    if not joined.isascii():  # some letters beyond ASCII equal others where case is ignored
        signs = [""]
    return {
        name
        for name in names
        if any(sign in name.lower() for sign in signs) and _NAMED.search(name)
    }
