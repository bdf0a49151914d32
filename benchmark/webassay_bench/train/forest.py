"""The plain arrays of a trained booster."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from webassay.forest import Forest


def forest_of(booster: Any) -> Forest:  # the library has no types
    """Take the plain arrays out of a trained booster."""
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
    return Forest(
        features, borders.astype(np.float32), (leaves * scale).astype(np.float32), float(bias)
    )
