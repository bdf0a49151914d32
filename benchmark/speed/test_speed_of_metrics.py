"""How fast the metrics are: each scores every bundled page against its own visible text."""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from webassay.visible import visible_lines
from webassay_bench import datasets
from webassay_bench.datasets import Gold
from webassay_bench.metrics import METRICS


@pytest.fixture(scope="module")
def cases() -> list[tuple[Gold, str]]:
    found = []
    for page in datasets.load(datasets.bundled()).pages:
        lines = visible_lines(page.read().text)
        gold = Gold(
            text=page.gold.text,
            required=tuple(lines[::9]),
            forbidden=tuple(lines[4::9]),
            lines=page.gold.lines,
            markdown="\n\n".join(lines[::2]),
        )
        found.append((gold, "\n".join(lines)))
    return found


@pytest.mark.benchmark(group="metrics, 12 pages")
@pytest.mark.parametrize("name", METRICS)
def test_metric(benchmark: BenchmarkFixture, name: str, cases: list[tuple[Gold, str]]) -> None:
    metric = METRICS[name]
    if missing := metric.missing():
        pytest.skip(missing)
    metric.page(*cases[0])  # a dictionary may have to be loaded
    scores = benchmark(lambda: [metric.page(gold, text) for gold, text in cases])
    assert all(score is not None for score in scores)
