"""The columns of one page that a forest asks about, kept as small as they can be.

A page of 20 MB has over a hundred thousand blocks, and as many values in each of hundreds of
columns. Of each value only how many borders are below it matters to the trees: a byte.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.ensemble import Ensemble
from webassay.main_text.surroundings import Floats

_MANY = 4096  # blocks, from which bytes are stored; finding them takes longer than storing values
_KEPT = frozenset({"in_comments"})  # columns that others read


class Asked(MutableMapping[str, Floats]):
    """Takes columns as they are made, and forgets what no tree asks.

    Reading gives those alone that other parts of the extractor need.

    Attributes:
        table: what `Ensemble.probabilities` takes.
    """

    def __init__(self, forest: Ensemble, places: dict[str, int], blocks: int) -> None:
        """Make room.

        Args:
            forest: whose questions count.
            places: of the name of each column: its place in the forest's order.
            blocks: of the page.
        """
        self.table: NDArray[np.float32] | NDArray[np.uint8]
        shape, self._ranked = (len(places), blocks), blocks >= _MANY
        if self._ranked:
            self.table = np.zeros(shape, np.uint8)
        else:
            self.table = np.zeros(shape, np.float32)
        self._forest, self._places = forest, places
        self._kept: dict[str, Floats] = {}

    def __setitem__(self, name: str, values: Floats) -> None:
        place = self._places.get(name)
        if place is not None:
            if self._ranked:
                self.table[place] = self._ranks(place, values)
            else:
                self.table[place] = values
        if name in _KEPT:
            self._kept[name] = values

    def add(self, names: tuple[str, ...], columns: NDArray[np.bool_]) -> None:
        """Take columns of yes and no, one a row: one by one takes ten times as long."""
        places = np.array([self._places.get(name, -1) for name in names], np.intp)
        is_asked = places >= 0
        if self._ranked:
            for place, values in zip(places[is_asked].tolist(), columns[is_asked], strict=True):
                self.table[place] = self._ranks(place, values)
        else:
            self.table[places[is_asked]] = columns[is_asked]

    def _ranks(self, place: int, values: Floats | NDArray[np.bool_]) -> NDArray[np.intp]:
        borders = self._forest.borders[place]
        return borders.searchsorted(np.asarray(values, np.float32))

    def __getitem__(self, name: str) -> Floats:
        return self._kept[name]

    def __delitem__(self, name: str) -> None:
        del self._kept[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)
