"""How a worker and its parent talk: frames of a JSON header and raw bytes over a pipe.

Each frame is the header's length (4 bytes, big-endian), the header (a JSON object in ASCII whose
`bytes` is the body's length), and the body. No pickle: what a worker has read is hostile.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

_LENGTH = struct.Struct(">I")


def send(pipe: IO[bytes], header: dict[str, Any], body: bytes = b"") -> None:
    """Write one frame and flush it.

    Raises:
        OSError: the other side is gone.
    """
    head = json.dumps(header | {"bytes": len(body)}).encode("ascii")
    pipe.write(_LENGTH.pack(len(head)) + head + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    """Read one frame, or None where the other side is gone before a whole one came."""
    prefix = pipe.read(_LENGTH.size)
    if len(prefix) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(prefix)
    head = pipe.read(length)
    if len(head) < length:
        return None
    header = json.loads(head)
    body = pipe.read(header["bytes"])
    return (header, body) if len(body) == header["bytes"] else None
