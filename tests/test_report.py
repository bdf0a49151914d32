"""The document behind a report, and the file that is made of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay_bench import datasets, record
from webassay_bench.datasets import Gold
from webassay_bench.datasets.labels import LabelledLine
from webassay_bench.errors import DatasetError
from webassay_bench.leaderboard import Standing, leaderboards
from webassay_bench.report.document import document, results_of
from webassay_bench.report.page import charts_library, html
from webassay_bench.report.page_texts import packed_pages, texts_of_page
from webassay_bench.report.pareto import pareto
from webassay_bench.report.sources import gold_of, outputs_of
from webassay_bench.stats import Figure
from webassay_bench.texts import Output

if TYPE_CHECKING:
    from conftest import Command
    from report_page import Assayed

ARTICLES = Path(__file__).parents[1] / "results" / "article-extraction-benchmark"
LIBRARY = "// charts"
HOSTILE = "</script><!--<script>\u2028\u202e{{data}} ${x} & __proto__"


@pytest.fixture(scope="module")
def articles() -> dict[str, Any]:
    (dataset,) = document(record.read_all(ARTICLES))["datasets"]
    return dict(dataset)


def test_figures_are_those_of_the_leaderboard(articles: dict[str, Any]) -> None:
    (board,) = leaderboards(record.read_all(ARTICLES))
    assert [one["name"] for one in articles["extractors"]] == [s.extractor for s in board.standings]
    for metric in articles["metrics"]:
        for place, standing in enumerate(board.standings):
            for name, figure in metric["figures"][place].items():
                found = standing.scores[metric["name"]][name]
                assert figure == {"value": found.value, "low": found.low, "high": found.high}


def test_the_page_scores_of_a_mean_have_that_mean(articles: dict[str, Any]) -> None:
    words = next(metric for metric in articles["metrics"] if metric["name"] == "words")
    for figures, scores in zip(words["figures"], words["scores"], strict=True):
        assert sum(scores) / len(scores) == pytest.approx(figures["f1"]["value"], abs=1e-6)


def test_every_page_is_in_the_distribution_or_failed_or_empty(articles: dict[str, Any]) -> None:
    for metric in articles["metrics"]:
        for extractor, counts in zip(articles["extractors"], metric["distribution"], strict=True):
            statuses = extractor["statuses"]
            assert sum(counts) + statuses["empty"] + extractor["failed"] == 84
            assert sum(statuses.values()) == 84


def test_the_chances_of_being_first_add_up_to_one(articles: dict[str, Any]) -> None:
    for metric in articles["metrics"]:
        assert sum(metric["first"]) == pytest.approx(1)


def test_cross_validated_figures_are_marked() -> None:
    results = record.read_all(ARTICLES)[-2:]
    header = results[0].header
    params = {"model": "x", "cross_validated": "5 folds by site"}
    crossed = replace(
        results[0], header=header | {"extractor": header["extractor"] | {"params": params}}
    )
    (dataset,) = document([crossed, results[1]])["datasets"]
    marks = {one["name"]: one["cross_validated"] for one in dataset["extractors"]}
    assert marks == {results[0].extractor: True, results[1].extractor: False}


def test_two_versions_of_an_extractor_stand_beside_each_other() -> None:
    old = record.read(next(ARTICLES.glob("goose3-*.jsonl")))
    new = replace(
        old, header=old.header | {"extractor": old.header["extractor"] | {"version": "9"}}
    )
    (dataset,) = document([old, new])["datasets"]
    assert sorted(one["version"] for one in dataset["extractors"]) == ["3.1.22", "9"]
    assert len(results_of(dataset, [old, new])) == 2
    assert all(value is not None for value in dataset["metrics"][0]["first"])


@given(st.lists(st.tuples(st.floats(0.1, 100), st.floats(0, 1)), min_size=1, max_size=12))
def test_nobody_on_the_front_is_beaten_and_all_others_are(
    points: list[tuple[float, float]],
) -> None:
    standings = [
        Standing(f"e{n}", "1", {"words": {"f1": Figure(value, value, value)}}, {}, cost, None, 0)
        for n, (cost, value) in enumerate(points)
    ]
    found = pareto(standings, "words", "f1")
    for place, (cost, value) in enumerate(points):
        no_worse = [o for o, (c, v) in enumerate(points) if o != place and c <= cost and v >= value]
        better = [o for o in no_worse if points[o] != points[place] or o < place]
        assert (place in found.front) == (not better)
    assert set(found.named) <= set(found.plotted)


@given(st.lists(st.text("ab -\t\n\u3042", max_size=30), max_size=4), st.text("ab \n", max_size=20))
def test_texts_of_a_page_are_got_back_line_by_line(outputs: list[str], gold: str) -> None:
    page = texts_of_page(Gold(text=gold), [*(Output(text) for text in outputs), None])
    lines, given_back = page["lines"], page["outputs"]
    assert lines is not None
    assert given_back is not None
    assert given_back[-1] is None
    assert len(set(map(str, lines))) == len(lines)
    for text, numbers in zip(outputs, given_back, strict=False):
        assert isinstance(numbers, list)
        read = [" ".join(str(lines[number]).split()) for number in numbers]
        assert read == [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def test_gold_shows_what_its_lines_are() -> None:
    junk = LabelledLine("Share", "junk", "share-social")
    lines = (junk, LabelledLine("Fog", "content"), LabelledLine("by Ana", "optional"))
    page = texts_of_page(Gold(text="Fog", lines=lines), [])
    assert page["labels"] == ["share-social", "content", "optional"]
    segments = texts_of_page(Gold(required=("a  b",), forbidden=("c",)), [])
    assert segments["labels"] == ["required", "forbidden"]
    assert segments["lines"] == ["a b", "c"]


def test_markup_and_marks_of_the_template_in_data_stay_data() -> None:
    results = record.read_all(ARTICLES)[:2]
    rows = tuple(
        row | {"id": f"{HOSTILE}{n}", "reason": HOSTILE} for n, row in enumerate(results[0].rows)
    )
    named = results[0].header["extractor"] | {"name": HOSTILE}
    hostile = replace(results[0], rows=rows, header=results[0].header | {"extractor": named})
    found = document([hostile])
    ids = found["datasets"][0]["pages"]["id"]
    packed = list(packed_pages(ids, None, [{page: Output(HOSTILE) for page in ids}]))
    text = "".join(html(found, [packed], LIBRARY))
    elements = re.findall(r"<script(?: [^>]*)?>(.*?)</script>", text, re.DOTALL)
    assert len(elements) == text.count("<script") == text.count("</script") == 2 + len(ids) + 2
    assert "<!--" not in text
    assert "\u2028" not in text
    assert json.loads(elements[0]) == found
    assert (
        json.loads(gzip.decompress(base64.b64decode(elements[2])))["lines"] == HOSTILE.splitlines()
    )


def test_nothing_but_the_scripts_of_the_report_may_run() -> None:
    text = "".join(html({}, [], LIBRARY))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    allowed = " ".join(f"'sha256-{found}'" for found in hashes)
    assert f"script-src {allowed};" in policy
    own = scripts[1]
    assert not re.search(r"innerHTML|insertAdjacent|document\.write|\beval\b|new Function", own)


def test_the_library_of_charts_cannot_end_its_element() -> None:
    library = charts_library()
    assert "vegaEmbed" in library
    assert "</script" not in library
    assert "<!--" not in library


def test_the_same_results_give_the_same_bytes(assayed_gold: Assayed) -> None:
    def written() -> str:
        results = record.read_all(assayed_gold.folder)
        found = document(results)
        (dataset,) = found["datasets"]
        outputs = [outputs_of(result) for result in results_of(dataset, results)]
        packed = packed_pages(dataset["pages"]["id"], assayed_gold.dataset, outputs)
        return "".join(html(found, [packed], LIBRARY))

    assert written() == written()


def test_the_bundled_gold_is_found_and_another_dataset_is_refused(
    assayed_gold: Assayed, tiny: Path
) -> None:
    results = record.read_all(assayed_gold.folder)
    assert list(gold_of(results, [])) == [assayed_gold.dataset.sha256]
    with pytest.raises(DatasetError, match=r"no result is of .*tiny, whose hash is"):
        gold_of(results, [tiny])


def test_pages_that_were_excluded_are_no_other_dataset(
    assayed_gold: Assayed, tmp_path: Path
) -> None:
    whole = datasets.load(datasets.bundled())
    part = whole.without([whole.pages[0].id])
    assayed = type(assayed_gold)(part, tmp_path / "part")
    result = assayed.add("nothing", {})
    assert len(gold_of([result], [])[part.sha256].pages) == len(whole.pages) - 1


def test_the_command_writes_the_report_and_the_figures_behind_it(
    assayed_gold: Assayed, command: Command, tmp_path: Path
) -> None:
    page, data = tmp_path / "r.html", tmp_path / "r.json"
    done = command("report", assayed_gold.folder, "-o", page, "--data", data)
    assert done.returncode == 0, done.stderr
    found = json.loads(data.read_text("utf-8"))
    (embedded,) = re.findall(r'id="document">(.*?)</script>', page.read_text("utf-8"))
    assert json.loads(embedded) == found
    screen = command("report", assayed_gold.folder, "--data", "-", "--extractors", "half,perfect")
    assert [e["name"] for e in json.loads(screen.stdout)["datasets"][0]["extractors"]] == [
        "perfect",
        "half",
    ]


def test_the_command_says_what_to_mend(
    assayed_gold: Assayed, command: Command, tmp_path: Path
) -> None:
    folder = assayed_gold.folder
    (tmp_path / "file").touch()
    for arguments, said in (
        (
            [folder, "--extractors", "nobody"],
            "no result of 'nobody'; there are results of: every-line",
        ),
        ([folder, "-o", tmp_path / "file" / "r.html"], "cannot write"),
        ([folder, "--dataset", tmp_path / "none"], "does not exist"),
        ([tmp_path / "none"], "no result files"),
    ):
        done = command("report", *arguments)
        assert done.returncode == 2, done.stderr
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_without_its_library_the_command_names_what_brings_it(
    assayed_gold: Assayed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "vl_convert", None)
    with pytest.raises(Exception, match=r"pip install 'webassay\[report\]'"):
        charts_library()
    assert document(record.read_all(assayed_gold.folder))  # the figures need no charts
