"""The kind of a line of junk, by its grams: a linear model of the lines that people labelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay.junk.grams import BITS, Family, grams_of
from webassay.junk.line import CATEGORIES

BUCKET_BITS = 15  # fewer than for the evidence: there are fewer lines with a category
_AT_ONCE = 256  # lines


@dataclass(frozen=True)
class Categories:
    """A linear model over hashed grams, each of which counts for 1 by the root of their number.

    Attributes:
        weights: buckets by `CATEGORIES`.
        bias: of each category.
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def none(cls) -> Categories:
        """Return a model that has seen nothing."""
        count = len(CATEGORIES)
        return cls(np.zeros((1 << BUCKET_BITS, count), np.float32), np.zeros(count, np.float32))

    def of(self, lines: list[str]) -> Iterator[str]:
        """Name the likeliest category of each line, none of which may be blank."""
        for start in range(0, len(lines), _AT_ONCE):
            scores = self._scores(lines[start : start + _AT_ONCE])
            yield from (CATEGORIES[number] for number in scores.argmax(axis=1).tolist())

    def _scores(self, lines: list[str]) -> NDArray[np.float64]:
        grams = few_buckets(lines)
        order = np.argsort(grams.owners, kind="stable")
        sizes = grams.sizes(len(lines))
        starts = np.minimum(np.cumsum(sizes) - sizes, max(len(order) - 1, 0))
        sums = np.add.reduceat(self.weights[grams.buckets[order]], starts, axis=0)
        scores: NDArray[np.float64] = self.bias + sums / np.sqrt(np.maximum(sizes, 1))[:, None]
        return scores


def few_buckets(lines: list[str]) -> Family:
    """Hash the grams of lines, all families together, into `BUCKET_BITS`."""
    families, _ = grams_of(lines)
    buckets = np.concatenate([family.buckets for family in families]) >> (BITS - BUCKET_BITS)
    return Family(buckets, np.concatenate([family.owners for family in families]))
