"""`webassay gold`: draft, check and seal suites of labelled pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from webassay_bench import gold_check, gold_stats
from webassay_bench.agreement import agreement as compare_passes
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.cli.options import Json, plain
from webassay_bench.datasets.suite import matches, text_folders
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
    stats: Annotated[bool, typer.Option("--stats", help="Count what is in the suites.")] = False,
    as_json: Json = False,
) -> None:
    """Check labels against what the pages show; exit with 1 if anything is wrong."""
    suites = _suites(root)
    if stats:
        _show_stats([gold_stats.count(suite) for suite in suites], as_json=as_json)
        return
    defects = [(suite, defect) for suite in suites for defect in gold_check.check(suite)]
    if as_json:
        print_json(
            [
                {"suite": suite.resolve().name, "where": d.where, "what": d.what}
                for suite, d in defects
            ]
        )
    else:
        for suite, defect in defects:
            out.print(
                f"{suite.resolve().name}/{defect.where}: {defect.what}",
                markup=False,
                soft_wrap=True,
            )
        err.print(f"{len(suites)} suite(s) checked, {len(defects)} defect(s)")
    if defects:
        raise typer.Exit(1)


@app.command()
def agreement(
    root: Annotated[Path, typer.Argument(help="A suite whose pages have two passes.")],
    *,
    as_json: Json = False,
) -> None:
    """Tell how far the two readers of a suite agree: Cohen's kappa on label and category."""
    found = compare_passes(root)
    if as_json:
        print_json(plain(found))
        return
    table = Table(title=f"{found.readers[0]} and {found.readers[1]}: {found.pages} pages")
    for heading in ("", "lines", "kappa", "the same"):
        table.add_column(heading)
    table.add_row("label", str(found.lines), f"{found.label:.3f}", f"{found.label_share:.1%}")
    share = f"{found.category_share:.1%}"
    table.add_row("category of junk", str(found.junk_lines), f"{found.category:.3f}", share)
    out.print(table)


@app.command()
def seal(
    root: Annotated[Path, typer.Argument(help="A suite's folder.")],
    name: Annotated[str, typer.Option(help="The suite's name.")],
    version: Annotated[str, typer.Option(help="Its version; a fix needs a new one.")],
    license_name: Annotated[
        str, typer.Option("--license", help="Of a suite to be published, such as CC0-1.0.")
    ] = "",
) -> None:
    """Write the suite's manifest: name, version, and the hash of every file."""
    err.print(f"wrote {gold_check.seal(root, name, version, license_name)}")


def _show_stats(counted: list[gold_stats.GoldStats], *, as_json: bool) -> None:
    if as_json:
        print_json([vars(stats) for stats in counted])  # its counters are plain enough
        return
    for stats in counted:
        table = Table(title=f"{stats.suite}: {stats.pages} pages, {stats.texts} texts")
        for heading in ("", "different", "counts"):
            table.add_column(heading)
        table.add_row("lines", str(stats.lines), f"{stats.middle} pages have 80 to 300 of them")
        rows = {"label": stats.labels, "category": stats.categories, **stats.facets}
        for name, counts in rows.items():
            listed = ", ".join(f"{value} {number}" for value, number in counts.most_common())
            table.add_row(name.replace("_", " "), str(len(counts)), listed)
        out.print(table)


def _suites(root: Path) -> list[Path]:
    if not root.is_dir():
        raise DatasetError(f"{root} is not a folder; name a suite such as gold/pages")
    if _is_suite(root):
        return [root]
    suites = sorted(folder for folder in root.iterdir() if folder.is_dir() and _is_suite(folder))
    if not suites:
        raise DatasetError(f"{root} holds no suite: no folder with a manifest.json or a page in it")
    return suites


def _is_suite(folder: Path) -> bool:
    return matches(folder) or bool(text_folders(folder))
