"""Which extractor for these pages? One is named, with the evidence and its limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from webassay_bench.compare import chosen, metric_of, written
from webassay_bench.errors import ResultError
from webassay_bench.leaderboard import cpu_ms
from webassay_bench.metrics import Metric
from webassay_bench.record import Result, Row
from webassay_bench.stats import Contest, Figure, Pair, enough, ranking
from webassay_bench.stats.strata import FEWEST_PAGES

_Kind = Callable[[Row], bool]
_NOTHING = "nothing"  # the baseline that gives no text: quick, and never what anybody is after


@dataclass(frozen=True)
class Wish:
    """What a recommendation is for.

    Attributes:
        page_type: of the pages to come, or "".
        language: of the pages to come, BCP 47, or ""; `en` stands for `en-GB` too.
        budget: milliseconds of processor time that a page may cost in the mean, or None.
        metric: `METRIC` or `METRIC.FIGURE`; "" for that which ranks the dataset.
    """

    page_type: str = ""
    language: str = ""
    budget: float | None = None
    metric: str = ""


@dataclass(frozen=True)
class Recommendation:
    """An extractor, and why.

    Attributes:
        dataset: on which the extractors were judged.
        extractor: the one that is recommended: the best that the budget allows.
        metric: `METRIC.FIGURE` by which it is the best.
        on: the pages on which they were judged, in words; all where there are too few of a kind.
        pages: how many of them.
        sites: of how many sites.
        enough: whether they can bear a figure.
        figure: what it reached on them, with its interval.
        honest: the figure that a choice made in this way can be expected to reach on other sites:
            its own is a little too good, since it was chosen for it. None where unknown.
        cpu_ms: its mean processor time a page, or None where unknown.
        crossed: whether its figure is cross-validated, since its model was trained on this dataset.
        runner_up: the pair of it and the next best; None where it is alone.
        equal: those that are not significantly worse, best first.
        quickest: of those and itself, the one that costs least; None where costs are unknown.
        costs: mean processor time a page of every candidate.
        over_budget: of those that cost too much.
        sentences: all of this, plainly.
    """

    dataset: str
    extractor: str
    metric: str
    on: str
    pages: int
    sites: int
    enough: bool
    figure: Figure
    honest: float | None
    cpu_ms: float | None
    crossed: bool
    runner_up: Pair | None
    equal: tuple[str, ...]
    quickest: str | None
    costs: dict[str, float | None]
    over_budget: dict[str, float | None]
    sentences: tuple[str, ...] = field(default=())


def recommend(
    results: Iterable[Result], wish: Wish
) -> tuple[list[Recommendation], list[ResultError]]:
    """Recommend an extractor by the results on each dataset.

    Args:
        results: of any extractors on labelled pages; the newest of each on each dataset counts.
        wish: what it is for.

    Returns:
        A recommendation for each dataset, and why there is none for the others: no page was scored
        by the metric, or no extractor keeps within the budget.

    Raises:
        ResultError: there are no pages of this type or language at all, the metric is unknown, or
            there is nothing to recommend by any dataset.
    """
    fields = chosen(results)
    wanted = metric_of(wish.metric, fields)
    _known(fields, "page_type", wish.page_type, _of_type(wish.page_type))
    _known(fields, "language", wish.language, _of_language(wish.language))
    found, unmet = [], []
    for one in fields:
        try:
            found.append(_recommendation(one, wanted or (ranking(one), ""), wish))
        except ResultError as error:
            unmet.append(error)
    if not found:
        raise unmet[0]
    return found, unmet


def _known(fields: Sequence[Sequence[Result]], name: str, value: str, kind: _Kind) -> None:
    rows = [row for one in fields for row in one[0].rows]
    if value and not any(map(kind, rows)):
        known = sorted({str(row[name]) for row in rows if row[name]})
        there = ", ".join(known) or "none that is said"
        raise ResultError(f"no page has the {name.replace('_', ' ')} '{value}'; there are: {there}")


def _of_type(page_type: str) -> _Kind:
    return lambda row: row["page_type"] == page_type


def _of_language(language: str) -> _Kind:
    wanted = language.lower()
    return lambda row: f"{row['language']}-".lower().startswith(f"{wanted}-")


def _judged(
    results: Sequence[Result], wanted: tuple[Metric, str], wish: Wish
) -> tuple[list[str], Contest]:
    """Take the pages of the wished kind, or of a wider one where there are too few.

    Returns:
        In words the kinds that were tried, the last being that of the contest; and this.
    """
    of_type = (f"of type {wish.page_type}", _of_type(wish.page_type))
    of_language = (f"in {wish.language}", _of_language(wish.language))
    asked = [of_type] * bool(wish.page_type) + [of_language] * bool(wish.language)
    wider = [[kind] for kind in asked] if len(asked) > 1 else []
    tried = []
    for kinds in [*([asked] if asked else []), *wider, []]:
        rows = {
            result.extractor: [row for row in result.rows if all(kind(row) for _, kind in kinds)]
            for result in results
            if result.extractor != _NOTHING
        }
        metric, figure = wanted
        contest = Contest.of(metric, rows, figure)
        if contest.sites == 1:  # then the pages are what is drawn, and all speaks of this site only
            contest = Contest.of(metric, rows, figure, cluster="id")
        name = " ".join(words for words, _ in kinds) or "of the whole set"
        tried.append(f"{contest.pages} pages of {contest.sites} sites {name}")
        if _bears(contest):
            break
    return tried, contest


def _bears(contest: Contest) -> bool:
    alone = contest.sites == 1 and contest.pages >= FEWEST_PAGES
    return alone or enough(contest.pages, contest.sites)


def _recommendation(
    results: Sequence[Result], wanted: tuple[Metric, str], wish: Wish
) -> Recommendation:
    dataset = results[0].dataset
    learnt = [result.extractor for result in results if result.learnt]
    routed = [result.extractor for result in results if result.routed and not result.learnt]
    results = [result for result in results if not result.learnt and not result.routed]
    if not results:
        raise ResultError(
            f"{dataset}: all learned from these pages, or ask those that did; label others"
        )
    on, contest = _judged(results, wanted, wish)
    if not contest.pages:
        raise ResultError(f"{dataset}: no page was scored by {wanted[0].name} for all extractors")
    costs = {name: cpu_ms(rows) for name, rows in contest.rows.items()}
    dear = {name: ms for name, ms in costs.items() if _exceeds(ms, wish.budget)}
    within = {name: rows for name, rows in contest.rows.items() if name not in dear}
    if not within:
        least = min((ms for ms in costs.values() if ms is not None), default=None)
        there = "no cost is known" if least is None else f"the quickest takes {least:.3g} ms"
        raise ResultError(f"{dataset}: no extractor takes {wish.budget:g} ms a page; {there}")
    contest = Contest(contest.metric, contest.figure, within, contest.clusters, contest.seed)
    best, figure = next(iter(contest.figures().items()))
    pairs = [pair for pair in contest.pairs() if pair.first == best]
    equal = tuple(pair.second for pair in pairs if not pair.significant)
    priced = {n: ms for n in (best, *equal) if (ms := costs[n]) is not None}
    honest = contest.honest_best()
    bare = Recommendation(
        dataset=dataset,
        extractor=best,
        metric=f"{contest.metric.name}.{contest.figure}",
        on=on[-1],
        pages=contest.pages,
        sites=contest.sites,
        enough=_bears(contest),
        figure=figure,
        honest=None if honest != honest else honest,  # noqa: PLR0124 # the test for NaN
        cpu_ms=costs[best],
        crossed=next(result.crossed for result in results if result.extractor == best),
        runner_up=pairs[0] if pairs else None,
        equal=equal,
        quickest=min(priced, key=lambda name: priced[name]) if priced else None,
        costs={name: costs[name] for name in contest.values},
        over_budget=dear,
    )
    crossed = {result.extractor for result in results if result.crossed}
    sentences = _sentences(bare, on, wish, crossed)
    if routed:
        sentences.append(f"Left out, since they ask others among these: {', '.join(routed)}.")
    if learnt:
        sentences.append(f"Left out, since they learned from these pages: {', '.join(learnt)}.")
    return Recommendation(**{**vars(bare), "sentences": tuple(sentences)})


def _exceeds(ms: float | None, budget: float | None) -> bool:
    """Tell whether a cost is over the budget; one that is not known may be."""
    return budget is not None and (ms is None or ms > budget)


def _sentences(
    found: Recommendation, on: Sequence[str], wish: Wish, crossed: set[str]
) -> list[str]:
    said = [f"{narrow}: too few, so a wider kind was taken." for narrow in on[:-1]]
    cost = "" if found.cpu_ms is None else f", {found.cpu_ms:.1f} ms a page"
    said.append(f"{found.extractor}: {found.metric} {written(found.figure)} on {found.on}{cost}.")
    if not found.enough:
        said.append("These are too few to rely on: label more pages, of more sites.")
    if found.sites == 1:
        said.append("All pages are of one site, so this speaks of that site only.")
    if found.crossed:
        said.append(
            "It learned from this dataset, so its figure is cross-validated: each page was judged "
            "by a model that never saw its site."
        )
    if found.runner_up:
        said += _against(found, found.runner_up, crossed)
    if found.honest is not None and len(found.costs) > 1:
        said.append(
            f"It was chosen among {len(found.costs)} by these pages, which flatters it: a choice "
            f"made in the same way reaches {found.honest:.3f} on sites that were left out."
        )
    if found.over_budget:
        dear = ", ".join(
            f"{name} ({'unknown' if ms is None else f'{ms:.1f} ms'})"
            for name, ms in found.over_budget.items()
        )
        said.append(f"Over {wish.budget:g} ms a page: {dear}.")
    return said


def _against(found: Recommendation, pair: Pair, crossed: set[str]) -> list[str]:
    lead = pair.difference.figure
    lead = lead if lead.value >= 0 else -lead
    chance = "more than chance" if pair.significant else "no more than chance could give"
    other = pair.second + (" (cross-validated)" if pair.second in crossed else "")
    said = [f"It leads {other} by {written(lead)}: {chance} (p = {pair.adjusted:.3g})."]
    if pair.significant:
        return said
    marked = [f"{name} (cross-validated)" if name in crossed else name for name in found.equal]
    said.append(f"Not significantly worse: {', '.join(marked)}.")
    if found.quickest and found.quickest != found.extractor:
        cost = found.costs[found.quickest]
        said.append(f"The quickest of these is {found.quickest}, {cost:.1f} ms a page.")
    return said
