"""Families of trees with more columns: a second pass, and what another extractor took."""

from __future__ import annotations

import numpy as np

from webassay import get, run
from webassay.main_text.features import PageFeatures
from webassay.main_text.surroundings import Columns, Floats, shifted, window
from webassay.page import Page
from webassay.routing.agreement import coverage
from webassay_bench.train.study.family import Family, look, size_of
from webassay_bench.train.study.taught import Taught

OTHER = "resiliparse"
_NEAR = (-3, -2, -1, 1, 2, 3)
_REACHES = (2, 5, 12)


def second_pass(taught: Taught) -> Family:
    """Fit trees that see, beside the columns, what the first look said of the blocks around."""
    pairs = zip(taught.lessons, taught.looks, strict=True)
    model = taught.with_columns([around(lesson.page, said, "look") for lesson, said in pairs])
    first = taught.shipped

    def judge(page: PageFeatures, _: Page) -> Floats:
        page.columns.update(around(page, look(first, page), "look"))
        return look(model, page)

    return Family(judge, about=size_of(model.forest.free, model.forest.oblivious))


def agreement(taught: Taught) -> Family:
    """Fit trees that see as well what resiliparse takes for the main content of the page."""
    pairs = zip(taught.lessons, taught.sources, strict=True)
    model = taught.with_columns([taken(lesson.page, source.read()) for lesson, source in pairs])

    def judge(page: PageFeatures, source: Page) -> Floats:
        page.columns.update(taken(page, source))
        return look(model, page)

    return Family(judge, about=size_of(model.forest.free, model.forest.oblivious))


def taken(page: PageFeatures, source: Page) -> Columns:
    """Tell of each block, and of those around, which share another extractor took.

    Args:
        page: the features of the page.
        source: the page.

    Returns:
        The columns; the share is that of the block's runs of three words which are in the text.
    """
    return around(page, coverage(page.words, run(get(OTHER), source).text), "taken")


def around(page: PageFeatures, values: Floats, name: str) -> Columns:
    """Return what a value is at a block, at those near by, and in the elements around it.

    Args:
        page: the features of a page.
        values: of each block, from 0 to 1.
        name: with which the names of the columns begin.

    Returns:
        The value itself; those of the three blocks before and behind, -1 where there is none; and
        means weighted by words: of the blocks within some reach, of each of the elements around,
        and of the page.
    """
    weights = page.size + 1e-3  # blocks without words count among their like
    columns: dict[str, Floats] = {f"{name}_0": values}
    columns |= {f"{name}_{by}": shifted(values, by) for by in _NEAR}
    columns |= {f"{name}_in_{reach}": window(values, weights, reach) for reach in _REACHES}
    means = page.tree.within(values * weights) / (page.tree.within(weights) + 1e-6)
    columns |= {f"{name}_mean_{level}": means[at] for level, at in enumerate(page.tree.above)}
    columns[f"{name}_page"] = np.full(len(values), means[0])
    return columns
