"""The linear models over hashed grams: the evidence of a line, and its kind (scikit-learn)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.junk.categories import BUCKET_BITS, Categories, few_buckets
from webassay.junk.evidence import Evidence
from webassay.junk.grams import BITS, grams_of
from webassay.junk.line import CATEGORIES
from webassay_bench.train.folds import SEED
from webassay_bench.train.junk.labels import AMBIGUOUS
from webassay_bench.train.junk.lessons import GOLD, Lesson
from webassay_bench.train.junk.phrases import Phrase

_FEWEST, _FEWEST_LABELLED = 2, 1  # lines in which a bucket must be, to say anything
_PHRASE = 0.3  # what a phrase counts for, against 1 for all lines of a page


@dataclass(frozen=True)
class Grams:
    """The different lines of each page: their grams, their mean label, and what they count for."""

    table: Any  # a sparse matrix; SciPy has no types
    labels: NDArray[np.int8]
    weights: NDArray[np.float64]
    lessons: NDArray[np.intp]  # the first one of the page, and behind all lessons the phrases
    labelled: NDArray[np.bool_]  # one by one

    @classmethod
    def of(cls, lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> Grams:
        """Collect the lines of lessons, each once a page, and phrases."""
        texts: list[str] = []
        labels: list[float] = []
        firsts: list[int] = []
        labelled: list[bool] = []
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
            sure = lessons[numbers[0]].labelled
            labelled += [sure] * len(found)
            boost = GOLD if sure else 1.0
            weights += [boost / max(len(found), 1) ** 0.5] * len(found)
        texts += [phrase.text for phrase in phrases]
        labels += [float(phrase.junk) for phrase in phrases]
        firsts += range(len(lessons), len(lessons) + len(phrases))
        weights += [_PHRASE] * len(phrases)
        labelled += [True] * len(phrases)
        return cls(
            _sparse(texts),
            (np.array(labels) > 0.5).astype(np.int8),  # noqa: PLR2004 # the greater part
            np.array(weights) / np.mean(weights),
            np.array(firsts, np.intp),
            np.array(labelled),
        )

    def fit(self, kept: NDArray[np.bool_]) -> Evidence:
        """Fit the evidence on the pages of some lessons, and on all phrases.

        Args:
            kept: of each lesson whether it is learnt from.
        """
        phrases = self.lessons >= len(kept)
        rows = phrases | kept.take(self.lessons, mode="clip")
        of_pages = self._fit(rows, 1e-6, 6, _FEWEST)
        return Evidence(*of_pages, *self._fit(rows & self.labelled, 1e-5, 12, _FEWEST_LABELLED))

    def _fit(
        self, rows: NDArray[np.bool_], alpha: float, rounds: int, fewest: int
    ) -> tuple[NDArray[np.float32], float]:
        from sklearn.linear_model import SGDClassifier

        model = SGDClassifier(
            loss="log_loss",
            alpha=alpha,
            max_iter=rounds,
            tol=None,
            average=True,
            random_state=SEED,
        )
        weights, table = self.weights[rows], self.table[rows]
        model.fit(table, self.labels[rows], sample_weight=weights / weights.mean())
        stored = model.coef_[0].astype(np.float16)  # as the artefact holds them
        stored[table.getnnz(axis=0) < fewest] = 0  # what was hardly seen says nothing
        return stored.astype(np.float32), float(model.intercept_[0])


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


def fit_categories(lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> Categories:
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
    model = LogisticRegression(C=10.0, max_iter=1000).fit(table, list(named.values()))
    weights = np.zeros((1 << BUCKET_BITS, len(CATEGORIES)), np.float32)
    bias = np.full(len(CATEGORIES), -np.inf, np.float32)
    weights[:, model.classes_] = model.coef_.T.astype(np.float16)
    bias[model.classes_] = model.intercept_
    return Categories(weights, bias)
