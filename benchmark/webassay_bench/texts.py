"""What extractors gave, kept beside the results: for reading pages, and for scoring them again.

A result file `NAME.jsonl` holds hashes of texts, since the texts are their publishers'. Where a run
is asked to, it keeps them in `NAME.texts.jsonl.gz`: a line a page, in the dataset's order, with its
`id`, its `text`, and its `markdown` where the extractor gives that. These are not to be published.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from webassay_bench.errors import ResultError


@dataclass(frozen=True)
class Output:
    """What an extractor gave for a page.

    Attributes:
        text: empty where it failed.
        markdown: the same as Markdown; None where the extractor gives none.
    """

    text: str
    markdown: str | None = None

    @property
    def sha256(self) -> str:
        """The hash of the text, as a row of a result has it."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def file_of(result: Path) -> Path:
    """Return where the texts of a result file are kept."""
    return result.with_name(f"{result.name.removesuffix('.jsonl')}.texts.jsonl.gz")


def read(result: Path) -> dict[str, Output]:
    """Read the texts that were kept beside a result file, by page id.

    Raises:
        ResultError: there are none, or they are damaged.
    """
    file = file_of(result)
    try:
        lines = gzip.decompress(file.read_bytes()).splitlines()
        return {page: output for page, output in map(_parse, lines)}  # noqa: C416 # pairs by name
    except FileNotFoundError as error:
        raise ResultError(
            f"no texts were kept beside {result}; `webassay run --texts` keeps them"
        ) from error
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise ResultError(f"cannot read {file}: {error}; delete it and run again") from error


def write(result: Path, outputs: dict[str, Output], order: Iterable[str]) -> None:
    """Keep texts beside a result file.

    Raises:
        ResultError: the file cannot be written.
    """
    file = file_of(result)
    new = file.with_name(file.name + ".new.partial")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # no time and no name in the header: the same texts give the same bytes
        packed = gzip.compress(b"".join(_line(page, outputs[page]) for page in order), 6, mtime=0)
        new.write_bytes(packed)
        new.replace(file)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ResultError(f"cannot write {file}: {error.strerror}") from error


class Keeper:
    """Keeps texts as they come, so that a run that is stopped goes on with them.

    Args:
        result: the result file that is being made.
    """

    def __init__(self, result: Path) -> None:
        self._result = result
        self._partial = file_of(result).with_name(file_of(result).name + ".partial")
        self._pipe: IO[bytes] | None = None
        self.outputs: dict[str, Output] = {}

    def __enter__(self) -> Self:
        """Open the file, taking up the texts of a run that was stopped.

        Raises:
            ResultError: it cannot be read or written.
        """
        try:
            self._partial.parent.mkdir(parents=True, exist_ok=True)
            self._pipe = self._partial.open("a+b")
            self._pipe.seek(0)
            content = self._pipe.read()
            whole = content[: content.rfind(b"\n") + 1]  # what was cut off comes again
            self._pipe.truncate(len(whole))
            self.outputs = dict(map(_parse, whole.splitlines()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            self.__exit__()
            raise ResultError(f"cannot use {self._partial}: {error}; delete it") from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None:
            self._pipe.close()

    def add(self, page: str, output: Output) -> None:
        """Keep the output of a page.

        Raises:
            ResultError: it cannot be written.
        """
        assert self._pipe is not None  # noqa: S101 # opened by __enter__
        try:
            self._pipe.write(_line(page, output))
            self._pipe.flush()
        except OSError as error:
            raise ResultError(f"cannot write {self._partial}: {error.strerror}") from error
        self.outputs[page] = output

    def finish(self, order: Iterable[str]) -> None:
        """Pack the texts, in the given order of page ids.

        Raises:
            ResultError: the file cannot be written.
        """
        write(self._result, self.outputs, order)
        self._partial.unlink(missing_ok=True)


def _line(page: str, output: Output) -> bytes:
    record = {"id": page, "text": output.text}
    if output.markdown is not None:
        record["markdown"] = output.markdown
    return json.dumps(record, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"


def _parse(line: bytes) -> tuple[str, Output]:
    record = json.loads(line)
    return record["id"], Output(record["text"], record.get("markdown"))
