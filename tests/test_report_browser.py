"""The report in a real browser: it says what the document says, to everybody, and runs nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from webassay_bench import datasets, record
from webassay_bench.datasets import Dataset, GoldPage
from webassay_bench.datasets.dataset import Gold
from webassay_bench.record import Result
from webassay_bench.report.document import document, results_of
from webassay_bench.report.page import charts_library, html
from webassay_bench.report.page_texts import packed_pages
from webassay_bench.report.sources import outputs_of

if TYPE_CHECKING:
    from conftest import Assayed

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on the PATH")

DESKTOP, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
ATTACKS = (
    "</script><script>window.attacked=1</script>",
    "<img src=x onerror=window.attacked=1>",
    "<!--<script>",
    "{{constructor.constructor('window.attacked=1')()}} ${window.attacked=1}",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "javascript:window.attacked=1",
    "\" onmouseover=window.attacked=1 x='",
    "before\u202eafter\u2066\u2028end\u200b",
    "half \ud83d of a sign",
    "&lt;b&gt;&amp;",
    "<style>body{display:none}</style><meta http-equiv=refresh content='0;url=http://127.0.0.1:9'>",
    "<iframe srcdoc='<script>parent.attacked=1</script>'></iframe><a href=x id=document>x</a>",
    "datum.value + names[0]; window.attacked=1",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def library() -> str:
    return charts_library()


def written(
    file: Path, results: list[Result], gold: Dataset | None, library: str
) -> dict[str, Any]:
    """Write a report, and return the document behind it."""
    found = document(results)
    pages = []
    for dataset in found["datasets"]:
        outputs = [outputs_of(result) for result in results_of(dataset, results)]
        pages.append(packed_pages(dataset["pages"]["id"], gold, outputs))
    file.write_text("".join(html(found, pages, library)), "utf-8", "backslashreplace")
    return found


@contextmanager
def opened(browser: Browser, file: Path, address: str = "", **context: Any) -> Iterator[Page]:
    """Open a report, and see to it that it asks for nothing and complains of nothing."""
    page = browser.new_page(**{"viewport": DESKTOP, **context})
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri() + address)
    page.wait_for_selector("html[data-ready]")
    yield page
    assert said == []
    assert [url for url in asked if url.partition("#")[0] != file.as_uri()] == []
    page.close()


@pytest.fixture
def report(assayed_gold: Assayed, tmp_path: Path, library: str) -> tuple[Path, dict[str, Any]]:
    file = tmp_path / "report.html"
    results = record.read_all(assayed_gold.folder)
    return file, written(file, results, assayed_gold.dataset, library)["datasets"][0]


def cells(page: Page, selector: str) -> list[list[str]]:
    """Read the rows of a table's body."""
    rows: list[list[str]] = page.eval_on_selector_all(
        f"{selector} tbody tr", "rows => rows.map(r => [...r.cells].map(c => c.textContent.trim()))"
    )
    return rows


def said(figure: dict[str, float]) -> str:
    return f"{figure['value']:.3f} {figure['low']:.3f}\u2013{figure['high']:.3f}"


def test_what_is_on_the_screen_is_what_the_document_says(
    browser: Browser, report: tuple[Path, dict[str, Any]]
) -> None:
    file, dataset = report
    names = [one["name"] for one in dataset["extractors"]]
    for metric in dataset["metrics"]:
        with opened(browser, file, f"#metric={metric['name']}") as page:
            board = cells(page, "#leaderboard")
            assert [row[1].split()[0] for row in board] == [names[p] for p in metric["order"]]
            for row, place in zip(board, metric["order"], strict=True):
                extractor = dataset["extractors"][place]
                assert row[2] == said(metric["figures"][place][metric["figure"]])
                assert row[3] == f"{100 * metric['first'][place]:.1f} %"
                assert row[4].split()[0] == str(extractor["failed"])
                assert row[5] == str(extractor["statuses"]["empty"])
                others = [
                    f for name, f in metric["figures"][place].items() if name != metric["figure"]
                ]
                assert row[8:] == [said(figure) for figure in others]
            spread = cells(page, "#spread")
            for row, place in zip(spread, metric["order"], strict=True):
                assert row[3:] == [str(pages) for pages in metric["distribution"][place]]
            junk = cells(page, "#junk")
            lines = next(m for m in dataset["metrics"] if m["name"] == "lines")
            for row, leak in zip(junk, dataset["leaks"], strict=True):
                assert row[0] == leak["category"]
                assert row[3:] == [said(leak["figures"][place]) for place in lines["order"]]


def test_pages_are_listed_by_the_largest_disagreement(
    browser: Browser, report: tuple[Path, dict[str, Any]]
) -> None:
    file, dataset = report
    scores = dataset["metrics"][0]["scores"]
    apart = [(-abs(a - b), n) for n, (a, b) in enumerate(zip(*scores[:2], strict=True))]
    with opened(browser, file) as page:
        listed = cells(page, "#list")
        assert [row[0] for row in listed] == [dataset["pages"]["id"][n] for _, n in sorted(apart)][
            :50
        ]
        assert len(listed) == 50
        for row in listed:
            place = dataset["pages"]["id"].index(row[0])
            assert row[5:] == [f"{scores[0][place]:.3f}", f"{scores[1][place]:.3f}"]
        page.get_by_role("button", name="Next 50").click()
        assert len(cells(page, "#list")) == 7
        page.select_option("#type", label="forum (8)")
        assert {row[2] for row in cells(page, "#list")} == {"forum"}
        page.select_option("#type", "")
        page.fill("#search", "DISCOURSE")
        assert [row[0] for row in cells(page, "#list")] == ["forum-discourse-en"]


def test_failed_pages_are_counted_found_and_explained(
    browser: Browser, report: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = report
    with opened(browser, file, "#first=half&second=perfect") as page:
        expect(page.locator("#spread .lead")).to_contain_text("half (28 (error))")
        page.select_option("#status", "failed")
        expect(page.locator("#count")).to_contain_text("of 28 pages chosen from 57")
        page.locator("#list a").first.click()
        expect(page.locator("#page .reason")).to_have_text(
            "half: error: it raised <b>ValueError</b>"
        )


def test_a_page_is_shown_line_by_line_and_can_be_linked(
    browser: Browser, report: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = report
    with opened(browser, file, "#first=every-line&second=perfect&page=wiki-article-de") as page:
        page.wait_for_selector("#page .diff")
        assert page.title() == "wiki-article-de \u2013 webassay report"
        gold = datasets.load(datasets.bundled())
        wanted = next(one for one in gold.pages if one.id == "wiki-article-de").gold
        shown = page.eval_on_selector_all(
            "#page .cell.gold:not(.none) .text", "lines => lines.map(l => l.textContent)"
        )
        assert shown == [line.text for line in wanted.lines]
        content = sum(line.label == "content" for line in wanted.lines)
        junk = sum(line.label == "junk" for line in wanted.lines)
        expect(page.locator("#page .summary").first).to_have_text(
            f"every-line: {content} of {content} lines as they are, 0 missing, 0 not in the gold, "
            f"{junk} of junk."
        )
        assert page.locator("#page .line.leaked").count() == junk
        assert page.locator("#page .line.missing").count() == 0
        page.get_by_label("only differences").check()
        assert page.locator("#page .row:not(.head)").count() == junk
        page.get_by_role("link", name="Back to the list").click()
        expect(page.locator("#page")).to_be_hidden()


def test_lines_are_told_moved_broken_missing_and_added(
    browser: Browser, report: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = report
    gold = ["first line here", "second line here", "a longer line of seven words", "gone", "last"]
    output = ["second line here", "first line here", "a longer line of", "new", "last"]
    with opened(browser, file):
        # The report's own names are in a block, so its function is read out of its script.
        source = "".join(
            re.findall(r"// diff\n(.*?)// reading\n", file.read_text("utf-8"), re.DOTALL)
        )
    other = browser.new_page()
    asked = "return compareLines(gold, output, gold.map(() => true));"
    found = other.evaluate(f"([gold, output]) => {{ {source}; {asked} }}", [gold, output])
    other.close()
    hows = [line["how"] for line in found["lines"]]
    assert sorted(hows[:2]) == ["moved", "same"]
    assert hows[2:] == ["partly", "extra", "same"]
    assert sorted(found["came"][:2]) == ["moved", "same"]
    assert found["came"][2:] == ["missing", "missing", "same"] or found["came"][2] == "partly"
    assert found["lines"][4]["row"] == 4


def test_charts_are_drawn_in_both_themes_and_change_with_the_switch(
    browser: Browser, report: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = report
    for scheme, other in (("light", "dark"), ("dark", "light")):
        with opened(browser, file, color_scheme=scheme) as page:
            charts = page.locator(".chart")
            for number in range(charts.count()):
                charts.nth(number).scroll_into_view_if_needed()
                expect(charts.nth(number)).to_have_attribute("data-drawn", scheme)
                assert charts.nth(number).locator("svg path").count() > 0
            before = page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.select_option("#theme", other)
            expect(charts.first).to_have_attribute("data-drawn", other)
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_a_phone_is_wide_enough(browser: Browser, report: tuple[Path, dict[str, Any]]) -> None:
    file, _ = report
    with opened(browser, file, "#page=forum-discourse-en", viewport=PHONE) as page:
        page.wait_for_selector("#page .diff")
        for chart in page.locator(".chart").all():
            chart.scroll_into_view_if_needed()
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_it_can_be_used_by_keyboard(browser: Browser, report: tuple[Path, dict[str, Any]]) -> None:
    file, dataset = report
    with opened(browser, file) as page:
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the leaderboard"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "leaderboard"
        page.focus("#search")
        page.keyboard.type("museum-he")
        page.focus("#list a")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
        page.keyboard.press("Enter")
        page.wait_for_selector("#page .diff")
        expect(page.locator("#page-title")).to_have_text("Page museum-he")
        assert page.evaluate("document.activeElement.id") == "page"
        assert "museum-he" in dataset["pages"]["id"]


def test_a_screen_reader_finds_its_way(
    browser: Browser, report: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = report
    with opened(browser, file, "#page=museum-he") as page:
        page.wait_for_selector("#page .diff")
        assert page.evaluate("document.documentElement.lang") == "en"
        levels = page.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(h => +h.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        unnamed = page.evaluate(
            """() => [...document.querySelectorAll("select, input, button, a")].filter((e) =>
                 !(e.labels?.length || e.textContent.trim() || e.getAttribute("aria-label")))
                 .map((e) => e.outerHTML)"""
        )
        assert unnamed == []
        bare = page.evaluate(
            """() => [...document.querySelectorAll("table")].filter((t) => !t.caption ||
                 [...t.querySelectorAll("thead th")].some((h) => h.scope !== "col") ||
                 [...t.querySelectorAll("tbody tr")].some((r) => !r.querySelector("th[scope=row]")))
                 .length"""
        )
        assert bare == 0
        assert page.locator(".chart:not([role=img][aria-label])").count() == 0
        assert page.locator(".diff .line .unseen").count() == page.locator(".diff .line").count()


CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (rgb) => rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      layers.push(rgba(getComputedStyle(e).backgroundColor));
    }
    return layers.reverse().reduce((below, [r, g, b, a]) =>
      [r, g, b].map((v, i) => (v * a + below[i] * (255 - a)) / 255), [255, 255, 255]);
  };
  const weak = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    const aside = e.closest("svg, script, .unseen, .skip, noscript");
    if (!own || aside || !e.checkVisibility()) continue;
    const [one, two] = [light(rgba(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) weak.push(`${e.className} ${e.textContent.slice(0, 20)} ${ratio.toFixed(2)}`);
  }
  return [...new Set(weak)];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast(
    browser: Browser, report: tuple[Path, dict[str, Any]], scheme: str
) -> None:
    file, _ = report
    with opened(
        browser, file, "#first=half&second=every-line&page=museum-he", color_scheme=scheme
    ) as page:
        page.wait_for_selector("#page .diff")
        assert page.evaluate(CONTRAST) == []


@pytest.fixture
def attack(assayed_gold: Assayed, tmp_path: Path, library: str) -> tuple[Path, dict[str, Any]]:
    """Write a report in which every text and every name is an attack."""
    text = "\n".join(ATTACKS)
    pages = tuple(
        GoldPage(
            f"{name}", b"<p></p>", None, Gold(text=text), page_type=name, language=name, site=name
        )
        for name in ATTACKS
    )
    hostile = Dataset(
        "</title><script>window.attacked=1</script>", "__proto__", tmp_path, pages, ()
    )
    results = []
    for number, name in enumerate(ATTACKS):
        made = type(assayed_gold)(hostile, tmp_path / f"attack{number}")
        result = made.add(
            f"extractor{number}",
            {page.id: f"{name}\n{text}" for page in pages[1:]},
            {ATTACKS[0]: name},
        )
        used = result.header["extractor"] | {"name": name, "version": name, "params": {name: name}}
        rows = tuple(row | {"cpu": 0.01 + number} for row in result.rows)
        results.append(replace(result, rows=rows, header=result.header | {"extractor": used}))
    file = tmp_path / "attack.html"
    return file, written(file, results, hostile, library)["datasets"][0]


def test_a_hostile_page_does_nothing(browser: Browser, attack: tuple[Path, dict[str, Any]]) -> None:
    file, dataset = attack
    with opened(browser, file) as page:
        elements = page.evaluate("document.querySelectorAll('script').length")
        for chart in page.locator(".chart").all():
            chart.scroll_into_view_if_needed()
            expect(chart).to_have_attribute("data-drawn", "light")
            chart.hover()
        assert len(cells(page, "#leaderboard")) == len(ATTACKS)
        for number in range(len(ATTACKS)):
            page.locator("#list a").nth(number).click()
            page.wait_for_selector("#page .diff")
            page.locator("#page .text").first.hover()
            page.get_by_role("link", name="Back to the list").click()
        for name in ("type", "language", "first", "second"):
            page.select_option(f"#{name}", index=3)
        assert page.evaluate("window.attacked") is None
        assert page.evaluate("document.querySelectorAll('script').length") == elements
        strange = (
            "img, iframe, style ~ style, main style, meta[http-equiv=refresh], main b, #document a"
        )
        assert page.locator(strange).count() == 0
        assert page.evaluate(
            "({}).polluted === undefined && Object.keys(Object.prototype).length === 0"
        )
        assert page.url.startswith(file.as_uri())
        assert json.dumps(dataset["pages"]["id"]) == json.dumps(list(ATTACKS))


def test_signs_that_hide_or_turn_text_are_shown_by_number(
    browser: Browser, attack: tuple[Path, dict[str, Any]]
) -> None:
    file, _ = attack
    with opened(browser, file) as page:
        page.locator("#list a", has_text="before").first.click()
        page.wait_for_selector("#page .diff")
        expect(page.locator("#page-title")).to_contain_text(
            "before\u27e8202E\u27e9after\u27e82066\u27e9\u27e82028\u27e9end\u27e8200B\u27e9"
        )
        text = page.inner_text("body")
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u2028\u200b]", text)


def test_without_texts_it_says_what_brings_them(
    browser: Browser, tmp_path: Path, library: str
) -> None:
    articles = Path(__file__).parents[1] / "results" / "article-extraction-benchmark"
    results = record.read_all(articles)[:3]
    file = tmp_path / "report.html"
    found = document(results)
    file.write_text("".join(html(found, [], library)), "utf-8")
    with opened(browser, file) as page:
        page.locator("#list a").first.click()
        expect(page.locator("#page .notice")).to_contain_text("webassay run --texts")
