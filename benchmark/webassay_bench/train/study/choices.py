"""Families of decoding: the shipped model's probabilities, and other choices by them."""

from __future__ import annotations

import numpy as np

from webassay.main_text.features import PageFeatures
from webassay.main_text.surroundings import Floats
from webassay_bench.train.study.family import Family, look, said_once
from webassay_bench.train.study.taught import Taught

_THRESHOLDS = np.arange(0.1, 0.9, 0.01)


def half(taught: Taught) -> Family:
    """Keep what is likelier content than not."""
    return _from(taught, 0.5)


def learned_threshold(taught: Taught) -> Family:
    """Keep what is above the threshold that is best on the pages that are learned from.

    Best is the highest mean F1 that blocks of the pages have by their labels, where each page is
    judged by a model of other sites; the pages that are judged in the end have no part in it.
    """
    return _from(taught, best_threshold(taught))


def best_threshold(taught: Taught) -> float:
    """Return it."""
    sums = np.zeros(len(_THRESHOLDS))
    for lesson, said in zip(taught.lessons, taught.looks, strict=True):
        keep = said_once(lesson.page, said) >= _THRESHOLDS[:, None]
        right = keep @ (lesson.labels * lesson.page.counts)
        sums += 2 * right / np.maximum(keep @ lesson.page.counts + lesson.words, 1)
    return float(_THRESHOLDS[np.argmax(sums)])


def said_twice(taught: Taught) -> Family:
    """Keep long texts as often as the page has them."""
    first = taught.shipped
    return Family(lambda page, _: look(first, page), lambda _, probabilities: probabilities)


def _from(taught: Taught, threshold: float) -> Family:
    def choose(page: PageFeatures, probabilities: Floats) -> Floats:
        return (said_once(page, probabilities) >= threshold).astype(float)

    first = taught.shipped
    return Family(lambda page, _: look(first, page), choose, f"{threshold:.2f}")
