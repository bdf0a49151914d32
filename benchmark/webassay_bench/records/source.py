"""Where texts come from and where they go: files and the standard streams, by format."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

from webassay_bench.records import json_lines, parquet, plain
from webassay_bench.records.record import Origin, Record, RecordError

FORMATS = ("text", "jsonl", "parquet")
STREAM = "-"
_ENDINGS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}

Sink = Callable[[Record, str], None]


class Readable(Protocol):
    """What reads the records of a stream."""

    def __call__(self, stream: IO[bytes], name: str, origin: Origin, /) -> Iterator[Record]:
        """Yield the records."""


@dataclass(frozen=True)
class Source:
    """A file of texts, or standard input.

    Attributes:
        path: of the file; None for standard input.
        format: one of `FORMATS`.
        origin: where the parts of its records are.
    """

    path: Path | None
    format: str
    origin: Origin

    @property
    def name(self) -> str:
        """What a person calls it."""
        return "standard input" if self.path is None else str(self.path)

    def records(self) -> Iterator[Record]:
        """Yield its records, as they are needed.

        Raises:
            RecordError: it cannot be read, or is not what it is taken for.
        """
        if self.format == "parquet":
            if self.path is None:
                raise RecordError("Parquet cannot be read from standard input: name a file")
            yield from parquet.read(self.path, self.name, self.origin)
            return
        read = json_lines.read if self.format == "jsonl" else plain.read
        try:
            with _opened(self.path) as stream:
                yield from read(stream, self.name, self.origin)
        except (OSError, EOFError, zlib.error) as error:
            raise RecordError(f"cannot read {self.name}: {error}") from error


def open_source(name: str, given: str, origin: Origin) -> Source:
    """Find a source.

    Args:
        name: of a file, or `-` for standard input.
        given: its format, or "" to go by the ending of its name.
        origin: where the parts of its records are.

    Raises:
        RecordError: there is no such format, or no such file.
    """
    if given and given not in FORMATS:
        raise RecordError(f"no format '{given}'; there are {', '.join(FORMATS)}")
    if name == STREAM:
        return Source(None, given or "text", origin)
    path = Path(name)
    if not path.is_file():
        raise RecordError(f"{name} is no file; name a file of texts, or - for standard input")
    ending = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    return Source(path, given or _ENDINGS.get(ending.lower(), "text"), origin)


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
    if source.path is not None and target.exists() and target.samefile(source.path):
        raise RecordError(f"{target} is what is read; write to another file")
    partial = target.with_name(target.name + ".partial")
    try:
        if source.format == "parquet":
            writer = parquet.Writer(partial, cast("Path", source.path))
            yield writer.write
            writer.close()
        else:
            with gzip.open(partial, "wb") if target.suffix == ".gz" else partial.open("wb") as file:
                yield _sink(source, cast("IO[bytes]", file))
        partial.replace(target)
    except OSError as error:
        raise RecordError(f"cannot write {target}: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def _sink(source: Source, stream: IO[bytes]) -> Sink:
    write = json_lines.write if source.format == "jsonl" else plain.write
    return lambda record, text: write(stream, record, text)


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    if path is None:
        yield sys.stdin.buffer
        return
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
        yield cast("IO[bytes]", stream)
