"""Families that judge each block by its own columns: linear, other forests, means."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest, logistic
from webassay.free_forest import FreeForest
from webassay.main_text.ensemble import Ensemble
from webassay.main_text.features import PageFeatures
from webassay.main_text.model import table_of
from webassay.main_text.surroundings import Floats
from webassay.page import Page
from webassay_bench.train.extractor import model_of
from webassay_bench.train.growth import answered
from webassay_bench.train.refinement import refined
from webassay_bench.train.study.family import Family, Table, by_trees, size_of
from webassay_bench.train.study.taught import Taught

_FEW = 150  # columns
_FAR = 5.0  # deviations from the mean, at which standardised values are cut off


@dataclass(frozen=True)
class Scale:
    """Standardises columns; what is far out is cut off, so that no single value decides."""

    mean: Table
    deviation: Table

    @classmethod
    def of(cls, table: Table) -> Scale:
        """Learn means and deviations."""
        deviation = table.std(axis=0, dtype=float).astype(np.float32)
        mean = table.mean(axis=0, dtype=float).astype(np.float32)
        return cls(mean, np.where(deviation > 0, deviation, 1).astype(np.float32))

    def __call__(self, table: Table) -> Table:
        """Standardise a table, blocks by columns."""
        found: Table = np.clip((table - self.mean) / self.deviation, -_FAR, _FAR)
        return found


def linear(taught: Taught) -> Family:
    """Fit a logistic regression on standardised columns."""
    from sklearn.linear_model import LogisticRegression

    scale = Scale.of(taught.pages.table)
    model = LogisticRegression(max_iter=200)
    quietly(model.fit, *answered(replace(taught.pages, table=scale(taught.pages.table))))
    return Family(lambda page, _: _content(model, scale(row_table(page, taught))))


def free(taught: Taught, *, refine: bool) -> Family:
    """Take the trees that grow leaf by leaf alone, as they were grown or refined."""
    trees = refined(taught.free, taught.pages) if refine else taught.free
    return _by_one(trees, taught)


def oblivious(taught: Taught, *, refine: bool) -> Family:
    """Take the oblivious trees alone, as they were grown or refined."""
    trees = refined(taught.oblivious, taught.pages) if refine else taught.oblivious
    return _by_one(trees, taught)


def _by_one(trees: Forest | FreeForest, taught: Taught) -> Family:
    def judge(page: PageFeatures, _: Page) -> Floats:
        return logistic(trees.log_odds(table_of(page, taught.columns)))

    return Family(judge, about=size_of(trees))


def unrefined(taught: Taught) -> Family:
    """Take the shipped trees as they were grown."""
    grown = Ensemble(taught.free, taught.oblivious)
    return by_trees(model_of(grown, taught.columns, taught.evidence))


def shipped(taught: Taught) -> Family:
    """Take what is shipped."""
    return by_trees(taught.shipped)


def fewer_trees(taught: Taught, size: float) -> Family:
    """Grow a part of the trees."""
    return by_trees(taught.trained(taught.pages, taught.columns, size))


def fewer_columns(taught: Taught) -> Family:
    """Grow trees on the columns alone that count most in the shipped trees."""
    counts = importance(Ensemble(taught.free, taught.oblivious), len(taught.columns))
    kept = np.sort(np.argsort(-counts, kind="stable")[:_FEW])
    pages = replace(taught.pages, table=np.ascontiguousarray(taught.pages.table[:, kept]))
    columns = tuple(taught.columns[place] for place in kept.tolist())
    return by_trees(taught.trained(pages, columns))


def mean(taught: Taught, of: Sequence[str]) -> Family:
    """Take the mean probability of families that were fitted before."""
    judges = [taught.fitted[name].judge for name in of]

    def judge(page: PageFeatures, source: Page) -> Floats:
        found: Floats = np.mean([one(page, source) for one in judges], axis=0)
        return found

    return Family(judge)


def importance(forests: Ensemble, columns: int) -> NDArray[np.intp]:
    """Count for each column how often it is asked about.

    Args:
        forests: the trees.
        columns: how many there are.
    """
    asked = np.concatenate([forests.free.features, forests.oblivious.features.ravel()])
    return np.bincount(asked, minlength=columns)


def row_table(page: PageFeatures, taught: Taught) -> Table:
    """Return all columns of a page, blocks by columns."""
    return table_of(page, taught.columns).T


def quietly(learn: Callable[..., Any], *given: Any, **more: Any) -> None:
    """Call what learns; that it could have gone on for longer is known."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        learn(*given, **more)


def _content(model: Any, table: Table) -> Floats:  # scikit-learn has no types
    found: Floats = model.predict_proba(table)[:, 1].astype(float)
    return found
