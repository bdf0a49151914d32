"""Two extractors on the same pages: by how much one is ahead, and whether that could be chance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from webassay_bench.errors import ResultError
from webassay_bench.metrics import METRICS
from webassay_bench.record import Result
from webassay_bench.stats import Difference, differences


@dataclass(frozen=True)
class Comparison:
    """How two extractors differ on one dataset.

    Attributes:
        dataset: its name and version.
        first: the one whose lead is positive.
        second: the other.
        pages: how many both were run on.
        differences: metric name -> figure name -> first minus second.
    """

    dataset: str
    first: str
    second: str
    pages: int
    differences: dict[str, dict[str, Difference]]


def compare(results: Iterable[Result], first: str, second: str) -> list[Comparison]:
    """Compare two extractors on each dataset on which both were run.

    Args:
        results: any results; the newest of each extractor on each dataset counts.
        first: the name of one extractor.
        second: the name of the other.

    Raises:
        ResultError: there is no dataset with results of both.
    """
    found: dict[tuple[str, str], dict[str, Result]] = {}
    for result in sorted(results, key=lambda result: result.made):
        pinned = (result.dataset, str(result.header["dataset"]["sha256"]))
        found.setdefault(pinned, {})[result.extractor] = result
    both = [found[name] for name in sorted(found) if {first, second} <= found[name].keys()]
    if not both:
        known = sorted({name for by_name in found.values() for name in by_name})
        raise ResultError(
            f"no dataset has results of both '{first}' and '{second}'; "
            f"there are results of: {', '.join(known)}"
        )
    return [_comparison(by_name[first], by_name[second]) for by_name in both]


def _comparison(first: Result, second: Result) -> Comparison:
    by_metric = {name: differences(m, first.rows, second.rows) for name, m in METRICS.items()}
    return Comparison(
        dataset=first.dataset,
        first=first.extractor,
        second=second.extractor,
        pages=len({row["id"] for row in first.rows} & {row["id"] for row in second.rows}),
        differences={name: found for name, found in by_metric.items() if found},
    )
