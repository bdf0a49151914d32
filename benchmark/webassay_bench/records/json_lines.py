"""JSON lines: an object a line, one of whose fields is the text; all others stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from webassay_bench.records.plain import lines_of
from webassay_bench.records.record import Origin, Record, RecordError

_LONGEST = 1 << 28  # bytes of a record, which may hold a whole page beside its text
_MARK = "\ufeff"
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the text stands in a line of JSON.

    Attributes:
        before: blank lines that come before the line.
        line: all of it, with its end.
        start: of the text's value.
        end: behind it.
    """

    before: bytes
    line: str
    start: int
    end: int


def read(stream: IO[bytes], name: str, origin: Origin) -> Iterator[Record]:
    """Read records; blank lines are none.

    Raises:
        RecordError: a line is no JSON object, or has no such text.
    """
    before = b""
    for number, raw in enumerate(lines_of(stream.readline, name, _LONGEST), start=1):
        if not raw.strip():
            before += raw
            continue
        where = f"{name}:{number}"
        line = _decoded(raw, where)
        fields, spans = _object(line, int(number == 1 and line.startswith(_MARK)), where)
        text = origin.text(fields, where)
        spot = Spot(before, line, *spans[origin.field])
        yield Record(where, origin.document(text, fields), spot, weight=len(line))
        before = b""


def write(stream: IO[bytes], record: Record, text: str) -> None:
    """Write a record with its text; all else of its line stays, byte for byte."""
    spot: Spot = record.data
    line = spot.line if spot.line.endswith("\n") else spot.line + "\n"
    if text != record.document.text:
        was = line[spot.start : spot.end]
        # Escaped where it was, and where a half of a character can be written in no other way.
        escaped = was.isascii() or any("\ud800" <= character <= "\udfff" for character in text)
        line = line[: spot.start] + json.dumps(text, ensure_ascii=escaped) + line[spot.end :]
    stream.write(spot.before + line.encode("utf-8"))


def _decoded(line: bytes, where: str) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RecordError(f"{where}: not UTF-8, as JSON must be; convert the file") from error


def _object(line: str, start: int, where: str) -> tuple[dict[str, Any], dict[str, tuple[int, int]]]:
    """Return the fields of an object, and where in the line their values stand."""
    try:
        start = _after_space(line, start)
        if line[start : start + 1] != "{":
            found, end = _DECODER.raw_decode(line, start)
            raise RecordError(f"{where}: {_kind(found)}, not an object; each line must hold one")
        fields, spans, end = _members(line, start)
        if (end := _after_space(line, end)) != len(line):
            raise json.JSONDecodeError("Extra data", line, end)  # noqa: TRY301 # as `json` would
    except json.JSONDecodeError as error:
        raise RecordError(f"{where}: not JSON: {error.msg} (column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{where}: not JSON: {error}") from error
    return fields, spans


def _members(line: str, start: int) -> tuple[dict[str, Any], dict[str, tuple[int, int]], int]:
    fields: dict[str, Any] = {}
    spans: dict[str, tuple[int, int]] = {}
    place = _after_space(line, start + 1)
    if line[place : place + 1] == "}":
        return fields, spans, place + 1
    while True:
        if line[place : place + 1] != '"':
            raise json.JSONDecodeError("Expecting a field's name in quotes", line, place)
        key, place = _DECODER.raw_decode(line, place)
        place = _after_space(line, place)
        if line[place : place + 1] != ":":
            raise json.JSONDecodeError("Expecting ':'", line, place)
        place = _after_space(line, place + 1)
        fields[key], end = _DECODER.raw_decode(line, place)
        spans[key] = place, end
        place = _after_space(line, end)
        sign, place = line[place : place + 1], place + 1
        if sign == "}":
            return fields, spans, place
        if sign != ",":
            raise json.JSONDecodeError("Expecting ',' or '}'", line, place - 1)
        place = _after_space(line, place)


def _after_space(line: str, place: int) -> int:
    found = _SPACE.match(line, place)
    assert found is not None  # noqa: S101 # it matches nothing, too
    return found.end()


def _kind(value: Any) -> str:
    return f"a {type(value).__name__}"
