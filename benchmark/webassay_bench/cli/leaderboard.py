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
from webassay_bench.leaderboard import Leaderboard, Standing, leaderboards
from webassay_bench.tables import markdown

_HEADINGS = {"precision": "words\nP", "recall": "words\nR"}
_FIGURES = (  # metric, figure, whether its interval is shown: the ranking ones have it
    ("words", "precision", False),
    ("words", "recall", False),
    ("words", "f1", True),
    ("shingles", "f1", True),
    ("segments", "f1", True),
)


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
        caption=f"ranked by F1 of {board.metric}; 95 % intervals by site; failures count",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("", justify="right")
    table.add_column("extractor", no_wrap=True)
    shown = [
        (metric, figure, with_interval)
        for metric, figure, with_interval in _FIGURES
        if any(metric in standing.scores for standing in board.standings)
        and (with_interval or not is_narrow())
    ]
    for metric, figure, _ in shown:
        table.add_column(_HEADINGS.get(figure, f"{metric}\n{figure.upper()}"), no_wrap=True)
    for heading in ("failed\n/empty", "CPU ms\na page"):
        table.add_column(heading, justify="right", no_wrap=True)
    for place, standing in enumerate(board.standings, 1):
        table.add_row(str(place), *_cells(standing, shown))
    out.print(table)


def _cells(standing: Standing, shown: list[tuple[str, str, bool]]) -> list[str]:
    cells = [beside(standing.extractor, standing.version)]
    for metric, figure, with_interval in shown:
        found = standing.scores.get(metric, {}).get(figure)
        if found is None:
            cells.append("-")
        else:
            cells.append(interval(found) if with_interval else f"{found.value:.3f}")
    lost = f"{standing.failed()}/{standing.statuses.get('empty', 0)}"
    return [*cells, lost, f"{standing.cpu_ms:.1f}"]
