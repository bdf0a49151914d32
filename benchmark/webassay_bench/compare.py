"""Extractors on the same pages: by how much one is ahead, and whether that could be chance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from webassay_bench.errors import ResultError
from webassay_bench.leaderboard import by_cost
from webassay_bench.metrics import METRICS, Metric
from webassay_bench.record import Result
from webassay_bench.stats import (
    Contest,
    Difference,
    Figure,
    Pair,
    differences,
    disagreements,
    holm,
    plain_figures,
    ranking,
    strata,
)

FAILED = ("error", "timeout", "memory")  # statuses of a page that was not read to its end
_TWO = 2


@dataclass(frozen=True)
class Comparison:
    """How two extractors differ on one dataset.

    Attributes:
        dataset: its name and version.
        first: the one whose lead is positive.
        second: the other.
        pages: how many both were run on.
        differences: metric name -> figure name -> first minus second.
        disagreements: sentences on metrics that name another winner than the one that ranks.
    """

    dataset: str
    first: str
    second: str
    pages: int
    differences: dict[str, dict[str, Difference]]
    disagreements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ranking:
    """Extractors in the order of one figure, on the pages of a dataset or a stratum of them.

    Attributes:
        dataset: its name and version.
        metric: by which they are ranked.
        figure: of it.
        by: how the pages were parted; "" where they were not.
        stratum: of these pages; "" for all.
        pages: how many.
        sites: of how many sites.
        figures: extractor -> figure, best first; empty where there are too few pages.
        firsts: extractor -> probability of being truly first.
        failed: extractor -> pages that ended in an error, a timeout or at the memory limit. They
            count as empty output.
        crossed: extractors that were cross-validated on this dataset.
        learnt: extractors that learned from this dataset, so that their figures say nothing.
        pairs: every two, with p-values that are corrected for all of them; those of the best are
            first.
        sentences: what can be said of it, plainly.
    """

    dataset: str
    metric: str
    figure: str
    by: str
    stratum: str
    pages: int
    sites: int
    figures: dict[str, Figure]
    firsts: dict[str, float]
    failed: dict[str, int]
    crossed: tuple[str, ...]
    learnt: tuple[str, ...]
    pairs: tuple[Pair, ...]
    sentences: tuple[str, ...]

    def behind(self) -> dict[str, Pair]:
        """Return the pair of the best with each other extractor."""
        best = next(iter(self.figures), "")
        return {pair.second: pair for pair in self.pairs if pair.first == best}


def compare(results: Iterable[Result], first: str, second: str) -> list[Comparison]:
    """Compare two extractors by every figure, on each dataset on which both were run.

    Args:
        results: any results; the newest of each extractor on each dataset counts.
        first: the name of one extractor.
        second: the name of the other.

    Raises:
        ResultError: there is no dataset with results of both.
    """
    return [_comparison(*both) for both in chosen(results, [first, second])]


def rank(
    results: Iterable[Result], names: Sequence[str] = (), metric: str = "", by: str = ""
) -> list[Ranking]:
    """Rank extractors by one figure, with every pair tested, on each dataset that has them all.

    Args:
        results: any results; the newest of each extractor on each dataset counts.
        names: of the extractors; all where none are named.
        metric: `METRIC` or `METRIC.FIGURE`; by default the metric that ranks the dataset.
        by: part the pages by this, a name of `stats.FACETS`.

    Returns:
        A ranking for each dataset, or for each stratum of each. P-values are corrected over all
        pairs of a ranking; where there are but two extractors, over the strata.

    Raises:
        ResultError: a name is unknown, no dataset has results of all, or none has the metric, or
            says what the pages are to be parted by.
    """
    fields = chosen(results, names)
    wanted = metric_of(metric, fields)
    fed = [field for field in fields if _feeds(field, wanted)]
    if not fed:
        raise ResultError(f"no page in these results was scored by '{metric}'")
    if not by:
        return [_whole(field, *_figure(field, wanted)) for field in fed]
    found, unsaid = [], []
    for field in fed:
        try:
            found += _parted(field, by, *_figure(field, wanted))
        except ResultError as error:
            unsaid.append(error)
    if not found:
        raise unsaid[0]
    return found


def chosen(results: Iterable[Result], names: Sequence[str] = ()) -> list[list[Result]]:
    """Put the newest results of extractors together, by dataset.

    Args:
        results: any.
        names: of extractors; all where none are named.

    Returns:
        For each version of each dataset that has results of all those named, one of each, in the
        order of the names; of all, the quickest first.

    Raises:
        ResultError: there is no such dataset; the message says what there is.
    """
    found: dict[tuple[str, str], dict[str, Result]] = {}
    for result in sorted(results, key=lambda result: result.made):
        pinned = (result.dataset, str(result.header["dataset"]["sha256"]))
        found.setdefault(pinned, {})[result.extractor] = result
    known = sorted({name for by_name in found.values() for name in by_name})
    if len(set(names)) < len(names):
        raise ResultError(f"an extractor is named twice: {', '.join(names)}")
    fields = [found[name] for name in sorted(found) if set(names) <= found[name].keys()]
    if not fields:
        missing = [name for name in names if name not in known]
        near = [match for name in missing for match in get_close_matches(name, known)]
        raise ResultError(
            f"no dataset has results of {_listed(names)}; "
            + (f"did you mean {' or '.join(near)}? " if near else "")
            + f"there are results of: {', '.join(known)}"
        )
    return [[field[name] for name in names] or by_cost(field.values()) for field in fields]


def metric_of(name: str, fields: Sequence[Sequence[Result]]) -> tuple[Metric, str] | None:
    """Find a metric and a figure of it by `METRIC` or `METRIC.FIGURE`; None for no name.

    Raises:
        ResultError: there is no such metric, or no result has such a figure of it.
    """
    if not name:
        return None
    first, _, figure = name.partition(".")
    metric = METRICS.get(first)
    if metric is None:
        near = get_close_matches(first, METRICS)
        meant = f"did you mean {near[0]}? " if near else ""
        raise ResultError(f"unknown metric '{first}'; {meant}known are: {', '.join(METRICS)}")
    known = {n: None for field in fields for r in field for n in plain_figures(metric, r.rows)}
    if known and figure and figure not in known:
        raise ResultError(f"{first} has no figure '{figure}'; it has: {', '.join(known)}")
    return metric, figure or metric.headline


def _comparison(first: Result, second: Result) -> Comparison:
    by_metric = {name: differences(m, first.rows, second.rows) for name, m in METRICS.items()}
    return Comparison(
        dataset=first.dataset,
        first=first.extractor,
        second=second.extractor,
        pages=len({row["id"] for row in first.rows} & {row["id"] for row in second.rows}),
        differences={name: found for name, found in by_metric.items() if found},
        disagreements=tuple(disagreements([first, second])),
    )


def _feeds(field: Sequence[Result], wanted: tuple[Metric, str] | None) -> bool:
    metric, figure = _figure(field, wanted)
    return all(figure in plain_figures(metric, result.rows) for result in field)


def _figure(field: Sequence[Result], wanted: tuple[Metric, str] | None) -> tuple[Metric, str]:
    if wanted:
        return wanted
    metric = ranking(field)
    return metric, metric.headline


def _whole(field: Sequence[Result], metric: Metric, figure: str) -> Ranking:
    contest = Contest.of(metric, {result.extractor: result.rows for result in field}, figure)
    found = _ranking(field, contest, "", "")
    return replace(found, sentences=(*found.sentences, *disagreements(field)))


def _parted(field: Sequence[Result], by: str, metric: Metric, figure: str) -> list[Ranking]:
    found = []
    for stratum in strata(field, by, metric, figure):
        if stratum.contest:
            found.append(_ranking(field, stratum.contest, by, stratum.name))
        else:
            few = Contest(metric, figure, {}, ())
            empty = _ranking(field, few, by, stratum.name)
            found.append(replace(empty, pages=stratum.pages, sites=stratum.sites))
    if len(field) != _TWO:
        return found
    adjusted = iter(holm([pair.difference.p for one in found for pair in one.pairs]))
    corrected = [
        replace(one, pairs=tuple(replace(pair, adjusted=next(adjusted)) for pair in one.pairs))
        for one in found
    ]
    return [replace(one, sentences=tuple(_sentences(one))) for one in corrected]


def _ranking(field: Sequence[Result], contest: Contest, by: str, stratum: str) -> Ranking:
    some = bool(contest.pages)
    bare = Ranking(
        dataset=field[0].dataset,
        metric=contest.metric.name,
        figure=contest.figure,
        by=by,
        stratum=stratum,
        pages=contest.pages,
        sites=contest.sites,
        figures=contest.figures() if some else {},
        firsts=contest.firsts() if some else {},
        failed={n: sum(r["status"] in FAILED for r in rows) for n, rows in contest.rows.items()},
        crossed=tuple(result.extractor for result in field if result.crossed),
        learnt=tuple(result.extractor for result in field if result.learnt),
        pairs=tuple(contest.pairs()) if some else (),
        sentences=(),
    )
    return replace(bare, sentences=tuple(_sentences(bare)))


def _sentences(found: Ranking) -> list[str]:
    """Say who is first, and whether that could be chance."""
    behind = found.behind()
    if not found.figures:
        return [f"{found.pages} pages of {found.sites} sites are too few for a figure."]
    best, figure = next(iter(found.figures.items()))
    said = f"{best} is first with {found.metric}.{found.figure} {written(figure)}"
    if not behind:
        return [f"{said}."]
    second = next(iter(behind.values()))
    lead = second.difference.figure
    lead = lead if lead.value >= 0 else -lead
    gap = f"its lead over {second.second}, {written(lead)},"
    if second.significant:
        return [f"{said}; {gap} is more than chance (p = {second.adjusted:.3g})."]
    equal = [name for name, pair in behind.items() if not pair.significant]
    chance = f"{said}; {gap} could be chance (p = {second.adjusted:.3g})."
    return [chance, f"Not significantly worse than {best}: {', '.join(equal)}."]


def written(figure: Figure) -> str:
    """Write a figure with its interval in a sentence."""
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"


def _listed(names: Sequence[str]) -> str:
    quoted = [f"'{name}'" for name in names]
    return f"both {' and '.join(quoted)}" if len(names) == _TWO else f"all of {', '.join(quoted)}"
