"""Folds by site: the same seed, the same folds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

SEED = 20260101
FOLDS = 5


def folds_of(sites: Iterable[str], folds: int = FOLDS) -> dict[str, int]:
    """Deal the sites into folds, always in the same way."""
    ordered = sorted(set(sites))
    order = np.random.default_rng(SEED).permutation(len(ordered))
    return {ordered[place]: number % folds for number, place in enumerate(order.tolist())}
