"""The command line: what it says, on which stream, with which exit code, and never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Bench

Done = subprocess.CompletedProcess[str]
Command = Callable[..., Done]

SUITE = {
    "p/page.html": "<p>Tide",
    "p/lines.jsonl": '{"text": "Tide", "label": "content"}\n',
    "p/meta.toml": "",
}
# A shell that starts the tests in the background may have had them ignore it.
INTERRUPTIBLE = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    "os.execv(sys.argv[1], sys.argv[1:])"
)


def complaint(done: Done, code: int) -> str:
    """Return the one line with which a command ended, and see that there is nothing else."""
    assert "Traceback" not in done.stderr, done.stderr
    (line,) = (line for line in done.stderr.splitlines() if line.startswith("webassay: "))
    assert (done.returncode, done.stdout) == (code, "")
    return line


def data(done: Done) -> Any:
    """Return the JSON on standard output, of a command that went well."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def write(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, encoding="utf-8")
    return root


def test_an_unknown_metric_lists_those_that_there_are(command: Command) -> None:
    line = complaint(command("run", "--extractors", "nothing", "--metrics", "words,wrods"), 2)
    assert "no metric 'wrods'" in line
    assert "levenshtein" in line


def test_a_run_by_named_metrics_is_ranked_by_one_of_them(command: Command, tmp_path: Path) -> None:
    suite = write(tmp_path / "suite", SUITE)
    options = ["--dataset", suite, "--metrics", "levenshtein,rouge_unicode"]
    extractors = ["--extractors", "nothing,everything"]
    (board,) = data(command("run", *options, *extractors, "--json"))
    assert board["metric"] == "levenshtein"
    first, last = board["standings"]
    assert first["scores"].keys() == {"levenshtein", "rouge_unicode"}
    assert first["scores"]["levenshtein"]["similarity"]["value"] == 1
    assert last["scores"]["rouge_unicode"]["lsum_f1"]["value"] == 0
    assert "ranked by similarity of levenshtein" in command("leaderboard").stdout
    assert "| levenshtein similarity |" in command("leaderboard", "--markdown").stdout
    line = complaint(command("run", *options[:3], "segments", *extractors), 2)
    assert "has not the gold for segments" in line


@pytest.mark.parametrize("arguments", [("run", "--extractors"), ("extract", "-", "--extractor")])
def test_an_unknown_extractor_lists_the_near_names(
    command: Command, arguments: tuple[str, ...]
) -> None:
    line = complaint(command(*arguments, "trafilatura-fats"), 2)
    assert "unknown extractor 'trafilatura-fats'" in line
    assert "trafilatura-fast" in line


def test_a_name_like_no_other_leads_to_the_list(command: Command) -> None:
    assert "webassay list" in complaint(command("run", "--extractors", "xyz"), 2)


@pytest.mark.parametrize("source", ["def broken(:", "raise RuntimeError('no key')", "X = 1", None])
def test_an_extractor_that_is_being_written_and_does_not_load_is_said_in_one_line(
    command: Command, tmp_path: Path, source: str | None
) -> None:
    if source is not None:
        write(tmp_path, {"mine.py": source})
    done = command("extract", "-", "--extractor", "mine:X", PYTHONPATH=str(tmp_path))
    assert "'mine:X'" in complaint(done, 2)


def test_an_extractor_that_workers_cannot_load_fails_and_the_others_go_on(
    command: Command, tiny: Path, tmp_path: Path
) -> None:
    source = (
        "import os, sys, webassay\n"
        "X = webassay.Extractor('mine:X', str, 'webassay')\n"
        "'webassay.worker' in sys.orig_argv and os._exit(0)\n"
    )
    write(tmp_path, {"mine.py": source})
    names = ("--extractors", "mine:X,everything")
    done = command("run", "--dataset", tiny, *names, "--json", PYTHONPATH=str(tmp_path))
    assert done.returncode == 1
    assert "cannot be started" in done.stderr
    (board,) = json.loads(done.stdout)
    assert [standing["extractor"] for standing in board["standings"]] == ["everything"]


def test_an_extractor_that_is_being_written_is_run_whatever_it_calls_itself(
    command: Command, tiny: Path, tmp_path: Path
) -> None:
    source = "import webassay\nX = webassay.Extractor('nothing', lambda page: 'tide', 'webassay')"
    write(tmp_path, {"mine.py": source})
    run = ("run", "--dataset", tiny, "--extractors", "mine:X", "--json")
    (board,) = data(command(*run, PYTHONPATH=str(tmp_path)))
    assert board["standings"][0]["statuses"] == {"ok": 12}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (None, "does not exist"),
        ({"a.txt": ""}, "none of the known layouts"),
        ({"evaldata.json": "{", "eval/x": ""}, "evaldata.json"),
        ({"evaldata.json": '{"u": {"file": "a\\u0000b"}}', "eval/x": ""}, "plain file name"),
        ({"evaldata.json": '{"u": {"file": "a\\ud800b"}}', "eval/x": ""}, "plain file name"),
        ({"evaldata.json": "[" * 99999, "eval/x": ""}, "evaldata.json"),
        ({"ground-truth.json": '{"k": ', "html/k.html": ""}, "ground-truth.json"),
        ({"dev/ground-truth/1.json": "nope", "dev/html/1.html": ""}, "1.json"),
        (SUITE | {"p/lines.jsonl": "{"}, "lines.jsonl:1"),
        (SUITE | {"p/meta.toml": "url"}, "meta.toml"),
        (SUITE | {"p/meta.toml": "url = 5"}, "meta.toml"),
        (SUITE | {"manifest.json": "{"}, "manifest.json"),
        (SUITE | {"manifest.json": '{"name": 5}'}, "manifest.json"),
    ],
)
def test_a_dataset_that_cannot_be_read_is_said_in_one_line(
    command: Command, tmp_path: Path, files: dict[str, str] | None, said: str
) -> None:
    root = tmp_path / "data"
    if files is not None:
        write(root, files)
    assert said in complaint(command("run", "--dataset", root, "--extractors", "nothing"), 2)


@pytest.mark.parametrize("arguments", [("leaderboard",), ("compare", "justext", "nothing")])
def test_where_there_are_no_results_the_command_that_writes_them_is_named(
    command: Command, arguments: tuple[str, ...]
) -> None:
    assert "`webassay run` writes them" in complaint(command(*arguments), 2)


@pytest.mark.parametrize(
    ("source", "said"), [("gone.html", "No such file"), (".", "Is a directory")]
)
def test_a_page_that_cannot_be_read_is_said_in_one_line(
    command: Command, source: str, said: str
) -> None:
    assert f"cannot read {source}: {said}" in complaint(command("extract", source), 2)


@pytest.mark.parametrize("extractor", ["trafilatura", "justext", "readability-lxml", "everything"])
def test_a_page_without_text_ends_with_1_and_a_line(command: Command, extractor: str) -> None:
    assert "webassay: -: " in complaint(command("extract", "-", "--extractor", extractor), 1)


def test_a_page_that_takes_too_long_ends_with_1_and_a_line(
    command: Command, fakes: ModuleType
) -> None:
    arguments = ("extract", "-", "--extractor", "fakes:OBEDIENT", "--timeout", "0.5")
    done = command(*arguments, stdin=fakes.page_that("sleep"))
    assert "-: timeout: stopped after 0.5 s" in complaint(done, 1)


@pytest.mark.parametrize("source", ["-", "page.html"])
def test_the_text_of_a_page_goes_to_standard_output_and_nothing_else_anywhere(
    command: Command, article: Callable[[int], bytes], tmp_path: Path, source: str
) -> None:
    (tmp_path / "cwd" / "page.html").write_bytes(article(7))
    done = command("extract", source, stdin=article(7))
    assert (done.returncode, done.stderr) == (0, "")
    assert "This morning it is the ferry number 7 that waits." in done.stdout
    assert "Imprint" not in done.stdout


@pytest.mark.parametrize("options", [(), ("--json",)])
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_text_is_written_whatever_the_encoding_of_standard_output(
    command: Command, encoding: str, options: tuple[str, ...]
) -> None:
    arguments = ("extract", "-", "--extractor", "everything", *options)
    done = command(*arguments, stdin="<p>Hafen 港".encode(), PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Hafen" in done.stdout
    assert not options or json.loads(done.stdout)["text"] == "Hafen 港"


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_half_a_character_in_a_text_is_no_reason_to_fail(
    command: Command, fakes: ModuleType, options: tuple[str, ...]
) -> None:
    arguments = ("extract", "-", "--extractor", "fakes:OBEDIENT", *options)
    done = command(*arguments, stdin=fakes.page_that("return_surrogates"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "torn " in done.stdout


@pytest.mark.parametrize(
    ("html", "code", "status"), [(b"<p>Ebb tide", 0, "ok"), (b"<p>", 1, "empty")]
)
def test_an_extraction_as_json_holds_what_the_library_gives(
    command: Command, html: bytes, code: int, status: str
) -> None:
    done = command("extract", "-", "--extractor", "everything", "--json", stdin=html)
    found = json.loads(done.stdout)
    assert (done.returncode, found["status"], found["extractor"]) == (code, status, "everything")
    assert found["text"] == ("Ebb tide" if code == 0 else "")


def test_the_list_and_the_doctor_know_the_same_extractors(command: Command) -> None:
    listed = data(command("list", "--json"))
    doctor = data(command("doctor", "--json"))
    assert [one["name"] for one in listed] == list(doctor["extractors"])
    assert {"trafilatura", "nothing"} <= doctor["extractors"].keys()
    assert {one["name"]: one["missing"] for one in listed} == {
        name: one["missing"] for name, one in doctor["extractors"].items()
    }


def test_results_can_be_had_as_json_at_each_step(command: Command, tiny: Path) -> None:
    run = data(command("run", "--dataset", tiny, "--extractors", "nothing,everything", "--json"))
    assert run == data(command("leaderboard", "--json"))
    (board,) = run
    first, second = board["standings"]
    assert (first["extractor"], second["extractor"]) == ("everything", "nothing")
    # 12 of 12 required segments found, and 12 of 12 forbidden ones: 2 * 12 / (2 * 12 + 12).
    assert first["scores"]["segments"]["f1"]["value"] == 24 / 36
    assert second["statuses"] == {"empty": 12}
    (comparison,) = data(command("compare", "nothing", "everything", "--json"))
    assert comparison["differences"]["segments"]["recall"]["figure"]["value"] == -1
    assert comparison["differences"]["segments"]["recall"]["wins"] == 0
    line = complaint(command("compare", "nothing", "justext"), 2)
    assert "there are results of: everything, nothing" in line


@pytest.mark.parametrize("command_name", ["list", "doctor"])
def test_without_json_there_is_a_table(command: Command, command_name: str) -> None:
    done = command(command_name)
    assert done.returncode == 0
    assert "readability-lxml" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="has no such signal")
def test_an_interrupted_run_ends_with_130_and_a_line_and_keeps_its_rows(
    bench: Bench, wait_until: Callable[..., None]
) -> None:
    bench.close_gate()
    with bench.started(sys.executable, "-c", INTERRUPTIBLE) as process:
        wait_until(lambda: len(bench.kept()) == 5)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted; what has been measured is kept" in bench.complaint(stderr)
    assert len(bench.kept()) == 5


def test_an_installed_package_brings_an_extractor_by_its_plain_name(
    command: Command, tiny: Path, installed: Callable[[str], Path]
) -> None:
    path = str(installed("tide-tables"))
    done = command("extract", "-", "--extractor", "tide", stdin=b"noon", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (0, "High at noon\n")
    run = ("run", "--dataset", tiny, "--extractors", "tide", "--json")
    (board,) = data(command(*run, PYTHONPATH=path))
    (standing,) = board["standings"]
    assert (standing["extractor"], standing["version"]) == ("tide", "1.5")
    assert standing["statuses"] == {"ok": 12}


def test_two_packages_that_bring_the_same_name_are_said_in_one_line(
    command: Command, installed: Callable[[str], Path]
) -> None:
    both = [str(installed(name)) for name in ("tide-tables", "ebb-and-flow")]
    line = complaint(command("list", PYTHONPATH=os.pathsep.join(both)), 2)
    assert "two extractors are called 'tide'" in line
    assert "tide_tables:TIDE" in line
    assert "ebb_and_flow:TIDE" in line


def plug_in(site: Path, source: str) -> str:
    """Put a package with the extractor `tide` into a folder, as an installer leaves it there."""
    info = "tide-1.0.dist-info"
    metadata = "Metadata-Version: 2.1\nName: tide\nVersion: 1.0\n"
    entry = "[webassay.extractors]\ntide = tide:TIDE\n"
    files = {f"{info}/METADATA": metadata, f"{info}/entry_points.txt": entry, "tide.py": source}
    return str(write(site, files))


@pytest.mark.parametrize("command_name", ["list", "doctor"])
@pytest.mark.parametrize("source", ["import no_such_library", "def broken(:"])
def test_a_broken_package_does_not_hide_the_other_extractors(
    command: Command, tmp_path: Path, command_name: str, source: str
) -> None:
    done = command(command_name, "--json", PYTHONPATH=plug_in(tmp_path, source))
    assert "Traceback" not in done.stderr
    assert "trafilatura" in done.stdout
    assert "tide" in done.stdout + done.stderr


def test_the_doctor_names_the_extra_in_full(command: Command, tmp_path: Path) -> None:
    source = (
        "from webassay import Extractor\n"
        "TIDE = Extractor('tide', str, 'no-such-library', summary='the tide', extra='peers')\n"
    )
    done = command("doctor", PYTHONPATH=plug_in(tmp_path, source), COLUMNS="200")
    assert "no-such-library is not installed: pip install 'webassay[peers]'" in done.stdout
