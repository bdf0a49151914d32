"""Visible lines are what a browser shows: where lines end, what the page's styles hide."""

from __future__ import annotations

import html
import json
import re
import shutil
import string
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webassay.page import Page
from webassay.visible import visible_lines

GOLD = sorted((Path(__file__).parents[1] / "gold" / "pages").glob("*/page.html"))

# How long an example takes is the machine's affair.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Each case is a page and its lines, parted by bars. A real browser must agree with them all.
BLOCKS = [
    ("a<div>b</div>c", "a|b|c"),
    ("<h1>a</h1><section>b<article>c</article>d</section>", "a|b|c|d"),
    ("<p>a<p>b", "a|b"),
    ("a<br>b<br/><br>c", "a|b|c"),
    ("x<hr>y", "x|y"),
    ("<ul><li>a<ul><li>b</ul>c</ul>", "a|b|c"),
    ("<dl><dt>a<dd>b</dl>", "a|b"),
    ("<table><caption>n</caption><tr><td>a<td>b<tr><th>c</table>d", "n|a|b|c|d"),
    ("<fieldset><legend>l</legend>x</fieldset>y", "l|x|y"),
    ("<a href=x><div>a</div></a>b", "a|b"),
    ("<select><optgroup label=g><option>a<option>b</optgroup></select>c", "a|b|c"),
    ("<pre>\n a  b\n\nc</pre>d", "a b|c|d"),
    ("<pre>a</pre>b\nc", "a|b c"),
    ("a<span style='display:block'>b</span>c", "a|b|c"),
    ("a<span style='display:table'>b</span>c", "a|b|c"),
    ("<style>i{display:table-cell}</style><i>a</i><i>b</i>", "a|b"),
    ("a<span style='float:left'>b</span>c", "a|b|c"),
    ("a<span style='position:absolute'>b</span>c", "a|b|c"),
    ("<div style='display:flex'>a<span>b</span><i>c</i></div>d", "a|b|c|d"),
    ("<style>ul{display:grid}</style><ul><a>x</a><a>y</a></ul>", "x|y"),
    ("a<span style='display:inline-flex'><b>x</b><i>y</i></span>c", "a|x|y|c"),
    ("<style>div{display:-webkit-box}</style>a<div>b</div>c", "a|b|c"),
    ("a<div style='display:flow-root list-item'>b</div>c", "a|b|c"),
    ("a<div style='display:revert'>b</div>c", "a|b|c"),
]
INLINE = [
    ("<b>a</b><i>b</i> <u>c</u>", "ab c"),
    ("<p> a \n\t b&nbsp; <span> c</span>\n</p>", "a b c"),
    ("<label>a</label><label>b</label>", "ab"),
    ("<p>a<!-- x -->b<?pi x?>c</p>", "abc"),
    ("a<div style='display:inline'>b</div>c", "abc"),
    ("a<div style='display:contents'>b</div>c", "abc"),
    ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>", "漢kan"),
    ("a<span style='float:none'>b</span>c", "abc"),
]
HIDDEN = [
    ("a<span style='display:none'>b</span>c", "ac"),
    ("a<div style='display:none'><p style='display:block'>b</div>c", "ac"),
    ("<p>a</p><p hidden>b</p><p hidden=''>c</p>d", "a|d"),
    ("<p hidden style='display:block'>a</p>", "a"),
    ("<style>.x{display:none}</style><p class='y x'>a</p><p class=xx>b", "b"),
    ("<style>#x{display:none}</style><p id=x>a</p><p class=x>b", "b"),
    ("<style>[data-x='1,2'],q{display:none}</style><p data-x='1,2'>a</p>b<q>c</q>", "b"),
    ("<style>p > b + i{display:none}</style><p><b>a</b><i>b</i><i>c</i></p>", "ac"),
    ("<style>.md\\:no{display:none}</style><p class='md:no'>a</p>b", "b"),
    ("<style>p:not(.gone){display:none}</style><p>a</p>b", "b"),
    ("<div style='visibility:hidden'>a<b>b</b>c</div>d", "d"),
    ("<div style='visibility:hidden'>a<p style='visibility:visible'>b</p></div>c", "b|c"),
    ("<style>p{visibility:collapse}</style><p>a</p>b", "b"),
    ("<div style='visibility:hidden'><p style='visibility:inherit'>a</p></div>b", "b"),
    ("<details><summary>s</summary>x<!-- c -->y<p>z</p></details>w", "s|w"),
    ("<details>x<summary>s</summary>y</details>w", "s|w"),
    ("<details open><summary>s</summary>x<p>z</p></details>w", "s|x|z|w"),
    ("<details><summary>s</summary><p style='display:flex'>z</p></details>w", "s|w"),
    ("<dialog>a</dialog><dialog open>b</dialog>c", "b|c"),
    ("<body><style>dialog{display:flex}</style><dialog>a</dialog>", "a"),
    ("<noscript><p>a</p></noscript>b", "a|b"),
    ("a<script>'x'</script>b<template>c</template><iframe>d</iframe>e", "abe"),
    ("a<noframes>b</noframes><datalist><option>c</datalist>d", "ad"),
    ("<p style='DISPLAY: NONE'>a</p>b", "b"),
    ("<style>p{DISPLAY:NONE}</style><p>a</p>b", "b"),
    ("<p style='display:none /* for now */'>a</p>b", "b"),
    ("<style>:is(.gone,.x){display:none}</style><p class=x>a</p>b", "b"),
    ("<style>p{ .x{display:none} }</style><p>a<i class=x>b</i></p>", "a"),
    ("<template><style>p{display:none}</style></template><p>a</p>", "a"),
    ("<style type='text/less'>p{display:none}</style><p>a</p>", "a"),
]
CASCADE = [
    ("<style>p{display:none}p{display:block}</style><p>a", "a"),
    ("<style>p{display:none;display:block}</style><p>a", "a"),
    ("<style>p{display:none}</style><style>p{display:block}</style><p>a", "a"),
    ("<style>p.x{display:none}p{display:block}</style><p class=x>a</p>b", "b"),
    ("<style>#i{display:block}.a.b.c{display:none}</style><p id=i class='a b c'>a", "a"),
    ("<style>p{display:none!important}#i{display:block}</style><p id=i>a</p>b", "b"),
    ("<style>p{display:none}</style><p style='display:block'>a", "a"),
    ("<style>p{display:none !important}</style><p style='display:block'>a</p>b", "b"),
    ("<style>p{display:block!important}</style><p style='display:none!important'>a</p>b", "b"),
    ("<style>p{display:none}p{display:bogus}</style><p>a</p>b", "b"),
    ("<style>.x{display:block}@layer u{p.x{display:none}}</style><p class=x>a</p>", "a"),
]
MEDIA = [
    *(
        (f"<style>@media {query}{{p{{display:none}}}}</style><p>a</p>b", "b" if holds else "a|b")
        for query, holds in {
            "screen": True,
            "print": False,
            "not print": True,
            "not screen": False,
            "only screen and (min-width: 1280px)": True,
            "(min-width: 1281px)": False,
            "(max-width: 1280px)": True,
            "(max-width: 1279.98px)": False,
            "(min-width: 80em)": True,
            "(min-width: 80.1rem)": False,
            "(min-width:600px) and (max-width:900px)": False,
            "not all and (min-width: 900px)": False,
            "print, (min-width: 10px)": True,
            "(prefers-color-scheme: dark)": False,
            "(width >= 48rem)": True,
            "(width < 48rem)": False,
            "(400px <= width <= 900px)": False,
            "(min-width: 0)": True,
        }.items()
    ),
    ("<style media=print>p{display:none}</style><p>a", "a"),
    ("<style media='(min-width:9px)'>p{display:none}</style><p>a</p>b", "b"),
    ("<style>@supports (display:grid){@media screen{p{display:none}}}</style><p>a</p>b", "b"),
    ("<style>@media screen{@media print{p{display:none}}}</style><p>a", "a"),
    ("<style>@supports not (display:grid){p{display:none}}</style><p>a", "a"),
]
MALFORMED = [
    ("<style>p:frobnicate{display:none}p::before{display:none}</style><p>a", "a"),
    ("<style>p!{display:none}p[{display:none}]{}</style><p>a", "a"),
    ("<style>p{display:none;;;}}} q{ .x{{{ </style><p>a</p>b", "b"),
    ("<style><!-- p{display:none} --></style><p>a</p>b", "b"),
    ("<style>@import url(x.css);@charset 'x';p{display:none}</style><p>a</p>b", "b"),
    ("<p style='display none; }'>a", "a"),
    ("<title>t</title><body><p>a<p>b</b></i>", "a|b"),
    ("<!doctype html><title>t</title><main><p>a</p></main>", "a"),
    ("<meta charset=utf-8><title>t</title><style>b{}</style><article>a</article>", "a"),
    ("<html><body><p>a</p></body></html>\n<p>b</p>", "a|b"),
]
CASES = [*BLOCKS, *INLINE, *HIDDEN, *CASCADE, *MEDIA, *MALFORMED]


def joined(text: str) -> str:
    return "|".join(visible_lines(text))


@pytest.mark.parametrize(("page", "lines"), BLOCKS)
def test_a_line_ends_where_a_box_ends(page: str, lines: str) -> None:
    assert joined(page) == lines


@pytest.mark.parametrize(("page", "lines"), INLINE)
def test_inline_text_runs_on(page: str, lines: str) -> None:
    assert joined(page) == lines


@pytest.mark.parametrize(("page", "lines"), HIDDEN)
def test_what_is_hidden_is_no_line_and_breaks_none(page: str, lines: str) -> None:
    assert joined(page) == lines


@pytest.mark.parametrize(("page", "lines"), CASCADE)
def test_the_heaviest_declaration_wins(page: str, lines: str) -> None:
    assert joined(page) == lines


@pytest.mark.parametrize(("page", "lines"), MEDIA)
def test_conditional_rules_apply_as_in_a_desktop_window(page: str, lines: str) -> None:
    assert joined(page) == lines


@pytest.mark.parametrize(("page", "lines"), MALFORMED)
def test_malformed_pages_and_styles_lose_no_text(page: str, lines: str) -> None:
    assert joined(page) == lines


def test_cells_buttons_and_boxes_in_a_row_are_kept_apart_unlike_in_inner_text() -> None:
    assert joined("<button>a</button><button>b</button>") == "a|b"
    assert joined("<table><tr><td>a</td><td>b</td></tr></table>") == "a|b"
    assert joined("a<span style='display:inline-block'>b</span>c") == "a b c"


def test_characters_that_show_nothing_are_left_out_unlike_in_inner_text() -> None:
    assert joined("<p>a\u200bb \u2060 c\ufeff<p>\u200b<p>d") == "ab c|d"


@pytest.mark.parametrize("page", ["", " \n", "<!-- x -->", "<!doctype html>", "<?pi?>", "<br>"])
def test_a_page_without_text_has_no_lines(page: str) -> None:
    assert visible_lines(page) == []


@pytest.mark.parametrize("depth", [1000, 2000])  # libxml2 goes no deeper than 2,048
@pytest.mark.parametrize("tag", ["div", "span"])
def test_text_beneath_thousands_of_elements_is_found(tag: str, depth: int) -> None:
    page = f"<p>a</p>{f'<{tag}>' * depth}b{f'</{tag}>' * depth}<p>c</p>"
    assert joined(page) == "a|b|c"


TAGS = ("p", "div", "b", "span")
WORDS = st.text(string.ascii_uppercase, min_size=1, max_size=4)


@unhurried
@given(st.lists(st.sampled_from([*TAGS, "close"]) | WORDS))
def test_the_words_of_nested_elements_come_back_in_order(parts: list[str]) -> None:
    page, open_tags, words = "<body>", [], []
    for part in parts:
        if part in TAGS:
            page += f"<{part}>"
            open_tags.append(part)
        elif part == "close":
            page += f"</{open_tags.pop()}>" if open_tags else ""
        else:
            page += f" {part} "
            words.append(part)
    assert " ".join(visible_lines(page)).split() == words


@unhurried
@given(st.text("<>/!-?ab &;=\"'"), st.text(".#@:{}()[]*>+~,;\\!'/ pxdisplay:none"))
def test_neither_markup_nor_style_makes_it_fail(markup: str, style: str) -> None:
    page = f"<style>{style}display{style}</style><p class=p style='{style}'>a</p>{markup}"
    assert all(line.strip() == line != "" for line in visible_lines(page))


COLLECT = """<script>onload = () => {
  const texts = [...document.querySelectorAll("iframe")].map(
    frame => frame.contentDocument.body.innerText);
  document.documentElement.innerHTML = "<pre></pre>";
  document.querySelector("pre").textContent = encodeURIComponent(JSON.stringify(texts));
}</script>"""


@pytest.fixture(scope="module")
def inner_text(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The `innerText` of each page, by its HTML, from one start of a real browser.

    Each stands in a sandbox without `allow-scripts`, where a browser takes scripts as switched off.
    """
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("chromium is not installed")
    pages = [page for page, _ in CASES] + [Page(file.read_bytes()).text for file in GOLD]
    sandbox = '<iframe sandbox="allow-same-origin" width="1280" height="720" srcdoc="{}"></iframe>'
    folder: Path = tmp_path_factory.mktemp("browser")
    file = folder / "all.html"
    frames = [sandbox.format(html.escape(page)) for page in pages]
    head = "<!doctype html><meta charset=utf-8>"
    file.write_text(head + COLLECT + "".join(frames), encoding="utf-8")
    options = "--headless --no-sandbox --disable-gpu --disable-background-networking --dump-dom"
    offline = "--host-resolver-rules=MAP * ~NOTFOUND"
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [browser, *options.split(), offline, profile, file.as_uri()],
        capture_output=True,
        timeout=300,
        check=True,
    )
    dumped = re.search(r"<pre>(.*?)</pre>", done.stdout.decode("utf-8"))
    assert dumped, done.stdout[:1000]
    return dict(zip(pages, json.loads(unquote(dumped[1])), strict=True))


@pytest.mark.parametrize(("page", "lines"), CASES)
def test_a_real_browser_shows_the_lines_that_are_expected_here(
    page: str, lines: str, inner_text: dict[str, str]
) -> None:
    shown = (" ".join(line.split()) for line in re.split(r"[\n\t]", inner_text[page]))
    assert "|".join(filter(None, shown)) == lines


@pytest.mark.parametrize("file", GOLD, ids=lambda file: file.parent.name)
def test_a_real_browser_shows_the_same_text_on_a_gold_page(
    file: Path, inner_text: dict[str, str]
) -> None:
    text = Page(file.read_bytes()).text
    # What a textarea holds is seen, but it is no part of innerText; text-transform shows there.
    bare = re.sub(r"(?s)<textarea.*?</textarea>", "", text)
    ours = "".join("".join(visible_lines(bare)).split()).casefold()
    theirs = re.sub(r"[\s\u200b\u2060\ufeff]", "", inner_text[text]).casefold()
    place = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), -1)
    assert ours == theirs, f"from {place}: {ours[place:][:60]!r} against {theirs[place:][:60]!r}"
