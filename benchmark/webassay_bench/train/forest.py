"""The plain arrays of trained boosters."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.free_forest import FreeForest

_UNIT = 2.0**-24


def forest_of(booster: Any) -> Forest:  # the library has no types
    """Take the plain arrays out of oblivious trees of CatBoost."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        booster.save_model(str(path), format="json")
        stored = json.loads(path.read_text())
    depth = max(len(tree["splits"] or ()) for tree in stored["oblivious_trees"])
    count = len(stored["oblivious_trees"])
    features, borders = np.zeros((count, depth), np.int32), np.full((count, depth), np.inf)
    leaves = np.zeros((count, 1 << depth))
    for number, tree in enumerate(stored["oblivious_trees"]):
        for level, split in enumerate(tree["splits"] or ()):
            features[number, level] = split["float_feature_index"]
            borders[number, level] = split["border"]
        leaves[number, : len(tree["leaf_values"])] = tree["leaf_values"]
    scale, (bias,) = stored["scale_and_bias"]
    return Forest(features, borders.astype(np.float32), in_units(leaves * scale), float(bias))


def free_forest_of(booster: Any) -> FreeForest:
    """Take the plain arrays out of trees of scikit-learn's `HistGradientBoostingClassifier`.

    Its trees have no public form. If a version keeps them elsewhere, training fails; models that
    were trained before are read without it.
    """
    bias = float(booster._baseline_prediction.item())  # noqa: SLF001 # see above
    nodes: list[tuple[int, float, int]] = []
    starts: list[int] = []
    leaves: list[list[float]] = []
    for (tree,) in booster._predictors:  # noqa: SLF001 # see above
        own, values = _rows(tree.nodes)
        if own:
            starts.append(len(nodes))
            nodes += own
            leaves.append(values)
        else:
            bias += values[0]  # of a tree that found nothing to ask
    most = max(map(len, leaves), default=1)
    return FreeForest(
        np.array(starts, np.int32),
        np.array([column for column, *_ in nodes], np.int32),
        _single(np.array([border for _, border, _ in nodes])),
        np.array([leaves for *_, leaves in nodes], np.uint32),
        in_units(
            np.array([np.pad(own, (0, most - len(own))) for own in leaves], float).reshape(-1, most)
        ),
        bias,
    )


def in_units(leaves: NDArray[np.float64] | NDArray[np.float32]) -> NDArray[np.float32]:
    """Round the values of leaves to multiples of a unit: in whatever order, sums are exact."""
    return (np.round(leaves / _UNIT) * _UNIT).astype(np.float32)


def _rows(nodes: Any) -> tuple[list[tuple[int, float, int]], list[float]]:
    """Return of each node with a question its column, border, and what leaves a yes rules out.

    And the values of the leaves, those for a no before those for a yes at every node.
    """
    asking: list[tuple[int, float, int]] = []
    values: list[float] = []

    def go_down(place: int) -> None:
        node = nodes[place]
        if node["is_leaf"]:
            values.append(float(node["value"]))
            return
        first = len(values)
        go_down(int(node["left"]))
        ruled_out = (1 << len(values)) - (1 << first)
        asking.append((int(node["feature_idx"]), float(node["num_threshold"]), ruled_out))
        go_down(int(node["right"]))

    go_down(0)
    return asking, values


def _single(borders: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the highest numbers of single precision that are not above: no value lies between."""
    rounded = borders.astype(np.float32)
    return np.where(rounded > borders, np.nextafter(rounded, np.float32(-np.inf)), rounded)
