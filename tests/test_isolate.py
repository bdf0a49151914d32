"""Workers: whatever an extractor does to a page, it ends alone, and the next one is well."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay import Page, Status, child, frames
from webassay.child import ChildProgram, ChildProgramError, cpu_seconds
from webassay.errors import WorkerError
from webassay.isolate import Limits, Measured, Worker

ROOMY, SHORT = Limits(seconds=60, memory_mb=512), Limits(seconds=2, memory_mb=512)
UNSHARE = (
    "import ctypes, sys; u = ctypes.CDLL(None).unshare; sys.exit(u(1 << 30) and u(0x50000000))"
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="the limit is held on Linux")


@pytest.fixture
def worker(fakes: ModuleType) -> Iterator[Worker]:
    with Worker(fakes.OBEDIENT.name, ROOMY) as worker:
        yield worker


def outcome_of(worker: Worker, html: bytes) -> Measured:
    """Run a page, and see that the next one on the same worker is well and clean."""
    measured = worker.extract(Page(html))
    following = worker.extract(Page.of("<p>The next page</p>"))
    assert following.extraction.text == "The next page", following.extraction.reason
    assert following.network == ()
    return measured


def is_gone(pid: int) -> bool:
    """Tell whether a process has ended, be it that nobody has asked for its exit code yet."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except ProcessLookupError:
        return True
    except FileNotFoundError:  # ended just now, or the system has no such files
        return Path("/proc").is_dir()


@pytest.mark.parametrize("deed", ["loop", "sleep", "hold_the_lock"])
def test_a_page_that_does_not_end_is_stopped_and_the_next_one_runs(
    fakes: ModuleType, deed: str
) -> None:
    with Worker(fakes.OBEDIENT.name, SHORT) as worker:
        measured = outcome_of(worker, fakes.page_that(deed))
    assert measured.extraction.status is Status.TIMEOUT
    assert measured.extraction.reason == "stopped after 2 s"
    assert (measured.wall, measured.cpu, measured.extraction.text) == (2, None, "")


@pytest.mark.parametrize(
    ("deed", "status", "reason"),
    [
        ("fail tide", Status.ERROR, "ValueError: tide"),
        ("fail " + "t" * 400, Status.ERROR, "ValueError: " + "t" * 288),
        ("fail_unprintably", Status.ERROR, "Unprintable"),
        ("stop", Status.ERROR, "SystemExit: 0"),
        ("interrupt", Status.ERROR, ""),
        ("exit 3", Status.ERROR, "ended the interpreter with exit code 3"),
        ("exit 0", Status.ERROR, "ended the interpreter with exit code 0"),
        ("dereference_null", Status.ERROR, "crashed: SIGSEGV"),
        ("kill_oneself 6", Status.ERROR, "crashed: SIGABRT"),
        ("kill_oneself 9", Status.MEMORY, "killed by the system, most likely out of memory"),
        pytest.param("kill_oneself 63", Status.ERROR, "crashed", marks=linux),  # it has no name
        pytest.param("allocate", Status.MEMORY, "MemoryError", marks=linux),
        ("recurse", Status.ERROR, "RecursionError: maximum recursion depth exceeded"),
        ("return_none", Status.ERROR, "returned NoneType, not str"),
        ("return_int", Status.ERROR, "returned int, not str"),
        ("return_nothing", Status.EMPTY, "no text found"),
        ("return_blank", Status.EMPTY, "no text found"),
    ],
)
def test_a_page_that_fails_says_how_and_the_next_one_runs(
    worker: Worker, fakes: ModuleType, deed: str, status: Status, reason: str
) -> None:
    found = outcome_of(worker, fakes.page_that(deed)).extraction
    assert (found.status, found.text, found.extractor) == (status, "", "fakes:OBEDIENT")
    assert found.reason.startswith(reason)
    assert 0 < len(found.reason) <= 300


@pytest.mark.parametrize(
    ("deed", "text"),
    [
        ("return_surrogates", "torn \ud83d apart"),
        ("chat", "read 0"),
        ("replace_stderr", "no standard error any more"),
    ],
)
def test_what_an_extractor_says_or_reads_does_not_get_between_the_answers(
    worker: Worker, fakes: ModuleType, deed: str, text: str
) -> None:
    assert outcome_of(worker, fakes.page_that(deed)).extraction.text == text


def test_a_page_larger_than_any_pipe_goes_there_and_back(worker: Worker) -> None:
    text = "x" * (3 << 20)
    assert outcome_of(worker, text.encode()).extraction.text == text


def test_a_page_comes_with_what_it_cost(worker: Worker) -> None:
    measured = outcome_of(worker, b"<p>A page")
    assert measured.cpu is not None
    assert measured.wall > 0
    assert sys.platform != "linux" or 1000 < (measured.memory_kb or 0) < 512 * 1024


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("raise RuntimeError('no licence key')", "no licence key"),
        ("def broken(:", "invalid syntax"),
        ("import os; os._exit(0)", "its process ended while loading it"),
        ("X = 1", "absent:X is a int, not an Extractor"),
        ("", "absent"),
        (None, "No module named 'absent'"),
    ],
)
def test_an_extractor_that_cannot_be_loaded_is_refused_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str | None, reason: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    if source is not None:
        (tmp_path / "absent.py").write_text(source)
    with (
        Worker("absent:X", ROOMY) as worker,
        pytest.raises(WorkerError, match="extractor 'absent:X' cannot be started") as raised,
    ):
        worker.extract(Page.of("<p>x"))
    assert reason in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("ends", ["when closed", "by itself"])
def test_nothing_that_a_worker_has_started_outlives_it(
    worker: Worker, fakes: ModuleType, wait_until: Callable[..., None], ends: str
) -> None:
    child = int(worker.extract(Page(fakes.page_that("leave_child"))).extraction.text)
    pids = (child, worker._process.pid if worker._process else 0)
    assert not any(map(is_gone, pids))
    if ends == "when closed":
        worker.close()
    else:
        worker.extract(Page(fakes.page_that("exit 3")))
    wait_until(lambda: all(map(is_gone, pids)))


@pytest.mark.parametrize("page", ["", "sleep"])
def test_a_worker_ends_by_itself_when_its_parent_is_killed(
    fakes: ModuleType,
    wait_until: Callable[..., None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
) -> None:
    calls = tmp_path / "calls"
    monkeypatch.setenv("CALLS", str(calls))
    parent = (
        "from webassay import Page; from webassay.isolate import Limits, Worker\n"
        f"worker = Worker('{fakes.OBEDIENT.name}', Limits(seconds=1))\n"
        "print(worker.start().pid, flush=True)\n"
        f"worker.extract(Page({fakes.page_that(page)!r}, id='x')) if {page!r} else input()\n"
    )
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", parent], **pipes) as process:
        pid = int(process.stdout.readline()) if process.stdout else 0
        assert not is_gone(pid)
        if page:
            wait_until(calls.exists)
        process.kill()
    wait_until(lambda: is_gone(pid))


@pytest.mark.parametrize(
    ("deed", "target"),
    [
        ("connect", "127.0.0.1:9"),
        ("connect", "host.example:80"),
        ("open_url", "host.example:8080"),
        ("send_datagram", "192.0.2.1:53"),
    ],
)
def test_an_extractor_that_needs_the_network_fails_and_is_noted(
    worker: Worker, fakes: ModuleType, deed: str, target: str
) -> None:
    measured = outcome_of(worker, fakes.page_that(f"{deed} {target}"))
    assert measured.extraction.status is Status.ERROR
    assert f"no network during a run: {target}" in measured.extraction.reason
    assert measured.network == (target,)


@pytest.mark.parametrize(
    ("deed", "noted"),
    [
        ("connect_quietly 192.0.2.1:80", ("192.0.2.1:80",)),
        ("connect_quietly host.example:80", ("host.example:80",)),
        ("look_up_by_number 192.0.2.1", ("192.0.2.1:80",)),
        ("retry 30", tuple(f"127.0.0.1:{port}" for port in range(1, 21))),
    ],
)
def test_an_extractor_that_does_without_the_network_is_noted_all_the_same(
    worker: Worker, fakes: ModuleType, deed: str, noted: tuple[str, ...]
) -> None:
    measured = outcome_of(worker, fakes.page_that(deed))
    assert (measured.extraction.text, measured.network) == ("did without", noted)


@linux
def test_a_child_process_has_no_network_either(worker: Worker, fakes: ModuleType) -> None:
    if subprocess.run([sys.executable, "-c", UNSHARE], check=False).returncode:
        pytest.skip("the kernel lets nobody leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        socket.create_connection(("127.0.0.1", port)).close()  # there is something to reach
        page = fakes.page_that(f"connect_in_child {port}")
        assert outcome_of(worker, page).extraction.text == "refused"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="the system has no local sockets")
def test_a_local_socket_is_not_the_network(
    worker: Worker, fakes: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # whose own path may be longer than an address can be
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        server.listen()
        measured = outcome_of(worker, fakes.page_that("use_local_socket s"))
    assert (measured.extraction.text, measured.network) == ("connected", ())


_CHILD = """
import json, sys
for line in sys.stdin:
    said = json.loads(line)["html"]
    if said == "end":
        sys.exit(3)
    if said == "chat":
        print("a word of its own")
    answer = {"error": "no article"} if said == "fail" else {"text": said.upper(), "cpu": 0.5}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChildProgram]:
    monkeypatch.setattr(child, "_spent", [0.0])  # whatever other tests' children have spent
    (tmp_path / "child.py").write_text(_CHILD)
    program = ChildProgram((sys.executable, "child.py"), tmp_path)
    yield program
    if program._process is not None:
        with program._process as process:
            process.kill()


def test_a_child_program_answers_line_by_line(program: ChildProgram) -> None:
    before = cpu_seconds()
    assert program.ask({"html": "é\n\u2028ß"})["text"] == "É\n\u2028SS"
    assert program.ask({"html": "two"})["text"] == "TWO"
    assert cpu_seconds() - before == 1.0


@pytest.mark.parametrize(("said", "reason"), [("fail", "no article"), ("end", "ended with code 3")])
def test_a_child_program_that_fails_or_ends_says_so_and_answers_the_next_one(
    program: ChildProgram, said: str, reason: str
) -> None:
    assert program.ask({"html": "one"})["text"] == "ONE"
    with pytest.raises(ChildProgramError, match=reason):
        program.ask({"html": said})
    assert program.ask({"html": "two"})["text"] == "TWO"


def test_a_word_of_its_own_does_not_shift_the_answers_of_a_child_program(
    program: ChildProgram,
) -> None:
    with pytest.raises((ChildProgramError, ValueError)):
        program.ask({"html": "chat"})
    assert program.ask({"html": "two"})["text"] == "TWO"


_values = st.none() | st.booleans() | st.integers() | st.text()
_frames = st.tuples(st.dictionaries(st.text(), _values), st.binary())


@given(st.lists(_frames, max_size=3))
def test_frames_come_out_as_they_went_in(sent: list[tuple[dict[str, Any], bytes]]) -> None:
    pipe = io.BytesIO()
    for header, body in sent:
        frames.send(pipe, header, body)
    pipe.seek(0)
    for header, body in sent:
        assert frames.receive(pipe) == (header | {"bytes": len(body)}, body)
    assert frames.receive(pipe) is None


@given(_frames, st.data())
def test_a_frame_that_is_cut_off_is_none(frame: tuple[dict[str, Any], bytes], data: Any) -> None:
    pipe = io.BytesIO()
    frames.send(pipe, *frame)
    length = data.draw(st.integers(0, len(pipe.getvalue()) - 1))
    assert frames.receive(io.BytesIO(pipe.getvalue()[:length])) is None
