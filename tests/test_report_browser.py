"""The report in a real browser: it says what the document says, to everybody, and runs nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from report_page import CHROMIUM, Assayed, cells, opened, said, written

from webassay_bench import datasets, record
from webassay_bench.datasets import Dataset, GoldPage
from webassay_bench.datasets.dataset import Gold
from webassay_bench.report.document import document
from webassay_bench.report.page import html

RESULTS = Path(__file__).parents[1] / "results"
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on the PATH")

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


def test_types_speed_and_agreement_are_as_the_document_says(
    browser: Browser, tmp_path: Path, library: str
) -> None:
    names = {"webassay", "trafilatura", "resiliparse", "nothing"}
    published = record.read_all(RESULTS / "wcxb-dev-1.0")
    results = [result for result in published if result.extractor in names]
    file = tmp_path / "published.html"
    (dataset,) = written(file, results, None, library)["datasets"]
    metric, extractors = dataset["metrics"][0], dataset["extractors"]
    with opened(browser, file) as page:
        heat = cells(page, "#types")
        assert len(metric["types"]) == 7
        for row, place in zip(heat, metric["order"], strict=True):
            assert row[1:] == [said(one["figures"][place]) for one in metric["types"]]
        by_cost = sorted(
            (p for p in metric["order"] if extractors[p]["cpu_ms"]),
            key=lambda p: extractors[p]["cpu_ms"],
        )
        for row, place in zip(cells(page, "#speed"), by_cost, strict=True):
            cost = extractors[place]["cpu_ms"]
            assert row[1] == (f"{cost:.2f}" if cost < 10 else f"{cost:.1f}")
            assert row[2] == said(metric["figures"][place][metric["figure"]])
            assert bool(row[3]) == (place in metric["front"])
        tau, places = page.locator("#metrics table").all()
        shown = [
            [cell.text_content() for cell in row.locator("th, td").all()]
            for row in (tau.locator("tbody tr").all())
        ]
        pairs = dataset["agreement"]["pairs"]
        assert shown == [[one["first"], one["second"], f"{one['tau']:.3f}"] for one in pairs]
        first = places.locator("tbody tr").first.locator("td").first.text_content() or ""
        best = said(metric["figures"][metric["order"][0]][metric["figure"]])
        assert " ".join(first.split()) == f"1 {best}"
        said_of = page.locator("#metrics .sentences li").all_inner_texts()
        assert said_of == dataset["agreement"]["sentences"]


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


@pytest.fixture
def attack(tmp_path: Path, library: str) -> tuple[Path, dict[str, Any]]:
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
        made = Assayed(hostile, tmp_path / f"attack{number}")
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
