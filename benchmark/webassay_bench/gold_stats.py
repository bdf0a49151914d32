"""What is in a suite of labelled pages or texts, counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from webassay_bench.datasets.labels import LabelledLine, read_lines
from webassay_bench.datasets.suite import (
    PAGE_FILES,
    item_folders,
    page_folders,
    read_meta,
    text_folders,
)

_FACETS = ("page_type", "language", "script", "family", "encoding")
_WORD = re.compile(r"\w+")
_CLASS = re.compile(r"""\bclass\s*=\s*["']([^"']+)["']""")
_SHINGLE = 8  # words; so many in a row are hardly ever chance
_SHARED_TEXT = 0.05  # of the shingles of two pages; above it one borrows from the other
_SHARED_CLASSES = 0.4  # of the class attributes of two pages; above it they share a skeleton
_FEWEST_CLASSES = 10  # below it a page of the nineties says nothing


@dataclass
class GoldStats:
    """Counts of a suite.

    Attributes:
        suite: its name.
        pages: pages, with HTML.
        texts: texts without HTML.
        lines: labelled lines.
        labels: lines by label.
        categories: junk lines by category.
        facets: items by page type, language, script, family and encoding.
        middle: pages with 80 to 300 visible lines.
    """

    suite: str
    pages: int = 0
    texts: int = 0
    lines: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    categories: Counter[str] = field(default_factory=Counter)
    facets: dict[str, Counter[str]] = field(default_factory=dict)
    middle: int = 0


def count(root: Path) -> GoldStats:
    """Count what is in a suite.

    Raises:
        DatasetError: a file of it cannot be read.
    """
    pages, texts = page_folders(root), text_folders(root)
    stats = GoldStats(root.name, len(pages), len(texts))
    stats.facets = {name: Counter() for name in _FACETS}
    for folder in (*pages, *texts):
        lines = read_lines(folder / PAGE_FILES[1])
        meta = read_meta(folder)
        stats.lines += len(lines)
        stats.middle += folder in pages and 80 <= len(lines) <= 300  # noqa: PLR2004 # as documented
        stats.labels.update(str(line.label) for line in lines)
        stats.categories.update(line.category for line in lines if line.category)
        for name in _FACETS:
            if value := str(meta.get(name, "")):
                key = value.partition("-")[0] if name == "language" else value
                stats.facets[name][key] += 1
    return stats


def near_duplicates(root: Path) -> Iterator[tuple[str, str]]:
    """Find pages or texts that are too much alike.

    Yields:
        The name of one of the two, and in what it is like the other.
    """
    items = item_folders(root)
    shingles = {folder.name: _shingles(read_lines(folder / PAGE_FILES[1])) for folder in items}
    classes = {folder.name: _classes(folder) for folder in page_folders(root)}
    for first, second in combinations(sorted(shingles), 2):
        if _overlap(shingles[first], shingles[second]) > _SHARED_TEXT:
            yield second, f"its text is much like that of {first}"
    for first, second in combinations(sorted(classes), 2):
        if min(len(classes[first]), len(classes[second])) < _FEWEST_CLASSES:
            continue
        if _overlap(classes[first], classes[second]) > _SHARED_CLASSES:
            yield second, f"its classes are much like those of {first}"


def _shingles(lines: list[LabelledLine]) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for line in lines:
        words = _WORD.findall(line.text.lower())
        found.update(
            tuple(words[n : n + _SHINGLE]) for n in range(max(0, len(words) - _SHINGLE + 1))
        )
    return frozenset(found)


def _classes(folder: Path) -> frozenset[str]:
    """List a page's class attributes, each as a whole: utility classes alone are everybody's."""
    html = (folder / PAGE_FILES[0]).read_bytes().decode("utf-8", "replace")
    return frozenset(" ".join(names.split()) for names in _CLASS.findall(html))


def _overlap(first: frozenset[object], second: frozenset[object]) -> float:
    """Return the share of the smaller set that stands in the larger one."""
    return len(first & second) / max(1, min(len(first), len(second)))
