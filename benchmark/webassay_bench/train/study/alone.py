"""Families that judge each block by its own columns: linear, free trees, smaller forests, means."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from webassay.forest import Forest
from webassay.main_text.features import PageFeatures
from webassay.main_text.model import table_of
from webassay.main_text.surroundings import Floats
from webassay.page import Page
from webassay_bench.train.extractor import RATE, fit, model_of
from webassay_bench.train.folds import SEED
from webassay_bench.train.refinement import Labelled
from webassay_bench.train.study.family import Family, Table, by_trees
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
    quietly(model.fit, *_answered(replace(taught.pages, table=scale(taught.pages.table))))
    return Family(lambda page, _: _content(model, scale(row_table(page, taught))))


def free_trees(taught: Taught) -> Family:
    """Boost trees that grow leaf by leaf; fewer of them at a higher rate, since each takes long."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=taught.trees // 4,
        learning_rate=2 * RATE,
        l2_regularization=3.0,
        max_features=0.3,
        early_stopping=False,
        random_state=SEED,
    )
    model.fit(*_answered(taught.pages))
    return Family(lambda page, _: _content(model, row_table(page, taught)))


def unrefined(taught: Taught) -> Family:
    """Take the shipped trees as they were grown."""
    return by_trees(model_of(taught.forest, taught.columns, taught.evidence))


def shipped(taught: Taught) -> Family:
    """Take what is shipped."""
    return by_trees(taught.shipped)


def fewer_trees(taught: Taught, part: int, haste: int = 1) -> Family:
    """Grow a part of the trees, at a higher rate if wanted."""
    forest = fit(taught.pages, iterations=taught.trees // part, learning_rate=haste * RATE)
    return by_trees(taught.refined(forest, taught.pages, taught.columns))


def fewer_columns(taught: Taught) -> Family:
    """Grow trees on the columns alone that count most in the shipped trees."""
    counts = importance(taught.forest, len(taught.columns))
    kept = np.sort(np.argsort(-counts, kind="stable")[:_FEW])
    pages = replace(taught.pages, table=np.ascontiguousarray(taught.pages.table[:, kept]))
    columns = tuple(taught.columns[place] for place in kept.tolist())
    return by_trees(taught.refined(fit(pages, iterations=taught.trees), pages, columns))


def mean(taught: Taught, of: Sequence[str]) -> Family:
    """Take the mean probability of families that were fitted before."""
    judges = [taught.fitted[name].judge for name in of]

    def judge(page: PageFeatures, source: Page) -> Floats:
        found: Floats = np.mean([one(page, source) for one in judges], axis=0)
        return found

    return Family(judge)


def importance(forest: Forest, columns: int) -> Floats:
    """Sum for each column, over all questions about it, by how much yes and no differ.

    Args:
        forest: the trees.
        columns: how many there are.

    Returns:
        Of each column the sum of the mean differences, in log-odds, of the leaves that an answer
        parts.
    """
    trees, depth = forest.features.shape
    leaves = forest.leaves.reshape(trees, *[2] * depth)  # the last level's answer comes first
    found = np.zeros(columns)
    for level in range(depth):
        differences = np.abs(np.diff(leaves, axis=depth - level)).reshape(trees, -1).mean(axis=1)
        np.add.at(found, forest.features[:, level], differences)
    return found


def row_table(page: PageFeatures, taught: Taught) -> Table:
    """Return all columns of a page, blocks by columns."""
    return table_of(page, taught.columns).T


def quietly(learn: Callable[..., Any], *given: Any, **more: Any) -> None:
    """Call what learns; that it could have gone on for longer is known."""
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        learn(*given, **more)


def _answered(pages: Labelled) -> tuple[Table, Floats, Floats]:
    """Make blocks that are content in part into two, one of each kind, of its weight.

    Their cross entropy is then that of the shares.
    """
    weights = pages.weights * len(pages.weights)
    content, other = np.flatnonzero(pages.labels > 0), np.flatnonzero(pages.labels < 1)
    parts = [weights[content] * pages.labels[content], weights[other] * (1 - pages.labels[other])]
    answers = np.repeat([1.0, 0.0], [len(content), len(other)])
    return pages.table[np.concatenate([content, other])], answers, np.concatenate(parts)


def _content(model: Any, table: Table) -> Floats:  # scikit-learn has no types
    found: Floats = model.predict_proba(table)[:, 1].astype(float)
    return found
