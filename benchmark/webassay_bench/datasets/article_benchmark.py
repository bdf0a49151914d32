"""The article extraction benchmark of Scrapinghub (now Zyte): news and blog article bodies.

ground-truth.json         {ID: {"articleBody": ..., "url": ...}}
html/ID.html[.gz]
"""

from __future__ import annotations

from pathlib import Path

from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, find_file, unique
from webassay_bench.datasets.json_file import object_of, read_object, text_of

_INDEX = "ground-truth.json"


def matches(root: Path) -> bool:
    """Tell whether a folder is the article extraction benchmark."""
    return (root / _INDEX).is_file() and (root / "html").is_dir()


def load(root: Path) -> Dataset:
    """Read the benchmark.

    Raises:
        DatasetError: its index is broken.
    """
    index = read_object(root / _INDEX)
    where = str(root / _INDEX)
    pages = []
    for name in index:
        record = object_of(index, name, where)
        pages.append(
            GoldPage(
                id=name,
                html=find_file(root / "html", f"{name}.html"),
                url=text_of(record, "url", where) or None,
                gold=Gold(text=text_of(record, "articleBody", where)),
                page_type="article",
            )
        )
    return Dataset("article-extraction-benchmark", "", root, unique(pages, root), (root / _INDEX,))
