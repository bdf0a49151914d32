r"""Shingles of four words, as in the article extraction benchmark (Scrapinghub, `evaluate.py`).

Words are runs of `\w`, case kept; a text of one to three words is one shingle. A page's counts are
divided by their sum, so that long pages do not weigh more. Three F1 figures are in use:

- `f1`: of the mean precision and the mean recall, as that benchmark's scorer prints it; the
  means leave out pages where the figure is undefined (no output, or no gold);
- `f1_counts`: of the mean counts;
- `f1_page`: the mean of the pages' own F1, 1 where neither text has a word.

`accuracy`, as that scorer has it, is the share of pages on which not a word is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, ratio, weighted_mean
from webassay_bench.metrics.runs import Numbered

SIZE = 4  # words in a shingle
_WORD = re.compile(r"\w+")


def page(gold: Gold, text: str) -> Scores | None:
    """Count a page's shingles.

    Returns:
        `tp`, `fp` and `fn`: whole numbers of shingles in both texts, in the output alone, and in
        the gold alone; `same`, 1 where both texts have the same words in the same order, else 0.
        None where the gold has no full text.
    """
    if gold.text is None:
        return None
    found, wanted = _WORD.findall(text), _WORD.findall(gold.text)
    same = found == wanted
    short = 0 < len(found) < SIZE
    shared = int(same) if short else Numbered(found, wanted).shared_runs(SIZE)
    return {
        "tp": shared,
        "fp": _shingles(found) - shared,
        "fn": _shingles(wanted) - shared,
        "same": int(same),
    }


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return precision, recall, the three F1 figures, and the accuracy."""
    tp, fp, fn = (columns[name] for name in ("tp", "fp", "fn"))
    precision = weighted_mean(ratio(tp, tp + fp), weights, tp + fp > 0)
    recall = weighted_mean(ratio(tp, tp + fn), weights, tp + fn > 0)
    total = tp + fp + fn
    mean_tp, mean_fp, mean_fn = (
        weighted_mean(ratio(count, total), weights) for count in (tp, fp, fn)
    )
    page_f1 = ratio(2 * tp, 2 * tp + fp + fn, otherwise=1.0)
    figures = {
        "precision": precision,
        "recall": recall,
        "f1": ratio(2 * precision * recall, precision + recall),
        "f1_counts": ratio(2 * mean_tp, 2 * mean_tp + mean_fp + mean_fn),
        "f1_page": weighted_mean(page_f1, weights),
    }
    if "same" in columns:  # results of version 1 are without
        figures["accuracy"] = weighted_mean(columns["same"], weights)
    return figures


def _shingles(words: Sequence[str]) -> int:
    """Count the shingles of a text."""
    return max(1, len(words) - SIZE + 1) if words else 0


SHINGLES = Metric("shingles", "2", page, summary)
