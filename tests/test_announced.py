"""What a page announces of its text, and which of its blocks start so."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay.main_text.announced import NOTHING
from webassay.main_text.blocks import blocks_of, parse
from webassay.main_text.document import Document
from webassay.main_text.features import PageFeatures

LEAD = "Two boats of the ferry line ran aground on Monday morning"
BODY = "Nobody was hurt when the boats hit the sandbank at low tide"
OTHER = "Read what the harbour master says of the new timetable"


def columns_of(head: str, *texts: str) -> dict[str, list[float]]:
    body = "".join(f"<p>{text}.</p>" for text in texts)
    root = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert root is not None
    page = PageFeatures(blocks_of(root), Document.of(root, ""))
    return {name: values.tolist() for name, values in page.columns.items()}


def linked_data(body: str) -> str:
    data = {"@type": "NewsArticle", "headline": "Ferries", "articleBody": body}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@pytest.mark.parametrize("name", ["name=description", "property=og:description"])
def test_a_block_that_starts_as_the_description_is_known(name: str) -> None:
    found = columns_of(f'<meta {name} content="{LEAD[:40]}...">', OTHER, LEAD, BODY)
    assert found["described"] == [0, 1, 0]
    assert found["since_described"] == [-1, 0, 1]


def test_a_block_that_starts_as_a_later_sentence_of_the_description_is_known() -> None:
    found = columns_of(f'<meta name=description content="Ferries. {LEAD}">', LEAD, OTHER)
    assert found["described"] == [1, 0]


def test_of_scripts_without_spaces_the_letters_count() -> None:
    text = "今年の冬は雪が少なく山のスキー場は開けられない日が続いています"
    found = columns_of(f'<meta name=description content="{text}">', text[4:], text[:6])
    assert found["described"] == [1, 0]


def test_where_nothing_is_announced_that_is_told_apart_from_what_is_not_found() -> None:
    assert columns_of("", LEAD)["described"] == [-1]
    assert columns_of("", LEAD)["since_described"] == [-99]
    other = columns_of(f'<meta name=description content="{LEAD}">', OTHER)
    assert other["described"] == [0]
    assert other["since_described"] == [-99]


def test_texts_of_linked_data_are_known_and_how_much_of_them_the_page_shows() -> None:
    found = columns_of(linked_data(f"<p>{LEAD}.</p> <p>{BODY}.</p>"), LEAD, OTHER)
    assert found["told"] == [1, 0]
    words = len(LEAD.split())
    told = words + len(BODY.split()) + len("Ferries".split())
    assert found["told_share"] == pytest.approx([words / (told + 1)] * 2)


@pytest.mark.parametrize(
    "script", ["{", '{"articleBody": 3}', "[" * 100_000, linked_data("word " * 300_000)[35:-9]]
)
def test_linked_data_that_are_broken_or_too_long_announce_nothing(script: str) -> None:
    root = parse(f'<head><script type="application/ld+json">{script}</script></head><p>Text')
    assert root is not None
    assert Document.of(root, "").announced == NOTHING


@given(st.lists(st.text("abcdefgäß", min_size=1, max_size=9), min_size=16), st.data())
def test_whatever_follows_on_any_word_of_a_description_is_found(
    words: list[str], data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(words) - 16))
    found = columns_of(
        f'<meta name=description content="{" ".join(words)}">', " ".join(words[start:])
    )
    assert found["described"] == [1]
