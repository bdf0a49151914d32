"""What each page scored: one figure a page, made by the metric itself over that page alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from webassay_bench.metrics import Metric
from webassay_bench.record import Row

BINS = 10  # of a distribution: tenths, the last of which holds 1 itself
_DIGITS = 6
_CHUNK = 256  # pages at once: the weights are a square of so many


def page_scores(metric: Metric, rows: Sequence[Row]) -> list[float | None]:
    """Score each page by the figure that ranks.

    Returns:
        For each row the metric's headline over that page alone, 0 to 1, to six digits; None where
        the page's gold does not feed the metric, or the metric has nothing to say of the page.
    """
    scores: list[float | None] = [None] * len(rows)
    scored = [place for place, row in enumerate(rows) if metric.name in row["scores"]]
    for start in range(0, len(scored), _CHUNK):
        places = scored[start : start + _CHUNK]
        found = [rows[place]["scores"][metric.name] for place in places]
        names = dict.fromkeys(name for score in found for name in score)
        columns = {name: np.array([s.get(name, 0) for s in found], dtype=float) for name in names}
        values = metric.summary(columns, np.eye(len(places)))[metric.headline]
        for place, value in zip(places, values, strict=True):
            scores[place] = None if np.isnan(value) else round(float(value), _DIGITS)
    return scores


def distribution(scores: Sequence[float | None], statuses: Sequence[str]) -> list[int]:
    """Count the pages that ended `ok` by tenths of their score, those of 1 in the last tenth."""
    counts = [0] * BINS
    for score, status in zip(scores, statuses, strict=True):
        if score is not None and status == "ok":
            counts[min(BINS - 1, int(score * BINS))] += 1
    return counts
