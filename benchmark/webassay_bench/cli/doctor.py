"""`webassay doctor`: what is installed, what is missing, and what brings it."""

from __future__ import annotations

import platform

from rich.table import Table

from webassay import DEFAULT_EXTRACTOR, names
from webassay.installed import program, version_of
from webassay.registry import load
from webassay_bench import datasets
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.cli.options import Json


def doctor(*, as_json: Json = False) -> None:
    """Tell what is installed, what is missing, and which command brings it."""
    extractors = [load(name) for name in names()]
    missing = {e.name: e.missing() for e in extractors}
    if as_json:
        print_json(
            {
                "webassay": version_of("webassay"),
                "python": platform.python_version(),
                "node": program("node"),
                "gold": str(datasets.bundled()),
                "default": DEFAULT_EXTRACTOR,
                "extractors": {
                    e.name: {"version": e.version, "missing": missing[e.name]} for e in extractors
                },
            }
        )
        return
    table = Table(title=f"webassay {version_of('webassay')}, Python {platform.python_version()}")
    table.add_column("extractor", no_wrap=True)
    table.add_column("version")
    table.add_column("what to do")
    for e in extractors:
        state = "" if missing[e.name] is None else str(missing[e.name])
        table.add_row(e.name, e.version or "[red]missing[/red]", state or "[green]ready[/green]")
    out.print(table)
    ready = sum(state is None for state in missing.values())
    err.print(
        f"{ready} of {len(extractors)} extractors are ready; the default is {DEFAULT_EXTRACTOR}"
    )
