"""Fitting of the judge of lines.

First a logistic regression over the grams of single lines (scikit-learn); its scores of a site's
lines, from a fit that never saw the site, are among the columns from which boosted trees learn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

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
from webassay_bench.train.junk.linear import Grams, fit_categories
from webassay_bench.train.junk.phrases import Phrase
from webassay_bench.train.junk.synthetic import synthetic

_INNER = 3  # folds within which the evidence is fitted for the trees
_SEEN = 0.4  # share of the aligned texts that the trees see: those of one page are much alike
_LINES_OF_SCRIPT = 50  # lines of which a script must be seen, to be judged
_HIDDEN = 0.3  # share of these that are learnt from without their extractor too
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
        alone: of which lines neither the page nor the extractor is known.
    """

    table: NDArray[np.float32]
    around: Surroundings
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    learnt: NDArray[np.bool_]
    with_page: NDArray[np.bool_]
    alone: NDArray[np.bool_]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Of which lines the extractor is known."""
        return ~self.alone

    @classmethod
    def of(cls, lessons: Sequence[Lesson], table: NDArray[np.float32]) -> Part:
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
        folds = folds_of((lesson.site for lesson in lessons), _INNER)
        fold_of = np.array([folds[lesson.site] for lesson in lessons])
        of_phrases = np.random.default_rng(SEED).integers(0, _INNER, len(phrases))
        both = np.concatenate([fold_of, of_phrases])
        with ThreadPoolExecutor() as pool:
            kept = [both != fold for fold in range(_INNER)]
            *inner, evidence = pool.map(grams.fit, [*kept, np.ones(len(both), bool)])
        columns: tuple[str, ...] = ()
        parts = []
        for fold in range(_INNER):
            own = _some([lesson for lesson in lessons if folds[lesson.site] == fold])
            of_fold = [phrases[place] for place in np.flatnonzero(of_phrases == fold).tolist()]
            made = synthetic(own, of_fold, SEED + fold)
            for group in batches([*own, *_hidden(own), *made]):
                found = features_of(lines_of_all(group), inner[fold])
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
    alone = Head(fit_trees(of_text, lambda part: part.alone), of_text.columns, Thresholds({}))
    text = Head(fit_trees(of_text, lambda part: part.known), of_text.columns, Thresholds({}))
    page = text
    if any(part.with_page.any() for part in rows.parts):
        page = Head(fit_trees(rows, lambda part: part.with_page), rows.columns, Thresholds({}))
    seen = chain((line for lesson in lessons for line in lesson.lines), (p.text for p in phrases))
    scripts = learnt(seen, _LINES_OF_SCRIPT)
    return Model(rows.evidence, alone, text, page, fit_categories(lessons, phrases), scripts)


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


def _some(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return a share of the aligned texts, and all that were labelled."""
    chance = np.random.default_rng(SEED + 1).random(len(lessons))
    return [
        lesson
        for lesson, drawn in zip(lessons, chance.tolist(), strict=True)
        if lesson.labelled or drawn < _SEEN
    ]


def _hidden(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Return lessons as texts of unknown origin: all that were labelled, and some others."""
    hidden = np.random.default_rng(SEED).random(len(lessons)) < _HIDDEN
    return [
        of_unknown_origin(lesson)
        for lesson, hide in zip(lessons, hidden.tolist(), strict=True)
        if lesson.document.extractor and (hide or lesson.labelled)
    ]


def of_unknown_origin(lesson: Lesson) -> Lesson:
    """Hide the extractor and the page of a lesson."""
    return replace(lesson, document=replace(lesson.document, extractor=""), of_page=None)


def _weight(lesson: Lesson) -> float:
    """Weigh the lines of a lesson: each lesson counts the same, but for those labelled by line."""
    known = max(int((lesson.labels != AMBIGUOUS).sum()), 1)
    return lesson.weight / known


def fit_trees(rows: Rows, of: Callable[[Part], NDArray[np.bool_]]) -> Forest:
    """Fit boosted trees.

    Args:
        rows: what there is to learn from.
        of: which lines of a part are learnt from, unless they are ambiguous.
    """
    from catboost import CatBoost, Pool

    pairs = [(part, part.learnt & of(part)) for part in rows.parts]
    weights = np.concatenate([part.weights[learnt] for part, learnt in pairs])
    pool = Pool(
        np.concatenate([part.table[learnt] for part, learnt in pairs]),
        np.concatenate([part.labels[learnt] for part, learnt in pairs]),
        weight=weights / weights.mean(),
    )
    booster = CatBoost(_TREES)
    booster.fit(pool)
    return forest_of(booster)
