"""Scores without a run: of outputs that were made elsewhere, and of texts that were kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from webassay import Extraction, Status
from webassay_bench import provenance, record, texts
from webassay_bench.datasets import Dataset, GoldPage
from webassay_bench.errors import ResultError
from webassay_bench.metrics import DEFAULT, Metric
from webassay_bench.metrics.metric import Scores
from webassay_bench.predictions import Predictions
from webassay_bench.record import Header, Result, Row
from webassay_bench.run import LONGEST_REASON, about, metrics_of, scores
from webassay_bench.texts import Output

Progress = Callable[[int], None]
_UNLIMITED = {"seconds": float(24 * 3600), "memory_mb": 0}  # nobody stopped what was made elsewhere
_AT_ONCE = 16  # pages that a process is handed together


@dataclass(frozen=True)
class Settings:
    """How outputs are scored.

    Attributes:
        out: the folder of the result files.
        jobs: processes at once.
        metrics: by which pages are scored.
    """

    out: Path
    jobs: int = 1
    metrics: tuple[Metric, ...] = DEFAULT


def score(
    dataset: Dataset,
    name: str,
    predictions: Predictions,
    settings: Settings,
    progress: Progress = lambda _done: None,
) -> Result:
    """Score outputs that were made elsewhere. A page without one counts as failed.

    Args:
        dataset: the pages and their gold.
        name: what the extractor is called in the result.
        predictions: what it gave; under the ids of the dataset, as `Predictions.of` makes them.
        settings: where results go, how many processes.
        progress: told the number of pages done.

    Returns:
        The result, as it is on disk, with the texts kept beside it. Nothing is known of time and
        memory.

    Raises:
        ResultError: the result cannot be written.
    """
    outputs = [predictions.outputs.get(page.id, Output("")) for page in dataset.pages]
    structured = any(output.markdown is not None for output in outputs)
    if structured:  # a page without Markdown counts as one without structure
        outputs = [replace(output, markdown=output.markdown or "") for output in outputs]
    header: Header = {
        "schema": record.SCHEMA,
        "created": provenance.now(),
        "webassay": provenance.code(),
        "extractor": {
            "name": name,
            "distribution": "",
            "version": None,
            "params": {"predictions": predictions.sha256},
            "revision": 1,
            "parsers": {},
        },
        "dataset": dataset.identity,
        "metrics": metrics_of(dataset, settings.metrics, markdown=structured),
        "limits": _UNLIMITED,
        "seed": 0,
        "command": f"webassay score --dataset {dataset.root.name} --name {name}",
        "machine": provenance.machine(settings.jobs),
    }
    extractions = [_extraction(predictions, page.id) for page in dataset.pages]
    rows = [
        {
            **about(page),
            "status": str(extraction.status),
            "reason": extraction.reason[:LONGEST_REASON],
            "wall": None,
            "cpu": None,
            "memory_kb": None,
            "network": [],
            "sha256": output.sha256,
            "scores": found,
        }
        for page, extraction, output, found in zip(
            dataset.pages,
            extractions,
            outputs,
            _scores(dataset.pages, outputs, settings, progress),
            strict=True,
        )
    ]
    return _written(settings.out, header, rows, outputs)


def score_again(
    dataset: Dataset,
    result: Result,
    settings: Settings,
    progress: Progress = lambda _done: None,
) -> Result:
    """Score the kept texts of a result by the metrics of now; all else in it stays.

    Args:
        dataset: on which it was run.
        result: its texts must stand beside it.
        settings: where the new result goes, how many processes.
        progress: told the number of pages done.

    Raises:
        ResultError: the dataset is another one, texts are missing or are not those of the result,
            or the new result cannot be written.
    """
    if result.header["dataset"]["sha256"] != dataset.sha256:
        raise ResultError(
            f"{result.file} was made on {result.dataset}, not on the {dataset.name} of "
            f"{dataset.root}: the hash is another; name the dataset it was made on"
        )
    kept = texts.read(result.file)
    for row in result.rows:
        if row["id"] not in kept or kept[row["id"]].sha256 != row["sha256"]:
            raise ResultError(
                f"{texts.file_of(result.file)} lacks the text of {row['id']} as {result.file} has "
                "it; delete it and keep the texts anew with `webassay run --texts`"
            )
    pages = {page.id: page for page in dataset.pages}
    outputs = [kept[row["id"]] for row in result.rows]
    scored = _scores([pages[row["id"]] for row in result.rows], outputs, settings, progress)
    rows = [
        row | about(pages[row["id"]]) | {"scores": found}
        for row, found in zip(result.rows, scored, strict=True)
    ]
    again = {"created": provenance.now(), "webassay": provenance.code()}
    structured = any(output.markdown is not None for output in outputs)
    metrics = metrics_of(dataset, settings.metrics, markdown=structured)
    header = result.header | {"metrics": metrics, "scored": again}
    return _written(settings.out, header, rows, outputs)


def _written(out: Path, header: Header, rows: list[Row], outputs: list[Output]) -> Result:
    done = record.path_of(out, header)
    order = [row["id"] for row in rows]
    texts.write(done, dict(zip(order, outputs, strict=True)), order)
    with record.Recorder(out, header) as recorder:
        for row in rows:
            recorder.add(row)
        return recorder.finish(order)


def _extraction(predictions: Predictions, page: str) -> Extraction:
    if page in predictions.failures:
        return Extraction("", Status.ERROR, " ".join(predictions.failures[page].split()))
    if page not in predictions.outputs:
        return Extraction("", Status.ERROR, "no prediction for this page")
    if not predictions.outputs[page].text.strip():
        return Extraction("", Status.EMPTY, "no text found")
    return Extraction(predictions.outputs[page].text, Status.OK)


def _scores(
    pages: Iterable[GoldPage], outputs: Iterable[Output], settings: Settings, progress: Progress
) -> Iterator[dict[str, Scores]]:
    """Score outputs page by page, in as many processes as there are jobs."""
    bare = [replace(page, html=b"") for page in pages]  # no metric looks at the page itself
    by = partial(scores, metrics=settings.metrics)
    if settings.jobs == 1:
        for number, found in enumerate(map(by, bare, outputs), 1):
            progress(number)
            yield found
        return
    with ProcessPoolExecutor(settings.jobs) as pool:
        for number, found in enumerate(pool.map(by, bare, outputs, chunksize=_AT_ONCE), 1):
            progress(number)
            yield found
