"""The study of the judge of lines: rivals, families of models, and the learning curve."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay_bench.train.junk.crossed import Judged, found_at, of_extractor, rows_of
from webassay_bench.train.junk.families import families, learning_curve, practice_curve
from webassay_bench.train.junk.labels import CONTENT, JUNK
from webassay_bench.train.junk.lessons import JUDGED, Lesson
from webassay_bench.train.junk.phrases import Phrase
from webassay_bench.train.junk.rivals import BY_LINE, justext_classes, tf_idf

_LOSS = 0.01  # share of the words of content
_LOSSES_OF_LINES = (0.005, 0.01, 0.02)
Told = Callable[[str], None]
Scored = list[tuple[Lesson, NDArray[np.float64]]]


def study(lessons: Sequence[Lesson], phrases: Sequence[Phrase], path: Path, told: Told) -> None:
    """Compare, and write what was found as JSON: by name of model, by extractor."""
    pages = [lesson for lesson in lessons if lesson.gold is not None]
    scored = [(n, [(le, judge(le)) for le in pages]) for n, judge in BY_LINE.items()]
    told("rules")
    scored.append(("jusText's own classes", list(justext_classes(pages))))
    scored.append(("TF-IDF and logistic regression", list(tf_idf(pages))))
    told("TF-IDF and logistic regression")
    found = {
        "rivals": {name: _of_rival(own) for name, own in scored},
        "families": {n: _of_judged(own) for n, own in families(lessons, phrases, told)},
        "learning_curve": [
            {"share_of_sites": share, "sites": sites, **_of_judged(own)}
            for share, sites, own in learning_curve(lessons, phrases, told)
        ],
        "practice_curve": [
            {"texts": texts, **_of_texts(own)}
            for texts, own in practice_curve(lessons, phrases, told)
        ],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _of_judged(judged: Sequence[Judged]) -> dict[str, Any]:
    figures = {}
    for name in JUDGED:
        labels, scores, words = rows_of([one for one in judged if of_extractor(one, name)])
        probabilities = np.concatenate(
            [one.probabilities[one.lesson.labels >= 0] for one in judged if of_extractor(one, name)]
        )
        figures[name] = {
            "roc_auc": _area(labels, probabilities),
            "found_at_1%": round(found_at(labels, scores, words, _LOSS), 4),
        }
    return figures


def _of_texts(judged: Sequence[Judged]) -> dict[str, float]:
    labels, scores, _ = rows_of(judged)
    ones = np.ones(len(labels))
    found = {
        f"found_at_{loss:.1%}_of_lines": round(found_at(labels, scores, ones, loss), 4)
        for loss in _LOSSES_OF_LINES
    }
    return {"roc_auc": _area(labels, scores), **found}


def _of_rival(scored: Scored) -> dict[str, Any]:
    figures = {}
    for name in JUDGED:
        own = [
            (lesson, scores)
            for lesson, scores in scored
            if lesson.document.extractor == name and not (lesson.categories >= 0).any()
        ]
        if own:
            labels = np.concatenate([lesson.labels for lesson, _ in own])
            scores = np.concatenate([scores for _, scores in own])[labels >= 0]
            sizes = [len(line.split()) for lesson, _ in own for line in lesson.lines]
            figures[name] = _rival(labels[labels >= 0], scores, np.array(sizes, float)[labels >= 0])
    return figures


def _rival(
    labels: NDArray[np.int8], scores: NDArray[np.float64], words: NDArray[np.float64]
) -> dict[str, Any]:
    """Judge by scores; rules have no threshold to move: what they find, and what that costs."""
    if set(np.unique(scores).tolist()) <= {0.0, 1.0}:
        flags = scores > 0
        content = labels == CONTENT
        return {
            "found": round(float(flags[labels == JUNK].mean()), 4),
            "words_lost": round(float(words[content & flags].sum() / words[content].sum()), 4),
        }
    return {
        "roc_auc": _area(labels, scores),
        "found_at_1%": round(found_at(labels, scores, words, _LOSS), 4),
    }


def _area(labels: NDArray[np.int8], scores: NDArray[np.float64]) -> float:
    from sklearn.metrics import roc_auc_score

    return round(float(roc_auc_score(labels, scores)), 4)
