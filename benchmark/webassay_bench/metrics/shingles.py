r"""Shingles of four words, as in the article extraction benchmark (Scrapinghub, `evaluate.py`).

Words are runs of `\w`, case kept; a text of one to three words is one shingle. A page's counts are
divided by their sum, so that long pages do not weigh more. Three F1 figures are in use:

- `f1`: of the mean precision and the mean recall, as that benchmark's scorer prints it; the
  means leave out pages where the figure is undefined (no output, or no gold);
- `f1_counts`: of the mean counts;
- `f1_page`: the mean of the pages' own F1, 1 where neither text has a word.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, ratio, weighted_mean

SIZE = 4  # words in a shingle
_WORD = re.compile(r"\w+")


def page(gold: Gold, text: str) -> Scores | None:
    """Count a page's shingles.

    Returns:
        `tp`, `fp` and `fn`: whole numbers of shingles in both texts, in the output alone, and in
        the gold alone; None where the gold has no full text.
    """
    if gold.text is None:
        return None
    found, wanted = _shingles(text), _shingles(gold.text)
    shared = (found & wanted).total()
    return {"tp": shared, "fp": found.total() - shared, "fn": wanted.total() - shared}


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return precision, recall and the three F1 figures."""
    tp, fp, fn = (columns[name] for name in ("tp", "fp", "fn"))
    precision = weighted_mean(ratio(tp, tp + fp), weights, tp + fp > 0)
    recall = weighted_mean(ratio(tp, tp + fn), weights, tp + fn > 0)
    total = tp + fp + fn
    mean_tp, mean_fp, mean_fn = (
        weighted_mean(ratio(count, total), weights) for count in (tp, fp, fn)
    )
    page_f1 = ratio(2 * tp, 2 * tp + fp + fn, otherwise=1.0)
    return {
        "precision": precision,
        "recall": recall,
        "f1": ratio(2 * precision * recall, precision + recall),
        "f1_counts": ratio(2 * mean_tp, 2 * mean_tp + mean_fp + mean_fn),
        "f1_page": weighted_mean(page_f1, weights),
    }


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if 0 < len(words) < SIZE:
        return Counter([tuple(words)])
    return Counter(zip(*(words[start:] for start in range(SIZE)), strict=False))


SHINGLES = Metric("shingles", "1", page, summary)
