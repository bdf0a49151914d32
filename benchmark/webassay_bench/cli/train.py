"""`webassay train`: rebuild what is shipped from public data."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from webassay.errors import UnavailableError
from webassay.junk.model import SHIPPED as JUNK_LINES
from webassay.main_text.model import SHIPPED
from webassay_bench import datasets
from webassay_bench.cli.console import err
from webassay_bench.errors import DatasetError

app = typer.Typer(help="Rebuild the shipped models from public data.", no_args_is_help=True)
_GOLD = datasets.bundled().parent
_NEEDED = ("catboost", "sklearn")


@app.callback()
def _group() -> None:
    """Rebuild the shipped models from public data."""


@app.command()
def extractor(
    data: Annotated[Path, typer.Option(help="A dataset with gold texts, such as WCXB.")],
    *,
    out: Annotated[
        Path, typer.Option(help="Where the model goes.", show_default="the shipped one")
    ] = SHIPPED,
    folds: Annotated[
        Path | None, typer.Option(help="Cross-validate: where the models of the folds go.")
    ] = None,
) -> None:
    """Train webassay's own extractor; with --folds, train the models of the folds instead.

    From what those give on pages that they never saw, the estimate of the extractor's own F1 is
    learned, and when another extractor's text pays; it goes beside the model.
    """
    _check_libraries()
    from webassay_bench.train.course import Course

    dataset = datasets.load(data)
    pages = iter(track(range(len(dataset.pages)), "reading pages", console=err, transient=True))
    course = Course.of(dataset, lambda: next(pages, None))
    err.print(f"{len(course.lessons)} of {len(dataset.pages)} pages have something to teach")
    if not course.lessons:
        raise DatasetError(f"{data} has no page with gold text to learn from; name another dataset")
    if folds is not None:
        course.cross(folds, err.print)
        pages = iter(
            track(range(len(dataset.pages)), "extracting pages", console=err, transient=True)
        )
        found = course.assess(folds, out, lambda: next(pages, None))
        told, error = found["estimate"]["pearson"], found["estimate"]["calibration_error"]
        err.print(f"estimate of F1: correlation {told}, calibration error {error}")
        return
    course.ship(out)
    err.print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")


@app.command()
def junk(  # noqa: PLR0913 # each is an option of the command line
    data: Annotated[Path, typer.Option(help="A dataset with gold texts, such as WCXB.")],
    *,
    gold: Annotated[
        Path,
        typer.Option(
            help="The folder with the bundled pages, texts, practice and phrases.",
            show_default="the bundled one",
        ),
    ] = _GOLD,
    jobs: Annotated[
        int, typer.Option(min=1, help="Processes at once.", show_default="one a core")
    ] = os.cpu_count() or 1,
    out: Annotated[
        Path, typer.Option(help="Where the model goes.", show_default="the shipped one")
    ] = JUNK_LINES,
    folds: Annotated[
        Path | None,
        typer.Option(help="Models of `train extractor --folds`, that did not see a page's site."),
    ] = None,
    study: Annotated[
        Path | None,
        typer.Option(help="Compare with rules and other models too: where the figures go (JSON)."),
    ] = None,
) -> None:
    """Train the judge of lines, cross-validated by site; with --study, compare it too."""
    _check_libraries()
    from webassay_bench.train.junk.course import Course

    if folds is None:
        raise DatasetError(
            "name the models of the extractor's folds with --folds; make them with "
            f"`webassay train extractor --data {data} --folds FOLDER`"
        )
    read = [(datasets.load(gold / "pages"), None), (datasets.load(data), folds)]
    number = sum(len(dataset.pages) for dataset, _ in read)
    pages = iter(track(range(number), "extracting pages", console=err, transient=True))
    course = Course.of(read, gold, jobs, lambda: next(pages, None))
    err.print(f"{len(course.lessons)} texts, {len(course.phrases)} phrases")
    course.ship(out, course.judged(err.print))
    err.print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")
    if study is not None:
        from webassay_bench.train.junk.study import study as compare

        compare(course.lessons, course.phrases, study, err.print)
        err.print(str(study))


def _check_libraries() -> None:
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise UnavailableError(
            f"training needs {' and '.join(missing)}: pip install 'webassay[train]'"
        )
