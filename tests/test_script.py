"""The script of a page: as the labelled pages say it, and as their languages imply it."""

from __future__ import annotations

import pytest

from webassay_bench import datasets
from webassay_bench.datasets import GoldPage
from webassay_bench.datasets.script import script_of_language, script_of_text
from webassay_bench.datasets.suite import read_meta
from webassay_bench.run import about

GOLD = datasets.load(datasets.bundled())
CHINESE = {"Hans": "Hani", "Hant": "Hani"}  # which of the two is not to be seen from letters alone


@pytest.mark.parametrize("page", GOLD.pages, ids=lambda page: page.id)
def test_text_and_language_give_the_script_that_the_reader_named(page: GoldPage) -> None:
    named = read_meta(GOLD.root / page.id)["script"]
    expected = CHINESE.get(named, named)
    assert page.script == script_of_text(page.gold.text or "") == expected
    assert script_of_language(page.language) == expected


@pytest.mark.parametrize(
    ("tag", "script"),
    [("sr-Latn", "Latn"), ("zh-Hant-TW", "Hani"), ("pt_BR", "Latn"), ("", ""), ("tlh", "")],
)
def test_a_language_tag_may_name_its_script(tag: str, script: str) -> None:
    assert script_of_language(tag) == script


@pytest.mark.parametrize("text", ["", "12:30 - 14:00", "!?"])
def test_a_text_without_letters_has_no_script(text: str) -> None:
    assert not script_of_text(text)


def test_a_row_holds_what_parts_pages() -> None:
    page = GOLD.pages[0]
    row = about(page)
    assert (row["script"], row["family"]) == ("Deva", "AMP page")
    assert row["bytes"] == len(page.read().html)
