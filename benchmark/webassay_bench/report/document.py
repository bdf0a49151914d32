"""The document behind a report: every figure that the page shows, as plain JSON.

The page computes no figure. It shows, sorts and filters what stands here, so that all that is on
the screen can be found in the document, and other programs can read the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from importlib.metadata import version
from math import isnan
from typing import Any

from webassay_bench.errors import ResultError
from webassay_bench.leaderboard import Leaderboard, Standing, leaderboards, newest
from webassay_bench.metrics import METRICS, Metric
from webassay_bench.record import Result, Row
from webassay_bench.report.page_scores import distribution, page_scores
from webassay_bench.report.pareto import pareto
from webassay_bench.stats import Agreement, Figure, agreement, firsts, strata
from webassay_bench.stats.strata import FEWEST_PAGES, FEWEST_SITES, UNKNOWN

SCHEMA = "webassay-report/1"
STATUSES = ("ok", "empty", "error", "timeout", "memory")
_LETTERS = dict(zip(STATUSES, "oextm", strict=True))
_LEAKED = "leaked_words."

Json = dict[str, Any]
Advance = Callable[[], None]


def document(results: Iterable[Result], advance: Advance = lambda: None) -> Json:
    """Put everything that a report shows of some results into one document.

    Args:
        results: any; the newest of each extractor and version on each dataset counts.
        advance: called when a part is done, `steps(results)` times in all.

    Returns:
        `schema`, `webassay` (the version that made it) and `datasets`; `docs/report.md` says what
        these hold. Extractors are referred to by their place, best first by the ranking metric;
        pages by theirs in the dataset.
    """
    given = list(results)
    groups = _groups(given)
    return {
        "schema": SCHEMA,
        "webassay": version("webassay"),
        "fewest": {"pages": FEWEST_PAGES, "sites": FEWEST_SITES},
        "datasets": [
            _dataset(board, groups[board.dataset, board.sha256], advance)
            for board in leaderboards(given)
        ],
    }


def steps(results: Iterable[Result]) -> int:
    """Count the parts of the document that are made one by one."""
    return sum(len(newest(group)) for group in _groups(results).values())


def results_of(dataset: Json, results: Iterable[Result]) -> list[Result]:
    """Return the results behind a dataset of a document, in the order of its extractors."""
    of_it = _groups(results)[dataset["name"], dataset["sha256"]]
    return _in_order(of_it, [(one["name"], one["version"]) for one in dataset["extractors"]])


def _groups(results: Iterable[Result]) -> dict[tuple[str, str], list[Result]]:
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.dataset, result.header["dataset"]["sha256"]), []).append(result)
    return groups


def _in_order(results: Iterable[Result], order: Iterable[tuple[str, str]]) -> list[Result]:
    """Return results by name and version, their rows all in the order of the first one's."""
    by_name = {(r.extractor, r.header["extractor"]["version"] or ""): r for r in newest(results)}
    ordered = [by_name[name] for name in order]
    rows = [{row["id"]: row for row in result.rows} for result in ordered]
    ids = [row["id"] for row in ordered[0].rows]
    return [
        replace(result, rows=tuple(by_id[page] for page in ids))
        for result, by_id in zip(ordered, rows, strict=True)
    ]


def _dataset(board: Leaderboard, group: Sequence[Result], advance: Advance) -> Json:
    results = _in_order(group, [(s.extractor, s.version) for s in board.standings])
    apart = _told_apart(results)
    pages = results[0].rows
    rows = [result.rows for result in results]
    fed = [m for n, m in METRICS.items() if any(n in s.scores for s in board.standings)]
    columns = []
    for result_rows in rows:
        columns.append({metric.name: page_scores(metric, result_rows) for metric in fed})
        advance()
    return {
        "name": board.dataset,
        "sha256": board.sha256,
        "sites": board.sites,
        "metric": board.metric,
        "extractors": [_extractor(s, r) for s, r in zip(board.standings, results, strict=True)],
        "metrics": [_metric(m, board, apart, [c[m.name] for c in columns]) for m in fed],
        "agreement": _agreement(apart),
        "leaks": _leaks(board, rows),
        "pages": {
            "id": [row["id"] for row in pages],
            "site": [row["site"] for row in pages],
            "type": [row["page_type"] for row in pages],
            "language": [row["language"] for row in pages],
        },
        "statuses": ["".join(_LETTERS[row["status"]] for row in one) for one in rows],
        "reasons": [
            [[place, row["reason"]] for place, row in enumerate(one) if row["reason"]]
            for one in rows
        ],
    }


def _extractor(standing: Standing, result: Result) -> Json:
    return {
        "name": standing.extractor,
        "version": standing.version,
        "cross_validated": standing.crossed,
        "learnt": standing.learnt,
        "statuses": {status: standing.statuses.get(status, 0) for status in STATUSES},
        "failed": standing.failed(),
        "cpu_ms": standing.cpu_ms,
        "memory_mb": standing.memory_mb,
        "network": standing.network,
        "params": result.header["extractor"]["params"],
        "made": str(result.header["created"]),
    }


def _metric(
    metric: Metric,
    board: Leaderboard,
    results: Sequence[Result],
    scores: Sequence[list[float | None]],
) -> Json:
    """Put together what is shown of one metric."""
    values = [standing.scores.get(metric.name, {}) for standing in board.standings]
    headlines = [found.get(metric.headline) for found in values]
    costs = pareto(board.standings, metric.name, metric.headline)
    fed = [result for result, found in zip(results, values, strict=True) if found]
    chances = firsts(metric, {result.extractor: result.rows for result in fed})
    return {
        "name": metric.name,
        "version": metric.version,
        "figure": metric.headline,
        "figures": [
            {name: _figure(figure) for name, figure in found.items() if "." not in name}
            for found in values
        ],
        "order": _order(headlines),
        **{name: list(places) for name, places in asdict(costs).items()},
        "first": [chances.get(result.extractor) for result in results],
        "types": _types(metric, results, fed),
        "distribution": [
            distribution(one, [row["status"] for row in result.rows])
            for one, result in zip(scores, results, strict=True)
        ],
        "scores": list(scores),
    }


def _order(headlines: Sequence[Figure | None]) -> list[int]:
    """Order extractors by a figure, best first; those without it are left out."""
    with_figure = [(-f.value, place) for place, f in enumerate(headlines) if f is not None]
    return [place for _, place in sorted(with_figure)]


def _types(metric: Metric, results: Sequence[Result], fed: Sequence[Result]) -> list[Json]:
    """Summarise the metric by page type, the most frequent first."""
    try:
        found = strata(fed, "page_type", metric)
    except ResultError:  # the dataset does not say what its pages are
        return []
    types = []
    for stratum in sorted(found, key=lambda one: (one.name == UNKNOWN, -one.pages, one.name)):
        figures = stratum.figures or {}
        types.append(
            {
                "type": stratum.name,
                "pages": stratum.pages,
                "sites": stratum.sites,
                "figures": [_figure(figures.get(result.extractor)) for result in results],
            }
        )
    return types


def _told_apart(results: Sequence[Result]) -> list[Result]:
    """Name results by extractor, and by version too where two are of the same extractor."""
    times = Counter(result.extractor for result in results)
    named = []
    for result in results:
        about = result.header["extractor"]
        name = f"{about['name']} {about['version']}" if times[about["name"]] > 1 else about["name"]
        named.append(replace(result, header=result.header | {"extractor": about | {"name": name}}))
    return named


def _agreement(results: Sequence[Result]) -> Json:
    """Put together how far the metrics agree on the order of extractors."""
    found = agreement(results) if len(results) > 1 else Agreement((), (), ())
    pairs = [
        {"first": one, "second": other, "tau": found.taus[i][j]}
        for i, one in enumerate(found.metrics)
        for j, other in enumerate(found.metrics[:i])
    ]
    return {"sentences": list(found.sentences), "pairs": pairs}


def _leaks(board: Leaderboard, rows: Sequence[Sequence[Row]]) -> list[Json]:
    """List the junk that came out by category, that with most words on the pages first."""
    lines = [standing.scores.get("lines", {}) for standing in board.standings]
    categories = dict.fromkeys(
        name.removeprefix(_LEAKED) for found in lines for name in found if name.startswith(_LEAKED)
    )
    scored = [row["scores"]["lines"] for row in rows[0] if "lines" in row["scores"]]

    def total(category: str, what: str) -> int:
        return int(sum(scores.get(f"{category}.{what}", 0) for scores in scored))

    leaks = [
        {
            "category": category,
            "lines": total(category, "lines"),
            "words": total(category, "words"),
            "figures": [_figure(found.get(_LEAKED + category)) for found in lines],
        }
        for category in categories
    ]
    return sorted(leaks, key=lambda leak: (-leak["words"], leak["category"]))


def _figure(figure: Figure | None) -> Json | None:
    return None if figure is None or isnan(figure.value) else asdict(figure)
