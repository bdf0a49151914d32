"""The published figures are reproduced: all of them by the committed results, a sample anew."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
from pathlib import Path

import pytest

from webassay import registry
from webassay_bench import record
from webassay_bench.datasets import Dataset, load
from webassay_bench.metrics import METRICS
from webassay_bench.record import Result
from webassay_bench.reference import check
from webassay_bench.run import Settings, measure
from webassay_bench.stats import plain_figures

RESULTS = Path(__file__).parents[1] / "results"
DATA = os.environ.get("WEBASSAY_DATA", "")
SETS = ("article-extraction-benchmark", "trafilatura-eval", "wcxb")
SAMPLE = 20  # pages of each set
TOLERANCE = 0.003


@pytest.fixture(scope="module")
def published() -> list[Result]:
    return record.read_all(RESULTS)


def test_the_committed_results_have_every_published_figure(published: list[Result]) -> None:
    findings = check(published, RESULTS / "reference.toml")
    assert len(findings) == 88
    assert [finding for finding in findings if not finding.agrees(TOLERANCE)] == []


def test_no_committed_result_holds_text_or_a_path(published: list[Result]) -> None:
    for result in published:
        content = result.file.read_text("utf-8")
        assert not re.search(r"(?<![\w<.])/(home|mnt|root|tmp|usr|var|Users)/", content)
        assert max(len(line) for line in content.splitlines()) < 3000


def test_every_committed_row_is_accounted_for(published: list[Result]) -> None:
    assert len(published) >= 72
    for result in published:
        assert not result.header["webassay"]["dirty"], result.file
        assert len({row["id"] for row in result.rows}) == result.header["dataset"]["pages"]


def _sample(dataset: Dataset) -> Dataset:
    """Take the pages whose ids hash lowest: fixed, and blind to what is on them."""
    by_hash = sorted(dataset.pages, key=lambda p: hashlib.sha256(p.id.encode()).digest())
    return dataclasses.replace(dataset, pages=tuple(by_hash[:SAMPLE]))


@pytest.mark.skipif(not DATA, reason="WEBASSAY_DATA does not name the folder of the data")
@pytest.mark.parametrize("name", SETS)
def test_a_sample_of_sixty_pages_gives_the_published_figures_again(
    name: str, published: list[Result], tmp_path: Path
) -> None:
    sample = _sample(load(Path(DATA) / name))
    referenced = {f.extractor for f in check([], RESULTS / "reference.toml")}
    compared = 0
    for result in published:
        if result.header["dataset"]["name"] != sample.name or result.extractor not in referenced:
            continue
        extractor = registry.load(result.extractor)
        if extractor.version != result.header["extractor"]["version"]:
            continue  # another version is installed here; its figures are its own
        again = measure(sample, extractor, Settings(tmp_path, jobs=2))
        ids = {page.id for page in sample.pages}
        before = [row for row in result.rows if row["id"] in ids]
        for metric in METRICS.values():
            expected = plain_figures(metric, before)
            found = plain_figures(metric, again.rows)
            assert found.keys() >= expected.keys()  # more, where results are older than a metric
            assert {name: found[name] for name in expected} == pytest.approx(
                expected, abs=TOLERANCE
            )
            compared += len(expected)
    if not compared:
        pytest.skip("no extractor is installed in the version of the committed results")
