"""The gate: a figure that became worse is seen, and a floor falls only where it is told to."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from webassay import registry
from webassay_bench import datasets, gate, record
from webassay_bench.errors import ResultError
from webassay_bench.gate import Floor, floor_of
from webassay_bench.record import Result
from webassay_bench.run import Settings, measure

Command = Callable[..., "subprocess.CompletedProcess[str]"]
RESULTS = Path(__file__).parents[1] / "results"
FIGURES = ("lines.f1", "lines.junk_leaked")  # the second is better where it is less


@pytest.fixture(scope="module")
def result() -> Result:
    (file,) = (RESULTS / "webassay-pages-1").glob("resiliparse-*.jsonl")
    return record.read(file)


def test_a_figure_passes_at_its_floor_and_not_below(result: Result) -> None:
    for figure, worse in zip(FIGURES, (1e-9, -1e-9), strict=True):
        floor = floor_of(result, figure)
        beyond = replace(floor, limit=floor.limit + worse)
        (at, below) = gate.check([result], [floor, beyond])
        assert (at.reason, below.reason) == ("", "worse than the limit")
        assert at.found == floor.limit


def test_what_was_not_measured_does_not_pass(result: Result) -> None:
    floor = floor_of(result, "lines.f1")
    others = {
        "no result": replace(floor, extractor="another"),
        "the dataset is not the one it was pinned on": replace(floor, sha256="0" * 64),
        "no such figure": replace(floor, figure="lines.f2"),
    }
    checks = gate.check([result], others.values())
    assert [one.reason for one in checks] == list(others)
    with pytest.raises(ResultError, match="'wrods'"):
        gate.check([result], [replace(floor, figure="wrods.f1")])


@pytest.mark.parametrize("figure", FIGURES)
def test_floors_rise_by_themselves_and_fall_only_when_told(result: Result, figure: str) -> None:
    at = floor_of(result, figure)
    better = -0.1 if at.is_ceiling else 0.1
    easy, hard = (replace(at, limit=at.limit + by) for by in (-better, better))
    assert gate.pin([result], [easy, hard]) == [at, hard]
    assert gate.pin([result], [easy, hard], lower=True) == [at, at]
    (slack,) = gate.pin([result], [easy], 0.01)
    assert slack.admits(at.limit)
    assert abs(slack.limit - at.limit) == pytest.approx(0.01)


def test_a_floor_stays_with_its_gold_unless_told(result: Result) -> None:
    old = replace(floor_of(result, "lines.f1"), sha256="0" * 64, limit=0.0)
    assert gate.pin([result], [old]) == [old]
    assert gate.pin([result], [old], lower=True) == [floor_of(result, "lines.f1")]
    unmeasured = replace(old, extractor="another")
    assert gate.pin([result], [unmeasured], lower=True) == [unmeasured]


def test_floors_come_back_as_they_were_written(result: Result, tmp_path: Path) -> None:
    floors = [floor_of(result, figure) for figure in FIGURES]
    gate.write(tmp_path / "a" / "floors.json", reversed(floors))
    assert gate.read(tmp_path / "a" / "floors.json") == floors


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"schema": "webassay-floors/1"}', "\0"])
def test_a_file_that_holds_no_floors_is_told_of(tmp_path: Path, content: str) -> None:
    (tmp_path / "floors.json").write_text(content)
    with pytest.raises(ResultError, match="holds no floors"):
        gate.read(tmp_path / "floors.json")


def test_the_command_pins_checks_and_fails(command: Command, tmp_path: Path) -> None:
    results, floors = RESULTS / "webassay-pages-1", tmp_path / "floors.json"
    common = ("gate", results, "--floors", floors)
    missing = command(*common)
    assert (missing.returncode, "--pin" in missing.stderr) == (2, True)
    pinned = command(*common, "--pin", "trafilatura,resiliparse", "--figure", "lines.f1")
    assert pinned.returncode == 0, pinned.stderr
    assert {floor.extractor for floor in gate.read(floors)} == {"trafilatura", "resiliparse"}
    content = json.loads(floors.read_text())
    content["floors"][0]["limit"] = 0.99
    floors.write_text(json.dumps(content))
    failing = command(*common, "--json")
    assert failing.returncode == 1
    reasons = [one["reason"] for one in json.loads(failing.stdout)]
    assert reasons == ["worse than the limit", ""]
    assert command(*common, "--pin", "all").returncode == 1
    assert command(*common, "--pin", "all", "--lower").returncode == 0
    assert command(*common).returncode == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--pin", "trafilatrua"], "no results of 'trafilatrua'"),
        (["--pin", "trafilatura", "--figure", "lines"], "no lines"),
        (["--pin", "trafilatura", "--figure", "wrods.f1"], "'wrods'"),
        (["--lower"], "go with --pin"),
    ],
)
def test_the_command_says_what_is_wrong(
    command: Command, tmp_path: Path, options: list[str], told: str
) -> None:
    floors = tmp_path / "floors.json"
    done = command("gate", RESULTS / "webassay-pages-1", "--floors", floors, *options)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not floors.exists()


def test_floors_of_the_published_results_hold() -> None:
    checks = gate.check(record.read_all(RESULTS), gate.read(RESULTS / "floors.json"))
    assert checks
    assert [one for one in checks if one.reason] == []


def test_our_extractor_as_it_is_now_holds_its_floors_on_the_bundled_gold(tmp_path: Path) -> None:
    bundled = datasets.load(datasets.bundled())
    result = measure(bundled, registry.get("webassay"), Settings(tmp_path, 2))
    floors = [f for f in gate.read(RESULTS / "floors.json") if f.sha256 == bundled.sha256]
    checks = gate.check([result], floors)
    assert len(checks) == len(floors) > 0
    assert [one for one in checks if one.reason] == []


def test_a_floor_is_told_apart_by_what_it_is_of(result: Result) -> None:
    floor = floor_of(result, "words.f1")
    assert floor.place == ("webassay-pages 1", "resiliparse", "words.f1")
    assert isinstance(floor, Floor)
