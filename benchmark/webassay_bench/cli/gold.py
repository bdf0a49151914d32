"""`webassay gold`: draft, check and seal suites of labelled pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from webassay_bench import gold_check
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.datasets.suite import matches
from webassay_bench.errors import DatasetError

app = typer.Typer(help="Draft, check and seal suites of labelled pages.", no_args_is_help=True)


@app.command()
def draft(folder: Annotated[Path, typer.Argument(help="A page's folder, with page.html.")]) -> None:
    """List a page's visible lines in its lines.jsonl, ready to be labelled."""
    lines = gold_check.draft(folder)
    unlabelled = sum(line.label is None for line in lines)
    err.print(f"{folder / 'lines.jsonl'}: {len(lines)} lines, {unlabelled} without a label")


@app.command()
def check(
    root: Annotated[Path, typer.Argument(help="A suite, or a folder of suites.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write the defects as JSON.")] = False,
) -> None:
    """Check labels against what the pages show; exit with 1 if anything is wrong."""
    suites = _suites(root)
    defects = [(suite, defect) for suite in suites for defect in gold_check.check(suite)]
    if as_json:
        print_json(
            [{"suite": suite.name, "where": d.where, "what": d.what} for suite, d in defects]
        )
    else:
        for suite, defect in defects:
            out.print(f"{suite.name}/{defect.where}: {defect.what}", markup=False, soft_wrap=True)
        err.print(f"{len(suites)} suite(s) checked, {len(defects)} defect(s)")
    if defects:
        raise typer.Exit(1)


@app.command()
def seal(
    root: Annotated[Path, typer.Argument(help="A suite's folder.")],
    name: Annotated[str, typer.Option(help="The suite's name.")],
    version: Annotated[str, typer.Option(help="Its version; a fix needs a new one.")],
) -> None:
    """Write the suite's manifest: name, version, and the hash of every file."""
    err.print(f"wrote {gold_check.seal(root, name, version)}")


def _suites(root: Path) -> list[Path]:
    if not root.is_dir():
        raise DatasetError(f"{root} is not a folder; name a suite such as gold/pages")
    if matches(root):
        return [root]
    suites = sorted(folder for folder in root.iterdir() if folder.is_dir() and matches(folder))
    if not suites:
        raise DatasetError(f"{root} holds no suite: no folder with a manifest.json or a page in it")
    return suites
