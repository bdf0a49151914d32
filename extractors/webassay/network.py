"""Keep this process off the network, and note who tried.

An audit hook (PEP 578) refuses what goes through Python's sockets and cannot be undone; on Linux,
where the kernel allows it, the process also leaves the network namespace, so that neither a C
library nor a child process gets out.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET and CLONE_NEWUSER of sched.h
_LOOKUPS = frozenset(
    f"socket.{name}" for name in ("getaddrinfo", "gethostbyaddr", "gethostbyname", "getnameinfo")
)
_SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_MOST_NOTED = 20  # attempts; a loop of retries must not fill the memory


class NetworkRefusedError(PermissionError):
    """An extractor tried to reach the network during a run."""


def refuse() -> list[str]:
    """Cut this process off the network, for good.

    Returns:
        A list to which each later attempt is added as `host:port`, the first twenty of them.
    """
    attempts: list[str] = []

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _LOOKUPS:
            named = args[0] if isinstance(args[0], tuple) else args
        elif event in _SENDING and isinstance(args[1], tuple):  # a path is a local socket
            named = args[1]
        else:
            return
        target = ":".join(str(part) for part in named[:2] if part is not None)
        if len(attempts) < _MOST_NOTED and target not in attempts:
            attempts.append(target)
        raise NetworkRefusedError(f"no network during a run: {target}")

    sys.addaudithook(hook)
    _leave_network()
    return attempts


def _leave_network() -> None:
    if sys.platform == "linux":
        unshare = getattr(ctypes.CDLL(None), "unshare", None)
        if unshare is not None and unshare(_NEW_NETWORK) != 0:
            unshare(_NEW_NETWORK | _NEW_USER)  # works without privileges where the kernel allows it
