"""Run an extractor where it can do no harm: in a process of its own that can be killed.

A page that hangs, crashes the interpreter or eats the memory ends alone; the next one gets a new
process.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from typing import Any, Self

from webassay import frames
from webassay.errors import WorkerError
from webassay.extraction import Extraction, Status
from webassay.options import PLAIN, Format, Options
from webassay.page import Page

DETAILS = "details"  # a format that workers alone give: metadata and blocks, as JSON
_DYING = 5.0  # seconds that a process has to end by itself once it has closed its pipe
_START_LIMIT = 120.0  # seconds for an extractor's imports; the slowest take ten on an idle machine


@dataclass(frozen=True)
class Limits:
    """What one page may cost.

    Attributes:
        seconds: wall time.
        memory_mb: memory that the worker may allocate, in MiB; 0 for no limit. Held on Linux.
    """

    seconds: float = 20.0
    memory_mb: int = 4096


@dataclass(frozen=True)
class Measured:
    """An extraction and what it cost.

    Attributes:
        extraction: the outcome.
        wall: seconds of wall time.
        cpu: seconds of processor time, children included; None where the worker was lost.
        memory_kb: peak resident memory of the worker during the page, KiB; None where unknown.
        network: `host:port` of each refused attempt to reach the network.
        markdown: how the Markdown of the page came out, where it was asked for. What it cost and
            what it tried is not in the figures above.
    """

    extraction: Extraction
    wall: float
    cpu: float | None = None
    memory_kb: int | None = None
    network: tuple[str, ...] = ()
    markdown: Extraction | None = None


class Worker:
    """One worker process for one extractor, restarted when a page takes it down.

    Attributes:
        markdown: whether the Markdown of each page is asked for too.

    Args:
        name: the extractor, as `webassay.get` takes it.
        limits: what a page may cost; its Markdown may cost the same again.
        markdown: whether the Markdown of each page is asked for too.
    """

    def __init__(self, name: str, limits: Limits, *, markdown: bool = False) -> None:
        self._name = name
        self._limits = limits
        self.markdown = markdown
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract(self, page: Page, form: Format = "text", options: Options = PLAIN) -> Measured:
        """Run the extractor on one page.

        Args:
            page: the page.
            form: what is asked for; `in_format` must have found that the extractor gives it.
            options: set to what; `configured` must have found that the extractor takes them.

        Returns:
            What came of it; never raises for what the extractor does.

        Raises:
            WorkerError: a process for the extractor cannot be started at all.
        """
        process = self._process or self.start()
        measured = self._receive(process, self._request(page, form, options))
        if not self.markdown:
            return measured
        text = measured.extraction
        if text.status is not Status.OK:  # then the worker makes no Markdown either
            return replace(measured, markdown=text)
        if self._process is None:  # killed in the moment in which it answered
            late = f"stopped after {self._limits.seconds:g} s"
            return replace(measured, markdown=Extraction("", Status.TIMEOUT, late, self._name))
        return replace(measured, markdown=self._receive(process).extraction)

    def details(self, page: Page, options: Options = PLAIN) -> dict[str, Any] | None:
        """Find out a page's `metadata` and `blocks`, as JSON holds them; None if that fails."""
        process = self._process or self.start()
        found = self._receive(process, self._request(page, DETAILS, options)).extraction
        if found.status is not Status.OK:
            return None
        details: dict[str, Any] = json.loads(found.text)
        return details

    def _request(self, page: Page, form: str, options: Options) -> tuple[dict[str, Any], bytes]:
        header = {"id": page.id, "url": page.url, "timeout": self._limits.seconds}
        return {**header, "format": form, "options": options.given()}, page.html

    def _receive(
        self,
        process: subprocess.Popen[bytes],
        request: tuple[dict[str, Any], bytes] | None = None,
    ) -> Measured:
        """Receive an outcome, after sending a request if there is one."""
        answer, late = _ask(process, request, self._limits.seconds)
        if answer is None or late:
            self._process = None
        if answer is None:
            return self._lost(process, late=late)
        if late:  # the answer came in the moment in which its process was killed
            _close(process)
        told, text = answer
        extraction = Extraction(
            text.decode("utf-8", "surrogatepass"),
            Status(told["status"]),
            told["reason"],
            self._name,
            told["confidence"],
        )
        if extraction.status is Status.MEMORY:
            self.close()  # what is left of a process that ran out of memory is not to be trusted
        network = tuple(told["network"])
        return Measured(extraction, told["wall"], told["cpu"], told["memory_kb"], network)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the process and wait until its extractor is loaded.

        Raises:
            WorkerError: the extractor cannot be loaded; the message is its own.
        """
        # -P: what lies in the working directory must not stand in for an installed library.
        command = [sys.executable, "-P", "-m", "webassay.worker", self._name]
        self._process = subprocess.Popen(  # noqa: S603 # our own interpreter and module
            [*command, str(self._limits.memory_mb), *(["markdown"] if self.markdown else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Sets of strings come in the same order every time, so that results do too.
            env=os.environ | {"PYTHONHASHSEED": "0"},
            start_new_session=True,
        )
        assert self._process.stdout is not None  # noqa: S101 # a pipe, as asked above
        with _deadline(self._process, _START_LIMIT):
            answer = frames.receive(self._process.stdout)
        if answer is None or not answer[0]["ready"]:
            self.close()
            reason = answer[0]["reason"] if answer else "its process ended while loading it"
            raise WorkerError(f"extractor '{self._name}' cannot be started: {reason}")
        return self._process

    def close(self) -> None:
        """End the process, with all that it has started."""
        if self._process is not None:
            _close(self._process)
            self._process = None

    def _lost(self, process: subprocess.Popen[bytes], *, late: bool) -> Measured:
        if not late:
            with contextlib.suppress(subprocess.TimeoutExpired):  # its own end tells more than ours
                process.wait(_DYING)
        code = _close(process)
        if late:
            status, reason = Status.TIMEOUT, f"stopped after {self._limits.seconds:g} s"
        elif code == -getattr(signal, "SIGKILL", 9):
            status, reason = Status.MEMORY, "killed by the system, most likely out of memory"
        elif code < 0:
            status, reason = Status.ERROR, f"crashed: {_signal_name(-code)}"
        else:
            status, reason = Status.ERROR, f"ended the interpreter with exit code {code}"
        wall = self._limits.seconds if late else 0.0
        return Measured(Extraction("", status, reason, self._name), wall)


class _deadline:  # noqa: N801 # used as a function is, in a with statement
    """Kill a process unless the block ends in time; `.passed` tells whether it did not."""

    def __init__(self, process: subprocess.Popen[bytes], seconds: float) -> None:
        self.passed = False
        self._process = process
        self._timer = threading.Timer(seconds, self._act)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _act(self) -> None:
        self.passed = True
        _kill(self._process)


def _ask(
    process: subprocess.Popen[bytes], request: tuple[dict[str, Any], bytes] | None, seconds: float
) -> tuple[tuple[dict[str, Any], bytes] | None, bool]:
    """Send a request, if any; return an answer, or None if none came, and whether time ran out."""
    assert process.stdin is not None  # noqa: S101 # both are pipes, as `start` asked
    assert process.stdout is not None  # noqa: S101
    with _deadline(process, seconds) as deadline:
        answer = None
        with contextlib.suppress(OSError):
            if request is not None:
                frames.send(process.stdin, *request)
            answer = frames.receive(process.stdout)
    return answer, deadline.passed


def _kill(process: subprocess.Popen[bytes]) -> int:
    """End a process and all of its group, and return the code with which it ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    return process.wait()


def _close(process: subprocess.Popen[bytes]) -> int:
    """End a process as `_kill` does, and close the pipes to it."""
    code = _kill(process)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    return code


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal has no name
        return f"signal {number}"
