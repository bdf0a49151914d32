"""How fast whole studies are scored, and ROUGE-LSum beside the package that it follows.

    make speed DATA=...

On WCXB's pages, those whose ids hash lowest: fixed, and blind to what is on them. Of the three
extractors one gives a part of the page, one more of it, and one the whole, which is the slowest.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from webassay import registry
from webassay_bench import datasets
from webassay_bench.datasets import GoldPage
from webassay_bench.metrics import METRICS, choose
from webassay_bench.score import Settings, _scores
from webassay_bench.texts import Output

DATA = os.environ.get("WEBASSAY_DATA", "")
SAMPLE, COMPARED = 100, 20  # pages; the package takes half a second for one
TIMES = 5  # that the sample is scored, so that the start of the processes does not count for much
STUDY = 1497 * 12  # all pages of the development set, by twelve extractors
CORES = 2

Extracted = list[tuple[GoldPage, str]]

pytestmark = pytest.mark.skipif(
    not DATA, reason="WEBASSAY_DATA does not name the folder of the data"
)


@pytest.fixture(scope="module")
def extracted() -> Extracted:
    pages = datasets.load(Path(DATA) / "wcxb").pages
    sample = sorted(pages, key=lambda page: sha256(page.id.encode()).digest())[:SAMPLE]
    extractors = [registry.load(name) for name in ("trafilatura", "resiliparse", "everything")]
    return [
        (replace(page, html=b""), str(extractor.extract(page.read())))
        for page in sample
        for extractor in extractors
        if extractor.missing() is None
    ]


@pytest.mark.benchmark(group="a study scored, two processes")
@pytest.mark.parametrize("names", ["default", "all"])
def test_study(
    benchmark: BenchmarkFixture,
    names: str,
    extracted: Extracted,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = Settings(Path(), CORES, choose([names]))
    pages = [page for page, _ in extracted] * TIMES
    outputs = [Output(text) for _, text in extracted] * TIMES
    took, used = [], []

    def score() -> int:
        begun, before = time.perf_counter(), _processor_seconds()
        scored = len(list(_scores(pages, outputs, settings, lambda _done: None)))
        took.append(time.perf_counter() - begun)
        used.append(_processor_seconds() - before)
        return scored

    assert _few(benchmark, score, rounds=1) == len(pages)
    rate = len(pages) / took[0]
    busy = STUDY * used[0] / len(pages) / CORES
    with capsys.disabled():
        sys.stdout.write(
            f"\n{names} metrics: {rate:.0f} pages a second; {STUDY} pages take "
            f"{STUDY / rate:.0f} s, {busy:.0f} s if both cores do nothing else\n"
        )


def _few(benchmark: BenchmarkFixture, function: Callable[[], int], rounds: int) -> int:
    """Time what takes seconds a few times only."""
    found: int = benchmark.pedantic(function, rounds=rounds)  # type: ignore[no-untyped-call] # theirs
    return found


def _processor_seconds() -> float:
    """Return the processor time of this process and of those that it started and that ended."""
    own, started = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + started.ru_utime + started.ru_stime


@pytest.mark.benchmark(group="ROUGE: all of ours, and the LSum of rouge-score alone")
@pytest.mark.parametrize("whose", ["ours", "rouge-score"])
def test_rouge(benchmark: BenchmarkFixture, whose: str, extracted: Extracted) -> None:
    from rouge_score.rouge_scorer import RougeScorer

    pairs = [(page.gold, text) for page, text in extracted[: 3 * COMPARED]]
    if whose == "ours":
        found = benchmark(lambda: len([METRICS["rouge"].page(gold, text) for gold, text in pairs]))
    else:
        scorer = RougeScorer(["rougeLsum"])

        def score() -> int:
            return len([scorer.score(gold.text or "", text) for gold, text in pairs])

        found = _few(benchmark, score, rounds=1)
    assert found == len(pairs)
