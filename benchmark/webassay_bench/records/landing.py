"""Files that come into being whole, at the end: a run that fails leaves none behind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from webassay_bench.records.record import RecordError


@contextmanager
def landing(target: Path) -> Iterator[IO[bytes]]:
    """Open a file beside the target that takes its place once all is written.

    A link is followed. What is no regular file, such as a device or a pipe, is written as it is.

    Raises:
        RecordError: it cannot be written.
    """
    if target.is_dir():
        raise RecordError(f"{target} is a folder; name a file in it")
    is_special = target.exists() and not target.is_file()
    final = target.resolve()
    partial = final.with_name(f".{final.name}.{os.getpid()}.partial")
    own = {None, str(target), str(partial), str(final)}  # an error of writing bytes names no file
    try:
        if is_special:
            with target.open("wb") as file:
                yield file
            return
        try:
            with partial.open("wb") as file:
                yield file
            if final.exists():
                shutil.copymode(final, partial)
            partial.replace(final)
        finally:
            partial.unlink(missing_ok=True)
    except BrokenPipeError:  # of standard output, while this file waits
        raise
    except OSError as error:
        if error.filename not in own:  # what failed is not this file
            raise
        raise RecordError(f"cannot write {target}: {error.strerror or error}") from error


def refuse_same(target: Path, others: Iterable[Path]) -> None:
    """See that a file to be written is none of those that are read or written too.

    Raises:
        RecordError: it is.
    """
    for other in others:
        both_there = target.exists() and other.exists()
        if target.samefile(other) if both_there else target.resolve() == other.resolve():
            raise RecordError(f"{target} is read or written already; write to another file")
