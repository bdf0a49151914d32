"""`webassay report`: results as one file to look at, offline."""

from __future__ import annotations

import contextlib
import json
import webbrowser
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from webassay_bench import record
from webassay_bench.cli.console import bars, err, print_text
from webassay_bench.cli.options import RESULTS
from webassay_bench.datasets import Dataset
from webassay_bench.errors import ResultError
from webassay_bench.record import Result
from webassay_bench.report.document import document, results_of, steps
from webassay_bench.report.page import charts_library, html
from webassay_bench.report.page_texts import packed_pages
from webassay_bench.report.sources import gold_of, outputs_of

_STANDARD_OUTPUT = Path("-")


def report(  # noqa: PLR0913 # each is an option of the command line
    results: Annotated[Path, typer.Argument(help="A result file, or a folder of them.")] = RESULTS,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")] = Path(
        "report.html"
    ),
    dataset: Annotated[
        list[Path] | None,
        typer.Option(
            help="A dataset whose gold is to be read beside the outputs; may be given again. The "
            "bundled gold is found by itself."
        ),
    ] = None,
    extractors: Annotated[
        str, typer.Option(help="Names, with commas between them; 'all' is every one.")
    ] = "all",
    data: Annotated[
        Path | None,
        typer.Option(help="Write the figures behind the report there, as JSON; '-' is the screen."),
    ] = None,
    *,
    show: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
) -> None:
    """Write a report that opens offline: leaderboards, charts, and every page line by line.

    Gold and outputs stand side by side where `webassay run --texts` kept the outputs.
    """
    chosen = _choose(record.read_all(results), extractors)
    with bars() as progress:
        if data == _STANDARD_OUTPUT:
            _write_data(_document(chosen, progress), data)
            return
        gold = gold_of(chosen, dataset or [])
        library = charts_library()  # before the long work, since it may be missing
        found = _document(chosen, progress)
        if data is not None:
            _write_data(found, data)
        whole = sum(len(one["pages"]["id"]) for one in found["datasets"])
        written = progress.add_task("pages", total=whole)
        pages = _pages(found, chosen, gold, lambda pages: progress.advance(written, pages))
        _write(output, html(found, pages, library))
    err.print(f"{output}: {output.stat().st_size / 1e6:.1f} MB", markup=False)
    if show:
        webbrowser.open(output.resolve().as_uri())


def _document(results: list[Result], progress: Progress) -> dict[str, Any]:
    task = progress.add_task("figures", total=steps(results))
    return document(results, lambda: progress.advance(task))


def _choose(results: list[Result], listed: str) -> list[Result]:
    if listed == "all":
        return results
    wanted = [name.strip() for name in listed.split(",") if name.strip()]
    known = {result.extractor for result in results}
    if unknown := [name for name in wanted if name not in known]:
        raise ResultError(
            f"no result of '{unknown[0]}'; there are results of: {', '.join(sorted(known))}"
        )
    return [result for result in results if result.extractor in wanted]


def _pages(
    found: dict[str, Any],
    results: list[Result],
    gold: Mapping[str, Dataset],
    advance: Callable[[int], None],
) -> Iterator[Iterator[str]]:
    """Pack the pages of each dataset of the document, in its order."""
    for dataset in found["datasets"]:
        outputs = [outputs_of(result) for result in results_of(dataset, results)]
        known = gold.get(dataset["sha256"])
        if known is None and not any(outputs):
            yield iter(())
            advance(len(dataset["pages"]["id"]))
        else:
            yield _counted(packed_pages(dataset["pages"]["id"], known, outputs), advance)


def _counted(packed: Iterator[str], advance: Callable[[int], None]) -> Iterator[str]:
    for page in packed:
        yield page
        advance(1)


def _write_data(found: dict[str, Any], file: Path) -> None:
    text = json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1)
    if file == _STANDARD_OUTPUT:
        print_text(text)
    else:
        _write(file, [text, "\n"])


def _write(file: Path, parts: Iterable[str]) -> None:
    """Write a file as a whole or not at all."""
    new = file.with_name(f"{file.name}.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with new.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as pipe:
            pipe.writelines(parts)
        new.replace(file)
    except OSError as error:
        raise ResultError(f"cannot write {file}: {error.strerror}") from error
    finally:
        with contextlib.suppress(OSError):
            new.unlink(missing_ok=True)
