"""What the extractor's trees may ask about, on small pages where the answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay.forest import Forest
from webassay.main_text.blocks import blocks_of, parse
from webassay.main_text.comments import is_thread
from webassay.main_text.decoding import once
from webassay.main_text.document import Document
from webassay.main_text.features import PageFeatures
from webassay.main_text.tokens import address_tokens
from webassay_bench.train.refinement import Labelled, refined

CARDS = """<body><main><h1>Chairs of oak</h1><p>All of them are made by hand.</p>
<div class=card><h2><a href=/a>Low chair</a></h2><p>$ 120</p></div>
<div class=card><h2><a href=/b>High chair</a></h2><p>$ 150</p></div>
<div class=card><h2><a href=/c>Long bench</a></h2><p>Sold on 3 May 2024</p></div></main>"""


def features_of(html: str, url: str = "") -> PageFeatures:
    root = parse(html)
    assert root is not None
    return PageFeatures(blocks_of(root), Document.of(root, url))


def column(page: PageFeatures, name: str) -> dict[str, float]:
    return dict(zip(page.blocks.texts, page.columns[name].tolist(), strict=True))


def test_a_block_knows_whether_its_heading_is_a_link() -> None:
    link = column(features_of(CARDS), "heading_link")
    assert link["All of them are made by hand."] == 0
    assert link["$ 120"] == link["Low chair"] == 1


def test_a_block_without_a_heading_knows_that() -> None:
    page = features_of("<p>Before all headings</p><h2>News</h2><p>After</p>")
    assert column(page, "heading_level") == {"Before all headings": 0, "News": 2, "After": 2}


def test_the_words_of_a_section_are_those_up_to_the_next_heading() -> None:
    words = column(features_of(CARDS), "section_words")
    assert words["Chairs of oak"] == pytest.approx(np.log1p(3 + 7))
    assert words["Low chair"] == words["$ 120"] == pytest.approx(np.log1p(2 + 1))


def test_elements_of_one_form_side_by_side_are_counted_and_numbered() -> None:
    page = features_of(CARDS)
    assert column(page, "siblings_1")["$ 150"] == pytest.approx(np.log1p(3))
    place = column(page, "sibling_1")
    assert [place[text] for text in ("$ 120", "$ 150", "Sold on 3 May 2024")] == [0, 1, 2]


def test_prices_and_dates_are_seen() -> None:
    page = features_of(CARDS)
    assert column(page, "price")["$ 120"] == 1
    assert column(page, "date")["Sold on 3 May 2024"] == 1
    assert column(page, "page_prices")["Chairs of oak"] == pytest.approx(np.log1p(2))


def test_a_page_is_known_by_its_address() -> None:
    tokens = address_tokens("https://www.shop.example/blog/a-new-chair?page=2#top")
    assert {"host:shop", "path:blog", "path:chair", "first:blog", "depth:2", "dashes:2"} <= set(
        tokens
    )
    assert "path:page" not in tokens


@given(st.text(max_size=60))
def test_any_address_has_tokens_and_none_is_long(url: str) -> None:
    assert all(len(token) <= 21 or token.startswith("host:") for token in address_tokens(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://forum.example.org/t/a-chair/120",
        "https://example.org/viewtopic.php?f=4&t=167",
        "https://example.org/r/chairs/comments/1rl4/why",
    ],
)
def test_threads_are_told_by_the_form_of_the_address(url: str) -> None:
    assert is_thread(features_of(CARDS, url))


@pytest.mark.parametrize(
    "url",
    [
        "https://blog.example.org/2018/09/open-thread/#comment-9",
        "https://example.org/news/key-questions-for-the-community",
        "https://www.billboard.example/articles/8544119/tour",
    ],
)
def test_titles_that_speak_of_threads_make_none(url: str) -> None:
    assert not is_thread(features_of(CARDS, url))


def test_a_long_text_that_is_said_twice_counts_once_where_it_is_likelier() -> None:
    same, words = np.array([0, 1, 0, 1]), np.array([9.0, 2.0, 9.0, 2.0])
    assert once(np.array([0.5, 0.6, 0.8, 0.7]), same, words).tolist() == [0, 0.6, 0.8, 0.7]


def soft_f1(pages: Labelled, forest: Forest) -> float:
    found = forest.probabilities(pages.table.T.copy()) * pages.words
    right, page = found * pages.labels, np.repeat(np.arange(len(pages.blocks)), pages.blocks)
    kept = np.bincount(page, found) + pages.wanted
    return float(np.mean(2 * np.bincount(page, right) / kept))


@given(st.integers(0, 2**32 - 1))
def test_refined_leaves_give_pages_a_better_f1(seed: int) -> None:
    draw = np.random.default_rng(seed)
    blocks = draw.integers(1, 9, 30)
    table = draw.normal(size=(int(blocks.sum()), 2)).astype(np.float32)
    words = draw.integers(1, 80, len(table)).astype(np.float32)
    labels = (table[:, 0] + draw.normal(size=len(table)) > 0).astype(np.float32)
    wanted = np.bincount(np.repeat(np.arange(30), blocks), labels * words) + 1
    even = np.full(len(table), 1 / len(table), np.float32)
    pages = Labelled(table, labels, even, words, blocks.tolist(), wanted.astype(np.float32))
    forest = Forest(
        np.array([[0, 1]], np.int32), np.zeros((1, 2), np.float32), np.zeros((1, 4), np.float32), 0
    )
    after = refined(forest, pages)
    assert soft_f1(pages, after) > soft_f1(pages, forest)
    assert (after.features == forest.features).all()
