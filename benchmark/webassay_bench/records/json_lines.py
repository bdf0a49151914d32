"""JSON lines: an object a line, one of whose fields is the text; all others stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from webassay_bench.records.plain import lines_of
from webassay_bench.records.record import Origin, Record, RecordError


def read(stream: IO[bytes], name: str, origin: Origin) -> Iterator[Record]:
    """Read records; blank lines are none.

    Raises:
        RecordError: a line is no JSON object, or has no such text.
    """
    for number, line in enumerate(lines_of(stream, name), start=1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        fields = _object(line, where)
        text = origin.text(fields, where)
        yield Record(where, origin.document(text, fields), (line, fields, origin.field))


def write(stream: IO[bytes], record: Record, text: str) -> None:
    """Write a record with its text; where that is the same, as it was, byte for byte."""
    line, fields, field = record.data
    if text == (fields[field] or ""):
        stream.write(line if line.endswith(b"\n") else line + b"\n")
        return
    changed = json.dumps(fields | {field: text}, ensure_ascii=False)
    stream.write(changed.encode("utf-8", "surrogatepass") + b"\n")


def _object(line: bytes, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{where}: not JSON: {error}") from error
    if not isinstance(found, dict):
        raise RecordError(f"{where}: a {type(found).__name__}, not an object")
    return found
