"""Options that several commands share, and how a name on the command line finds its thing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from webassay_bench.cli.console import out
from webassay_bench.errors import DatasetError
from webassay_bench.stats import Figure

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Results = Annotated[Path, typer.Option("--results", help="A result file, or a folder of them.")]
Columns = Annotated[
    list[str] | None,
    typer.Option(help="For a file of records: ROLE=COLUMN, such as html=raw; may be given again."),
]
Metrics = Annotated[
    str,
    typer.Option(help="Names, with commas between them; 'default' and 'all' stand for several."),
]
Ranked = Annotated[
    str,
    typer.Option(
        "--metric", help="METRIC or METRIC.FIGURE.", show_default="that which ranks the dataset"
    ),
]
RESULTS = Path("results")
_WIDE = 136  # columns


def interval(figure: Figure) -> str:
    """Write a figure and its interval for a table."""
    return beside(f"{figure.value:.3f}", f"{figure.low:.3f}-{figure.high:.3f}")


def beside(text: str, remark: str) -> str:
    """Write a remark beside a text, or below it on a narrow screen."""
    return f"{text}{chr(10) if is_narrow() else ' '}[dim]{remark}[/dim]"


def is_narrow() -> bool:
    """Tell whether the screen is too narrow for a leaderboard on single lines."""
    return out.width < _WIDE


def parse_columns(given: list[str] | None) -> dict[str, str] | None:
    """Read `ROLE=COLUMN` options.

    Raises:
        DatasetError: one of them has no equals sign.
    """
    columns = {}
    for option in given or []:
        role, equals, column = option.partition("=")
        if not equals or not column:
            raise DatasetError(f"--columns takes ROLE=COLUMN, not '{option}'")
        columns[role] = column
    return columns or None


def plain(record: Any) -> dict[str, Any]:
    """Turn a dataclass into what JSON can hold."""
    return dict(asdict(record))
