"""`webassay train`: rebuild what is shipped from public data."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from webassay.errors import UnavailableError
from webassay.main_text.model import SHIPPED
from webassay_bench import datasets
from webassay_bench.cli.console import err
from webassay_bench.errors import DatasetError

app = typer.Typer(help="Rebuild the shipped models from public data.", no_args_is_help=True)
_NEEDED = ("catboost", "rapidfuzz")


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
    """Train webassay's own extractor; with --folds, train the models of the folds instead."""
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        raise UnavailableError(
            f"training needs {' and '.join(missing)}: pip install 'webassay[train]'"
        )
    from webassay_bench.train.course import Course

    dataset = datasets.load(data)
    pages = iter(track(range(len(dataset.pages)), "reading pages", console=err, transient=True))
    course = Course.of(dataset, lambda: next(pages, None))
    err.print(f"{len(course.lessons)} of {len(dataset.pages)} pages have something to teach")
    if not course.lessons:
        raise DatasetError(f"{data} has no page with gold text to learn from; name another dataset")
    if folds is not None:
        course.cross(folds, err.print)
        return
    course.ship(out)
    err.print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")
