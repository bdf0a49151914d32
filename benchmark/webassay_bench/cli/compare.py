"""`webassay compare`: two extractors or many on the same pages."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from webassay_bench import record
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.cli.options import RESULTS, Json, Ranked, Results, interval, plain
from webassay_bench.compare import Comparison, Ranking, rank
from webassay_bench.compare import compare as compare_results
from webassay_bench.stats import EVEN, FACETS

_TWO = 2
_P = ".2g"


def compare(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Extractors, two or more.", show_default="all in the results"),
    ] = None,
    results: Results = RESULTS,
    by: Annotated[str, typer.Option(help=f"Part the pages by one of: {', '.join(FACETS)}.")] = "",
    metric: Ranked = "",
    *,
    as_json: Json = False,
) -> None:
    """Tell by how much extractors are ahead of each other, and whether that could be chance.

    Two alone are compared by every figure, unless --metric or --by asks for one.
    """
    read = record.read_all(results)
    chosen = names or []
    if len(chosen) == _TWO and not by and not metric:
        comparisons = compare_results(read, *chosen)
        if as_json:
            print_json([plain(comparison) for comparison in comparisons])
            return
        for comparison in comparisons:
            _show_two(comparison)
        return
    rankings = rank(read, chosen, metric, by)
    if as_json:
        print_json([plain(ranking) for ranking in rankings])
        return
    if not by:
        for ranking in rankings:
            _show_many(ranking)
        return
    for _, strata in groupby(rankings, lambda ranking: ranking.dataset):
        _show_parted(list(strata))


def _show_two(comparison: Comparison) -> None:
    table = Table(
        title=f"{comparison.first} minus {comparison.second} on {comparison.dataset}, "
        f"{comparison.pages} pages",
        caption="95 % intervals: bootstrap by site, the same sites drawn for both; p: permutation "
        "test by site, each figure by itself",
    )
    for heading in ("metric", "figure", "difference", "probability of a lead", "p", "verdict"):
        table.add_column(heading, no_wrap=heading == "difference")
    for metric, found in comparison.differences.items():
        for name, difference in found.items():
            if "." in name:  # the figures of parts, such as kinds of junk, are in the JSON
                continue
            ahead = comparison.first if difference.wins > EVEN else comparison.second
            verdict = f"{ahead} is ahead" if difference.significant else "could be chance"
            cells = [interval(difference.figure), f"{difference.wins:.3f}", f"{difference.p:{_P}}"]
            table.add_row(metric, name, *cells, verdict)
    out.print(table)
    _say(comparison.disagreements)


def _show_many(ranking: Ranking) -> None:
    behind = ranking.behind()
    table = Table(
        title=f"{ranking.dataset}: {ranking.metric}.{ranking.figure}, {ranking.pages} pages of "
        f"{ranking.sites} sites",
        caption=f"95 % intervals by site; p by site, Holm's correction over {len(ranking.pairs)} "
        "pairs; failed pages count as empty output",
    )
    table.add_column("", justify="right")
    for heading in ("extractor", "figure", "first with\nprobability", "best minus it", "p"):
        table.add_column(heading, no_wrap=True)
    table.add_column("against the best")
    table.add_column("failed", justify="right")
    for place, (name, figure) in enumerate(ranking.figures.items(), 1):
        pair = behind.get(name)
        gap, p, verdict = "", "", "the best"
        if pair:
            gap, p = interval(pair.difference.figure), f"{pair.adjusted:{_P}}"
            verdict = "worse" if pair.significant else "could be chance"
        label = f"{name} [dim]cv[/dim]" if name in ranking.crossed else name
        cells = [interval(figure), f"{ranking.firsts[name]:.3f}", gap, p, verdict]
        table.add_row(str(place), label, *cells, str(ranking.failed[name]))
    out.print(table)
    _say(ranking.sentences)
    _say_crossed(ranking)


def _show_parted(rankings: list[Ranking]) -> None:
    """Show a column for each stratum, or a row for each where there are but two extractors."""
    one = rankings[0]
    large = [ranking for ranking in rankings if ranking.figures]
    title = f"{one.dataset}: {one.metric}.{one.figure} by {one.by.replace('_', ' ')}"
    if large:
        two = len(large[0].figures) == _TWO
        out.print(_rows(large, title) if two else _matrix(large, title))
        _say(f"{ranking.stratum}: {' '.join(ranking.sentences)}" for ranking in large)
        _say_crossed(large[0])
    small = [
        f"{ranking.stratum} ({ranking.pages} pages of {ranking.sites} sites)"
        for ranking in rankings
        if not ranking.figures
    ]
    if small:
        err.print(
            escape(f"Too few for a figure on {one.dataset}: {', '.join(small)}."), soft_wrap=True
        )


def _rows(rankings: list[Ranking], title: str) -> Table:
    first, second = sorted(rankings[0].figures)
    table = Table(
        title=title,
        caption="95 % intervals by site; p by site, with Holm's correction over the rows",
    )
    for heading in ("", "pages", "sites", first, second, "difference of the better", "p", ""):
        table.add_column(heading, justify="right" if heading in {"pages", "sites"} else "left")
    for ranking in rankings:
        (pair,) = ranking.pairs
        counts = [ranking.stratum, str(ranking.pages), str(ranking.sites)]
        figures = [interval(ranking.figures[name]) for name in (first, second)]
        verdict = f"{pair.first} is ahead" if pair.significant else "could be chance"
        gap = interval(pair.difference.figure)
        table.add_row(*counts, *figures, gap, f"{pair.adjusted:{_P}}", verdict)
    return table


def _matrix(rankings: list[Ranking], title: str) -> Table:
    table = Table(
        title=title,
        caption="*: the best; ~: what the best has over it could be chance (p by site, Holm's "
        "correction over all pairs of a column); intervals with --json",
    )
    table.add_column("extractor", no_wrap=True)
    for ranking in rankings:
        counts = f"[dim]{ranking.pages} pages\n{ranking.sites} sites[/dim]"
        table.add_column(f"{escape(ranking.stratum)}\n{counts}")
    for name in rankings[0].figures:
        table.add_row(name, *(_cell(ranking, name) for ranking in rankings))
    return table


def _cell(ranking: Ranking, name: str) -> str:
    pair = ranking.behind().get(name)
    mark = "*" if pair is None else " " if pair.significant else "~"
    return f"{ranking.figures[name].value:.3f}{mark}"


def _say(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        out.print(sentence, markup=False, soft_wrap=True)


def _say_crossed(ranking: Ranking) -> None:
    if ranking.crossed:
        names = ", ".join(ranking.crossed)
        out.print(f"Cross-validated on this dataset: {names}.", markup=False, soft_wrap=True)
    if ranking.learnt:
        names = ", ".join(ranking.learnt)
        said = f"Learnt from this dataset, so that its figures here are too good: {names}."
        out.print(said, markup=False, soft_wrap=True)
