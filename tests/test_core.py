"""The compiled core gives the very same output as the pure code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from webassay import Page, core
from webassay.main_text.blocks import parse
from webassay_bench import datasets

_missing = core.missing()
pytestmark = pytest.mark.skipif(
    bool(_missing), reason=f"the compiled core is not in use: {', '.join(_missing)}"
)
_TAGS = (
    "div p li ul td tr table section nav h1 pre a b strong br img svg script style title noscript "
    "textarea span label select option form custom o:p"
).split()
_ATTRIBUTES = "class id style role hidden aria-hidden itemprop data-x xml:lang".split()
_VALUES = (
    "",
    "true",
    "navigation",
    "dialog",
    "main comments",
    "DISPLAY : NONE",
    "visibility:hidden",
    "v\u0131s\u0131b\u0131l\u0131ty:h\u0131dden",
    "di\u017fplay:none",
    "display:block",
    "Sch\xf6n",
    "a&amp;b",
    "&#x212a;",
)
_TEXTS = (
    " ", "\n", "\t\x0b\x0c", "\xa0", "\x85", "\u2003", "\u3000", "\u2028", "\u200b", "\u1680",
    "word", "two words", " edges ", "\xe9t\xe9", "\u65e5\u672c", "\U0001f600", "&amp;", "&nbsp;",
    "&#0;", "&#xd800;", "&unknown;", "<![CDATA[raw]]>", "<!-- gone -->", "<?pi gone?>", "\u0130",
)  # fmt: skip


def twins(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The pure function and the compiled one."""
    pure, compiled = core.pairs[name]
    assert compiled is not None
    return pure, compiled


@st.composite
def markup(draw: st.DrawFn) -> str:
    attribute = st.builds(
        " {}='{}'".format, st.sampled_from(_ATTRIBUTES), st.sampled_from(_VALUES)
    )
    attributes = st.lists(attribute, max_size=3).map("".join)
    opening = st.builds("<{}{}>".format, st.sampled_from(_TAGS), attributes)
    closing = st.sampled_from(_TAGS).map("</{}>".format)
    text = st.sampled_from(_TEXTS) | st.text(max_size=8)
    return "".join(draw(st.lists(opening | opening | closing | text | text, max_size=40)))


@given(markup())
def test_the_walk_finds_the_same_blocks_in_whatever_markup(html: str) -> None:
    pure, compiled = twins("blocks_of")
    root = parse(html)
    if root is not None:
        assert compiled(root) == pure(root)


def test_the_walk_sees_nodes_of_all_kinds_as_lxml_does() -> None:
    pure, compiled = twins("blocks_of")
    body = etree.fromstring(
        "<body xmlns:n='u'>one<!-- c -->two<p><![CDATA[ th]]>ree<?pi x?> four</p> five"
        "<n:p n:class='no' class='yes'>six</n:p><p n:class='no' hidden=''/>seven</body>"
    )
    for name in ("copy", "p"):
        etree.SubElement(body[1], "a").append(etree.Entity(name))
        body[1][-1][0].tail = "eight"
    body.append(etree.Comment("nine"))
    body[-1].tail = "ten"
    assert compiled(body) == pure(body)
    assert compiled(body[1]) == pure(body[1])  # what stands after it is read too


def test_the_walk_goes_down_a_hundred_thousand_levels() -> None:
    pure, compiled = twins("blocks_of")
    root = parse("<div>a<b>" * 100_000)
    assert compiled(root) == pure(root)


def test_the_walk_takes_nothing_but_an_element() -> None:
    _, compiled = twins("blocks_of")
    for other in (None, "p", object()):
        with pytest.raises(TypeError):
            compiled(other)


def test_the_walk_finds_the_same_blocks_in_real_pages(pages: list[Page]) -> None:
    pure, compiled = twins("blocks_of")
    for page in pages:
        root = parse(page.utf8)
        assert root is not None
        assert compiled(root) == pure(root)


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    """The bundled gold pages."""
    return [page.read() for page in datasets.load(datasets.bundled()).pages]
