"""The desk on which a folder of pages is labelled: what is done, what is a guess, what is saved.

Each reader's state of a page is in `PAGE/passes/READER.jsonl`, a line of it for each line of the
page, with `"guess": true` while nobody has confirmed it. It is written anew at every change, and
put in place in one step. Once all lines of a page are confirmed, a reader who works alone has its
`lines.jsonl` written too; of two readers, it is written by the one who decides between them.
"""

from __future__ import annotations

import json
import os
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webassay import Page
from webassay_bench.agreement import paired_lines
from webassay_bench.datasets.dataset import read_bytes
from webassay_bench.datasets.json_file import read_records
from webassay_bench.datasets.labels import LabelledLine, read_lines, write_lines
from webassay_bench.datasets.suite import ALONE, DECISION, PAGE_FILES, PASSES, page_folders
from webassay_bench.errors import DatasetError
from webassay_bench.label.guess import guess_lines
from webassay_bench.label.marked import marked_page

_NAME = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Mark:
    """What a reader says of one line.

    Attributes:
        label: content, junk or optional.
        category: of junk.
        guess: whether it still is the extractor's guess.
    """

    label: str
    category: str | None
    guess: bool


class Desk:
    """Pages to label, for one reader.

    Args:
        root: the suite's folder, with a folder for each page.
        reader: the reader's name; `ALONE` for one who works alone, `DECISION` for one who decides
            between two passes.

    Raises:
        DatasetError: there is no page, or the name cannot be a file's name.
    """

    def __init__(self, root: Path, reader: str = ALONE) -> None:
        if not _NAME.fullmatch(reader):
            raise DatasetError(f"'{reader}' cannot be a reader's name: letters, digits, - and _")
        self.root = root
        self.reader = reader
        self.folders = {folder.name: folder for folder in page_folders(root)}
        if not self.folders:
            raise DatasetError(f"{root} holds no pages to label")
        self._writing = threading.Lock()
        self._guessed: dict[str, list[Mark]] = {}

    def progress(self) -> list[dict[str, Any]]:
        """List the pages with the number of their lines and of those confirmed."""
        listed = []
        for name, folder in self.folders.items():
            file = self._file(folder)
            marks = _read_marks(file) if file.is_file() else None
            done = sum(not mark.guess for _, mark in marks or [])
            listed.append({"page": name, "lines": len(marks) if marks else None, "done": done})
        return listed

    def open(self, name: str) -> dict[str, Any]:
        """Return a page's lines with their marks, guessing those that nobody has marked.

        Returns:
            `lines`: for each its `text`, `label`, `category`, `guess`, and when deciding `said`,
            the two readers' marks where they differ.

        Raises:
            DatasetError: there is no such page, it cannot be read, or the passes do not fit it.
        """
        folder = self._folder(name)
        marks = self._marks(name)
        lines = [line for line, _ in marks]
        said = self._said(folder) if self.reader == DECISION else [None] * len(lines)
        rows = [
            {"text": line, **vars(mark), **({"said": both} if both else {})}
            for (line, mark), both in zip(marks, said, strict=True)
        ]
        return {"page": name, "lines": rows}

    def html(self, name: str) -> str:
        """Return a page made safe to show, its lines marked.

        Raises:
            DatasetError: there is no such page, or it cannot be read.
        """
        return marked_page(Page(read_bytes(self._folder(name) / PAGE_FILES[0])).text)[0]

    def save(self, name: str, changes: list[dict[str, Any]]) -> dict[str, Any]:
        """Mark lines of a page, on disk before this returns.

        Args:
            name: the page.
            changes: for each its `line` (a number), `label`, `category` and `guess`.

        Returns:
            The number of `lines`, of those `done`, and whether the page is `finished`.

        Raises:
            DatasetError: a change is not valid; nothing is changed then.
        """
        folder = self._folder(name)
        with self._writing:
            file = self._file(folder)
            marks = self._marks(name)
            for change in changes:
                number, mark = _checked(change, len(marks))
                marks[number] = (marks[number][0], mark)
            self._store(file, marks)
            done = sum(not mark.guess for _, mark in marks)
            finished = done == len(marks)
            if finished and self.reader in {ALONE, DECISION}:
                labelled = [LabelledLine(text, m.label, m.category) for text, m in marks]
                write_lines(folder / PAGE_FILES[1], [*labelled, *_unseen_lines(folder)])
        return {"lines": len(marks), "done": done, "finished": finished}

    def _marks(self, name: str) -> list[tuple[str, Mark]]:
        """Return a page's lines as they are marked, or with guesses if nobody has begun.

        Guesses are kept here until the first change: to look at a page leaves no trace on disk.
        """
        folder = self._folder(name)
        file = self._file(folder)
        text = Page(read_bytes(folder / PAGE_FILES[0])).text
        lines = marked_page(text)[1]
        if file.is_file():
            marks = _read_marks(file)
        else:
            if name not in self._guessed:
                self._guessed[name] = self._start(folder, text, lines)
            marks = list(zip(lines, self._guessed[name], strict=True))
        if [line for line, _ in marks] != lines:
            raise DatasetError(f"{file} is of other lines than the page now has; remove it")
        return marks

    def _start(self, folder: Path, text: str, lines: list[str]) -> list[Mark]:
        if self.reader == DECISION:
            return [
                Mark(first.label or "junk", first.category, guess=first != second)
                for first, second in paired_lines(folder)
            ]
        finished = folder / PAGE_FILES[1]
        if self.reader == ALONE and finished.is_file():
            labelled = [line for line in read_lines(finished) if line.source is None]
            if [line.text for line in labelled] == lines:
                return [
                    Mark(x.label or "junk", x.category, guess=x.label is None) for x in labelled
                ]
        return [Mark(label, category, guess=True) for label, category in guess_lines(text, lines)]

    def _said(self, folder: Path) -> list[list[dict[str, Any]] | None]:
        return [
            None
            if first == second
            else [{"label": x.label, "category": x.category} for x in (first, second)]
            for first, second in paired_lines(folder)
        ]

    def _folder(self, name: str) -> Path:
        folder = self.folders.get(name)
        if folder is None:  # a name from the browser never becomes a path
            raise DatasetError(f"there is no page '{name}'")
        return folder

    def _file(self, folder: Path) -> Path:
        return folder / PASSES / f"{self.reader}.jsonl"

    def _store(self, file: Path, marks: list[tuple[str, Mark]]) -> None:
        rows = []
        for text, mark in marks:
            row: dict[str, Any] = {"text": text, "label": mark.label}
            if mark.category is not None:
                row["category"] = mark.category
            if mark.guess:
                row["guess"] = True
            rows.append(json.dumps(row, ensure_ascii=False) + "\n")
        file.parent.mkdir(exist_ok=True)
        new = file.with_suffix(".new")
        try:
            with new.open("w", encoding="utf-8") as pipe:
                pipe.writelines(rows)
                pipe.flush()
                os.fsync(pipe.fileno())
            new.replace(file)
        except OSError as error:
            raise DatasetError(f"cannot save {file}: {error.strerror}") from error


def _unseen_lines(folder: Path) -> list[LabelledLine]:
    """Return the lines of a page that stand in its scripts: they are not shown, and are kept."""
    file = folder / PAGE_FILES[1]
    return [line for line in read_lines(file) if line.source] if file.is_file() else []


def _read_marks(file: Path) -> list[tuple[str, Mark]]:
    guesses = [record.get("guess", False) for _, record in read_records(file)]
    return [
        (line.text, Mark(line.label or "junk", line.category, guess))
        for line, guess in zip(read_lines(file), guesses, strict=True)
    ]


def _checked(change: dict[str, Any], count: int) -> tuple[int, Mark]:
    try:
        number, guess = change["line"], change["guess"]
        line = LabelledLine("", change["label"], change.get("category"))
    except (KeyError, TypeError) as error:
        raise DatasetError(f"a change needs line, label and guess: {error}") from error
    if not isinstance(number, int) or not 0 <= number < count or not isinstance(guess, bool):
        raise DatasetError(f"there is no line {number!r} among {count}")
    if defect := line.defect():
        raise DatasetError(defect)
    return number, Mark(str(line.label), line.category, guess)
