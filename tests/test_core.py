"""The compiled core gives the very same output as the pure code."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from webassay import Page, core
from webassay import forest as forest_module
from webassay.forest import Forest, Questions
from webassay.main_text import amounts, main_text  # noqa: F401 # with it, all that is compiled
from webassay.main_text.blocks import parse
from webassay.main_text.tokens import tokens_of_texts
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

_SAMPLE = 100  # pages of WCXB, where they are at hand
_JUDGE = """
import json, sys
from pathlib import Path
from webassay import Page, core
from webassay.main_text.main_text import judge, written_text

found = []
for path in sorted(Path(sys.argv[1]).iterdir()):
    judged = judge(Page(path.read_bytes()))
    numbers = judged.probabilities.tobytes() + judged.signs.tobytes()
    found.append([written_text(judged), judged.reason, numbers.hex()])
print(json.dumps({"missing": core.missing(), "pages": found}))
"""


def twins(name: str) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The pure function and the compiled one."""
    pure, compiled = core.pairs[name]
    assert compiled is not None
    return pure, compiled


@st.composite
def markup(draw: st.DrawFn) -> str:
    attribute = st.builds(" {}='{}'".format, st.sampled_from(_ATTRIBUTES), st.sampled_from(_VALUES))
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
    """The bundled gold pages; those of WCXB whose ids hash lowest too, where they are at hand."""
    found = list(datasets.load(datasets.bundled()).pages)
    if data := os.environ.get("WEBASSAY_DATA"):
        others = datasets.load(Path(data) / "wcxb").pages
        found += sorted(others, key=lambda page: sha256(page.id.encode()).digest())[:_SAMPLE]
    return [page.read() for page in found]


_WORDS = st.lists(
    st.sampled_from(("a", "the", "_", "x_y", "\xe9t\xe9", "\u65e5\u672c", "2024", "very", "long"))
    | st.text("ab_", min_size=1, max_size=3),
    max_size=16,
)
# Letters of each case, what equals them where case is ignored, digits and spaces of each script,
# halves of characters, and signs.
_CHARACTERS = st.text(
    st.sampled_from("abkszABKSZ\u0130\u0131\u017f\u212a\xdf\u01c5\u0663\xb2\u2167 _-.,|\xa0\x1c")
    | st.characters(exclude_characters="\0", exclude_categories=[]),
    max_size=40,
)
_AMOUNTS = st.lists(
    st.sampled_from(
        "jan dec MAY \u017fep o\u212at oct. d\u0131c minute hours day s ago \u0131 19 20 1 2 07 "
        ". / - : $ \u20ac \xa3 \xa5 \u20b9 kr KR \u212ar z\u0142 Z\u0141 usd u\u017fd eur _".split()
    )
    | st.sampled_from(" \xa0\x1c"),
    max_size=14,
).map("".join)


@given(st.lists(_CHARACTERS, max_size=6))
def test_words_are_the_same(texts: list[str]) -> None:
    pure, compiled = twins("words_of_texts")
    assert compiled(texts) == pure(texts)


@given(st.lists(_CHARACTERS, max_size=6))
def test_kinds_of_characters_are_the_same(texts: list[str]) -> None:
    pure, compiled = twins("counted")
    for found, expected in zip(compiled(texts), pure(texts), strict=True):
        assert np.array_equal(found, expected)


def test_words_of_much_text_are_the_same_and_stored_once() -> None:
    pure, compiled = twins("words_of_texts")
    texts = ["a word and another word"] * 50_000
    found = compiled(texts)
    assert found == pure(texts)
    assert len({id(word) for words in found for word in words}) == 4


@given(_CHARACTERS | st.text("aZ-_ ", max_size=60))
def test_words_of_names_are_the_same(name: str) -> None:
    pure, compiled = twins("name_tokens")
    assert compiled(name) == pure(name)


@given(st.lists(_WORDS, max_size=6), st.sets(st.sampled_from(("a", "the", "b", "very", "", "tha"))))
def test_words_shared_with_the_title_are_the_same(texts: list[list[str]], title: set[str]) -> None:
    pure, compiled = twins("shared_with_title")
    assert np.array_equal(compiled(texts, title), pure(texts, title))


@given(st.lists(_WORDS, max_size=6), st.data())
def test_the_evidence_of_tokens_is_the_same(texts: list[list[str]], data: st.DataObject) -> None:
    tokens, _ = tokens_of_texts(texts)
    some = st.sampled_from(tokens) if tokens else st.just("")
    odds = data.draw(st.dictionaries(some, st.floats(-5, 5) | st.just(math.nan), max_size=30))
    _, lexicon = twins("lexicon")
    pure, compiled = twins("summaries_of_texts")
    assert np.array_equal(compiled(texts, lexicon(odds)), pure(texts, odds))
    names = [tuple(words) for words in texts]
    pure, compiled = twins("summaries_of_names")
    assert np.array_equal(compiled(names, lexicon(odds)), pure(names, odds))


@given(st.lists(_AMOUNTS | _CHARACTERS, max_size=4))
def test_dates_and_prices_are_the_same(texts: list[str]) -> None:
    pure, compiled = twins("bearing")
    patterns = amounts._DATE, amounts._PRICE
    long = [text + "x" * (119 - len(text)) for text in texts]
    for given_texts in (texts, long, [text + "x" for text in long]):
        assert np.array_equal(compiled(given_texts, *patterns), pure(given_texts, *patterns))


@given(st.data())
def test_the_forest_sums_the_same_leaves(data: st.DataObject) -> None:
    columns, rows = data.draw(st.integers(1, 5)), data.draw(st.integers(0, 300))
    trees, depth = data.draw(st.integers(0, 6)), data.draw(st.integers(0, 8))
    random = np.random.default_rng(data.draw(st.integers(0, 9)))
    forest = Forest(
        random.integers(0, columns, (trees, depth)).astype(np.int32),
        random.integers(-3, 3, (trees, depth)).astype(np.float32),
        (random.integers(-(2**20), 2**20, (trees, 2**depth)) / 2**20).astype(np.float32),
        0.0,
    )
    pure, compiled = twins("sums")
    table = random.integers(-4, 5, (columns, 2 * rows)).astype(np.float32)
    table[random.random(table.shape) < 0.1] = np.nan
    asked = forest.questions
    ranks = random.integers(0, 4, len(asked.borders)).astype(np.uint8)
    bytes_ = np.abs(np.nan_to_num(table)).astype(np.uint8)
    for given_table, limits in ((table, asked.borders), (bytes_, ranks)):
        some = given_table[:, random.random(2 * rows) < 0.5]  # what is next to what is up to NumPy
        for part in (given_table[:, rows:], given_table[:, ::2], given_table[::-1], some):
            given = part, limits, asked, forest.leaves
            assert np.array_equal(compiled(*given), pure(*given))


def test_sums_of_leaves_are_exact_in_whatever_order() -> None:
    models = Path(forest_module.__file__).parent / "models"
    for path in models.glob("*.npz"):
        with np.load(path, allow_pickle=False) as stored:
            for name in [name for name in stored.files if name.endswith("leaves")]:
                leaves = stored[name].astype(float)
                unit = 2.0**-44
                assert np.array_equal(np.round(leaves / unit) * unit, leaves)
                assert np.abs(leaves).max(axis=1).sum() / unit < 2**53


def test_a_forest_that_asks_for_more_than_there_is_is_refused() -> None:
    _, compiled = twins("sums")
    columns = np.zeros((2, 3), np.float32)
    one, limits = np.zeros((1, 1), np.intp), np.zeros(1, np.float32)
    leaves = np.zeros((1, 2), np.float32)
    for place, asked in ((2, one), (-1, one), (0, one + 1), (0, one - 1)):
        questions = Questions(np.full(1, place, np.intp), limits, asked)
        with pytest.raises(IndexError):
            compiled(columns, limits, questions, leaves)
    questions = Questions(np.zeros(1, np.intp), limits, one)
    for few in (leaves[:, :1].copy(), np.zeros((0, 2), np.float32)):
        with pytest.raises(ValueError, match=r"as many|as its depth"):
            compiled(columns, limits, questions, few)


def test_real_pages_are_judged_the_same(pages: list[Page], tmp_path: Path) -> None:
    for number, page in enumerate(pages):
        (tmp_path / f"{number:03}").write_bytes(page.html)
    found = {pure: _judged(tmp_path, {"WEBASSAY_PURE": pure}) for pure in ("", "1")}
    assert len(found[""]["pages"]) == len(pages)
    assert found[""]["pages"] == found["1"]["pages"]
    assert found[""]["missing"] == []
    assert found["1"]["missing"] == list(core.MODULES)


def test_with_another_interface_of_lxml_the_walk_is_left_to_pure_code() -> None:
    code = (
        "from lxml import etree; del etree.__pyx_capi__['attributeValue']\n"
        "from webassay import Page, core; from webassay.main_text.main_text import text_of\n"
        f"print(text_of(Page(b'<p>{'Words of a text. ' * 20}')).count('Words'), *core.missing())"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["20", "walk"]


def _judged(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """Judge pages in a process of its own, since which code is used is settled when it starts."""
    command = [sys.executable, "-c", _JUDGE, str(folder)]
    done = subprocess.run(
        command, env=os.environ | environment, check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@given(
    st.lists(
        st.binary(max_size=3)
        | st.text("ab", max_size=20).map(str.encode)
        | st.text(max_size=3).map(str.encode)
        | st.sampled_from(
            [b"\xed\x9f\xbf", b"\xed\xa0\x80", b"\xf4\x8f\xbf\xbf", b"\xf4\x90\x80\x80"]
        )
        | st.sampled_from(
            [b"\xe0\xa0\x80", b"\xe0\x9f\xbf", b"\xf0\x90\x80\x80", b"\xf0\x8f\xbf\xbf"]
        )
        | st.sampled_from([b"\xc1\xbf", b"\xc2\x80", b"\xf5", b"\xe2\x82", b"\0"]),
        max_size=5,
    ).map(b"".join)
)
def test_what_is_utf8_is_the_same(html: bytes) -> None:
    pure, compiled = twins("is_utf8")
    assert compiled(html) == compiled(bytearray(html)) == pure(html)


def test_the_doctor_tells_whether_the_core_is_compiled(command: Callable[..., Any]) -> None:
    assert "webassay uses" in command("doctor").stderr
    pure = command("doctor", WEBASSAY_PURE="1")
    assert "uses pure code for amounts" in pure.stderr
    told = json.loads(command("doctor", "--json", WEBASSAY_PURE="walk").stdout)["core"]
    assert "walk" in told["missing"]
    assert told["compiled"] is False
