r"""Levenshtein similarity: how far a text is from the gold in words put in and words taken out.

Source: Bevendorff et al., "An Empirical Comparison of Web Content Extraction Algorithms" (SIGIR
2023), `src/extraction_benchmark/eval.py` (`levenshtein_eval`) and `util.py` (`tokenize_ws`): words
are what stands between white space, case and punctuation kept, and the figure is `ratio` of the
package `Levenshtein`. That counts a word that was replaced as one put in and one taken out, so that
the figure is twice the longest common subsequence over the words of both texts; the paper calls it
a normalised distance, but 1 is equal. Two texts without a word are equal.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, weighted_mean


def page(gold: Gold, text: str) -> Scores | None:
    """Score a page's text.

    Returns:
        `similarity`, from 0 to 1; None where the gold has no full text.
    """
    if gold.text is None:
        return None
    from rapidfuzz.distance import Indel

    numbers: dict[str, int] = {}  # no two words are taken for one, as their hashes could be
    wanted, found = (
        [numbers.setdefault(word, len(numbers)) for word in words.split()]
        for words in (gold.text, text)
    )
    return {"similarity": Indel.normalized_similarity(wanted, found)}


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return the mean over pages."""
    return {"similarity": weighted_mean(columns["similarity"], weights)}


LEVENSHTEIN = Metric("levenshtein", "1", page, summary, headline="similarity")
