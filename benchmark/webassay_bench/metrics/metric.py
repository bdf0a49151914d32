"""What a metric is: scores of a page, and a summary of many pages under any weights."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay_bench.datasets.dataset import Gold

Scores = dict[str, float]
Columns = Mapping[str, NDArray[np.float64]]
Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Metric:
    """A way to score extracted text against gold.

    Attributes:
        name: short; the key of its scores in result files.
        version: raised whenever a score can change.
        page: from a page's gold and its extracted text to the page's scores, or None where the
            gold lacks what the metric needs.
        summary: from columns of page scores (each of n pages) and weights (r rows of n) to
            named figures (each of r values). A row of ones gives the plain figures; rows of
            resampled counts give a bootstrap.
        headline: the figure of the summary that ranks.
        lower: figures of which less is better; those of their parts too, `FIGURE.PART`.
        default: whether it is computed where nobody has chosen.
        requires: the module of an optional dependency without which it cannot be computed, or "".
        markdown: whether it scores the Markdown of a page, not its text; extractors that give none
            have no scores then.
    """

    name: str
    version: str
    page: Callable[[Gold, str], Scores | None]
    summary: Callable[[Columns, Weights], dict[str, NDArray[np.float64]]]
    headline: str = "f1"
    lower: frozenset[str] = frozenset()
    default: bool = True
    requires: str = ""
    markdown: bool = False

    def missing(self) -> str | None:
        """Tell what keeps the metric from being computed here, or None."""
        if self.requires and importlib.util.find_spec(self.requires) is None:
            return (
                f"the metric '{self.name}' needs {self.requires}: pip install 'webassay[metrics]'"
            )
        return None


def ratio(
    top: NDArray[np.float64], bottom: NDArray[np.float64], otherwise: float = 0.0
) -> NDArray[np.float64]:
    """Divide element by element, with a value for 0 / 0."""
    quotient: NDArray[np.float64] = np.full(np.shape(top), otherwise)
    np.divide(top, bottom, out=quotient, where=bottom != 0)
    return quotient


def weighted_mean(
    values: NDArray[np.float64], weights: Weights, counted: NDArray[np.bool_] | None = None
) -> NDArray[np.float64]:
    """Return the mean of a column under each row of weights, over the counted pages only."""
    if counted is None:
        return ratio(weights @ values, weights.sum(axis=1))
    return ratio(weights @ np.where(counted, values, 0.0), weights @ counted.astype(float))
