"""Labelling in a real browser: from a file that nobody has seen to a scored leaderboard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from report_page import CHROMIUM

from webassay.visible import visible_lines
from webassay_bench.datasets.labels import read_lines
from webassay_bench.datasets.suite import DECISION
from webassay_bench.label.desk import Desk
from webassay_bench.label.intake import bring
from webassay_bench.label.server import LabelServer

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no chromium on the PATH")

PAGE = Path(__file__).parents[1] / "gold" / "pages" / "news-video-en" / "page.html"
HOSTILE = """<html><head><title>attack</title>
<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">
<script>top.attacked = parent.attacked = window.attacked = true</script></head>
<body onload="parent.attacked = true"><p>First line</p>
<p onmouseover="parent.attacked = true" onclick="parent.attacked = true">Second line</p>
<a href="javascript:parent.attacked=true" id="trap">Third line</a>
<img src="x" onerror="parent.attacked = true">
<iframe srcdoc="<script>parent.parent.attacked = true</script>"></iframe>
<p>&lt;img src=x onerror="window.attacked=true"&gt;</p>
<form action="http://127.0.0.1:9/"><button>Fourth line</button></form>
<svg><script>parent.attacked = true</script></svg></body></html>"""


class Labelling:
    """A labelling page that is open in the browser, over a desk that is served."""

    def __init__(self, browser: Browser, desk: Desk) -> None:
        self.server = LabelServer(desk)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.page = browser.new_page(viewport={"width": 1400, "height": 900})
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(self.server.url)
        self.page.wait_for_selector("#lines li.current")
        self.page.frame_locator("#page").locator("x-line").first.wait_for()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.saved()

    def saved(self) -> None:
        expect(self.page.locator("#saved")).not_to_have_text("saving…")

    def marks(self) -> list[str]:
        marks: list[str] = self.page.eval_on_selector_all(
            "#lines li", "items => items.map(i => i.children[1].textContent + '|' + i.className)"
        )
        return marks

    def close(self) -> None:
        assert self.errors == []
        self.page.close()
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def labelling(browser: Browser, tmp_path: Path) -> Iterator[Labelling]:
    shutil.copy(PAGE, tmp_path / "news.html")
    opened = Labelling(browser, Desk(bring(str(tmp_path / "news.html"), tmp_path / "gold")))
    yield opened
    opened.close()


def test_from_a_new_page_to_a_scored_leaderboard(labelling: Labelling, tmp_path: Path) -> None:
    labelling.press("y", "n", "Shift+ArrowDown", "Shift+ArrowDown", "n")
    inside = labelling.page.frame_locator("#page")
    inside.locator('x-line[data-line="14"]').first.click()
    labelling.press("o")
    labelling.press("Shift+Enter")
    expect(labelling.page.locator("#saved")).to_contain_text("page finished")

    lines = read_lines(tmp_path / "gold" / "news" / "lines.jsonl")
    assert [line.text for line in lines] == visible_lines(PAGE.read_text("utf-8"))
    said = [(line.label, line.category) for line in lines]
    assert said[0] == ("junk", "accessibility-skip")
    assert said[1:5] == [("junk", "navigation")] * 4
    assert said[14] == ("optional", None)
    command = [str(Path(sys.executable).with_name("webassay")), "run", "--json"]
    command += ["--dataset", str(tmp_path / "gold"), "--out", str(tmp_path / "results")]
    command += ["--extractors", "trafilatura,nothing"]
    (board,) = json.loads(subprocess.check_output(command, env=os.environ, text=True))
    assert [s["extractor"] for s in board["standings"]] == ["trafilatura", "nothing"]
    assert board["standings"][0]["scores"]["words"]["f1"]["value"] > 0.8


def test_a_guess_is_shown_as_one_until_it_is_confirmed(labelling: Labelling) -> None:
    assert all("guess" in mark for mark in labelling.marks())
    labelling.press("Enter")
    assert "guess" not in labelling.marks()[0]
    assert labelling.page.inner_text("#count").startswith("1 of ")


def test_undo_and_redo(labelling: Labelling) -> None:
    before = labelling.marks()[0]
    labelling.press("k")
    assert labelling.marks()[0].startswith("cookie-consent|junk")
    labelling.press("Control+z")
    assert labelling.marks()[0].split("current")[0] == before.split("current")[0]
    labelling.press("Control+Shift+Z")
    assert labelling.marks()[0].startswith("cookie-consent|junk")


def test_dragging_over_lines_marks_them_all(labelling: Labelling) -> None:
    first, last = (labelling.page.locator(f"#line-{n} .text").bounding_box() for n in (2, 5))
    assert first is not None
    assert last is not None
    labelling.page.mouse.move(first["x"] + 20, first["y"] + 5)
    labelling.page.mouse.down()
    labelling.page.mouse.move(last["x"] + 20, last["y"] + 5, steps=8)
    labelling.page.mouse.up()
    labelling.press("s")
    assert [mark.split("|")[0] for mark in labelling.marks()[2:6]] == ["share-social"] * 4


def test_what_was_marked_is_there_after_a_reload(labelling: Labelling) -> None:
    labelling.press("w")
    labelling.page.reload()
    labelling.page.wait_for_selector("#lines li.current")
    assert labelling.marks()[0].split("|")[0] == "paywall"


def test_a_hostile_page_does_nothing(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "attack.html").write_text(HOSTILE, encoding="utf-8")
    opened = Labelling(browser, Desk(bring(str(tmp_path / "attack.html"), tmp_path / "gold")))
    asked: list[str] = []
    opened.page.on("request", lambda request: asked.append(request.url))
    inside = opened.page.frame_locator("#page")
    inside.locator("#trap").click()
    inside.locator("button").click()
    inside.locator("p").nth(1).hover()
    opened.press("c", "c", "c")
    opened.page.wait_for_timeout(300)
    assert opened.page.evaluate("window.attacked") is None
    assert [url for url in asked if not url.startswith(opened.server.origin)] == []
    shown = opened.page.eval_on_selector_all("#lines .text", "items => items.map(i => i.innerText)")
    assert '<img src=x onerror="window.attacked=true">' in shown
    opened.close()


def test_a_page_opened_outside_its_frame_runs_nothing_either(
    browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "attack.html").write_text(HOSTILE, encoding="utf-8")
    opened = Labelling(browser, Desk(bring(str(tmp_path / "attack.html"), tmp_path / "gold")))
    opened.page.goto(f"{opened.server.origin}/page/attack")
    assert opened.page.inner_text("body").startswith("First line")
    opened.close()


def test_two_readers_differ_and_a_third_decides(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "note.html").write_text("<p>One line.</p><p>Another.</p>", encoding="utf-8")
    suite = bring(str(tmp_path / "note.html"), tmp_path / "gold")
    for reader, keys in (("ana", ("c", "c")), ("ben", ("c", "d"))):
        opened = Labelling(browser, Desk(suite, reader))
        opened.press(*keys)
        opened.close()
    opened = Labelling(browser, Desk(suite, DECISION))
    assert "content / advertising" in opened.page.inner_text("#line-1").replace("\n", " ")
    assert opened.page.locator("#line-1.current").count() == 1  # it opens at the difference
    opened.press("d")
    opened.close()
    assert [x.label for x in read_lines(suite / "note" / "lines.jsonl")] == ["content", "junk"]
