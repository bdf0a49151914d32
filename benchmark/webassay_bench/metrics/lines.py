"""Lines: which of a page's labelled lines came out, however the output is broken into its own.

A line is found where two thirds of its words are matched (`alignment`): of two words both, of three
two, of four three. Of the bundled pages' lines in ten extractors' outputs, 99.7 % are matched as
a whole or not at all; of the rest, those above two thirds lost a date or a word that was glued to
the next line, those below share a few words by chance. Lines without a word are left out.

- `content` lines should be found, `junk` should not; `optional` lines count nowhere.
- `duplicated` lines, of content or junk, came out more often than they stand in the page.
- `invented` words are those of no line: hidden, alternative, or from nowhere.

Precision is the share of content among the lines found, the duplicated, and the invented words
divided by the mean words of the page's lines: so nothing depends on the output's own lines.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.alignment import Alignment, words_of
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, ratio, weighted_mean
from webassay_bench.metrics.sequences import rising

_CONTENT, _JUNK, _OPTIONAL = "content", "junk", "optional"
_OTHER = "other-ui"  # where junk has no category; a suite that was checked has none such
_COUNTS = ("lines", "words", "lines_out", "words_out")


def page(gold: Gold, text: str) -> Scores | None:
    """Score a page's text.

    Returns:
        None where the gold has no labelled lines, else

        - `precision`, `recall`, `f1`: of content lines, each from 0 to 1. On a page without
          content all three are 1 where nothing but optional lines came out, else 0.
        - `in_order`: content lines, the most that came out in the page's order.
        - `duplicated`: lines, and `invented`: words; whole numbers.
        - `KIND.lines`, `KIND.words`, `KIND.lines_out`, `KIND.words_out`: whole numbers in the
          page, and of those in the output; for `content` and each category of its junk.
    """
    if not gold.lines:
        return None
    kinds, lines = _worded(gold)
    found = Alignment(lines, map(words_of, text.splitlines()))
    places = [found.places(number) for number in range(len(lines))]
    out = [_times(len(here), words) for here, words in zip(places, lines, strict=True)]
    copies = [_times(count, words) for count, words in zip(found.copies(), lines, strict=True)]
    duplicated = sum(n for n, kind in zip(copies, kinds, strict=True) if kind != _OPTIONAL)
    invented = sum(found.free)  # those that are left when the copies are known
    junk = sum(n for n, kind in zip(out, kinds, strict=True) if kind not in {_CONTENT, _OPTIONAL})
    mean_words = max(1, sum(map(len, lines))) / max(1, len(lines))
    content = [number for number, kind in enumerate(kinds) if kind == _CONTENT]
    begins = [places[number][0] for number in content if out[number]]
    wrong = junk + duplicated + invented / mean_words
    return {
        **_shares(len(content), len(begins), wrong),
        "in_order": len(rising(begins)),
        "duplicated": duplicated,
        "invented": invented,
        **_counts(kinds, lines, out, places),
    }


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return figures over pages.

    Returns:
        - `precision`, `recall`, `f1`: means of the pages' own.
        - `content_lost`, `content_words_lost`: shares of the content lines of all pages together,
          and of their words, that did not come out; `junk_leaked`, `junk_words_leaked`: shares of
          the junk that did, and so for each category: `leaked.CATEGORY`, `leaked_words.CATEGORY`.
        - `order`: the mean share of content lines that kept the page's order, 0 where they came out
          in reverse and 1 where all did; over pages on which two or more came out.
        - `duplicated`: lines, and `invented`: words; means of a page.
    """
    kinds = [name.removesuffix(".lines") for name in columns if name.endswith(".lines")]
    total = {f"{k}.{name}": weights @ columns[f"{k}.{name}"] for k in kinds for name in _COUNTS}
    junk = [kind for kind in kinds if kind != _CONTENT]
    for name in _COUNTS:
        none = np.zeros(len(weights))
        total[f"{_JUNK}.{name}"] = sum((total[f"{kind}.{name}"] for kind in junk), start=none)

    def share(kind: str, unit: str) -> NDArray[np.float64]:
        return ratio(total[f"{kind}.{unit}_out"], total[f"{kind}.{unit}"])

    def lost(unit: str) -> NDArray[np.float64]:
        there = total[f"{_CONTENT}.{unit}"]
        return ratio(there - total[f"{_CONTENT}.{unit}_out"], there)

    came = columns[f"{_CONTENT}.lines_out"]
    return {
        **{name: weighted_mean(columns[name], weights) for name in ("precision", "recall", "f1")},
        "content_lost": lost("lines"),
        "content_words_lost": lost("words"),
        "junk_leaked": share(_JUNK, "lines"),
        "junk_words_leaked": share(_JUNK, "words"),
        "order": weighted_mean(ratio(columns["in_order"] - 1, came - 1), weights, came > 1),
        **{name: weighted_mean(columns[name], weights) for name in ("duplicated", "invented")},
        **{f"leaked.{kind}": share(kind, "lines") for kind in junk},
        **{f"leaked_words.{kind}": share(kind, "words") for kind in junk},
    }


def _worded(gold: Gold) -> tuple[list[str], list[list[str]]]:
    """Return the lines that have words: what each is, and the words of each."""
    kinds, lines = [], []
    for line in gold.lines:
        if words := words_of(line.text):
            kinds.append(line.category or _OTHER if line.label == _JUNK else str(line.label))
            lines.append(words)
    return kinds, lines


def _times(matched: int, words: Sequence[str]) -> int:
    """Tell how often a line came out, by how many of its words: two thirds are once."""
    return (3 * matched + len(words)) // (3 * len(words))


def _shares(wanted: int, right: int, wrong: float) -> Scores:
    """Return precision, recall and F1 of lines."""
    if not wanted:
        return dict.fromkeys(("precision", "recall", "f1"), float(not wrong))
    precision = right / (right + wrong) if right else 0.0
    return {
        "precision": precision,
        "recall": right / wanted,
        "f1": 2 * right / (wanted + right + wrong),
    }


def _counts(
    kinds: Sequence[str],
    lines: Sequence[Sequence[str]],
    out: Sequence[int],
    places: Sequence[Sequence[int]],
) -> Scores:
    """Count lines and words, of the page and that came out, of content and each kind of junk."""
    counts: Scores = {f"{_CONTENT}.{name}": 0 for name in _COUNTS}
    for kind, words, times, here in zip(kinds, lines, out, places, strict=True):
        if kind != _OPTIONAL:
            for name, count in zip(_COUNTS, (1, len(words), times, len(here)), strict=True):
                counts[f"{kind}.{name}"] = counts.get(f"{kind}.{name}", 0) + count
    return counts


LINES = Metric(
    "lines",
    "1",
    page,
    summary,
    lower=frozenset(
        "content_lost content_words_lost junk_leaked junk_words_leaked duplicated invented "
        "leaked leaked_words".split()
    ),
)
