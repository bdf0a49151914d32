"""What tells, of a page as a whole, how good an extraction is: signs that need no gold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.decoding import decode
from webassay.main_text.features import PageFeatures
from webassay.main_text.surroundings import Floats

_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # of probability
_QUANTILES = (0.1, 0.25, 0.5, 0.75)
_OF_KEPT = (
    "link",
    "in_comments",
    "in_others",
    "in_best",
    "in_title",
    "sentences",
    "length",
    "repeated",
    "mark_0",
    "mark_2",
    "mark_4",
    "mark_15",
)
_OF_PAGE = (
    "page_words",
    "page_blocks",
    "page_links",
    "page_paragraph_share",
    "page_paragraphs",
    "page_comments",
    "page_others",
    "url_depth",
    "url_length",
    "page_kind_0",
    "page_kind_1",
    "page_kind_2",
    "page_kind_3",
    "page_kind_5",
    "page_kind_6",
    "page_kind_7",
)

SIGNS = (
    "expected_f1",
    "best_f1",
    "kept_words",
    "kept_share",
    "kept_blocks",
    "content_words",
    "runs",
    "highest",
    "doubt",
    "doubt_kept",
    "doubt_left",
    *(f"above_{level}" for level in _LEVELS),
    "agree_0.3_0.7",
    *(f"quantile_{share}" for share in _QUANTILES),
    *(f"kept_{name}" for name in _OF_KEPT),
    *_OF_PAGE,
)


def signs_of(
    page: PageFeatures, probabilities: Floats, keep: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Gather the signs of a page.

    Args:
        page: a page with at least one block.
        probabilities: of each block: that it is content.
        keep: whether each block is kept.

    Returns:
        One value for each of `SIGNS`.
    """
    words, total = page.counts, float(page.counts.sum()) or 1.0
    kept = words * keep
    number, content = float(kept.sum()), float((words * probabilities).sum())
    doubt = np.minimum(probabilities, 1 - probabilities)
    above = [float((words * (probabilities >= level)).sum()) for level in _LEVELS]
    _, best = decode(probabilities, words)
    values = [
        2 * float((kept * probabilities).sum()) / max(number + content, 1e-9),
        best,
        np.log1p(number),
        number / total,
        np.log1p(keep.sum()),
        np.log1p(content),
        np.log1p(np.count_nonzero(np.diff(keep))),
        probabilities.max(),
        _mean(doubt, words),
        _mean(doubt, kept),
        _mean(doubt, words * ~keep),
        *(part / total for part in above),
        2 * above[3] / max(above[1] + above[3], 1.0),
        *_quantiles(probabilities, kept),
        *(_mean(page.columns[name], kept) for name in _OF_KEPT),
        *(page.columns[name][0] for name in _OF_PAGE),
    ]
    return np.array(values, np.float32)


def no_signs() -> NDArray[np.float32]:
    """Return the signs of a page without a block: all are zero."""
    return np.zeros(len(SIGNS), np.float32)


def _mean(values: Floats, weights: Floats) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else 0.0


def _quantiles(probabilities: Floats, kept: Floats) -> Floats:
    """Return probabilities below which shares of the kept words are; 0 where none is kept."""
    if not kept.any():
        return np.zeros(len(_QUANTILES))
    order = np.argsort(probabilities, kind="stable")
    until = np.cumsum(kept[order]) / kept.sum()
    places = np.minimum(np.searchsorted(until, _QUANTILES), len(order) - 1)
    found: Floats = probabilities[order][places]
    return found
