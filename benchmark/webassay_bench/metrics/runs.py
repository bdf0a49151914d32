"""Words, and runs of words, that two texts have in common, wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_LARGEST = 2**63  # what an array can number


class Numbered:
    """Two texts whose words are numbered alike: runs of numbers are counted in a third of the time.

    Args:
        one: the words of a text.
        other: the words of another.
    """

    def __init__(self, one: Sequence[str], other: Sequence[str]) -> None:
        self._number = {word: n for n, word in enumerate(set(one).union(other))}
        self._texts = [self._numbers(one), self._numbers(other)]

    def shared_words(self) -> dict[str, int]:
        """Return the words of both texts, and how often both have them at least."""
        counts = [np.bincount(text, minlength=len(self._number)) for text in self._texts]
        shared = np.minimum(*counts).tolist()
        return {word: times for word, times in zip(self._number, shared, strict=True) if times}

    def shared_runs(self, size: int) -> int:
        """Count the runs of some words, each as often as it stands in both texts.

        Args:
            size: the number of words in a run, at least 1.
        """
        if min(map(len, self._texts)) < size:
            return 0
        runs, kinds, words = self._texts, len(self._number), len(self._number)
        for step in range(1, size):
            if kinds * words >= _LARGEST:
                _, numbered = np.unique(np.concatenate(runs), return_inverse=True)
                runs, kinds = np.split(numbered, [len(runs[0])]), len(numbered)
            pairs = zip(runs, self._texts, strict=True)
            runs, kinds = [run[:-1] * words + text[step:] for run, text in pairs], kinds * words
        (one, times), (other, again) = (np.unique(run, return_counts=True) for run in runs)
        place = np.searchsorted(one, other)
        place[place == len(one)] = 0
        return int(np.minimum(times[place], again)[one[place] == other].sum())

    def _numbers(self, text: Sequence[str]) -> NDArray[np.int64]:
        return np.fromiter(map(self._number.__getitem__, text), np.int64, len(text))
