"""Intervals that can be trusted: a seeded bootstrap in which whole sites are drawn, not pages.

Pages of one site share a template, so an extractor succeeds or fails on them together; drawing
single pages would make the intervals too narrow. Percentile intervals, as in Efron and Tibshirani,
"An Introduction to the Bootstrap" (1993), chapter 13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay_bench.metrics.metric import Columns, Metric
from webassay_bench.record import Row

RESAMPLES = 2000
SEED = 20260101
EVEN = 0.5  # a share of wins that favours neither
_TAILS = (2.5, 97.5)  # percentiles of a 95 % interval
_CHUNK = 250  # resamples at once: bounds the memory on sets of many thousand pages


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval.

    Attributes:
        value: over the pages as they are.
        low: lower end of the interval.
        high: upper end.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """What one result has over another in one figure, page by page of the same pages.

    Attributes:
        figure: first minus second, with its interval.
        wins: share of the resamples in which the first is better; 0.5 for each tie.
    """

    figure: Figure
    wins: float

    @property
    def significant(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.figure.low > 0 or self.figure.high < 0


def plain_figures(metric: Metric, rows: Sequence[Row]) -> dict[str, float]:
    """Summarise a metric over rows, without intervals; empty where no row has the metric."""
    scored = [row for row in rows if metric.name in row["scores"]]
    if not scored:
        return {}
    found = metric.summary(_columns(metric, scored), np.ones((1, len(scored))))
    return {name: float(values[0]) for name, values in found.items()}


def figures(
    metric: Metric, rows: Sequence[Row], resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, Figure]:
    """Summarise a metric over rows, with intervals.

    Args:
        metric: which.
        rows: rows of one result; those without this metric are left out, failed ones are not.
        resamples: draws of the bootstrap.
        seed: of the random numbers; the same seed gives the same figures.

    Returns:
        A `Figure` for each name of the metric's summary; empty where no row has the metric.
    """
    scored = [row for row in rows if metric.name in row["scores"]]
    if not scored:
        return {}
    plain = plain_figures(metric, scored)
    columns = _columns(metric, scored)
    drawn = _drawn(metric, [columns], [row["site"] for row in scored], resamples, seed)[0]
    return {name: _figure(value, drawn[name]) for name, value in plain.items()}


def differences(
    metric: Metric,
    first: Sequence[Row],
    second: Sequence[Row],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Difference]:
    """Compare two results page by page: the same sites are drawn for both.

    Args:
        metric: which.
        first: rows of one result.
        second: rows of another on the same dataset; pages that only one has are left out.
        resamples: draws of the bootstrap.
        seed: of the random numbers.

    Returns:
        A `Difference` for each name of the summary; empty where no page has the metric in both.
    """
    others = {row["id"]: row for row in second if metric.name in row["scores"]}
    pairs = [
        (row, others[row["id"]])
        for row in first
        if metric.name in row["scores"] and row["id"] in others
    ]
    if not pairs:
        return {}
    both = [_columns(metric, [pair[side] for pair in pairs]) for side in (0, 1)]
    one = np.ones((1, len(pairs)))
    plain = [metric.summary(columns, one) for columns in both]
    drawn = _drawn(metric, both, [row["site"] for row, _ in pairs], resamples, seed)
    found = {}
    for name in plain[0]:
        change = drawn[0][name] - drawn[1][name]
        lead = -change if name.partition(".")[0] in metric.lower else change
        wins = float(np.mean(lead > 0) + np.mean(lead == 0) * EVEN)
        found[name] = Difference(_figure(plain[0][name][0] - plain[1][name][0], change), wins)
    return found


def _columns(metric: Metric, rows: Sequence[Row]) -> Columns:
    """Put scores into columns; a score that only some pages have is 0 on the others."""
    scores = [row["scores"][metric.name] for row in rows]
    names = dict.fromkeys(name for score in scores for name in score)
    return {name: np.array([score.get(name, 0) for score in scores], dtype=float) for name in names}


def _drawn(
    metric: Metric, sides: Sequence[Columns], sites: Sequence[str], resamples: int, seed: int
) -> list[dict[str, NDArray[np.float64]]]:
    """Summarise each side under the same draws of sites."""
    names, site_of_page = np.unique(np.array(sites), return_inverse=True)
    random = np.random.default_rng(seed)
    parts: list[list[dict[str, NDArray[np.float64]]]] = [[] for _ in sides]
    for start in range(0, resamples, _CHUNK):
        size = min(_CHUNK, resamples - start)
        draws = random.multinomial(len(names), np.full(len(names), 1 / len(names)), size=size)
        weights = draws[:, site_of_page].astype(float)
        for part, columns in zip(parts, sides, strict=True):
            part.append(metric.summary(columns, weights))
    return [{name: np.concatenate([p[name] for p in part]) for name in part[0]} for part in parts]


def _figure(value: float, drawn: NDArray[np.float64]) -> Figure:
    low, high = np.percentile(drawn, _TAILS)
    return Figure(float(value), float(low), float(high))
