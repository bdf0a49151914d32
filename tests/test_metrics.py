"""The metrics: hand-computed cases, properties, and which of them a run computes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay_bench.datasets import Gold
from webassay_bench.errors import MetricError
from webassay_bench.metrics import (
    DEFAULT,
    METRICS,
    Metric,
    choose,
    lines,
    segments,
    shingles,
    words,
)

_WORDS = st.sampled_from("a b c dd É 3 , .".split())
_TEXTS = st.lists(_WORDS, max_size=30).map(" ".join)


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
    def counts(tp: int, fp: int, fn: int, same: int = 0) -> dict[str, int]:
        return {"tp": tp, "fp": fp, "fn": fn, "same": same}

    # gold: abcd, bcde; out: abcd, bcdX -> one shared.
    assert shingles.page(Gold(text="a b c d e"), "a b c d X") == counts(1, 1, 1)
    assert shingles.page(Gold(text="A b"), "a b") == counts(0, 1, 1)
    assert shingles.page(Gold(text="A b"), "A b") == counts(1, 0, 0, same=1)
    assert shingles.page(Gold(text=""), "") == counts(0, 0, 0, same=1)


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


def test_accuracy_is_the_share_of_pages_without_a_wrong_word() -> None:
    pairs = [("One two, three", "One two three!"), ("a b c d", "a b c d e"), ("", ""), ("a", "A")]
    assert _summary(METRICS["shingles"], pairs)["accuracy"] == 2 / 4


def test_results_of_the_first_version_of_shingles_have_all_but_the_accuracy() -> None:
    old = {"tp": np.array([1.0]), "fp": np.array([1.0]), "fn": np.array([0.0])}
    found = METRICS["shingles"].summary(old, np.ones((1, 1)))
    assert set(found) == {"precision", "recall", "f1", "f1_counts", "f1_page"}


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


def test_a_run_computes_the_usual_metrics_unless_others_are_named() -> None:
    usual = ["words", "shingles", "segments", "lines", "structure", "rouge", "levenshtein"]
    assert [metric.name for metric in DEFAULT] == usual
    assert choose(["default"]) == DEFAULT
    assert [metric.name for metric in choose([" levenshtein ", "words", "words"])] == [
        "words",
        "levenshtein",
    ]
    assert [metric.name for metric in choose(["default", "cleaneval"])] == [*usual, "cleaneval"]


@pytest.mark.parametrize("names", [[], [""], ["wrods"], ["words", "wrods"], ["Words"]])
def test_a_metric_that_is_not_there_is_an_error(names: list[str]) -> None:
    with pytest.raises(MetricError, match="metric"):
        choose(names)


def test_a_metric_without_its_library_is_left_out_of_all_and_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lonely = replace(METRICS["rouge5"], requires="no_such_module")
    monkeypatch.setitem(METRICS, "rouge5", lonely)
    assert {metric.name for metric in choose(["all"])} == METRICS.keys() - {"rouge5"}
    with pytest.raises(
        MetricError, match=r"needs no_such_module: pip install 'webassay\[metrics\]'"
    ):
        choose(["rouge5"])
