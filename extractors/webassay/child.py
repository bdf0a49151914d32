"""Programs in other languages: a long-lived child process that answers JSON lines.

A request is one line on its standard input, `{"html": ..., "url": ...}`; the answer is one line on
its standard output, `{"html": ...}` or `{"text": ...}` or `{"error": ...}`, and may hold `cpu`, the
seconds of processor time that the request took.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_DYING = 2.0  # seconds that a program has to end by itself once its pipes are closed
_spent = [0.0]  # processor seconds that children of this process have reported


def cpu_seconds() -> float:
    """Return the processor time that this process's children say they have spent, in seconds."""
    return _spent[0]


class ChildProgramError(RuntimeError):
    """The child process answered with an error, or ended."""


@dataclass
class ChildProgram:
    """A child process, started when it is first asked and again if it has ended.

    Attributes:
        command: the program and its arguments.
        folder: where it runs.
    """

    command: Sequence[str]
    folder: Path
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request and wait for its answer.

        Raises:
            ChildProgramError: the program says that it failed, or is gone.
        """
        process = self._running()
        assert process.stdin is not None  # noqa: S101 # both are pipes, as `_running` asked
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except OSError:
            line = ""
        if not line:
            raise ChildProgramError(f"{self.command[0]} ended with code {self._end(process)}")
        try:
            answer: dict[str, Any] = dict(json.loads(line))
        except (TypeError, ValueError) as error:
            self._end(process)  # what it says next would be taken for the next answer
            raise ChildProgramError(f"{self.command[0]} answered no JSON: {line[:80]!r}") from error
        _spent[0] += float(answer.get("cpu", 0.0))
        if "error" in answer:
            raise ChildProgramError(str(answer["error"]))
        return answer

    def _end(self, process: subprocess.Popen[str]) -> int:
        self._process = None
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):  # its own end tells more than ours
            return process.wait(_DYING)
        process.kill()
        return process.wait()

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603 # the command is the adapter's own
                self.command,
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        return self._process
