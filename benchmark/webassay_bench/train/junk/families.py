"""Families of models on the same lines and columns, side by side, and the learning curve.

Each is judged on sites that none of its parts has seen. It is a study, and takes its time: the
shipped model is the family that did best of those that are quick enough.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

_REACH = 2  # lines before and behind that the sequence layer sees
_SHARES = (0.125, 0.25, 0.5, 1.0)  # of the sites that are learnt from
_FOLDS = (0, 1)  # that are judged: the study is made for differences, not for levels
Told = Callable[[str], None]
Table = NDArray[np.float32]
Probabilities = NDArray[np.float64]
