"""By which metric extractors are ranked, and where two metrics rank them differently."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from webassay_bench.errors import ResultError
from webassay_bench.metrics import METRICS, Metric
from webassay_bench.record import Result
from webassay_bench.stats.contest import Contest, Pair
from webassay_bench.stats.difference import ALPHA, less_is_better

# By which metric a dataset is ranked: the first of these that all its results have, or else of any.
RANKING = ("words", "shingles", "segments")
_FEWEST = 2  # extractors that can be put in order


@dataclass(frozen=True)
class Agreement:
    """How far the metrics agree on the order of the extractors.

    Attributes:
        metrics: `METRIC.FIGURE` of each, the one that ranks first.
        taus: Kendall's tau-b of each metric with each, -1 to 1; None where a metric gives all
            extractors the same figure.
        sentences: where a metric names another winner than the one that ranks, and whether that
            is more than chance.
    """

    metrics: tuple[str, ...]
    taus: tuple[tuple[float | None, ...], ...]
    sentences: tuple[str, ...]


def ranking(results: Sequence[Result]) -> Metric:
    """Return the metric that ranks results of one dataset: the first that all of them have."""
    fed = [{name for row in result.rows for name in row["scores"]} for result in results]
    candidates = (*RANKING, *METRICS)
    return METRICS[next((m for m in candidates if all(m in names for names in fed)), RANKING[-1])]


def agreement(results: Sequence[Result]) -> Agreement:
    """Correlate the ranks that the metrics give.

    Kendall's tau-b by SciPy, over extractors, each metric by its headline.

    Args:
        results: one of each extractor, of one dataset.

    Raises:
        ResultError: there are fewer than two extractors, or SciPy is not installed.
    """
    if len(results) < _FEWEST:
        raise ResultError("metrics can only be compared over two extractors or more")
    try:
        from scipy.stats import kendalltau
    except ImportError as error:
        message = "rank correlation needs SciPy; `pip install 'webassay[report]'` brings it"
        raise ResultError(message) from error
    contests = _contests(results)
    goodness = [_goodness(contest) for contest in contests]
    constant = [len(set(values)) == 1 for values in goodness]
    taus = tuple(
        tuple(
            None if constant[i] or constant[j] else float(kendalltau(one, other).statistic)
            for j, other in enumerate(goodness)
        )
        for i, one in enumerate(goodness)
    )
    return Agreement(tuple(map(_name, contests)), taus, tuple(disagreements(results)))


def disagreements(results: Sequence[Result]) -> list[str]:
    """Say in a sentence each where a metric names another winner than the one that ranks.

    Args:
        results: one of each extractor, of one dataset.

    Returns:
        A sentence for each such metric. It speaks of a disagreement only where both leads are
        significant: that of each winner over the other, corrected for all pairs of extractors.
    """
    if len(results) < _FEWEST:
        return []
    first, *others = _contests(results)
    return [_sentence(first, other) for other in others if _winner(first) != _winner(other)]


def _contests(results: Sequence[Result]) -> list[Contest]:
    """Set up a contest by each metric that all results have, the one that ranks first."""
    rows = {result.extractor: result.rows for result in results}
    best = ranking(results)
    found = [Contest.of(metric, rows) for metric in (best, *METRICS.values())]
    kept = {contest.metric.name: contest for contest in found if contest.pages}
    return list(kept.values())


def _goodness(contest: Contest) -> list[float]:
    sign = -1 if less_is_better(contest.metric, contest.figure) else 1
    return [sign * contest.values[name] for name in contest.rows]


def _name(contest: Contest) -> str:
    return f"{contest.metric.name}.{contest.figure}"


def _winner(contest: Contest) -> str:
    return next(iter(contest.values))


def _sentence(one: Contest, other: Contest) -> str:
    first, second = _winner(one), _winner(other)
    tests = len(one.rows) * (len(one.rows) - 1) / 2
    lead, answer = (_lead(contest, (first, second)) for contest in (one, other))
    said = (
        f"By {_name(one)} {first} is first, by {_name(other)} {second} is: "
        f"by the one {first} leads {second} by {_size(one, lead)}, "
        f"by the other {second} leads {first} by {_size(other, answer)}"
    )
    # The winners were found by looking, hence Bonferroni's correction over all pairs. That both
    # leads must be significant needs none: Berger, "Multiparameter hypothesis testing and
    # acceptance sampling" (1982), on tests of an intersection.
    sure = [pair.difference.p * tests <= ALPHA for pair in (lead, answer)]
    if all(sure):
        return f"{said}. Neither could be chance, so the two disagree: what you need decides."
    if not any(sure):
        return f"{said}. Both could be chance, so the two do not contradict each other."
    doubtful = _name(other) if sure[0] else _name(one)
    return f"{said}. The lead by {doubtful} could be chance, so this is no contradiction."


def _lead(contest: Contest, names: tuple[str, str]) -> Pair:
    two = {name: contest.rows[name] for name in names}
    return Contest.of(contest.metric, two, contest.figure, contest.seed).pairs()[0]


def _size(contest: Contest, pair: Pair) -> str:
    figure = pair.difference.figure
    lead = -figure if less_is_better(contest.metric, contest.figure) else figure
    return f"{lead.value:.3f} ({lead.low:.3f} to {lead.high:.3f})"
