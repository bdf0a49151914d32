"""The layouts of others: each read from a small hand-made example, each recognised by itself."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from webassay_bench import dataset_check, export
from webassay_bench.datasets import LAYOUTS, bundled, load
from webassay_bench.datasets.table import strip_annotation
from webassay_bench.errors import DatasetError


def _lay(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def _records(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_the_combined_layout_of_several_sets(tmp_path: Path) -> None:
    root = _lay(
        tmp_path,
        {
            "ground-truth/cetd.jsonl": _records({"page_id": "p1", "plaintext": "Text one"}),
            "ground-truth/l3s.jsonl": _records({"page_id": "p1", "plaintext": "Text two"}),
            "html/cetd/p1.html": "<p>Text one",
            "html/l3s/p1.html.gz": gzip.compress(b"<p>Text two"),
        },
    )
    dataset = load(root)
    assert dataset.name == "wceb"
    assert [page.id for page in dataset.pages] == ["cetd/p1", "l3s/p1"]
    assert [page.gold.text for page in dataset.pages] == ["Text one", "Text two"]
    assert dataset.pages[1].read().text == "<p>Text two"


def test_cleaneval_without_its_wrapper_and_marks(tmp_path: Path) -> None:
    root = _lay(
        tmp_path,
        {
            "orig/7.html": '<text id="7" title="x" encoding="utf-8">\n<p>Head</p></text>',
            "clean/7.txt": "URL: http://www.a.example/x\n\n<h>Head\n\n<p>Body of it\n<l>an item\n",
            "orig/8.html": "<text>no gold</text>",
        },
    )
    (page,) = load(root).pages
    assert page.url == "http://www.a.example/x"
    assert page.gold.text == "Head\n\nBody of it\nan item"
    assert page.read().html == b"<p>Head</p>"


def test_cleanportaleval_is_told_from_it(tmp_path: Path) -> None:
    _lay(tmp_path, {"input/1.html": "<p>a", "GoldStandard/1.txt": "a"})
    assert load(tmp_path).name == "cleanportaleval"


def test_dragnet_without_its_comments(tmp_path: Path) -> None:
    gold = "The text.\n\n\n!@#$%^&*()  COMMENTS\nA comment.".encode("utf-16")
    _lay(tmp_path, {"HTML/R1.html": "<p>The text.", "Corrected/R1.html.corrected.txt": gold})
    (page,) = load(tmp_path).pages
    assert (page.id, page.gold.text) == ("R1", "The text.")


def test_readability_pages_by_the_visible_text_of_what_is_expected(tmp_path: Path) -> None:
    files = {"source.html": "<nav>Menu</nav><p>Text</p>", "expected.html": "<div><p>Text</p></div>"}
    _lay(tmp_path, {f"test-pages/bbc-{n}/{name}": c for n in "12" for name, c in files.items()})
    dataset = load(tmp_path)
    assert [page.id for page in dataset.pages] == ["bbc-1", "bbc-2"]
    assert {page.site for page in dataset.pages} == {"bbc"}
    assert dataset.pages[0].gold.text == "Text"


def test_pages_beside_texts(tmp_path: Path) -> None:
    _lay(tmp_path, {"a.html": "<p>A", "a.txt": "A", "b.htm": "<p>B", "c.html": "<p>no text"})
    (page,) = load(tmp_path).pages
    assert (page.id, page.gold.text) == ("a", "A")


SELECTED = (
    '<body data-anno-uid="anno-uid-1"><p cc-select="true" class="lead mark-selected" '
    'data-anno-uid="anno-uid-2" style="">One <marked-text cc-select="true">two</marked-text></p>'
    "<div class='mark-selected' style=\"\">three</div></body>"
)


def test_webmainbench_without_its_annotation(tmp_path: Path) -> None:
    row = {
        "track_id": "t1",
        "html": SELECTED,
        "url": "https://a.example/",
        "groundtruth_content": "# One",
        "meta": {"language": "en"},
    }
    dataset = load(_lay(tmp_path, {"WebMainBench.jsonl": _records(row)}))
    (page,) = dataset.pages
    assert (dataset.name, page.id, page.language) == ("webmainbench", "t1", "en")
    assert page.gold.text == "# One"
    expected = '<body><p class="lead">One two</p><div>three</div></body>'
    assert page.read().text == expected


def test_pages_without_annotation_are_left_to_the_letter() -> None:
    html = '<p style="" class="x">mark-selected</p>'
    assert strip_annotation(html) == html


def test_records_with_columns_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    file.write_text(_records({"raw": "<p>é", "body": "é", "key": 7}), encoding="utf-8")
    (page,) = load(file, {"html": "raw", "text": "body", "id": "key"}).pages
    assert (page.id, page.gold.text, page.read().text) == ("7", "é", "<p>é")
    with pytest.raises(DatasetError, match=r"name one with --columns html=NAME"):
        load(file)
    with pytest.raises(DatasetError, match="no column role 'colour'"):
        load(file, {"colour": "raw"})


def test_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = arrow.table({"id": ["a"], "html": [b"<p>T"], "text": ["T"], "lang": ["de"]})
    parquet.write_table(table, tmp_path / "set.parquet")
    (page,) = load(tmp_path / "set.parquet").pages
    assert (page.id, page.language, page.read().html) == ("a", "de", b"<p>T")
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    with pytest.raises(DatasetError, match="cannot read"):
        load(tmp_path / "bad.parquet")


@pytest.mark.parametrize("line", ["{", "[]", '"x"', '{"id": 1, "html": 3, "text": ""}'])
def test_a_broken_record_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(_records({"html": "<p>", "text": ""}) + line + "\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"x\.jsonl:2"):
        load(file)


def test_every_layout_says_what_it_is() -> None:
    for layout in LAYOUTS:
        assert layout.files, layout.name
        assert layout.gold, layout.name
        assert layout.obtain, layout.name
        assert layout.license, layout.name


@pytest.mark.parametrize(
    ("layout", "name"),
    [("wcxb", "wcxb-gold"), ("article-benchmark", "article-extraction-benchmark")],
)
def test_exported_gold_is_read_back(tmp_path: Path, layout: str, name: str) -> None:
    count = export.export(bundled(), tmp_path / "out", layout)
    read, original = load(tmp_path / "out"), load(bundled())
    assert read.name == name
    assert count == len(original.pages)
    texts = {page.id: page.gold.text for page in read.pages}
    assert texts == {page.id: page.gold.text for page in original.pages}
    html = {page.id: page.read().html for page in original.pages}
    assert all(page.read().html == html[page.id] for page in read.pages)


def test_exported_segments_agree_with_the_exported_text(tmp_path: Path) -> None:
    export.export(bundled(), tmp_path / "out", "wcxb")
    dataset = load(tmp_path / "out")
    found = {defect.kind for defect in dataset_check.check(dataset)}
    assert not found & {"required-not-in-gold", "forbidden-in-gold", "empty-gold"}


def test_exported_records_are_read_back(tmp_path: Path) -> None:
    export.export(bundled(), tmp_path / "gold.jsonl", "jsonl")
    dataset = load(tmp_path / "gold.jsonl")
    assert {p.id: p.gold.text for p in dataset.pages} == {
        p.id: p.gold.text for p in load(bundled()).pages
    }


def test_an_unknown_layout_to_export_to_is_said_in_one_line(tmp_path: Path) -> None:
    command = [str(Path(sys.executable).with_name("webassay")), "datasets", "export"]
    command += [str(tmp_path / "x"), "--layout", "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "wcxb, article-benchmark, jsonl" in done.stderr
