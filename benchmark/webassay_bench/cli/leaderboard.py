"""`webassay leaderboard`: who is best, from result files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from webassay_bench import record
from webassay_bench.cli.console import out, print_json, print_text
from webassay_bench.cli.options import RESULTS, Json, beside, interval, is_narrow, plain
from webassay_bench.leaderboard import Leaderboard, Standing, heading, leaderboards
from webassay_bench.metrics import METRICS
from webassay_bench.tables import chance, markdown, milliseconds


def leaderboard(
    results: Annotated[Path, typer.Argument(help="A result file, or a folder of them.")] = RESULTS,
    *,
    as_json: Json = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Write Markdown.")] = False,
) -> None:
    """Rank the extractors on each dataset, with 95 % intervals."""
    boards = leaderboards(record.read_all(results))
    if as_markdown:
        print_text(markdown(boards).rstrip())
        return
    if as_json:
        print_json([plain(board) for board in boards])
        return
    for board in boards:
        show(board)


def show(board: Leaderboard) -> None:
    """Print a leaderboard as a table."""
    table = Table(
        title=f"{board.dataset}: {board.pages} pages of {board.sites} sites",
        caption=f"ranked by {board.rule}; 95 % intervals by site; failures count",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", justify="right")
    table.add_column("extractor", no_wrap=True)
    headlines = [pair for pair in board.figures() if pair[1] == METRICS[pair[0]].headline]
    shown = headlines if is_narrow() else board.figures()
    for figure in shown:
        table.add_column(heading(*figure).replace(" ", "\n"), no_wrap=True)
    for count in ("first\nprob.", "failed\n/empty", "CPU ms\na page"):
        table.add_column(count, justify="right", no_wrap=True)
    for place, standing in enumerate(board.standings, 1):
        table.add_row(str(place), *_cells(standing, shown))
    out.print(table)


def _cells(standing: Standing, shown: list[tuple[str, str]]) -> list[str]:
    remark = ", ".join(part for part in (standing.version, standing.caveat) if part)
    cells = [beside(standing.extractor, remark)]
    for metric, figure in shown:
        found = standing.scores.get(metric, {}).get(figure)
        if found is None:
            cells.append("-")
        else:
            cells.append(
                interval(found) if figure == METRICS[metric].headline else f"{found.value:.3f}"
            )
    lost = f"{standing.failed()}/{standing.statuses.get('empty', 0)}"
    return [*cells, chance(standing), lost, milliseconds(standing) or "-"]
