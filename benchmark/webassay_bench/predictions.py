"""Outputs that were made elsewhere: in another language, by a model, by the authors of a paper.

Three layouts are read, recognised from the path:

- a folder of texts, `ID.txt` or `ID.md`, `.gz` too;
- JSON Lines, `{"id": ..., "text": ...}`, with `"markdown"` beside the text or in its place, or with
  `"error"` instead of it where the extractor failed on the page;
- a JSON object `{ID: {"articleBody": ...}}`, as the article extraction benchmark keeps outputs, or
  `{ID: text}`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webassay_bench.datasets.dataset import PAGE_ENDINGS, Dataset, read_bytes, read_text
from webassay_bench.datasets.json_file import object_of, read_object, read_records, text_of
from webassay_bench.errors import DatasetError
from webassay_bench.texts import Output

_TEXT_ENDINGS = (".txt", ".md", ".txt.gz", ".md.gz")
_LINES_ENDINGS = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_BODY = "articleBody"
ROLES = ("id", "text", "markdown", "error")
_SHOWN = 3  # unknown pages that a message names


@dataclass(frozen=True)
class Predictions:
    """Outputs for the pages of a dataset.

    Attributes:
        sha256: of the names and bytes of all files that they were read from.
        outputs: page id -> what came out.
        failures: page id -> why nothing did, where that is known.
        unknown: the ids of those that are of no page of the dataset, and count nowhere.
    """

    sha256: str
    outputs: dict[str, Output]
    failures: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def of(self, dataset: Dataset) -> Predictions:
        """Return the same under the ids of a dataset, which may be written with `.html` behind.

        Raises:
            DatasetError: none is of a page of the dataset, or two are of one page.
        """
        known = {_bare(page.id): page.id for page in dataset.pages}
        known |= {page.id: page.id for page in dataset.pages}
        names = (*self.outputs, *self.failures)
        ids = {name: known.get(name) or known.get(_bare(name)) for name in names}
        found = [page for page in ids.values() if page is not None]
        if len(set(found)) < len(found):
            raise DatasetError(f"two predictions are of one page of {dataset.name}; leave one out")
        outputs = {page: out for name, out in self.outputs.items() if (page := ids[name])}
        failures = {page: why for name, why in self.failures.items() if (page := ids[name])}
        unknown = tuple(name for name, page in ids.items() if page is None)
        placed = Predictions(self.sha256, outputs, failures, unknown)
        if not found:
            raise DatasetError(placed.unknown_line(dataset))
        return placed

    def unknown_line(self, dataset: Dataset) -> str:
        """Say in one line which predictions are of no page of the dataset."""
        shown = ", ".join(f"'{name}'" for name in self.unknown[:_SHOWN])
        pages = ", ".join(f"'{page.id}'" for page in dataset.pages[:_SHOWN])
        every = len(self.outputs) + len(self.failures) + len(self.unknown)
        return (
            f"{len(self.unknown)} of {every} predictions are of no page of {dataset.name}, such as "
            f"{shown}; its ids are like {pages}"
        )


def read(path: Path, columns: Mapping[str, str] | None = None) -> Predictions:
    """Read predictions.

    Args:
        path: a folder of texts, a file of JSON Lines, or a JSON file.
        columns: for JSON Lines: which column is the `id`, `text`, `markdown` or `error`, where it
            is not called so.

    Raises:
        DatasetError: there is no such path, it has none of the layouts, or it is broken.
    """
    if not path.exists():
        raise DatasetError(f"{path} does not exist; name a folder of texts, or a file of outputs")
    if columns and (unknown := set(columns) - set(ROLES)):
        raise DatasetError(
            f"there is no column role '{min(unknown)}'; the roles are {', '.join(ROLES)}"
        )
    if path.is_dir():
        return _folder(path)
    digest = hashlib.sha256(read_bytes(path)).hexdigest()
    if path.name.endswith(_LINES_ENDINGS):
        return _lines(path, columns or {}, digest)
    if path.name.endswith(".json"):
        return Predictions(digest, dict(_objects(path)))
    raise DatasetError(f"{path} is no folder, no .jsonl and no .json file; see docs/results.md")


def _folder(folder: Path) -> Predictions:
    digest = hashlib.sha256()
    outputs: dict[str, Output] = {}
    for file in sorted(folder.rglob("*")):
        ending = next((end for end in _TEXT_ENDINGS if file.name.endswith(end)), None)
        if ending is None or not file.is_file():
            continue
        page = file.relative_to(folder).as_posix().removesuffix(ending)
        if page in outputs:
            raise DatasetError(f"{folder} has two texts for '{page}'; keep one")
        digest.update(f"{page}\0{hashlib.sha256(read_bytes(file)).hexdigest()}\n".encode())
        text = read_text(file)
        outputs[page] = Output(text, text if ".md" in ending else None)
    if not outputs:
        raise DatasetError(f"{folder} holds no texts ({', '.join(_TEXT_ENDINGS)})")
    return Predictions(digest.hexdigest(), outputs)


def _lines(file: Path, columns: Mapping[str, str], digest: str) -> Predictions:
    role = {name: columns.get(name, name) for name in ROLES}
    outputs: dict[str, Output] = {}
    failures: dict[str, str] = {}
    for where, record in read_records(file):
        page = _page(record, role["id"], where)
        if page in outputs or page in failures:
            raise DatasetError(f"{where}: a second prediction for '{page}'; keep one")
        markdown = text_of(record, role["markdown"], where) or None
        if error := text_of(record, role["error"], where):
            failures[page] = error
        elif role["text"] in record or markdown is not None:
            outputs[page] = Output(text_of(record, role["text"], where) or markdown or "", markdown)
        else:
            raise DatasetError(
                f"{where} has no column '{role['text']}'; its columns are "
                f"{', '.join(sorted(record))}; name one with --columns text=NAME"
            )
    if not outputs and not failures:
        raise DatasetError(f"{file} holds no predictions")
    return Predictions(digest, outputs, failures)


def _page(record: dict[str, Any], column: str, where: str) -> str:
    page = record.get(column)
    if page is None or isinstance(page, bool | float | list | dict) or page == "":
        raise DatasetError(
            f"{where}: '{column}' must name a page; name a column: --columns id=NAME"
        )
    return str(page)


def _objects(file: Path) -> Iterator[tuple[str, Output]]:
    content = read_object(file)
    if not content:
        raise DatasetError(f"{file} holds no predictions")
    for page, value in content.items():
        where = f"{file}: '{page}'"
        if isinstance(value, str):
            yield page, Output(value)
        else:
            yield page, Output(text_of(object_of(content, page, str(file)), _BODY, where))


def _bare(page: str) -> str:
    """Return a page's id without the ending of its file."""
    ending = next((ending for ending in PAGE_ENDINGS if page.lower().endswith(ending)), "")
    return page[: len(page) - len(ending)]
