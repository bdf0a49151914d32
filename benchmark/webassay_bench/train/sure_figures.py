"""How sure the extractor may be of itself, in figures: estimate, pages without text, routes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.estimate import Estimator
from webassay.routing.extractor import CANDIDATES, DOUBT, FALLBACKS
from webassay.routing.route import MARGIN
from webassay_bench.estimate_check import NAIVE
from webassay_bench.train.calibration import agreement
from webassay_bench.train.folds import FOLDS
from webassay_bench.train.outcomes import ROUTES, Outcome

Floats = NDArray[np.float64]


def figures(
    outcomes: Sequence[Outcome], folds: dict[str, int], crossed: Sequence[Estimator]
) -> dict[str, Any]:
    """Judge estimators of folds on the pages that they never saw.

    Args:
        outcomes: what came of the pages.
        folds: of their sites.
        crossed: of each fold, the estimator of all other pages.
    """
    estimators = [crossed[folds[one.site]] for one in outcomes]
    f1 = np.array([one.f1 for one in outcomes])
    pairs = list(zip(estimators, outcomes, strict=True))
    estimates = np.array([estimator.estimate(one.signs) for estimator, one in pairs])
    gains = {name: np.array([_gain(*pair, name) for pair in pairs]) for name in ROUTES}
    others = {name: np.array([one.others[name].f1 for one in outcomes]) for name in ROUTES}
    doubtful = estimates < DOUBT
    routes = {name: _route((name,), estimates < np.inf, f1, gains, others) for name in ROUTES}
    return {
        "split": f"{FOLDS} folds by site, of extractions by models that never saw the site",
        "estimate": agreement(estimates, f1),
        "naive": _brief(agreement(np.array([one.signs[NAIVE] for one in outcomes], float), f1)),
        "without_text": _empty(outcomes),
        "routes": {
            "fallback": _route(FALLBACKS, doubtful, f1, gains, others),
            "best": _route(CANDIDATES, estimates < np.inf, f1, gains, others),
            "all": _route(ROUTES, estimates < np.inf, f1, gains, others),
            **routes,
        },
        "vote_f1": round(float(np.mean([one.f1_of_vote for one in outcomes])), 5),
    }


def _gain(estimator: Estimator, one: Outcome, name: str) -> float:
    other = one.others[name]
    if not other.found:
        return -1.0
    return estimator.gain(name, np.concatenate([one.signs, other.agreement]))


def _route(
    names: Sequence[str],
    asked: NDArray[np.bool_],
    f1: Floats,
    gains: dict[str, Floats],
    others: dict[str, Floats],
) -> dict[str, float]:
    """Return what routing to some extractors comes to where they are asked, as `route` does it."""
    expected = np.stack([gains[name] for name in names])
    theirs = np.stack([others[name] for name in names])
    best = expected.argmax(axis=0)
    pages = np.arange(len(f1))
    taken = asked & (expected[best, pages] > MARGIN)
    routed = np.where(taken, theirs[best, pages], f1)
    gain = routed - f1
    return {
        "asked": round(float(asked.mean()), 4),
        "taken": round(float(taken.mean()), 4),
        "better": int((gain > 0).sum()),
        "worse": int((gain < 0).sum()),
        "own_f1": round(float(f1.mean()), 5),
        "routed_f1": round(float(routed.mean()), 5),
        "error": round(float(gain.std() / np.sqrt(len(gain))), 5),
        "at_best_f1": round(float(np.maximum(f1, theirs.max(axis=0)).mean()), 5),
    }


def _empty(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return how often pages are said to be without main text, and how often that is right."""
    said = [one for one in outcomes if one.reason]
    dropped = [one for one in said if one.dropped]
    return {
        "without_gold": sum(not one.has_gold for one in outcomes),
        "said": len(said),
        "said_rightly": sum(not one.has_gold for one in said),
        "text_dropped": len(dropped),
        "text_dropped_rightly": sum(not one.has_gold for one in dropped),
        "f1": round(float(np.mean([one.f1 for one in outcomes])), 5),
        "f1_otherwise": round(float(np.mean([one.f1_otherwise for one in outcomes])), 5),
    }


def _brief(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if name != "bins"}
