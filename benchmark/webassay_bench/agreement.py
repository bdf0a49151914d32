"""How far two readers agree on the lines of a page beyond what chance would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webassay_bench.datasets.labels import LabelledLine, read_lines
from webassay_bench.datasets.suite import ALONE, DECISION, PASSES, item_folders
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
    read = [folder for folder in item_folders(root) if len(passes_of(folder)) >= 2]  # noqa: PLR2004
    if not read:
        raise DatasetError(f"no page of {root} has two passes in its {PASSES}/ folder")
    pairs = [pair for folder in read for pair in paired_lines(folder)]
    junk = [(a, b) for a, b in pairs if a.label == b.label == "junk"]
    same = sum(a.label == b.label for a, b in pairs)
    same_category = sum(a.category == b.category for a, b in junk)
    first, second = (file.stem for file in passes_of(read[0])[:2])
    return Agreement(
        readers=(first, second),
        pages=len(read),
        lines=len(pairs),
        label=kappa([a.label for a, _ in pairs], [b.label for _, b in pairs]),
        category=kappa([a.category for a, _ in junk], [b.category for _, b in junk]),
        label_share=same / max(1, len(pairs)),
        category_share=same_category / max(1, len(junk)),
        junk_lines=len(junk),
    )


def paired_lines(folder: Path) -> list[tuple[LabelledLine, LabelledLine]]:
    """Return the lines of a page as its first two readers, by name, have labelled them.

    Raises:
        DatasetError: there are not two finished passes, or they are of different lines.
    """
    passes = passes_of(folder)
    if len(passes) < 2:  # noqa: PLR2004 # two readers
        raise DatasetError(
            f"{folder.name} has {len(passes)} finished passes; two are needed to decide"
        )
    first, second = (read_lines(file) for file in passes[:2])
    if [line.text for line in first] != [line.text for line in second]:
        raise DatasetError(f"{passes[0]} and {passes[1].name} are of different lines")
    return list(zip(first, second, strict=True))


def passes_of(folder: Path) -> list[Path]:
    """List the finished passes of two or more readers of a page, by their names.

    Left out are passes that still hold guesses, that of one who labels alone, and a decision.
    """
    found = sorted((folder / PASSES).glob("*.jsonl"))
    return [f for f in found if f.stem not in {ALONE, DECISION} and not _holds_guesses(f)]


def _holds_guesses(file: Path) -> bool:
    return '"guess": true' in file.read_text("utf-8")
