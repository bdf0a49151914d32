"""Training of the estimate of an extraction's own F1, and of when another one's text pays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.main_text.estimate import Estimator
from webassay_bench.train.folds import FOLDS, SEED
from webassay_bench.train.forest import forest_of
from webassay_bench.train.outcomes import ROUTES, Outcome

_TREES = {
    "loss_function": "CrossEntropy",
    "border_count": 64,
    "l2_leaf_reg": 10,
    "random_seed": SEED,
    "allow_writing_files": False,
    "thread_count": 1,  # the pages are few, and their order decides the last bits
    "verbose": 0,
}
_OF_F1 = {"depth": 4, "iterations": 100, "learning_rate": 0.05, "rsm": 0.5}
_OF_GAIN = {
    "depth": 4,
    "iterations": 200,
    "learning_rate": 0.04,
    "rsm": 0.3,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
}


def fit(outcomes: Sequence[Outcome]) -> Estimator:
    """Fit the estimate and the routes to what came of pages."""
    signs = np.array([one.signs for one in outcomes])
    f1 = np.array([one.f1 for one in outcomes])
    routes = {}
    for name in ROUTES:
        others = [one.others[name] for one in outcomes]
        table = np.hstack([signs, np.array([other.agreement for other in others])])
        gain = np.array([other.f1 for other in others]) - f1
        routes[name] = _forest(table, (1 + gain) / 2, _OF_GAIN)
    return Estimator(_forest(signs, f1, _OF_F1), routes)


def cross(outcomes: Sequence[Outcome], folds: dict[str, int], folder: Path) -> list[Estimator]:
    """Fit an estimator for each fold to the pages of all others, and write it."""
    crossed = []
    for fold in range(FOLDS):
        estimator = fit([one for one in outcomes if folds[one.site] != fold])
        estimator.save(folder / f"estimate-{fold}.npz")
        crossed.append(estimator)
    return crossed


def _forest(
    table: NDArray[np.float32], labels: NDArray[np.float64], shape: dict[str, Any]
) -> Forest:
    from catboost import CatBoost, Pool

    booster = CatBoost(_TREES | shape)
    booster.fit(Pool(table, np.clip(labels, 0, 1)))
    return forest_of(booster)
