"""Datasets: layouts recognised from their files, contents read, defects said in one line."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from webassay.site import site_of
from webassay_bench.datasets import bundled, load
from webassay_bench.errors import DatasetError


def _write(file: Path, content: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        file.write_bytes(gzip.compress(content) if file.suffix == ".gz" else content)
    else:
        file.write_text(json.dumps(content), encoding="utf-8")


@pytest.fixture
def wcxb(tmp_path: Path) -> Path:
    root = tmp_path / "wcxb"
    truth = {"main_content": "Body.", "with": ["Body"], "without": ["Menu", " "]}
    record = {
        "url": "https://a.b.example.co.uk/x",
        "_internal": {"page_type": {"primary": "forum"}},
        "ground_truth": truth,
    }
    _write(root / "metadata.json", {"version": "1.0"})
    _write(root / "dev" / "ground-truth" / "0001.json", record)
    _write(root / "dev" / "html" / "0001.html.gz", b"<p>Body.</p>")
    return root


def test_wcxb(wcxb: Path) -> None:
    dataset = load(wcxb)
    (page,) = dataset.pages
    assert (dataset.name, dataset.version) == ("wcxb-dev", "1.0")
    assert (page.id, page.site, page.page_type) == ("0001", "example.co.uk", "forum")
    assert page.gold.text == "Body."
    assert page.gold.forbidden == ("Menu",)  # a blank segment would stand in every text
    assert page.read().text == "<p>Body.</p>"


def test_article_extraction_benchmark(tmp_path: Path) -> None:
    _write(tmp_path / "ground-truth.json", {"k": {"articleBody": "T", "url": "http://x.de/"}})
    _write(tmp_path / "html" / "k.html.gz", b"<p>T")
    (page,) = load(tmp_path).pages
    assert (page.id, page.site, page.gold.text) == ("k", "x.de", "T")


def test_trafilatura_eval(tmp_path: Path) -> None:
    record = {"file": "x.html", "with": ["a"], "without": ["b"]}
    _write(tmp_path / "evaldata.json", {"https://x.fr/": record})
    _write(tmp_path / "eval" / "x.html", "é".encode("latin-1"))
    (page,) = load(tmp_path).pages
    assert page.gold.text is None
    assert page.gold.required == ("a",)
    assert page.read().text == "é"


def test_the_bundled_gold() -> None:
    dataset = load(bundled())
    assert len(dataset.pages) >= 12
    assert len({page.language.split("-")[0] for page in dataset.pages}) >= 4
    assert all(page.gold.text for page in dataset.pages)


def test_the_hash_tells_content_apart_and_not_its_packing(wcxb: Path) -> None:
    before = load(wcxb).sha256
    packed = wcxb / "dev" / "html" / "0001.html.gz"
    packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
    packed.unlink()
    assert load(wcxb).sha256 == before
    packed.with_suffix("").write_bytes(b"<p>Body!</p>")
    assert load(wcxb).sha256 != before


def test_the_hash_does_not_depend_on_where_the_folder_is(wcxb: Path, tmp_path: Path) -> None:
    elsewhere = shutil.copytree(wcxb, tmp_path / "elsewhere" / "wcxb")
    assert load(elsewhere).sha256 == load(wcxb).sha256


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ({"k": {"articleBody": 1}}, "'articleBody' must be text"),
        ({"k": []}, "'k' must be an object"),
        ([], "expected a JSON object"),
        ({}, "holds no pages"),
        ({"../../etc/passwd": {}}, "not a plain file name"),
    ],
)
def test_a_broken_index_is_said_in_one_line(tmp_path: Path, index: Any, said: str) -> None:
    _write(tmp_path / "ground-truth.json", index)
    (tmp_path / "html").mkdir()
    with pytest.raises(DatasetError, match=said) as raised:
        load(tmp_path)
    assert "\n" not in str(raised.value)


def test_a_folder_of_no_known_layout_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="webassay datasets list"):
        load(tmp_path)
    with pytest.raises(DatasetError, match="does not exist"):
        load(tmp_path / "missing")


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://news.bbc.co.uk/1", "bbc.co.uk"),
        ("http://someone.wordpress.com/x", "wordpress.com"),
        ("https://www.harbour.example:8080/", "harbour.example"),
        ("http://user@10.0.0.1:80/", "10.0.0.1"),
        ("http://[::1]/", "::1"),
        (None, None),
        ("", None),
    ],
)
def test_pages_are_clustered_by_registered_domain(url: str | None, site: str | None) -> None:
    assert site_of(url) == site
