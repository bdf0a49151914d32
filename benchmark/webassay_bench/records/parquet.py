"""Parquet: one column is the text; the schema and all other columns stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webassay.errors import UnavailableError
from webassay_bench.records.record import Origin, Record, RecordError

_ROWS = 1024  # read at once, or fewer where they are large
_BYTES = 1 << 24  # of rows that are read at once
_BUFFER = 1 << 20  # bytes
_GROUP = 1 << 27  # bytes of a group of rows that is written, at most


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a batch that was read.

    Attributes:
        batch: the whole batch.
        number: of the row in it.
        column: of the text.
        ends_group: whether the batch is the last of a group of rows.
    """

    batch: Any
    number: int
    column: int
    ends_group: bool

    @property
    def is_last(self) -> bool:
        """Whether the batch ends with it."""
        return bool(self.number + 1 == self.batch.num_rows)


def read(path: Path, name: str, origin: Origin) -> Iterator[Record]:
    """Read a file batch by batch; an empty one has no rows.

    Raises:
        UnavailableError: pyarrow is missing.
        RecordError: it is no Parquet file, is damaged, or has no such column of texts.
    """
    if not path.stat().st_size:
        return
    file = open_file(path, name)
    known = file.schema_arrow.names
    _check(known, name, origin)
    wanted = {origin.field, origin.title_field, origin.url_field, origin.extractor_field}
    number = 0
    for batch, ends_group in _batches(file, name):
        fields_of = batch.select([column for column in known if column in wanted]).to_pylist()
        for place, fields in enumerate(fields_of):
            number += 1
            where = f"{name}:{number}"
            document = origin.document(origin.text(fields, where), fields)
            yield Record(where, document, Row(batch, place, known.index(origin.field), ends_group))


def _check(known: list[str], name: str, origin: Origin) -> None:
    for option, column in (
        ("--field", origin.field),
        ("--title-field", origin.title_field),
        ("--url-field", origin.url_field),
        ("--extractor-field", origin.extractor_field),
    ):
        if (column or option == "--field") and known.count(column) != 1:
            there = "no column" if column not in known else "more than one column"
            listed = ", ".join(known)
            raise RecordError(f"{name}: {there} '{column}'; name one with {option} ({listed})")


def _batches(file: Any, name: str) -> Iterator[tuple[Any, bool]]:
    """Yield batches of rows, and of each whether it ends a group."""
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        rows = max(1, min(_ROWS, _BYTES * about.num_rows // max(about.total_byte_size, 1)))
        left = about.num_rows
        batches = file.iter_batches(rows, [group], use_threads=False)
        while left > 0:
            try:
                batch = next(batches)
            except (OSError, ValueError, StopIteration) as error:
                raise RecordError(f"{name} is damaged as Parquet: {error}") from error
            left -= batch.num_rows
            yield batch, left <= 0


def open_file(path: Path, name: str) -> Any:
    """Open a Parquet file.

    Raises:
        UnavailableError: pyarrow is missing.
        RecordError: it is no such file.
    """
    library = _library()
    try:
        return library.ParquetFile(path, buffer_size=_BUFFER, pre_buffer=False)
    except (OSError, ValueError) as error:
        raise RecordError(f"{name} cannot be read as Parquet: {error}") from error


class Writer:
    """Writes the rows of a file again, with other texts, in groups and packed like those read."""

    def __init__(self, stream: Any, like: Path, name: str) -> None:
        """Begin a file with the schema of another; of one without a byte it is another such."""
        self._writer = None
        self._texts: list[str | None] = []
        self._waiting: list[Any] = []
        if like.stat().st_size:
            file = open_file(like, name)
            self._writer = _library().ParquetWriter(
                stream, file.schema_arrow, compression=_packing(file.metadata)
            )

    def write(self, record: Record, text: str) -> None:
        """Take a row's text; a group is written once it is whole, or large."""
        import pyarrow as pa

        row: Row = record.data
        is_null = not row.batch.column(row.column)[row.number].is_valid
        self._texts.append(None if is_null else text)
        if row.is_last:
            field = row.batch.schema.field(row.column)
            column = pa.array(self._texts, field.type)
            self._waiting.append(row.batch.set_column(row.column, field, column))
            self._texts = []
            if row.ends_group or sum(batch.nbytes for batch in self._waiting) >= _GROUP:
                self._flush()

    def close(self) -> None:
        """End the file."""
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(self._waiting)
        self._waiting = []
        assert self._writer is not None  # noqa: S101 # there are no rows in a file without bytes
        self._writer.write_table(table, row_group_size=max(table.num_rows, 1))


def _packing(about: Any) -> Any:
    """Return how the columns of a file are compressed."""
    if not about.num_row_groups:
        return "snappy"
    group = about.row_group(0)
    columns = [group.column(number) for number in range(group.num_columns)]
    packed = {column.path_in_schema: column.compression for column in columns}
    return {path: "none" if how == "UNCOMPRESSED" else how for path, how in packed.items()}


def _library() -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise UnavailableError("Parquet needs pyarrow: pip install 'webassay[parquet]'") from error
    return parquet
