"""What an extractor learned from is known, and figures on it are not taken for more than that."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from webassay import registry
from webassay_bench import record
from webassay_bench.errors import ResultError
from webassay_bench.leaderboard import leaderboards
from webassay_bench.recommend import Wish, recommend
from webassay_bench.record import Result
from webassay_bench.tables import markdown

RESULTS = Path(__file__).parents[1] / "results"


def learned(result: Result, **trained_on: str) -> Result:
    extractor = result.header["extractor"] | {"trained_on": trained_on, "params": {}}
    return replace(result, header=result.header | {"extractor": extractor})


@pytest.fixture(scope="module")
def field() -> list[Result]:
    names = ("webassay", "resiliparse", "trafilatura-fast")
    return [r for r in record.read_all(RESULTS / "webassay-pages-1") if r.extractor in names]


def test_extractors_say_what_they_learned_from() -> None:
    assert registry.load("webassay").trained_on.keys() == {"wcxb-dev"}
    assert registry.load("trafilatura").trained_on == {}
    both = registry.load("trafilatura+clean").trained_on
    assert both.keys() == {"wcxb-dev", "webassay-pages"}
    assert all(len(sha256) == 64 for sha256 in both.values())


def test_figures_on_what_was_learned_from_are_marked(field: list[Result]) -> None:
    assert not any(result.learnt for result in field)
    sha256 = field[0].header["dataset"]["sha256"]
    for named in ({"webassay-pages": "0" * 64}, {"renamed": sha256}):
        one = learned(field[0], **named)
        assert one.learnt
        (board,) = leaderboards([one, *field[1:]])
        assert "learnt from this set: too good" in markdown([board])
    assert not learned(field[0], another="0" * 64).learnt


def test_cross_validation_is_no_such_case(field: list[Result]) -> None:
    one = learned(field[0], **{"webassay-pages": "0" * 64})
    one.header["extractor"]["params"]["cross_validated"] = "5 folds by site"
    assert (one.crossed, one.learnt) == (True, False)


def test_nothing_is_recommended_on_pages_that_it_learned_from(field: list[Result]) -> None:
    (plain,), _ = recommend(field, Wish())
    ours = [learned(r, **{"webassay-pages": ""}) if r.extractor == "webassay" else r for r in field]
    (found,), _ = recommend(ours, Wish())
    assert (plain.extractor, found.extractor) == ("webassay", "resiliparse")
    assert any(said.endswith("learned from these pages: webassay.") for said in found.sentences)
    with pytest.raises(ResultError, match="label others"):
        recommend([learned(result, **{"webassay-pages": ""}) for result in field], Wish())
