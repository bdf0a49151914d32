"""The report is for everybody: in dark and light, on a phone, by keyboard, for a screen reader."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from report_page import CHROMIUM, opened

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on the PATH")

PHONE = {"width": 390, "height": 844}


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
