"""`webassay list`: the extractors that there are."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.table import Table

from webassay_bench.cli.console import out, print_json
from webassay_bench.cli.options import Json
from webassay_bench.known import Known, known_extractors


def list_extractors(*, as_json: Json = False) -> None:
    """List every known extractor, with its version and settings."""
    known = known_extractors()
    if as_json:
        print_json([_plain(k) for k in known])
        return
    table = Table()
    for heading in ("name", "version", "what it does", "settings"):
        table.add_column(heading, no_wrap=heading == "name")
    for k in known:
        about = _plain(k)
        settings = ", ".join(f"{name}={value}" for name, value in about["params"].items())
        version = "[dim]not available[/dim]" if k.missing else str(k.version)
        table.add_row(k.name, version, escape(about["summary"]), escape(settings))
    out.print(table)


def _plain(known: Known) -> dict[str, Any]:
    e = known.extractor
    return {
        "name": known.name,
        "distribution": e.distribution if e else None,
        "version": known.version,
        "params": dict(e.params) if e else {},
        "summary": e.summary if e else "",
        "missing": known.missing,
    }
