"""What the extractor learns from: labels of blocks, and evidence of tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay.main_text.tokens import words_of
from webassay_bench.train.folds import FOLDS, folds_of
from webassay_bench.train.labels import labels_of
from webassay_bench.train.odds import odds_of


def labels(texts: list[str], gold: str) -> list[float]:
    return [float(share) for share in labels_of([words_of(text) for text in texts], gold)]


def test_a_label_is_the_share_of_a_block_that_is_in_the_gold() -> None:
    texts = ["Home News", "The bridge is closed.", "Read more"]
    assert labels(texts, "The bridge is closed.") == [0, 1, 0]


def test_a_block_that_the_gold_has_elsewhere_is_found() -> None:
    texts = ["one two three four five", "a long story of the bridge that was closed"]
    gold = "a long story of the bridge that was closed\none two three four five"
    assert labels(texts, gold) == [1, 1]


@pytest.mark.parametrize("gold", ["", "...", "nothing alike"])
def test_without_common_words_all_labels_are_zero(gold: str) -> None:
    assert labels(["The bridge", "", "!"], gold) == [0, 0, 0]


@given(st.lists(st.lists(st.sampled_from("abcd"), max_size=6), max_size=6))
def test_all_blocks_of_a_gold_made_of_them_are_content(words: list[list[str]]) -> None:
    found = labels_of(words, " ".join(word for block in words for word in block))
    assert found.tolist() == [1.0 if block else 0.0 for block in words]


SITES = [(f"site{n}", {"menu": 0.0, "story": 1.0}) for n in range(6)]


def test_odds_are_high_for_tokens_of_content_and_low_for_others() -> None:
    odds = odds_of(SITES)
    assert odds["story"] > 0 > odds["menu"]
    assert odds["story"] == pytest.approx(-odds["menu"])


def test_a_token_of_few_sites_says_nothing() -> None:
    assert "rare" not in odds_of([*SITES, ("site9", {"rare": 1.0})])


def test_a_site_counts_once_however_many_pages_it_has() -> None:
    many = [*SITES, *[("site0", {"menu": 0.0, "story": 1.0})] * 50]
    assert odds_of(many) == odds_of(SITES)


def test_folds_hold_whole_sites_and_are_dealt_the_same_way_each_time() -> None:
    sites = [f"site{n}" for n in range(23)]
    folds = folds_of(sites)
    assert folds == folds_of(reversed(sites))
    assert set(folds.values()) == set(range(FOLDS))
