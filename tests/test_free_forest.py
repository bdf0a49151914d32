"""Trees that grow leaf by leaf: what they answer, how they are stored, and where they come from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from webassay import core
from webassay.forest import Forest, logistic
from webassay.free_forest import FreeForest
from webassay.main_text.ensemble import Ensemble

# One tree: is column 0 above 0.5? If not, leaf 0; else, is column 1 above 2? Leaf 1, or leaf 2.
SMALL = FreeForest(
    starts=np.array([0], np.int32),
    features=np.array([0, 1], np.int32),
    borders=np.array([0.5, 2.0], np.float32),
    ruled_out=np.array([0b001, 0b010], np.uint32),
    leaves=np.array([[-1.0, 1.0, 3.0]], np.float32),
    bias=1.0,
)
ROWS = np.array([[0.0, 0.0, 1.0, 1.0, 0.5], [0.0, 3.0, 2.0, 3.0, 9.0]], np.float32)
Node = tuple[int, float, Any, Any] | float  # column, border, after a no, after a yes; or a leaf


def nodes(columns: int) -> st.SearchStrategy[Node]:
    def asking(below: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        borders = st.integers(-3, 3).map(float)
        return st.tuples(st.integers(0, columns - 1), borders, below, below)

    leaves = st.integers(-(2**20), 2**20).map(lambda value: value / 2**20)
    return asking(st.recursive(leaves, asking, max_leaves=15))


def forest_of(trees: list[Node]) -> FreeForest:
    starts: list[int] = []
    rows: list[tuple[int, float, int]] = []
    leaves: list[list[float]] = []

    def go_down(node: Node) -> None:
        if isinstance(node, float):
            leaves[-1].append(node)
            return
        column, border, no, yes = node
        first = len(leaves[-1])
        go_down(no)
        rows.append((column, border, (1 << len(leaves[-1])) - (1 << first)))
        go_down(yes)

    for tree in trees:
        starts.append(len(rows))
        leaves.append([])
        go_down(tree)
    most = max(map(len, leaves), default=1)
    return FreeForest(
        np.array(starts, np.int32),
        np.array([column for column, *_ in rows], np.int32),
        np.array([border for _, border, _ in rows], np.float32),
        np.array([out for *_, out in rows], np.uint32),
        np.array([own + [0.0] * (most - len(own)) for own in leaves], np.float32).reshape(-1, most),
        0.25,
    )


def go_down(node: Node, row: NDArray[np.float32]) -> float:
    while not isinstance(node, float):
        column, border, no, yes = node
        node = yes if row[column] > border else no
    return node


def test_a_row_goes_down_by_its_answers() -> None:
    assert SMALL.places(ROWS).tolist() == [[0, 0, 1, 2, 0]]
    assert SMALL.log_odds(ROWS).tolist() == [0, 0, 2, 4, 0]


def test_two_forests_answer_together_by_values_and_by_ranks() -> None:
    other = Forest(
        np.array([[1]], np.int32),
        np.ones((1, 1), np.float32),
        np.array([[2.0, 4.0]], np.float32),
        bias=0.0,
    )
    both = Ensemble(SMALL, other)
    found = both.probabilities(ROWS)
    assert found == pytest.approx(logistic((SMALL.log_odds(ROWS) + other.log_odds(ROWS)) / 2))
    ranks = [both.borders[column].searchsorted(values) for column, values in enumerate(ROWS)]
    assert np.array_equal(both.probabilities(np.array(ranks, np.uint8)), found)
    back = Ensemble.of(both.arrays())
    assert np.array_equal(back.probabilities(ROWS), found)


def test_what_is_stored_is_read_back() -> None:
    back = FreeForest.of(SMALL.arrays())
    assert np.array_equal(back.log_odds(ROWS), SMALL.log_odds(ROWS))


@given(st.data())
def test_a_row_comes_to_the_leaves_that_lie_on_its_way(data: st.DataObject) -> None:
    columns, rows = data.draw(st.integers(1, 4)), data.draw(st.integers(0, 300))
    trees = data.draw(st.lists(nodes(columns), max_size=4))
    forest = forest_of(trees)
    random = np.random.default_rng(data.draw(st.integers(0, 9)))
    table = random.integers(-4, 5, (columns, rows)).astype(np.float32)
    table[random.random(table.shape) < 0.1] = np.nan
    limits = random.integers(0, 4, len(forest.features)).astype(np.uint8)
    bytes_ = np.abs(np.nan_to_num(table)).astype(np.uint8)
    expected = np.array([sum(go_down(tree, row) for tree in trees) for row in table.T])
    pure, compiled = core.pairs["free_sums"]
    for function in filter(None, (pure, compiled)):
        assert np.array_equal(function(table, None, forest), expected)
        assert np.array_equal(function(table[:, ::2], None, forest), expected[::2])
        assert np.array_equal(function(bytes_, limits, forest), pure(bytes_, limits, forest))


def test_a_compiled_forest_that_asks_for_more_than_there_is_is_refused() -> None:
    compiled = core.pairs["free_sums"][1]
    if compiled is None:
        pytest.skip("the compiled core is not in use")
    with pytest.raises(IndexError):
        compiled(ROWS[:1], None, SMALL)
    for name, values in (("starts", [5]), ("features", [0, -1]), ("ruled_out", [1, 0b100])):
        stored = SMALL.arrays()
        changed = np.array(values, stored[name].dtype)
        with pytest.raises(IndexError):
            compiled(ROWS, None, FreeForest.of(stored | {name: changed}))


def test_trees_of_scikit_learn_are_taken_over_as_they_are() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    from webassay_bench.train.forest import free_forest_of

    random = np.random.default_rng(0)
    table = random.normal(size=(400, 5)).astype(np.float32)
    booster = ensemble.HistGradientBoostingClassifier(max_iter=8, max_leaf_nodes=9)
    booster.fit(table, table[:, 0] * table[:, 1] > 0)
    found = logistic(free_forest_of(booster).log_odds(np.ascontiguousarray(table.T)))
    assert found == pytest.approx(booster.predict_proba(table)[:, 1], abs=1e-6)
