"""Intervals and comparisons: seeded, clustered by site, blind to nothing that failed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay_bench.metrics import METRICS
from webassay_bench.record import Row
from webassay_bench.stats import differences, figures

WORDS = METRICS["words"]


def _row(page: int, f1: float, site: str | None = None) -> Row:
    scores = {"words": {"precision": f1, "recall": f1, "f1": f1}}
    return {"id": str(page), "site": site or f"{page}.example", "scores": scores}


def test_the_same_seed_gives_the_same_figures_and_another_seed_does_not() -> None:
    rows = [_row(i, i / 40) for i in range(40)]
    assert figures(WORDS, rows, seed=1) == figures(WORDS, rows, seed=1)
    assert figures(WORDS, rows, seed=1) != figures(WORDS, rows, seed=2)


def test_the_figure_is_the_plain_mean_and_lies_in_its_interval() -> None:
    found = figures(WORDS, [_row(i, value) for i, value in enumerate((0.0, 0.5, 1.0, 1.0))])["f1"]
    assert found.value == 0.625
    assert found.low < found.value < found.high


def test_pages_of_one_site_are_drawn_together() -> None:
    # Twenty pages of two sites that differ between sites alone: a resample holds the mean of two
    # draws, so the interval spans everything; drawing pages would give about 0.5 +- 0.2.
    rows = [_row(i, float(i < 10), site="ab"[i < 10]) for i in range(20)]
    found = figures(WORDS, rows)["f1"]
    assert (found.low, found.high) == (0.0, 1.0)


def test_the_interval_is_as_wide_as_theory_says_for_independent_pages() -> None:
    random = np.random.default_rng(0)
    values = random.random(400)
    found = figures(WORDS, [_row(i, float(v)) for i, v in enumerate(values)], resamples=4000)["f1"]
    expected = 2 * 1.96 * values.std() / math.sqrt(len(values))
    assert found.high - found.low == pytest.approx(expected, rel=0.08)


def test_a_constant_lead_has_no_interval_and_is_certain() -> None:
    first = [_row(i, 0.5 + i / 100) for i in range(10)]
    second = [_row(i, 0.25 + i / 100) for i in range(10)]
    lead = differences(WORDS, first, second)["f1"]
    assert lead.figure.low == pytest.approx(0.25)
    assert lead.figure.high == pytest.approx(0.25)
    assert lead.wins == 1.0
    assert lead.significant


def test_a_tie_is_a_coin_toss() -> None:
    rows = [_row(i, i / 10) for i in range(10)]
    tie = differences(WORDS, rows, rows)["f1"]
    assert tie.wins == 0.5
    assert not tie.significant


def test_only_pages_that_both_were_run_on_are_compared() -> None:
    first, second = [_row(1, 1.0), _row(2, 0.0)], [_row(1, 0.5), _row(3, 0.0)]
    assert differences(WORDS, first, second)["f1"].figure.value == 0.5
    assert differences(WORDS, first, [_row(9, 1.0)]) == {}


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.integers(1, 3))
def test_intervals_stay_within_what_was_seen(values: list[float], per_site: int) -> None:
    rows = [_row(i, value, site=str(i // per_site)) for i, value in enumerate(values)]
    found = figures(WORDS, rows, resamples=50)["f1"]
    slack = 1e-12
    assert min(values) - slack <= found.low <= found.high <= max(values) + slack


def test_rows_without_the_metric_give_no_figures() -> None:
    assert figures(METRICS["segments"], [_row(1, 1.0)]) == {}
