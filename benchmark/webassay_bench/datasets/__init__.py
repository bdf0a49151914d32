"""Datasets, a loader a file. `load` recognises a layout from its files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from webassay_bench.datasets import table
from webassay_bench.datasets.catalogue import LAYOUTS, Layout
from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage
from webassay_bench.errors import DatasetError

__all__ = ["LAYOUTS", "Dataset", "Gold", "GoldPage", "Layout", "bundled", "load"]


def load(path: Path, columns: Mapping[str, str] | None = None) -> Dataset:
    """Read a dataset from its folder or file, whichever of the known layouts it has.

    Args:
        path: the folder, or the file of records.
        columns: for a file of records: which column holds what; see `table.load`.

    Raises:
        DatasetError: there is no such path, no layout fits, or what is in it is broken.
    """
    path = path.expanduser()
    if not path.exists():
        raise DatasetError(f"{path} does not exist; name the folder or file of a dataset")
    if columns and table.matches(path):
        return table.load(path.resolve(), columns)
    for layout in LAYOUTS:
        if (path.is_dir() or layout.load is table.load) and layout.matches(path):
            return layout.load(path.resolve())
    raise DatasetError(f"{path} has none of the known layouts; `webassay datasets list` shows them")


def bundled() -> Path:
    """Return the folder of the gold pages that come with webassay."""
    installed = Path(__file__).parents[1] / "bundled" / "pages"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "gold" / "pages"
