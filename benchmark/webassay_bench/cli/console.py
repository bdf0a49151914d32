"""Where the commands write: results to standard output, all else to standard error."""

from __future__ import annotations

import json
import sys
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

_FILE_WIDTH = 140  # columns, where the output is no screen and has no width of its own

out = Console(highlight=False, width=None if sys.stdout.isatty() else _FILE_WIDTH)
err = Console(stderr=True, highlight=False)


def bars() -> Progress:
    """Return the bars that long work shows: what it is, how far, how long it takes."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=err,
    )


def complain(message: str) -> None:
    """Say on standard error, in one line, what went wrong."""
    err.print(f"webassay: {' '.join(message.split())}", markup=False, soft_wrap=True, style="red")


def print_json(data: Any) -> None:
    """Write JSON to standard output, readable by programs whatever the terminal is."""
    print_text(json.dumps(data, ensure_ascii=False, indent=1))


def print_text(text: str) -> None:
    """Write text to standard output as UTF-8, whatever the terminal says it takes."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()
