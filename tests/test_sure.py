"""Sure of itself: the estimate of an extraction's own F1, and pages without main content."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import webassay
from webassay import Page, Status
from webassay.forest import Forest
from webassay.main_text import estimate
from webassay.main_text.estimate import SHIPPED, Estimator
from webassay.main_text.main_text import judge, main_text
from webassay.main_text.model import SHIPPED as MODEL
from webassay.main_text.signs import SIGNS
from webassay_bench import datasets
from webassay_bench.datasets import Gold
from webassay_bench.estimate_check import check, true_f1
from webassay_bench.train.calibration import agreement

STORY = "The council voted on Tuesday to rebuild the old bridge, which was closed in the spring. "
MENU = "".join(f"<li><a href='/{n}'>{n}</a></li>" for n in ("Home", "News", "Shop", "Contact"))
CHROME = f"<header><nav><ul>{MENU}</ul></nav></header>"
FOOTER = "<footer><p>© 2026 Example</p><a href='/p'>Privacy</a> <a href='/t'>Terms</a></footer>"
LOGIN = "<form><h1>{}</h1><label>{}</label><input type=password><button>OK</button></form>"


def html(title: str, body: str, *, chrome: bool = True) -> str:
    around = (CHROME, FOOTER) if chrome else ("", "")
    return f"<html><head><title>{title}</title></head><body>{around[0]}{body}{around[1]}</body>"


WITHOUT = {
    "an error": html(
        "Page not found",
        "<h1>404</h1><p>Sorry, the page you are looking for does not exist or has been moved.</p>",
    ),
    "an error, bare": html("502 Bad Gateway", "<h1>502 Bad Gateway</h1>nginx", chrome=False),
    "an error, in German": html(
        "Seite nicht gefunden", "<h1>Fehler 404</h1><p>Die Seite wurde leider nicht gefunden.</p>"
    ),
    "an error, in Japanese": html(
        "404",
        "<h1>ページが見つかりません</h1><p>お探しのページは存在しないか、移動しました。</p>",
    ),
    "a shell that scripts would fill": html(
        "App", "<noscript>You need to enable JavaScript to run this app.</noscript>", chrome=False
    ),
    "a check of who visits it": html(
        "Just a moment...", "<p>Verifying you are human. This may take a few seconds.</p>"
    ),
    "a notice about the browser": html(
        "Update", "<h1>Your browser is not supported</h1><p>Please get a recent one.</p>"
    ),
    "a login": html("Sign in", LOGIN.format("Sign in to your account", "Password")),
    "a login, in Spanish": html("Entrar", LOGIN.format("Iniciar sesión", "Contraseña")),
    "a cookie wall": html(
        "Example",
        "<h2>We value your privacy</h2><p>We and our 842 partners store and access information on "
        "a device, such as cookies, to provide ads.</p><button>Accept all</button>",
        chrome=False,
    ),
}


@pytest.mark.parametrize("kind", WITHOUT)
def test_a_page_without_main_content_says_so(kind: str) -> None:
    found = webassay.extract(WITHOUT[kind], url="https://site.example/page")
    assert (found.status, found.text) == (Status.EMPTY, "")
    assert found.reason == f"no main text: the page looks like {kind.partition(',')[0]}"
    assert all(not block.kept for block in found.blocks)


def test_a_page_without_text_says_so() -> None:
    found = webassay.extract(html("Example", ""))  # nothing but menu and footer
    assert (found.status, found.text) == (Status.EMPTY, "")
    assert found.reason.startswith("no main text: ")
    assert webassay.extract("<p></p>").reason == "no main text: the page has no text at all"


ARTICLES = {
    "about an error": ("Why your page was not found: error 404 explained", STORY * 8),
    "about cookies": ("Cookies and consent: what partners store", STORY * 8),
    "a list of headlines": (
        "The Paper",
        "".join(
            f"<h3><a href='/{n}'>Council votes to rebuild bridge number {n}</a></h3>"
            for n in range(30)
        ),
    ),
    "short": ("Bridge reopened", STORY),
}


@pytest.mark.parametrize("kind", ARTICLES)
def test_a_page_with_main_content_keeps_it(kind: str) -> None:
    title, text = ARTICLES[kind]
    found = webassay.extract(html(title, f"<main><h1>{title}</h1><div>{text}</div></main>"))
    assert found.status is Status.OK, found.reason
    assert "bridge" in found.text


def test_what_a_caller_wants_kept_is_kept_on_whatever_page() -> None:
    found = webassay.extract(WITHOUT["an error"], keep="p")
    assert "does not exist" in found.text


def test_every_extraction_says_how_good_it_expects_to_be() -> None:
    page = html("Bridge", f"<article><h1>Bridge</h1><p>{STORY * 6}</p></article>")
    found = webassay.extract(page)
    assert found.confidence == main_text(Page.of(page)).expected_f1
    assert 0.5 < (found.confidence or 0) <= 1


@given(st.text(alphabet="<>/apdivn =12\n", max_size=120))
def test_signs_are_numbers_whatever_the_page(source: str) -> None:
    signs = judge(Page.of(source)).signs
    assert signs.shape == (len(SIGNS),)
    assert np.isfinite(signs).all()
    assert 0 <= estimate.shipped().estimate(signs) <= 1


def test_the_artefact_holds_no_pickle_is_small_and_asks_only_about_signs() -> None:
    with np.load(SHIPPED, allow_pickle=False) as archive:
        assert all(array.dtype.kind in "fiu" for array in archive.values())
    assert SHIPPED.stat().st_size < 2e5
    assert estimate.shipped().f1.features.max() < len(SIGNS)


def test_an_estimator_that_is_saved_and_read_estimates_the_same(tmp_path: Path) -> None:
    forest = Forest(
        np.array([[1, 2]], np.int32),
        np.array([[0.5, 0.1]], np.float32),
        np.array([[0.1, 0.2, 0.3, 0.4]], np.float32),
        0.7,
    )
    before = Estimator(forest, {"trafilatura": forest})
    before.save(tmp_path / "estimate.npz")
    after = Estimator.load(tmp_path / "estimate.npz")
    signs = np.array([0, 1, 0], np.float32)
    assert after.estimate(signs) == before.estimate(signs) == pytest.approx(1 / (1 + np.exp(-0.9)))
    assert after.gain("trafilatura", signs) == pytest.approx(2 * before.estimate(signs) - 1)


def test_calibration_is_the_gap_between_estimate_and_truth_by_bins() -> None:
    estimates, scores = np.array([0.15, 0.15, 0.95, 0.95]), np.array([0.0, 0.1, 1.0, 0.9])
    found = agreement(estimates, scores)
    assert found["calibration_error"] == pytest.approx(0.05)
    assert found["pearson"] == pytest.approx(np.corrcoef(estimates, scores)[0, 1], abs=1e-4)
    assert found["bins"] == [[0.1, 2, 0.15, 0.05], [0.9, 2, 0.95, 0.95]]
    assert agreement(np.ones(2), np.zeros(2))["calibration_error"] == 1
    assert agreement(np.ones(2), np.zeros(2))["pearson"] is None


def test_where_there_is_no_full_text_the_segments_tell_the_f1() -> None:
    gold = Gold(required=("one", "two"), forbidden=("three", "four"))
    assert true_f1(gold, "one three") == pytest.approx(0.5)
    assert true_f1(Gold(text="one two"), "one") == pytest.approx(2 / 3)
    assert true_f1(Gold(), "one") is None


def test_the_estimate_holds_what_its_card_must_show() -> None:
    card = json.loads(MODEL.with_suffix(".json").read_text("utf-8"))["sure_of_itself"]
    assert card["estimate"]["calibration_error"] < 0.02
    assert card["estimate"]["calibration_error"] < card["naive"]["calibration_error"]
    assert card["estimate"]["pearson"] > card["naive"]["pearson"] > 0.4
    without = card["without_text"]
    assert without["f1"] > without["f1_otherwise"] - 0.0005
    assert without["text_dropped_rightly"] > 0.7 * without["text_dropped"]


def test_the_estimate_tells_good_pages_from_bad_on_sets_that_it_never_saw(data: Path) -> None:
    for path in (data / "article-extraction-benchmark", datasets.bundled()):
        found = check(datasets.load(path))
        assert found["estimate"]["calibration_error"] < 0.12
        assert found["estimate"]["spearman"] > 0.3
        # All of these pages have main text, and no rule says otherwise of what the model keeps.
        assert all("none of the page's" in reason for reason in found["said"].values())
