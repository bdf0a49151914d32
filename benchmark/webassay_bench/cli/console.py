"""Where the commands write: results to standard output, all else to standard error."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def complain(message: str) -> None:
    """Say on standard error, in one line, what went wrong."""
    err.print(f"webassay: {' '.join(message.split())}", markup=False, soft_wrap=True, style="red")


def print_json(data: Any) -> None:
    """Write JSON to standard output, readable by programs whatever the terminal is."""
    out.file.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")
