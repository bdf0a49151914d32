"""Runs: one extractor over one dataset, each page in a worker that can be killed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from webassay import Extraction, Extractor, Status
from webassay.isolate import Limits, Measured, Worker
from webassay_bench import provenance, record
from webassay_bench.datasets import Dataset, GoldPage
from webassay_bench.errors import DatasetError
from webassay_bench.metrics import METRICS, Metric

_LONGEST_REASON = 300  # characters; messages of others can be as long as the page


@dataclass(frozen=True)
class Settings:
    """How runs are made.

    Attributes:
        out: the folder of the result files.
        jobs: workers at once.
        limits: what one page may cost.
    """

    out: Path
    jobs: int = 1
    limits: Limits = field(default_factory=Limits)


def header_of(dataset: Dataset, extractor: Extractor, settings: Settings) -> record.Header:
    """Describe a run that begins now."""
    limits = {"seconds": float(settings.limits.seconds), "memory_mb": settings.limits.memory_mb}
    return {
        "schema": record.SCHEMA,
        "created": provenance.now(),
        "webassay": provenance.code(),
        "extractor": provenance.extractor(extractor),
        "dataset": {
            "name": dataset.name,
            "version": dataset.version,
            "sha256": dataset.sha256,
            "pages": len(dataset.pages),
            "excluded": list(dataset.excluded),
        },
        "metrics": {n: m.version for n, m in METRICS.items() if m.always or _scores(m, dataset)},
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
    if done.exists():
        progress(len(dataset.pages))
        return record.read(done)
    with record.Recorder(settings.out, header) as recorder:
        progress(len(recorder.rows))
        todo = [page for page in dataset.pages if page.id not in recorder.rows]
        for row in _rows(todo, name or extractor.name, settings):
            recorder.add(row)
            progress(len(recorder.rows))
        return recorder.finish(page.id for page in dataset.pages)


def _scores(metric: Metric, dataset: Dataset) -> bool:
    """Tell whether a dataset has a page with the gold that a metric needs."""
    return any(metric.page(page.gold, "") is not None for page in dataset.pages)


def _rows(pages: list[GoldPage], name: str, settings: Settings) -> Iterator[record.Row]:
    """Yield the rows of pages as they are done, from as many workers as there are jobs."""
    with (
        ThreadPoolExecutor(max_workers=settings.jobs) as pool,
        _workers(name, settings.limits) as worker_of_thread,  # ended first: no thread waits on them
    ):
        tasks = [pool.submit(lambda page: _row(page, worker_of_thread()), page) for page in pages]
        try:
            for task in as_completed(tasks):
                yield task.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _workers(name: str, limits: Limits) -> Iterator[Callable[[], Worker]]:
    """Give each thread a worker of its own, and end them all at the end."""
    local = threading.local()
    started: list[Worker] = []

    def of_this_thread() -> Worker:
        if not hasattr(local, "worker"):
            local.worker = Worker(name, limits)
            started.append(local.worker)
        worker: Worker = local.worker
        return worker

    try:
        yield of_this_thread
    finally:
        for worker in started:
            worker.close()


def _row(page: GoldPage, worker: Worker) -> record.Row:
    try:
        measured = worker.extract(page.read())
    except DatasetError as error:
        where = str(page.html.parent) if isinstance(page.html, Path) else ""
        reason = f"unreadable page: {error}".replace(f"{where}/", "")  # no paths in results
        unreadable = Extraction("", Status.ERROR, reason)
        measured = Measured(unreadable, wall=0.0)
    extraction = measured.extraction
    scores = {name: metric.page(page.gold, extraction.text) for name, metric in METRICS.items()}
    return {
        "id": page.id,
        "site": page.site,
        "page_type": page.page_type,
        "language": page.language,
        "status": str(extraction.status),
        "reason": extraction.reason[:_LONGEST_REASON],
        "wall": round(measured.wall, 6),
        "cpu": None if measured.cpu is None else round(measured.cpu, 6),
        "memory_kb": measured.memory_kb,
        "network": list(measured.network),
        "sha256": hashlib.sha256(extraction.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "scores": {name: score for name, score in scores.items() if score is not None},
    }
