"""How well an estimate of F1 agrees with the true one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 10
Floats = NDArray[np.float64]


def agreement(estimates: Floats, scores: Floats) -> dict[str, Any]:
    """Compare estimates with what they estimate, both from 0 to 1.

    Returns:
        `pages`; `mean_estimate` and `mean`; `calibration_error`, the expected calibration error
        over ten bins of equal width (Naeini et al. 2015): the mean gap between both, bins weighted
        by pages; `pearson` and `spearman` (None where one of both is the same on all pages); and
        the `bins`: lowest estimate, pages, mean estimate, mean score.
    """
    from scipy.stats import spearmanr

    places = np.minimum((estimates * BINS).astype(int), BINS - 1)
    bins = []
    for place in range(BINS):
        inside = places == place
        if inside.any():
            means = float(estimates[inside].mean()), float(scores[inside].mean())
            bins.append([place / BINS, int(inside.sum()), *(round(mean, 4) for mean in means)])
    gaps = [abs(float((estimates - scores)[places == place].sum())) for place in range(BINS)]
    varied = np.ptp(estimates) > 0 and np.ptp(scores) > 0
    return {
        "pages": len(scores),
        "mean_estimate": round(float(estimates.mean()), 4),
        "mean": round(float(scores.mean()), 4),
        "calibration_error": round(sum(gaps) / len(scores), 4),
        "pearson": round(float(np.corrcoef(estimates, scores)[0, 1]), 4) if varied else None,
        "spearman": round(float(spearmanr(estimates, scores)[0]), 4) if varied else None,
        "bins": bins,
    }
