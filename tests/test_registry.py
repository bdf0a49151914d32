"""Names and extractors: what is listed, what is found, what is said when it is not."""

from __future__ import annotations

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

import webassay
from webassay import Extractor, UnavailableError, UnknownExtractorError, registry

ROOT = Path(__file__).parents[1]
NAMES = webassay.names()


@pytest.mark.parametrize("name", NAMES)
def test_an_extractor_is_called_what_it_is_listed_as(name: str) -> None:
    assert registry.load(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_an_extractor_says_what_it_is(name: str) -> None:
    extractor = registry.load(name)
    assert extractor.summary
    assert extractor.distribution
    assert extractor.version or extractor.missing()


def test_an_unknown_name_lists_the_near_ones() -> None:
    with pytest.raises(UnknownExtractorError, match="trafilatura"):
        webassay.get("trafilatur")
    with pytest.raises(UnknownExtractorError, match="webassay list"):
        webassay.get("no such thing at all")


def test_an_unknown_name_is_a_lookup_error_too() -> None:
    with pytest.raises(LookupError):
        webassay.get("nope")


def _of(distribution: str, extra: str = "", min_python: tuple[int, int] = (3, 11)) -> Extractor:
    return Extractor("x", lambda page: page.text, distribution, extra=extra, min_python=min_python)


def test_a_missing_library_says_which_extra_installs_it() -> None:
    missing = _of("no-such-distribution", extra="peers").missing()
    assert missing == "no-such-distribution is not installed: pip install 'webassay[peers]'"
    assert "pip install no-such-distribution" in str(_of("no-such-distribution").missing())


def test_a_python_that_is_too_old_is_said_first() -> None:
    assert "needs Python 9.9" in str(_of("no-such-distribution", min_python=(9, 9)).missing())


def test_readability_js_without_node_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert "Node.js" in str(registry.load("readability-js").missing())
    with pytest.raises(UnavailableError, match=r"Node\.js"):
        webassay.get("readability-js")


def test_a_dotted_name_finds_an_extractor_that_is_being_written() -> None:
    found = registry.load("webassay.adapters.baselines:NOTHING")
    assert found.name == "nothing"


@pytest.mark.parametrize(
    "name", ["no.such.module:X", "webassay.page:NOTHING", "webassay.page:Page", ":", "webassay:"]
)
def test_a_dotted_name_that_leads_nowhere_is_said_in_one_line(name: str) -> None:
    with pytest.raises(UnavailableError) as raised:
        registry.load(name)
    assert "\n" not in str(raised.value)


def test_every_peer_is_in_the_extra_that_its_adapter_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    brought = " ".join(project["dependencies"])
    peers = " ".join(project["optional-dependencies"]["peers"])
    for name in NAMES:
        extractor = registry.load(name)
        if extractor.distribution.startswith("npm:") or extractor.distribution == "webassay":
            continue
        assert extractor.distribution in (peers if extractor.extra == "peers" else brought)


def test_the_three_of_the_design_card_come_with_the_plain_installation() -> None:
    required = importlib.metadata.requires("webassay") or []
    plain = " ".join(line for line in required if "extra ==" not in line)
    assert all(name in plain for name in ("trafilatura", "justext", "readability-lxml"))
