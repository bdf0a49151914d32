"""How far two readers agree on the lines of a page beyond what chance would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webassay_bench.datasets.labels import LabelledLine, read_lines
from webassay_bench.datasets.suite import ALONE, DECISION, PASSES, page_folders, text_folders
from webassay_bench.errors import DatasetError


@dataclass(frozen=True)
class Agreement:
    """Agreement of two passes over the same lines.

    Attributes:
        readers: the names of the two passes.
        pages: pages, or texts, that both have read.
        lines: lines on them.
        label: Cohen's kappa on content, junk or optional.
        category: Cohen's kappa on the category, on lines that both call junk.
        label_share: share of lines with the same label.
        category_share: share of lines that both call junk with the same category.
        junk_lines: lines that both call junk.
    """

    readers: tuple[str, str]
    pages: int
    lines: int
    label: float
    category: float
    label_share: float
    category_share: float
    junk_lines: int


def kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Return Cohen's kappa of two sequences of labels.

    Source: Cohen, "A coefficient of agreement for nominal scales", Educational and Psychological
    Measurement 20 (1960): (p_o - p_e) / (1 - p_e).

    Returns:
        1 for full agreement, 0 for what chance gives, less for less; 1 where there is nothing to
        disagree on.

    Raises:
        ValueError: the sequences differ in length.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} labels against {len(second)}")
    total = len(first)
    if not total:
        return 1.0
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    counts, others = Counter(first), Counter(second)
    expected = sum(counts[label] * others[label] for label in counts) / total**2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def agreement(root: Path) -> Agreement:
    """Compare the two passes kept with a suite's pages, or the first two by name.

    Raises:
        DatasetError: no page has two passes, or the passes of a page are of different lines.
    """
    folders = [*page_folders(root), *text_folders(root)]
    pairs = [(folder, passes_of(folder)[:2]) for folder in folders]
    pairs = [(folder, passes) for folder, passes in pairs if len(passes) == 2]  # noqa: PLR2004
    if not pairs:
        raise DatasetError(f"no page of {root} has two passes in its {PASSES}/ folder")
    first: list[LabelledLine] = []
    second: list[LabelledLine] = []
    for _, files in pairs:
        one, other = (read_lines(file) for file in files)
        if [line.text for line in one] != [line.text for line in other]:
            raise DatasetError(f"{files[0]} and {files[1].name} are of different lines")
        first += one
        second += other
    junk = [(a, b) for a, b in zip(first, second, strict=True) if a.label == b.label == "junk"]
    same = sum(a.label == b.label for a, b in zip(first, second, strict=True))
    same_category = sum(a.category == b.category for a, b in junk)
    return Agreement(
        readers=(pairs[0][1][0].stem, pairs[0][1][1].stem),
        pages=len(pairs),
        lines=len(first),
        label=kappa([line.label for line in first], [line.label for line in second]),
        category=kappa([a.category for a, _ in junk], [b.category for _, b in junk]),
        label_share=same / max(1, len(first)),
        category_share=same_category / max(1, len(junk)),
        junk_lines=len(junk),
    )


def passes_of(folder: Path) -> list[Path]:
    """List the finished passes of two or more readers of a page, by their names.

    Left out are passes that still hold guesses, that of one who labels alone, and a decision.
    """
    found = sorted((folder / PASSES).glob("*.jsonl"))
    return [f for f in found if f.stem not in {ALONE, DECISION} and not _holds_guesses(f)]


def _holds_guesses(file: Path) -> bool:
    return '"guess": true' in file.read_text("utf-8")
