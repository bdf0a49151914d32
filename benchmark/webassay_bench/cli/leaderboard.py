"""`webassay leaderboard`: who is best, from result files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from webassay_bench import record
from webassay_bench.cli.console import out, print_json
from webassay_bench.cli.options import RESULTS, Json, interval, plain
from webassay_bench.leaderboard import Leaderboard, Standing, leaderboards

_COLUMNS = {  # what a table shows, where the dataset's gold feeds it
    "words": ("precision", "recall", "f1"),
    "shingles": ("f1",),
    "segments": ("f1",),
}


def leaderboard(
    results: Annotated[
        Path, typer.Argument(help="A result file, or a folder of them.", show_default=True)
    ] = RESULTS,
    *,
    as_json: Json = False,
) -> None:
    """Rank the extractors on each dataset, with 95 % intervals."""
    boards = leaderboards(record.read_all(results))
    if as_json:
        print_json([plain(board) for board in boards])
        return
    for board in boards:
        show(board)


def show(board: Leaderboard) -> None:
    """Print a leaderboard as a table."""
    table = Table(
        title=f"{board.dataset}: {board.pages} pages of {board.sites} sites",
        caption=f"ranked by F1 of {board.metric}; 95 % intervals, bootstrap by site; failures count",
    )
    table.add_column("", justify="right")
    table.add_column("extractor", no_wrap=True)
    shown = [
        (metric, figure)
        for metric, figures in _COLUMNS.items()
        if any(metric in standing.scores for standing in board.standings)
        for figure in figures
    ]
    for metric, figure in shown:
        table.add_column(f"{metric}\n{'F1' if figure == 'f1' else figure}", no_wrap=True)
    table.add_column("failed", justify="right")
    table.add_column("empty", justify="right")
    table.add_column("CPU ms\na page", justify="right")
    for place, standing in enumerate(board.standings, 1):
        table.add_row(str(place), *_cells(standing, shown))
    out.print(table)


def _cells(standing: Standing, shown: list[tuple[str, str]]) -> list[str]:
    figures = [
        interval(standing.scores[metric][figure]) if metric in standing.scores else "-"
        for metric, figure in shown
    ]
    name = f"{standing.extractor} [dim]{standing.version}[/dim]"
    empty = standing.statuses.get("empty", 0)
    return [name, *figures, str(standing.failed()), str(empty), f"{standing.cpu_ms:.1f}"]
