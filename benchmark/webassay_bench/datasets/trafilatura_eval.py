"""trafilatura's evaluation set: segments that must, or must not, be in the output.

evaldata.json         {URL: {"file": ..., "with": [...], "without": [...]}}
eval/FILE[.gz]        pages as bytes, in many encodings; `cache/` is looked into first
"""

from __future__ import annotations

from pathlib import Path

from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, find_file, unique
from webassay_bench.datasets.json_file import object_of, read_object, text_of, texts_of

_INDEX = "evaldata.json"


def matches(root: Path) -> bool:
    """Tell whether a folder is trafilatura's evaluation set."""
    return (root / _INDEX).is_file() and (root / "eval").is_dir()


def load(root: Path) -> Dataset:
    """Read the set.

    Raises:
        DatasetError: its index is broken.
    """
    index = read_object(root / _INDEX)
    where = str(root / _INDEX)
    pages = []
    for url in index:
        record = object_of(index, url, where)
        name = text_of(record, "file", where)
        gold = Gold(
            required=texts_of(record, "with", where), forbidden=texts_of(record, "without", where)
        )
        pages.append(GoldPage(id=name, html=_file(root, name), url=url, gold=gold))
    return Dataset("trafilatura-eval", "", root, unique(pages, root), (root / _INDEX,))


def _file(root: Path, name: str) -> Path:
    cached = find_file(root / "cache", name)
    return cached if cached.is_file() else find_file(root / "eval", name)
