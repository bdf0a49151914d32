"""Fitting of the judge of lines.

First a logistic regression over the grams of single lines (scikit-learn); its scores of a site's
lines, from a fit that never saw the site, are among the columns from which boosted trees learn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.junk.categories import BUCKET_BITS, Categories, few_buckets
from webassay.junk.evidence import Evidence
from webassay.junk.features import Lines, features_of
from webassay.junk.grams import BITS, grams_of
from webassay.junk.line import CATEGORIES
from webassay.junk.model import Head, Model, table_of
from webassay.junk.of_page import COLUMNS
from webassay.junk.surroundings import Surroundings
from webassay.junk.thresholds import Thresholds
from webassay_bench.train.folds import SEED, folds_of
from webassay_bench.train.forest import forest_of
from webassay_bench.train.junk.labels import AMBIGUOUS
from webassay_bench.train.junk.lessons import Lesson
from webassay_bench.train.junk.phrases import Phrase

_INNER = 3  # folds within which the evidence is fitted for the trees
_WHOLE_PAGES = 0.4  # share of the whole-page lines that the trees see: they are most, and easiest
_GOLD = 15.0  # what a lesson of labelled lines counts for, against one of aligned ones
_MASKED = 0.3  # share of the lessons whose extractor is hidden
_OF_PAGE = "page_"  # how the names of the columns that need the page begin
_PHRASE = 0.3  # what a phrase counts for, against 1 for all lines of a page
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
        grams = _Grams.of(lessons, phrases)
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


def fit(lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> Model:
    """Fit a model whose thresholds are not set yet.

    Args:
        lessons: those of one site are told apart from others by `Lesson.site`.
        phrases: lines of no site.
    """
    rows = Rows.of(lessons, phrases)
    of_text = tuple(name for name in rows.columns if not name.startswith(_OF_PAGE))
    text = Head(fit_trees(rows, of_text), of_text, Thresholds({}))
    paged = any(part.with_page.any() for part in rows.parts)
    page = Head(fit_trees(rows, rows.columns), rows.columns, Thresholds({})) if paged else text
    return Model(rows.evidence, text, page, _fit_categories(lessons, phrases))


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
    return (_GOLD if lesson.gold is None or (lesson.categories >= 0).any() else 1.0) / known


def fit_trees(rows: Rows, columns: tuple[str, ...]) -> Forest:
    """Fit boosted trees on some columns; where those of the page are among them, on its lines."""
    from catboost import CatBoost, Pool

    places = [rows.columns.index(name) for name in columns]
    needs_page = any(name.startswith(_OF_PAGE) for name in columns)
    chosen = [part.learnt & part.with_page if needs_page else part.learnt for part in rows.parts]
    pairs = list(zip(rows.parts, chosen, strict=True))
    weights = np.concatenate([part.weights[learnt] for part, learnt in pairs])
    pool = Pool(
        np.concatenate([part.table[learnt][:, places] for part, learnt in pairs]),
        np.concatenate([part.labels[learnt] for part, learnt in pairs]),
        weight=weights / weights.mean(),
    )
    booster = CatBoost(_TREES)
    booster.fit(pool)
    return forest_of(booster)


@dataclass(frozen=True)
class _Grams:
    """The different lines of each page: their grams, their mean label, and what they count for."""

    table: Any  # a sparse matrix; SciPy has no types
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    lessons: NDArray[np.intp]  # the first one of the page; one more than there are for phrases

    @classmethod
    def of(cls, lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> _Grams:
        texts: list[str] = []
        labels: list[float] = []
        firsts: list[int] = []
        weights: list[float] = []
        pages: dict[tuple[str, str], list[int]] = {}
        for number, lesson in enumerate(lessons):
            pages.setdefault((lesson.site, lesson.page), []).append(number)
        for numbers in pages.values():
            found: dict[str, list[int]] = {}
            for number in numbers:
                lesson = lessons[number]
                for line, label in zip(lesson.lines, lesson.labels.tolist(), strict=True):
                    if label != AMBIGUOUS:
                        found.setdefault(line, []).append(label)
            texts += found
            labels += [sum(given) / len(given) for given in found.values()]
            firsts += [numbers[0]] * len(found)
            boost = _GOLD if lessons[numbers[0]].gold is None else 1.0
            weights += [boost / max(len(found), 1) ** 0.5] * len(found)
        texts += [phrase.text for phrase in phrases]
        labels += [float(phrase.junk) for phrase in phrases]
        firsts += [len(lessons)] * len(phrases)
        weights += [_PHRASE] * len(phrases)
        return cls(
            _sparse(texts),
            (np.array(labels) > 0.5).astype(np.int8),  # noqa: PLR2004 # the greater part
            np.array(weights) / np.mean(weights),
            np.array(firsts, np.intp),
        )

    def fit(self, kept: NDArray[np.bool_]) -> Evidence:
        """Fit the evidence on the pages of some lessons."""
        from sklearn.linear_model import SGDClassifier

        rows = np.append(kept, [True])[self.lessons]
        model = SGDClassifier(
            loss="log_loss", alpha=1e-6, max_iter=6, tol=None, average=True, random_state=SEED
        )
        model.fit(self.table[rows], self.labels[rows], sample_weight=self.weights[rows])
        stored = model.coef_[0].astype(np.float16)  # as the artefact holds them
        return Evidence(stored.astype(np.float32), float(model.intercept_[0]))


def _sparse(texts: list[str]) -> Any:
    """Return the grams of lines as a sparse matrix, scaled as the evidence is."""
    from scipy.sparse import csr_matrix, diags

    owners, buckets = [], []
    for start in range(0, len(texts), 1024):
        for family in grams_of(texts[start : start + 1024])[0]:
            owners.append((family.owners + start).astype(np.int32))
            buckets.append(family.buckets.astype(np.int32))
    rows, columns = np.concatenate(owners), np.concatenate(buckets)
    ones = np.ones(len(rows), np.float32)
    table = csr_matrix((ones, (rows, columns)), shape=(len(texts), 1 << BITS))
    sizes = np.maximum(np.bincount(rows, minlength=len(texts)), 1)
    return (diags(1 / np.sqrt(sizes)) @ table).tocsr().astype(np.float32)


def _fit_categories(lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> Categories:
    """Fit the kinds of junk on the lines that people labelled."""
    from scipy.sparse import csr_matrix, diags
    from sklearn.linear_model import LogisticRegression

    named = {
        (lesson.page, line): category
        for lesson in lessons
        for line, category in zip(lesson.lines, lesson.categories.tolist(), strict=True)
        if category >= 0
    }
    named |= {(p.language, p.text): CATEGORIES.index(p.category) for p in phrases if p.junk}
    grams = few_buckets([line for _, line in named])
    sizes = np.maximum(grams.sizes(len(named)), 1)
    ones = np.ones(len(grams.buckets), np.float32)
    shape = (len(named), 1 << BUCKET_BITS)
    table = diags(1 / np.sqrt(sizes)) @ csr_matrix((ones, (grams.owners, grams.buckets)), shape)
    model = LogisticRegression(C=10.0, max_iter=200).fit(table, list(named.values()))
    weights = np.zeros((1 << BUCKET_BITS, len(CATEGORIES)), np.float32)
    bias = np.full(len(CATEGORIES), -np.inf, np.float32)
    weights[:, model.classes_] = model.coef_.T.astype(np.float16)
    bias[model.classes_] = model.intercept_
    return Categories(weights, bias)
