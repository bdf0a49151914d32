r"""Words as a multiset: precision, recall and F1 of a page, and their means over pages.

Source: WCXB 1.0 (Foley 2026), `evaluate.py`: words are runs of `\w` in lower case; a word counts
as often as it stands in both texts; where neither text has a word, all three are 1.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, weighted_mean
from webassay_bench.metrics.runs import Numbered

_WORD = re.compile(r"\w+")


def page(gold: Gold, text: str) -> Scores | None:
    """Score a page's text.

    Returns:
        `precision`, `recall` and `f1`, each from 0 to 1; None where the gold has no full text.
    """
    if gold.text is None:
        return None
    found, wanted = _words(text), _words(gold.text)
    if not found and not wanted:
        return {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    shared = sum(Numbered(found, wanted).shared_words().values())
    precision = shared / len(found) if found else 0.0
    recall = shared / len(wanted) if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return the means of precision, recall and F1 over pages."""
    return {name: weighted_mean(columns[name], weights) for name in ("precision", "recall", "f1")}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


WORDS = Metric("words", "1", page, summary)
