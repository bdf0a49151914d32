"""Texts to practise on: labelled line by line, learnt from, and never judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from webassay.junk.document import Document
from webassay.junk.line import CATEGORIES, CONTENT
from webassay_bench.datasets.json_file import read_records
from webassay_bench.errors import DatasetError
from webassay_bench.train.junk import labels
from webassay_bench.train.junk.lessons import GOLD, NO_CATEGORY, Lesson

_OPTIONAL = "optional"
_LABELS = {CONTENT: labels.CONTENT, _OPTIONAL: labels.AMBIGUOUS} | dict.fromkeys(
    CATEGORIES, labels.JUNK
)


def read_practice(folder: Path) -> list[Lesson]:
    """Read a folder of `LANGUAGE.jsonl`, each line of which is a text.

    A text has an `id`, the `title` of its page, its `language`, and `lines`: pairs of a label
    (`content`, `optional`, or a category of junk) and what the line says.

    Raises:
        DatasetError: the folder has no such file, or a text in it is broken.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise DatasetError(f"{folder} holds no texts to practise on (LANGUAGE.jsonl)")
    return [_lesson(record, where) for file in files for where, record in read_records(file)]


def _lesson(told: dict[str, Any], where: str) -> Lesson:
    try:
        named, lines = zip(*told["lines"], strict=True)
        known = [_LABELS[label] for label in named]
        document = Document("", title=told["title"])
        name, language = told["id"], told["language"]
    except (ValueError, KeyError, TypeError) as error:
        raise DatasetError(
            f"{where}: a text needs id, title, language, and lines of label and text: {error!r}"
        ) from error
    return Lesson(
        f"practice:{name}",
        name,
        document,
        list(lines),
        np.array(known, np.int8),
        np.array([CATEGORIES.index(n) if n in CATEGORIES else NO_CATEGORY for n in named], np.int8),
        language,
        weight=GOLD,
        practice=True,
    )
