"""The permutation test and Holm's correction: as the references have them, and as theory has it."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats as reference

from webassay_bench.metrics import METRICS
from webassay_bench.metrics.metric import Columns
from webassay_bench.stats import ALPHA, differences, holm
from webassay_bench.stats.permutation import p_values, p_values_of_means, swaps

WORDS, SHINGLES = METRICS["words"], METRICS["shingles"]
Values = NDArray[np.float64]


def columns(values: Values) -> Columns:
    return dict.fromkeys(("precision", "recall", "f1"), values)


def p_of(first: Values, second: Values, sites: list[str], permutations: int = 999) -> float:
    sides = columns(first), columns(second)
    return p_values(WORDS, sides, sites, permutations=permutations, seed=1)["f1"]


def theirs(first: Values, second: Values, resamples: float) -> float:
    found = reference.permutation_test(
        (first, second),
        lambda a, b, axis: np.mean(a - b, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=resamples,
        rng=np.random.default_rng(3),
    )
    return float(found.pvalue)


@pytest.mark.parametrize("pages", [2, 5, 9])
def test_few_sites_give_the_exact_p_value_of_scipy(pages: int) -> None:
    random = np.random.default_rng(pages)
    first, second = random.random(pages), random.random(pages)
    sites = [str(n) for n in range(pages)]
    assert p_of(first, second, sites) == pytest.approx(theirs(first, second, np.inf), abs=1e-12)


def test_many_sites_give_the_p_value_of_scipy_up_to_chance() -> None:
    random = np.random.default_rng(8)
    first, second = random.random((2, 60))
    second += 0.06
    ours = p_of(first, second, [str(n) for n in range(60)], permutations=20_000)
    assert ours == pytest.approx(theirs(first, second, 20_000), abs=0.01)
    assert 0.01 < ours < 0.5


def test_a_figure_that_is_no_mean_is_tested_by_swapping_the_pages_themselves() -> None:
    random = np.random.default_rng(2)
    first, second = (
        {name: random.integers(0, 9, 8).astype(float) for name in ("tp", "fp", "fn")}
        for _ in range(2)
    )
    sites = list("aabbcdee")
    found = p_values(SHINGLES, (first, second), sites, permutations=999, seed=1)
    one = np.ones((1, 8))

    def gap(swapped: Values) -> float:
        a = {n: np.where(swapped, second[n], first[n]) for n in first}
        b = {n: np.where(swapped, first[n], second[n]) for n in first}
        return float(abs(SHINGLES.summary(a, one)["f1"][0] - SHINGLES.summary(b, one)["f1"][0]))

    names = sorted(set(sites))
    chosen = [set(some) for n in range(6) for some in combinations(names, n)]
    gaps = [gap(np.array([site in some for site in sites])) for some in chosen]
    assert len(gaps) == 32
    assert found["f1"] == pytest.approx(np.mean(np.array(gaps) >= gaps[0] - 1e-12))


def test_whole_sites_are_swapped_and_where_few_all_swaps_are_made_once() -> None:
    sites = ["a", "b", "a", "c"]
    every = np.concatenate(list(swaps(sites, 99, seed=1)))
    assert len(every) == len(np.unique(every, axis=0)) == 8
    assert (every[:, 0] == every[:, 2]).all()
    assert not every[0].any()


def test_one_site_proves_nothing() -> None:
    assert p_of(np.ones(30), np.zeros(30), ["one"] * 30) == 1


def test_a_p_value_is_never_zero() -> None:
    sites = [str(n) for n in range(40)]
    assert p_of(np.ones(40), np.zeros(40), sites, permutations=99) == 1 / 100


def test_means_are_tested_all_at_once_as_they_are_one_by_one() -> None:
    random = np.random.default_rng(5)
    values = random.random((3, 50))
    sites = [str(n // 2) for n in range(50)]
    leads = np.array([values[0] - values[1], values[0] - values[2]]).T
    together = p_values_of_means(leads, sites, permutations=500, seed=4)
    for p, other in zip(together, values[1:], strict=True):
        sides = columns(values[0]), columns(other)
        assert p == p_values(WORDS, sides, sites, permutations=500, seed=4)["f1"]


def _null_p_values(*, clustered: bool) -> list[float]:
    """Test two extractors that are equally good, on sites whose pages fail together, many times."""
    random = np.random.default_rng(11)
    sites = [str(n // 10) for n in range(120)]
    unit = sites if clustered else [str(n) for n in range(120)]
    found = []
    for _ in range(400):
        lead = np.repeat(random.normal(0, 1, 12), 10) + random.normal(0, 0.3, 120)
        found.append(float(p_values_of_means(lead[:, None], unit, permutations=400, seed=9)[0]))
    return found


def test_where_nobody_is_better_the_p_value_is_uniform_and_a_test_by_page_is_fooled() -> None:
    by_site = np.array(_null_p_values(clustered=True))
    assert reference.kstest(by_site, "uniform").pvalue > 0.01
    assert np.mean(by_site <= ALPHA) == pytest.approx(ALPHA, abs=0.03)
    by_page = np.array(_null_p_values(clustered=False))
    assert np.mean(by_page <= ALPHA) > 0.4


def test_the_same_seed_gives_the_same_differences() -> None:
    random = np.random.default_rng(6)

    def rows(values: Values) -> list[dict[str, object]]:
        return [
            {
                "id": n,
                "site": str(n // 2),
                "scores": {"words": dict.fromkeys(("f1", "recall", "precision"), v)},
            }
            for n, v in enumerate(map(float, values))
        ]

    first, second = rows(random.random(60)), rows(random.random(60))
    assert differences(WORDS, first, second) == differences(WORDS, first, second)
    other = differences(WORDS, first, second, seed=5)["f1"]
    assert other.p != differences(WORDS, first, second)["f1"].p


def test_holms_correction_of_an_example_worked_by_hand() -> None:
    # In order 0.005, 0.01, 0.03, 0.04: times 4, 3, 2, 1, and none below the one before.
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holms_correction_is_the_closure_of_bonferronis(p: list[float]) -> None:
    # A hypothesis falls if every set of hypotheses that holds it falls by Bonferroni's correction
    # (Marcus, Peritz and Gabriel, "On closed testing procedures", 1976): by brute force.
    every = [some for n in range(1, len(p) + 1) for some in combinations(range(len(p)), n)]
    closed = [
        max(min(1.0, len(some) * min(p[j] for j in some)) for some in every if i in some)
        for i in range(len(p))
    ]
    assert holm(p) == pytest.approx(closed)
