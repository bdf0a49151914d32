"""A plain folder of pages and texts: `ID.html` beside `ID.txt`, each gzipped or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from webassay_bench.datasets.dataset import (
    Dataset,
    Gold,
    GoldPage,
    find_file,
    page_name,
    read_text,
    unique,
)


def matches(root: Path) -> bool:
    """Tell whether a folder holds a page that has its text beside it."""
    return next(_pairs(root), None) is not None


def load(root: Path) -> Dataset:
    """Read the folder; pages without a text beside them are not part of it.

    Raises:
        DatasetError: a text cannot be read, or two pages share a name.
    """
    pairs = list(_pairs(root))
    pages = (GoldPage(name, html, None, Gold(text=read_text(text))) for name, html, text in pairs)
    return Dataset(root.name, "", root, unique(pages, root), tuple(text for _, _, text in pairs))


def _pairs(root: Path) -> Iterator[tuple[str, Path, Path]]:
    for file in sorted(root.iterdir()):
        name = page_name(file)
        if name is not None:
            text = find_file(root, f"{name}.txt")
            if text.is_file():
                yield name, file, text
