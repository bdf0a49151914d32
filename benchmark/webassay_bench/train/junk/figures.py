"""How well lines are judged, in figures: each extractor's texts apart, at natural share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.junk.flagging import DEFAULT_LOSS
from webassay.junk.line import CATEGORIES
from webassay.junk.surroundings import Surroundings
from webassay.junk.thresholds import Thresholds, balanced
from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics import words
from webassay_bench.train.junk.crossed import Judged, found_at, of_extractor, rows_of
from webassay_bench.train.junk.labels import AMBIGUOUS, CONTENT, JUNK
from webassay_bench.train.junk.lessons import JUDGED

_BINS = 10
_FEWEST = 50  # lines of junk, below which no figure is given
_POINTS = 41  # of a curve
Figures = dict[str, Any]


def by_extractor(judged: Sequence[Judged], thresholds: Thresholds) -> dict[str, Figures]:
    """Return the figures of each extractor's texts of pages with a gold text."""
    return {
        name: _figures([one for one in judged if of_extractor(one, name)], thresholds)
        for name in JUDGED
    }


def _figures(judged: Sequence[Judged], thresholds: Thresholds) -> Figures:
    from sklearn.metrics import roc_auc_score

    labels, scores, sizes = rows_of(judged)
    everything = np.concatenate([one.lesson.labels for one in judged])
    probabilities = np.concatenate([one.probabilities for one in judged])[everything >= 0]
    before, after, balance = f1_of(judged, thresholds)
    return {
        "texts": len(judged),
        "lines": len(everything),
        "junk": int((everything == JUNK).sum()),
        "ambiguous": int((everything == AMBIGUOUS).sum()),
        "roc_auc": float(roc_auc_score(labels, probabilities)),
        "found_at_0.5%": found_at(labels, scores, sizes, 0.005),
        "found_at_1%": found_at(labels, scores, sizes, 0.01),
        "calibration_error": calibration_error(labels, probabilities),
        "words_f1_before": before,
        "words_f1_after": after,
        "words_f1_balanced": balance,
        **_curves(labels, scores, sizes),
    }


def calibration_error(labels: NDArray[np.int8], probabilities: NDArray[np.float64]) -> float:
    """Return the expected calibration error over ten bins (Naeini et al. 2015), from 0 to 1."""
    places = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(probabilities[places == place].sum() - labels[places == place].sum()))
        for place in range(_BINS)
    ]
    return sum(gaps) / len(labels)


def f1_of(judged: Sequence[Judged], thresholds: Thresholds) -> tuple[float, float, float]:
    """Return the mean word F1 of pages before, after the default flags, and after the balanced."""
    scores = []
    for one in judged:
        gold = Gold(text=one.lesson.gold)
        around = Surroundings.of([len(one.words)])
        removed = (
            np.zeros(len(one.words), bool),
            flagged(one, thresholds),
            balanced(one.probabilities, one.words, around),
        )
        scores.append([f1_without(gold, one.lesson.lines, flags) for flags in removed])
    before, after, balance = np.mean(scores, axis=0).tolist()
    return before, after, balance


def f1_without(gold: Gold, lines: list[str], removed: NDArray[np.bool_]) -> float:
    """Return the word F1 of a text without some of its lines."""
    kept = [line for line, gone in zip(lines, removed.tolist(), strict=True) if not gone]
    found = words.page(gold, "\n".join(kept))
    return found["f1"] if found else 0.0


def _curves(
    labels: NDArray[np.int8], scores: NDArray[np.float64], sizes: NDArray[np.float64]
) -> Figures:
    """Return points of the curves: share of junk found, precision, and shares of content lost."""
    order = np.argsort(-scores, kind="stable")
    junk, content = labels[order] == JUNK, labels[order] == CONTENT
    found, lost = np.cumsum(junk), np.cumsum(content)
    words_lost = np.cumsum(np.where(content, sizes[order], 0.0))
    places = np.searchsorted(found, np.linspace(1 / _POINTS, 1, _POINTS) * found[-1])
    places = np.minimum(places, len(order) - 1)
    return {
        "curve": {
            "found": _rounded(found[places] / found[-1]),
            "precision": _rounded(found[places] / (places + 1)),
            "lines_lost": _rounded(lost[places] / lost[-1]),
            "words_lost": _rounded(words_lost[places] / words_lost[-1]),
        }
    }


def _rounded(values: NDArray[np.float64]) -> list[float]:
    return [round(value, 4) for value in values.tolist()]


def of_labelled(judged: Sequence[Judged], thresholds: Thresholds) -> Figures:
    """Return how scraped texts fare at the default: all, and by language."""
    own = [one for one in judged if one.lesson.gold is None]
    labels, scores, _ = rows_of(own)
    ones = np.ones(len(labels))
    found: Figures = {
        "all": _counts(own, thresholds),
        "found_at_0.5%_of_lines": found_at(labels, scores, ones, 0.005),
        "found_at_1%_of_lines": found_at(labels, scores, ones, 0.01),
    }
    languages: dict[str, list[Judged]] = defaultdict(list)
    for one in own:
        languages[one.lesson.language.split("-")[0]].append(one)
    found["by_language"] = {
        name: _counts(some, thresholds) for name, some in sorted(languages.items())
    }
    return found


def _counts(judged: Sequence[Judged], thresholds: Thresholds) -> Figures:
    flags = np.concatenate([flagged(one, thresholds) for one in judged])
    labels = np.concatenate([one.lesson.labels for one in judged])
    junk, content = labels == JUNK, labels == CONTENT
    return {
        "texts": len(judged),
        "junk": int(junk.sum()),
        "found": float(flags[junk].mean()) if junk.sum() >= _FEWEST else None,
        "content_lines": int(content.sum()),
        "lost": float(flags[content].mean()) if content.any() else None,
    }


def by_category(judged: Sequence[Judged], thresholds: Thresholds) -> Figures:
    """Return which share of each kind of junk is found in texts and pages labelled by line."""
    total, found = np.zeros(len(CATEGORIES), int), np.zeros(len(CATEGORIES), int)
    for one in judged:
        flags = flagged(one, thresholds)
        for category, flag in zip(one.lesson.categories.tolist(), flags.tolist(), strict=True):
            if category >= 0:
                total[category] += 1
                found[category] += flag
    return {
        name: {"lines": int(number), "found": int(hits) / int(number)}
        for name, number, hits in zip(CATEGORIES, total, found, strict=True)
        if number >= _FEWEST
    }


def flagged(one: Judged, thresholds: Thresholds) -> NDArray[np.bool_]:
    """Tell which lines are flagged at the default, as `webassay.junk.model` flags them."""
    extractor = one.lesson.document.extractor
    flags = thresholds.flags(one.probabilities, one.words, extractor, DEFAULT_LOSS)
    return np.zeros_like(flags) if extractor and flags.all() else flags
