"""What one extractor has over another on the same pages, and whether that could be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay_bench.metrics.metric import Metric
from webassay_bench.record import Row
from webassay_bench.stats.bootstrap import RESAMPLES, SEED, Figure, columns_of, plain, resampled
from webassay_bench.stats.permutation import PERMUTATIONS, p_values

ALPHA = 0.05  # a p-value above it could be chance
EVEN = 0.5  # a share of wins that favours neither


@dataclass(frozen=True)
class Difference:
    """What one result has over another in one figure, page by page of the same pages.

    Attributes:
        figure: first minus second, with its interval.
        wins: share of the resamples in which the first is better; 0.5 for each tie.
        p: of the permutation test by site, two-sided; not corrected for other tests.
    """

    figure: Figure
    wins: float
    p: float

    @property
    def significant(self) -> bool:
        """Whether chance alone would hardly give such a difference, seen by itself."""
        return self.p <= ALPHA


def differences(
    metric: Metric,
    first: Sequence[Row],
    second: Sequence[Row],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Difference]:
    """Compare two results page by page: the same sites are drawn for both, or swapped.

    Args:
        metric: which.
        first: rows of one result.
        second: rows of another on the same dataset; pages that only one has are left out.
        resamples: draws of the bootstrap.
        seed: of the random numbers.

    Returns:
        A `Difference` for each name of the summary; empty where no page has the metric in both.
    """
    rows = list(shared(metric, {"first": first, "second": second}).values())
    if not rows[0]:
        return {}
    sites = [row["site"] for row in rows[0]]
    sides = columns_of(metric, rows[0]), columns_of(metric, rows[1])
    values = [plain(metric, columns) for columns in sides]
    drawn = [resampled(metric, columns, sites, resamples, seed) for columns in sides]
    p = p_values(metric, sides, sites, permutations=PERMUTATIONS, seed=seed)
    found = {}
    for name in values[0].keys() & values[1].keys():
        change = drawn[0][name] - drawn[1][name]
        figure = Figure.of(values[0][name] - values[1][name], change)
        found[name] = Difference(figure, wins(change, less=less_is_better(metric, name)), p[name])
    return {name: found[name] for name in values[0] if name in found}


def shared(metric: Metric, sides: dict[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Keep the pages that all results have with this metric, in the order of the first."""
    by_id = {
        name: {row["id"]: row for row in rows if metric.name in row["scores"]}
        for name, rows in sides.items()
    }
    held = list(by_id.values())
    ids = [page for page in held[0] if all(page in rows for rows in held)]
    return {name: [rows[page] for page in ids] for name, rows in by_id.items()}


def less_is_better(metric: Metric, figure: str) -> bool:
    """Tell whether a figure tells of a fault, so that less of it is a lead."""
    return figure.partition(".")[0] in metric.lower


def wins(change: NDArray[np.float64], *, less: bool) -> float:
    """Return the share of resamples in which the change is for the better; half for each tie."""
    lead = -change if less else change
    return float(np.mean(lead > 0) + np.mean(lead == 0) * EVEN)
