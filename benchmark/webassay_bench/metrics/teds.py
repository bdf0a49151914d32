"""How alike two tables are: the tree-edit-distance-based similarity, TEDS.

Source: Zhong, ShafieiBavani and Jimeno Yepes, "Image-based table recognition: data, model, and
evaluation" (ECCV 2020), section 5; `metric.py` of IBM's PubTabNet. A table is a tree: table, rows,
cells. Leaving out or adding a node costs 1; a cell in place of another costs the Levenshtein
distance of their texts over the longer one's length; a row in place of a cell costs 1. TEDS is 1
less the cheapest way from one tree to the other over the nodes of the larger tree. A Markdown table
has no cells that span others, and its head says nothing, since Markdown asks one of every table.
"""

from __future__ import annotations

from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from webassay_bench.metrics.markdown import Table

MOST_PAIRS = 1_000_000  # of cells, one from each table
MOST_WORK = 10_000_000_000  # characters of one table times those of the other

_Costs = NDArray[np.float64]


def teds(first: Table, second: Table) -> float:
    """Return how alike two tables are: 1 where they are equal, about 0 where nothing is.

    As in the reference it can be below 0 where even the rows of one do not fit those of the other:
    the distance is divided by the nodes of the larger table, not by those of both.
    Of tables with more than `MOST_PAIRS` pairs of cells, or texts that long, cells count as equal
    or not: the edit distance of the sequences of nodes takes the place of the trees'.
    """
    if first == second:
        return 1.0
    cells = [list(chain.from_iterable(table)) for table in (first, second)]
    sizes = [1 + len(table) + len(own) for table, own in zip((first, second), cells, strict=True)]
    work = [sum(map(len, own)) for own in cells]
    if len(cells[0]) * len(cells[1]) > MOST_PAIRS or work[0] * work[1] > MOST_WORK:
        distance = float(Levenshtein.distance(_sequence(first), _sequence(second)))
    else:
        distance = _distance(first, second, _renaming(cells[0], cells[1]))
    return 1.0 - distance / max(sizes)


def _sequence(table: Table) -> list[str | None]:
    """Write a table as a sequence of nodes: None begins a row, a text is a cell."""
    return [node for row in table for node in (None, *row)]


def _renaming(first: list[str], second: list[str]) -> _Costs:
    """Return what a cell in place of another costs, for each pair of cells."""
    if not first or not second:
        return np.zeros((len(first), len(second)))
    return cdist(first, second, scorer=Levenshtein.normalized_distance, dtype=np.float64)


def _distance(first: Table, second: Table, renaming: _Costs) -> float:
    """Return the edit distance of the trees of two tables.

    Source: Zhang and Shasha, "Simple fast algorithms for the editing distance between trees and
    related problems" (1989): the distance of forests that begin at the first node in postorder.
    What a row costs in place of a row, and a row in place of a cell, is known before it begins,
    since cells have no children; the two tables stand for each other at no cost.
    """
    left, right = _postorder(first), _postorder(second)
    costs = _subtrees(first, second, renaming)
    steps = np.arange(len(right) + 1, dtype=np.float64)
    before = np.array([begin for begin, _ in right], dtype=int)  # of the forest without the subtree
    columns = np.array([number for _, number in right], dtype=int)
    forests = np.empty((len(left) + 1, len(right) + 1))
    forests[0] = steps
    for place, (begin, number) in enumerate(left, 1):
        row = forests[place - 1] + 1
        if len(right):
            whole = forests[begin][before] + costs[number][columns]
            row[1:] = np.minimum(row[1:], whole)
        forests[place] = np.minimum.accumulate(row - steps) + steps
    return float(forests[-1, -1])


def _postorder(table: Table) -> list[tuple[int, int]]:
    """List the nodes below a table in postorder: where the subtree begins, and the node's number.

    Cells have the first numbers, rows the next.
    """
    nodes: list[tuple[int, int]] = []
    cell, cells = 0, sum(map(len, table))
    for number, row in enumerate(table):
        begin = len(nodes)
        for _ in row:
            nodes.append((len(nodes), cell))
            cell += 1
        nodes.append((begin, cells + number))
    return nodes


def _subtrees(first: Table, second: Table, renaming: _Costs) -> _Costs:
    """Return what a subtree costs in place of another one, cells first, then rows."""
    return np.block(
        [
            [renaming, _cells_for_rows(renaming, second)],
            [_cells_for_rows(renaming.T, first).T, _rows_for_rows(first, second, renaming)],
        ]
    )


def _cells_for_rows(renaming: _Costs, table: Table) -> _Costs:
    """Return what a row costs in place of a cell: all of it is new but the row or one cell."""
    ends = np.cumsum([0, *map(len, table)])
    costs = [
        len(row) + renaming[:, start:end].min(axis=1, initial=1.0)
        for row, (start, end) in zip(table, pairwise(ends), strict=True)
    ]
    return np.array(costs).reshape(len(table), len(renaming)).T


def _rows_for_rows(first: Table, second: Table, renaming: _Costs) -> _Costs:
    """Return what a row costs in place of a row: the edit distance of their cells."""
    sizes = np.array([len(row) for row in second], dtype=int)
    widest = int(sizes.max(initial=0))
    ends = np.cumsum([0, *sizes])
    # The cells of the second table as a grid; what stands past the end of a row is never looked at.
    grid = np.minimum(ends[:-1, None] + np.arange(widest), max(0, renaming.shape[1] - 1))
    steps = np.arange(widest + 1, dtype=np.float64)
    costs = np.empty((len(first), len(second)))
    cell = 0
    for number, row in enumerate(first):
        distances = np.tile(steps, (len(second), 1))
        for _ in row:
            following = distances + 1
            if widest and renaming.size:
                replaced = distances[:, :-1] + renaming[cell][grid]
                following[:, 1:] = np.minimum(following[:, 1:], replaced)
            distances = np.minimum.accumulate(following - steps, axis=1) + steps
            cell += 1
        costs[number] = distances[np.arange(len(second)), sizes]
    return costs
