"""WCXB, the Web Content Extraction Benchmark (Foley 2026): pages of seven types with full texts.

    metadata.json                     name, version
    SPLIT/ground-truth/ID.json        url, page type, main_content (and as Markdown), with, without
    SPLIT/html/ID.html[.gz]

A folder that holds one split alone (`ground-truth/` and `html/`) is read as well. Its annotations
were drafted by language models and then reviewed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, find_file, unique
from webassay_bench.datasets.json_file import object_of, read_object, text_of, texts_of


def matches(root: Path) -> bool:
    """Tell whether a folder is WCXB or one split of it."""
    return bool(_splits(root))


def load(root: Path) -> Dataset:
    """Read WCXB.

    Raises:
        DatasetError: a file is broken, or two pages share an id.
    """
    splits = _splits(root)
    metadata = root / "metadata.json"
    about = read_object(metadata) if metadata.is_file() else {}
    files = [file for split in splits for file in sorted((split / "ground-truth").glob("*.json"))]
    pages = unique(_pages(files), root)
    names = [split.name for split in splits if split != root]
    return Dataset(
        name="-".join(["wcxb", *names]),
        version=str(about.get("version", "")),
        root=root,
        pages=pages,
        gold_files=tuple(files),
        remarks=_remarks(about, pages),
    )


def _remarks(about: dict[str, Any], pages: tuple[GoldPage, ...]) -> tuple[str, ...]:
    listed = about.get("files")
    if not isinstance(listed, dict):
        return ()
    known = sum(page.id in listed for page in pages)
    return (f"metadata.json lists {known} of {len(pages)} pages",) if known < len(pages) else ()


def _splits(root: Path) -> list[Path]:
    folders = [root, *sorted(folder for folder in root.iterdir() if folder.is_dir())]
    return [
        f for f in folders if any((f / "ground-truth").glob("*.json")) and (f / "html").is_dir()
    ]


def _pages(files: list[Path]) -> Iterator[GoldPage]:
    for file in files:
        record = read_object(file)
        truth = object_of(record, "ground_truth", str(file))
        internal = record.get("_internal")
        page_type = internal.get("page_type") if isinstance(internal, dict) else None
        url = text_of(record, "url", str(file)) or None
        yield GoldPage(
            id=file.stem,
            html=find_file(file.parent.parent / "html", f"{file.stem}.html"),
            url=url,
            gold=Gold(
                text=text_of(truth, "main_content", str(file)),
                required=texts_of(truth, "with", str(file)),
                forbidden=texts_of(truth, "without", str(file)),
                markdown=text_of(truth, "main_content_markdown", str(file)) or None,
                url=url,
            ),
            page_type=str(page_type.get("primary", "")) if isinstance(page_type, dict) else "",
            split=file.parent.parent.name,
        )
