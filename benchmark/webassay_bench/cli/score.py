"""`webassay score`: outputs that were made elsewhere, or texts that were kept, against gold."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from webassay_bench import datasets, predictions, record, texts
from webassay_bench import score as scoring
from webassay_bench.cli.console import bars, err, print_json
from webassay_bench.cli.leaderboard import show
from webassay_bench.cli.options import RESULTS, Columns, Json, Metrics, parse_columns, plain
from webassay_bench.datasets import Dataset
from webassay_bench.errors import ResultError
from webassay_bench.leaderboard import leaderboards
from webassay_bench.metrics import choose
from webassay_bench.record import Result


def score(  # noqa: PLR0913, PLR0917 # each is an option of the command line
    outputs: Annotated[
        Path,
        typer.Argument(
            help="A folder of texts (ID.txt), JSON Lines (id, text), the article benchmark's "
            "output/NAME.json; or results whose texts were kept, to be scored again.",
            show_default=False,
        ),
    ],
    dataset: Annotated[
        Path | None, typer.Option(help="The dataset's folder. Default: the bundled gold.")
    ] = None,
    name: Annotated[
        str | None,
        typer.Option(help="What the extractor is called.", show_default="the path's name"),
    ] = None,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes at once.", show_default="one a core")
    ] = os.cpu_count() or 1,
    metrics: Metrics = "default",
    columns: Columns = None,
    out: Annotated[Path, typer.Option(help="The folder of the result files.")] = RESULTS,
    *,
    as_json: Json = False,
) -> None:
    """Score outputs that were made elsewhere; a page without one counts as failed.

    Given results whose texts were kept (`webassay run --texts`), score these again: a new metric
    needs no new extraction.
    """
    loaded = datasets.load(dataset or datasets.bundled())
    settings = scoring.Settings(out, jobs, choose(metrics.split(",")))
    with bars() as progress:
        if _is_results(outputs):
            results = list(_again(outputs, loaded, settings, progress))
        else:
            found = predictions.read(outputs, parse_columns(columns)).of(loaded)
            if found.unknown:
                err.print(f"left out: {found.unknown_line(loaded)}", markup=False)
            called = name or outputs.name.split(".")[0]
            task = progress.add_task(f"{loaded.name}: {called}", total=len(loaded.pages))

            def done(pages: int) -> None:
                progress.update(task, completed=pages)

            results = [scoring.score(loaded, called, found, settings, done)]
    boards = leaderboards(results)
    if as_json:
        print_json([plain(board) for board in boards])
        return
    for board in boards:
        show(board)
    err.print(f"{len(results)} result file(s) in {out}", markup=False)


def _is_results(path: Path) -> bool:
    """Tell whether a path is a result file, or a folder with kept texts of results."""
    if path.is_dir():
        return any(path.rglob("*.texts.jsonl.gz"))
    return path.suffix == ".jsonl" and record.is_result(path)


def _again(
    path: Path, dataset: Dataset, settings: scoring.Settings, progress: Progress
) -> Iterator[Result]:
    found = [
        result
        for result in record.read_all(path)
        if path.is_file() or result.header["dataset"]["sha256"] == dataset.sha256
    ]
    if not found:
        raise ResultError(f"{path} holds no results of {dataset.name}; name another --dataset")
    for result in found:
        if path.is_dir() and not texts.file_of(result.file).exists():
            err.print(f"left out: no texts were kept beside {result.file}", markup=False)
            continue
        task = progress.add_task(f"{dataset.name}: {result.extractor}", total=len(result.rows))

        def done(pages: int, task: TaskID = task) -> None:
            progress.update(task, completed=pages)

        yield scoring.score_again(dataset, result, settings, done)
        progress.remove_task(task)
