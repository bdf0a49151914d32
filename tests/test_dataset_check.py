"""What is wrong with a dataset is found, counted, and can be left out of runs."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from webassay_bench.dataset_check import KINDS, check, exclude, write_exclusions
from webassay_bench.datasets import Dataset, load
from webassay_bench.errors import DatasetError

DATA = os.environ.get("WEBASSAY_DATA", "")


def _page(root: Path, split: str, name: str, html: str, **truth: Any) -> None:
    for folder in ("html", "ground-truth"):
        (root / split / folder).mkdir(parents=True, exist_ok=True)
    (root / split / "html" / f"{name}.html").write_text(html, encoding="utf-8")
    url = truth.pop("url", f"https://{name}.example/")
    record = {"url": url, "ground_truth": truth}
    file = root / split / "ground-truth" / f"{name}.json"
    file.write_text(json.dumps(record), encoding="utf-8")


@pytest.fixture
def flawed(tmp_path: Path) -> Dataset:
    good = {"main_content": "One two three", "with": ["One two"], "without": ["Menu"]}
    html = "<nav>Menu</nav><p>One  two three</p>"
    _page(tmp_path, "dev", "good", html, **good)
    _page(
        tmp_path, "dev", "empty", "<p>x</p>", main_content="", **{"with": ["x"], "without": ["y"]}
    )
    _page(tmp_path, "dev", "loose", "<p>Four</p>", main_content="Four", **{"with": ["Four"]})
    _page(
        tmp_path,
        "dev",
        "torn",
        "<p>Five six</p>",
        main_content="Five six",
        **{"with": ["seven"], "without": ["FIVE   six"]},
    )
    _page(tmp_path, "dev", "other", "<p>unlike</p>", **(good | {"main_content": "Eight nine ten"}))
    _page(tmp_path, "dev", "damaged", "<p>cafÃ© â€œx</p>", main_content="cafÃ©", without=["z"])
    _page(tmp_path, "test", "good2", html, **good, url="https://www.good.example/")
    return load(tmp_path)


def test_each_kind_of_defect_is_found_where_it_is(flawed: Dataset) -> None:
    found = {(d.kind, d.page) for d in check(flawed)}
    expected = {
        ("empty-gold", "empty"),
        ("no-forbidden", "loose"),
        ("required-not-in-gold", "torn"),
        ("forbidden-in-gold", "torn"),
        ("gold-not-in-page", "other"),
        ("required-not-in-gold", "other"),
        ("encoding-damage", "damaged"),
        ("same-page", "good2"),
        ("same-gold", "good2"),
        ("site-in-both-splits", "good"),
        ("site-in-both-splits", "good2"),
    }
    assert found == expected


def test_sites_shared_with_another_set_are_found(flawed: Dataset, tmp_path: Path) -> None:
    _page(tmp_path / "b", "held", "x", "<p>x", main_content="x", url="http://a.torn.example/")
    other = load(tmp_path / "b")
    shared = {d.page for d in check(flawed, other) if "stands in wcxb-held" in d.detail}
    assert shared == {"torn"}


def test_an_unreadable_page_is_a_defect_like_any_other(flawed: Dataset) -> None:
    (flawed.root / "dev" / "html" / "good.html").unlink()
    assert ("unreadable", "good") in {(d.kind, d.page) for d in check(flawed)}


def test_a_list_of_pages_to_leave_out_is_honoured_and_changes_the_hash(
    flawed: Dataset, tmp_path: Path
) -> None:
    file = tmp_path / "without.json"
    count = write_exclusions(file, flawed, check(flawed), ["empty-gold", "gold-not-in-page"])
    assert count == 2
    kept = exclude(flawed, file)
    assert kept.excluded == ("empty", "other")
    assert {page.id for page in kept.pages} == {"good", "loose", "torn", "damaged", "good2"}
    assert kept.sha256 != flawed.sha256


def test_a_list_made_for_other_data_is_refused(flawed: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "without.json"
    write_exclusions(file, flawed, check(flawed), ["empty-gold"])
    (flawed.root / "dev" / "html" / "good.html").write_text("<p>new</p>", encoding="utf-8")
    with pytest.raises(DatasetError, match="made for other data"):
        exclude(load(flawed.root), file)


def test_an_unknown_kind_is_said(flawed: Dataset, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no kind of defect is called 'bad'"):
        write_exclusions(tmp_path / "x", flawed, [], ["bad"])


@pytest.mark.skipif(not DATA, reason="WEBASSAY_DATA does not name the folder of the data")
def test_the_known_defects_of_wcxb_are_found_by_number() -> None:
    defects = check(load(Path(DATA) / "wcxb"))
    counts = Counter(defect.kind for defect in defects)
    pages = {kind: len({d.page for d in defects if d.kind == kind}) for kind in KINDS}
    assert counts["empty-gold"] == 21
    assert counts["no-forbidden"] == 15
    assert (counts["forbidden-in-gold"], pages["forbidden-in-gold"]) == (15, 14)
    assert (counts["required-not-in-gold"], pages["required-not-in-gold"]) == (35, 24)
    assert pages["structure-lost"] == 533
    assert [d.detail for d in defects if d.kind == "set"] == [
        "metadata.json lists 1358 of 1497 pages"
    ]
