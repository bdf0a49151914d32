"""`webassay gate`: has an extractor become worse? For continuous integration."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from webassay_bench import gate as floors_of
from webassay_bench import record
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.cli.options import RESULTS, Json, plain
from webassay_bench.errors import ResultError
from webassay_bench.gate import Check, Floor, floor_of
from webassay_bench.metrics import METRICS
from webassay_bench.record import Result
from webassay_bench.stats import RANKING


def gate(  # noqa: PLR0913 # each is an option of the command line
    results: Annotated[Path, typer.Argument(help="A result file, or a folder of them.")] = RESULTS,
    floors: Annotated[Path, typer.Option(help="The file of the floors.")] = RESULTS / "floors.json",
    *,
    pin: Annotated[
        str | None,
        typer.Option(
            help="Raise the floors of these extractors to what was measured, and add those that "
            "are missing: names, with commas between them, or 'all' that have floors."
        ),
    ] = None,
    figure: Annotated[
        list[str] | None,
        typer.Option(
            help="With --pin: METRIC.FIGURE to add; may be given again.",
            show_default="the F1 that ranks the dataset",
        ),
    ] = None,
    slack: Annotated[
        float, typer.Option(min=0, help="With --pin: how much worse a figure may become.")
    ] = 0.0,
    lower: Annotated[
        bool, typer.Option("--lower", help="With --pin: let floors fall, or move to new gold.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Check that no figure fell below its floor; exit with 1 where one did, or was not measured.

    Floors are pinned to the hash of the dataset, and only rise unless --lower says otherwise.
    """
    found = record.read_all(results)
    if pin is None and (figure or slack or lower):
        raise ResultError("--figure, --slack and --lower go with --pin NAMES")
    if pin is not None:
        known = floors_of.read(floors) if floors.exists() or pin == "all" else []
        own = [] if pin == "all" else _new(found, pin.split(","), figure or [], slack)
        names = {floor.extractor for floor in (own or known)}
        had = {floor.place for floor in known}
        floors_of.write(
            floors,
            [floor for floor in known if floor.extractor not in names]
            + floors_of.pin(found, (f for f in known if f.extractor in names), slack, lower=lower)
            + [floor for floor in own if floor.place not in had],
        )
    checks = floors_of.check(found, floors_of.read(floors))
    if as_json:
        print_json([plain(one) for one in checks])
    else:
        _show(checks, floors)
    # floors are often pinned on one dataset at a time; in a check, what was not measured fails
    if any(one.reason and (pin is None or one.found is not None) for one in checks):
        raise typer.Exit(1)


def _new(results: list[Result], names: list[str], figures: list[str], slack: float) -> list[Floor]:
    """Make floors for each dataset on which the extractors were run; the newest result counts."""
    wanted = {name.strip() for name in names}
    floors = {}
    for result in sorted(results, key=lambda result: result.made):
        if result.extractor in wanted:
            for figure in figures or [_ranking(result)]:
                floor = floor_of(result, figure, slack)
                floors[floor.place] = floor
    if missing := wanted - {floor.extractor for floor in floors.values()}:
        known = ", ".join(sorted({result.extractor for result in results}))
        raise ResultError(f"no results of '{min(missing)}'; there are results of: {known}")
    return list(floors.values())


def _ranking(result: Result) -> str:
    scored = {name for row in result.rows for name in row["scores"]}
    metric = next((name for name in RANKING if name in scored), RANKING[0])
    return f"{metric}.{METRICS[metric].headline}"


def _show(checks: list[Check], file: Path) -> None:
    table = Table(title=f"floors of {file}")
    for heading in ("dataset", "extractor", "figure", "floor", "found", ""):
        table.add_column(heading)
    for one in checks:
        floor = one.floor
        found = "-" if one.found is None else f"{one.found:.4f}"
        limit = f"{'at most ' if floor.is_ceiling else ''}{floor.limit:.4f}"
        mark = f"[red]{one.reason}[/red]" if one.reason else ""
        table.add_row(floor.dataset, floor.extractor, floor.figure, limit, found, mark)
    out.print(table)
    err.print(f"{sum(not one.reason for one in checks)} of {len(checks)} floors hold")
