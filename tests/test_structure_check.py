"""Whether the Markdown of the gold has the structure of its page."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from webassay_bench import datasets
from webassay_bench.dataset_check import check
from webassay_bench.datasets import Gold, GoldPage
from webassay_bench.structure_check import Agreement, lost, strange

DATA = os.environ.get("WEBASSAY_DATA", "")
HTML = (
    "<ul><li>Front page of the paper</li></ul>"
    "<h1>Fog</h1><h2>Times</h2><h4>Not in the gold</h4>"
    "<ul><li>Wait at the quay</li><li>Take the bus</li><li>Leave now</li></ul>"
    "<pre>wait --until noon</pre><a href='/bus'>the bus</a>"
    "<table><tr><td>North<td>9<tr><td>South<td>10</table><table><tr><td>North</table>"
)
TEXT = "Fog\nTimes\nWait at the quay\nTake the bus\nLeave now\nwait --until noon\nNorth 9 South 10"
GOLD = "# Fog\n\nTimes\n\n- Wait at the quay\n\n[the bus](/bus) [a boat](/boat)\n\n## Boats\n"
URL = "https://fog.example/"


def page_with(markdown: str | None) -> GoldPage:
    return GoldPage("fog", HTML.encode(), URL, Gold(text=TEXT, markdown=markdown, url=URL))


def test_elements_of_the_page_are_looked_for_in_the_markdown() -> None:
    assert lost(page_with(GOLD), HTML) == [
        Agreement("headings", 2, 1),
        Agreement("list items", 2, 1),  # the menu's is not in the gold, and two words are few
        Agreement("code blocks", 1, 0),
        Agreement("tables", 1, 0),
    ]
    whole = f"{GOLD}\n```\nwait --until noon\n```\n\n|North|9|\n|-|-|\n|South|10|\n"
    assert [(one.there, one.agreed) for one in lost(page_with(whole), HTML)][2:] == [(1, 1)] * 2


def test_headings_and_links_of_the_markdown_are_looked_for_in_the_page() -> None:
    assert strange(page_with(GOLD + "### Fog"), HTML) == [
        Agreement("headings", 3, 2),
        Agreement("levels", 2, 1),
        Agreement("links", 2, 1),
    ]


@pytest.mark.parametrize(("markdown", "html"), [(None, HTML), ("# Fog", ""), ("# Fog", "<!-- -->")])
def test_without_markdown_or_page_there_is_nothing_to_compare(
    markdown: str | None, html: str
) -> None:
    assert lost(page_with(markdown), html) == strange(page_with(markdown), html) == []


def test_a_page_whose_structure_is_lost_is_a_defect(tmp_path: Path) -> None:
    for name, ending, content in (
        ("html", "html", HTML),
        (
            "ground-truth",
            "json",
            json.dumps(
                {
                    "url": URL,
                    "ground_truth": {"main_content": TEXT, "main_content_markdown": GOLD},
                }
            ),
        ),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"fog.{ending}").write_text(content, encoding="utf-8")
    defects = check(datasets.load(tmp_path))
    assert [d.detail for d in defects if d.kind == "structure-lost"] == [
        "0 of 1 code blocks",
        "0 of 1 tables",
    ]
    told = [sys.executable, "-m", "webassay_bench.structure_check", str(tmp_path)]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    assert "headings of the page: 1 of 2 agree, on 1 pages" in done.stdout.splitlines()


@pytest.mark.skipif(not DATA, reason="needs the development data; see CONTRIBUTING.md")
def test_what_the_documentation_says_of_wcxb_is_so() -> None:
    told = [sys.executable, "-m", "webassay_bench.structure_check", f"{DATA}/wcxb"]
    done = subprocess.run(told, capture_output=True, text=True, check=True)
    docs = (Path(__file__).parents[1] / "docs" / "datasets.md").read_text("utf-8")
    for line in done.stdout.splitlines():
        name, _, counts = line.partition(": ")
        assert f"| {name} | {counts.replace(' agree, on ', ' | ').replace(' pages', '')} |" in docs
