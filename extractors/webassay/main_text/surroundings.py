"""Arrays over a page's tree: what stands within an element, above a block, and next to it."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay.core import compiled_in
from webassay.main_text.blocks import Blocks

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]
Columns = MutableMapping[str, Floats]  # of one value a block each
LEVELS = 6  # elements above a block that are looked at, its own among them
_SINCE, _NOWHERE = (-50, 200), -99.0  # blocks: further is as far


@dataclass(frozen=True)
class Tree:
    """The elements of a page, as arrays.

    Attributes:
        owner: of each block: its element.
        parent: of each element: the one around it; the first is its own.
        ends: of each element: the first after all that is in it.
        tags: of each element: its number in `blocks.TAGS`.
        depth: of each element.
        above: of each block: its element and those around it; `LEVELS` by blocks.
    """

    owner: Numbers
    parent: Numbers
    ends: Numbers
    tags: Numbers
    depth: Numbers
    above: Numbers

    @classmethod
    def of(cls, blocks: Blocks) -> Tree:
        """Make the arrays of a page that has a block."""
        owner = np.maximum(np.array(blocks.owner, np.intp), 0)
        parent = np.maximum(np.array(blocks.parent, np.intp), 0)
        above = [owner]
        for _ in range(LEVELS - 1):
            above.append(parent[above[-1]])
        ends, tags, depth = (
            np.array(of_elements, np.intp)
            for of_elements in (blocks.ends, blocks.tags, blocks.depth)
        )
        return cls(owner, parent, ends, tags, depth, np.array(above))

    def within(self, values: Floats) -> Floats:
        """Sum what blocks have, for each element, over all that is in it."""
        return sums_within(self.owner, self.ends, values)

    def is_in(self, element: int) -> NDArray[np.bool_]:
        """Tell of each block whether it stands in an element."""
        inside: NDArray[np.bool_] = (self.owner >= element) & (self.owner < self.ends[element])
        return inside

    def inside_any(self, elements: Numbers) -> Floats:
        """Tell of each block whether it stands in one of some elements: 1 or 0."""
        change = np.zeros(len(self.parent) + 1)
        np.add.at(change, elements, 1)
        np.add.at(change, self.ends[elements], -1)
        found: Floats = (np.cumsum(change)[self.owner] > 0).astype(float)
        return found

    def up_to(self, element: int) -> Floats:
        """Count of each block the levels from its element up to one that also holds another."""
        shared = np.zeros(len(self.owner))
        while element:
            shared = np.maximum(shared, self.is_in(element) * self.depth[element])
            element = int(self.parent[element])
        found: Floats = self.depth[self.owner] - shared
        return found

    def deepest(self, sums: Floats, share: float) -> int:
        """Return the deepest element that holds a share of all; the first where there is none."""
        if sums[0] <= 0:
            return 0
        holding = np.flatnonzero(sums >= share * sums[0])
        return int(holding[np.argmax(self.depth[holding])])


def shifted(values: Floats, by: int, edge: float = -1.0) -> Floats:
    """Return for each block the value of the one that stands `by` blocks after it."""
    moved = np.full_like(values, edge)
    if abs(by) < len(values):
        if by > 0:
            moved[:-by] = values[by:]
        else:
            moved[-by:] = values[:by]
    return moved


@compiled_in("surroundings")
def sums_within(owner: Numbers, ends: Numbers, values: Floats) -> Floats:
    """Sum what blocks have, for each element, over all that is in it.

    Args:
        owner: of each block: its element.
        ends: of each element: the first after all that is in it.
        values: of each block.
    """
    direct = np.bincount(owner, values, len(ends))
    running = np.concatenate([[0.0], np.cumsum(direct)])
    found: Floats = running[ends] - running[: len(ends)]
    return found


@compiled_in("surroundings")
def window(values: Floats, weights: Floats, reach: int) -> Floats:
    """Return for each block the weighted mean over it and `reach` blocks on both sides."""
    sums = np.concatenate([[0.0], np.cumsum(values * weights)])
    total = np.concatenate([[0.0], np.cumsum(weights)])
    place = np.arange(len(values))
    first, last = np.maximum(place - reach, 0), np.minimum(place + reach + 1, len(values))
    mean: Floats = (sums[last] - sums[first]) / (total[last] - total[first] + 1e-9)
    return mean


def since_first(marked: NDArray[np.bool_]) -> Floats:
    """Count for each block how far it stands after the first that is marked; -99 if none is."""
    first = np.flatnonzero(marked)[:1]
    if not len(first):
        return np.full(len(marked), _NOWHERE)
    since: Floats = np.clip(np.arange(len(marked)) - first, *_SINCE).astype(float)
    return since


def places_of(group: Numbers) -> Numbers:
    """Return of each member, given the number of its group, how many of it come before."""
    order = np.argsort(group, kind="stable")
    count = np.bincount(group)
    first = np.cumsum(count) - count
    place = np.empty(len(group), np.intp)
    place[order] = np.arange(len(group)) - first[group[order]]
    return place
