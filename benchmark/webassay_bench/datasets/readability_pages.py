"""The test pages of Mozilla's Readability: what its own output is expected to be.

    PAGE/source.html
    PAGE/expected.html
    PAGE/expected-metadata.json

The expectation is the output of Readability itself, looked over by its authors: a set on which it
cannot lose, of use for regressions and for comparing ports of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from webassay.visible import visible_lines
from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, read_text, unique

_SOURCE, _EXPECTED = "source.html", "expected.html"


def matches(root: Path) -> bool:
    """Tell whether a folder holds Readability's test pages, itself or in `test-pages`."""
    return any(root.glob(f"*/{_EXPECTED}")) or any(root.glob(f"test-pages/*/{_EXPECTED}"))


def load(root: Path) -> Dataset:
    """Read the test pages; the gold is the visible text of the expected HTML.

    Raises:
        DatasetError: a file cannot be read.
    """
    inner = root / "test-pages"
    folder = inner if any(inner.glob(f"*/{_EXPECTED}")) else root
    golds = sorted(folder.glob(f"*/{_EXPECTED}"))
    return Dataset("readability-pages", "", root, unique(_pages(golds), root), tuple(golds))


def _pages(golds: list[Path]) -> Iterator[GoldPage]:
    for file in golds:
        text = "\n".join(visible_lines(read_text(file)))
        yield GoldPage(
            id=file.parent.name,
            html=file.with_name(_SOURCE),
            url=None,
            gold=Gold(text=text),
            site=file.parent.name.rstrip("-0123456789") or file.parent.name,
        )
