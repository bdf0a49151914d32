"""Plain texts: a file is one text, judged in parts where it is very long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from webassay.encodings import decode_bytes
from webassay.junk.removal import split
from webassay_bench.records.record import Origin, Record, RecordError

LONGEST = 1 << 22  # bytes of a line; no line of text is longer
_LINES = 16_384  # in a part
_OTHER = "windows-1252"  # what text that is no UTF-8 mostly is


def read(stream: IO[bytes], name: str, origin: Origin) -> Iterator[Record]:
    """Read a text in parts of some thousand lines.

    A line that is no UTF-8 is taken for windows-1252, each by itself, since scraped texts mix them.

    Raises:
        RecordError: it is no text, or a line is too long for one.
    """
    part: list[str] = []
    size = before = 0
    for number, line in enumerate(lines_of(stream, name)):
        if number == 0 and line.startswith(b"\xef\xbb\xbf"):
            part.append("\ufeff")
            line = line[3:]  # noqa: PLW2901 # its mark is kept, and is no part of the line
        part.append(_decoded(line))
        size += len(line)
        if len(part) >= _LINES or size >= LONGEST:
            text = "".join(part)
            yield Record(name, origin.document(text, {}), line=before)
            before += len(split(text)) - 1
            part, size = [], 0
    if part:
        yield Record(name, origin.document("".join(part), {}), line=before)


def write(stream: IO[bytes], _record: Record, text: str) -> None:
    """Write a text, or a part of one, as UTF-8."""
    stream.write(text.encode("utf-8", "surrogatepass"))


def lines_of(stream: IO[bytes], name: str) -> Iterator[bytes]:
    """Yield the lines of a stream, with their ends.

    Raises:
        RecordError: a line is too long, or holds what no text holds.
    """
    number = 0
    while line := stream.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise RecordError(
                f"{name}: line {number} is longer than {LONGEST >> 20} MiB; is it text? "
                "break it into lines first"
            )
        if b"\0" in line:
            raise RecordError(
                f"{name}: line {number} holds zero bytes: it is no text in UTF-8; "
                "convert it, or name its --format"
            )
        yield line


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return decode_bytes(line, _OTHER)
