"""`webassay list`: the extractors that there are."""

from __future__ import annotations

from rich.table import Table

from webassay import names
from webassay.registry import load
from webassay_bench.cli.console import out, print_json
from webassay_bench.cli.options import Json


def list_extractors(*, as_json: Json = False) -> None:
    """List every known extractor, with its version and settings."""
    extractors = [load(name) for name in names()]
    if as_json:
        print_json(
            [
                {
                    "name": e.name,
                    "distribution": e.distribution,
                    "version": e.version,
                    "params": dict(e.params),
                    "summary": e.summary,
                    "missing": e.missing(),
                }
                for e in extractors
            ]
        )
        return
    table = Table()
    for heading in ("name", "version", "what it does", "settings"):
        table.add_column(heading, no_wrap=heading == "name")
    for e in extractors:
        settings = ", ".join(f"{name}={value}" for name, value in e.params.items())
        version = "[dim]not available[/dim]" if e.missing() else str(e.version)
        table.add_row(e.name, version, e.summary, settings)
    out.print(table)
