"""The web content extraction benchmark's combined layout (Bevendorff et al. 2023): several sets.

    ground-truth/SET.jsonl        {"page_id": ..., "plaintext": ..., "url": ...}
    html/SET/PAGE_ID.html[.gz]

Its eight sets were made for different ends, and their conventions differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, find_file, unique
from webassay_bench.datasets.json_file import read_records, text_of


def matches(root: Path) -> bool:
    """Tell whether a folder has the combined layout."""
    return bool(_indexes(root)) and (root / "html").is_dir()


def load(root: Path) -> Dataset:
    """Read the sets; a page's id is `SET/PAGE_ID`.

    Raises:
        DatasetError: an index is broken, or two pages share an id.
    """
    indexes = _indexes(root)
    pages = (page for index in indexes for page in _pages(root, index))
    return Dataset("wceb", "", root, unique(pages, root), tuple(indexes))


def _indexes(root: Path) -> list[Path]:
    return sorted((root / "ground-truth").glob("*.jsonl"))


def _pages(root: Path, index: Path) -> Iterator[GoldPage]:
    for where, record in read_records(index):
        name = text_of(record, "page_id", where)
        yield GoldPage(
            id=f"{index.stem}/{name}",
            html=find_file(root / "html" / index.stem, f"{name}.html"),
            url=text_of(record, "url", where) or None,
            gold=Gold(text=text_of(record, "plaintext", where)),
        )
