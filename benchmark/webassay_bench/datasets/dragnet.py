"""dragnet's training data (Peters and Lecocq 2013): articles with corrected texts.

    HTML/ID.html
    Corrected/ID.html.corrected.txt       the text; after a marker line, the comments

The gold is the text without the comments, as its authors score "content".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, read_text, unique

_ENDING = ".html.corrected.txt"
_COMMENTS = re.compile(r"\s*!@#\$%\^&\*\(\)\s+COMMENTS\s*")


def matches(root: Path) -> bool:
    """Tell whether a folder is dragnet's data."""
    return (root / "HTML").is_dir() and _corrected(root) is not None


def load(root: Path) -> Dataset:
    """Read dragnet's data; pages without a corrected text are not part of it.

    Raises:
        DatasetError: a file cannot be read, or there is no page with gold.
    """
    golds = sorted((_corrected(root) or root).glob(f"*{_ENDING}"))
    return Dataset("dragnet", "", root, unique(_pages(root, golds), root), tuple(golds))


def _corrected(root: Path) -> Path | None:
    for folder in (root / "Corrected", root / "corrected" / "Corrected"):
        if any(folder.glob(f"*{_ENDING}")):
            return folder
    return None


def _pages(root: Path, golds: list[Path]) -> Iterator[GoldPage]:
    for file in golds:
        name = file.name.removesuffix(_ENDING)
        text = _COMMENTS.split(read_text(file), maxsplit=1)[0].strip()
        yield GoldPage(name, root / "HTML" / f"{name}.html", None, Gold(text=text))
