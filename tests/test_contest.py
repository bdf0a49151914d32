"""Many extractors at once: who is first, what the best is worth, strata, and other metrics."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import t as student

from webassay_bench.errors import ResultError
from webassay_bench.metrics import METRICS
from webassay_bench.record import Result, Row
from webassay_bench.stats import Contest, agreement, figures, firsts, strata
from webassay_bench.stats.strata import FEWEST_PAGES, FEWEST_SITES, UNKNOWN

WORDS = METRICS["words"]
RUNS = 1000  # of a simulation


def rows_of(values: list[float] | NDArray[Any], per_site: int = 1) -> list[Row]:
    base = {"page_type": "", "language": "", "status": "ok"}
    return [
        {
            **base,
            "id": str(n),
            "site": f"{n // per_site}.example",
            "scores": {"words": dict.fromkeys(("precision", "recall", "f1"), float(value))},
        }
        for n, value in enumerate(values)
    ]


def result_of(name: str, rows: list[Row]) -> Result:
    header = {
        "created": "2026-01-01T00:00:00Z",
        "extractor": {"name": name, "version": "1", "params": {}},
        "dataset": {"name": "tides", "version": "", "sha256": "0" * 64},
    }
    return Result(header, tuple(rows), Path(name))


def test_the_chance_of_being_first_adds_up_and_ties_share_it() -> None:
    random = np.random.default_rng(1)
    values = random.random(40)
    found = firsts(WORDS, {"a": rows_of(values), "b": rows_of(values), "c": rows_of(values - 1)})
    assert found == {"a": 0.5, "b": 0.5, "c": 0.0}


def test_the_chance_of_being_first_is_what_theory_says_of_two() -> None:
    random = np.random.default_rng(2)
    first = random.random(400)
    lead = random.normal(0.01, 0.2, 400)
    found = firsts(WORDS, {"a": rows_of(first + lead), "b": rows_of(first)})["a"]
    z = lead.mean() / (lead.std() / 20)
    assert found == pytest.approx(NormalDist().cdf(float(z)), abs=0.03)


def test_of_a_fault_the_least_is_first() -> None:
    def rows(out: list[int]) -> list[Row]:
        return [
            {
                "id": str(n),
                "site": str(n),
                "scores": {
                    "lines": {
                        **dict.fromkeys(("precision", "recall", "f1"), 1.0),
                        **dict.fromkeys(("in_order", "duplicated", "invented"), 0),
                        **{f"content.{k}": 3 for k in ("lines", "words", "lines_out", "words_out")},
                        **{f"navigation.{k}": 4 for k in ("lines", "words")},
                        **{f"navigation.{k}": count for k in ("lines_out", "words_out")},
                    }
                },
            }
            for n, count in enumerate(out)
        ]

    sides = {"leaky": rows([3, 4, 2]), "tight": rows([0, 1, 0])}
    contest = Contest.of(METRICS["lines"], sides, "junk_leaked")
    assert list(contest.values) == ["tight", "leaky"]
    assert contest.firsts() == {"tight": 1.0, "leaky": 0.0}
    (pair,) = contest.pairs()
    assert (pair.first, pair.difference.wins) == ("tight", 1.0)
    assert pair.difference.figure.value < 0


@given(st.lists(st.lists(st.floats(0, 1), min_size=6, max_size=6), min_size=2, max_size=4))
@settings(max_examples=20, deadline=None)
def test_pairs_chances_and_figures_hang_together(values: list[list[float]]) -> None:
    rows = {str(n): rows_of(one, per_site=2) for n, one in enumerate(values)}
    contest = Contest.of(WORDS, rows)
    assert sum(contest.firsts().values()) == pytest.approx(1)
    assert len(contest.pairs()) == len(rows) * (len(rows) - 1) / 2
    for pair in contest.pairs():
        assert pair.difference.figure.value >= 0
        assert 0 < pair.difference.p <= pair.adjusted <= 1
    for name, figure in contest.figures().items():
        assert figure == figures(WORDS, rows[name])["f1"]


def test_the_best_of_many_equals_is_not_as_good_as_it_looks() -> None:
    random = np.random.default_rng(4)
    rows = {str(n): rows_of(random.random(60)) for n in range(20)}
    contest = Contest.of(WORDS, rows)
    best = next(iter(contest.values.values()))
    assert best > 0.55  # of twenty that are worth 0.5
    assert abs(contest.honest_best() - 0.5) < abs(best - 0.5)


def test_a_clear_best_loses_nothing_by_having_been_chosen() -> None:
    random = np.random.default_rng(4)
    noise = random.normal(0, 0.05, 60)
    contest = Contest.of(WORDS, {"a": rows_of(0.8 + noise), "b": rows_of(0.3 + noise)})
    assert contest.honest_best() == pytest.approx(contest.values["a"], abs=0.005)


def _coverage(sites: int, *, by_page: bool = False) -> float:
    """Tell how often the interval holds the truth, over data in which pages fail by site."""
    random = np.random.default_rng(7)
    held = 0
    for _ in range(RUNS):
        values = 0.5 + np.repeat(random.normal(0, 0.1, sites), 5)
        values += random.normal(0, 0.05, 5 * sites)
        found = figures(WORDS, rows_of(values, per_site=1 if by_page else 5))["f1"]
        held += found.low <= 0.5 <= found.high
    return held / RUNS


@pytest.mark.parametrize("sites", [10, 50])
def test_the_interval_holds_the_truth_as_often_as_theory_says_of_percentiles(sites: int) -> None:
    # Less often than 0.95 where sites are few: resamples spread by a factor of sqrt((n - 1) / n)
    # too little, and have the tails of a normal distribution where Student's are due.
    reach = NormalDist().inv_cdf(0.975) * math.sqrt((sites - 1) / sites)
    theory = 2 * float(student.cdf(reach, sites - 1)) - 1
    error = math.sqrt(theory * (1 - theory) / RUNS)
    assert _coverage(sites) == pytest.approx(theory, abs=3 * error)


def test_an_interval_that_draws_pages_holds_the_truth_far_too_seldom() -> None:
    assert _coverage(50, by_page=True) < 0.75


def _parted(counts: dict[str, int]) -> list[Row]:
    rows = rows_of([n % 7 / 7 for n in range(sum(counts.values()))])
    kinds = [kind for kind, count in counts.items() for _ in range(count)]
    return [row | {"page_type": kind} for row, kind in zip(rows, kinds, strict=True)]


def test_a_stratum_that_is_too_small_has_counts_and_no_figure() -> None:
    rows = _parted({"forum": FEWEST_PAGES, "article": FEWEST_PAGES - 1, "": 30})
    found = strata([result_of("a", rows), result_of("b", rows)])
    assert [(s.name, s.pages, s.sites) for s in found] == [
        ("article", FEWEST_PAGES - 1, FEWEST_PAGES - 1),
        ("forum", FEWEST_PAGES, FEWEST_PAGES),
        (UNKNOWN, 30, 30),
    ]
    assert found[0].figures is None
    assert found[1].figures == {
        name: figures(WORDS, rows[:FEWEST_PAGES])["f1"] for name in ("a", "b")
    }


def test_many_pages_of_few_sites_have_no_figure() -> None:
    rows = [
        row | {"page_type": "forum", "site": str(n % (FEWEST_SITES - 1))}
        for n, row in enumerate(rows_of([0.5] * 100))
    ]
    (stratum,) = strata([result_of("a", rows)])
    assert (stratum.pages, stratum.figures) == (100, None)


def test_of_a_single_site_the_pages_are_drawn() -> None:
    rows = [row | {"site": "one"} for row in rows_of([n % 5 / 5 for n in range(30)])]
    (stratum,) = strata([result_of("a", rows)], by="site")
    assert stratum.figures is not None
    assert stratum.figures["a"].low < stratum.figures["a"].value < stratum.figures["a"].high


def test_sizes_are_in_order_and_scripts_come_from_the_language_if_need_be() -> None:
    sizes = [10_000, 900_000, 120_000] * 10
    tags = ["ja", "en-GB", "sr"] * 10
    rows = [
        row | {"bytes": size, "language": tag}
        for row, size, tag in zip(rows_of([0.5] * 30), sizes, tags, strict=True)
    ]
    rows[0]["script"] = "Latn"
    field = [result_of("a", rows)]
    names = [s.name for s in strata(field, by="size")]
    assert names == ["under 50 kB", "50-150 kB", "500 kB and more"]
    assert {s.name: s.pages for s in strata(field, by="script")} == {
        "Cyrl": 10,
        "Jpan": 9,
        "Latn": 11,
    }
    assert [s.name for s in strata(field, by="language")] == ["en", "ja", "sr"]


@pytest.mark.parametrize(("by", "said"), [("size", "measures anew"), ("colour", "page_type")])
def test_pages_that_cannot_be_parted_are_said_in_one_line(by: str, said: str) -> None:
    with pytest.raises(ResultError, match=said):
        strata([result_of("a", rows_of([0.5]))], by=by)


def _scored(words: NDArray[Any], found: np.ndarray) -> list[Row]:
    rows = rows_of(words)
    for row, tp in zip(rows, found, strict=True):
        row["scores"]["segments"] = {"tp": float(tp), "fp": 0, "fn": float(10 - tp), "tn": 0}
    return rows


def test_a_disagreement_is_one_only_where_both_leads_are_more_than_chance() -> None:
    random = np.random.default_rng(3)
    words, found = random.uniform(0.4, 0.6, 60), random.integers(4, 7, 60)
    a = _scored(words + 0.1, found)
    real = agreement([result_of("a", a), result_of("b", _scored(words, found + 2))])
    assert real.metrics == ("words.f1", "segments.f1")
    assert real.taus == ((1.0, -1.0), (-1.0, 1.0))
    (sentence,) = real.sentences
    assert sentence.startswith("By words.f1 a is first, by segments.f1 b is:")
    assert "the two disagree" in sentence
    slight = found.copy()
    slight[0] += 1
    doubtful = agreement([result_of("a", a), result_of("b", _scored(words, slight))]).sentences
    assert "lead by segments.f1 could be chance" in doubtful[0]
    same = agreement([result_of("a", a), result_of("b", _scored(words, found - 2))])
    assert same.sentences == ()
    assert same.taus == ((1.0, 1.0), (1.0, 1.0))


def test_metrics_that_tell_no_extractors_apart_have_no_rank_correlation() -> None:
    rows = rows_of([0.5] * 5)
    assert agreement([result_of("a", rows), result_of("b", rows)]).taus == ((None,),)


def test_a_failed_page_counts_against_an_extractor() -> None:
    good = rows_of([0.8] * 30)
    failing = rows_of([0.8] * 29 + [0.0])
    failing[-1]["status"] = "timeout"
    assert Contest.of(WORDS, {"good": good, "failing": failing}).values == {
        "good": pytest.approx(0.8),
        "failing": pytest.approx(0.8 * 29 / 30),
    }


def test_without_scipy_the_line_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    rows = rows_of([0.5, 0.7])
    with pytest.raises(ResultError, match=r"webassay\[report\]"):
        agreement([result_of("a", rows), result_of("b", rows)])
