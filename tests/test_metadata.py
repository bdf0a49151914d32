"""What a page says about itself: the right field, one line of plain text, whatever the page is."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import tomllib
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from webassay.metadata import Metadata, metadata
from webassay_bench import metadata_check
from webassay_bench.errors import DatasetError

DATA = os.environ.get("WEBASSAY_DATA", "")
GOLD = Path(__file__).parents[1] / "gold" / "pages"
GERMAN = (
    "<p>Der Lotse stand seit vier Uhr morgens auf der Brücke, und niemand in der Stadt glaubte "
    "daran, dass die Fähre auslaufen würde, bevor sich der Nebel über den äußeren Inseln hebt. "
    "Am Kai warteten die Leute mit ihren Koffern und sahen dem Wasser zu, das nicht mehr stieg.</p>"
)
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebPage", "name": "Fog", "author": {"@id": "#harbour"}},
        {"@type": "NewsArticle", "author": [{"@id": "#ann"}, {"@type": "Person", "name": "Bo_7"}]},
        {"@type": "Person", "@id": "#ann", "name": "Ann &amp; Sister <b>Xe</b>"},
        {"@type": "Organization", "@id": "#harbour", "name": "The Harbour"},
    ],
}
ARTICLE = f"""<html lang="en_US"><head>
<title>Fog holds the ferry | Harbour News</title>
<meta property="og:title" content="Fog &amp; ferry - Harbour News">
<meta property="og:site_name" content="Harbour News">
<meta name="description" content="Nobody\n believed it.">
<meta property="article:published_time" content="2025-03-14T04:00:00+00:00">
<script type="application/ld+json">{json.dumps(LINKED)}</script>
</head><body><h1>Fog <br>holds the&nbsp;ferry</h1><p>The pilot waits.</p></body></html>"""

# How long an example takes is the machine's affair.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def linked(data: object) -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    return f'<html><head><script type="application/ld+json">{text}</script></head><p>x</p></html>'


def test_every_field_of_an_article_is_found() -> None:
    assert metadata(ARTICLE, url="https://news.example/fog") == Metadata(
        title="Fog holds the ferry",
        author="Ann & Sister Xe; Bo_7",
        date="2025-03-14",
        language="en",
        description="Nobody believed it.",
        site_name="Harbour News",
    )


def test_bytes_are_decoded_as_a_browser_does_it() -> None:
    page = "<meta charset=windows-1252><h1>Fähre im Nebel</h1>".encode("cp1252")
    assert metadata(page).title == "Fähre im Nebel"


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>A | Site</title><h1>The heading</h1>", "The heading"),
        ("<title>Traits - The Book</title><h1>The Book</h1>", "Traits"),
        ("<meta property=og:site_name content=Shop><title>Mugs</title><h1>SHOP!</h1>", "Mugs"),
        ("<title>Fog - then rain | Site</title><h1>a</h1><h1>b</h1>", "Fog - then rain"),
        ("<meta property=og:title content='Fog'><title>x | y</title>", "Fog"),
        ("<title>Well-known</title>", "Well-known"),
        ("<title>| Site</title>", "| Site"),
        ("<h1></h1><h1>…</h1><h1>Fog<script>x()</script></h1>", "Fog"),
        ("<h1>Fog<a href=#fog>¶</a></h1>", "Fog"),
        ("<svg><title>Icon</title></svg><title>Page</title>", "Page"),
        ("<h1>First</h1><h1>Second</h1>", "First"),
        ("<title>Fog | Site</title><h1>Site<div><h1>Fog holds</h1></div>", "Fog"),
        ("<h1><b><h1>Fog</h1></b></h1>", "Fog"),
    ],
)
def test_the_title_is_the_only_heading_or_what_is_declared_without_the_site(
    page: str, title: str
) -> None:
    assert metadata(page).title == title


@pytest.mark.parametrize(
    ("attributes", "text", "language"),
    [
        ("lang=de-AT", "", "de"),
        ("lang=en", GERMAN, "de"),  # a template that nobody has translated
        ("lang=nds", "", "nds"),
        ("", GERMAN, "de"),
        ("", "<p>OK</p>", ""),
        ("lang=english", "", ""),
        ("lang=zxx", "", ""),
        ("lang=iw", "", "he"),
        ("lang=nb", "<p>Losen hadde stått på broen siden klokken fire.</p>", "nb"),
        ("", "<meta http-equiv=Content-Language content=' PT-br, en'>", "pt"),
    ],
)
def test_the_declared_language_is_believed_unless_the_text_says_otherwise(
    attributes: str, text: str, language: str
) -> None:
    assert metadata(f"<html {attributes}><body>{text}</body></html>").language == language


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ann Xe", "Ann Xe"),
        (["Ann Xe", {"name": ["Bo"]}, {"name": "Ann Xe"}], "Ann Xe; Bo"),
        ({"@type": "Organization", "name": "The Harbour"}, ""),
        ({"@id": ["#a"], "name": {"name": "x"}}, ""),
        ("https://social.example/ann", ""),
        ("long " * 99, ""),
        (7, ""),
        (None, ""),
    ],
)
def test_authors_are_names_of_people(author: object, name: str) -> None:
    assert metadata(linked({"@type": ["BlogPosting"], "author": author})).author == name


def test_a_date_that_is_none_is_not_given() -> None:
    assert metadata("<meta property=article:published_time content=2025-13-45><p>x").date == ""


@pytest.mark.parametrize(
    "page",
    [
        b"",
        b"\0",
        b"\xff\xfe\xff",
        bytes(range(256)) * 40,
        b"%PDF-1.7 \x00\x01",
        "<",
        "<!-- never closed",
        "<html><head><meta content></head></html>",
        "\ud800<title>\udfff</title>",
        "https://page.example/",
        "<div>" * 30_000,
        linked("{"),
        linked("null"),
        linked("[1, [2, null], {}]"),
        linked("[" * 200_000),
        linked('{"a":' * 50_000 + "1" + "}" * 50_000),
        linked("9" * 10_000),
        linked({"@type": {"@type": 1}, "@id": {}, "author": [[]]}),
        linked({"@type": "Article", "@id": 1, "author": {"@id": 1}}),
    ],
)
def test_nothing_that_a_page_holds_raises(page: bytes | str) -> None:
    assert isinstance(metadata(page, url="http://[broken"), Metadata)


@pytest.mark.parametrize(
    "page",
    [
        linked('"author": "name' * 50_000),
        "<h1>" * 10_000,
        "<h1><div>" * 1000 + "<br>" * 20_000,
        "<div class='author entry-title'>" * 2000 + "<p>word " * 5000,
        "<div class=entry-meta>" * 1000 + "<a href=/category/x>y</a>" * 1500,
    ],
)
def test_long_broken_data_and_deep_nesting_take_seconds_at_most(page: str) -> None:
    metadata("<p>")  # load the libraries
    start = time.process_time()
    metadata(page)
    assert time.process_time() - start < 5


def test_fields_are_one_line_of_plain_text() -> None:
    found = metadata(
        "<meta name=description content='a&#10;b &amp;lt;i&amp;gt; \x07\u202ec\u200b'>"
        "<title>x\n\t y\x01</title>" + linked({"@type": "Article", "author": "Ann\n\ud800 Xe"})
    )
    assert (found.title, found.author, found.description) == ("x y", "Ann Xe", "a b <i> c")
    assert len(metadata(f"<title>{'long ' * 10_000}</title>").title) <= 2000
    crowd = [f"Ann {number}" for number in range(10_000)]
    assert len(metadata(linked({"@type": "Article", "author": crowd})).author) <= 2000


_TEXT = st.text() | st.sampled_from(["Fog | Site", "2025-01-02", "by Ann Xe", "&#0;&#xD800;", "\0"])
_JSON = st.recursive(
    st.none() | st.integers() | _TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@context", "@graph", "@type", "@id", "author", "name", "headline"]),
            inner | st.sampled_from(["https://schema.org", "Article", "Person"]),
            max_size=4,
        )
    ),
)
_PIECES = st.one_of(
    _TEXT,
    _JSON.map(linked),
    _TEXT.map(lambda text: f"<title>{text}</title><h1>{text}</h1>"),
    _TEXT.map(lambda text: f"<meta property='og:title' content='{text}'>"),
    _TEXT.map(lambda text: f"<meta name='author' content='{text}'><time datetime='{text}'>"),
    st.sampled_from("<html lang=x> </head> <body> <svg> <p> <h1> </p> <!-- <template>".split()),
)


@unhurried
@given(st.lists(_PIECES, max_size=6).map("".join), st.none() | st.text())
@example("\ufeff", "")
def test_no_page_raises_and_every_field_is_a_plain_line(page: str, url: str | None) -> None:
    for html in (page, page.encode("utf-16", "replace")):
        for value in asdict(metadata(html, url=url)).values():
            assert value == " ".join(value.split())
            assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in value)


@unhurried
@given(st.binary())
def test_no_bytes_raise(page: bytes) -> None:
    assert isinstance(metadata(page), Metadata)


def test_the_network_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, lambda *to, **_: calls.append(to))
    monkeypatch.setattr(socket.socket, "connect", lambda *to: calls.append(to))
    metadata(ARTICLE, url="https://news.example/fog")
    metadata("https://page.example/")
    assert calls == []


def test_importing_it_loads_no_library() -> None:
    heavy = ["trafilatura", "htmldate", "py3langid", "numpy", "lxml"]
    program = f"import sys, webassay.metadata; print([n for n in {heavy} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.split() == [b"[]"]


def test_the_language_of_every_bundled_page_is_known() -> None:
    for file in sorted(GOLD.glob("*/page.html")):
        meta: dict[str, Any] = tomllib.loads(file.with_name("meta.toml").read_text("utf-8"))
        assert metadata(file.read_bytes()).language == meta["language"].partition("-")[0], file


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three pages of three sites in the layout of WCXB; the second names no author."""
    for part in ("html", "ground-truth"):
        (tmp_path / part).mkdir()
    for number, author in enumerate(["Ann Xe and Bo", None, "Cy"]):
        truth = {"title": "Fog: holds the FERRY", "author": author, "publish_date": "2025-03"}
        record = {"url": f"https://site{number}.example/", "ground_truth": truth}
        (tmp_path / "ground-truth" / f"{number}.json").write_text(json.dumps(record))
        page = ARTICLE.replace("Ann &amp; Sister <b>Xe</b>", "Bo").replace("Bo_7", "Ann Xe")
        (tmp_path / "html" / f"{number}.html").write_text(page)
    return tmp_path


def test_candidates_are_compared_by_field(small: Path) -> None:
    compared = metadata_check.compare(small, ["webassay.metadata", "htmldate"], "all")
    table = compared.markdown()
    title, author, date = table.split("## ")[1:]
    assert title.startswith("title: ")
    assert "| 1.000 (1.000-1.000) | 1.000 (1.000-1.000) |" in title
    assert "htmldate" not in title
    assert "2 pages" in author
    assert [row["scores"]["author"] for row in compared.rows["webassay.metadata"]] == [
        {"asked": True, "given": True, "found": True, "right": True},
        {"asked": False, "given": True, "found": False, "right": False},
        {"asked": True, "given": True, "found": True, "right": False},
    ]
    assert "| htmldate | 1.000 (1.000-1.000) | 1.000 (1.000-1.000) |" in date


def test_the_two_halves_of_the_sites_make_the_whole(small: Path) -> None:
    ids = {
        sites: {
            row["id"] for row in metadata_check.compare(small, ["htmldate"], sites).rows["htmldate"]
        }
        for sites in metadata_check.SITES
    }
    assert ids["held-out"] | ids["chosen"] == ids["all"] == {"0", "1", "2"}
    assert not ids["held-out"] & ids["chosen"]


def test_a_candidate_that_fails_has_found_nothing(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("readability.Document", None)
    compared = metadata_check.compare(small, ["readability-lxml"], "all")
    assert [row["scores"]["title"]["given"] for row in compared.rows["readability-lxml"]] == [
        False
    ] * 3


def test_the_command_prints_tables(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    metadata_check.main([str(small), "meta-tags", "--sites", "all"])
    assert "| meta-tags |" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        metadata_check.main([str(small), "tide"])
    assert "no candidate is called tide" in capsys.readouterr().err


def test_other_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="neither WCXB nor a suite"):
        metadata_check.compare(tmp_path, ["htmldate"])


@pytest.mark.skipif(not DATA, reason="WEBASSAY_DATA does not name the folder of the data")
def test_the_held_out_sites_of_wcxb_are_read_well() -> None:
    root = Path(DATA) / "wcxb"
    compared = metadata_check.compare(root, ["webassay.metadata"])
    rows = compared.rows["webassay.metadata"]
    for field, least in (("title", 0.74), ("author", 0.62), ("date", 0.78)):
        asked = [row["scores"][field] for row in rows if row["scores"][field]["asked"]]
        assert sum(score["right"] for score in asked) / len(asked) >= least
