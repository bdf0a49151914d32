"""The metrics: hand-computed cases, properties, and parity with the scorers they follow."""

from __future__ import annotations

import re
import statistics
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay_bench.datasets import Gold
from webassay_bench.metrics import METRICS, Metric, lines, segments, shingles, words

_WORDS = st.sampled_from("a b c dd É 3 , .".split())
_TEXTS = st.lists(_WORDS, max_size=30).map(" ".join)
_PAIRS = st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=8)


def _summary(metric: Metric, pairs: list[tuple[str, str]]) -> dict[str, float]:
    scores = [metric.page(Gold(text=gold), text) for gold, text in pairs]
    rows = [score for score in scores if score is not None]
    columns = {name: np.array([row[name] for row in rows], dtype=float) for name in rows[0]}
    found = metric.summary(columns, np.ones((1, len(rows))))
    return {name: float(values[0]) for name, values in found.items()}


def test_words_count_as_often_as_they_stand_in_both() -> None:
    # out: the x2, cat; gold: the, cat, sat, down -> two shared words.
    score = words.page(Gold(text="The cat sat down."), "the the CAT")
    assert score == {"precision": 2 / 3, "recall": 2 / 4, "f1": pytest.approx(4 / 7)}


@pytest.mark.parametrize(
    ("gold", "text", "expected"),
    [("", "", 1.0), ("word", "", 0.0), ("", "word", 0.0), ("one", "two", 0.0), ("—", "!", 1.0)],
)
def test_words_at_the_ends_of_the_scale(gold: str, text: str, expected: float) -> None:
    score = words.page(Gold(text=gold), text)
    assert score is not None
    assert score["f1"] == expected


def test_shingles_are_runs_of_four_words_and_keep_case() -> None:
    # gold: abcd, bcde; out: abcd, bcdX -> one shared.
    assert shingles.page(Gold(text="a b c d e"), "a b c d X") == {"tp": 1, "fp": 1, "fn": 1}
    assert shingles.page(Gold(text="A b"), "a b") == {"tp": 0, "fp": 1, "fn": 1}
    assert shingles.page(Gold(text="A b"), "A b") == {"tp": 1, "fp": 0, "fn": 0}
    assert shingles.page(Gold(text=""), "") == {"tp": 0, "fp": 0, "fn": 0}


def test_the_three_f1_figures_of_shingles_differ_as_named() -> None:
    # Page 1: tp 1, fp 1, fn 0, so P 1/2, R 1, own F1 2/3, counts (1/2, 1/2, 0).
    # Page 2: nothing extracted of one shingle: P undefined, R 0, own F1 0, counts (0, 0, 1).
    found = _summary(METRICS["shingles"], [("a b c d", "a b c d e"), ("x", "")])
    assert found["precision"] == pytest.approx(1 / 2)
    assert found["recall"] == pytest.approx(1 / 2)
    assert found["f1"] == pytest.approx(1 / 2)
    # mean counts: tp 1/4, fp 1/4, fn 1/2 -> 2/4 / (2/4 + 1/4 + 1/2)
    assert found["f1_counts"] == pytest.approx(0.5 / 1.25)
    assert found["f1_page"] == pytest.approx((2 / 3 + 0) / 2)


def test_segments_are_found_whatever_the_white_space() -> None:
    gold = Gold(required=("one two", "three"), forbidden=("menu", "log  in"))
    assert segments.page(gold, "one\n\ttwo Log in log in") == {"tp": 1, "fp": 1, "fn": 1, "tn": 1}


def test_segments_weigh_by_their_number_not_by_page() -> None:
    metric = METRICS["segments"]
    columns = {
        "tp": np.array([3.0, 0.0]),
        "fp": np.array([0.0, 1.0]),
        "fn": np.array([0.0, 1.0]),
        "tn": np.array([2.0, 0.0]),
    }
    found = metric.summary(columns, np.array([[1.0, 1.0], [2.0, 0.0]]))
    assert found["precision"].tolist() == [3 / 4, 1.0]
    assert found["recall"].tolist() == [3 / 4, 1.0]
    assert found["f1"].tolist() == [6 / 8, 1.0]
    assert found["accuracy"].tolist() == [5 / 7, 1.0]


def test_a_page_without_the_gold_a_metric_needs_has_no_score() -> None:
    assert words.page(Gold(required=("x",)), "x") is None
    assert shingles.page(Gold(required=("x",)), "x") is None
    assert segments.page(Gold(text="x"), "x") is None
    assert lines.page(Gold(text="x"), "x") is None


@given(_TEXTS, _TEXTS)
def test_scores_lie_between_zero_and_one_and_swap_with_the_texts(gold: str, text: str) -> None:
    score, swapped = words.page(Gold(text=gold), text), words.page(Gold(text=text), gold)
    assert score is not None
    assert swapped is not None
    assert all(0 <= value <= 1 for value in score.values())
    assert score["precision"] == swapped["recall"]
    assert score["f1"] == pytest.approx(swapped["f1"])


@given(_TEXTS)
def test_the_gold_itself_scores_one(text: str) -> None:
    score = words.page(Gold(text=text), text)
    assert score is not None
    assert score["f1"] == 1.0
    assert _summary(METRICS["shingles"], [(text, text)])["f1_page"] == 1.0


@given(_TEXTS, _TEXTS)
def test_more_output_never_lowers_recall(gold: str, text: str) -> None:
    wanted = Gold(text="a " + gold)
    before, after = words.page(wanted, text), words.page(wanted, text + " a")
    assert before is not None
    assert after is not None
    assert after["recall"] >= before["recall"]


@given(_PAIRS)
def test_shingle_figures_equal_those_of_the_benchmark_they_come_from(
    pairs: list[tuple[str, str]],
) -> None:
    expected = _article_benchmark(pairs)
    if expected is not None:
        found = _summary(METRICS["shingles"], pairs)
        assert [found[n] for n in ("precision", "recall", "f1")] == pytest.approx(
            expected, abs=1e-9
        )


def _article_benchmark(pairs: list[tuple[str, str]]) -> list[float] | None:
    """Compute the figures by the definition in that benchmark's paper trail, page by page."""
    precisions, recalls = [], []
    for gold, text in pairs:
        counts = []
        for side in (gold, text):
            tokens = re.findall(r"\w+", side)
            runs = [tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))]
            counts.append(Counter(run for run in runs if run))
        wanted, found = counts
        shared = sum(min(wanted[run], found[run]) for run in wanted.keys() | found.keys())
        if found:
            precisions.append(shared / sum(found.values()))
        if wanted:
            recalls.append(shared / sum(wanted.values()))
    if not precisions or not recalls:
        return None  # the reference has no figure either: it fails on such a set
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    if precision + recall == 0:
        return None
    return [precision, recall, 2 * precision * recall / (precision + recall)]
