"""Every installed extractor, on small pages: it finds the text, and fails with a status."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

import webassay
from webassay import Page, Status, registry
from webassay.adapters.plainly_installed import without
from webassay.adapters.stop_words import page_language

PROSE = (
    "The harbour pilot had been on the bridge since four in the morning, and nobody in the town "
    "believed that the ferry would leave before the fog had lifted from the outer islands. "
)
PAGE = (
    "<html lang='en'><head><meta charset='utf-8'><title>Fog holds the ferry</title></head><body>"
    "<nav><ul><li><a href='/a'>Front page</a></li><li><a href='/b'>Weather</a></li></ul></nav>"
    "<article><h1>Fog holds the ferry</h1>"
    + "".join(f"<p>{PROSE}It was the {n} day in a row.</p>" for n in ("first", "second", "third"))
    + "</article><footer><a href='/imprint'>Imprint</a> © Harbour Courier</footer></body></html>"
)
INSTALLED = [name for name in webassay.names() if registry.load(name).missing() is None]
EXTRACTING = [name for name in INSTALLED if name != "nothing"]


@pytest.mark.filterwarnings("ignore")  # what the libraries warn of is theirs to mend
@pytest.mark.parametrize("name", EXTRACTING)
def test_the_text_of_an_article_is_found(name: str) -> None:
    found = webassay.extract(PAGE, extractor=name, url="https://courier.example/fog")
    assert found.status is Status.OK, found.reason
    if name not in {"best", "webassay+fallback"}:  # they name the one whose text it is
        assert found.extractor == name
    assert "the ferry would leave before the fog had lifted" in " ".join(str(found).split())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", INSTALLED)
@pytest.mark.parametrize("html", ["", "   ", "<html></html>", "\x00", "<", "<!-- -->"])
def test_a_page_without_text_ends_with_a_status_not_with_an_exception(name: str, html: str) -> None:
    found = webassay.extract(html, extractor=name)
    assert isinstance(found.status, Status)
    assert bool(found.reason) == (found.status is not Status.OK)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", EXTRACTING)
def test_an_old_encoding_is_understood(name: str) -> None:
    russian = PAGE.replace("utf-8", "windows-1251").replace(
        PROSE, "Паром не выйдет в море, пока туман не поднимется над островами. " * 4
    )
    found = webassay.extract(russian.encode("cp1251"), extractor=name)
    if name == "justext-english":
        assert "Паром" not in found.text  # the point of comparing it: no stop word, no text
    elif found.status is Status.OK:
        assert "туман не поднимется над островами" in found.text
    else:
        assert name in {"goose3", "newspaper4k", "news-please"}  # English stop words, or no text


@pytest.mark.filterwarnings("ignore")
def test_newspaper4k_is_as_plainly_installed_whatever_else_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jieba.py").write_text("def cut(text, cut_all): return list(text)\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    chinese = PAGE.replace("lang='en'", "lang='zh'").replace(
        PROSE, "港口的雾今天早上还没有散。" * 9
    )
    found = webassay.extract(chinese, extractor="newspaper4k")
    assert found.status is Status.ERROR  # it wants jieba for Chinese, and fails without
    assert "jieba" in found.reason


def test_what_is_hidden_from_imports_is_there_again_afterwards() -> None:
    import json.decoder

    with without("json"), pytest.raises(ModuleNotFoundError):
        importlib.import_module("json.decoder")
    assert sys.modules["json.decoder"] is json.decoder
    assert importlib.import_module("json.decoder") is json.decoder


def test_the_language_of_a_page_is_told_by_its_words_not_by_its_template() -> None:
    german = "<html lang='en'><body>" + "Das ist nicht der Hafen, in dem wir gestern waren. " * 9
    assert page_language(Page.of(german)) == "German"
    assert page_language(Page.of(PAGE)) == "English"
    assert page_language(Page.of("<p>" + "港口的雾今天早上还没有散。" * 30)) is None


def test_an_extraction_reads_as_its_text() -> None:
    assert str(webassay.extract(PAGE)) == webassay.extract(PAGE).text
    assert webassay.extract(PAGE.encode()).text == webassay.extract(PAGE).text
