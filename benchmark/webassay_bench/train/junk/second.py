"""The second look: fitted on what first looks said of lines of sites that they never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from webassay.junk.features import EXTRACTORS
from webassay.junk.head import Trees
from webassay.junk.model import Model
from webassay.junk.second_look import lonely, mean_of_looks, second_look
from webassay.junk.shapes import Columns
from webassay.junk.surroundings import Surroundings
from webassay_bench.train.folds import FOLDS, folds_of
from webassay_bench.train.junk.crossed import Judged
from webassay_bench.train.junk.fit import SECOND, fit_trees
from webassay_bench.train.junk.labels import AMBIGUOUS
from webassay_bench.train.junk.rows import drawn


@dataclass(frozen=True)
class Kinds:
    """Judged lessons, by the head that judges them."""

    alone: list[Judged]
    text: list[Judged]
    page: list[Judged]

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> Kinds:
        """Part judged lessons."""
        return cls(
            [one for one in judged if one.alone],
            [one for one in judged if not one.alone and not one.with_page],
            [one for one in judged if one.with_page],
        )

    def looked_at_again(self) -> Kinds:
        """Judge each lesson anew by trees that were fitted on other sites."""
        return Kinds(*(_crossed(own) for own in (self.alone, self.text, self.page)))

    def without_practice(self) -> Kinds:
        """Leave out what is there to be learnt from alone."""
        alone = [one for one in self.alone if not one.lesson.practice]
        return replace(self, alone=alone)

    def completed(self, model: Model) -> Model:
        """Return a model that looks twice.

        Args:
            model: that looks once, fitted on all these lessons.
        """
        return replace(
            model,
            alone=replace(model.alone, second=fit_second(self.alone)),
            text=replace(model.text, second=fit_second(self.text)),
            page=replace(model.page, second=fit_second(self.page)),
        )


def fit_second(judged: Sequence[Judged]) -> Trees:
    """Fit the trees of a second look on what the first one said."""
    seen = list(compress(judged, drawn([one.lesson for one in judged])))
    columns, around = _columns(seen)
    labels = np.concatenate([one.lesson.labels for one in seen])
    known = labels != AMBIGUOUS
    count = np.bincount(around.documents, known)
    weights = np.array([one.lesson.weight for one in seen]) / np.maximum(count, 1)
    table = np.array([column[known] for column in columns.values()], np.float32).T
    of_lines = weights[around.documents][known]
    return fit_trees(SECOND, tuple(columns), table, labels[known], of_lines)


def second_looks(trees: Trees, judged: Sequence[Judged]) -> list[Judged]:
    """Judge lessons anew, as `webassay.junk.model` does."""
    if not judged:
        return []
    columns, around = _columns(judged)
    found = trees.probabilities(columns, np.ones(len(around.starts), bool))
    once = np.array([one.alone for one in judged])[around.documents] & lonely(around)
    first = np.concatenate([one.probabilities for one in judged])
    found = np.where(once, first, mean_of_looks(first, found))
    ends = np.cumsum([len(one.words) for one in judged])[:-1]
    return [
        replace(one, probabilities=own)
        for one, own in zip(judged, np.split(found, ends), strict=True)
    ]


def _crossed(judged: Sequence[Judged]) -> list[Judged]:
    folds = folds_of(one.lesson.site for one in judged)
    again: list[Judged] = []
    for fold in range(FOLDS):
        trees = fit_second([one for one in judged if folds[one.lesson.site] != fold])
        again += second_looks(trees, [one for one in judged if folds[one.lesson.site] == fold])
    return again


def _columns(judged: Sequence[Judged]) -> tuple[Columns, Surroundings]:
    around = Surroundings.of([len(one.words) for one in judged])
    extractors = [EXTRACTORS.index(one.lesson.document.extractor) for one in judged]
    of_lines: NDArray[np.float64] = np.array(extractors, float)[around.documents]
    probabilities = np.concatenate([one.probabilities for one in judged])
    words = np.concatenate([one.words for one in judged])
    return second_look(probabilities, words, of_lines, around), around
