"""Where texts come from and where they go: files and the standard streams, by format."""

from __future__ import annotations

import gzip
import shutil
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

from webassay_bench.records import json_lines, parquet, plain
from webassay_bench.records.landing import landing, refuse_same
from webassay_bench.records.record import Origin, Record, RecordError

FORMATS = ("text", "jsonl", "parquet")
STREAM = "-"
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
_GZIP = b"\x1f\x8b"
_GZIP_LEVEL = 6

Sink = Callable[[Record, str], None]


def _silent(_: str) -> None:
    return


@dataclass(frozen=True)
class Source:
    """A file of texts, or standard input.

    Attributes:
        path: of the file; None for standard input.
        format: one of `FORMATS`.
        origin: where the parts of its records are.
        name: what a person calls it.
        remark: takes what a person should know of how it was read, in a line.
    """

    path: Path | None
    format: str
    origin: Origin
    name: str
    remark: plain.Remark = _silent

    @property
    def is_stream(self) -> bool:
        """Whether it can be read only once, from its beginning to its end."""
        return self.path is None or not self.path.is_file()

    def kept(self, folder: Path) -> Source:
        """Return a source that can be read again: this one, or a copy in a folder.

        Raises:
            RecordError: it cannot be read, or not copied.
        """
        if not self.is_stream:
            return self
        copy = folder / str(sum(1 for _ in folder.iterdir()))
        try:
            with _opened(self.path) as stream, copy.open("wb") as file:
                shutil.copyfileobj(stream, file)
        except OSError as error:
            raise RecordError(f"cannot keep a copy of {self.name}: {error}") from error
        return replace(self, path=copy)

    def records(self) -> Iterator[Record]:
        """Yield its records, as they are needed.

        Raises:
            RecordError: it cannot be read, or is not what it is taken for.
        """
        try:
            if self.format == "parquet":
                yield from parquet.read(self.file(), self.name, self.origin)
                return
            with _opened(self.path) as packed, _unpacked(packed, self.name) as stream:
                if self.format == "jsonl":
                    yield from json_lines.read(stream, self.name, self.origin)
                else:
                    yield from plain.read(stream, self.name, self.origin, self.remark)
        except (OSError, EOFError, zlib.error) as error:
            raise RecordError(f"cannot read {self.name}: {error}") from error

    def file(self) -> Path:
        """Return the file that it is.

        Raises:
            RecordError: it is a stream, and so cannot hold Parquet.
        """
        if self.path is None or self.is_stream:
            raise RecordError(f"Parquet cannot be read from {self.name}: name a file")
        return self.path


def open_source(name: str, given: str, origin: Origin, remark: plain.Remark = _silent) -> Source:
    """Find a source.

    Args:
        name: of a file, or `-` for standard input.
        given: its format, or "" to go by the ending of its name.
        origin: where the parts of its records are.
        remark: takes what a person should know of how it was read.

    Raises:
        RecordError: there is no such format, or no such file.
    """
    if given and given not in FORMATS:
        raise RecordError(f"no format '{given}'; there are {', '.join(FORMATS)}")
    if name == STREAM:
        return Source(None, given or "text", origin, "standard input", remark)
    path = Path(name)
    if not path.exists() or path.is_dir():
        raise RecordError(f"{name} is no file; name a file of texts, or - for standard input")
    ending = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    form = given or _ENDINGS.get(ending.lower(), "text")
    return Source(path, form, origin, name, remark)


@contextmanager
def open_sink(source: Source, target: Path | None) -> Iterator[Sink]:
    """Open what takes the records of a source with their new texts.

    A file comes into being whole, at the end: a run that fails leaves none behind.

    Args:
        source: whose records are written.
        target: the file, or None for standard output.

    Raises:
        RecordError: it cannot be written, or is the source itself.
    """
    if target is None:
        if source.format == "parquet":
            raise RecordError("Parquet cannot be written to standard output: name a file with -o")
        yield _sink(source, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    if source.path is not None:
        refuse_same(target, [source.path])
    with landing(target) as file:
        if source.format == "parquet":
            writer = parquet.Writer(file, source.file(), source.name)
            try:
                yield writer.write
            finally:
                writer.close()
        else:
            with _packed(file, target) as stream:
                yield _sink(source, stream)


def _sink(source: Source, stream: IO[bytes]) -> Sink:
    write = json_lines.write if source.format == "jsonl" else plain.write
    return lambda record, text: write(stream, record, text)


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdin.buffer
        return
    with path.open("rb") as stream:
        yield stream


@contextmanager
def _unpacked(stream: IO[bytes], name: str) -> Iterator[IO[bytes]]:
    """Unpack what is gzipped: by its name, or by its first bytes where it has none."""
    first = stream.peek(2)[:2] if isinstance(stream, plain.Peekable) else b""
    if not name.endswith(".gz") and first != _GZIP:
        yield stream
        return
    with gzip.GzipFile(fileobj=stream) as unpacked:
        yield cast("IO[bytes]", unpacked)


@contextmanager
def _packed(file: IO[bytes], target: Path) -> Iterator[IO[bytes]]:
    """Pack what is written where the name says so, to the same bytes each time."""
    if target.suffix != ".gz":
        yield file
        return
    with gzip.GzipFile("", "wb", _GZIP_LEVEL, file, mtime=0) as packed:
        yield cast("IO[bytes]", packed)
