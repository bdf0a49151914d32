"""Comments below a text are not part of it; on a page that is a thread they are the text.

Names of elements tell where comments are; the page's address and its linked data tell threads:
words that stand in the host's name, or are a segment of the path, since a title in the path may
hold any of them ("an open thread", "key questions"). The pattern and the limit were chosen by
looking at the addresses of the WCXB development pages.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.features import PageFeatures

_THREAD = re.compile(
    r"//[^/]*(?:forum|foren|communit|discuss|answers|reddit|ycombinator|stackexchange"
    r"|stackoverflow\.com|threads?\.|(?:\.|//)(?:boards?|bbs)\.)"  # in the name of the host
    r"|[/?&](?:forums?|threads?|discussions?|questions?|answers|comments?|boards?)(?:[/=?]|$)"
    r"|topic[/=]\d|/t/(?:[^/]+/)?\d|/thread-\d|/item\?|show-?t(?:hread|opic)|viewt(?:hread|opic)",
    re.IGNORECASE,
)
_THREAD_KIND = 3  # in `Document.kinds`
_FEWEST = 40  # words beside the comments, from which a page has a text of its own


def is_thread(page: PageFeatures) -> bool:
    """Tell whether a page says that it is a thread: a forum's topic, a question with answers."""
    document = page.document
    return (
        document.kinds[_THREAD_KIND] or _THREAD.search(document.url.partition("#")[0]) is not None
    )


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
