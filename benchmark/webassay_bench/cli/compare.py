"""`webassay compare`: two extractors on the same pages."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from webassay_bench import record
from webassay_bench.cli.console import out, print_json
from webassay_bench.cli.options import RESULTS, Json, Results, interval, plain
from webassay_bench.compare import Comparison
from webassay_bench.compare import compare as compare_results
from webassay_bench.stats import EVEN


def compare(
    first: Annotated[str, typer.Argument(help="An extractor's name.")],
    second: Annotated[str, typer.Argument(help="The name of the one to compare it with.")],
    results: Results = RESULTS,
    *,
    as_json: Json = False,
) -> None:
    """Tell by how much one extractor is ahead of another, and whether that could be chance."""
    comparisons = compare_results(record.read_all(results), first, second)
    if as_json:
        print_json([plain(comparison) for comparison in comparisons])
        return
    for comparison in comparisons:
        _show(comparison)


def _show(comparison: Comparison) -> None:
    table = Table(
        title=f"{comparison.first} minus {comparison.second} on {comparison.dataset}, "
        f"{comparison.pages} pages",
        caption="95 % intervals, bootstrap by site, the same sites drawn for both",
    )
    for heading in ("metric", "figure", "difference", "probability of a lead", "verdict"):
        table.add_column(heading, no_wrap=heading == "difference")
    for metric, found in comparison.differences.items():
        for name, difference in found.items():
            if "." in name:  # the figures of parts, such as kinds of junk, are in the JSON
                continue
            ahead = comparison.first if difference.wins > EVEN else comparison.second
            verdict = f"{ahead} is ahead" if difference.significant else "could be chance"
            table.add_row(
                metric, name, interval(difference.figure), f"{difference.wins:.3f}", verdict
            )
    out.print(table)
