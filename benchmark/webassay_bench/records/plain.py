"""Plain texts: a file is one text, judged in parts where it is very long."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, Protocol, runtime_checkable

from webassay.encodings import decode_bytes, detect
from webassay.junk.removal import split
from webassay_bench.records.record import Origin, Record, RecordError

LONGEST = 1 << 22  # bytes of a line; no line of text is longer
_LINES = 16_384  # in a part
_SAMPLE = 1 << 16  # bytes by which an encoding is found out

Remark = Callable[[str], None]
Readline = Callable[[int], bytes]


@runtime_checkable
class Peekable(Protocol):
    """A stream that can be looked into."""

    def peek(self, size: int, /) -> bytes:
        """Return bytes that are not yet read."""


def read(stream: IO[bytes], name: str, origin: Origin, remark: Remark) -> Iterator[Record]:
    """Read a text in parts of some thousand lines.

    A line that is no UTF-8 is decoded by itself, since scraped texts mix encodings: all such lines
    of a text are taken for what the first of them look like. UTF-16 is known by its byte-order
    mark. What cannot be decoded is U+FFFD.

    Args:
        stream: the bytes.
        name: of the file.
        origin: what is known of the text.
        remark: takes a line for a person where the text is not plain UTF-8.

    Raises:
        RecordError: it is no text, or a line is too long for one.
    """
    decoder = _Decoder(name, remark)
    with decoder.lines_of(stream) as lines:
        yield from _parts(lines, name, origin, decoder)


def _parts(
    lines: Iterator[bytes], name: str, origin: Origin, decoder: _Decoder
) -> Iterator[Record]:
    mark = b""
    part: list[bytes] = []
    size = before = 0
    for number, line in enumerate(lines):
        if number == 0 and line.startswith(codecs.BOM_UTF8):
            mark, line = codecs.BOM_UTF8, line[len(codecs.BOM_UTF8) :]  # noqa: PLW2901 # no text
        part.append(line)
        size += len(line)
        if len(part) >= _LINES or size >= LONGEST:
            text = decoder.text(part)
            yield Record(name, origin.document(text, {}), mark, line=before)
            before += len(split(text)) - 1
            part, size, mark = [], 0, b""
    if part:
        yield Record(name, origin.document(decoder.text(part), {}), mark, line=before)


def write(stream: IO[bytes], record: Record, text: str) -> None:
    """Write a text, or a part of one, as UTF-8, with the byte-order mark that it had."""
    stream.write(record.data + text.encode("utf-8", "replace"))


def lines_of(readline: Readline, name: str, longest: int) -> Iterator[bytes]:
    """Yield the lines of a file, with their ends.

    Raises:
        RecordError: a line is too long, or holds what no text holds.
    """
    number = 0
    while line := readline(longest + 1):
        number += 1
        if len(line) > longest:
            raise RecordError(
                f"{name}: line {number} is longer than {longest >> 20} MiB; is it text? "
                "break it into lines first"
            )
        if b"\0" in line:
            raise RecordError(
                f"{name}: line {number} holds zero bytes: it is no text in UTF-8; "
                "convert it, or name its --format"
            )
        yield line


class _Decoder:
    """Decodes lines, and says once what was no UTF-8."""

    def __init__(self, name: str, remark: Remark) -> None:
        self._name, self._remark = name, remark
        self._other = ""

    @contextmanager
    def lines_of(self, stream: IO[bytes]) -> Iterator[Iterator[bytes]]:
        """Yield the lines, in UTF-8, of a stream that may be in UTF-16."""
        start = stream.peek(2)[:2] if isinstance(stream, Peekable) else b""
        if start not in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            yield lines_of(stream.readline, self._name, LONGEST)
            return
        self._remark(f"{self._name}: read as UTF-16; what is written is UTF-8")
        text = io.TextIOWrapper(stream, "utf-16", "replace", newline="")
        try:
            yield lines_of(
                lambda longest: text.readline(longest).encode("utf-8", "replace"),
                self._name,
                LONGEST,
            )
        finally:
            text.detach()  # whoever opened the stream closes it

    def text(self, lines: list[bytes]) -> str:
        """Decode the lines of a part."""
        try:
            return b"".join(lines).decode("utf-8")
        except UnicodeDecodeError:
            return "".join(self._line(line, lines) for line in lines)

    def _line(self, line: bytes, lines: list[bytes]) -> str:
        if _is_utf_8(line):
            return line.decode("utf-8")
        if not self._other:
            others = b"".join(other for other in lines if not _is_utf_8(other))
            self._other = detect(others[:_SAMPLE])
            as_what = (
                "what is damaged is read as U+FFFD"
                if self._other == "utf-8"
                else f"such lines are read as {self._other}"
            )
            self._remark(f"{self._name}: not all of it is UTF-8; {as_what}")
        return decode_bytes(line, self._other)


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
