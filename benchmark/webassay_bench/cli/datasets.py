"""`webassay datasets`: what can be read, what is wrong with a set, exports of the gold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from webassay_bench import dataset_check, datasets, export
from webassay_bench.cli.console import err, out, print_json
from webassay_bench.cli.options import Columns, Json, parse_columns

app = typer.Typer(help="Datasets: list them, check one, export the gold.", no_args_is_help=True)


@app.command("list")
def list_datasets(*, as_json: Json = False) -> None:
    """List the layouts that are read: homepage, licence, how to obtain, known defects."""
    if as_json:
        hidden = ("matches", "load")
        print_json(
            [{k: v for k, v in vars(x).items() if k not in hidden} for x in datasets.LAYOUTS]
        )
        return
    for layout in datasets.LAYOUTS:
        table = Table(title=layout.name, title_justify="left", show_header=False, box=None)
        for name in ("files", "gold", "license", "homepage", "obtain", "defects"):
            if value := getattr(layout, name):
                table.add_row(f"[dim]{name}[/dim]", value.replace("[", r"\["))
        out.print(table, "")


@app.command()
def check(  # noqa: PLR0913 # each is an option of the command line
    path: Annotated[Path, typer.Argument(help="A dataset's folder or file.")],
    against: Annotated[
        Path | None, typer.Option(help="Another split, to find shared sites and pages.")
    ] = None,
    write_exclusions: Annotated[
        Path | None, typer.Option(help="Write a list that `run --exclude` honours.")
    ] = None,
    kinds: Annotated[
        str, typer.Option(help="Which defects put a page on the list.")
    ] = "empty-gold,gold-not-in-page,unreadable",
    columns: Columns = None,
    *,
    as_json: Json = False,
) -> None:
    """Tell what is wrong with a dataset; exit with 1 if anything is."""
    dataset = datasets.load(path, parse_columns(columns))
    other = datasets.load(against) if against else None
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task(f"checking {dataset.name}", total=len(dataset.pages))
        defects = dataset_check.check(
            dataset, other, lambda done: progress.update(task, completed=done)
        )
    if as_json:
        print_json([vars(defect) for defect in defects])
    else:
        _show(dataset.name, len(dataset.pages), defects)
    if write_exclusions:
        chosen = [kind.strip() for kind in kinds.split(",")]
        count = dataset_check.write_exclusions(write_exclusions, dataset, defects, chosen)
        err.print(f"{write_exclusions}: {count} pages", markup=False)
    if defects:
        raise typer.Exit(1)


@app.command("export")
def export_gold(
    target: Annotated[Path, typer.Argument(help="The folder or file to write.")],
    layout: Annotated[str, typer.Option(help="wcxb, article-benchmark or jsonl.")] = "wcxb",
    suite: Annotated[
        Path | None, typer.Option(help="The labelled pages; default: the bundled gold.")
    ] = None,
    *,
    optional: Annotated[bool, typer.Option(help="Count optional lines as text.")] = False,
) -> None:
    """Export labelled pages to a layout of others, so that their scorers run on them."""
    count = export.export(suite or datasets.bundled(), target, layout, optional=optional)
    err.print(f"{target}: {count} pages", markup=False)


def _show(name: str, pages: int, defects: list[dataset_check.DatasetDefect]) -> None:
    table = Table(title=f"{name}: {pages} pages")
    for heading in ("kind", "defects", "pages", "meaning", "for example"):
        table.add_column(heading, justify="right" if heading in {"defects", "pages"} else "left")
    counts = Counter(defect.kind for defect in defects)
    for kind, count in counts.items():
        found = [defect for defect in defects if defect.kind == kind]
        on = len({defect.page for defect in found if defect.page})
        example = f"{found[0].page} {found[0].detail}".strip().replace("[", r"\[")
        table.add_row(kind, str(count), str(on), dataset_check.KINDS[kind], example)
    out.print(table)
