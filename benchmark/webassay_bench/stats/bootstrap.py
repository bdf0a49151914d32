"""Intervals that can be trusted: a seeded bootstrap in which whole sites are drawn, not pages.

Pages of one site share a template, so an extractor succeeds or fails on them together; drawing
single pages would make the intervals too narrow. Percentile intervals, as in Efron and Tibshirani,
"An Introduction to the Bootstrap" (1993), chapter 13.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from webassay_bench.metrics.metric import Columns, Metric
from webassay_bench.record import Row

RESAMPLES = 2000
SEED = 20260101
_TAILS = (2.5, 97.5)  # percentiles of a 95 % interval
_CHUNK = 250  # resamples at once: bounds the memory on sets of many thousand pages
_MOST_TIMES = 255  # that one site is drawn; a mean of one never comes near it


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

    @classmethod
    def of(cls, value: float, drawn: NDArray[np.float64]) -> Figure:
        """Make one of the figure itself and what resamples gave in its place."""
        low, high = np.percentile(drawn, _TAILS)
        return cls(float(value), float(low), float(high))

    def __neg__(self) -> Figure:
        return Figure(-self.value, -self.high, -self.low)


def plain_figures(metric: Metric, rows: Sequence[Row]) -> dict[str, float]:
    """Summarise a metric over rows, without intervals; empty where no row has the metric."""
    scored = [row for row in rows if metric.name in row["scores"]]
    if not scored:
        return {}
    return plain(metric, columns_of(metric, scored))


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
    columns = columns_of(metric, scored)
    drawn = resampled(metric, columns, [row["site"] for row in scored], resamples, seed)
    return {name: Figure.of(v, drawn[name]) for name, v in plain(metric, columns).items()}


def columns_of(metric: Metric, rows: Sequence[Row]) -> Columns:
    """Put scores into columns; a score that only some pages have is 0 on the others."""
    scores = [row["scores"][metric.name] for row in rows]
    names = dict.fromkeys(name for score in scores for name in score)
    return {name: np.array([score.get(name, 0) for score in scores], dtype=float) for name in names}


def plain(metric: Metric, columns: Columns) -> dict[str, float]:
    """Summarise columns as they are."""
    pages = len(next(iter(columns.values())))
    found = metric.summary(columns, np.ones((1, pages)))
    return {name: float(values[0]) for name, values in found.items()}


def resampled(
    metric: Metric, columns: Columns, sites: Sequence[str], resamples: int, seed: int
) -> dict[str, NDArray[np.float64]]:
    """Summarise columns under draws of sites.

    The draws depend on the number of sites, the resamples and the seed alone, so that two results
    on the same pages are summarised under the same ones and can be compared draw by draw.

    Returns:
        A value for each resample, for each figure of the summary.
    """
    parts = [metric.summary(columns, weights) for weights in draws(sites, resamples, seed)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def draws(sites: Sequence[str], resamples: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield, for some resamples at once, how often each page was drawn with its site."""
    names, site_of_page = np.unique(np.array(sites), return_inverse=True)
    times = _times(len(names), resamples, seed)
    for start in range(0, resamples, _CHUNK):
        yield times[start : start + _CHUNK, site_of_page].astype(float)


@lru_cache(maxsize=8)  # the same draws for every metric and extractor: most of the time went there
def _times(sites: int, resamples: int, seed: int) -> NDArray[np.uint8]:
    """Draw as many sites as there are, with replacement, and count each: a row a resample."""
    random = np.random.default_rng(seed)
    even = np.full(sites, 1 / sites)
    times = np.empty((resamples, sites), dtype=np.uint8)
    for start in range(0, resamples, _CHUNK):
        size = min(_CHUNK, resamples - start)
        times[start : start + size] = np.minimum(random.multinomial(sites, even, size), _MOST_TIMES)
    times.flags.writeable = False
    return times
