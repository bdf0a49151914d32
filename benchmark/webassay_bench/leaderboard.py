"""The leaderboard: a pure function of result files, one table a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf

from webassay_bench.metrics import METRICS
from webassay_bench.record import Result, Row
from webassay_bench.stats import Figure, figures, firsts, ranking

_SHOWN = (
    ("words", "precision"),
    ("words", "recall"),
    ("words", "f1"),
    ("lines", "f1"),
    ("lines", "junk_leaked"),
    ("shingles", "f1"),
    ("segments", "f1"),
    ("structure", "f1"),
)
_SHORT = {"precision": "P", "recall": "R", "f1": "F1", "junk_leaked": "junk leaked"}


@dataclass(frozen=True)
class Standing:
    """One extractor's line on a leaderboard.

    Attributes:
        extractor: its name.
        version: the version of its distribution.
        scores: metric name -> figure name -> figure with interval.
        statuses: pages by status.
        cpu_ms: mean processor time a page, in milliseconds; wall time where a page was stopped.
            None for outputs that were made elsewhere.
        memory_mb: highest peak memory on a page, MiB; None where unknown.
        network: pages on which it tried to reach the network.
        crossed: whether each page was judged by a model that never saw its site, because the
            shipped one was trained on this dataset.
        first: the probability that it is truly first by the metric that ranks, 0 to 1; None where
            no page has that metric in all results.
        learnt: whether its model learned from this dataset, so that its figures say nothing.
    """

    extractor: str
    version: str
    scores: dict[str, dict[str, Figure]]
    statuses: dict[str, int]
    cpu_ms: float | None
    memory_mb: float | None
    network: int
    crossed: bool = False
    learnt: bool = False

    @property
    def caveat(self) -> str:
        """What is to be known of its figures; empty where nothing is."""
        if self.learnt:
            return "learnt from this set: too good"
        return "cross-validated" if self.crossed else ""

    first: float | None = None

    def failed(self) -> int:
        """Count the pages that ended in an error, a timeout or at the memory limit."""
        return sum(self.statuses.get(status, 0) for status in ("error", "timeout", "memory"))


@dataclass(frozen=True)
class Leaderboard:
    """The standings on one version of one dataset, best first.

    Attributes:
        dataset: its name and version.
        sha256: its hash.
        pages: how many.
        sites: how many.
        metric: the metric that ranks.
        standings: best first.
    """

    dataset: str
    sha256: str
    pages: int
    sites: int
    metric: str
    standings: tuple[Standing, ...]

    @property
    def rule(self) -> str:
        """The figure that ranks, in words."""
        headline = METRICS[self.metric].headline
        return f"{_SHORT.get(headline, headline)} of {self.metric}"

    def figures(self) -> list[tuple[str, str]]:
        """List the (metric, figure) pairs that a table of it shows, those its gold feeds."""
        fed = {metric for standing in self.standings for metric in standing.scores}
        shown = [(metric, figure) for metric, figure in _SHOWN if metric in fed]
        return shown or [(self.metric, METRICS[self.metric].headline)]


def heading(metric: str, figure: str) -> str:
    """Name a figure at the head of a table's column."""
    return f"{metric} {_SHORT.get(figure, figure)}"


def leaderboards(results: Iterable[Result]) -> list[Leaderboard]:
    """Make a leaderboard for each version of each dataset in the results, by dataset name."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.dataset, result.header["dataset"]["sha256"]), []).append(result)
    return [_leaderboard(groups[name]) for name in sorted(groups)]


def _leaderboard(results: list[Result]) -> Leaderboard:
    kept = by_cost(newest(results))  # the order of those that are level
    metric = ranking(kept)
    # By place, since two versions of an extractor have the same name.
    chances = firsts(metric, {str(place): result.rows for place, result in enumerate(kept)})
    standings = [_standing(result, chances.get(str(place))) for place, result in enumerate(kept)]

    def worth(standing: Standing) -> float:
        scores = standing.scores.get(metric.name)
        return -scores[metric.headline].value if scores else 0.0

    first = results[0]
    return Leaderboard(
        dataset=first.dataset,
        sha256=first.header["dataset"]["sha256"],
        pages=len(first.rows),
        sites=len({row["site"] for row in first.rows}),
        metric=metric.name,
        standings=tuple(sorted(standings, key=worth)),
    )


def newest(results: Iterable[Result]) -> list[Result]:
    """Keep one result of each extractor and version: the one that began last."""
    found: dict[tuple[str, str | None], Result] = {}
    for result in sorted(results, key=lambda result: result.made):
        found[result.extractor, result.header["extractor"]["version"]] = result
    return list(found.values())


def _standing(result: Result, first: float | None) -> Standing:
    rows = result.rows
    scores = {name: figures(metric, rows) for name, metric in METRICS.items()}
    peaks = [row["memory_kb"] for row in rows if row["memory_kb"] is not None]
    return Standing(
        extractor=result.extractor,
        version=result.header["extractor"]["version"] or "",
        scores={name: found for name, found in scores.items() if found},
        statuses=dict(Counter(row["status"] for row in rows)),
        cpu_ms=cpu_ms(rows),
        memory_mb=max(peaks) / 1024 if peaks else None,
        network=sum(bool(row["network"]) for row in rows),
        crossed=result.crossed,
        learnt=result.learnt,
        first=first,
    )


def by_cost(results: Iterable[Result]) -> list[Result]:
    """Order results by the processor time of a page, the quickest first."""
    return sorted(results, key=lambda result: (cpu_ms(result.rows) or inf, result.extractor))


def cpu_ms(rows: Sequence[Row]) -> float | None:
    """Return the mean processor time of a page in milliseconds; None where none is known."""
    seconds = [row["wall"] if row["cpu"] is None else row["cpu"] for row in rows]
    known = [float(value) for value in seconds if value is not None]
    return 1000 * sum(known) / len(known) if known else None
