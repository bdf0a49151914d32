"""Another extractor's text in place of our own, where that is expected to pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import webassay
from webassay import OptionsError, Page, Status, UnavailableError, UnknownExtractorError, extractor
from webassay.forest import Forest
from webassay.main_text.estimate import Estimator
from webassay.main_text.main_text import judge, text_of
from webassay.main_text.signs import SIGNS
from webassay.options import Format
from webassay.routing.agreement import AGREEMENT, agreement_of, coverage
from webassay.routing.extractor import routed
from webassay.routing.route import route
from webassay_bench.train import estimate
from webassay_bench.train.folds import FOLDS, folds_of
from webassay_bench.train.outcomes import ROUTES, Other, Outcome
from webassay_bench.train.sure_figures import figures

STORY = "The council voted on Tuesday to rebuild the old bridge, which was closed in the spring. "
PAGE = Page.of(
    "<html><head><title>Bridge</title></head><body><nav><a href='/'>Home</a></nav>"
    f"<article><h1>Bridge</h1><p>{STORY * 3}</p><p>It costs two million. {STORY}</p></article>"
    "</body></html>"
)
OBEDIENT = "fakes:OBEDIENT"


def always(probability: float) -> Forest:
    """Make trees that say the same of every page."""
    bias = float(np.log(probability / (1 - probability)))
    shape = np.zeros((1, 1), np.int32), np.zeros((1, 1), np.float32), np.zeros((1, 2), np.float32)
    return Forest(*shape, bias)


def estimator(f1: float, **gains: float) -> Estimator:
    routes = {f"fakes:{name}": always((1 + gain) / 2) for name, gain in gains.items()}
    return Estimator(always(f1), routes)


def test_the_text_that_is_expected_to_be_better_is_taken(fakes: ModuleType) -> None:
    assert fakes
    found = route(PAGE, [OBEDIENT], estimator=estimator(0.4, OBEDIENT=0.3))
    assert found.extractor == OBEDIENT
    assert found.text.startswith("Bridge Home Bridge The council")
    assert found.confidence == pytest.approx(0.7)


def test_our_own_is_kept_where_little_is_to_be_gained(fakes: ModuleType) -> None:
    assert fakes
    found = route(PAGE, [OBEDIENT], estimator=estimator(0.4, OBEDIENT=0.01))
    assert (found.extractor, found.text) == ("webassay", text_of(PAGE))
    assert found.confidence == pytest.approx(0.4)


def test_of_several_the_one_with_the_highest_gain_is_taken(fakes: ModuleType) -> None:
    assert fakes
    both = estimator(0.4, OBEDIENT=0.1, STRUCTURED=0.2)
    assert route(PAGE, [OBEDIENT, "fakes:STRUCTURED"], estimator=both).text == "The text"


def test_others_are_asked_only_in_doubt(
    fakes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fakes
    calls = tmp_path / "calls"
    monkeypatch.setenv("CALLS", str(calls))
    page = replace(PAGE, id="bridge")
    route(page, [OBEDIENT], 0.8, estimator=estimator(0.9, OBEDIENT=0.5))
    assert not calls.exists()
    route(page, [OBEDIENT], 0.8, estimator=estimator(0.7, OBEDIENT=0.5))
    assert calls.read_text("utf-8") == "bridge\n"


def test_an_extractor_that_fails_is_passed_over(fakes: ModuleType) -> None:
    page = Page.of(f"<p>{STORY * 9}</p>" + fakes.page_that("fail").decode())
    found = route(page, [OBEDIENT], estimator=estimator(0.4, OBEDIENT=0.5))
    assert found.extractor == "webassay"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_fallback_gives_text_and_markdown(form: Format) -> None:
    found = webassay.extract(PAGE.html, fallback="trafilatura", format=form)
    assert found.status is Status.OK
    assert "The council voted" in found.text
    assert found.extractor in {"webassay", "trafilatura"}


def test_best_says_whose_text_it_gives() -> None:
    found = webassay.best(PAGE.html, candidates=["trafilatura", "readability-lxml"])
    assert found.extractor in {"webassay", "trafilatura", "readability-lxml"}
    assert 0 <= (found.confidence or -1) <= 1
    assert "The council voted" in webassay.best(PAGE.html).text


def test_a_page_without_main_content_stays_without() -> None:
    found = webassay.best("<html><body></body></html>")
    assert (found.status, found.reason) == (
        Status.EMPTY,
        "no main text: the page has no text at all",
    )


def test_a_library_that_is_missing_is_said_with_what_brings_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(extractor, "version_of", lambda _name: None)
    with pytest.raises(UnavailableError, match=r"pip install 'webassay\[peers\]'"):
        webassay.best(PAGE.html, candidates=["resiliparse"])
    with pytest.raises(UnavailableError, match="resiliparse is not installed"):
        webassay.extract(PAGE.html, fallback="resiliparse")


def test_what_cannot_stand_beside_our_own_is_said() -> None:
    with pytest.raises(UnknownExtractorError, match="trafilatura"):
        webassay.best(PAGE.html, candidates=["trafilatur"])
    with pytest.raises(OptionsError, match="'everything' was not learned: name trafilatura"):
        webassay.extract(PAGE.html, fallback="everything")
    with pytest.raises(OptionsError, match="does not know its doubts"):
        webassay.extract(PAGE.html, extractor="trafilatura", fallback="resiliparse")


def test_the_settings_of_a_route_are_recorded() -> None:
    params = routed("mine", ("trafilatura", "resiliparse"), 0.7).params
    assert params["candidates"] == "trafilatura, resiliparse"
    assert params["doubt"] == 0.7


def test_a_block_is_covered_as_far_as_its_runs_of_words_are_in_the_text() -> None:
    blocks = [["a", "b", "c", "d"], ["menu"], ["x", "y"], []]
    assert coverage(blocks, "a b c\nmenu item\nx y").tolist() == [0.5, 0, 1, 0]


def test_two_equal_texts_agree_and_nothing_is_lost_or_new() -> None:
    found = judge(PAGE)
    own = text_of(PAGE)
    agreed = dict(zip(AGREEMENT, agreement_of(found, own, own).tolist(), strict=True))
    assert agreed["shared_f1"] == agreed["own_in_other"] == agreed["other_in_own"] == 1
    assert agreed["lost_words"] == agreed["new_words"] == agreed["longer"] == 0
    none = dict(zip(AGREEMENT, agreement_of(found, own, "").tolist(), strict=True))
    assert none["shared_f1"] == none["expected_of_other"] == 0
    assert none["lost_words"] > 0


def outcome(number: int) -> Outcome:
    """Make a page on which the first sign is our F1, and the first of agreement theirs."""
    ours, theirs = (number % 10) / 10, (number // 10 % 10) / 10
    signs, agreed = np.zeros(len(SIGNS), np.float32), np.zeros(len(AGREEMENT), np.float32)
    signs[0], signs[1], agreed[0] = ours, 1.0, theirs
    others: Mapping[str, Other] = {
        name: Other(found=True, agreement=agreed, f1=theirs) for name in ROUTES
    }
    site = f"site{number % 37}.example"
    return Outcome(
        site=site,
        signs=signs,
        reason="",
        dropped=False,
        has_gold=True,
        f1=ours,
        f1_otherwise=ours,
        f1_of_vote=ours,
        others=others,
    )


def test_estimate_and_routes_are_learned_and_judged_on_sites_that_were_not_seen(
    tmp_path: Path,
) -> None:
    outcomes = [outcome(number) for number in range(400)]
    folds = folds_of(one.site for one in outcomes)
    crossed = estimate.cross(outcomes, folds, tmp_path)
    assert len(crossed) == FOLDS
    found = figures(outcomes, folds, crossed)
    assert found["estimate"]["pearson"] > 0.95
    assert found["estimate"]["calibration_error"] < 0.1 < found["naive"]["calibration_error"]
    both = found["routes"]["best"]
    assert both["own_f1"] < both["routed_f1"] <= both["at_best_f1"]
    again = estimate.cross(outcomes, folds, tmp_path)
    signs = outcomes[7].signs
    assert [one.estimate(signs) for one in crossed] == [one.estimate(signs) for one in again]
