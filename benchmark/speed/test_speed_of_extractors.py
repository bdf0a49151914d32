"""How fast the extractors are, side by side in one process on the bundled pages.

    make speed

The table's figures in brackets are ratios to the fastest: ratios hold on other machines, seconds
do not. Start-up is left out: each extractor sees a page before it is timed.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import webassay
from webassay import Page, registry
from webassay_bench import datasets

INSTALLED = [name for name in webassay.names() if registry.load(name).missing() is None]


@pytest.fixture(scope="module")
def bundled() -> list[tuple[bytes, str | None]]:
    pages = [page.read() for page in datasets.load(datasets.bundled()).pages]
    return [(page.html, page.url) for page in pages]


@pytest.mark.filterwarnings("ignore")  # what the libraries warn of is theirs to mend
@pytest.mark.benchmark(group="extractors, 12 pages from bytes to text", min_rounds=5)
@pytest.mark.parametrize("name", [name for name in INSTALLED if name != "nothing"])
def test_extractor(
    benchmark: BenchmarkFixture, name: str, bundled: list[tuple[bytes, str | None]]
) -> None:
    extractor = webassay.get(name)

    def extract_all() -> int:
        # New pages each time: a page keeps its decoded text, and decoding is part of the work.
        found = [webassay.run(extractor, Page(html, url)) for html, url in bundled]
        return sum(len(extraction.text) for extraction in found)

    extract_all()
    assert benchmark(extract_all) > 0
