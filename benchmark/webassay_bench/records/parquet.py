"""Parquet: one column is the text; the schema and all other columns stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webassay.errors import UnavailableError
from webassay_bench.records.record import Origin, Record, RecordError

_ROWS = 1024  # read at once


@dataclass(frozen=True)
class Row:
    """A row of a batch that was read.

    Attributes:
        batch: the whole batch.
        number: of the row in it.
        column: of the text.
    """

    batch: Any
    number: int
    column: int

    @property
    def is_last(self) -> bool:
        """Whether the batch ends with it."""
        return bool(self.number + 1 == self.batch.num_rows)


def read(path: Path, name: str, origin: Origin) -> Iterator[Record]:
    """Read a file batch by batch.

    Raises:
        UnavailableError: pyarrow is missing.
        RecordError: it is no Parquet file, or has no such column of texts.
    """
    file = open_file(path)
    schema = file.schema_arrow
    if origin.field not in schema.names:
        known = ", ".join(schema.names)
        raise RecordError(f"{name}: no column '{origin.field}'; name one with --field ({known})")
    wanted = {origin.field, origin.title_field, origin.url_field, origin.extractor_field}
    names = [column for column in schema.names if column in wanted]
    number = 0
    for batch in file.iter_batches(batch_size=_ROWS):
        rows = batch.select(names).to_pylist()
        for place, fields in enumerate(rows):
            number += 1
            where = f"{name}:{number}"
            text = origin.text(fields, where)
            row = Row(batch, place, schema.names.index(origin.field))
            yield Record(where, origin.document(text, fields), row)


def open_file(path: Path) -> Any:
    """Open a Parquet file.

    Raises:
        UnavailableError: pyarrow is missing.
        RecordError: it is no such file.
    """
    arrow = _library()
    try:
        return arrow.ParquetFile(path)
    except (OSError, ValueError) as error:
        raise RecordError(f"{path} cannot be read as Parquet: {error}") from error


class Writer:
    """Writes the rows of a file again, with other texts."""

    def __init__(self, path: Path, like: Path) -> None:
        """Begin a file with the schema of another."""
        self._writer = _library().ParquetWriter(path, open_file(like).schema_arrow)
        self._texts: list[str | None] = []

    def write(self, record: Record, text: str) -> None:
        """Take a row's text; a batch is written once it is whole."""
        import pyarrow as pa

        row: Row = record.data
        was_null = row.batch.column(row.column)[row.number].as_py() is None
        self._texts.append(None if was_null else text)
        if row.is_last:
            field = row.batch.schema.field(row.column)
            column = pa.array(self._texts, field.type)
            self._writer.write_batch(row.batch.set_column(row.column, field, column))
            self._texts = []

    def close(self) -> None:
        """End the file."""
        self._writer.close()


def _library() -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UnavailableError("Parquet needs pyarrow: pip install 'webassay[parquet]'") from error
    return parquet
