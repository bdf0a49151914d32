"""What the grams of a line say: learned weights, summed up.

There are two logistic regressions over hashed grams: of the lines that extractors leave of pages,
summed up by family of grams; and of lines that were labelled one by one and phrases of interfaces,
which are fewer, surer, and in more languages. A gram of a line with n grams counts for 1 by the
root of n, so that long lines do not outweigh short ones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay.junk.grams import FAMILIES, Words, grams_of
from webassay.junk.shapes import Columns

_AT_ONCE = 1024  # lines: what they need fits into the cache
TOTAL = "evidence"
INTERFACE = "interface"
_NAMES = tuple(f"of_{family}" for family in FAMILIES)


@dataclass(frozen=True)
class Evidence:
    """Two logistic regressions over hashed grams: of pages, and of interfaces.

    Attributes:
        weights: of each bucket, positive where it speaks for junk.
        bias: the total of a line without grams.
        interface: the weights of the second.
        interface_bias: its bias.
    """

    weights: NDArray[np.float32]
    bias: float
    interface: NDArray[np.float32]
    interface_bias: float

    def of(self, lines: list[str]) -> tuple[Columns, Words]:
        """Weigh lines by their grams.

        Args:
            lines: none may be blank or hold a line feed.

        Returns:
            A column for each family, and one for the total of each regression; and the words of
            all lines.
        """
        columns = {name: np.zeros(len(lines)) for name in (*_NAMES, TOTAL, INTERFACE)}
        found = []
        for start in range(0, len(lines), _AT_ONCE):
            part = lines[start : start + _AT_ONCE]
            families, words = grams_of(part)
            here = slice(start, start + len(part))
            scale = np.sqrt(np.maximum(sum(family.sizes(len(part)) for family in families), 1))
            sums = np.array([family.sums(self.weights, len(part)) for family in families]) / scale
            for name, column in zip(_NAMES, sums, strict=True):
                columns[name][here] = column
            columns[TOTAL][here] = sums.sum(axis=0) + self.bias
            known = sum(family.sums(self.interface, len(part)) for family in families)
            columns[INTERFACE][here] = known / scale + self.interface_bias
            found.append(words)
        return columns, Words.joined(found)
