"""Families of models side by side: each takes the place of the shipped one, all else is alike."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("catboost")
pytest.importorskip("sklearn")
pytest.importorskip("resiliparse")

from webassay.forest import Forest
from webassay.free_forest import FreeForest
from webassay.main_text.decoding import decode
from webassay.main_text.ensemble import Ensemble
from webassay.main_text.main_text import text_of
from webassay.main_text.model import SHIPPED
from webassay_bench import datasets, main_text_tables
from webassay_bench.errors import DatasetError
from webassay_bench.train.card import add_to_card
from webassay_bench.train.extractor import lesson_of, train
from webassay_bench.train.families import IN_USE, KINDS, study
from webassay_bench.train.study.alone import importance, shipped
from webassay_bench.train.study.choices import best_threshold
from webassay_bench.train.study.family import Judging
from webassay_bench.train.study.sequence import Chain
from webassay_bench.train.study.taught import FREE, LOOKS, Taught

GOLD = datasets.load(datasets.bundled())
ODDS = st.lists(st.floats(-6, 6), min_size=1, max_size=7)


@pytest.fixture(scope="module")
def taught() -> Taught:
    pairs = [(page, lesson) for page in GOLD.pages[:20] if (lesson := lesson_of(page))]
    return Taught(pairs, size=0.03)


def test_the_shipped_family_extracts_what_a_model_trained_as_shipped_does(taught: Taught) -> None:
    usual = taught.shipped
    pages = [page.read() for page in GOLD.pages[20:26]]
    model = train([lesson for page in GOLD.pages[:20] if (lesson := lesson_of(page))], size=0.03)
    for page in pages:
        judging = Judging(
            usual.forest, usual.columns, taught.evidence, shipped(taught), page, seconds=[]
        )
        assert text_of(page, judging) == text_of(page, model) != ""


def test_looks_are_of_models_that_never_saw_the_site(taught: Taught) -> None:
    counts = [len(lesson.labels) for lesson in taught.lessons]
    assert [len(said) for said in taught.looks] == counts
    said, labels = np.concatenate(taught.looks), taught.pages.labels
    assert np.corrcoef(said, labels)[0, 1] > 0.3
    asked = [taught.columns.index(name) for name in taught.shipped.columns]
    learnt = taught.shipped.forest.probabilities(taught.pages.table[:, asked].T)
    assert np.abs(learnt - labels).mean() < np.abs(said - labels).mean()


def test_shared_parts_are_made_once_and_their_time_is_known(taught: Taught) -> None:
    trees = taught.free
    assert taught.seconds() == 0
    assert 0 < taught.seconds(FREE) < taught.seconds(FREE, LOOKS)
    assert taught.free is trees


def test_all_families_are_compared_on_pages_of_other_sites() -> None:
    told: list[str] = []
    found = study(replace(GOLD, pages=GOLD.pages[:24]), 1, told.append, size=0.02)
    families = found["families"]
    assert list(families) == [kind.name for kind in KINDS]
    assert all(0 < own["words.f1"] <= 1 for own in families.values())
    assert all(own["training_seconds"] >= 0 < own["judging_ms"] for own in families.values())
    assert families[IN_USE]["gain"] == families[IN_USE]["error"] == 0
    assert any(own["gain"] for own in families.values())
    assert len(told) == len(KINDS) + 1
    assert 0 < found["pages"] < 24


def test_too_few_sites_are_said_so() -> None:
    with pytest.raises(DatasetError, match="too few sites"):
        study(replace(GOLD, pages=GOLD.pages[:1]), 1, lambda _: None, size=0.02)


def test_the_threshold_is_one_that_parts_what_other_models_said(taught: Taught) -> None:
    said = np.concatenate(taught.looks)
    assert said.min() < best_threshold(taught) < said.max()


@given(ODDS, st.floats(-3, 3), st.floats(-1, 1), st.floats(0.1, 2))
def test_a_chain_gives_the_marginals_of_all_sequences(
    odds: list[float], coupling: float, bias: float, scale: float
) -> None:
    weights = np.zeros((2, len(odds)))
    for kinds in product((0, 1), repeat=len(odds)):
        own = sum(kind * (scale * value + bias) for kind, value in zip(kinds, odds, strict=True))
        alike = sum(a == b for a, b in pairwise(kinds))
        weights[kinds, range(len(odds))] += np.exp(own + coupling * alike)
    found = Chain(scale, bias, coupling).log_odds(np.array(odds))
    assert found == pytest.approx(np.log(weights[1] / weights[0]), abs=1e-6)


def test_a_column_counts_by_how_often_it_is_asked_about() -> None:
    asked = np.array([2, 0, 2], np.int32)
    out = np.array([0b0011, 0b0001, 0b0100], np.uint32)
    leaves = np.zeros((1, 4), np.float32)
    forest = FreeForest(np.zeros(1, np.int32), asked, leaves[0, :3], out, leaves, 0.0)
    other = Forest(np.array([[3, 2]], np.int32), np.zeros((1, 2), np.float32), leaves, 0.0)
    assert importance(Ensemble(forest, other), 4).tolist() == [1, 0, 3, 1]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), min_size=1))
def test_a_choice_that_is_made_is_not_changed_by_decoding(
    blocks: list[tuple[bool, int]],
) -> None:
    keep, words = (np.array(column, float) for column in zip(*blocks, strict=True))
    assert decode(keep, words)[0].tolist() == (keep > 0).tolist()


def test_the_tables_show_the_card_and_what_the_studies_found(tmp_path: Path) -> None:
    card = tmp_path / main_text_tables.CARD
    card.parent.mkdir(parents=True)
    card.write_bytes(SHIPPED.with_suffix(".json").read_bytes())
    about = {"model": "main_text-1", "dataset": GOLD.identity, "folds": 1, "size": 1.0}
    left_out = {"nothing left out": 0.88, "siblings": 0.875}
    add_to_card(card, {"ablation": about | {"words.f1": left_out}})
    add_to_card(card, {"losses": {"pages": 300, "points_of_f1": {"missed: item": 0.01}}})
    page = main_text_tables.page(tmp_path)
    assert "| seed | " in page
    assert "| siblings | 0.8750 | +0.0050 |" in page
    assert "| missed: item | 0.0100 |" in page
    assert "side by side" not in page
    own = {"training_seconds": 9.0, "judging_ms": 1.234, "about": ["0.41"]}
    families = {
        IN_USE: own | {"words.f1": 0.88, "gain": 0, "error": 0},
        "linear": own | {"words.f1": 0.85, "gain": -0.03, "error": 0.004},
    }
    (tmp_path / "results").mkdir()
    text = json.dumps(about | {"pages": 300, "families": families})
    (tmp_path / main_text_tables.STUDY).write_text(text)
    page = main_text_tables.page(tmp_path)
    assert "| linear | 0.8500 | -0.0300 ± 0.0040 | 9 | 1.23 | 0.41 |" in page
