"""What the trees learn from: the lines of lessons, described by evidence that saw other sites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.junk.evidence import Evidence
from webassay.junk.features import Lines, features_of
from webassay.junk.of_page import COLUMNS
from webassay.junk.shapes import Columns
from webassay.junk.surroundings import Surroundings
from webassay_bench.train.folds import SEED, folds_of
from webassay_bench.train.junk.labels import AMBIGUOUS
from webassay_bench.train.junk.lessons import Lesson
from webassay_bench.train.junk.linear import Grams
from webassay_bench.train.junk.phrases import Phrase

INNER = 3  # folds within which the evidence is fitted for the trees
# Shares of the aligned texts, and of those that are whole pages, that the trees see: the texts of
# one page are much alike, and whole pages have half of all lines.
_SEEN, _SEEN_WHOLE = 0.7, 0.3
_OF_PAGE = "page_"  # how the names of the columns that need the page begin
_AT_ONCE = 4096  # lines


@dataclass(frozen=True)
class Part:
    """The lines of some lessons.

    Attributes:
        table: lines by columns.
        around: which lines are of which lesson.
        labels: of each line.
        weights: what each line counts for.
        learnt: which lines are learnt from.
        with_page: of which lines the page is known.
        alone: of which lines neither the page nor the extractor is known.
        lessons: themselves.
        fold: by the number of which their evidence was left out.
    """

    table: NDArray[np.float32]
    around: Surroundings
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    learnt: NDArray[np.bool_]
    with_page: NDArray[np.bool_]
    alone: NDArray[np.bool_]
    lessons: Sequence[Lesson]
    fold: int = 0

    @property
    def known(self) -> NDArray[np.bool_]:
        """Of which lines the extractor is known."""
        return ~self.alone

    @classmethod
    def of(cls, lessons: Sequence[Lesson], table: NDArray[np.float32], fold: int = 0) -> Part:
        """Put labels and weights beside the columns of lessons."""
        labels = np.concatenate([lesson.labels for lesson in lessons])
        around = Surroundings.of([len(lesson.lines) for lesson in lessons])

        def spread(values: Iterable[Any]) -> NDArray[Any]:
            return np.array(list(values))[around.documents]

        return cls(
            table,
            around,
            labels,
            spread(_weight(lesson) for lesson in lessons),
            labels != AMBIGUOUS,
            spread(lesson.of_page is not None for lesson in lessons),
            spread(not lesson.document.extractor for lesson in lessons),
            lessons,
            fold,
        )


@dataclass(frozen=True)
class Rows:
    """What the trees learn from.

    Attributes:
        evidence: fitted on all lessons; that of the tables was fitted without their sites.
        columns: the names of the columns.
        parts: the lines of some lessons each.
    """

    evidence: Evidence
    columns: tuple[str, ...]
    parts: list[Part]

    @classmethod
    def of(cls, lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> Rows:
        """Describe the lines of lessons, by evidence that never saw their site."""
        grams = Grams.of(lessons, phrases)
        folds = folds_of((lesson.site for lesson in lessons), INNER)
        fold_of = np.array([folds[lesson.site] for lesson in lessons])
        with ThreadPoolExecutor() as pool:
            kept = [*(fold_of != fold for fold in range(INNER)), np.ones(len(lessons), bool)]
            *inner, evidence = pool.map(grams.fit, kept)
        columns: tuple[str, ...] = ()
        parts = []
        for fold in range(INNER):
            of_sites = [lesson for lesson in lessons if folds[lesson.site] == fold]
            own = list(compress(of_sites, drawn(of_sites)))
            for group in batches([*own, *hidden(own)]):
                found = features_of(lines_of_all(group), inner[fold])
                columns = columns or tuple(found)
                parts.append(Part.of(group, table_of(found, columns), fold))
        return cls(evidence, columns, parts)

    def of_text(self) -> Rows:
        """Return the same without the columns that need the page."""
        names = tuple(name for name in self.columns if not name.startswith(_OF_PAGE))
        places = [self.columns.index(name) for name in names]
        parts = [replace(part, table=part.table[:, places]) for part in self.parts]
        return Rows(self.evidence, names, parts)


def batches(lessons: Sequence[Lesson]) -> Iterator[list[Lesson]]:
    """Yield lessons in groups of some thousand lines."""
    group: list[Lesson] = []
    size = 0
    for lesson in lessons:
        group.append(lesson)
        size += len(lesson.lines)
        if size >= _AT_ONCE:
            yield group
            group, size = [], 0
    if group:
        yield group


def lines_of_all(lessons: Sequence[Lesson]) -> Lines:
    """Put the lines of lessons one after the other."""
    return Lines(
        [line for lesson in lessons for line in lesson.lines],
        [lesson.document for lesson in lessons],
        Surroundings.of([len(lesson.lines) for lesson in lessons]),
        np.concatenate([_of_page(lesson) for lesson in lessons], axis=1),
    )


def _of_page(lesson: Lesson) -> NDArray[np.float64]:
    if lesson.of_page is None:
        return np.full((len(COLUMNS), len(lesson.lines)), np.nan)
    return lesson.of_page


def drawn(lessons: Sequence[Lesson]) -> list[bool]:
    """Tell of each lesson whether trees learn from it: if labelled, always."""
    chance = np.random.default_rng(SEED + 1).random(len(lessons))
    return [
        lesson.labelled or chosen < (_SEEN_WHOLE if _is_whole(lesson) else _SEEN)
        for lesson, chosen in zip(lessons, chance.tolist(), strict=True)
    ]


def _is_whole(lesson: Lesson) -> bool:
    return lesson.document.extractor == "everything"


def hidden(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return those that were labelled line by line as texts of unknown origin.

    Aligned texts teach their gold's errors, from which known extractors' texts suffer enough.
    """
    return [
        of_unknown_origin(lesson)
        for lesson in lessons
        if lesson.labelled and lesson.document.extractor
    ]


def of_unknown_origin(lesson: Lesson) -> Lesson:
    """Hide the extractor and the page of a lesson."""
    return replace(lesson, document=replace(lesson.document, extractor=""), of_page=None)


def _weight(lesson: Lesson) -> float:
    """Weigh the lines of a lesson.

    A text of unknown origin counts for the same as others, whatever its length; of the texts of
    known extractors, of which there are many, long ones count for more, by the root of their lines.
    """
    known = max(int((lesson.labels != AMBIGUOUS).sum()), 1)
    return float(lesson.weight / known ** (0.5 if lesson.document.extractor else 1.0))


def table_of(columns: Columns, names: tuple[str, ...]) -> NDArray[np.float32]:
    """Stack columns, lines by columns."""
    return np.array([columns[name] for name in names], np.float32).T
