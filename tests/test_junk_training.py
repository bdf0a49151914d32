"""Training of the judge of lines: labels from gold text, and the same model every time."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("catboost")
pytest.importorskip("rapidfuzz")

from webassay.junk.document import Document
from webassay.junk.line import CATEGORIES
from webassay.junk.model import Model
from webassay.junk.thresholds import ANY, LOSSES, Thresholds
from webassay_bench.errors import DatasetError
from webassay_bench.train.junk import figures, rivals
from webassay_bench.train.junk.crossed import found_at, judge, score_at, thresholds_alone
from webassay_bench.train.junk.families import practice_curve
from webassay_bench.train.junk.fit import fit
from webassay_bench.train.junk.labels import AMBIGUOUS, CONTENT, JUNK, labels_of
from webassay_bench.train.junk.lessons import Lesson, texts_of
from webassay_bench.train.junk.phrases import read_phrases
from webassay_bench.train.junk.practice import read_practice
from webassay_bench.train.junk.second import Kinds, fit_second, second_looks

GOLD = Path(__file__).parents[1] / "gold"
STORY = "The port stayed closed on Thursday.\nWaves broke over the pier.\nThe Results\nNo."


def labels(*lines: str, gold: str = STORY) -> list[int]:
    return [int(label) for label in labels_of(list(lines), gold)]


def test_a_line_of_the_gold_is_content_and_one_of_other_words_is_junk() -> None:
    assert labels("The port stayed closed on Thursday.", "Subscribe to our newsletter today") == [
        CONTENT,
        JUNK,
    ]


def test_half_a_line_of_the_gold_is_ambiguous() -> None:
    assert labels("The port stayed closed for eight more days") == [AMBIGUOUS]


def test_a_short_line_is_content_only_where_it_is_a_line_of_the_gold_or_goes_on() -> None:
    assert labels("The Results") == [CONTENT]
    assert labels("Waves broke", "over the pier.") == [CONTENT, CONTENT]
    assert labels("closed") == [AMBIGUOUS]


def test_a_long_line_is_found_at_another_place_of_the_gold() -> None:
    assert labels("Waves broke over the pier.", "The port stayed closed on Thursday.") == [
        CONTENT,
        CONTENT,
    ]


def test_a_second_copy_is_junk_and_a_line_without_words_is_ambiguous() -> None:
    line = "The port stayed closed on Thursday."
    assert sorted(labels(line, line, "***")) == [AMBIGUOUS, CONTENT, JUNK]


def test_all_is_junk_where_there_is_no_gold() -> None:
    assert labels("Share this", "The port stayed closed", gold="") == [JUNK, JUNK]


ROWS = st.lists(
    st.tuples(st.sampled_from([CONTENT, JUNK]), st.floats(-5, 5), st.integers(1, 40)),
    min_size=2,
    max_size=40,
).filter(lambda rows: {CONTENT, JUNK} <= {row[0] for row in rows})


@given(ROWS, st.sampled_from(LOSSES))
def test_no_more_words_are_lost_than_promised(
    rows: list[tuple[int, float, int]], loss: float
) -> None:
    kinds, scores, words = (np.array(column) for column in zip(*rows, strict=True))
    limit = score_at(kinds.astype(np.int8), scores, words.astype(float), loss)
    lost = words[(kinds == CONTENT) & (scores >= limit)].sum()
    assert lost <= loss * words[kinds == CONTENT].sum()
    share = found_at(kinds.astype(np.int8), scores, words.astype(float), loss)
    assert share == pytest.approx((scores[kinds == JUNK] >= limit).mean())


@pytest.fixture(scope="module")
def texts() -> list[Lesson]:
    return texts_of(GOLD / "texts")


@pytest.fixture(scope="module")
def model(texts: list[Lesson]) -> Model:
    return fit(texts[:20], read_phrases(GOLD / "phrases"))


def test_what_was_learnt_from_some_texts_holds_for_others(
    model: Model, texts: list[Lesson]
) -> None:
    from sklearn.metrics import roc_auc_score

    judged = list(judge(model, texts[20:]))
    known = np.concatenate([one.lesson.labels for one in judged])
    probabilities = np.concatenate([one.probabilities for one in judged])
    assert roc_auc_score(known[known >= 0], probabilities[known >= 0]) > 0.75


def test_the_same_lessons_make_the_same_model(model: Model, texts: list[Lesson]) -> None:
    again = fit(texts[:20], read_phrases(GOLD / "phrases"))
    for first, second in zip(judge(model, texts[20:]), judge(again, texts[20:]), strict=True):
        assert first.probabilities == pytest.approx(second.probabilities)


def test_a_model_is_the_same_when_it_is_read_again(
    model: Model, texts: list[Lesson], tmp_path: Path
) -> None:
    limits = Thresholds({ANY: np.zeros(len(LOSSES))})
    alone, text, page = (
        replace(head, thresholds=limits) for head in (model.alone, model.text, model.page)
    )
    whole = replace(model, alone=alone, text=text, page=page)
    whole.save(tmp_path / "model.npz")
    read = Model.load(tmp_path / "model.npz")
    assert read.text.first.columns == model.text.first.columns
    assert read.page.first.columns == model.page.first.columns
    assert read.text.second is None
    for first, second in zip(judge(model, texts[20:]), judge(read, texts[20:]), strict=True):
        assert first.probabilities == pytest.approx(second.probabilities, abs=1e-6)


def test_a_second_look_is_taken_in_training_as_it_is_later(
    model: Model, texts: list[Lesson], tmp_path: Path
) -> None:
    once = list(judge(model, texts[20:]))
    trees = fit_second(once)
    kinds = Kinds(once, once, once)
    limits = Thresholds({ANY: np.zeros(len(LOSSES))})
    heads = (replace(h, thresholds=limits, second=trees) for h in (model.alone, model.text))
    alone, text = heads
    whole = replace(model, alone=alone, text=text, page=text)
    whole.save(tmp_path / "model.npz")
    twice = list(judge(Model.load(tmp_path / "model.npz"), texts[20:]))
    for first, second, expected in zip(once, twice, second_looks(trees, once), strict=True):
        assert second.probabilities == pytest.approx(expected.probabilities, abs=1e-5)
        assert second.probabilities.tolist() != first.probabilities.tolist()
    crossed = kinds.looked_at_again().alone
    assert {one.lesson.page for one in crossed} == {one.lesson.page for one in once}


def test_phrases_are_read_and_a_wrong_one_is_told(tmp_path: Path) -> None:
    phrases = read_phrases(GOLD / "phrases")
    assert len({phrase.language for phrase in phrases}) >= 17
    assert any(phrase.text == "Teilen" and phrase.junk for phrase in phrases)
    (tmp_path / "xx.txt").write_text("share: Teilen")
    with pytest.raises(DatasetError, match=r"xx\.txt:1: 'share' is no category"):
        read_phrases(tmp_path)


def test_texts_to_practise_on_are_of_many_languages_and_all_categories() -> None:
    practice = read_practice(GOLD / "practice")
    assert len({lesson.language.split("-")[0] for lesson in practice}) >= 30
    assert set(np.concatenate([lesson.categories for lesson in practice]).tolist()) == {
        *range(-1, len(CATEGORIES))
    }
    assert len({lesson.site for lesson in practice}) == len(practice) > 800


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{", "not JSON"),
        ("[]", "expected an object"),
        ('{"id": "a", "title": "", "language": "en", "lines": [["menu", "Home"]]}', "a text needs"),
        ('{"id": "a", "title": "", "language": "en", "lines": ["Home"]}', "a text needs"),
        ('{"id": "a", "title": "", "lines": [["content", "No."]]}', "a text needs"),
    ],
)
def test_a_broken_text_to_practise_on_is_told_with_its_place(
    broken: str, said: str, tmp_path: Path
) -> None:
    whole = '{"id": "a", "title": "", "language": "en", "lines": [["content", "No."]]}'
    (tmp_path / "en.jsonl").write_text(f"{whole}\n{broken}\n")
    with pytest.raises(DatasetError, match=rf"en\.jsonl:2: {said}"):
        read_practice(tmp_path)


def test_what_is_practised_on_is_learnt_from_and_not_judged(
    model: Model, texts: list[Lesson]
) -> None:
    practice = read_practice(GOLD / "practice")[:10]
    kinds = Kinds.of(list(judge(model, [*texts[:2], *practice])))
    assert len(kinds.alone) == 12
    kept = kinds.without_practice().alone
    assert [one.lesson.page for one in kept] == [lesson.page for lesson in texts[:2]]


def test_the_curve_judges_the_same_texts_by_ever_more_practice(texts: list[Lesson]) -> None:
    practice = read_practice(GOLD / "practice")[:14]
    of_pages = [
        replace(lesson, practice=False, gold="", document=Document("", extractor="trafilatura"))
        for lesson in practice[8:]
    ]
    given, told = [*texts[:3], *practice[:8], *of_pages], list[str]()
    curve = list(practice_curve(given, read_phrases(GOLD / "phrases")[:200], told.append))
    assert [number for number, _ in curve] == [0, 1, 2, 4, 8]
    assert len(told) == len(curve)
    for _, judged in curve:
        assert [one.lesson.page for one in judged] == [lesson.page for lesson in texts[:3]]


def test_of_unknown_origin_no_more_lines_than_words_are_lost(
    model: Model, texts: list[Lesson]
) -> None:
    judged = list(judge(model, texts[20:]))
    limits = thresholds_alone(judged)
    assert not limits.per_word
    flags = [limits.flags(one.probabilities, one.words, "", 0.01) for one in judged]
    content = np.concatenate([one.lesson.labels == CONTENT for one in judged])
    words = np.concatenate([one.words for one in judged])
    lost = content & np.concatenate(flags)
    assert lost.sum() <= 0.01 * content.sum()
    assert words[lost].sum() <= 0.01 * words[content].sum()


def test_rules_of_others_mark_what_they_say() -> None:
    lines = [
        "Share",
        "The port stayed closed.",
        "3 likes",
        "READ THIS NOW",
        "Please use JavaScript.",
    ]
    lesson = Lesson("", "", None, lines, np.zeros(5, np.int8), np.zeros(5, np.int8))  # type: ignore[arg-type]
    assert rivals.c4(lesson).tolist() == [1, 0, 1, 1, 1]
    assert rivals.refined_web(lesson).tolist() == [1, 0, 1, 1, 0]


def test_the_calibration_error_is_the_mean_gap() -> None:
    exact = figures.calibration_error(np.array([1, 0], np.int8), np.array([1.0, 0.0]))
    wrong = figures.calibration_error(np.array([1, 1], np.int8), np.array([0.25, 0.25]))
    assert (exact, wrong) == (0.0, 0.75)
