"""Options that several commands share, and how a name on the command line finds its thing."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from webassay_bench.stats import Figure

Json = Annotated[bool, typer.Option("--json", help="Write JSON to standard output.")]
Results = Annotated[Path, typer.Option("--results", help="A result file, or a folder of them.")]
RESULTS = Path("results")


def interval(figure: Figure) -> str:
    """Write a figure and its interval for a table."""
    return f"{figure.value:.3f} [dim]{figure.low:.3f}-{figure.high:.3f}[/dim]"


def plain(record: Any) -> dict[str, Any]:
    """Turn a dataclass into what JSON can hold."""
    return dict(asdict(record))
