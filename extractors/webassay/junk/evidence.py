"""What the grams of a line say: learned weights, summed up by family.

The weights are those of a logistic regression over hashed grams. A gram of a line with n grams
counts for 1 by the root of n, so that long lines do not outweigh short ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay.junk.grams import FAMILIES, Words, grams_of
from webassay.junk.shapes import Columns

_AT_ONCE = 1024  # lines: what they need fits into the cache
TOTAL = "evidence"
_NAMES = tuple(f"of_{family}" for family in FAMILIES)


@dataclass(frozen=True)
class Evidence:
    """A logistic regression over hashed grams.

    Attributes:
        weights: of each bucket, positive where it speaks for junk.
        bias: the total of a line without grams.
    """

    weights: NDArray[np.float32]
    bias: float

    def of(self, lines: list[str]) -> tuple[Columns, Words]:
        """Weigh lines by their grams.

        Args:
            lines: none may be blank or hold a line feed.

        Returns:
            A column for each family and one for the total; and the words of all lines.
        """
        columns = {name: np.zeros(len(lines)) for name in (*_NAMES, TOTAL)}
        found = []
        for start in range(0, len(lines), _AT_ONCE):
            part = lines[start : start + _AT_ONCE]
            families, words = grams_of(part)
            sums = np.array([family.sums(self.weights, len(part)) for family in families])
            sums /= np.sqrt(np.maximum(sum(family.sizes(len(part)) for family in families), 1))
            for name, column in zip(_NAMES, sums, strict=True):
                columns[name][start : start + len(part)] = column
            columns[TOTAL][start : start + len(part)] = sums.sum(axis=0) + self.bias
            found.append(words)
        return columns, Words.joined(found)
