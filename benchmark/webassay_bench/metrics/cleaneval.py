r"""CleanEval's words: those of an alignment of output and gold.

Source: `cleaneval.py` 1.0 (Stefan Evert 2008), `normalize`, `make_diff` and `evaluate`. Lines that
begin with `URL` are taken out, as are control characters; words are what stands between white
space, and the nothing before white space at the start or after it at the end is a word too;
Python's `difflib` aligns them, which takes words that make up more than a hundredth of the gold for
noise. It read bytes, hence white space is ASCII's.

That tool also scores the marks `<p>`, `<h>` and `<l>`; here they are words like others, and no
extractor prints them, so there is nothing to score.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, ratio, weighted_mean

_ADDRESS = re.compile(r"^\s*URL.*$", re.MULTILINE | re.ASCII)
_CONTROL = re.compile("[\x00-\x1f]+")
_MARK = re.compile("(<[phl]>)", re.IGNORECASE)
_SPACE = re.compile(r"\s+", re.ASCII)


def page(gold: Gold, text: str) -> Scores | None:
    """Count a page's words.

    Returns:
        `tp`, `fp` and `fn`: whole numbers of words that are aligned, of the output alone, and of
        the gold alone; None where the gold has no full text.
    """
    if gold.text is None:
        return None
    found, wanted = _words(text), _words(gold.text)
    blocks = SequenceMatcher(None, found, wanted).get_matching_blocks()
    aligned = sum(block.size for block in blocks)
    return {"tp": aligned, "fp": len(found) - aligned, "fn": len(wanted) - aligned}


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return precision, recall and F1.

    Returns:
        `precision`, `recall` and `f1` are means over pages; `precision_all`, `recall_all` and
        `f1_all` are of the words of all pages together.
    """
    pages = _shares(*(columns[name] for name in ("tp", "fp", "fn")))
    together = _shares(*(weights @ columns[name] for name in ("tp", "fp", "fn")))
    return {
        **{name: weighted_mean(values, weights) for name, values in pages.items()},
        **{f"{name}_all": values for name, values in together.items()},
    }


def _shares(
    tp: NDArray[np.float64], fp: NDArray[np.float64], fn: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    precision, recall = ratio(tp, tp + fp), ratio(tp, tp + fn)
    f1 = ratio(2 * precision * recall, precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1}


def _words(text: str) -> list[str]:
    plain = _CONTROL.sub(" ", _ADDRESS.sub("", text))
    return _SPACE.split(_MARK.sub(r" \1 ", plain))


CLEANEVAL = Metric("cleaneval", "1", page, summary, default=False)
