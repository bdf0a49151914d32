"""Many extractors on the same pages, by one figure: who is first, how surely, and every pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from webassay_bench.metrics.metric import Columns, Metric, ratio
from webassay_bench.record import Row
from webassay_bench.stats.bootstrap import (
    RESAMPLES,
    SEED,
    Figure,
    columns_of,
    draws,
    plain,
    resampled,
)
from webassay_bench.stats.difference import ALPHA, Difference, less_is_better, shared, wins
from webassay_bench.stats.holm import holm
from webassay_bench.stats.permutation import PERMUTATIONS, p_values, p_values_of_means

_CHUNK = 250  # pages at once: bounds the memory
_ROUNDING = 1e-12  # by which a mean may differ when it is summed in another order


@dataclass(frozen=True)
class Pair:
    """Two extractors of a contest.

    Attributes:
        first: the better one by the figure, or the first by name where they are equal.
        second: the other.
        difference: first minus second.
        adjusted: the p-value after Holm's correction over all pairs of the contest. The best was
            chosen by looking, so its pairs alone would be too small a family.
    """

    first: str
    second: str
    difference: Difference
    adjusted: float

    @property
    def significant(self) -> bool:
        """Whether chance would hardly give such a difference, among all that were looked at."""
        return self.adjusted <= ALPHA


@dataclass(frozen=True)
class Contest:
    """Extractors compared by one figure on the pages that all of them have.

    Attributes:
        metric: which.
        figure: of its summary.
        rows: extractor -> its rows, all on the same pages in the same order.
        clusters: by what is drawn and swapped: the site of each page.
        seed: of the random numbers.
    """

    metric: Metric
    figure: str
    rows: Mapping[str, Sequence[Row]]
    clusters: tuple[str, ...]
    seed: int = SEED

    @classmethod
    def of(
        cls,
        metric: Metric,
        rows: Mapping[str, Sequence[Row]],
        figure: str = "",
        seed: int = SEED,
        cluster: str = "site",
    ) -> Contest:
        """Set up a contest on the pages that all have with this metric.

        Args:
            metric: which.
            rows: extractor -> rows of its result.
            figure: of the metric's summary; its headline where none is named.
            seed: of the random numbers.
            cluster: the field of a row by which pages belong together.
        """
        common = shared(metric, dict(rows)) if rows else {}
        one = next(iter(common.values()), [])
        named = figure or metric.headline
        return cls(metric, named, common, tuple(row[cluster] for row in one), seed)

    @property
    def pages(self) -> int:
        """How many pages all extractors have."""
        return len(self.clusters)

    @property
    def sites(self) -> int:
        """Of how many sites they are."""
        return len({row["site"] for row in next(iter(self.rows.values()), [])})

    @cached_property
    def values(self) -> dict[str, float]:
        """The figure of each extractor, best first; ties in the order of the rows."""
        found = {name: plain(self.metric, c)[self.figure] for name, c in self._columns.items()}
        sign = 1 if less_is_better(self.metric, self.figure) else -1
        return dict(sorted(found.items(), key=lambda item: sign * item[1]))

    def figures(self) -> dict[str, Figure]:
        """Return the figure of each extractor with its interval, best first."""
        return {name: Figure.of(value, self._drawn[name]) for name, value in self.values.items()}

    def firsts(self) -> dict[str, float]:
        """Return the share of the resamples in which each extractor is first, best first.

        All are judged under the same draws of sites; where several are first, they share it.
        """
        table = np.array([self._drawn[name] for name in self.values])
        if less_is_better(self.metric, self.figure):
            table = -table
        best = table == table.max(axis=0)
        return dict(zip(self.values, (best / best.sum(axis=0)).mean(axis=1).tolist(), strict=True))

    def pairs(self) -> list[Pair]:
        """Test every pair, and correct for all of them together."""
        couples = list(combinations(self.values, 2))
        p = self._p_values(couples)
        found = []
        for (first, second), raw, adjusted in zip(couples, p, holm(p), strict=True):
            change = self._drawn[first] - self._drawn[second]
            figure = Figure.of(self.values[first] - self.values[second], change)
            ahead = wins(change, less=less_is_better(self.metric, self.figure))
            found.append(Pair(first, second, Difference(figure, ahead, raw), adjusted))
        return found

    def honest_best(self) -> float:
        """Return what the best is worth once it is paid for that it was chosen by looking.

        The best of many is partly the luckiest, so its own figure is too good. Here the best is
        chosen on each resample of sites, and judged on the sites that this one left out; the mean
        over resamples. Source: the out-of-bag estimate of Efron and Tibshirani (1993), chapter 17,
        applied to the choice. It is of a choice from fewer sites, so rather too low than too high.

        Returns:
            The figure; NaN where no resample leaves out a page.
        """
        found: list[NDArray[np.float64]] = []
        sign = -1 if less_is_better(self.metric, self.figure) else 1
        for weights in draws(self.clusters, RESAMPLES, self.seed):
            outside = (weights == 0).astype(float)
            usable = outside.any(axis=1)
            chosen_by = [self._summary(columns, weights) for columns in self._columns.values()]
            judged_by = [self._summary(columns, outside) for columns in self._columns.values()]
            chosen = (sign * np.array(chosen_by)).argmax(axis=0)
            found.append(np.array(judged_by)[chosen, np.arange(len(weights))][usable])
        all_found = np.concatenate(found)
        return float(all_found.mean()) if len(all_found) else float("nan")

    @cached_property
    def _columns(self) -> dict[str, Columns]:
        return {name: columns_of(self.metric, rows) for name, rows in self.rows.items()}

    @cached_property
    def _drawn(self) -> dict[str, NDArray[np.float64]]:
        return {
            name: resampled(self.metric, columns, self.clusters, RESAMPLES, self.seed)[self.figure]
            for name, columns in self._columns.items()
        }

    def _summary(self, columns: Columns, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        return self.metric.summary(columns, weights)[self.figure]

    def _p_values(self, couples: Sequence[tuple[str, str]]) -> list[float]:
        settings = {"permutations": PERMUTATIONS, "seed": self.seed}
        means = {name: self._page_values(name) for name in self.rows}
        known = {name: values for name, values in means.items() if values is not None}
        if couples and len(known) == len(means):
            leads = np.array([known[a] - known[b] for a, b in couples]).T
            return list(map(float, p_values_of_means(leads, self.clusters, **settings)))
        return [
            p_values(self.metric, (self._columns[a], self._columns[b]), self.clusters, **settings)[
                self.figure
            ]
            for a, b in couples
        ]

    def _page_values(self, name: str) -> NDArray[np.float64] | None:
        """Return what each page gives to the figure, if it is the plain mean of that; else None.

        Such a figure can be tested for all pairs at once, hundreds of times as fast. Whether it is
        one is seen from what the resamples gave.
        """
        columns, pages = self._columns[name], self.pages
        alone = (np.eye(min(_CHUNK, pages - at), pages, at) for at in range(0, pages, _CHUNK))
        values = np.concatenate([self._summary(columns, weights) for weights in alone])
        weights = next(draws(self.clusters, RESAMPLES, self.seed))
        means = ratio(weights @ values, weights.sum(axis=1))
        same = np.abs(means - self._drawn[name][: len(means)]).max() < _ROUNDING
        return values if same else None


def firsts(metric: Metric, rows: Mapping[str, Sequence[Row]], seed: int = SEED) -> dict[str, float]:
    """Return the probability that each extractor is truly first by a metric's headline.

    Args:
        metric: which.
        rows: extractor -> rows of its result; pages that one of them lacks are left out.
        seed: of the random numbers.

    Returns:
        Extractor -> share of resamples of sites in which it is first, 0 to 1, best first; they add
        up to 1. Empty where no page has the metric in all.
    """
    contest = Contest.of(metric, rows, seed=seed)
    return contest.firsts() if contest.pages else {}
