"""The documentation says what the code does: manual, tables and figures are current."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import webassay
from webassay.junk.line import CATEGORIES
from webassay_bench import publish, record
from webassay_bench.leaderboard import leaderboards
from webassay_bench.metrics import METRICS
from webassay_bench.report import plots

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("gold/*.md")])


def test_the_manual_of_the_command_line_is_current() -> None:
    command = ["-m", "typer", "webassay_bench.cli", "utils", "docs", "--name", "webassay"]
    written = subprocess.check_output([sys.executable, *command], text=True)
    manual = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert manual.strip() == written.strip(), "stale: run `make docs`"


def test_the_published_tables_are_current() -> None:
    for name, text in publish.published(ROOT).items():
        assert (ROOT / name).read_text("utf-8") == text, f"{name} is stale: run `make docs`"


def test_the_published_plots_are_current() -> None:
    wanted = publish.plots(leaderboards(record.read_all(ROOT / "results")))
    for name, plot in wanted.items():
        assert publish.is_current(ROOT / name, plot), f"{name} is stale: run `make docs`"
    kept = {file.relative_to(ROOT).as_posix() for file in ROOT.glob("docs/plots/*.svg")}
    assert kept == set(wanted)


def test_a_plot_of_other_values_is_stale(tmp_path: Path) -> None:
    (board, *_) = leaderboards(record.read_all(ROOT / "results" / "article-extraction-benchmark"))
    light, dark = plots.speed(board, "light"), plots.speed(board, "dark")
    (tmp_path / "plot.svg").write_text(f"<svg></svg>\n{light.mark}\n", "utf-8")
    assert publish.is_current(tmp_path / "plot.svg", light)
    assert not publish.is_current(tmp_path / "plot.svg", dark)


def test_every_extractor_is_on_the_published_tables() -> None:
    table = (ROOT / "docs" / "leaderboard.md").read_text("utf-8")
    for name in webassay.names():
        assert table.count(f"| {name} |") == 4, name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
        assert (document.parent / target).exists(), target


def test_the_readme_begins_with_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert 0 < readme.index("$ make bench") < readme.index("$ make test") < 600


def test_the_library_example_of_the_readme_runs() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    example = example.replace('extractor="resiliparse", ', "")  # a peer need not be installed
    exec(compile(example, "README.md", "exec"), {"html": "<p>Some text.</p>"})  # noqa: S102


def test_the_guidelines_have_every_category_with_an_example() -> None:
    guidelines = (ROOT / "gold" / "GUIDELINES.md").read_text("utf-8")
    for category in CATEGORIES:
        assert re.search(rf"^\| {category} \| .*`.+`", guidelines, re.MULTILINE), category


def test_the_metrics_are_documented() -> None:
    text = (ROOT / "docs" / "results.md").read_text("utf-8")
    assert all(f"| `{name}` |" in text for name in METRICS)
