"""How sure the extractor is of itself: the word F1 that is to be expected of what it gives.

What the probabilities of the blocks say is too hopeful where a page is doubtful as a whole. Trees
over the page's signs are trained on extractions by models that never saw the page's site, with the
true F1 as the answer, so that of pages with an estimate of 0.8 the mean F1 is about 0.8. Others of
their kind tell what is to be gained by another extractor's text: see `webassay.routing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest

SHIPPED = Path(__file__).parents[1] / "models" / "estimate.npz"
_F1 = "f1"


@dataclass(frozen=True)
class Estimator:
    """What is learned of pages as a whole.

    Attributes:
        f1: from signs to the expected word F1.
        routes: by name of another extractor: from signs and the agreement of both texts to
            `(1 + gain) / 2`, where the gain is that extractor's word F1 less our own.
    """

    f1: Forest
    routes: Mapping[str, Forest] = field(default_factory=dict)

    def estimate(self, signs: NDArray[np.float32]) -> float:
        """Return the word F1 that is to be expected of an extraction, from 0 to 1."""
        return float(self.f1.probabilities(signs[:, None])[0])

    def gain(self, name: str, signs: NDArray[np.float32]) -> float:
        """Return by how much the word F1 of another extractor's text is expected to be higher.

        Args:
            name: one of `routes`.
            signs: of the page and of how far both texts agree.
        """
        return 2 * float(self.routes[name].probabilities(signs[:, None])[0]) - 1

    def save(self, path: Path) -> None:
        """Write the artefact: plain arrays."""
        arrays: dict[str, NDArray[Any]] = {}
        for name, forest in {_F1: self.f1, **self.routes}.items():
            arrays |= forest.arrays(f"{name}/")
        with path.open("wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Estimator:
        """Read an artefact.

        Raises:
            OSError, ValueError, KeyError: it is not there, or is none.
        """
        with np.load(path, allow_pickle=False) as archive:
            names = dict.fromkeys(key.partition("/")[0] for key in archive.files)
            forests = {name: Forest.of(archive, f"{name}/") for name in names}
        return cls(forests.pop(_F1), forests)


@cache
def shipped() -> Estimator:
    """Return the estimator that comes with webassay; it is read once."""
    return Estimator.load(SHIPPED)
