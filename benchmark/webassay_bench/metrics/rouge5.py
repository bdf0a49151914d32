"""ROUGE-5 as WebMainBench counts it: runs of five pieces of text, in the cut of `jieba`.

Source: WebMainBench, package `webmainbench` 0.1.0, `metrics/text_metrics.py`
(`TextRougeNgramMetric.calc_rouge_n_score`): jieba, a dictionary of Chinese words, cuts any text
into pieces, in which spaces, line ends and punctuation count as well and nothing is folded; runs
are counted by `rouge-score`. Two blank texts score 1. There, texts are Markdown; here they are what
the dataset and the extractor give.

jieba is not maintained and is large, so it comes with the extra `metrics` alone.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, weighted_mean
from webassay_bench.metrics.rouge import rouge_n

SIZE = 5  # pieces in a run


def page(gold: Gold, text: str) -> Scores | None:
    """Score a page's text.

    Returns:
        `precision`, `recall` and `f1`, each from 0 to 1; None where the gold has no full text.
    """
    if gold.text is None:
        return None
    if not gold.text.strip() and not text.strip():
        return {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    cutter = _cutter()
    return rouge_n(cutter.lcut(gold.text), cutter.lcut(text), SIZE)


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return the means of precision, recall and F1 over pages."""
    return {name: weighted_mean(columns[name], weights) for name in ("precision", "recall", "f1")}


@cache
def _cutter() -> Any:
    """Load jieba with its dictionary, which takes a second."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # about its syntax, where it was not compiled when installed
        import jieba
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    with tempfile.TemporaryDirectory() as folder:
        # in the common folder it would unmarshal a file that anybody could have put there
        cutter.tmp_dir = folder
        cutter.initialize()
    return cutter


ROUGE5 = Metric("rouge5", "1", page, summary, default=False, requires="jieba")
