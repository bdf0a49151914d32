"""`webassay doctor`: what is installed, what is missing, and what brings it."""

from __future__ import annotations

import os
import platform

from rich.markup import escape
from rich.table import Table

from webassay import DEFAULT_EXTRACTOR, core
from webassay.installed import program, version_of
from webassay_bench import datasets
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.cli.options import Json
from webassay_bench.known import known_extractors


def doctor(*, as_json: Json = False) -> None:
    """Tell what is installed, what is missing, and which command brings it."""
    known = known_extractors()
    if as_json:
        print_json(
            {
                "webassay": version_of("webassay"),
                "python": platform.python_version(),
                "node": program("node"),
                "gold": str(datasets.bundled()),
                "default": DEFAULT_EXTRACTOR,
                "core": {"compiled": not core.missing(), "missing": list(core.missing())},
                "extractors": {k.name: {"version": k.version, "missing": k.missing} for k in known},
            }
        )
        return
    table = Table(title=f"webassay {version_of('webassay')}, Python {platform.python_version()}")
    table.add_column("extractor", no_wrap=True)
    table.add_column("version")
    table.add_column("what to do")
    for k in known:
        state = "[green]ready[/green]" if k.missing is None else escape(k.missing)
        table.add_row(k.name, k.version or "[red]missing[/red]", state)
    out.print(table)
    ready = sum(k.missing is None for k in known)
    err.print(f"{ready} of {len(known)} extractors are ready; the default is {DEFAULT_EXTRACTOR}")
    err.print(f"{DEFAULT_EXTRACTOR} {_core()}")


def _core() -> str:
    """Say whether webassay's own extractor runs as quickly as it can."""
    missing = core.missing()
    if not missing:
        return "uses its compiled core"
    if os.environ.get("WEBASSAY_PURE"):
        return f"uses pure code for {', '.join(missing)}, since WEBASSAY_PURE is set"
    return (
        f"uses pure code, which takes more time: {', '.join(missing)} could not be loaded; "
        "with a C compiler at hand, install webassay again"
    )
