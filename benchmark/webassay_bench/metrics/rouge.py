"""ROUGE: runs of words, and longest common subsequences of lines.

Source: Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004), as Google's Python
package `rouge-score` 0.1.2 counts it with its default words and without stemming: ROUGE-1 and -2,
and ROUGE-LSum over the lines of both texts. `rouge_n` gives runs of any size.

Two metrics differ in what a word is:

- `rouge`: runs of `a` to `z` and `0` to `9` in lower case, as that package has it. Letters with
  accents cut words, and texts in other scripts have none: there it says nothing. It is for figures
  that can be put beside others', most of which are made so.
- `rouge_unicode`: the words of all scripts, as `lines` has them, with every letter a word where a
  script sets no spaces. It is for pages in other languages than English. Nobody else's figures are
  made so, and it costs as much again: hence not by default.

Where neither text has a word, `rouge` is 0 as in that package, and `rouge_unicode` is 1 as `words`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain
from string import ascii_lowercase, digits

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.alignment import words_of
from webassay_bench.metrics.metric import (
    Columns,
    Metric,
    Scores,
    Weights,
    ratio,
    weighted_mean,
)
from webassay_bench.metrics.runs import Numbered
from webassay_bench.metrics.union_lcs import covered

# What becomes of each byte: all but letters, digits and line ends is space.
_LATIN = bytes(n if chr(n) in f"{digits}{ascii_lowercase}\n" else ord(" ") for n in range(256))

# A figure's name, the score that holds what is shared, how many runs fewer than words there are.
_KINDS = (("rouge1", "shared1", 0), ("rouge2", "shared2", 1), ("lsum", "lsum", 0))

Lines = Sequence[list[str]]


def rouge_n(gold: Sequence[str], output: Sequence[str], size: int) -> Scores:
    """Score the runs of words of one size, each as often as it stands in both texts.

    Args:
        gold: the words of the gold.
        output: the words of the other text.
        size: of a run, at least 1.

    Returns:
        `precision`, `recall` and `f1`, each from 0 to 1; 0 where a text is too short for a run.
    """
    shared = Numbered(gold, output).shared_runs(size)
    precision = shared / max(1, len(output) - size + 1)
    recall = shared / max(1, len(gold) - size + 1)
    f1 = 2 * precision * recall / (precision + recall) if shared else 0.0
    return {"precision": precision, "recall": recall, "f1": f1}


def page(gold: Gold, text: str, lines_of: Callable[[str], Lines]) -> Scores | None:
    """Count a page's words.

    Args:
        gold: what should be extracted of it.
        text: what was.
        lines_of: the words of each line of a text.

    Returns:
        Whole numbers of words: `wanted` in the gold and `found` in the output; `shared1` and
        `shared2`, words and pairs of words in both; `lsum`, words of the gold that the unions of
        LCS cover. None where the gold has no full text.
    """
    if gold.text is None:
        return None
    wanted, found = lines_of(gold.text), lines_of(text)
    one, other = list(chain.from_iterable(wanted)), list(chain.from_iterable(found))
    texts = Numbered(one, other)
    both = texts.shared_words()
    return {
        "wanted": len(one),
        "found": len(other),
        "shared1": sum(both.values()),
        "shared2": texts.shared_runs(2),
        "lsum": covered(wanted, found, both),
    }


def summary(columns: Columns, weights: Weights, wordless: float) -> dict[str, NDArray[np.float64]]:
    """Return the means over pages.

    Args:
        columns: the scores of pages.
        weights: of pages.
        wordless: the score of a page where neither text has a word.

    Returns:
        `KIND_precision`, `KIND_recall` and `KIND_f1`; KIND is `rouge1`, `rouge2` or `lsum`.
    """
    wanted, found = columns["wanted"], columns["found"]
    neither = (wanted == 0) & (found == 0)
    figures = {}
    for kind, shared, shorter in _KINDS:
        precision = ratio(columns[shared], np.maximum(found - shorter, 0))
        recall = ratio(columns[shared], np.maximum(wanted - shorter, 0))
        f1 = ratio(2 * precision * recall, precision + recall)
        for name, value in (("precision", precision), ("recall", recall), ("f1", f1)):
            figures[f"{kind}_{name}"] = weighted_mean(np.where(neither, wordless, value), weights)
    return figures


def latin_lines(text: str) -> Lines:
    """Return the words of each line as `rouge-score` has them."""
    plain = text.lower().encode("ascii", "replace").translate(_LATIN).decode("ascii")
    return [line.split() for line in plain.split("\n")]


def unicode_lines(text: str) -> Lines:
    """Return the words of each line in any script."""
    return [words_of(line) for line in text.split("\n")]


ROUGE = Metric(
    "rouge",
    "1",
    partial(page, lines_of=latin_lines),
    partial(summary, wordless=0.0),
    headline="lsum_f1",
)
ROUGE_UNICODE = Metric(
    "rouge_unicode",
    "1",
    partial(page, lines_of=unicode_lines),
    partial(summary, wordless=1.0),
    headline="lsum_f1",
    default=False,
)
