"""Looking around a line, for all lines of many documents at once, never past a document's edge.

Where a column is asked for, several may be given as the rows of one array: that is quicker.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
FAR = 99.0  # lines; what is further away is as far as what is not there


@dataclass(frozen=True)
class Surroundings:
    """Where the documents begin and end among the lines of all.

    Attributes:
        starts: of each line, the place of the first line of its document.
        ends: of each line, the place behind the last line of its document.
        documents: of each line, the number of its document.
    """

    starts: Places
    ends: Places
    documents: Places

    @classmethod
    def of(cls, sizes: list[int]) -> Surroundings:
        """Lay out documents of so many lines one after the other."""
        counts = np.array(sizes, np.intp)
        ends = np.cumsum(counts)
        return cls(
            np.repeat(ends - counts, counts),
            np.repeat(ends, counts),
            np.repeat(np.arange(len(counts)), counts),
        )

    @cached_property
    def places(self) -> Places:
        """The place of each line among all."""
        return np.arange(len(self.starts))

    def at(self, column: Floats, offset: int, missing: float) -> Floats:
        """Return the value of the line that stands `offset` lines further on."""
        if offset not in self._shifts:
            places = self.places + offset
            there = (places >= self.starts) & (places < self.ends)
            self._shifts[offset] = there, np.where(there, places, 0)
        there, places = self._shifts[offset]
        return np.where(there, column[..., places], missing)

    @cached_property
    def _shifts(self) -> dict[int, tuple[NDArray[np.bool_], Places]]:
        return {}

    def means_beside(self, column: Floats, reach: int) -> tuple[Floats, Floats]:
        """Return the means of up to `reach` lines before and behind; 0 where there is none."""
        sums, places = _sums(column), self.places
        low = np.maximum(places - reach, self.starts)
        high = np.minimum(places + 1 + reach, self.ends)
        before = (sums[..., :-1] - sums[..., low]) / np.maximum(places - low, 1)
        behind = (sums[..., high] - sums[..., 1:]) / np.maximum(high - places - 1, 1)
        return before, behind

    def mean(self, column: Floats) -> Floats:
        """Return the mean over the line's document."""
        sums = _sums(column)
        total = sums[..., self.ends] - sums[..., self.starts]
        result: Floats = total / (self.ends - self.starts)
        return result

    def sums_beside(self, column: Floats) -> tuple[Floats, Floats]:
        """Return the sums over all lines before, and over all behind."""
        sums = _sums(column)
        before = sums[..., :-1] - sums[..., self.starts]
        return before, sums[..., self.ends] - sums[..., 1:]

    def distances(self, marked: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Count the lines to the nearest marked one, backwards and forwards; 0 is the line itself.

        Returns:
            Both, `FAR` at most.
        """
        places = self.places
        last = np.maximum.accumulate(np.where(marked, places, -1))
        back = np.where(last >= self.starts, places - last, FAR)
        beyond = len(places)
        following = np.minimum.accumulate(np.where(marked, places, beyond)[::-1])[::-1]
        forth = np.where(following < self.ends, following - places, FAR)
        return np.minimum(back, FAR), np.minimum(forth, FAR)


def _sums(column: Floats) -> Floats:
    sums = np.zeros((*column.shape[:-1], column.shape[-1] + 1))
    np.cumsum(column, axis=-1, out=sums[..., 1:])
    return sums
