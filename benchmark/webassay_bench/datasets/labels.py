"""Labelled lines: the one truth of webassay's own gold, and what may stand in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webassay.junk.line import CATEGORIES
from webassay_bench.datasets.json_file import read_records
from webassay_bench.errors import DatasetError

LABELS = ("content", "junk", "optional")


@dataclass(frozen=True)
class LabelledLine:
    """One line of a page or a text.

    Attributes:
        text: the line, white space collapsed.
        label: one of `LABELS`, or None while it is not labelled yet.
        category: one of `CATEGORIES` for junk, else None.
        source: None for a line that is visible; `script` for one that stands only in a script.
    """

    text: str
    label: str | None
    category: str | None = None
    source: str | None = None

    def defect(self) -> str | None:
        """Say what is wrong with its labels, or None."""
        if self.label not in LABELS:
            return f"label {self.label!r} is none of {', '.join(LABELS)}"
        if self.label == "junk" and self.category not in CATEGORIES:
            return f"junk needs a category of the guidelines, not {self.category!r}"
        if self.label != "junk" and self.category is not None:
            return f"{self.label} takes no category, but has {self.category!r}"
        if self.source not in (None, "script"):  # it may be of any type
            return f"source {self.source!r} is not 'script', the only one there is"
        return None


def read_lines(file: Path) -> list[LabelledLine]:
    """Read a `lines.jsonl`.

    Raises:
        DatasetError: it cannot be read, or a line is not an object with `text` and `label`.
    """
    return [_line(record, where) for where, record in read_records(file)]


def _line(record: dict[str, Any], where: str) -> LabelledLine:
    try:
        line = LabelledLine(
            record["text"], record["label"], record.get("category"), record.get("source")
        )
    except KeyError as error:
        raise DatasetError(
            f'{where}: expected {{"text": ..., "label": ..., "category": ...}}: {error}'
        ) from error
    if not isinstance(line.text, str):
        raise DatasetError(f"{where}: the text of a line must be a string")
    return line


def write_lines(file: Path, lines: Iterable[LabelledLine]) -> None:
    """Write a `lines.jsonl`, one object a line, category and source only where there is one."""
    rows = []
    for line in lines:
        record = {"text": line.text, "label": line.label}
        record |= {n: v for n, v in (("category", line.category), ("source", line.source)) if v}
        rows.append(json.dumps(record, ensure_ascii=False) + "\n")
    file.write_text("".join(rows), encoding="utf-8")


def gold_text(lines: Iterable[LabelledLine], *, optional: bool = False) -> str:
    """Join the content lines into the gold text of a page.

    Args:
        lines: the page's labelled lines, in order.
        optional: whether the optional lines belong to the text too.
    """
    wanted = {"content", "optional"} if optional else {"content"}
    return "\n".join(line.text for line in lines if line.label in wanted)
