"""Fitting of the judge of lines.

First a logistic regression over the grams of single lines (scikit-learn); its scores of a site's
lines, from a fit that never saw the site, are among the columns from which boosted trees learn.
What these say of lines of sites that they never saw is what other trees learn from for a second
look (stacked generalisation, Wolpert 1992).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.junk.categories import Categories
from webassay.junk.head import Head, Trees
from webassay.junk.model import Model
from webassay.junk.scripts import learnt
from webassay.junk.thresholds import Thresholds
from webassay_bench.train.folds import SEED
from webassay_bench.train.forest import forest_of
from webassay_bench.train.junk.lessons import Lesson
from webassay_bench.train.junk.phrases import Phrase
from webassay_bench.train.junk.rows import Part, Rows

_LINES_OF_SCRIPT = 200  # lines of which a script must be seen, to be judged
_TREES = {
    "loss_function": "Logloss",
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "random_seed": SEED,
    "thread_count": 2,  # whatever the machine has: sums in another order make other trees
    "allow_writing_files": False,
    "verbose": 0,
}
_OF_FIRST = {"iterations": 400, "depth": 6, "learning_rate": 0.08, "rsm": 0.3, "l2_leaf_reg": 10}
_OF_SECOND = {"iterations": 80, "depth": 4, "learning_rate": 0.1, "rsm": 0.5, "l2_leaf_reg": 3}
FIRST, SECOND = _TREES | _OF_FIRST, _TREES | _OF_SECOND


def fit(lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> Model:
    """Fit a model that looks once, whose kinds and thresholds are not set yet.

    Args:
        lessons: those of one site are told apart from others by `Lesson.site`.
        phrases: lines of no site.
    """
    rows = Rows.of(lessons, phrases)
    of_text = rows.of_text()
    alone = Head(fit_first(of_text, lambda part: part.alone), Thresholds({}))
    text = page = alone
    if any(part.known.any() for part in rows.parts):
        text = page = Head(fit_first(of_text, lambda part: part.known), Thresholds({}))
    if any(part.with_page.any() for part in rows.parts):
        page = Head(fit_first(rows, lambda part: part.with_page), Thresholds({}))
    seen = chain((line for lesson in lessons for line in lesson.lines), (p.text for p in phrases))
    scripts = learnt(seen, _LINES_OF_SCRIPT)
    return Model(rows.evidence, alone, text, page, Categories.none(), scripts)


def fit_first(rows: Rows, of: Callable[[Part], NDArray[np.bool_]]) -> Trees:
    """Fit the trees of a first look.

    Args:
        rows: what there is to learn from.
        of: which lines of a part are learnt from, unless they are ambiguous.
    """
    pairs = [(part, part.learnt & of(part)) for part in rows.parts]
    table, labels, weights = (
        np.concatenate([getattr(part, name)[learnt] for part, learnt in pairs])
        for name in ("table", "labels", "weights")
    )
    return fit_trees(FIRST, rows.columns, table, labels, weights)


def fit_trees(
    settings: dict[str, Any],
    columns: tuple[str, ...],
    table: NDArray[np.float32],
    labels: NDArray[np.int8],
    weights: NDArray[np.float64],
) -> Trees:
    """Fit boosted trees.

    Args:
        settings: of the booster.
        columns: the names of the columns.
        table: lines by columns.
        labels: of each line.
        weights: what each line counts for.
    """
    from catboost import CatBoost, Pool

    booster = CatBoost(settings)
    booster.fit(Pool(table, labels, weight=weights / weights.mean()))
    return Trees(forest_of(booster), columns)
