"""Labelled pages in the layouts of others, so that their scorers run on them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from webassay.page import decode
from webassay_bench.datasets.dataset import read_bytes
from webassay_bench.datasets.labels import LabelledLine, gold_text, read_lines
from webassay_bench.datasets.suite import page_folders, read_manifest, read_meta
from webassay_bench.errors import DatasetError

_MIN_SEGMENT = 25  # characters: shorter lines stand in many a text by chance
_MOST_SEGMENTS = 5  # of each kind, spread over the page, as WCXB has them

Exported = dict[str, Any]


def export(root: Path, target: Path, layout: str, *, optional: bool = False) -> int:
    """Write a suite of labelled pages in another layout.

    Args:
        root: the suite.
        target: the folder to make, or the file for `jsonl`.
        layout: `wcxb`, `article-benchmark` or `jsonl`.
        optional: whether optional lines belong to the text.

    Returns:
        The number of pages written.

    Raises:
        DatasetError: the suite is broken, the layout unknown, or the target cannot be written.
    """
    writers = {"wcxb": _wcxb, "article-benchmark": _article_benchmark, "jsonl": _jsonl}
    if layout not in writers:
        raise DatasetError(f"no layout is called '{layout}'; there are {', '.join(writers)}")
    pages = [_exported(folder, optional=optional) for folder in page_folders(root)]
    if not pages:
        raise DatasetError(f"{root} holds no labelled pages")
    try:
        writers[layout](root, target, pages)
    except OSError as error:
        raise DatasetError(f"cannot write {target}: {error.strerror}") from error
    return len(pages)


def _exported(folder: Path, *, optional: bool) -> Exported:
    lines = read_lines(folder / "lines.jsonl")
    text = gold_text(lines, optional=optional)
    required = _segments(lines, "content")
    forbidden = [segment for segment in _segments(lines, "junk") if segment not in text]
    about = {name: value for name, value in read_meta(folder).items() if name != "notes"}
    return about | {
        "id": folder.name,
        "html": read_bytes(folder / "page.html"),
        "text": text,
        "with": required,
        "without": forbidden,
    }


def _segments(lines: list[LabelledLine], label: str) -> list[str]:
    texts = [x.text for x in lines if x.label == label and len(x.text) >= _MIN_SEGMENT]
    step = max(1, len(texts) // _MOST_SEGMENTS)
    return texts[::step][:_MOST_SEGMENTS]


def _wcxb(root: Path, target: Path, pages: list[Exported]) -> None:
    for name in ("ground-truth", "html"):
        (target / "gold" / name).mkdir(parents=True, exist_ok=True)
    for page in pages:
        truth = {
            "title": page.get("title", ""),
            "author": page.get("author"),
            "publish_date": page.get("date"),
            "main_content": page["text"],
            "with": page["with"],
            "without": page["without"],
        }
        record = {
            "schema_version": "2.0",
            "url": page.get("url"),
            "file_id": page["id"],
            "_internal": {"page_type": {"primary": page.get("page_type", "")}},
            "ground_truth": truth,
        }
        _write_json(target / "gold" / "ground-truth" / f"{page['id']}.json", record)
        (target / "gold" / "html" / f"{page['id']}.html").write_bytes(page["html"])
    version = read_manifest(root).get("version", "")
    _write_json(target / "metadata.json", {"name": root.name, "version": version})


def _article_benchmark(_root: Path, target: Path, pages: list[Exported]) -> None:
    (target / "html").mkdir(parents=True, exist_ok=True)
    for page in pages:
        (target / "html" / f"{page['id']}.html").write_bytes(page["html"])
    index = {p["id"]: {"articleBody": p["text"], "url": p.get("url", "")} for p in pages}
    _write_json(target / "ground-truth.json", index)


def _jsonl(_root: Path, target: Path, pages: list[Exported]) -> None:
    rows = []
    for page in pages:
        html = decode(page["html"])
        rows.append(json.dumps(page | {"html": html}, ensure_ascii=False, default=str) + "\n")
    target.write_text("".join(rows), encoding="utf-8")


def _write_json(file: Path, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str)
    file.write_text(text + "\n", encoding="utf-8")
