"""Runs: every page is accounted for, nothing is measured twice, and nothing measured is lost."""

from __future__ import annotations

import copy
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import fastjsonschema
import pytest

from webassay import registry
from webassay.isolate import Limits
from webassay_bench import datasets, record
from webassay_bench.errors import MetricError, ResultError
from webassay_bench.metrics import METRICS, choose
from webassay_bench.record import Recorder
from webassay_bench.run import Settings, header_of, measure
from webassay_bench.stats import plain_figures

if TYPE_CHECKING:
    from conftest import Bench

GATED = 5  # the place of the page that waits at the gate, where there is one
LIMITED = (  # runs a command whose files stay below four KiB: some pages fit, twelve do not
    "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
    "os.execv(sys.argv[1], sys.argv[1:])"
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals or limits of POSIX")


def test_every_page_has_a_row_in_the_order_of_the_dataset(
    bench: Bench, dataset_of: Callable[..., Path], fakes: ModuleType
) -> None:
    expected = {
        "d": ("return_surrogates", "ok"),
        "b": ("exit 3", "error"),
        "a": ("return_nothing", "empty"),
        "e": ("kill_oneself 9", "memory"),
        "c": ("connect_quietly host.example:80", "ok"),
    }
    pages = {name: fakes.page_that(deed) for name, (deed, _) in expected.items()}
    bench.data = dataset_of(pages, bench.folder / "deeds")
    bench.settings = replace(bench.settings, jobs=3)
    result = bench.measure()
    found = [(row["id"], row["status"]) for row in result.rows]
    assert found == [(name, status) for name, (_, status) in expected.items()]
    assert [row["network"] for row in result.rows] == [[], [], [], [], ["host.example:80"]]
    assert record.read(result.file) == result


@pytest.mark.parametrize("name", ["trafilatura", "justext", "readability-lxml"])
def test_a_real_extractor_finds_what_the_gold_asks_for(
    tiny: Path, tmp_path: Path, name: str
) -> None:
    result = measure(datasets.load(tiny), registry.get(name), Settings(tmp_path, 2))
    assert [row["scores"]["segments"]["tp"] for row in result.rows] == [1] * 12


def test_what_has_been_run_is_read_and_not_run_again(bench: Bench) -> None:
    first = bench.measure()
    written = first.file.stat().st_mtime_ns
    assert bench.measure() == first
    assert first.file.stat().st_mtime_ns == written
    assert bench.calls() == {f"page{n:02}.html": 1 for n in range(12)}


@pytest.mark.parametrize("changed", ["params", "version", "limits", "dataset"])
def test_what_is_not_the_same_run_is_run_anew(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    metadata = bench.folder / "site" / "tide-1.0.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: tide\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(bench.folder / "site"))
    bench.extractor = replace(bench.extractor, distribution="tide")
    first = bench.measure()
    if changed == "params":
        bench.extractor = replace(bench.extractor, params={"mood": "wild"})
    elif changed == "version":
        metadata.write_text(metadata.read_text().replace("1.0", "2.0"))
    elif changed == "limits":
        bench.settings = replace(bench.settings, limits=Limits(61.0, 512))
    else:
        (bench.data / "eval" / "page00.html").write_bytes(b"<p>Another text</p>")
    second = bench.measure()
    assert second.file != first.file
    assert second.digest() != first.digest()
    assert set(bench.calls().values()) == {2}
    assert record.read(first.file) == first


@pytest.mark.parametrize(
    ("part", "field", "value", "same"),
    [
        ("extractor", "version", "9", False),
        ("dataset", "sha256", "0" * 64, False),
        ("metrics", "words", "9", False),
        ("limits", "memory_mb", 9, False),
        ("limits", "seconds", 60, True),  # as it is 60.0
        ("machine", "jobs", 9, True),
        ("webassay", "commit", "9", True),
    ],
)
def test_a_run_is_known_by_what_decides_its_outcome(
    bench: Bench, part: str, field: str, value: Any, *, same: bool
) -> None:
    first = bench.measure().header
    second = copy.deepcopy(first)
    second[part][field] = value
    assert (record.key(second) == record.key(first)) is same


def test_a_run_names_those_of_its_metrics_for_which_the_dataset_has_gold(tiny: Path) -> None:
    # What is named is part of what makes two runs the same, so a new metric leaves the results on
    # datasets as they are for which it has nothing to say.
    segments, bundled = datasets.load(tiny), datasets.load(datasets.bundled())
    nothing, usual = registry.get("nothing"), Settings(tiny)
    assert header_of(segments, nothing, usual)["metrics"].keys() == {"segments"}
    texts = {"words", "shingles", "lines", "rouge", "levenshtein"}
    assert header_of(bundled, nothing, usual)["metrics"].keys() == texts
    chosen = replace(usual, metrics=choose(["words", "cleaneval", "segments"]))
    assert header_of(bundled, nothing, chosen)["metrics"].keys() == {"words", "cleaneval"}
    with pytest.raises(MetricError, match="has not the gold for words, cleaneval; name another"):
        header_of(segments, nothing, replace(usual, metrics=choose(["words", "cleaneval"])))


def test_naming_what_would_be_computed_anyway_is_the_same_run(bench: Bench) -> None:
    first = bench.measure()
    bench.settings = replace(bench.settings, metrics=choose(["segments"]))
    assert bench.measure().file == first.file  # these pages have gold for segments alone


def test_the_number_of_workers_changes_nothing_but_times(bench: Bench) -> None:
    one = bench.elsewhere()
    bench.settings = replace(bench.settings, jobs=3)
    assert bench.measure().digest() == one.digest()


@posix
@pytest.mark.parametrize(("jobs", "kept"), [(1, GATED), (2, 11)])
def test_a_run_that_was_killed_goes_on_where_it_was(
    bench: Bench, wait_until: Callable[..., None], jobs: int, kept: int
) -> None:
    bench.close_gate()
    bench.settings = replace(bench.settings, jobs=jobs)
    with bench.started() as process:
        wait_until(lambda: len(bench.kept()) == kept and bench.calls().total() == kept + 1)
        process.kill()
    ids = bench.kept()
    bench.open_gate()
    assert bench.run().returncode == 0
    assert [bench.calls()[page] for page in ids] == [1] * kept
    (file,) = (path for path in bench.settings.out.rglob("*") if path.is_file())
    assert record.read(file).digest() == bench.elsewhere().digest()


@pytest.mark.parametrize(
    ("lines", "rest", "kept"), [(4, 200, 3), (4, 0, 3), (1, 1, 0), (1, 0, 0), (0, 9, 0), (0, 0, 0)]
)
def test_a_line_that_was_cut_off_is_measured_again(
    bench: Bench, lines: int, rest: int, kept: int
) -> None:
    whole = bench.measure()
    written = whole.file.read_bytes().splitlines(keepends=True)
    partial = whole.file.rename(whole.file.with_name(whole.file.name + ".partial"))
    partial.write_bytes(b"".join(written[:lines]) + written[lines][:rest])
    assert bench.measure().digest() == whole.digest()
    assert bench.calls().total() == 12 + 12 - kept


def test_a_run_can_be_stopped_again_after_its_last_line_was_cut_off(bench: Bench) -> None:
    whole = bench.elsewhere()
    with Recorder(bench.settings.out, whole.header) as recorder:
        recorder.add(whole.rows[0])
    (partial,) = bench.settings.out.rglob("*.partial")
    partial.write_bytes(partial.read_bytes() + b'{"id":"page0')
    for row in whole.rows[1:3]:
        with Recorder(bench.settings.out, whole.header) as recorder:
            recorder.add(row)
    assert bench.kept() == [row["id"] for row in whole.rows[:3]]


def test_a_broken_line_of_a_stopped_run_is_named(bench: Bench) -> None:
    whole = bench.measure()
    written = whole.file.read_bytes().splitlines(keepends=True)
    partial = whole.file.rename(whole.file.with_name(whole.file.name + ".partial"))
    partial.write_bytes(written[0] + b"{}\n" + written[2])
    with pytest.raises(ResultError, match=r"\.partial:2: not a row"):
        bench.measure()


@posix
def test_two_runs_at_once_do_not_write_the_same_file(
    bench: Bench, wait_until: Callable[..., None]
) -> None:
    bench.close_gate()
    with bench.started() as first:
        wait_until(lambda: len(bench.kept()) == GATED)
        second = bench.run()
        assert second.returncode == 2
        assert "another run is writing" in bench.complaint(second.stderr)
        bench.open_gate()
        first.communicate(timeout=120)
    assert first.returncode == 0
    assert set(bench.calls().values()) == {1}
    assert len(record.read_all(bench.settings.out)[0].rows) == 12


@posix
def test_a_second_recorder_leaves_no_file_open(bench: Bench) -> None:
    header = bench.elsewhere().header
    with Recorder(bench.folder, header), pytest.raises(ResultError, match="another run"):
        Recorder(bench.folder, header).__enter__()


@posix
@pytest.mark.parametrize(("full", "kept"), [("on the way", range(1, 12)), ("at the end", [12])])
def test_a_full_disk_loses_nothing_that_was_measured(
    bench: Bench, full: str, kept: range | list[int]
) -> None:
    undisturbed = bench.elsewhere()
    folder = bench.settings.out / undisturbed.file.parent.name
    partial = folder / f"{undisturbed.file.name}.partial"
    folder.mkdir(parents=True)
    if full == "at the end":
        shutil.copy(undisturbed.file, partial)
    stopped = bench.run(sys.executable, "-c", LIMITED)
    measured = bench.kept()
    assert stopped.returncode == 2
    assert f"cannot write {folder / undisturbed.file.name}" in bench.complaint(stopped.stderr)
    assert f"{len(measured)} measured pages are kept" in bench.complaint(stopped.stderr)
    assert len(measured) in kept
    assert [*folder.iterdir()] == [partial]
    before = bench.calls()
    assert bench.run().returncode == 0
    assert not {*measured} & (bench.calls() - before).keys()
    assert record.read_all(folder)[0].digest() == undisturbed.digest()


@pytest.mark.parametrize("damage", ["folder", "packed", "gone"])
def test_a_page_that_cannot_be_read_counts_as_failed(bench: Bench, damage: str) -> None:
    file = bench.data / "eval" / "page00.html"
    file.unlink()
    if damage == "folder":
        file.mkdir()
    elif damage == "packed":
        file.with_name("page00.html.gz").write_bytes(b"\x1f\x8b\x08\x00 no, it is not")
    result = bench.measure()
    row = result.rows[0]
    assert (row["id"], row["status"], row["wall"]) == ("page00.html", "error", 0)
    assert row["reason"].startswith("unreadable page: cannot read page00.html")
    assert str(bench.folder) not in row["reason"]
    assert plain_figures(METRICS["segments"], result.rows)["recall"] == 11 / 12
    assert "page00.html: unreadable page" in bench.complaint(bench.run().stderr)


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        (1, "schema", "webassay-result/2"),
        (1, "created", "yesterday"),
        (1, "limits", None),
        (2, "status", "fine"),
        (3, "wall", -1),
        (4, "sha256", "abc"),
        (5, "mood", "meek"),
        (6, "id", ""),
        (7, "scores", {"words": {"f1": "high"}}),
        (13, "network", "host.example:80"),
    ],
)
def test_a_line_that_breaks_the_schema_is_refused_and_named(
    bench: Bench, line: int, field: str, value: Any
) -> None:
    file = bench.measure().file
    lines = file.read_text("utf-8").splitlines()
    lines[line - 1] = json.dumps(json.loads(lines[line - 1]) | {field: value})
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(ResultError) as raised:
        record.read(file)
    assert f"{file}:{line}: " in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("field", ["id", "status", "reason", "wall", "network", "scores"])
def test_a_row_that_lacks_a_field_is_not_written(bench: Bench, field: str) -> None:
    result = bench.elsewhere()
    with Recorder(bench.settings.out, result.header) as recorder:
        recorder.add(result.rows[0])
        with pytest.raises(ResultError, match="not a row of a result file"):
            recorder.add({k: v for k, v in result.rows[1].items() if k != field})
    assert bench.kept() == [result.rows[0]["id"]]


@pytest.mark.parametrize(
    ("lines", "rest", "said"),
    [(0, 0, "is empty"), (12, 0, "holds 11 of 12 pages"), (12, 50, ":13: not JSON")],
)
def test_a_result_file_that_is_not_whole_is_refused(
    bench: Bench, lines: int, rest: int, said: str
) -> None:
    file = bench.measure().file
    written = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(written[:lines]) + written[lines][:rest])
    with pytest.raises(ResultError, match=said):
        record.read(file)


def test_the_published_schema_describes_each_line(bench: Bench) -> None:
    schema = Path(record.__file__).with_name("result.schema.json").read_text("utf-8")
    valid = fastjsonschema.compile(json.loads(schema))
    for line in bench.measure().file.read_text("utf-8").splitlines():
        valid(json.loads(line))
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        valid({"id": "page"})
