"""HTML of our own extractor: the page's structure, and nothing that acts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from test_markdown import PAGE as REPEATING
from test_markdown import PROSE

import webassay
from webassay.main_text.addresses import address
from webassay.main_text.html_writer import Writer

# A text that a page says twice is kept once; here no two paragraphs are alike.
PAGE = "".join(
    part + f"{PROSE}It was the ferry of {number} o'clock. " * (number < REPEATING.count(PROSE))
    for number, part in enumerate(REPEATING.split(PROSE))
)
ALLOWED = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code dd del dfn dl dt em figcaption figure h1 h2 "
    "h3 h4 h5 h6 i img ins kbd li mark ol p pre q ruby s samp small strong sub sup table tbody td "
    "tfoot th thead time tr u ul var".split()
)
ATTRIBUTES = frozenset("alt colspan dir href lang rowspan src start".split())
SCHEME = re.compile(r"^(?:https?:|mailto:|[^:]*$|[^:/?#]*[/?#])", re.IGNORECASE)
URL = "https://courier.example/news/fog"


def html_of(page: str, **options: object) -> str:
    found = webassay.extract(page, url=URL, format="html", **options)  # type: ignore[arg-type] # as many keywords as there are
    assert found.status == "ok", found.reason
    return found.text


def rewritten(html: str, base: str | None = URL) -> str:
    return Writer(base, {}, links=True).write(lxml_html.document_fromstring(html)).strip()


def assert_harmless(html: str) -> None:
    if not html.strip():
        return
    for element in lxml_html.fragment_fromstring(html, create_parent="main").iterdescendants():
        assert element.tag in ALLOWED
        assert set(element.attrib) <= ATTRIBUTES
        for name in ("href", "src"):
            value = re.sub(r"[\x00-\x20]", "", element.get(name) or "")
            assert SCHEME.match(value), value


def test_an_article_keeps_its_structure_and_loses_its_menu() -> None:
    text = html_of(PAGE)
    assert "<h2>What the pilot said</h2>" in text
    assert "<ul><li>Wait at the quay until noon</li><li>Take the early bus</li></ul>" in text
    assert '<a href="https://pilots.example/">The pilots</a> agree.' in text
    assert "Front page" not in text
    assert_harmless(text)


def test_relative_links_are_absolute_where_the_address_of_the_page_is_known() -> None:
    page = PAGE.replace("https://pilots.example/", "../pilots?a=1&amp;b=2")
    assert '<a href="https://courier.example/pilots?a=1&amp;b=2">' in html_of(page)
    base = page.replace("<head>", "<head><base href='https://cdn.example/x/'>")
    assert '<a href="https://cdn.example/pilots?a=1&amp;b=2">' in html_of(base)
    assert '<a href="../pilots?a=1&amp;b=2">' in webassay.extract(page, format="html").text


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<div>a<p>b</p>c</div>", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
        ("a<br>b<br><br>c", "<p>a<br>b</p>\n<p>c</p>"),
        ("<ul><li><div>a</div><div>b</div></li></ul>", "<ul><li>a<br>b</li></ul>"),
        ("<table><tr><td><td>x</table>", "<table><tr><td></td><td>x</td></tr></table>"),
        ("<td colspan=2 rowspan='9z'>a", "<p>a</p>"),
        ("<table><tr><td colspan=2 rowspan='9z' onclick=x>a", '<table><tr><td colspan="2">a'),
        ("<a href=/x><div>a</div>b</a>", '<p><a href="https://courier.example/x">a</a></p>\n<p><a'),
        ("<pre>\n a\n  b<br>c</pre>", "<pre> a\n  b\nc</pre>"),
        ("<h2><div>a</div> <b>b </b></h2>", "<h2>a<br><b>b </b></h2>"),
        ("<p lang=de dir=RTL class=x id=y style=z>a", '<p lang="de" dir="rtl">a</p>'),
        ("<li>a</li>", "<p>a</p>"),
        ("<p>a <i></i><b> b</b>", "<p>a <b>b</b></p>"),
        ("<script>a</script><svg>b</svg><iframe>c</iframe>d", "<p>d</p>"),
        ("<p>1 &lt; 2 &amp;lt;b&gt;", "<p>1 &lt; 2 &amp;lt;b&gt;</p>"),
    ],
)
def test_html_is_rewritten_as_few_elements_that_say_the_same(page: str, expected: str) -> None:
    assert rewritten(page).startswith(expected)


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        " JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>",
        "vbscript:x",
        "blob:https://a.example/1",
        "file:///etc/passwd",
        "#here",
        "",
    ],
)
def test_an_address_that_acts_or_leads_nowhere_is_not_written(value: str) -> None:
    assert address(value, None) is None
    assert address(value, URL) == (URL + value if value.startswith("#") else None)
    assert rewritten(f"<a href='{value}'>a</a>", None) == "<p>a</p>"


def test_addresses_are_read_as_browsers_read_them() -> None:
    assert address(" /a\tb ", URL) == "https://courier.example/ab"
    assert address("mailto:a@b.example", URL) == "mailto:a@b.example"
    assert address("mailto:a@b.example", URL, image=True) is None
    assert address("//cdn.example/a.png", URL, image=True) == "https://cdn.example/a.png"
    assert address("http://[broken", URL) == "http://[broken"  # no page can be reached by it


PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>",
        "<img src=x onerror=x() alt='An image'>",
        "<a href='javascript:x()'>",
        "<a href='&#106;avascript:x()' title='\"><script>'>",
        "<svg><script>x</script><style>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img onerror=x&gt;'>",
        "<noscript><p title='</noscript><img src=x onerror=x()>'>",
        "<style>*{}</style>",
        "<iframe src='javascript:x()'>",
        "<form action=x><button formaction='javascript:x()'>",
        "<table><tr><td>",
        "<ul><li>",
        "</li></ul>",
        "<pre>",
        "<textarea>",
        "</p>",
        "</a>",
        "<!--",
        "-->",
        "<base href='javascript:x()'>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        f"<p>{PROSE}</p>",
        PROSE,
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES | st.text(alphabet="<>/abp\"'= &;\x00\ud800", max_size=12), max_size=14))
def test_no_page_gets_a_script_or_a_handler_through(pieces: list[str]) -> None:
    page = f"<body><article><p>{PROSE}</p>{''.join(pieces)}<p>{PROSE}</p></article>"
    for options in ({}, {"images": True, "keep": "body"}):
        found = webassay.extract(page, format="html", url=URL, **options)  # type: ignore[arg-type] # as above
        assert found.status in {"ok", "empty"}, found.reason
        assert_harmless(found.text)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(alphabet="<>/abp\"'= &;\x00\ud800", max_size=12), min_size=1))
def test_the_writer_lets_nothing_through_whatever_is_kept(pieces: list[str]) -> None:
    assert_harmless(rewritten("<body>" + "".join(pieces).replace("\x00", "")))


def test_deep_nesting_is_no_error() -> None:
    page = "<div><ul><li>" * 700 + PROSE * 3 + "</li></ul></div>" * 700
    found = webassay.extract(page, format="html")
    assert found.status in {"ok", "empty"}, found.reason


def test_images_are_written_where_they_are_asked_for() -> None:
    figure = "<figure><img src='/fog.png' onload='x()' alt=' Fog over  the quay '></figure>"
    logo = "<img src='/logo.png' alt='Harbour Courier'>"
    page = PAGE.replace("<h2>What to do", f"{figure}<h2>What to do").replace(
        "<nav>", f"<nav>{logo}"
    )
    image = '<img src="https://courier.example/fog.png" alt="Fog over the quay">'
    assert image in html_of(page, images=True)
    assert "img" not in html_of(page)
    assert "Courier" not in html_of(page, images=True)
    text = webassay.extract(page, images=True).text
    assert "\n\nFog over the quay\n\nWhat to do" in text
    markdown = webassay.extract(page, format="markdown", url=URL, images=True).text
    assert "![Fog over the quay](https://courier.example/fog.png)" in markdown


def test_a_data_address_of_an_image_gives_way_to_the_real_one() -> None:
    lazy = "<p>See <img src='data:image/gif;base64,AA' data-src='/fog.png' alt='Fog'> the fog.</p>"
    text = html_of(PAGE.replace("<h2>What to do", f"{lazy}<h2>What to do"), images=True)
    assert '<img src="https://courier.example/fog.png" alt="Fog">' in text
