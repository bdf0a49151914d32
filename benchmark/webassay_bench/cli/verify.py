"""`webassay verify`: do results agree with figures that were published?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from webassay_bench import record
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.cli.options import RESULTS, Json, plain
from webassay_bench.reference import check


def verify(
    results: Annotated[Path, typer.Argument(help="A result file, or a folder of them.")] = RESULTS,
    against: Annotated[
        Path, typer.Option(help="A TOML file of published figures; the default is a checkout's.")
    ] = RESULTS / "reference.toml",
    tolerance: Annotated[float, typer.Option(min=0, help="The largest difference.")] = 0.003,
    *,
    as_json: Json = False,
) -> None:
    """Compare results with published figures; exit with 1 where one differs or is missing."""
    findings = check(record.read_all(results), against)
    wrong = [finding for finding in findings if not finding.agrees(tolerance)]
    if as_json:
        print_json([plain(finding) for finding in findings])
    else:
        table = Table(title=f"published figures of {against}, within {tolerance:g}")
        for heading in ("dataset", "extractor", "figure", "published", "found", ""):
            table.add_column(heading)
        for f in findings:
            found = "-" if f.found is None else f"{f.found:.4f}"
            mark = "" if f.agrees(tolerance) else "[red]differs[/red]"
            table.add_row(f.dataset, f.extractor, f.figure, f"{f.published:.3f}", found, mark)
        out.print(table)
        err.print(f"{len(findings) - len(wrong)} of {len(findings)} figures agree")
    if wrong:
        raise typer.Exit(1)
