"""ROUGE: what the packages give that it follows, on real pages and on any text, but sooner."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webassay_bench.datasets import Gold
from webassay_bench.metrics import METRICS, rouge, runs, union_lcs
from webassay_bench.metrics.rouge import rouge_n

rouge_scorer = pytest.importorskip("rouge_score.rouge_scorer")

TOLERANCE = 1e-9

# All that could be taken for a word or a line, or turned into something else.
_PIECES = st.sampled_from(
    [
        *"a b A B aa b2 _ é É ß İ K ﬁ Σ ς 中 文字 ไทย . - 3.5% c++ AT&T \u0301".split(),
        *("\n", "\r\n", "\t", " ", "\u00a0", "\u2028", "\x1c", "\x0b", "\x00", "\u00ad", "\ud800"),
    ]
)
_GAPS = st.sampled_from(["", " ", " ", "\n"])
_TEXTS = st.lists(st.tuples(_PIECES, _GAPS), max_size=25).map(
    lambda pieces: "".join(chain.from_iterable(pieces))
)
_WORDS = st.sampled_from("abcd")
_SENTENCES = st.lists(st.lists(_WORDS, max_size=12), max_size=6)


def _figures(name: str, gold: str, text: str) -> dict[str, float]:
    """Return a metric's figures for one page."""
    metric = METRICS[name]
    scores = metric.page(Gold(text=gold), text)
    assert scores is not None
    columns = {key: np.array([float(value)]) for key, value in scores.items()}
    return {key: float(value[0]) for key, value in metric.summary(columns, np.ones((1, 1))).items()}


def _rouge_score(gold: str, text: str) -> dict[str, float]:
    kinds = {"rouge1": "rouge1", "rouge2": "rouge2", "lsum": "rougeLsum"}
    found = rouge_scorer.RougeScorer([*kinds.values()], use_stemmer=False).score(gold, text)
    return {
        f"{kind}_{name}": value
        for kind, theirs in kinds.items()
        for name, value in zip(("precision", "recall", "f1"), found[theirs], strict=True)
    }


def test_on_real_pages_it_is_what_rouge_score_gives(cases: list[tuple[Gold, str]]) -> None:
    compared = [(gold.text, text) for gold, text in cases if gold.text is not None]
    assert len(compared) >= 24
    # in that package a page takes its length squared, so it is asked for the beginning of long ones
    for gold, text in ((gold[:5000], text[:5000]) for gold, text in compared):
        assert _figures("rouge", gold, text) == pytest.approx(
            _rouge_score(gold, text), abs=TOLERANCE
        )


@settings(max_examples=400)
@given(_TEXTS, _TEXTS)
def test_on_any_text_it_is_what_rouge_score_gives(gold: str, text: str) -> None:
    expected = pytest.approx(_rouge_score(gold, text), abs=TOLERANCE)
    assert _figures("rouge", gold, text) == expected


@settings(max_examples=400)
@given(
    _SENTENCES,
    _SENTENCES,
    st.fixed_dictionaries(
        {
            "_WIDE": st.sampled_from([2, 9, 8192]),
            "_DEEP": st.sampled_from([1, 3, 512]),
            "_SINGLE": st.sampled_from([0, 1, 8]),
            "_TRIES": st.sampled_from([0, 16]),
        }
    ),
)
def test_unions_are_those_of_rouge_score_however_the_work_is_cut(
    gold: list[list[str]], output: list[list[str]], limits: dict[str, int]
) -> None:
    expected = rouge_scorer._summary_level_lcs(gold, output).recall * sum(map(len, gold))
    both = Counter(chain.from_iterable(gold)) & Counter(chain.from_iterable(output))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in limits.items():
            patch.setattr(union_lcs, name, value)
        assert union_lcs.covered(gold, output, both) == pytest.approx(expected)


@given(
    st.lists(_WORDS, max_size=20),
    st.lists(_WORDS, max_size=20),
    st.integers(1, 7),
    st.sampled_from([1, 60, runs._LARGEST]),
)
def test_runs_of_any_size_are_counted_as_often_as_they_stand_in_both(
    one: list[str], other: list[str], size: int, largest: int
) -> None:
    counts = [
        Counter(tuple(words[n : n + size]) for n in range(len(words) - size + 1))
        for words in (one, other)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "_LARGEST", largest)
        found = runs.Numbered(one, other)
        assert found.shared_runs(size) == (counts[0] & counts[1]).total()
    assert found.shared_words() == Counter(one) & Counter(other)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9])
def test_rouge_n_is_that_of_rouge_score_for_any_n(size: int, cases: list[tuple[Gold, str]]) -> None:
    scorer = rouge_scorer.RougeScorer([f"rouge{size}"])
    for gold, text in cases[:36]:
        one, other = (
            list(chain.from_iterable(rouge.latin_lines(side))) for side in (gold.text or "", text)
        )
        expected = scorer.score(gold.text or "", text)[f"rouge{size}"]
        assert list(rouge_n(one, other, size).values()) == pytest.approx(expected, abs=TOLERANCE)


def test_a_line_may_be_pieced_together_from_lines_of_the_output() -> None:
    # The paper's own example: w1 w2 is in one, w1 w3 w5 in the other; the union has four of five.
    found = _figures("rouge", "w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5")
    assert found["lsum_recall"] == pytest.approx(4 / 5)
    assert found["lsum_precision"] == pytest.approx(4 / 10)


@given(_TEXTS, _TEXTS)
def test_scores_lie_between_zero_and_one(gold: str, text: str) -> None:
    for name in ("rouge", "rouge_unicode"):
        assert all(0 <= value <= 1 for value in _figures(name, gold, text).values())


@given(_TEXTS, _TEXTS)
def test_runs_swap_precision_and_recall_with_the_texts(gold: str, text: str) -> None:
    one, other = _figures("rouge", gold, text), _figures("rouge", text, gold)
    for kind in ("rouge1", "rouge2"):
        assert one[f"{kind}_precision"] == pytest.approx(other[f"{kind}_recall"])
        assert one[f"{kind}_f1"] == pytest.approx(other[f"{kind}_f1"])


@pytest.mark.parametrize("text", ["Two words", "two\nlines of them", "ﬁve 5 İ words", "x " * 300])
def test_the_gold_itself_scores_one(text: str) -> None:
    for name in ("rouge", "rouge_unicode"):
        assert set(_figures(name, text, text).values()) == {1.0}


@pytest.mark.parametrize("text", ["", " \n", "...", "\u00ad"])
def test_without_a_word_it_is_what_each_says_it_is(text: str) -> None:
    assert set(_figures("rouge", text, text).values()) == {0.0}  # as rouge-score has it
    assert set(_figures("rouge_unicode", text, text).values()) == {1.0}
    for name in ("rouge", "rouge_unicode"):
        assert set(_figures(name, "some words", text).values()) == {0.0}
        assert set(_figures(name, text, "some words").values()) == {0.0}


@pytest.mark.parametrize(
    "text",
    [
        "Паром не выйдет, пока не рассеется туман",
        "渡轮要等雾散才开",
        "เรือจะไม่ออก",
        "ομίχλη κρατά το πλοίο",
        "العبارة تنتظر في الميناء",
    ],
)
def test_other_scripts_need_the_words_of_all_scripts(text: str) -> None:
    assert set(_figures("rouge", text, text).values()) == {0.0}
    assert set(_figures("rouge_unicode", text, text).values()) == {1.0}
    half = text[: len(text) // 2]
    assert 0.2 < _figures("rouge_unicode", text, half)["lsum_recall"] < 0.7


@pytest.mark.parametrize(
    ("gold", "output"),
    [
        (["ferry"] * 20_000, ["fog"] * 20_000),
        ([f"w{n % 90}" for n in range(20_000)], [f"w{n % 97}" for n in range(20_000)]),
        (
            [f"a{n % 89} b{n % 97}" for n in range(20_000)],
            [f"a{n % 83} b{n % 79}" for n in range(20_000)],
        ),
        (["b a b"] * 20_000, [" ".join(["a"] * 20_000 + ["b"] * 20_000)]),
        ([" ".join(f"w{n * n % 97}" for n in range(20_000))], [" ".join("ab" * 5000)]),
    ],
)
def test_twenty_thousand_lines_or_words_take_seconds(gold: list[str], output: list[str]) -> None:
    begun = time.process_time()
    _figures("rouge", "\n".join(gold), "\n".join(output))
    assert time.process_time() - begun < 30


@pytest.fixture(scope="module")
def webmainbench(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[str, str], dict[str, float]]:
    """Score as `webmainbench` 0.1.0, metrics/text_metrics.py: `calc_rouge_n_score`."""
    jieba = pytest.importorskip("jieba")
    jieba.dt.tmp_dir = str(tmp_path_factory.mktemp("jieba"))
    jieba.initialize()
    METRICS["rouge5"].page(Gold(text="a"), "a")  # loads the dictionary, which takes a second

    def score(gold: str, text: str) -> dict[str, float]:
        if not gold.strip() and not text.strip():
            return dict.fromkeys(("precision", "recall", "f1"), 1.0)
        wanted, found = (rouge_scorer._create_ngrams(jieba.lcut(side), 5) for side in (gold, text))
        score = rouge_scorer._score_ngrams(wanted, found)
        return {"precision": score.precision, "recall": score.recall, "f1": score.fmeasure}

    return score


def test_on_real_pages_rouge5_is_what_webmainbench_gives(
    cases: list[tuple[Gold, str]], webmainbench: Callable[[str, str], dict[str, float]]
) -> None:
    for gold, text in [(gold.text, text) for gold, text in cases if gold.text is not None][::3]:
        expected = pytest.approx(webmainbench(gold, text), abs=TOLERANCE)
        assert _figures("rouge5", gold, text) == expected


@given(gold=_TEXTS, text=_TEXTS)
def test_on_any_text_rouge5_is_what_webmainbench_gives(
    gold: str, text: str, webmainbench: Callable[[str, str], dict[str, float]]
) -> None:
    found = _figures("rouge5", gold, text)
    assert found == pytest.approx(webmainbench(gold, text), abs=TOLERANCE)
    assert all(0 <= value <= 1 for value in found.values())


def test_rouge5_in_chinese() -> None:
    pytest.importorskip("jieba")
    text = "渡轮要等雾散才开。港口里没有人相信它会在中午之前离开。"
    assert _figures("rouge5", text, text)["f1"] == 1
    assert 0 < _figures("rouge5", text, text[:15])["recall"] < 0.6
    assert _figures("rouge5", text, text[:15])["precision"] > 0.8
