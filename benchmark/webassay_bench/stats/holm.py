"""Holm's correction for many tests at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values so that the chance of one false finding among all stays as stated.

    Source: Holm, "A simple sequentially rejective multiple test procedure" (1979): the smallest of
    m is multiplied by m, the next by m - 1, and so on; none is smaller than one before it.

    Args:
        p_values: of all the tests that are shown together, each from 0 to 1.

    Returns:
        The adjusted p-values, in the order given; each may be compared with the level by itself.
    """
    given = np.asarray(p_values, dtype=float)
    order = np.argsort(given, kind="stable")
    stepped = given[order] * np.arange(len(given), 0, -1)
    adjusted = np.empty_like(given)
    adjusted[order] = np.minimum(np.maximum.accumulate(stepped), 1.0)
    return [float(p) for p in adjusted]
