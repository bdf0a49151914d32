"""JSON of others, read with one clear line where it is broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from webassay_bench.datasets.dataset import read_bytes
from webassay_bench.errors import DatasetError


def read_object(file: Path) -> dict[str, Any]:
    """Read a file that must hold one JSON object.

    Raises:
        DatasetError: it is missing, is no JSON, or is no object.
    """
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DatasetError(f"cannot read {file}: {error}") from error
    if not isinstance(content, dict):
        raise DatasetError(f"{file}: expected a JSON object, found {type(content).__name__}")
    return content


def read_records(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Read a file of JSON Lines, gzipped if its name ends in `.gz`.

    Yields:
        Where a record stands (`FILE:LINE`), and the record; blank lines are passed over.

    Raises:
        DatasetError: it cannot be read, or a line is no JSON object.
    """
    for number, line in enumerate(read_bytes(file).splitlines(), 1):
        if not line.strip():
            continue
        where = f"{file}:{number}"
        try:
            record = json.loads(line)
        except UnicodeDecodeError as error:
            raise DatasetError(f"cannot read {where}: {error}") from error
        except (ValueError, RecursionError) as error:
            raise DatasetError(f"{where}: not JSON: {error}") from error
        if not isinstance(record, dict):
            raise DatasetError(f"{where}: expected an object, found {type(record).__name__}")
        yield where, record


def text_of(record: dict[str, Any], key: str, where: str) -> str:
    """Return a text of a record, "" where it is absent or null.

    Raises:
        DatasetError: it is something else than text.
    """
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise DatasetError(f"{where}: '{key}' must be text, not {type(value).__name__}")
    return value


def texts_of(record: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    """Return the non-blank texts of a list in a record; none where it is absent or null.

    Raises:
        DatasetError: it is not a list of texts.
    """
    values = record.get(key) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise DatasetError(f"{where}: '{key}' must be a list of texts")
    return tuple(value for value in values if value.strip())


def object_of(record: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    """Return an object of a record.

    Raises:
        DatasetError: it is absent or something else.
    """
    value = record.get(key)
    if not isinstance(value, dict):
        raise DatasetError(f"{where}: '{key}' must be an object")
    return value
