"""`webassay run`: run extractors over datasets and keep what came of every page."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from itertools import product
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from webassay import Extractor, UnavailableError, get, names
from webassay.errors import WorkerError
from webassay.isolate import Limits
from webassay_bench import datasets
from webassay_bench import run as running
from webassay_bench.cli.console import bars, complain, err, print_json
from webassay_bench.cli.leaderboard import show
from webassay_bench.cli.options import RESULTS, Columns, Json, Metrics, parse_columns, plain
from webassay_bench.dataset_check import exclude as exclude_pages
from webassay_bench.datasets import Dataset
from webassay_bench.errors import DatasetError
from webassay_bench.leaderboard import leaderboards
from webassay_bench.metrics import choose
from webassay_bench.record import Result
from webassay_bench.run import gives_markdown

_BUNDLED = "the bundled gold"


def run(  # noqa: PLR0913, PLR0917 # each is an option of the command line
    dataset: Annotated[
        list[Path] | None,
        typer.Option(help=f"A dataset's folder; may be given again. Default: {_BUNDLED}."),
    ] = None,
    extractors: Annotated[
        str, typer.Option(help="Names, with commas between them; 'all' is every installed one.")
    ] = "all",
    jobs: Annotated[
        int, typer.Option(min=1, help="Workers at once.", show_default="one a core")
    ] = os.cpu_count() or 1,
    timeout: Annotated[float, typer.Option(min=0.01, help="Seconds a page.")] = 20.0,
    memory: Annotated[int, typer.Option(min=0, help="MiB a worker; 0 for no limit.")] = 4096,
    exclude: Annotated[
        list[Path] | None,
        typer.Option(
            help="A list of pages to leave out, by `datasets check`; one for each --dataset."
        ),
    ] = None,
    metrics: Metrics = "default",
    columns: Columns = None,
    out: Annotated[Path, typer.Option(help="The folder of the result files.")] = RESULTS,
    *,
    texts: Annotated[
        bool, typer.Option("--texts", help="Keep what comes out, beside the result files.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Run extractors over datasets, score every page, and print the leaderboard.

    A run that was stopped goes on where it was; what a result file already holds is not run again.
    """
    by = choose(metrics.split(","))
    chosen = _choose(extractors)
    loaded = _load(dataset or [datasets.bundled()], exclude or [], columns)
    for one in loaded:
        for remark in one.remarks:
            err.print(f"{one.name}: {remark}", markup=False)
    if bare := [n for n, one in chosen.items() if one.markdown and not gives_markdown(one)]:
        hint = "without structure, for want of a converter (pip install 'webassay[markdown]')"
        err.print(f"{hint}: {', '.join(bare)}", markup=False, soft_wrap=True)
    settings = running.Settings(out, jobs, Limits(timeout, memory), texts, by)
    results, failed = [], False
    with bars() as progress:
        whole = progress.add_task("all", total=len(loaded) * len(chosen))
        for one, (name, extractor) in product(loaded, chosen.items()):
            task = progress.add_task(f"{one.name}: {name}", total=len(one.pages))
            advance = partial(_advance, progress, task)
            try:
                results.append(running.measure(one, extractor, settings, advance, name))
                _report(results[-1])
            except WorkerError as error:
                failed = True
                complain(str(error))
            progress.remove_task(task)
            progress.advance(whole)
    boards = leaderboards(results)
    if as_json:
        print_json([plain(board) for board in boards])
    else:
        for board in boards:
            show(board)
        err.print(f"{len(results)} result file(s) in {out}", markup=False)
    if failed:
        raise typer.Exit(1)


def _load(paths: list[Path], lists: list[Path], columns: list[str] | None) -> list[Dataset]:
    if lists and len(lists) != len(paths):
        raise DatasetError(f"{len(lists)} --exclude for {len(paths)} --dataset: give one for each")
    loaded = [datasets.load(path, parse_columns(columns)) for path in paths]
    if not lists:
        return loaded
    return [exclude_pages(one, file) for one, file in zip(loaded, lists, strict=True)]


def _choose(listed: str) -> dict[str, Extractor]:
    if listed != "all":
        return {name.strip(): get(name.strip()) for name in listed.split(",") if name.strip()}
    chosen = {}
    for name in names():
        try:
            chosen[name] = get(name)
        except UnavailableError as error:
            err.print(f"left out: {error}", markup=False, soft_wrap=True)
    return chosen


def _advance(progress: Progress, task: TaskID, done: int) -> None:
    progress.update(task, completed=done)


def _report(result: Result) -> None:
    """Say that an extractor is done, and what a person should know of how it went."""
    ended = Counter(row["status"] for row in result.rows)
    counts = ", ".join(f"{number} {status}" for status, number in ended.most_common())
    err.print(f"{result.dataset}: {result.extractor}: {counts}", markup=False)
    attempts = {target for row in result.rows for target in row["network"]}
    if attempts:
        shown = ", ".join(sorted(attempts)[:3])
        err.print(
            f"{result.extractor} tried to reach the network and was refused: {shown}",
            markup=False,
            soft_wrap=True,
        )
    unreadable = [row for row in result.rows if row["reason"].startswith("unreadable page")]
    for row in unreadable:
        complain(f"{result.dataset}: {row['id']}: {row['reason']}; it counts as failed")
