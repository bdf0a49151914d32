"""Texts to learn lines from: what extractors leave of pages, and texts with labelled lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from webassay import get, run
from webassay.junk.document import Document
from webassay.junk.features import EXTRACTORS
from webassay.junk.line import CATEGORIES
from webassay.junk.of_page import JudgedPage
from webassay.junk.origin import title_of
from webassay.junk.removal import split
from webassay_bench.datasets import GoldPage
from webassay_bench.datasets.labels import LabelledLine, read_lines
from webassay_bench.datasets.suite import read_meta, text_folders
from webassay_bench.train.crossed import model_of
from webassay_bench.train.junk.labels import AMBIGUOUS, CONTENT, JUNK, Labels, labels_of

JUDGED = tuple(name for name in EXTRACTORS if name)
GOLD = 15.0  # what a lesson of labelled lines counts for, against one of aligned ones
_OF_LABEL = {"content": CONTENT, "junk": JUNK, "optional": AMBIGUOUS}
NO_CATEGORY = -1


@dataclass(frozen=True)
class Lesson:
    """A text with labelled lines.

    Attributes:
        site: texts of one site never stand on both sides of a split.
        page: the id of the page that it was made from, or of the text itself.
        document: where it is from; its text is not kept.
        lines: those that are not blank, without white space at their ends.
        labels: of each line.
        categories: of each line the number of its kind of junk in `CATEGORIES`, or -1.
        language: BCP 47, or "".
        gold: the full text of the page, or None where only lines are labelled.
        of_page: what the page tells of each line, `of_page.COLUMNS` by lines; None without it.
        weight: what its lines count for together, against 1 for those of an aligned text.
        practice: whether no figure and no threshold rests on it: it is learnt from alone.
    """

    site: str
    page: str
    document: Document
    lines: list[str]
    labels: Labels
    categories: NDArray[np.int8] = field(repr=False)
    language: str = ""
    gold: str | None = None
    of_page: NDArray[np.float64] | None = field(default=None, repr=False)
    weight: float = 1.0
    practice: bool = False

    @property
    def labelled(self) -> bool:
        """Whether people, and not an alignment, labelled its lines."""
        return self.gold is None or bool((self.categories >= 0).any())


def lessons_of(pages: Sequence[GoldPage], jobs: int, folds: Path | None) -> Iterator[list[Lesson]]:
    """Extract pages with every extractor of `JUDGED` and label what they leave.

    Args:
        pages: with gold texts or labelled lines.
        jobs: processes at once.
        folds: models of webassay's own extractor by fold, so that a page is judged by one that
            never saw its site; None where none of them saw any of these pages.

    Yields:
        The lessons of each page, in order; none for a page without gold.
    """
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(_of_page, folds=folds), pages, chunksize=4)


def texts_of(suite: Path) -> list[Lesson]:
    """Read the labelled texts of a suite; each is a site of its own.

    Raises:
        DatasetError: one cannot be read.
    """
    return [_of_text(folder) for folder in text_folders(suite)]


def _of_text(folder: Path) -> Lesson:
    labelled = read_lines(folder / "lines.jsonl")
    meta = read_meta(folder)
    lines = [line.text for line in labelled]
    labels, categories = _own_labels(lines, labelled)
    return Lesson(
        f"text:{folder.name}",
        folder.name,
        Document("", title=str(meta.get("title", ""))),
        lines,
        labels,
        categories,
        str(meta.get("language", "")),
        weight=GOLD,
    )


def _of_page(gold_page: GoldPage, folds: Path | None) -> list[Lesson]:
    gold = gold_page.gold
    if gold.text is None:
        return []
    page = gold_page.read()
    title = title_of(page)
    judged = JudgedPage.of(page, model_of(page, folds) if folds else None)
    lessons = []
    for name in JUDGED:
        lines = lines_of(run(get(name), page).text)
        if not lines:
            continue
        if gold.lines:
            labels, categories = _own_labels(lines, gold.lines)
        else:
            labels = labels_of(lines, gold.text)
            categories = np.full(len(lines), NO_CATEGORY, np.int8)
        document = Document("", title, gold_page.site, name)
        lessons.append(
            Lesson(
                gold_page.site,
                gold_page.id,
                document,
                lines,
                labels,
                categories,
                gold_page.language,
                gold.text,
                judged.columns(lines),
                GOLD if gold.lines else 1.0,
            )
        )
    return lessons


def lines_of(text: str) -> list[str]:
    """List the lines of a text that are not blank, without white space at their ends."""
    return [stripped for line in split(text) if (stripped := line.strip())]


def _own_labels(
    lines: list[str], labelled: Sequence[LabelledLine]
) -> tuple[Labels, NDArray[np.int8]]:
    """Look lines up among labelled ones; one that is not there, or in two ways, is ambiguous."""
    known: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for line in labelled:
        category = CATEGORIES.index(line.category) if line.category else NO_CATEGORY
        known[" ".join(line.text.split())].add((_OF_LABEL[line.label or "optional"], category))
    found = [known.get(" ".join(line.split()), set()) for line in lines]
    verdicts = [next(iter(v)) if len(v) == 1 else (AMBIGUOUS, NO_CATEGORY) for v in found]
    labels, categories = np.array(verdicts, np.int8).reshape(-1, 2).T
    return labels, categories
