"""The judge of lines against the extractor whose text it cleans, on the bundled pages.

`many` judges the texts together, as `webassay clean` does; `one` judges them one by one.
"""

from __future__ import annotations

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from webassay import Page, get
from webassay.junk.document import Document
from webassay.junk.flagging import flag_all
from webassay_bench import datasets


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return [page.read() for page in datasets.load(datasets.bundled()).pages]


@pytest.fixture(scope="module")
def documents(pages: list[Page]) -> list[Document]:
    extract = get("trafilatura").extract
    return [Document(str(extract(page)), extractor="trafilatura") for page in pages]


@pytest.mark.benchmark(group="trafilatura and the judge of its lines")
def test_trafilatura(benchmark: BenchmarkFixture, pages: list[Page]) -> None:
    extract = get("trafilatura").extract
    benchmark(lambda: [extract(page) for page in pages])


@pytest.mark.benchmark(group="trafilatura and the judge of its lines")
def test_one(benchmark: BenchmarkFixture, documents: list[Document]) -> None:
    benchmark(lambda: [next(flag_all([document])) for document in documents])


@pytest.mark.benchmark(group="trafilatura and the judge of its lines")
def test_many(benchmark: BenchmarkFixture, documents: list[Document]) -> None:
    lines = benchmark(lambda: sum(map(len, flag_all(documents))))
    benchmark.extra_info["lines"] = lines
