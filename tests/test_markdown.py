"""Markdown of extractors: the same content, asked for in a library, a command, a worker, a run."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

import webassay
from webassay import NoFormatError, Page, Status, UnavailableError, registry
from webassay.adapters.to_markdown import to_markdown
from webassay.errors import WorkerError
from webassay.isolate import Limits, Worker
from webassay_bench import datasets, record, texts
from webassay_bench import run as running
from webassay_bench.cli import main
from webassay_bench.run import Settings, measure

if TYPE_CHECKING:
    from conftest import Command

PROSE = (
    "The harbour pilot had been on the bridge since four in the morning, and nobody in the town "
    "believed that the ferry would leave before the fog had lifted from the outer islands. "
)
PAGE = (
    "<html lang='en'><head><title>Fog holds the ferry</title></head><body>"
    "<nav><ul><li><a href='/a'>Front page</a></li><li><a href='/b'>Weather</a></li></ul></nav>"
    f"<article><h1>Fog holds the ferry</h1><p>{PROSE}</p><h2>What the pilot said</h2><p>{PROSE}"
    f"<a href='https://pilots.example/'>The pilots</a> agree.</p><p>{PROSE}</p>"
    f"<h2>What to do</h2><ul><li>Wait at the quay until noon</li><li>Take the early bus</li></ul>"
    f"<p>{PROSE}</p><p>{PROSE}</p></article>"
    "<footer><a href='/imprint'>Imprint</a> © Harbour Courier</footer></body></html>"
)
GIVING = [
    name
    for name in webassay.names()
    if (found := registry.load(name)).markdown and not found.missing() and name != "nothing"
]
LIMITS = Limits(seconds=2, memory_mb=512)


@pytest.mark.filterwarnings("ignore")  # what the libraries warn of is theirs to mend
@pytest.mark.parametrize("name", GIVING)
def test_an_article_keeps_its_structure_as_markdown(name: str) -> None:
    found = webassay.extract(PAGE, extractor=name, format="markdown")
    routed = "candidates" in registry.load(name).params  # says whose text it is
    assert (found.status, found.extractor) == (Status.OK, "webassay" if routed else name)
    lines = found.text.splitlines()
    assert "## What the pilot said" in lines
    assert "[The pilots](https://pilots.example" in found.text
    assert "since four in the morning" in found.text
    assert "<" not in found.text


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [*GIVING, "nothing"])
@pytest.mark.parametrize("html", ["", "<", "<p>\ud83d</p>", "\x00"])
def test_markdown_of_a_page_without_text_ends_with_a_status(name: str, html: str) -> None:
    found = webassay.extract(html, extractor=name, format="markdown")
    assert bool(found.reason) == (found.status is not Status.OK)


def test_our_own_markdown_holds_what_our_own_text_holds() -> None:
    menu = "<td>Not<td>in a menu"
    when = f"At noon, as the harbour master told the crew. {PROSE.strip()}"
    table = f"<table><tr><th>Quay<th>Next departure<tr><td><td>{when}<tr>{menu}</table>"
    html = PAGE.replace("</article>", f"{table}</article>")
    text = webassay.extract(html).text
    markdown = webassay.extract(html, format="markdown").text
    assert [line for line in markdown.splitlines() if line.startswith("- ")] == [
        "- Wait at the quay until noon",
        "- Take the early bus",
    ]
    bare = re.sub(r"\]\([^)]*\)", "", markdown)  # where links lead is no text
    assert set(re.findall(r"\w+", bare)) == set(re.findall(r"\w+", text))
    assert f"|  | {when} |" in re.sub(" {2,}", "  ", markdown)  # in its column


@pytest.mark.parametrize("attributes", ["hidden", "style='display:none'", "class='hidden'"])
def test_our_own_markdown_shows_what_was_kept_though_the_page_hides_it(attributes: str) -> None:
    html = f"<body><noscript><div {attributes}><p>{PROSE}</p><p>{PROSE * 2}</p></div></noscript>"
    assert webassay.extract(html).status is Status.OK
    assert PROSE.strip() in webassay.extract(html, format="markdown").text


def test_an_extractor_without_markdown_says_who_gives_it() -> None:
    with pytest.raises(NoFormatError, match=r"justext' gives no Markdown; these do: .*resiliparse"):
        webassay.extract(PAGE, extractor="justext", format="markdown")
    with pytest.raises(NoFormatError, match="no format is called 'pdf'"):
        webassay.extract(PAGE, format="pdf")  # type: ignore[arg-type] # as a user would


def test_a_cleaned_extractor_gives_no_markdown() -> None:
    assert registry.load("trafilatura+clean").markdown is None


def test_what_belongs_to_the_text_is_not_the_converters_decision() -> None:
    html = "<nav>Menu</nav><form>Form</form><header>Head</header><aside>Aside</aside><p>Text</p>"
    assert to_markdown(html).split() == ["Menu", "Form", "Head", "Aside", "Text"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr><td>a|b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>", r"a\|b"),
        ("<pre><code>```\ncode</code></pre>", "````\n```\ncode\n````"),
        ("<p># no heading</p>", r"\# no heading"),
        ("<ul><li>one<ol><li>two</li></ol></li></ul>", "- one\n  1. two"),
        ("<p>x<img src='data:image/png;base64,AAAA' alt='fog'>y</p>", "xy"),
        ("<div>" * 1000 + "deep" + "</div>" * 1000, "deep"),
    ],
)
def test_html_becomes_markdown_that_says_the_same(html: str, expected: str) -> None:
    assert expected in to_markdown(html)


def test_without_the_converter_it_is_said_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "html_to_markdown", None)
    with pytest.raises(UnavailableError, match=r"pip install 'webassay\[markdown\]'"):
        webassay.extract(PAGE, extractor="readability-lxml", format="markdown")


@pytest.fixture
def worker(fakes: ModuleType) -> Iterator[Worker]:
    with Worker(fakes.STRUCTURED.name, LIMITS, markdown=True) as worker:
        yield worker


@pytest.mark.parametrize(
    ("deed", "status"),
    [
        ("fail tide", Status.ERROR),
        ("exit 3", Status.ERROR),
        ("dereference_null", Status.ERROR),
        ("kill_oneself 9", Status.MEMORY),
        ("loop", Status.TIMEOUT),
        ("hold_the_lock", Status.TIMEOUT),
        ("return_nothing", Status.EMPTY),
        ("return_int", Status.ERROR),
    ],
)
def test_markdown_that_fails_leaves_the_text_and_the_next_page_alone(
    worker: Worker, fakes: ModuleType, deed: str, status: Status
) -> None:
    measured = worker.extract(Page(fakes.page_that(deed)))
    assert (measured.extraction.text, measured.extraction.status) == ("The text", Status.OK)
    assert measured.markdown is not None
    assert (measured.markdown.text, measured.markdown.status) == ("", status)
    following = worker.extract(Page.of("<p># The next page</p>"))
    assert following.extraction.text == "The text"
    assert following.markdown is not None
    assert following.markdown.text == "# The next page"


@pytest.mark.parametrize("deed", ["fail tide", "exit 3", "return_nothing", "loop"])
def test_a_page_without_text_has_no_markdown_and_is_not_asked_for_it(
    fakes: ModuleType, deed: str
) -> None:
    with Worker(fakes.TEXT_FIRST.name, LIMITS, markdown=True) as worker:
        measured = worker.extract(Page(fakes.page_that(deed)))
        assert measured.markdown is not None
        assert measured.markdown == measured.extraction
        following = worker.extract(Page.of("<p>The next page</p>"))
        assert following.extraction.text == "The next page"
        assert following.markdown is not None
        assert following.markdown.text == "# Never asked for"


def test_what_markdown_costs_is_not_the_pages_cost(fakes: ModuleType) -> None:
    with Worker(fakes.STRUCTURED.name, Limits(60), markdown=True) as worker:
        measured = worker.extract(Page(fakes.page_that("retry 3")))  # three attempts at a network
        assert measured.network == ()
        assert measured.markdown is not None
        assert measured.markdown.text == "did without"
    with Worker(fakes.STRUCTURED.name, Limits(60)) as worker:
        assert worker.extract(Page.of("<p># x</p>")).markdown is None


def test_a_worker_for_markdown_does_not_start_without_its_library(fakes: ModuleType) -> None:
    with (
        Worker(fakes.UNEQUIPPED.name, LIMITS, markdown=True) as worker,
        pytest.raises(WorkerError, match="Markdown needs tide: pip install tide"),
    ):
        worker.start()
    with (
        Worker(fakes.OBEDIENT.name, LIMITS, markdown=True) as worker,
        pytest.raises(WorkerError, match="gives no Markdown"),
    ):
        worker.start()


@pytest.fixture
def structured(tmp_path: Path, fakes: ModuleType) -> Path:
    """A set in WCXB's layout: a page with Markdown gold, one that fails, one without gold."""
    pages = {
        "kept": (b"<p># Fog over the harbour</p>", "# Fog over the harbour"),
        "lost": (fakes.page_that("exit 3"), "# Fog over the harbour"),
        "bare": (b"<p># Fog</p>", None),
    }
    for folder in ("html", "ground-truth"):
        (tmp_path / "set" / folder).mkdir(parents=True)
    for name, (html, markdown) in pages.items():
        (tmp_path / "set" / "html" / f"{name}.html").write_bytes(html)
        truth = {"main_content": "Fog", "main_content_markdown": markdown, "with": ["Fog"]}
        gold = json.dumps({"url": f"https://{name}.example/", "ground_truth": truth})
        (tmp_path / "set" / "ground-truth" / f"{name}.json").write_text(gold)
    return tmp_path / "set"


def test_a_run_scores_markdown_where_gold_and_extractor_have_it(
    structured: Path, tmp_path: Path, fakes: ModuleType
) -> None:
    dataset = datasets.load(structured)
    result = measure(dataset, fakes.STRUCTURED, Settings(tmp_path / "out", 1, LIMITS))
    assert "structure" in result.header["metrics"]
    scores = {row["id"]: row["scores"].get("structure", {}).get("f1") for row in result.rows}
    assert scores == {"kept": 1.0, "lost": 0.0, "bare": None}
    assert {row["status"] for row in result.rows} == {"ok"}  # the text is not lost


def test_a_page_without_text_counts_as_one_without_structure(
    structured: Path, tmp_path: Path, fakes: ModuleType
) -> None:
    (structured / "html" / "kept.html").unlink()
    (structured / "html" / "kept.html").mkdir()  # a page that cannot be read
    dataset = datasets.load(structured)
    result = measure(dataset, fakes.TEXT_FIRST, Settings(tmp_path / "out", 1, LIMITS))
    scores = {row["id"]: row["scores"].get("structure", {}).get("f1") for row in result.rows}
    assert scores == {"kept": 0.0, "lost": 0.0, "bare": None}


def test_a_run_names_no_structure_for_extractors_or_sets_without_markdown(
    structured: Path, tiny: Path, tmp_path: Path, fakes: ModuleType
) -> None:
    settings = Settings(tmp_path / "out", 1, LIMITS)
    for path, extractor in ((structured, fakes.OBEDIENT), (tiny, fakes.STRUCTURED)):
        result = measure(datasets.load(path), extractor, settings)
        assert "structure" not in result.header["metrics"]
        assert not any("structure" in row["scores"] for row in result.rows)


def test_a_run_without_the_converter_has_no_structure_and_says_so(
    structured: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(running, "version_of", lambda _distribution: None)
    options = ["--dataset", str(structured), "--out", str(tmp_path / "out"), "--jobs", "1"]
    command = ["webassay", "run", "--extractors", "readability-lxml", *options]
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit, match="0"):
        main()
    (file,) = (tmp_path / "out").rglob("*.jsonl")
    assert "structure" not in record.read(file).header["metrics"]
    assert "without structure" in capsys.readouterr().err


def test_texts_are_kept_with_their_markdown(tiny: Path, tmp_path: Path, fakes: ModuleType) -> None:
    settings = Settings(tmp_path / "out", 1, LIMITS, texts=True)
    result = measure(datasets.load(tiny), fakes.STRUCTURED, settings)
    outputs = texts.read(result.file).values()
    assert all(output.text == "The text" for output in outputs)
    assert all("Fog holds the ferry" in (output.markdown or "") for output in outputs)


def test_the_command_writes_markdown(command: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    done = command("extract", "--format", "markdown", "--extractor", "readability-lxml", page)
    assert (done.returncode, done.stderr) == (0, "")
    assert "## What the pilot said" in done.stdout.splitlines()
    refused = command("extract", "--format", "markdown", "--extractor", "justext", page)
    assert refused.returncode == 2
    assert refused.stderr.startswith("webassay: extractor 'justext' gives no Markdown; these do: ")
    assert len(refused.stderr.splitlines()) == 1


def test_outputs_made_elsewhere_are_scored_by_their_markdown_too(
    structured: Path, tmp_path: Path, command: Command
) -> None:
    outputs = tmp_path / "outputs.jsonl"
    given = {"id": "kept", "text": "Fog over the harbour", "markdown": "# Fog over the harbour"}
    outputs.write_text(json.dumps(given) + "\n", encoding="utf-8")
    out = ["--name", "mine", "--dataset", structured, "--out", tmp_path / "out"]
    done = command("score", outputs, *out)
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "out").rglob("mine-*.jsonl")
    scores = {row["id"]: row["scores"].get("structure") for row in record.read(file).rows}
    assert scores["kept"]["f1"] == 1.0
    assert scores["lost"]["f1"] == 0.0  # nothing was given for it
    assert scores["bare"] is None
