"""Fitting of the judge of lines.

First a logistic regression over the grams of single lines (scikit-learn); its scores of a site's
lines, from a fit that never saw the site, are among the columns from which boosted trees learn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.junk.evidence import Evidence
from webassay.junk.features import Lines, features_of
from webassay.junk.model import Head, Model, table_of
from webassay.junk.of_page import COLUMNS
from webassay.junk.scripts import learnt
from webassay.junk.surroundings import Surroundings
from webassay.junk.thresholds import Thresholds
from webassay_bench.train.folds import SEED, folds_of
from webassay_bench.train.forest import forest_of
from webassay_bench.train.junk.labels import AMBIGUOUS
from webassay_bench.train.junk.lessons import Lesson
from webassay_bench.train.junk.linear import GOLD, Grams, fit_categories
from webassay_bench.train.junk.phrases import Phrase

_INNER = 3  # folds within which the evidence is fitted for the trees
_WHOLE_PAGES = 0.4  # share of the whole-page lines that the trees see: they are most, and easiest
_LINES_OF_SCRIPT = 50  # lines of which a script must be seen, to be judged
_MASKED = 0.3  # share of the lessons whose extractor is hidden
_OF_PAGE = "page_"  # how the names of the columns that need the page begin
_AT_ONCE = 4096  # lines
_TREES = {
    "loss_function": "Logloss",
    "depth": 6,
    "iterations": 250,
    "learning_rate": 0.15,
    "rsm": 0.3,
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "l2_leaf_reg": 3,
    "random_seed": SEED,
    "allow_writing_files": False,
    "verbose": 0,
}


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
    """

    table: NDArray[np.float32]
    around: Surroundings
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    learnt: NDArray[np.bool_]
    with_page: NDArray[np.bool_]

    @classmethod
    def of(cls, lessons: Sequence[Lesson], table: NDArray[np.float32]) -> Part:
        """Put labels and weights beside the columns of lessons."""
        labels = np.concatenate([lesson.labels for lesson in lessons])
        weights = np.concatenate([np.full(len(le.lines), _weight(le)) for le in lessons])
        whole = np.concatenate(
            [np.full(len(le.lines), le.document.extractor == "everything") for le in lessons]
        )
        chance = np.random.default_rng(SEED).random(len(labels))
        learnt = (labels != AMBIGUOUS) & (~whole | (chance < _WHOLE_PAGES))
        around = Surroundings.of([len(lesson.lines) for lesson in lessons])
        with_page = np.concatenate(
            [np.full(len(le.lines), le.of_page is not None) for le in lessons]
        )
        return cls(table, around, labels, weights, learnt, with_page)


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
        folds = folds_of((lesson.site for lesson in lessons), _INNER)
        fold_of = np.array([folds[lesson.site] for lesson in lessons])
        with ThreadPoolExecutor() as pool:
            kept = [fold_of != fold for fold in range(_INNER)]
            *inner, evidence = pool.map(grams.fit, [*kept, np.ones(len(lessons), bool)])
        columns: tuple[str, ...] = ()
        parts = []
        for fold in range(_INNER):
            own = [lesson for lesson in lessons if folds[lesson.site] == fold]
            for group in batches(own):
                found = features_of(_partly_masked(group), inner[fold])
                columns = columns or tuple(found)
                parts.append(Part.of(group, table_of(found, columns).T))
        return cls(evidence, columns, parts)

    def of_text(self) -> Rows:
        """Return the same without the columns that need the page."""
        names = tuple(name for name in self.columns if not name.startswith(_OF_PAGE))
        places = [self.columns.index(name) for name in names]
        parts = [replace(part, table=part.table[:, places]) for part in self.parts]
        return Rows(self.evidence, names, parts)


def fit(lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> Model:
    """Fit a model whose thresholds are not set yet.

    Args:
        lessons: those of one site are told apart from others by `Lesson.site`.
        phrases: lines of no site.
    """
    rows = Rows.of(lessons, phrases)
    of_text = rows.of_text()
    text = Head(fit_trees(of_text), of_text.columns, Thresholds({}))
    paged = any(part.with_page.any() for part in rows.parts)
    page = Head(fit_trees(rows), rows.columns, Thresholds({})) if paged else text
    seen = chain((line for lesson in lessons for line in lesson.lines), (p.text for p in phrases))
    scripts = learnt(seen, _LINES_OF_SCRIPT)
    return Model(rows.evidence, text, page, fit_categories(lessons, phrases), scripts)


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


def _partly_masked(lessons: Sequence[Lesson]) -> Lines:
    """Hide the extractor of some lessons: texts of unknown origin are judged too."""
    lines = lines_of_all(lessons)
    hidden = np.random.default_rng(SEED).random(len(lessons)) < _MASKED
    documents = [
        replace(document, extractor="") if hide else document
        for document, hide in zip(lines.documents, hidden.tolist(), strict=True)
    ]
    return replace(lines, documents=documents)


def _weight(lesson: Lesson) -> float:
    """Weigh the lines of a lesson: each lesson counts the same, but for those labelled by line."""
    known = max(int((lesson.labels != AMBIGUOUS).sum()), 1)
    return (GOLD if lesson.gold is None or (lesson.categories >= 0).any() else 1.0) / known


def fit_trees(rows: Rows) -> Forest:
    """Fit boosted trees; where columns of the page are among them, on the lines that have one."""
    from catboost import CatBoost, Pool

    needs_page = any(name.startswith(_OF_PAGE) for name in rows.columns)
    chosen = [part.learnt & part.with_page if needs_page else part.learnt for part in rows.parts]
    pairs = list(zip(rows.parts, chosen, strict=True))
    weights = np.concatenate([part.weights[learnt] for part, learnt in pairs])
    pool = Pool(
        np.concatenate([part.table[learnt] for part, learnt in pairs]),
        np.concatenate([part.labels[learnt] for part, learnt in pairs]),
        weight=weights / weights.mean(),
    )
    booster = CatBoost(_TREES)
    booster.fit(pool)
    return forest_of(booster)
