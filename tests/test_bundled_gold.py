"""The bundled gold is what it is said to be: size, spread, two passes, agreement."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest

from webassay import registry
from webassay.junk.line import CATEGORIES
from webassay_bench import datasets, gold_stats
from webassay_bench.agreement import agreement, passes_of
from webassay_bench.datasets.labels import read_lines
from webassay_bench.datasets.suite import page_folders, text_folders
from webassay_bench.gold_check import PAGE_TYPES
from webassay_bench.metrics import lines

GOLD = Path(__file__).parents[1] / "gold"


@pytest.fixture(scope="module")
def pages() -> gold_stats.GoldStats:
    return gold_stats.count(GOLD / "pages")


@pytest.fixture(scope="module")
def texts() -> gold_stats.GoldStats:
    return gold_stats.count(GOLD / "texts")


def test_there_are_eight_pages_of_each_type(pages: gold_stats.GoldStats) -> None:
    assert pages.pages >= 56
    assert pages.facets["page_type"].keys() == PAGE_TYPES
    assert min(pages.facets["page_type"].values()) >= 8


def test_pages_are_spread_over_languages_scripts_and_families(pages: gold_stats.GoldStats) -> None:
    assert len(pages.facets["language"]) >= 12
    assert len(pages.facets["script"]) >= 5
    assert pages.facets["script"].keys() >= {"Arab", "Hebr", "Hans", "Jpan", "Thai"}
    assert len(pages.facets["family"]) >= 28
    assert len(pages.facets["encoding"]) >= 4


def test_most_pages_are_real_in_size(pages: gold_stats.GoldStats) -> None:
    assert pages.middle >= 0.9 * pages.pages


def test_there_are_forty_texts_in_six_languages(texts: gold_stats.GoldStats) -> None:
    assert texts.texts >= 40
    assert len(texts.facets["language"]) >= 6


@pytest.mark.parametrize("suite", ["pages", "texts"])
def test_what_is_practised_on_was_not_copied_from_what_is_judged(suite: str) -> None:
    files = (GOLD / "practice").glob("*.jsonl")
    texts = [
        json.loads(text) for file in files for text in file.read_text("utf-8").split("\n") if text
    ]
    practised = _sentences(line for text in texts for _, line in text["lines"])
    lines = [line for file in (GOLD / suite).glob("*/lines.jsonl") for line in read_lines(file)]
    assert len(practised) > 10_000
    assert not practised & _sentences(line.text for line in lines)
    if suite == "texts":
        known = {line for text in texts for _, line in text["lines"]}
        junk = {line.text for line in lines if line.label == "junk"}
        assert len(junk & known) < 0.2 * len(junk)


def _sentences(lines: Iterable[str]) -> set[str]:
    """Pick lines of six words or more: shorter ones stand on many sites."""
    return {line for line in lines if len(re.findall(r"\w{2,}", line)) >= 6}


def test_texts_and_pages_have_every_category(
    pages: gold_stats.GoldStats, texts: gold_stats.GoldStats
) -> None:
    assert pages.categories.keys() == texts.categories.keys() == set(CATEGORIES)


@pytest.mark.parametrize("suite", ["pages", "texts"])
def test_two_passes_are_kept_and_agree(suite: str) -> None:
    folders = [*page_folders(GOLD / suite), *text_folders(GOLD / suite)]
    assert all(len(passes_of(folder)) == 2 for folder in folders)
    assert agreement(GOLD / suite).label >= 0.9


@pytest.mark.parametrize("suite", ["pages", "texts"])
def test_what_both_readers_say_is_what_stands(suite: str) -> None:
    for folder in (*page_folders(GOLD / suite), *text_folders(GOLD / suite)):
        first, second = (read_lines(file) for file in passes_of(folder))
        final = read_lines(folder / "lines.jsonl")
        assert [line.text for line in final] == [line.text for line in first]
        decided = _differences(first, final).keys() & _differences(second, final).keys()
        both_alike = {n for n in range(len(final)) if first[n] == second[n]}
        assert not decided & both_alike, folder.name


def _differences(one: Sequence[object], other: Sequence[object]) -> Mapping[int, object]:
    return {n: a for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b}


def test_the_counts_can_be_read_by_a_program() -> None:
    command = [str(Path(sys.executable).with_name("webassay")), "gold", "check", str(GOLD)]
    written = subprocess.check_output([*command, "--stats", "--json"], text=True)
    pages, texts = json.loads(written)
    assert (pages["suite"], texts["suite"]) == ("pages", "texts")
    assert pages["lines"] == sum(pages["labels"].values())


def test_lines_score_the_gold_itself_everything_and_nothing() -> None:
    everything = registry.get("everything")
    for number, page in enumerate(datasets.load(GOLD / "pages").pages):
        perfect, none = lines.page(page.gold, page.gold.text or ""), lines.page(page.gold, "")
        assert perfect is not None
        assert none is not None
        assert perfect["f1"] > 0.97, page.id
        assert none["f1"] == none["content.lines_out"] == 0 < none["content.lines"]
        if number % 6 == 0:  # one in six, for it takes time
            score = lines.page(page.gold, str(everything.extract(page.read())))
            assert score is not None
            assert score["recall"] == 1 > score["precision"], page.id
            assert score["duplicated"] == score["invented"] == 0
            counts = [name for name in score if name.endswith((".lines", ".words"))]
            assert all(score[f"{name}_out"] == score[name] for name in counts), page.id
