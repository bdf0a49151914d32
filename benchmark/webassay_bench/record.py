"""Result files: one immutable file per run of one extractor on one version of one dataset.

A file is JSON Lines, a header and a row a page in the dataset's order, as `result.schema.json`
says; both are validated when written and when read. While a run is under way, its rows are in
`NAME.jsonl.partial`, in the order in which they came; a run that was stopped goes on from there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Self

import fastjsonschema

from webassay_bench.errors import ResultError

SCHEMA = "webassay-result/1"
_MEASURED_ANEW = ("wall", "cpu", "memory_kb")  # what differs between two runs of the same thing

Header = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """What one extractor did on one dataset.

    Attributes:
        header: where it came from.
        rows: a row for each page.
        file: where it is kept.
    """

    header: Header
    rows: tuple[Row, ...]
    file: Path

    @property
    def extractor(self) -> str:
        """The extractor's name."""
        return str(self.header["extractor"]["name"])

    @property
    def dataset(self) -> str:
        """The dataset's name, with its version where it has one."""
        dataset = self.header["dataset"]
        return f"{dataset['name']} {dataset['version']}".strip()

    @property
    def made(self) -> str:
        """When its scores were made, UTC, as ISO 8601 writes it."""
        return str(self.header.get("scored", self.header)["created"])

    @property
    def crossed(self) -> bool:
        """Whether each page was judged by a model that never saw its site."""
        return "cross_validated" in self.header["extractor"]["params"]

    @property
    def learnt(self) -> bool:
        """Whether the extractor's model learned from this very dataset, and was not crossed."""
        trained_on = self.header["extractor"].get("trained_on", {})
        dataset = self.header["dataset"]
        same = dataset["name"] in trained_on or dataset["sha256"] in trained_on.values()
        return same and not self.crossed

    @property
    def routed(self) -> bool:
        """Whether the extractor asks others, and gives whichever text seems best."""
        return "candidates" in self.header["extractor"]["params"]

    def digest(self) -> str:
        """Hash all that does not change when the same run is made again: no times, no memory."""
        identity = json.dumps(_identity(self.header), sort_keys=True)
        rows = [{k: v for k, v in row.items() if k not in _MEASURED_ANEW} for row in self.rows]
        return hashlib.sha256((identity + json.dumps(rows, sort_keys=True)).encode()).hexdigest()


class Recorder:
    """Writes the rows of one run as they come, and the result file at the end.

    Args:
        folder: where result files are kept; the file goes into a folder for its dataset.
        header: the run's header; with it the run is found again.
    """

    def __init__(self, folder: Path, header: Header) -> None:
        self.file = path_of(folder, header)
        self.header = header
        self.rows: dict[str, Row] = {}
        self._partial = self.file.with_name(self.file.name + ".partial")
        self._pipe: IO[bytes] | None = None

    def __enter__(self) -> Self:
        """Open the run, taking up the rows of one that was stopped.

        Raises:
            ResultError: the folder cannot be written, or another run is writing this file.
        """
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self._pipe = self._partial.open("a+b")
            self._lock()
            self._take_up()
        except OSError as error:
            self.__exit__()
            raise self._failure(error) from error
        except ResultError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._pipe is not None:
            with contextlib.suppress(OSError):  # its rows are on disk already, or reported lost
                self._pipe.close()

    def add(self, row: Row) -> None:
        """Write one row, so that it survives whatever ends the run next.

        Raises:
            ResultError: the row is not as the schema says, or cannot be written.
        """
        _valid(row, "row", str(self._partial))
        self._write(row)
        self.rows[row["id"]] = row

    def finish(self, order: Iterable[str]) -> Result:
        """Write the result file, rows in the given order of page ids, and drop the partial one.

        Raises:
            ResultError: it cannot be written; the rows are safe in the partial file.
        """
        rows = tuple(self.rows[page] for page in order)
        new = self.file.with_name(self.file.name + ".new.partial")
        try:
            with new.open("wb") as pipe:
                pipe.writelines(_line(record) for record in (self.header, *rows))
                pipe.flush()
                os.fsync(pipe.fileno())
            new.replace(self.file)
            self._partial.unlink(missing_ok=True)
        except OSError as error:
            new.unlink(missing_ok=True)
            raise self._failure(error) from error
        return Result(self.header, rows, self.file)

    def _take_up(self) -> None:
        assert self._pipe is not None  # noqa: S101 # opened by __enter__, the only caller
        self._pipe.seek(0)
        content = self._pipe.read()
        whole = content[: content.rfind(b"\n") + 1]  # a line that was cut off is measured again
        self._pipe.truncate(len(whole))
        lines = whole.splitlines()
        if not lines:
            self._write(self.header)
            return
        self.header = _parse(lines[0], "header", f"{self._partial}:1")
        for number, line in enumerate(lines[1:], 2):
            row = _parse(line, "row", f"{self._partial}:{number}")
            self.rows[row["id"]] = row

    def _lock(self) -> None:
        with contextlib.suppress(ImportError):  # Windows refuses to open the file twice by itself
            import fcntl

            assert self._pipe is not None  # noqa: S101 # as above
            try:
                fcntl.flock(self._pipe, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise ResultError(
                    f"another run is writing {self._partial}: wait for it or stop it"
                ) from error

    def _write(self, record: Header | Row) -> None:
        assert self._pipe is not None  # noqa: S101 # as above
        try:
            self._pipe.write(_line(record))
            self._pipe.flush()
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> ResultError:
        return ResultError(
            f"cannot write {self.file}: {error.strerror}; {len(self.rows)} measured pages are kept "
            "and the same command goes on from there"
        )


def path_of(folder: Path, header: Header) -> Path:
    """Return where the result of a run is kept: `DATASET/EXTRACTOR-VERSION-KEY.jsonl`."""
    dataset, used = header["dataset"], header["extractor"]
    where = "-".join(part for part in (dataset["name"], dataset["version"]) if part)
    what = "-".join(part for part in (used["name"], used["version"]) if part)
    return folder / _plain(where) / f"{_plain(what)}-{key(header)[:8]}.jsonl"


def key(header: Header) -> str:
    """Hash what makes two runs the same: extractor, version, settings, dataset, metrics, limits."""
    return hashlib.sha256(json.dumps(_identity(header), sort_keys=True).encode()).hexdigest()


def read(file: Path) -> Result:
    """Read and validate a result file.

    Raises:
        ResultError: it cannot be read, or is not as the schema says; the message names the line.
    """
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise ResultError(f"cannot read {file}: {error.strerror}") from error
    if not lines:
        raise ResultError(f"{file} is empty; delete it and run again")
    header = _parse(lines[0], "header", f"{file}:1")
    rows = tuple(_parse(line, "row", f"{file}:{n}") for n, line in enumerate(lines[1:], 2))
    if len(rows) != header["dataset"]["pages"]:
        raise ResultError(
            f"{file} holds {len(rows)} of {header['dataset']['pages']} pages; delete it, run again"
        )
    return Result(header, rows, file)


def is_result(file: Path) -> bool:
    """Tell whether a file of JSON Lines is a result file, whole or not."""
    try:
        with file.open("rb") as pipe:
            return pipe.readline().startswith(b'{"schema":"webassay-result/')
    except OSError:
        return False


def read_all(path: Path) -> list[Result]:
    """Read a result file, or all result files below a folder, by path.

    Raises:
        ResultError: there is none, or one of them is broken.
    """
    files = [path] if path.is_file() else sorted(path.rglob("*.jsonl"))
    if not files:
        raise ResultError(f"no result files (*.jsonl) in {path}; `webassay run` writes them")
    return [read(file) for file in files]


def _identity(header: Header) -> dict[str, Any]:
    used, dataset = header["extractor"], header["dataset"]
    extractor = [used["name"], used["distribution"], used["version"], used["params"]]
    if used.get("revision", 1) > 1:
        extractor.append(used["revision"])
    return {
        "schema": header["schema"],
        "extractor": extractor,
        "dataset": dataset["sha256"],
        "metrics": header["metrics"],
        "limits": {name: float(limit) for name, limit in header["limits"].items()},
    }


def _plain(name: str) -> str:
    """Make a name fit for a file: no separators, no surprises."""
    return "".join(c if c.isalnum() or c in "._-" else "_" for c in name).lstrip(".")


def _line(record: Header | Row) -> bytes:
    return (json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n").encode(
        "utf-8", "backslashreplace"
    )


def _parse(line: bytes, kind: str, where: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise ResultError(f"{where}: not JSON: {error}") from error
    _valid(record, kind, where)
    return dict(record)


def _valid(record: Any, kind: str, where: str) -> None:
    try:
        _validator(kind)(record)
    except fastjsonschema.JsonSchemaValueException as error:
        raise ResultError(f"{where}: not a {kind} of a result file: {error.message}") from error


@cache
def _validator(kind: str) -> Any:
    schema = json.loads(Path(__file__).with_name("result.schema.json").read_text("utf-8"))
    one = {"definitions": schema["definitions"], "$ref": f"#/definitions/{kind}"}
    return fastjsonschema.compile(one)
