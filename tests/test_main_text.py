"""webassay's own extractor: blocks, choice of blocks, and the text that is written."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import webassay
from webassay import characters
from webassay.forest import Forest
from webassay.main_text.blocks import TAGS, Blocks, blocks_of, parse
from webassay.main_text.decoding import HIGHEST, LOWEST, decode
from webassay.main_text.document import Document
from webassay.main_text.evidence import _along_path
from webassay.main_text.features import PageFeatures
from webassay.main_text.main_text import main_text, text_of
from webassay.main_text.model import SHIPPED, Model, shipped
from webassay.main_text.tokens import (
    name_tokens,
    text_tokens,
    tokens_of_texts,
    words_of,
    words_of_texts,
)
from webassay.page import Page

STORY = "The council voted on Tuesday to rebuild the old bridge, which was closed in the spring. "
ARTICLE = (
    "<html><head><title>Bridge to be rebuilt</title></head><body>"
    "<nav class='menu'><ul><li><a href='/'>Home</a></li><li><a href='/n'>News</a></li></ul></nav>"
    "<article><h1>Bridge to be rebuilt</h1>"
    + "".join(f"<p>{STORY}It will cost {n} million.</p>" for n in range(6))
    + "</article><footer class='footer'><a href='/p'>Privacy</a> <a href='/t'>Terms</a></footer>"
    "</body></html>"
)


def blocks(html: str) -> Blocks:
    root = parse(html)
    assert root is not None
    return blocks_of(root)


def test_a_block_ends_where_a_block_level_element_begins_or_ends() -> None:
    found = blocks("<div>one <b>two</b><p>three</p>four</div>five")
    assert found.texts == ["one two", "three", "four", "five"]


def test_one_line_break_stays_in_a_block_and_two_end_it() -> None:
    assert blocks("<p>a<br>b<br><br>c</p>").texts == ["a b", "c"]


def test_what_follows_the_end_of_the_page_belongs_to_it() -> None:
    assert blocks("<html><body><p>a</p></body></html><div>b<p>c</p></div>").texts == ["a", "b", "c"]


@pytest.mark.parametrize("tag", ["script", "style", "template", "svg", "select", "iframe"])
def test_what_never_shows_text_is_no_block_and_what_follows_it_is(tag: str) -> None:
    assert blocks(f"<p>a</p><{tag}><p>x</p></{tag}>b").texts == ["a", "b"]


def test_text_in_noscript_is_kept() -> None:
    assert blocks("<body><noscript><p>all there is</p></noscript></body>").texts == ["all there is"]


def test_links_are_measured_in_characters() -> None:
    found = blocks("<p>see <a href='#'>this</a> and <a href='#'>that one</a></p>")
    assert (found.linked.tolist(), found.links.tolist()) == ([12], [2])


def test_elements_know_what_is_in_them() -> None:
    found = blocks("<body><div><p>a</p></div><p>b</p></body>")
    names = [TAGS[tag] for tag in found.tags]
    assert names == ["html", "body", "div", "p", "p"]
    assert found.parent.tolist() == [-1, 0, 1, 2, 1]
    assert found.ends.tolist() == [5, 5, 4, 4, 5]
    assert found.depth.tolist() == [0, 1, 2, 3, 2]


def test_the_depth_that_neighbours_share_is_that_of_the_element_around_both() -> None:
    assert blocks("<body><div><p>a</p><p>b</p></div><p>c</p></body>").shared.tolist() == [0, 2, 1]


def test_kinds_of_characters_are_told_over_all_texts_at_once() -> None:
    kinds, ends = characters.kinds_of(["Ab1.", "", ",\u4e2d\uff01"])
    assert kinds.tolist() == [1, 2, 3, 5, 0, 0, 6, 8, 5, 0]
    assert ends.tolist() == [4, 5, 9]


@given(st.lists(st.text(alphabet="aB1 .,\u4e2d\uff01-", min_size=1), min_size=1))
def test_characters_are_counted_alike_however_many_go_at_once(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(characters, "_AT_ONCE", 5)
        count, first, last = characters.counted(texts)
    for place, text in enumerate(texts):
        kinds = characters.kinds_of([text])[0][:-1]
        assert count[place, 1:].tolist() == np.bincount(kinds, minlength=10)[1:].tolist()
        assert (first[place], last[place]) == (kinds[0], kinds[-1])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("articleBody main-content x", ("article", "body", "main", "content")),
        ("nav_bar nav-2 nav", ("nav", "bar")),
        ("URLBar col-md-6", ("urlb", "ar", "col", "md")),
        ("caf\u00e9-menu", ("caf", "menu")),
    ],
)
def test_names_are_split_into_words(name: str, words: tuple[str, ...]) -> None:
    assert name_tokens(name) == words


def test_a_short_text_is_known_by_all_of_it_and_a_long_one_by_its_ends() -> None:
    assert "=read more" in text_tokens(words_of("Read more"))
    long = text_tokens(words_of(STORY))
    assert {"^the", "$spring", "the_council"} <= set(long)
    assert "bridge" not in long


@given(st.text(st.characters(codec="ascii")) | st.text())
def test_words_are_runs_of_word_characters_in_lower_case(text: str) -> None:
    assert words_of(text) == re.findall(r"\w+", text.lower())


@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=15), max_size=6))
def test_each_text_is_known_by_the_same_among_others(texts: list[list[str]]) -> None:
    tokens, owner = tokens_of_texts(texts)
    for number, words in enumerate(texts):
        own = [token for token, place in zip(tokens, owner, strict=True) if place == number]
        assert own == text_tokens(words)


def test_equal_words_of_much_text_are_one_string() -> None:
    words = words_of_texts(["Word after WORD"] * 100_000)
    assert words == [["word", "after", "word"]] * 100_000
    assert len({id(word) for text in words for word in text}) == 2


@given(st.lists(st.integers(0, 30), max_size=40), st.integers(0, 2**32))
def test_evidence_is_summed_and_bounded_along_the_path(above: list[int], seed: int) -> None:
    parents = np.array([0] + [number % (place + 1) for place, number in enumerate(above)])
    table = np.random.default_rng(seed).normal(size=(3, len(parents)))
    found = _along_path(table, parents)
    for element in range(len(parents)):
        path, around = [], element
        while around:
            path.append(around)
            around = int(parents[around])
        assert found[0, element] == pytest.approx(table[0, path].sum())
        assert found[1, element] == min([0.0, *table[1, path]])
        assert found[2, element] == max([0.0, *table[2, path]])


def expected_f1(keep: np.ndarray, probabilities: np.ndarray, words: np.ndarray) -> float:
    right = float((probabilities * words)[keep].sum())
    return 2 * right / (float(words[keep].sum()) + float((probabilities * words).sum()))


@given(st.lists(st.tuples(st.floats(LOWEST, HIGHEST), st.integers(1, 50)), min_size=1, max_size=12))
def test_no_other_threshold_has_a_higher_expected_f1(pairs: list[tuple[float, int]]) -> None:
    probabilities = np.array([p for p, _ in pairs])
    words = np.array([float(w) for _, w in pairs])
    keep, expected = decode(probabilities, words)
    assert expected == pytest.approx(expected_f1(keep, probabilities, words))
    for threshold in probabilities:
        other = expected_f1(probabilities >= threshold, probabilities, words)
        assert expected >= other - 1e-9


def test_nothing_is_kept_where_nothing_is_likely() -> None:
    keep, _ = decode(np.array([0.01, 0.05]), np.array([5.0, 5.0]))
    assert not keep.any()


def test_a_forest_adds_the_leaf_that_its_answers_number() -> None:
    forest = Forest(
        features=np.array([[0, 1]], np.int32),
        borders=np.array([[0.5, 2.0]], np.float32),
        leaves=np.array([[-1.0, 0.0, 1.0, 3.0]], np.float32),
        bias=1.0,
    )
    columns = np.array([[0.0, 1.0, 0.0, 1.0], [0.0, 0.0, 3.0, 3.0]], np.float32)
    expected = 1 / (1 + np.exp(-np.array([0.0, 1.0, 2.0, 4.0])))
    assert forest.probabilities(columns) == pytest.approx(expected)


@pytest.mark.parametrize("copies", [1, 500])
def test_columns_that_no_tree_asks_and_exact_values_do_not_matter(copies: int) -> None:
    html = "<body>" + ARTICLE * copies + "</body>"
    model, root = shipped(), parse(html)
    assert root is not None
    found, document = blocks_of(root), Document.of(root, None)
    asked = PageFeatures(found, document, model.asked(found))
    probabilities = model.probabilities(asked)
    assert asked.columns["in_comments"].shape == probabilities.shape
    assert probabilities.tolist() == model.probabilities(PageFeatures(found, document)).tolist()


def test_elements_are_those_that_the_columns_speak_of() -> None:
    html = (
        "<body><nav><svg><p>x</p></svg><i>a</i></nav><template><p>x</p></template><p>b</p></body>"
    )
    found = blocks(html)
    assert [element.tag for element in found.elements] == [TAGS[tag] for tag in found.tags]


def test_a_model_is_the_same_after_it_was_written_and_read(tmp_path: Path) -> None:
    model = shipped()
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz")
    assert again.columns == model.columns
    assert again.evidence == model.evidence
    page = Page.of(ARTICLE)
    assert main_text(page, again).blocks == main_text(page).blocks


def test_the_artefact_holds_no_pickle_and_is_small() -> None:
    with np.load(SHIPPED, allow_pickle=False) as archive:
        assert all(array.dtype.kind in "fiu" for array in archive.values())
    assert SHIPPED.stat().st_size < 10e6


def test_the_model_asks_only_about_columns_that_there_are() -> None:
    root = parse(ARTICLE)
    assert root is not None
    page = PageFeatures(blocks_of(root), Document.of(root, None))
    shipped().probabilities(page)
    assert set(shipped().columns) <= set(page.columns)


def test_an_article_is_told_from_its_menu_and_footer() -> None:
    text = text_of(Page.of(ARTICLE))
    assert text.count("The council voted") == 6
    assert "News" not in text
    assert "Privacy" not in text


def test_every_block_is_returned_with_its_judgement() -> None:
    found = main_text(Page.of(ARTICLE))
    heading = next(block for block in found.blocks if block.kind == "heading")
    assert heading.path == "/html/body/article/h1"
    assert all(0 <= block.probability <= 1 for block in found.blocks)
    assert 0 < found.expected_f1 <= 1
    assert [block.text for block in found.blocks if block.kept][-1] in found.text


def test_rows_code_and_items_keep_their_form() -> None:
    rows = "".join(f"<tr><td>Year {n}</td><td>{n} million</td></tr>" for n in range(3))
    html = ARTICLE.replace(
        "</article>", f"<table>{rows}</table><pre>if a:\n    b()\n</pre><p>{STORY}</p></article>"
    )
    text = text_of(Page.of(html))
    assert "Year 1\t1 million\nYear 2\t2 million" in text
    assert "if a:\n    b()" in text


COMMENTS = "".join(f"<div class='comment'><p>{STORY}I saw {n} lorries.</p></div>" for n in range(6))
COMMENTS = f"<div class='comments'>{COMMENTS}</div>"


def test_comments_below_an_article_are_left_out() -> None:
    html = ARTICLE.replace("</article>", f"</article>{COMMENTS}")
    assert text_of(Page.of(html, "https://paper.example/news/bridge")).count("The council") == 6


def test_comments_are_the_text_of_a_thread() -> None:
    html = f"<html><body><main><h1>Which bridge?</h1>{COMMENTS}</main></body></html>"
    assert text_of(Page.of(html, "https://site.example/forum/12")).count("The council") == 6


@pytest.mark.parametrize("html", [b"", b"\x00\xff\xfe", b"<", b"<!doctype html>", b"<p></p>"])
def test_a_page_without_text_is_empty_and_no_error(html: bytes) -> None:
    extraction = webassay.extract(html, extractor="webassay")
    assert extraction.status in {"empty", "ok"}


def test_deep_nesting_is_no_error() -> None:
    depth = 3000
    html = "<div>" * depth + f"<p>{STORY}</p>" + "</div>" * depth
    assert webassay.extract(html, extractor="webassay").status in {"ok", "empty"}


def test_the_order_of_pages_changes_nothing() -> None:
    alone = text_of(Page.of(ARTICLE))
    text_of(Page.of("<p class='menu article'>other page</p>"))
    assert text_of(Page.of(ARTICLE)) == alone


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="<>/abipdrtuvl\"' =\n&;\u4e2d\ud800\x00", max_size=200))
def test_no_page_makes_it_fail(html: str) -> None:
    found = main_text(Page.of(html))
    assert found.text == "" or found.text.strip()
