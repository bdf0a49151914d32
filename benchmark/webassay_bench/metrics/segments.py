"""Segments that must, or must not, stand in the output, as in trafilatura's own evaluation.

Source: trafilatura, `tests/eval_common.py` (`norm`, `count_item`, `ConfusionMatrix`): a segment
stands in a text if it is a substring once white space is collapsed in both; figures are over all
segments of the set together, so that a page weighs by its number of segments.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, ratio


def page(gold: Gold, text: str) -> Scores | None:
    """Count a page's segments.

    Returns:
        `tp`, `fn`: required segments found and missed; `fp`, `tn`: forbidden segments found and
        kept out. None where the gold has no segments.
    """
    if not gold.required and not gold.forbidden:
        return None
    output = _collapse(text)
    tp = sum(_collapse(segment) in output for segment in gold.required)
    fp = sum(_collapse(segment) in output for segment in gold.forbidden)
    return {"tp": tp, "fp": fp, "fn": len(gold.required) - tp, "tn": len(gold.forbidden) - fp}


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return precision, recall, F1 and accuracy over all segments."""
    tp, fp, fn, tn = (weights @ columns[name] for name in ("tp", "fp", "fn", "tn"))
    return {
        "precision": ratio(tp, tp + fp),
        "recall": ratio(tp, tp + fn),
        "f1": ratio(2 * tp, 2 * tp + fp + fn),
        "accuracy": ratio(tp + tn, tp + fp + fn + tn),
    }


def _collapse(text: str) -> str:
    return " ".join(text.split())


SEGMENTS = Metric("segments", "1", page, summary)
