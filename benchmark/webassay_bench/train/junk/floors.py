"""Floors of probability: below an extractor's, nothing is flagged, whatever its score.

Each is the lowest at which the mean word F1 of the extractor's own pages does not fall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from webassay.junk.thresholds import ANY, Thresholds
from webassay_bench.datasets.dataset import Gold
from webassay_bench.train.junk import figures
from webassay_bench.train.junk.crossed import Judged, of_extractor
from webassay_bench.train.junk.labels import JUNK
from webassay_bench.train.junk.lessons import JUDGED

_LADDER = (0.6, 0.8, 0.9, 0.95, 0.98, 0.99)
_CAREFUL = 0.8  # the least after extractors that leave little junk
_MUCH = 0.25  # share of junk among the lines of an extractor that keeps much


def floored(thresholds: Thresholds, judged: Sequence[Judged]) -> Thresholds:
    """Set the floors of thresholds.

    Args:
        thresholds: without floors.
        judged: pages, each by a model that never saw its site.
    """
    floors = {}
    for name in JUDGED:
        own = [one for one in judged if of_extractor(one, name)]
        labels = np.concatenate([one.lesson.labels for one in own])
        careful = (labels == JUNK).sum() < _MUCH * (labels >= 0).sum()
        steps = [step for step in _LADDER if step >= _CAREFUL or not careful]
        floors[name] = next(
            (step for step in steps if _gain(own, replace(thresholds, floors={name: step})) >= 0),
            steps[-1],
        )
    return replace(thresholds, floors={**floors, ANY: max(floors.values())})


def _gain(judged: Sequence[Judged], thresholds: Thresholds) -> float:
    """Return how much higher the mean word F1 is without the flagged lines."""
    total = 0.0
    for one in judged:
        flags = figures.flagged(one, thresholds)
        if flags.any():
            gold = Gold(text=one.lesson.gold)
            before = figures.f1_without(gold, one.lesson.lines, np.zeros_like(flags))
            total += figures.f1_without(gold, one.lesson.lines, flags) - before
    return total / len(judged)
