"""Extractors for tests: they do what each page tells them to do, good or bad.

Workers find this file through PYTHONPATH, which the fixture `fakes` sets. A page names its deed in
a comment, `<!-- do: NAME ARGUMENT -->`; a page without one is answered with its text.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from webassay import Extractor, Page, UnavailableError

_DEED = re.compile(r"<!-- do: (\w+) ?(\S*) -->")
_CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"
_UNPRINTABLE = type("Unprintable", (ValueError,), {"__str__": lambda _self: 1 / 0})


def page_that(does: str) -> bytes:
    """Make a page that has something done, such as `exit 3`."""
    return f"<!-- do: {does} -->".encode()


def _obey(page: Page) -> Any:
    _note_call(page)
    deed = _DEED.search(page.text)
    if deed is None:
        return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())
    return DEEDS[deed[1]](deed[2])


def _miss(_: Page) -> str:
    raise UnavailableError("Markdown needs tide: pip install tide")


def _note_call(page: Page) -> None:
    """Append the id of the page to the file that CALLS names; the warm-up has none."""
    if page.id and (calls := os.environ.get("CALLS")):
        with Path(calls).open("a", encoding="utf-8") as file:
            file.write(page.id + "\n")


def _loop(_: str) -> None:
    while True:
        pass


def _sleep(_: str) -> None:
    time.sleep(600)


def _hold_the_lock(_: str) -> bool:
    """Backtrack for some 2**60 steps inside C, where no other Python thread gets a turn."""
    return re.match("(a+)+$", "a" * 60 + "b") is None


def _wait_at_gate(_: str) -> str:
    """Hold the page until the file that GATE names exists: a test decides how long a page takes."""
    while not Path(os.environ["GATE"]).exists():
        time.sleep(0.01)
    return "through the gate"


def _fail(message: str) -> None:
    raise ValueError(message)


def _fail_unprintably(_: str) -> None:
    raise _UNPRINTABLE


def _stop(_: str) -> None:
    raise SystemExit(0)


def _interrupt(_: str) -> None:
    raise KeyboardInterrupt


def _kill_oneself(name: str) -> None:
    os.kill(os.getpid(), int(name))


def _dereference_null(_: str) -> None:
    ctypes.string_at(0)


def _allocate(_: str) -> str:
    held: list[bytearray] = []
    while len(held) < 64:  # two GiB: where no limit holds, the machine of the tests survives
        held.append(bytearray(32 << 20))
    return "without a limit"


def _recurse(_: str) -> Any:
    return _recurse(_)


def _chat(_: str) -> str:
    """Print to standard output by each way there is, and read what is on standard input."""
    print("from Python")  # noqa: T201 # the point of it
    os.write(1, b"from the descriptor")
    subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
    return f"read {len(sys.stdin.read()) + len(os.read(0, 100))}"


def _replace_stderr(_: str) -> str:
    sys.stderr = None
    return "no standard error any more"


def _open_url(address: str) -> str:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return str(opener.open(f"http://{address}/", timeout=5).status)


def _connect(address: str) -> str:
    host, port = address.split(":")
    socket.create_connection((host, int(port)), 5).close()
    return "connected"


def _connect_quietly(address: str) -> str:
    with contextlib.suppress(OSError):
        _connect(address)
    with contextlib.suppress(OSError):
        _open_url(address)
    return "did without"


def _look_up_by_number(host: str) -> str:
    with contextlib.suppress(OSError):
        socket.getnameinfo((host, 80), 0)
    return "did without"


def _retry(count: str) -> str:
    for port in range(1, int(count) + 1):
        with contextlib.suppress(OSError):
            _connect(f"127.0.0.1:{port}")
    return "did without"


def _send_datagram(address: str) -> str:
    host, port = address.split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", (host, int(port)))
    return "sent"


def _use_local_socket(path: str) -> str:
    with socket.socket(socket.AF_UNIX) as local:
        local.connect(path)
    return "connected"


def _connect_in_child(port: str) -> str:
    child = subprocess.run([sys.executable, "-c", _CONNECT, port], capture_output=True, check=False)
    return "refused" if child.returncode else "connected"


def _leave_child(_: str) -> str:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    return str(child.pid)


DEEDS: dict[str, Callable[[str], Any]] = {
    "allocate": _allocate,
    "chat": _chat,
    "connect": _connect,
    "connect_in_child": _connect_in_child,
    "connect_quietly": _connect_quietly,
    "dereference_null": _dereference_null,
    "exit": lambda code: os._exit(int(code)),
    "fail": _fail,
    "fail_unprintably": _fail_unprintably,
    "hold_the_lock": _hold_the_lock,
    "interrupt": _interrupt,
    "kill_oneself": _kill_oneself,
    "leave_child": _leave_child,
    "look_up_by_number": _look_up_by_number,
    "loop": _loop,
    "open_url": _open_url,
    "recurse": _recurse,
    "replace_stderr": _replace_stderr,
    "retry": _retry,
    "return_blank": lambda _: " \n\t ",
    "return_int": lambda _: 7,
    "return_none": lambda _: None,
    "return_nothing": lambda _: "",
    "return_surrogates": lambda _: "torn \ud83d apart",
    "send_datagram": _send_datagram,
    "sleep": _sleep,
    "stop": _stop,
    "use_local_socket": _use_local_socket,
    "wait_at_gate": _wait_at_gate,
}

OBEDIENT = Extractor("fakes:OBEDIENT", _obey, "webassay", {"mood": "meek"}, "does as told")
STRUCTURED = Extractor(  # the text comes out, whatever becomes of the Markdown
    "fakes:STRUCTURED", lambda _page: "The text", "webassay", markdown=_obey
)
TEXT_FIRST = Extractor(  # whatever becomes of the text, there would be Markdown
    "fakes:TEXT_FIRST", _obey, "webassay", markdown=lambda _page: "# Never asked for"
)
UNEQUIPPED = Extractor("fakes:UNEQUIPPED", lambda _page: "The text", "webassay", markdown=_miss)
