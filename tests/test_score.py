"""Scores without a run: outputs made elsewhere are judged as a run's, and none is passed over."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay import registry
from webassay_bench import datasets, predictions, record, texts
from webassay_bench.errors import DatasetError, ResultError
from webassay_bench.metrics import METRICS
from webassay_bench.run import Settings as RunSettings
from webassay_bench.run import measure
from webassay_bench.score import Settings, score, score_again
from webassay_bench.stats import plain_figures

if TYPE_CHECKING:
    from conftest import Bench

Command = Callable[..., "subprocess.CompletedProcess[str]"]
TEXTS = {"page00.html": "It is the ferry number 0 that waits.", "page07.html": ""}


@pytest.fixture
def layouts(tmp_path: Path) -> dict[str, Path]:
    """The same two predictions, in each layout."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "page00.txt").write_text(TEXTS["page00.html"])
    (folder / "page07.html.txt.gz").write_bytes(gzip.compress(b""))
    (folder / "README").write_text("not a prediction")
    lines = tmp_path / "lines.jsonl"
    records = [{"id": page, "text": text, "model": "x"} for page, text in TEXTS.items()]
    lines.write_text("\n\n".join(map(json.dumps, records)))
    bodies = tmp_path / "bodies.json"
    bodies.write_text(json.dumps({page: {"articleBody": text} for page, text in TEXTS.items()}))
    plain = tmp_path / "plain.json"
    plain.write_text(json.dumps(TEXTS))
    return {"folder": folder, "lines": lines, "bodies": bodies, "plain": plain}


@pytest.mark.parametrize("layout", ["folder", "lines", "bodies", "plain"])
def test_each_layout_gives_the_same_result(
    tiny: Path, tmp_path: Path, layouts: dict[str, Path], layout: str
) -> None:
    dataset = datasets.load(tiny)
    found = predictions.read(layouts[layout]).of(dataset)
    result = score(dataset, "mine", found, Settings(tmp_path / "out"))
    assert record.read(result.file) == result
    by_page = {row["id"]: row for row in result.rows}
    assert by_page["page00.html"]["scores"]["segments"] == {"tp": 1, "fp": 0, "fn": 0, "tn": 1}
    assert [by_page[page]["status"] for page in TEXTS] == ["ok", "empty"]
    assert texts.read(result.file)["page00.html"].text == TEXTS["page00.html"]
    missing = [row for row in result.rows if row["id"] not in TEXTS]
    assert {(row["status"], row["reason"]) for row in missing} == {
        ("error", "no prediction for this page")
    }
    assert plain_figures(METRICS["segments"], result.rows)["recall"] == pytest.approx(1 / 12)


def test_a_failure_is_told_with_its_reason(tiny: Path, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(
        '{"id": "page00.html", "error": "out of\\nmemory"}\n{"id": "page07", "text": "x"}'
    )
    dataset = datasets.load(tiny)
    result = score(dataset, "m", predictions.read(file).of(dataset), Settings(tmp_path))
    (row,) = (row for row in result.rows if row["id"] == "page00.html")
    assert (row["status"], row["reason"]) == ("error", "out of memory")


@pytest.mark.parametrize("jobs", [1, 2])
def test_outputs_of_a_run_get_the_scores_of_that_run(tiny: Path, tmp_path: Path, jobs: int) -> None:
    dataset = datasets.load(tiny)
    ran = measure(dataset, registry.get("resiliparse"), RunSettings(tmp_path, texts=True))
    outputs = {page: output.text for page, output in texts.read(ran.file).items()}
    file = tmp_path / "outputs.json"
    file.write_text(json.dumps(outputs))
    scored = score(dataset, "again", predictions.read(file).of(dataset), Settings(tmp_path, jobs))
    assert [row["scores"] for row in scored.rows] == [row["scores"] for row in ran.rows]
    assert [row["sha256"] for row in scored.rows] == [row["sha256"] for row in ran.rows]
    assert {row["cpu"] for row in scored.rows} == {None}


def test_predictions_for_pages_that_are_not_there_are_left_out_and_named(tiny: Path) -> None:
    outputs = {"page00.html": "a", "elsewhere": "b"}
    file = tiny.parent / "more.json"
    file.write_text(json.dumps(outputs))
    found = predictions.read(file).of(datasets.load(tiny))
    assert (set(found.outputs), found.unknown) == ({"page00.html"}, ("elsewhere",))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", "[]", "expected a JSON object"),
        ("a.json", "{}", "no predictions"),
        ("a.json", '{"page00.html": 3}', "'page00.html' must be an object"),
        ("a.json", '{"page00.html": {"articleBody": 3}}', "must be text"),
        ("a.json", '{"page00.html": "x", "page00": "y"}', "two predictions are of one page"),
        ("a.json", '{"x": "y"}', "no page of trafilatura-eval, such as 'x'"),
        ("a.jsonl", "", "no predictions"),
        ("a.jsonl", '{"text": "x"}', "--columns id=NAME"),
        ("a.jsonl", '{"id": true, "text": "x"}', "--columns id=NAME"),
        ("a.jsonl", '{"id": "page00.html", "body": "x"}', "--columns text=NAME"),
        ("a.jsonl", '{"id": "page00.html", "text": [1]}', "must be text"),
        ("a.jsonl", '{"id": "p", "text": "x"}\n{"id": "p", "text": "y"}', "a.jsonl:2: a second"),
        ("a.jsonl", "\0\1", "not JSON"),
        ("a.csv", "id,text", "is no folder, no .jsonl and no .json file"),
    ],
)
def test_broken_predictions_are_told_of_in_one_line(
    tiny: Path, tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DatasetError) as raised:
        predictions.read(tmp_path / name).of(datasets.load(tiny))
    assert told in str(raised.value)
    assert "\n" not in str(raised.value)


@given(st.dictionaries(st.text(min_size=1), st.text(), min_size=1))
def test_whatever_stands_in_a_json_file_is_what_is_scored(
    tmp_path_factory: pytest.TempPathFactory, outputs: dict[str, str]
) -> None:
    file = tmp_path_factory.mktemp("any") / "outputs.json"
    file.write_text(json.dumps(outputs))
    found = predictions.read(file)
    assert {page: output.text for page, output in found.outputs.items()} == outputs


def test_kept_texts_are_scored_again_and_all_else_stays(bench: Bench) -> None:
    bench.settings = replace(bench.settings, texts=True)
    first = bench.measure()
    stale = [row | {"scores": {"segments": {"tp": 9}}} for row in first.rows]
    header = first.header | {"metrics": {"words": "0"}}
    old = bench.folder / "old" / first.file.name
    old.parent.mkdir()
    old.write_text(
        "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in (header, *stale))
    )
    texts.file_of(old).write_bytes(texts.file_of(first.file).read_bytes())
    dataset = datasets.load(bench.data)
    again = score_again(dataset, record.read(old), Settings(bench.folder / "new"))
    assert again.rows == first.rows
    assert {k: v for k, v in again.header.items() if k != "scored"} == first.header
    assert again.made == again.header["scored"]["created"]
    assert set(bench.calls().values()) == {1}


def test_only_the_texts_of_the_result_are_scored_again(bench: Bench, tmp_path: Path) -> None:
    bench.settings = replace(bench.settings, texts=True)
    first = bench.measure()
    dataset = datasets.load(bench.data)
    kept = texts.read(first.file)
    order = list(kept)
    texts.write(first.file, kept | {order[3]: texts.Output("another")}, order)
    with pytest.raises(ResultError, match=order[3]):
        score_again(dataset, first, Settings(tmp_path / "new"))
    texts.file_of(first.file).unlink()
    with pytest.raises(ResultError, match="run --texts"):
        score_again(dataset, first, Settings(tmp_path / "new"))
    (bench.data / "eval" / "page00.html").write_bytes(b"<p>Another page</p>")
    with pytest.raises(ResultError, match="the hash is another"):
        score_again(datasets.load(bench.data), first, Settings(tmp_path / "new"))


def test_the_command_scores_outputs_and_then_again(
    command: Command, tiny: Path, layouts: dict[str, Path], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = command(
        "score", layouts["lines"], "--dataset", tiny, "--name", "mine", "--out", out, "--json"
    )
    assert done.returncode == 0, done.stderr
    (board,) = json.loads(done.stdout)
    (standing,) = board["standings"]
    assert (standing["extractor"], standing["cpu_ms"]) == ("mine", None)
    assert standing["statuses"] == {"ok": 1, "empty": 1, "error": 10}
    again = command("score", out, "--dataset", tiny, "--out", tmp_path / "again", "--json")
    assert json.loads(again.stdout) == [board]
    shown = command("leaderboard", out)
    assert "mine" in shown.stdout
    assert shown.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere"], "nowhere does not exist"),
        ([os.devnull], "is no folder"),
    ],
)
def test_the_command_says_what_is_wrong(
    command: Command, arguments: list[Any], told: str, bench: Bench
) -> None:
    done = command("score", *arguments)
    assert done.returncode == 2
    assert told in bench.complaint(done.stderr)
