"""Comments below a text are not part of it; on a page that is a thread they are the text.

Names of elements tell where comments are; the page's address and its linked data tell threads. The
words of the pattern and the limit were chosen by looking at a fifth of the WCXB development pages.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.features import PageFeatures

_THREAD = re.compile(
    r"forum|thread|topic|discuss|question|answers|communit|reddit|ycombinator|comments?/|/t/"
    r"|boards?[./]|/item\?",
    re.IGNORECASE,
)
_THREAD_KIND = 3  # in `Document.kinds`
_FEWEST = 100  # words beside the comments, from which a page has a text of its own


def is_thread(page: PageFeatures) -> bool:
    """Tell whether a page says that it is a thread: a forum's topic, a question with answers."""
    document = page.document
    return document.kinds[_THREAD_KIND] or _THREAD.search(document.url) is not None


def without_comments(page: PageFeatures, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take comments out of a choice of blocks, where they stand below a text of its own.

    Args:
        page: the page.
        keep: whether each block is kept.

    Returns:
        Whether each block is kept now; as before on threads, and where little else would be left.
    """
    outside = outside_comments(page, keep)
    if is_thread(page) or float(page.counts[outside].sum()) < _FEWEST:
        return keep
    return outside


def outside_comments(page: PageFeatures, keep: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the kept blocks outside of elements whose names speak of comments."""
    outside: NDArray[np.bool_] = keep & (page.columns["in_comments"] == 0)
    return outside
