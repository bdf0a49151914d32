"""The metric on lines: cases made by hand, and properties."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay_bench.datasets import Gold
from webassay_bench.datasets.labels import LabelledLine
from webassay_bench.metrics import METRICS, lines
from webassay_bench.metrics.alignment import words_of
from webassay_bench.stats import differences, plain_figures

NAVIGATION, SHARING = "navigation", "share-social"


def _gold(*labelled: tuple[str, str]) -> Gold:
    """Make gold of (label or category of junk, text)."""
    made = []
    for label, text in labelled:
        if label in {"content", "optional"}:
            made.append(LabelledLine(text, label))
        else:
            made.append(LabelledLine(text, "junk", label))
    return Gold(lines=tuple(made))


STORY = _gold(
    (NAVIGATION, "Home"),
    (NAVIGATION, "Tides and ferries"),
    ("optional", "Fog holds the ferry"),
    (SHARING, "Share"),
    ("content", "The harbour pilot had been on the bridge since four in the morning."),
    ("content", "Nobody wanted to share a cabin with him."),
    ("content", "No."),
    (SHARING, "Share this story with a friend"),
    ("content", "Departures"),
    ("content", "Islay 06:30"),
    ("content", "Jura 07:15"),
    ("content", "The fog lifted at noon, and the first boat left an hour later."),
    (NAVIGATION, "Home"),
)
TEXTS = {
    label: [line.text for line in STORY.lines if line.label == label]
    for label in ("content", "junk", "optional")
}
CONTENT = "\n".join(TEXTS["content"])
LONG = TEXTS["content"][0]


def _score(gold: Gold, text: str) -> dict[str, float]:
    score = lines.page(gold, text)
    assert score is not None
    return score


def _figures(*pairs: tuple[Gold, str]) -> dict[str, float]:
    rows = [{"id": str(n), "scores": {"lines": _score(*pair)}} for n, pair in enumerate(pairs)]
    return plain_figures(METRICS["lines"], rows)


def test_the_content_alone_is_perfect() -> None:
    score = _score(STORY, CONTENT)
    assert (score["precision"], score["recall"], score["f1"]) == (1, 1, 1)
    assert score["content.lines_out"] == score["content.lines"] == score["in_order"] == 7
    assert score["content.words_out"] == score["content.words"]
    assert score["navigation.lines_out"] == score["share-social.words_out"] == 0
    assert score["duplicated"] == score["invented"] == 0


def test_the_whole_page_has_all_content_and_all_junk() -> None:
    score = _score(STORY, "\n".join(line.text for line in STORY.lines))
    assert score["recall"] == 1
    assert score["precision"] == 7 / 12  # five lines of junk
    assert score["navigation.lines_out"] == score["navigation.lines"] == 3
    assert score["navigation.words_out"] == 5
    assert score["share-social.words_out"] == 7


def test_nothing_scores_nothing() -> None:
    for text in ("", " \n", "* ! *"):
        score = _score(STORY, text)
        assert (score["precision"], score["recall"], score["f1"]) == (0, 0, 0)
        assert score["content.words_out"] == score["invented"] == 0


@pytest.mark.parametrize(
    "text",
    [
        " ".join(TEXTS["content"]),
        CONTENT.replace(" ", "\n"),
        "\n".join(f"  - **{text}**" for text in TEXTS["content"]),
        CONTENT.replace("Islay 06:30\nJura 07:15", "| Islay 06:30 | Jura 07:15 |"),
        CONTENT.upper(),
        CONTENT.replace("\n", ""),  # "cabin with him.No.Departures", without a space
        CONTENT.replace("Departures\nIslay", "DeparturesIslay"),
        CONTENT.replace("pilot", "pi\u00adlot").replace("bridge", "brid\u200bge"),
    ],
    ids=["joined", "split", "bullets", "cells", "case", "dense", "glued", "hyphens"],
)
def test_how_an_output_is_broken_and_dressed_does_not_count(text: str) -> None:
    assert _score(STORY, text)["f1"] == 1


def test_optional_lines_neither_gain_nor_cost() -> None:
    without = _score(STORY, CONTENT)
    for extra in ("\n".join(TEXTS["optional"]), "\n".join(TEXTS["optional"] * 3)):
        assert _score(STORY, f"{extra}\n{CONTENT}") == without


def test_short_junk_is_not_blamed_for_its_word_in_the_content() -> None:
    score = _score(STORY, "\n".join(TEXTS["content"][:2]))
    assert score["share-social.words_out"] == 0
    assert score["precision"] == 1
    leaked = _score(STORY, f"Share\n{LONG}")
    assert leaked["share-social.lines_out"] == 1
    assert leaked["content.lines_out"] == 1


def test_a_repeated_line_is_the_one_beside_its_neighbours() -> None:
    gold = _gold(
        (NAVIGATION, "Reviews"),
        (NAVIGATION, "Questions and answers"),
        ("content", "A kettle that whistles in C major."),
        ("content", "Reviews"),
        ("content", "It whistles in D, and my dog has left."),
        ("legal-footer", "Reviews"),
    )
    after = "A kettle that whistles in C major.\nReviews\nIt whistles in D, and my dog has left."
    score = _score(gold, after)
    assert (score["f1"], score["navigation.words_out"], score["legal-footer.words_out"]) == (
        1,
        0,
        0,
    )
    before = "Reviews\nA kettle that whistles in C major.\nIt whistles in D, and my dog has left."
    score = _score(gold, before)
    assert (score["recall"], score["navigation.lines_out"]) == (2 / 3, 1)


@pytest.mark.parametrize("turned", [1, 3, 6])
def test_moved_lines_are_found_and_the_order_tells(turned: int) -> None:
    moved = [*TEXTS["content"][turned:], *TEXTS["content"][:turned]]
    score = _score(STORY, "\n".join(moved))
    assert score["f1"] == 1
    assert score["in_order"] == max(turned, 7 - turned)


def test_a_reversed_output_keeps_no_order() -> None:
    figures = _figures((STORY, "\n".join(reversed(TEXTS["content"]))))
    assert figures["f1"] == 1
    assert figures["order"] == 0
    assert _figures((STORY, CONTENT))["order"] == 1


def test_duplicated_output_costs_precision_alone() -> None:
    score = _score(STORY, f"{CONTENT}\n{CONTENT}")
    assert score["duplicated"] == 7
    assert score["invented"] == 0
    assert (score["precision"], score["recall"]) == (1 / 2, 1)
    assert _score(STORY, f"{CONTENT}\n{LONG}\n{LONG}")["duplicated"] == 2


def test_invented_words_make_lines_of_the_mean_length() -> None:
    gold = _gold(("content", "one two three four five six"), (NAVIGATION, "seven eight"))
    score = _score(gold, "one two three four five six\nthese eight words stand nowhere in the page")
    assert score["invented"] == 8
    assert score["precision"] == 1 / (1 + 8 / 4)


@pytest.mark.parametrize(
    ("words", "least"), [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (9, 6), (30, 20)]
)
def test_two_thirds_of_its_words_make_a_line(words: int, least: int) -> None:
    line = [f"w{n}" for n in range(words)]
    assert lines._times(least, line) == 1
    assert lines._times(least - 1, line) == 0
    assert [lines._times(times * words, line) for times in (0, 1, 2, 3)] == [0, 1, 2, 3]


def test_a_paragraph_that_was_cut_short_is_lost_but_its_words_are_counted() -> None:
    gold = _gold(("content", " ".join(f"w{n}" for n in range(30))))
    most, few = (_score(gold, " ".join(f"w{n}" for n in range(size))) for size in (20, 19))
    assert (most["recall"], most["content.words_out"]) == (1, 20)
    assert (few["recall"], few["content.words_out"], few["precision"]) == (0, 19, 0)


@pytest.mark.parametrize(
    ("content", "junk"),
    [
        ("雾一直锁着港口,渡轮在码头等到中午才离开。", "首页"),
        ("霧が晴れるまで、連絡船は岸壁で待っていた。", "ホーム"),
        ("เรือข้ามฟากรออยู่ที่ท่าจนหมอกจางหายไปในตอนเที่ยง", "หน้าแรก"),
        ("아침 안개가 모두 걷힐 때까지 배는 부두에서 손님을 기다렸다.", "홈"),
        ("انتظرت العبارة عند الرصيف القديم حتى انقشع الضباب في الظهيرة.", "الرئيسية"),
        ("Bến phà đóng cửa vì sương mù cho đến trưa.", "Trang chủ"),
        ("कोहरा छँटने तक नाव घाट पर खड़ी रही।", "होम"),
    ],
)
def test_other_scripts_are_matched_and_missed_like_latin(content: str, junk: str) -> None:
    gold = _gold((NAVIGATION, junk), ("content", content))
    assert _score(gold, content)["f1"] == 1
    assert _score(gold, f"{junk}\n{content}")["navigation.lines_out"] == 1
    half = _score(gold, content[: len(content) // 2])
    assert half["recall"] == 0
    assert 0 < half["content.words_out"] < half["content.words"]


def test_lines_without_a_word_are_left_out() -> None:
    score = _score(_gold(("content", "One"), ("content", "* * *"), (NAVIGATION, "»")), "One")
    assert (score["f1"], score["content.lines"]) == (1, 1)
    assert "navigation.lines" not in score


def test_a_page_without_content_wants_nothing_but_optional_lines() -> None:
    gold = _gold((NAVIGATION, "Home page"), ("optional", "Not found"))
    for text, expected in (("", 1), ("Not found", 1), ("Home page", 0), ("of my own", 0)):
        score = _score(gold, text)
        assert score["precision"] == score["recall"] == score["f1"] == expected, text


def test_figures_are_means_of_pages_and_shares_of_all_lines() -> None:
    other = _gold(("content", "A single line of content"), ("paywall", "Subscribe to go on"))
    found = _figures((STORY, CONTENT), (other, "Subscribe to go on"))
    assert (found["precision"], found["recall"], found["f1"]) == (1 / 2, 1 / 2, 1 / 2)
    assert found["content_lost"] == pytest.approx(1 / 8)
    assert found["junk_leaked"] == pytest.approx(1 / 6)
    assert (found["leaked.paywall"], found["leaked.navigation"]) == (1, 0)
    assert found["junk_words_leaked"] == pytest.approx(4 / 16)
    assert found["leaked_words.paywall"] == 1
    assert found["order"] == 1  # of the first page; on the second no two lines came out


def test_weights_draw_pages() -> None:
    rows = [_score(STORY, CONTENT), _score(STORY, "")]
    columns = {name: np.array([row[name] for row in rows], dtype=float) for name in rows[0]}
    found = lines.summary(columns, np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 2.0]]))
    assert found["f1"].tolist() == [1 / 2, 1, 0]
    assert found["content_words_lost"].tolist() == [1 / 2, 0, 1]


def test_less_junk_is_a_lead() -> None:
    clean, dirty = (
        [{"id": "1", "site": "a", "scores": {"lines": _score(STORY, text)}}]
        for text in (CONTENT, f"Home\n{CONTENT}")
    )
    found = differences(METRICS["lines"], clean, dirty, resamples=10)
    better = ("f1", "junk_leaked", "junk_words_leaked", "leaked.navigation")
    assert [found[name].wins for name in better] == [1, 1, 1, 1]
    assert found["content_lost"].wins == 1 / 2


_WORD = st.sampled_from("a b c d e f g h 中 文".split())
_LINE = st.lists(_WORD, min_size=1, max_size=7).map(" ".join)
_LABEL = st.sampled_from(["content", "optional", NAVIGATION, SHARING])
_GOLD = st.lists(st.tuples(_LABEL, _LINE), min_size=1, max_size=12).map(lambda made: _gold(*made))
_OUTPUT = st.lists(_LINE, max_size=14).map("\n".join)


@given(_GOLD, _OUTPUT)
def test_scores_stay_in_their_bounds(gold: Gold, text: str) -> None:
    score = _score(gold, text)
    assert all(0 <= score[name] <= 1 for name in ("precision", "recall", "f1"))
    assert all(value >= 0 for value in score.values())
    kinds = [name.removesuffix(".lines") for name in score if name.endswith(".lines")]
    for kind in kinds:
        assert score[f"{kind}.lines_out"] <= score[f"{kind}.lines"]
        assert score[f"{kind}.words_out"] <= score[f"{kind}.words"]
    assert score["in_order"] <= score["content.lines_out"]
    assert score["invented"] <= len(words_of(text))
    assert all(
        0 <= v <= 1 for n, v in _figures((gold, text)).items() if "inv" not in n and "dup" not in n
    )


@given(_GOLD)
def test_the_whole_page_in_its_order_is_found(gold: Gold) -> None:
    score = _score(gold, "\n".join(line.text for line in gold.lines))
    assert score["content.lines_out"] == score["content.lines"] == score["in_order"]
    assert score["content.words_out"] == score["content.words"]
    assert score["duplicated"] == score["invented"] == 0


def _distinct(sizes: list[int]) -> list[str]:
    """Make lines of given sizes in which no word stands twice."""
    starts = np.cumsum([0, *sizes])
    return [
        " ".join(f"w{n}" for n in range(start, start + size))
        for start, size in zip(starts, sizes, strict=False)
    ]


_PAGES = st.lists(st.tuples(_LABEL, st.integers(1, 9)), min_size=2, max_size=12).map(
    lambda made: list(
        zip([label for label, _ in made], _distinct([n for _, n in made]), strict=True)
    )
)


@given(_PAGES, st.data())
def test_more_junk_never_raises_precision_nor_lowers_recall(
    page: list[tuple[str, str]], data: st.DataObject
) -> None:
    gold = _gold(*page)
    kept = [text for label, text in page if label == "content" and data.draw(st.booleans())]
    before = _score(gold, "\n".join(kept))
    junk = [text for label, text in page if label in {NAVIGATION, SHARING}] + ["from nowhere"]
    for extra in junk:
        kept.insert(data.draw(st.integers(0, len(kept))), extra)
        after = _score(gold, "\n".join(kept))
        assert after["precision"] <= before["precision"]
        assert after["recall"] == before["recall"] or before["content.lines"] == 0
        before = after


@given(_PAGES, st.randoms(use_true_random=False))
def test_any_order_of_lines_has_the_same_score(page: list[tuple[str, str]], random: Random) -> None:
    gold = _gold(*page)
    texts = [text for _, text in page]
    before = _score(gold, "\n".join(texts))
    random.shuffle(texts)
    after = _score(gold, "\n".join(texts))
    assert {**after, "in_order": 0} == {**before, "in_order": 0}
