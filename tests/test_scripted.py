"""Text that a page holds for its scripts alone; and prompts that stand in the way of a text."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_main_text import ARTICLE, STORY

import webassay
from webassay import Status
from webassay.main_text.blocks import parse
from webassay.main_text.main_text import main_text
from webassay.main_text.script_texts import programmed, told
from webassay.page import Page

SENTENCES = tuple(
    f"The {thing} was measured {n} times on Tuesday, and nobody in the council doubted the result."
    for n, thing in enumerate("bridge pier road river railing deck arch bank tower cable".split())
)
PROSE = "\n\n".join(SENTENCES)
MARKUP = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
SHELL = "<html><head><title>Bridge</title>{}</head><body><div id='app'></div>{}</body></html>"


def escaped(data: object) -> str:
    return json.dumps(data).replace("</", "<\\/")  # else it would end the script


def linked(data: object) -> str:
    return f"<script type='application/ld+json'>{escaped(data)}</script>"


def script(source: str) -> str:
    return f"<script>{source}</script>"


def assert_found(html: str) -> None:
    found = webassay.extract(html)
    assert found.status is Status.OK, found.reason
    assert all(sentence in found.text for sentence in SENTENCES)
    assert "<p>" not in found.text


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "NewsArticle", "headline": "Bridge", "articleBody": PROSE},
        {"@graph": [{"@type": "WebPage"}, {"@type": ["Thing", "Article"], "articleBody": MARKUP}]},
        {"@type": "DiscussionForumPosting", "text": SENTENCES[0], "comment": [
            {"@type": "Comment", "text": sentence} for sentence in SENTENCES[1:]
        ]},
        {"@type": "QAPage", "mainEntity": {
            "@type": "Question", "name": "How?", "text": SENTENCES[0],
            "acceptedAnswer": {"@type": "Answer", "text": "\n".join(SENTENCES[1:])}}},
        {"@type": "Product", "name": "A bridge", "description": PROSE},
        {"@type": "JobPosting", "title": "Builder", "description": MARKUP.replace("<", "&lt;")},
        {"@type": "Recipe", "recipeInstructions": [
            {"@type": "HowToStep", "text": sentence} for sentence in SENTENCES
        ]},
    ],
)  # fmt: skip
def test_what_linked_data_declare_is_the_text_of_a_page_that_shows_none(data: object) -> None:
    assert_found(SHELL.format(linked(data), ""))


@pytest.mark.parametrize(
    "source",
    [
        f"<script id='__NEXT_DATA__' type='x/json'>{escaped({'a': {'body': MARKUP}})}</script>",
        script(f"window.__STATE__ = {json.dumps([{'text': s} for s in SENTENCES])};"),
        script(f"window.__NUXT__=(function(a){{return {{content:{json.dumps(MARKUP)}}}}}(1))"),
        script(f"self.__next_f.push([1,{json.dumps('2a:T4d2,' + MARKUP)}])"),
        script("x = JSON.parse(" + json.dumps(json.dumps({"html": MARKUP})) + ")"),
        script("x = {body: " + json.dumps(MARKUP).replace("<", "\\x3c") + "}"),
    ],
)  # fmt: skip
def test_what_a_program_would_show_is_found_in_its_data(source: str) -> None:
    assert_found(SHELL.format("", source))


def test_data_in_an_attribute_are_read_as_well() -> None:
    posts = json.dumps(
        {"topic": json.dumps({"posts": [{"cooked": f"<p>{s}</p>"} for s in SENTENCES]})}
    )
    held = posts.replace("&", "&amp;").replace('"', "&quot;")
    assert_found(SHELL.format("", f'<div id="data-preloaded" data-preloaded="{held}"></div>'))


def test_text_in_noscript_is_found() -> None:
    assert_found(SHELL.format("", f"<noscript><div class='post'>{MARKUP}</div></noscript>"))


def test_blocks_from_a_script_say_where_it_stands() -> None:
    html = SHELL.format("", script(f"x = {json.dumps({'body': MARKUP})}"))
    assert {block.path for block in main_text(Page.of(html)).blocks} == {"/html/body/script"}


def test_markdown_and_html_hold_it_too_and_nothing_of_it_acts() -> None:
    hostile = (
        MARKUP + "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:x'>y</a>"
    )
    html = SHELL.format(linked({"@type": "Article", "articleBody": hostile}), "")
    assert SENTENCES[3] in webassay.extract(html, format="markdown").text
    written = webassay.extract(html, format="html", images=True).text
    assert f"<p>{SENTENCES[3]}</p>" in written
    assert not any(word in written for word in ("alert", "onerror", "javascript"))


def test_scripts_are_not_asked_where_the_page_has_a_text() -> None:
    plain = webassay.extract(ARTICLE).text
    for held in (
        linked({"@type": "DiscussionForumPosting", "text": PROSE}),
        script(f"x = {json.dumps({'body': MARKUP})}"),
    ):
        found = webassay.extract(ARTICLE.replace("</body>", held + "</body>")).text
        assert "was measured" not in found
        assert plain in found


def test_what_the_page_shows_itself_is_not_taken_from_a_script() -> None:
    menu = "".join(
        f"<li><a href='/{n}'>{sentence}</a></li>" for n, sentence in enumerate(SENTENCES)
    )
    html = SHELL.format(linked({"@type": "Article", "articleBody": PROSE}), f"<ul>{menu}</ul>")
    assert {block.path[:16] for block in main_text(Page.of(html)).blocks} == {"/html/body/ul/li"}


@pytest.mark.parametrize(
    "source",
    [
        json.dumps({f"message{n}": sentence for n, sentence in enumerate(SENTENCES)}),
        json.dumps({"tooltip": MARKUP}),
        json.dumps({"body": "var a = function() { return 1; }; " * 40}),
        json.dumps({"urls": " ".join(f"https://a.example/{n}.png {n}w" for n in range(200))}),
        json.dumps({"body": SENTENCES[0]}),
    ],
)
def test_messages_code_and_addresses_are_no_text(source: str) -> None:
    assert webassay.extract(SHELL.format("", script(f"x = {source}"))).status is Status.EMPTY


def test_an_unclosed_quote_is_read_in_linear_time() -> None:
    root = parse(SHELL.format("", script('x = "' + '\\"' * 500_000)))
    assert root is not None
    start = time.process_time()
    assert [*told(root), *programmed(root)] == []
    assert time.process_time() - start < 5


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="\"'\\{}[]:,<>/abpx \n\u4e2d\ud800", max_size=300), st.booleans())
def test_no_script_makes_it_fail(source: str, is_linked: bool) -> None:  # noqa: FBT001 # hypothesis gives it
    kind = " type='application/ld+json'" if is_linked else ""
    main_text(Page.of(SHELL.format("", f"<script{kind}>{source}</script>")))


CONSENT = (
    "<div id='cookie-banner' class='overlay' role='dialog'><h2>We value your privacy</h2><p>We and "
    "our partners store information on your device, such as cookies.</p><p>You can change your "
    "choice at any time.</p><button>Accept all</button></div>"
)
OFFER = (
    "<div class='paywall'><h2>Continue reading with a subscription</h2><p>Subscribe now to read "
    "this article and all others, from 1 euro a month.</p><a href='/s'>Subscribe</a> <p>Already a "
    "subscriber? <a href='/l'>Log in</a></p></div>"
)


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_cookie_wall_over_a_page_is_not_its_text(order: str) -> None:
    tag = "<article>" if order == "before" else "</article>"
    html = ARTICLE.replace(tag, CONSENT + tag if order == "before" else tag + CONSENT)
    text = webassay.extract(html).text
    assert text.count("The council voted") == 6
    assert not any(word in text for word in ("partners", "privacy", "Accept"))


def test_a_paywall_stub_gives_the_free_part_without_the_prompt() -> None:
    text = webassay.extract(ARTICLE.replace("</article>", OFFER + "</article>")).text
    assert text.count("The council voted") == 6
    assert not any(word in text for word in ("Subscribe", "subscriber", "Continue"))


def test_a_text_whose_element_is_named_for_its_paywall_is_kept() -> None:
    html = ARTICLE.replace("<article>", "<article class='paywall'>")
    assert webassay.extract(html).text.count("The council voted") == 6
    long = ARTICLE.replace("<article>", f"<article><div class='paywall'><p>{STORY * 4}</p></div>")
    assert webassay.extract(long).text.count("The council voted") == 10


def test_hidden_text_is_left_out_where_that_is_asked_for() -> None:
    hidden = "<div hidden><p>" + "Words that nobody sees on this page, since they are hidden. " * 2
    html = ARTICLE.replace("</article>", f"{hidden}</p></div></article>")
    assert "nobody sees" not in webassay.extract(html, drop="[hidden]").text
    menu = "<div hidden><a href='/a'>Log in</a> <a href='/b'>Weather</a></div></article>"
    assert "Weather" not in webassay.extract(ARTICLE.replace("</article>", menu)).text
