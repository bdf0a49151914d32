"""The growth of the extractor's trees on the columns of pages, before their leaves are refined."""

from __future__ import annotations

from argparse import ArgumentTypeError

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.free_forest import FreeForest
from webassay.main_text.ensemble import Ensemble
from webassay_bench.train.folds import SEED
from webassay_bench.train.forest import forest_of, free_forest_of
from webassay_bench.train.refinement import Labelled, Values

_FREE, _OBLIVIOUS = 200, 800  # trees: an oblivious one says less
_LEAST = 0.01  # of them
_OF_FREE = {
    "learning_rate": 0.14,
    "max_leaf_nodes": 31,
    "max_features": 0.3,
    "l2_regularization": 3.0,
    "early_stopping": False,
    "random_state": SEED,
}
_OF_OBLIVIOUS = {
    "loss_function": "CrossEntropy",
    "depth": 6,
    "learning_rate": 0.07,
    "rsm": 0.3,
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "l2_leaf_reg": 3,
    "random_seed": SEED,
    "thread_count": 2,  # whatever the machine has: sums in another order make other trees
    "allow_writing_files": False,
    "verbose": 0,
}


def share_of_trees(text: str) -> float:
    """Read a share of the trees that the shipped model has, as an option of a command gives it.

    Raises:
        ArgumentTypeError: it is too small or too large.
    """
    if not _LEAST <= (share := float(text)) <= 1:
        raise ArgumentTypeError(f"{text}: take a share from {_LEAST} to 1")
    return share


def grow(pages: Labelled, size: float = 1.0) -> Ensemble:
    """Grow trees of both kinds; the arguments are those of `grow_free`."""
    return Ensemble(grow_free(pages, size), grow_oblivious(pages, size))


def grow_free(pages: Labelled, size: float = 1.0) -> FreeForest:
    """Grow trees leaf by leaf.

    Args:
        pages: what they learn from.
        size: how many there are, against what the shipped model has.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    booster = HistGradientBoostingClassifier(max_iter=round(_FREE * size), **_OF_FREE)
    booster.fit(*answered(pages))
    return free_forest_of(booster)


def grow_oblivious(pages: Labelled, size: float = 1.0) -> Forest:
    """Grow oblivious trees; the arguments are those of `grow_free`."""
    from catboost import CatBoost, Pool

    booster = CatBoost(_OF_OBLIVIOUS | {"iterations": round(_OBLIVIOUS * size)})
    booster.fit(Pool(pages.table, pages.labels, weight=pages.weights * len(pages.weights)))
    return forest_of(booster)


def answered(pages: Labelled) -> tuple[Values, NDArray[np.float64], NDArray[np.float64]]:
    """Make blocks that are content in part into two, one of each kind, of its weight.

    Their cross entropy is then that of the shares.

    Returns:
        Blocks by columns; of each 1 where it is content, or 0; and their weights.
    """
    weights = pages.weights * len(pages.weights)
    content, other = np.flatnonzero(pages.labels > 0), np.flatnonzero(pages.labels < 1)
    parts = [weights[content] * pages.labels[content], weights[other] * (1 - pages.labels[other])]
    answers = np.repeat([1.0, 0.0], [len(content), len(other)])
    return pages.table[np.concatenate([content, other])], answers, np.concatenate(parts)
