"""What tells, of a page as a whole, how good an extraction is: signs that need no gold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.decoding import decode
from webassay.main_text.features import PageFeatures
from webassay.main_text.surroundings import Floats

_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # of probability
_QUANTILES = (0.1, 0.25, 0.5, 0.75)
_MARKS = {"nav": 0, "footer": 2, "article": 4, "hidden": 15}  # bits of `Blocks.marks`
_KINDS = 8  # of `Document.kinds`

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
    "kept_link",
    "kept_length",
    "kept_in_comments",
    *(f"kept_in_{name}" for name in _MARKS),
    "page_words",
    "page_blocks",
    "page_links",
    "page_paragraph_share",
    "page_paragraphs",
    "page_comments",
    "url_depth",
    "url_length",
    *(f"page_kind_{kind}" for kind in range(_KINDS)),
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
    kept = page.counts * keep
    comments = page.columns["in_comments"]
    values = [
        *_of_probabilities(page.counts, probabilities, keep),
        *(_mean(values, kept) for values in (page.link, page.length, comments)),
        *(_mean(page.marks[bit], kept) for bit in _MARKS.values()),
        np.log1p(page.total),
        np.log1p(len(page.size)),
        _mean(page.link, page.size),
        page.paragraph.sum() / page.total,
        np.log1p(np.count_nonzero(page.paragraph)),
        _mean(comments, page.size),
        page.document.url.count("/") - 2,
        len(page.document.url),
        *page.document.kinds[:_KINDS],
    ]
    return np.array(values, np.float32)


def no_signs() -> NDArray[np.float32]:
    """Return the signs of a page without a block: all are zero."""
    return np.zeros(len(SIGNS), np.float32)


def _of_probabilities(words: Floats, probabilities: Floats, keep: NDArray[np.bool_]) -> list[float]:
    """Return what the probabilities of the blocks, and the choice made by them, say."""
    kept, total = words * keep, float(words.sum()) or 1.0
    number, content = float(kept.sum()), float((words * probabilities).sum())
    doubt = np.minimum(probabilities, 1 - probabilities)
    above = [float((words * (probabilities >= level)).sum()) for level in _LEVELS]
    _, best = decode(probabilities, words)
    return [
        2 * float((kept * probabilities).sum()) / max(number + content, 1e-9),
        best,
        float(np.log1p(number)),
        number / total,
        float(np.log1p(keep.sum())),
        float(np.log1p(content)),
        float(np.log1p(np.count_nonzero(np.diff(keep)))),
        float(probabilities.max()),
        _mean(doubt, words),
        _mean(doubt, kept),
        _mean(doubt, words * ~keep),
        *(part / total for part in above),
        2 * above[3] / max(above[1] + above[3], 1.0),
        *_quantiles(probabilities, kept),
    ]


def _mean(values: Floats | NDArray[np.bool_], weights: Floats) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total else 0.0


def _quantiles(probabilities: Floats, kept: Floats) -> list[float]:
    """Return probabilities below which shares of the kept words are; 0 where none is kept."""
    if not kept.any():
        return [0.0] * len(_QUANTILES)
    order = np.argsort(probabilities, kind="stable")
    until = np.cumsum(kept[order]) / kept.sum()
    places = np.minimum(np.searchsorted(until, _QUANTILES), len(order) - 1)
    found: list[float] = probabilities[order][places].tolist()
    return found
