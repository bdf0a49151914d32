"""What families learn from, and what several of them share: made when first asked, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from time import perf_counter
from typing import TypeVar

import numpy as np

from webassay.forest import Forest
from webassay.free_forest import FreeForest
from webassay.main_text.ensemble import Ensemble
from webassay.main_text.evidence import add_evidence
from webassay.main_text.model import Model
from webassay.main_text.surroundings import Floats
from webassay_bench.datasets import GoldPage
from webassay_bench.train.extractor import (
    Lesson,
    add_evidence_of_others,
    evidence_of,
    labelled,
    model_of,
    train,
)
from webassay_bench.train.folds import folds_of
from webassay_bench.train.growth import grow, grow_free, grow_oblivious
from webassay_bench.train.refinement import Labelled, refined_both
from webassay_bench.train.study.family import Family, look

FREE, OBLIVIOUS, SHIPPED, LOOKS = "free", "oblivious", "shipped", "looks"
_INNER = 4  # folds of the sites, for looks at pages that their trees never saw
Made = TypeVar("Made")


class Taught:
    """The lessons of some sites.

    Attributes:
        sources: the page of each lesson.
        lessons: their columns of evidence change when `looks` are made; `pages` keeps them.
        size: how many trees there are, against what the shipped model has.
        columns: the names of all columns.
        pages: the columns of all blocks, with the evidence of other sites.
        evidence: of all lessons, for pages of other sites.
        fitted: families, by name, for those that are made of others.
    """

    def __init__(self, pairs: Sequence[tuple[GoldPage, Lesson]], size: float = 1.0) -> None:
        self.sources = [page for page, _ in pairs]
        self.lessons = [lesson for _, lesson in pairs]
        self.size = size
        add_evidence_of_others(self.lessons)
        self.columns = tuple(self.lessons[0].page.columns)
        self.pages = labelled(self.lessons, self.columns)
        self.evidence = evidence_of(self.lessons)
        self.fitted: dict[str, Family] = {}
        self._seconds: dict[str, float] = {}

    @cached_property
    def free(self) -> FreeForest:
        """Trees that grow leaf by leaf, before their leaves are refined."""
        return self._timed(FREE, lambda: grow_free(self.pages, self.size))

    @cached_property
    def oblivious(self) -> Forest:
        """Oblivious trees, before their leaves are refined."""
        return self._timed(OBLIVIOUS, lambda: grow_oblivious(self.pages, self.size))

    @cached_property
    def shipped(self) -> Model:
        """The model as it is shipped."""
        grown = Ensemble(self.free, self.oblivious)
        return self._timed(SHIPPED, lambda: self.refined(grown, self.pages, self.columns))

    @cached_property
    def looks(self) -> list[Floats]:
        """Of each lesson what a model of other sites says of its blocks, all else being as shipped.

        Not even the evidence has seen the site.
        """
        return self._timed(LOOKS, self._looks)

    def seconds(self, *parts: str) -> float:
        """Make shared parts where they are not made yet; return the seconds that they took."""
        for part in parts:
            getattr(self, part)
        return sum(self._seconds[part] for part in parts)

    def refined(self, grown: Ensemble, pages: Labelled, columns: tuple[str, ...]) -> Model:
        """Refine trees, and make a model of them."""
        return model_of(refined_both(grown, pages), columns, self.evidence)

    def trained(self, pages: Labelled, columns: tuple[str, ...], size: float = 1.0) -> Model:
        """Train as for the shipped model, with other columns or fewer trees."""
        return self.refined(grow(pages, size * self.size), pages, columns)

    def with_columns(self, added: Sequence[Mapping[str, Floats]]) -> Model:
        """Train as for the shipped model, with more columns.

        Args:
            added: of each lesson: name to one value a block; the names are the same for all.
        """
        names = tuple(added[0])
        more = [np.array([one[name] for name in names], np.float32).T for one in added]
        table = np.concatenate([self.pages.table, np.concatenate(more)], axis=1)
        pages = replace(self.pages, table=table)
        return self.trained(pages, self.columns + names)

    def _looks(self) -> list[Floats]:
        folds = folds_of((lesson.site for lesson in self.lessons), _INNER)
        found: dict[int, Floats] = {}
        for fold in range(_INNER):
            others = [lesson for lesson in self.lessons if folds[lesson.site] != fold]
            model = train(others, size=self.size)
            for number, lesson in enumerate(self.lessons):
                if folds[lesson.site] == fold:
                    add_evidence(lesson.page, model.evidence)
                    found[number] = look(model, lesson.page)
        return [found[number] for number in range(len(self.lessons))]

    def _timed(self, part: str, make: Callable[[], Made]) -> Made:
        start = perf_counter()
        made = make()
        self._seconds[part] = perf_counter() - start
        return made
