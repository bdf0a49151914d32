"""Datasets, a loader a file. `load` recognises a folder's layout from its files."""

from __future__ import annotations

from pathlib import Path

from webassay_bench.datasets import article_benchmark, suite, trafilatura_eval, wcxb
from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage
from webassay_bench.errors import DatasetError

__all__ = ["Dataset", "Gold", "GoldPage", "bundled", "load"]

_LAYOUTS = {
    "WCXB (ground-truth/*.json beside html/)": wcxb,
    "article-extraction-benchmark (ground-truth.json and html/)": article_benchmark,
    "trafilatura-eval (evaldata.json and eval/)": trafilatura_eval,
    "a suite of labelled pages (*/page.html, lines.jsonl, meta.toml)": suite,
}


def load(root: Path) -> Dataset:
    """Read a dataset from its folder, whichever of the known layouts it has.

    Raises:
        DatasetError: there is no such folder, no layout fits, or what is in it is broken.
    """
    root = root.expanduser()
    if not root.is_dir():
        raise DatasetError(f"{root} is not a folder; name the folder of a dataset")
    for layout in _LAYOUTS.values():
        if layout.matches(root):
            dataset: Dataset = layout.load(root.resolve())
            return dataset
    known = "; ".join(_LAYOUTS)
    raise DatasetError(f"{root} has none of the known layouts, which are: {known}")


def bundled() -> Path:
    """Return the folder of the gold pages that come with webassay."""
    installed = Path(__file__).parents[1] / "bundled" / "pages"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "gold" / "pages"
