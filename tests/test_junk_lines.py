"""The judge of lines: what it says of texts, and that it says it in one way."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import webassay
from webassay import clean, flag
from webassay.junk.document import Document
from webassay.junk.evidence import INTERFACE, TOTAL, Evidence
from webassay.junk.features import Lines, features_of
from webassay.junk.flagging import Settings, flag_all
from webassay.junk.grams import BITS, grams_of
from webassay.junk.line import CATEGORIES, CONTENT
from webassay.junk.model import SHIPPED, shipped
from webassay.junk.of_page import JudgedPage
from webassay.junk.reasons import reasons_of
from webassay.junk.repeats import Repeats
from webassay.junk.rules import Ranked, Rules
from webassay.junk.second_look import second_look
from webassay.junk.surroundings import FAR, Surroundings
from webassay.junk.thresholds import LOSSES, scores_of

SCRAPED = """Watch Harbour TV Live

Storm closes the ferry port for a second day

Waves hit the pier
Waves hit the pier 01:17

The ferry port stayed closed on Thursday after waves of up to six metres broke over the pier and \
damaged two of its ramps, the harbour master said. Some 400 passengers were given rooms in town.

"We will not open before an engineer has looked at every bolt," she told reporters. The company \
expects to resume the crossing on Saturday, if the wind drops as forecast.

Sign up for our newsletter
Share this article
Open in app
© 2026 Harbour TV. All rights reserved."""
JUNK = {
    "Watch Harbour TV Live",
    "Waves hit the pier 01:17",
    "Sign up for our newsletter",
    "Share this article",
    "Open in app",
    "© 2026 Harbour TV. All rights reserved.",
}
TEXTS = st.lists(
    st.sampled_from(SCRAPED.split("\n")) | st.text(st.characters(codec="utf-8"), max_size=30),
    max_size=12,
).map("\n".join)


def test_what_is_left_of_the_site_is_flagged_and_no_sentence_is_lost() -> None:
    lines = flag(SCRAPED, settings=Settings(loss=0.01))
    assert {line.text for line in lines if line.junk} >= JUNK
    assert all(not line.junk for line in lines if len(line.text) > 60)
    assert all(line.category in CATEGORIES for line in lines if line.junk)
    assert all(line.category == CONTENT for line in lines if not line.junk)
    assert all(line.reason for line in lines)


def test_cleaning_takes_out_what_flagging_flags_and_nothing_else() -> None:
    kept = [line.text for line in flag(SCRAPED) if not line.junk]
    assert [line for line in clean(SCRAPED).split("\n") if line] == kept


def test_a_text_without_lines_has_no_verdicts() -> None:
    assert flag("") == flag(" \n\t\r\n ") == []
    assert clean(" \n") == " \n"


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_a_text_is_judged_as_it_would_be_alone(texts: list[str]) -> None:
    together = list(flag_all([Document(text) for text in texts]))
    assert len(together) == len(texts)
    for text, lines in zip(texts, together, strict=True):
        alone = flag(text)
        assert [line.text for line in lines] == [line.text for line in alone]
        assert [line.probability for line in lines] == pytest.approx(
            [line.probability for line in alone], abs=1e-6
        )


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_there_is_a_verdict_for_every_line_that_is_not_blank(text: str) -> None:
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = flag(text)
    assert [line.number for line in lines] == [n for n, line in enumerate(raw) if line.strip()]
    assert [line.text for line in lines] == [line for line in raw if line.strip()]
    assert all(0 <= line.probability <= 1 for line in lines)


def test_more_is_flagged_where_more_may_be_lost() -> None:
    before: set[int] = set()
    for loss in LOSSES:
        flagged = {line.number for line in flag(SCRAPED, settings=Settings(loss)) if line.junk}
        assert before <= flagged
        before = flagged


def test_a_balanced_choice_never_empties_a_text() -> None:
    text = "Share\nOpen in app\nSign up for our newsletter\nAccept all cookies"
    assert clean(text, settings=Settings(loss=None))
    assert "ferry port" in clean(SCRAPED, settings=Settings(loss=None))


def test_the_users_rules_outrank_the_model_and_say_so() -> None:
    rules = Rules(Ranked.of({"keep": ["share this article"], "drop_patterns": ["^Storm"]}, ""))
    found = {line.text: line for line in flag(SCRAPED, settings=Settings(rules=rules))}
    kept = found["Share this article"]
    assert (kept.junk, kept.probability, kept.category) == (False, 0.0, CONTENT)
    assert kept.reason == "rule: keep 'share this article'"
    dropped = found["Storm closes the ferry port for a second day"]
    assert dropped.junk
    assert dropped.probability == 1.0
    assert dropped.reason == "rule: drop /^Storm/"


def test_a_rule_for_a_line_tells_of_its_neighbours_too() -> None:
    text = "One\nTwo\nThree\nFour\nFive"
    rules = Rules(Ranked.of({"drop": ["One", "Two", "Four", "Five"]}, ""))
    ruled = {line.text: line.probability for line in flag(text, settings=Settings(rules=rules))}
    free = {line.text: line.probability for line in flag(text)}
    assert ruled["Three"] > free["Three"]


def test_lines_that_repeat_over_a_site_are_flagged_where_they_are_counted() -> None:
    line = "The harbour has been the heart of the town since the first fishermen settled here."
    pages = [Document(f"{SCRAPED}\n{line}\n{n} more", site="example.com") for n in "abcdef"]
    repeats = Repeats.count(pages)
    (found,) = [one for one in next(flag_all(pages, Settings(repeats=repeats))) if one.text == line]
    assert found.junk
    assert found.reason == "on 6 of 6 pages of example.com"


def test_a_line_in_a_script_of_which_nothing_was_learnt_is_kept_and_says_so() -> None:
    text = "\n".join(["ესაა საიტის მენიუ", "გააზიარე", "გამოწერა", SCRAPED])
    lines = flag(text, settings=Settings(loss=0.05))
    assert [line.junk for line in lines[:3]] == [False] * 3
    assert "script" in lines[0].reason
    rules = Rules(Ranked.of({"drop": ["გააზიარე"]}, ""))
    assert flag(text, settings=Settings(rules=rules))[1].junk


def test_a_very_long_text_is_judged_in_parts_and_whole() -> None:
    text = "\n".join(f"line {n} of the list" for n in range(40_000))
    lines = flag(text)
    assert [line.number for line in lines] == list(range(40_000))


def test_zero_bytes_and_odd_characters_are_lines_like_others() -> None:
    lines = flag("a\0b\n\ud800\n\u2028\n🙂\n" + "x" * 100_000)
    assert [line.text[:3] for line in lines] == ["a\0b", "\ud800", "🙂", "xxx"]


def test_any_extractor_can_be_followed_by_the_judge() -> None:
    extractor = webassay.get("everything+clean")
    html = "".join(f"<p>{line}</p>" for line in SCRAPED.split("\n") if line)
    text = webassay.extract(html, extractor="everything+clean").text
    assert extractor.name == "everything+clean"
    assert extractor.params["clean"] == 0.005
    assert "Share this article" not in text
    assert "ferry port stayed closed" in text
    with pytest.raises(webassay.UnknownExtractorError, match="did you mean trafilatura"):
        webassay.get("trafilatur+clean")


def test_with_the_page_at_hand_its_blocks_have_a_say() -> None:
    menu = "".join(f"<li><a href='/{n}'>Harbour {n}</a></li>" for n in "abcdefgh")
    prose = "".join(f"<p>{line}</p>" for line in SCRAPED.split("\n") if len(line) > 60)
    page = webassay.Page.of(f"<nav><ul>{menu}</ul></nav><article>{prose}</article>")
    found = JudgedPage.of(page).columns(["Harbour a", SCRAPED.split("\n")[7], "No such line here"])
    probability, kept, covered = found
    assert probability[0] < 0.5 < probability[1]
    assert kept.tolist()[:2] == [0.0, 1.0]
    assert covered.tolist() == [1.0, 1.0, 0.0]
    assert np.isnan(probability[2])
    text = "Harbour a\n" + SCRAPED
    lines = flag(text, page=page)
    assert [line.text for line in lines] == [line for line in text.split("\n") if line]
    assert lines[0].probability > 0.5
    assert webassay.extract(page.html, extractor="everything+clean-page").text


def test_texts_with_and_without_their_page_are_judged_together_as_they_are_alone() -> None:
    page = webassay.Page.of("".join(f"<p>{line}</p>" for line in SCRAPED.split("\n") if line))
    documents = [Document(SCRAPED), Document(SCRAPED, page=page), Document(SCRAPED)]
    first, second, third = flag_all(documents)
    assert first == third == flag(SCRAPED)
    assert second == flag(SCRAPED, page=page)


def test_the_artefact_is_small_and_holds_plain_arrays() -> None:
    assert SHIPPED.stat().st_size < 5_000_000
    with np.load(SHIPPED, allow_pickle=False) as stored:
        assert all(stored[name].dtype != object for name in stored.files)


def test_judging_needs_no_training_library() -> None:
    script = (
        "import sys; from webassay.junk.flagging import flag; flag('Share\\nText.'); "
        "print([m for m in ('sklearn', 'catboost', 'scipy', 'rapidfuzz') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"


def test_digits_and_case_do_not_tell_grams_apart() -> None:
    families, _ = grams_of(["Waves 03:23", "wAVES 00:53"])
    for family in families:
        first, second = (family.buckets[family.owners == line].tolist() for line in (0, 1))
        assert first == second


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\n", codec="utf-8"), max_size=20),
        min_size=1,
        max_size=5,
    )
)
def test_a_line_has_the_same_grams_whatever_stands_beside_it(lines: list[str]) -> None:
    together, words = grams_of(lines)
    for number, line in enumerate(lines):
        alone, own = grams_of([line])
        for family, single in zip(together, alone, strict=True):
            assert family.buckets[family.owners == number].tolist() == single.buckets.tolist()
        assert words.whole[number] == own.whole[0]
        assert words.hashes[words.owners == number].tolist() == own.hashes.tolist()


def test_the_evidence_is_the_product_of_weights_and_scaled_counts() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    lines = [line for line in SCRAPED.split("\n") if line]
    weights = np.random.default_rng(1).normal(size=1 << BITS).astype(np.float32)
    columns, _ = Evidence(weights, 0.25, -weights, 0.5).of(lines)
    families, _ = grams_of(lines)
    owners = np.concatenate([family.owners for family in families])
    buckets = np.concatenate([family.buckets for family in families])
    table = sparse.csr_matrix((np.ones(len(owners)), (owners, buckets)), (len(lines), 1 << BITS))
    sizes = np.bincount(owners, minlength=len(lines))
    expected = table @ weights / np.sqrt(sizes)
    assert columns[TOTAL] == pytest.approx(expected + 0.25, abs=1e-5)
    assert columns[INTERFACE] == pytest.approx(0.5 - expected, abs=1e-5)


def test_a_second_look_sees_what_was_said_of_the_lines_around_and_of_no_other_text() -> None:
    probabilities, words = np.array([0.9, 0.1, 0.9, 0.9]), np.array([2.0, 20.0, 2.0, 2.0])
    seen = second_look(probabilities, words, np.zeros(4), Surroundings.of([3, 1]))
    assert seen["odds"][0] == pytest.approx(-seen["odds"][1])
    assert seen["odds+1"][0] == seen["odds"][1]
    assert seen["odds+1"][2] == seen["odds-1"][3] == -9.0
    assert seen["since_junk"].tolist() == [0.0, 1.0, 0.0, 0.0]
    assert seen["until_content"].tolist() == [1.0, 0.0, FAR, FAR]
    assert seen["content_before"] == pytest.approx([0.0, 0.2, 18.2, 0.0])
    assert seen["share_junk"] == pytest.approx([2 / 3, 2 / 3, 2 / 3, 1.0])


def test_the_address_of_a_text_tells_its_site_whose_name_and_rules_speak_of_its_lines() -> None:
    rules = Rules(sites={"harbourtv.com": Ranked.of({"drop": ["Waves hit the pier"]}, "")})
    for url in ("https://www.harbourtv.com/a/b?c", "harbourtv.com"):
        found = {line.text: line for line in flag(SCRAPED, url=url, settings=Settings(rules=rules))}
        assert found["Waves hit the pier"].reason == "rule: drop 'waves hit the pier'"
    texts, site = ["Watch Harbour TV Live", "The sea"], Document("", site="harbourtv.com")
    lines = Lines(texts, [site], Surroundings.of([2]))
    assert features_of(lines, shipped().evidence)["like_site"].tolist() == [0.25, 0.0]


def test_looking_around_stays_in_the_document() -> None:
    around = Surroundings.of([3, 2])
    column = np.array([1.0, 2.0, 3.0, 10.0, 20.0])
    assert around.at(column, 1, -1.0).tolist() == [2.0, 3.0, -1.0, 20.0, -1.0]
    assert around.at(column, -1, -1.0).tolist() == [-1.0, 1.0, 2.0, -1.0, 10.0]
    before, behind = around.means_beside(column, 2)
    assert before.tolist() == [0.0, 1.0, 1.5, 0.0, 10.0]
    assert behind.tolist() == [2.5, 3.0, 0.0, 20.0, 0.0]
    back, forth = around.distances(np.array([False, True, False, False, False]))
    assert back.tolist() == [FAR, 0.0, 1.0, FAR, FAR]
    assert forth.tolist() == [1.0, 0.0, FAR, FAR, FAR]
    assert around.mean(column).tolist() == [2.0, 2.0, 2.0, 15.0, 15.0]


def test_a_longer_line_needs_more_to_be_flagged() -> None:
    scores = scores_of(np.array([0.9, 0.9]), np.array([2.0, 50.0]))
    assert scores[0] > scores[1]


def test_every_line_has_a_reason() -> None:
    texts = [line for line in SCRAPED.split("\n") if line]
    lines = Lines(texts, [Document("")], Surroundings.of([len(texts)]))
    _, columns = shipped().judge(lines)
    for junk in (np.ones(len(texts), bool), np.zeros(len(texts), bool)):
        assert all(reasons_of(columns, junk))


def test_the_transformer_works_in_a_pipeline() -> None:
    pytest.importorskip("sklearn")
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.pipeline import make_pipeline

    from webassay.junk.estimator import JunkCleaner

    model = make_pipeline(JunkCleaner(), CountVectorizer())
    model.fit([SCRAPED, "A plain sentence about the sea."])
    words = model[-1].get_feature_names_out()
    assert "ferry" in words
    assert "newsletter" not in words
