"""Runs: one extractor over one dataset, each page in a worker that can be killed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from webassay import Extraction, Extractor, Status
from webassay.adapters.to_markdown import CONVERTER
from webassay.installed import version_of
from webassay.isolate import Limits, Measured, Worker
from webassay_bench import provenance, record, texts
from webassay_bench.datasets import Dataset, GoldPage
from webassay_bench.datasets.dataset import read_bytes
from webassay_bench.errors import DatasetError, MetricError, ResultError
from webassay_bench.metrics import DEFAULT, Metric
from webassay_bench.metrics.metric import Scores
from webassay_bench.texts import Output

LONGEST_REASON = 300  # characters; messages of others can be as long as the page


@dataclass(frozen=True)
class Settings:
    """How runs are made.

    Attributes:
        out: the folder of the result files.
        jobs: workers at once.
        limits: what one page may cost.
        texts: whether what comes out is kept beside the results.
        metrics: by which pages are scored.
    """

    out: Path
    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    texts: bool = False
    metrics: tuple[Metric, ...] = DEFAULT


def header_of(dataset: Dataset, extractor: Extractor, settings: Settings) -> record.Header:
    """Describe a run that begins now."""
    limits = {"seconds": float(settings.limits.seconds), "memory_mb": settings.limits.memory_mb}
    return {
        "schema": record.SCHEMA,
        "created": provenance.now(),
        "webassay": provenance.code(),
        "extractor": provenance.extractor(extractor),
        "dataset": dataset.identity,
        "metrics": metrics_of(dataset, settings.metrics, markdown=gives_markdown(extractor)),
        "limits": limits,
        "seed": 0,
        "command": f"webassay run --dataset {dataset.root.name} --extractors {extractor.name}",
        "machine": provenance.machine(settings.jobs),
    }


def measure(
    dataset: Dataset,
    extractor: Extractor,
    settings: Settings,
    progress: Callable[[int], None] = lambda _done: None,
    name: str = "",
) -> record.Result:
    """Run one extractor over one dataset, or read the result if it has been run already.

    Args:
        dataset: the pages and their gold.
        extractor: must be available.
        settings: where results go, how many workers, what a page may cost.
        progress: told the number of pages done, first those taken up from a stopped run.
        name: by which a worker finds the extractor, where that is not what it calls itself.

    Returns:
        The result, as it is on disk.

    Raises:
        ResultError: a result cannot be written or read; what has been measured is kept.
        WorkerError: the extractor cannot be started in a worker.
    """
    header = header_of(dataset, extractor, settings)
    done = record.path_of(settings.out, header)
    wanted = settings.texts or any(
        m.markdown and m.name in header["metrics"] for m in settings.metrics
    )
    markdown = wanted and gives_markdown(extractor)
    workers = partial(Worker, name or extractor.name, settings.limits, markdown=markdown)
    rows = partial(_rows, start=workers, settings=settings)
    order = [page.id for page in dataset.pages]
    if done.exists():
        result = record.read(done)
        if settings.texts and not texts.file_of(done).exists():
            _keep(result, rows(dataset.pages), progress)
        progress(len(order))
        return result
    with ExitStack() as opened:
        recorder = opened.enter_context(record.Recorder(settings.out, header))
        kept = opened.enter_context(texts.Keeper(done)) if settings.texts else None
        had = recorder.rows.keys() if kept is None else recorder.rows.keys() & kept.outputs.keys()
        todo = [page for page in dataset.pages if page.id not in had]
        progress(len(order) - len(todo))
        for number, (row, output) in enumerate(rows(todo), len(order) - len(todo) + 1):
            if kept is not None:
                kept.add(row["id"], output)
            recorder.add(row)
            progress(number)
        if kept is not None:
            kept.finish(order)
        return recorder.finish(order)


def _keep(
    result: record.Result,
    rows: Iterator[tuple[record.Row, Output]],
    progress: Callable[[int], None],
) -> None:
    """Keep the texts of a run that was made without them, as it is said to have given them.

    Raises:
        ResultError: a page gives another text than it did.
    """
    known = {row["id"]: row["sha256"] for row in result.rows}
    with texts.Keeper(result.file) as kept:
        for number, (row, output) in enumerate(rows, 1):
            if row["sha256"] != known[row["id"]]:
                raise ResultError(
                    f"{result.extractor} gives another text for {row['id']} than {result.file} "
                    "says; measure anew with another --out"
                )
            kept.add(row["id"], output)
            progress(number)
        kept.finish(known)


def gives_markdown(extractor: Extractor) -> bool:
    """Tell whether an extractor gives Markdown here: the converter it needs is optional."""
    able = CONVERTER not in extractor.parsers or version_of(CONVERTER) is not None
    return extractor.markdown is not None and able


def metrics_of(dataset: Dataset, metrics: Sequence[Metric], *, markdown: bool) -> dict[str, str]:
    """Return the names and versions of those metrics for which a dataset has gold.

    Args:
        dataset: the pages and their gold.
        metrics: those that are asked for.
        markdown: whether the outputs have Markdown; without it, metrics of that are left out.

    Raises:
        MetricError: there is none.
    """
    able = [metric for metric in metrics if markdown or not metric.markdown]
    found = {metric.name: metric.version for metric in able if _scores(metric, dataset)}
    if not found:
        names = ", ".join(metric.name for metric in metrics)
        why = "has not the gold for" if able else "needs outputs in Markdown for"
        raise MetricError(f"{dataset.name} {why} {names}; name another metric")
    return found


def _scores(metric: Metric, dataset: Dataset) -> bool:
    """Tell whether a dataset has a page with the gold that a metric needs."""
    return any(metric.page(page.gold, "") is not None for page in dataset.pages)


def _rows(
    pages: Iterable[GoldPage], start: Callable[[], Worker], settings: Settings
) -> Iterator[tuple[record.Row, Output]]:
    """Yield rows and outputs of pages as they are done, from as many workers as there are jobs."""
    with (
        ThreadPoolExecutor(max_workers=settings.jobs) as pool,
        _workers(start) as worker_of_thread,  # ended first: no thread waits on them
    ):
        tasks = [
            pool.submit(lambda page: _row(page, worker_of_thread(), settings.metrics), page)
            for page in pages
        ]
        try:
            for task in as_completed(tasks):
                yield task.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _workers(start: Callable[[], Worker]) -> Iterator[Callable[[], Worker]]:
    """Give each thread a worker of its own, and end them all at the end."""
    local = threading.local()
    started: list[Worker] = []

    def of_this_thread() -> Worker:
        if not hasattr(local, "worker"):
            local.worker = start()
            started.append(local.worker)
        worker: Worker = local.worker
        return worker

    try:
        yield of_this_thread
    finally:
        for worker in started:
            worker.close()


def _row(page: GoldPage, worker: Worker, metrics: Sequence[Metric]) -> tuple[record.Row, Output]:
    try:
        measured = worker.extract(page.read())
    except DatasetError as error:
        where = str(page.html.parent) if isinstance(page.html, Path) else ""
        reason = f"unreadable page: {error}".replace(f"{where}/", "")  # no paths in results
        unreadable = Extraction("", Status.ERROR, reason)
        measured = Measured(unreadable, wall=0.0, markdown=unreadable if worker.markdown else None)
    extraction = measured.extraction
    output = Output(extraction.text, measured.markdown.text if measured.markdown else None)
    row = {
        **about(page),
        "status": str(extraction.status),
        "reason": extraction.reason[:LONGEST_REASON],
        "wall": round(measured.wall, 6),
        "cpu": None if measured.cpu is None else round(measured.cpu, 6),
        "memory_kb": measured.memory_kb,
        "network": list(measured.network),
        "sha256": output.sha256,
        "scores": scores(page, output, metrics),
    }
    return row, output


def about(page: GoldPage) -> record.Row:
    """Return the part of a row that is known before anything is extracted."""
    optional = {"family": page.family, "script": page.script, "bytes": _size(page)}
    return {
        "id": page.id,
        "site": page.site,
        "page_type": page.page_type,
        "language": page.language,
        **{name: value for name, value in optional.items() if value},
    }


def _size(page: GoldPage) -> int | None:
    """Count the bytes of a page; None where it cannot be read."""
    try:
        return len(page.html) if isinstance(page.html, bytes) else _size_of(page.html)
    except DatasetError:
        return None


@lru_cache(maxsize=1 << 14)  # unpacked once, however many results are scored again
def _size_of(file: Path) -> int:
    return len(read_bytes(file))


def scores(page: GoldPage, output: Output, metrics: Sequence[Metric]) -> dict[str, Scores]:
    """Score what came out of a page, by those metrics that its gold feeds."""
    found: dict[str, Scores | None] = {}
    for metric in metrics:
        text = output.markdown if metric.markdown else output.text
        found[metric.name] = None if text is None else metric.page(page.gold, text)
    return {name: score for name, score in found.items() if score is not None}
