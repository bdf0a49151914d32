"""One file of records, JSON Lines or Parquet: a page and its gold in each, in named columns.

WebMainBench is such a file, and known by its columns: its HTML carries the annotation (`cc-select`,
`data-anno-uid`, ...), which is taken out before any extractor sees it, and its gold is Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from webassay import UnavailableError
from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, unique
from webassay_bench.datasets.json_file import read_records, text_of
from webassay_bench.errors import DatasetError

_ENDINGS = (".jsonl", ".jsonl.gz", ".ndjson", ".parquet")
_WEBMAINBENCH = {
    "id": "track_id",
    "html": "html",
    "url": "url",
    "text": "groundtruth_content",
    "markdown": "groundtruth_content",
}
# What a column may be called where no option names it; the first that is there counts.
_USUAL = {
    "id": ("id", "track_id", "page_id", "doc_id", "name"),
    "html": ("html", "raw_html", "content_html", "page"),
    "text": ("text", "gold", "plaintext", "main_content", "articleBody"),
    "markdown": ("markdown", "main_content_markdown"),
    "url": ("url", "link"),
    "language": ("language", "lang"),
    "page_type": ("page_type", "type"),
}
_ANNOTATION = re.compile(
    r"""\s+(?:cc-select|data-anno-uid|cc-extrastyle)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?"""
    r"""|</?marked-(?:text|tail|inline)\b[^>]*>""",
    re.IGNORECASE,
)
_MARK_CLASS = re.compile(r"""\s+class\s*=\s*(["'])\s*mark-selected\s*\1|\s*\bmark-selected\b""")
_EMPTY_STYLE = re.compile(r"""\s+style\s*=\s*(?:""|'')""")  # left behind where it marked


def matches(path: Path) -> bool:
    """Tell whether a path is a file of records, or a folder with one and nothing else like it."""
    return _file(path) is not None


def load(path: Path, columns: Mapping[str, str] | None = None) -> Dataset:
    """Read a file of records.

    Args:
        path: the file, or the folder that holds it alone.
        columns: which column holds `html`, `text`, `markdown`, `id`, `url`, `language`,
            `page_type`, where it is not called as usual.

    Raises:
        DatasetError: it cannot be read, or has no column for the HTML or the text.
        UnavailableError: it is Parquet, and the library for it is not installed.
    """
    file = _file(path)
    assert file is not None  # noqa: S101 # `matches` has said so
    unknown = set(columns or {}) - _USUAL.keys()
    if unknown:
        known = ", ".join(_USUAL)
        raise DatasetError(f"there is no column role '{min(unknown)}'; the roles are {known}")
    records = list(_parquet(file) if file.suffix == ".parquet" else read_records(file))
    if not records:
        raise DatasetError(f"{file} holds no records")
    is_webmainbench = {"track_id", "groundtruth_content"} <= records[0][1].keys()
    roles = _roles(records, dict(columns or (_WEBMAINBENCH if is_webmainbench else {})), file)
    pages = unique(_pages(records, roles, clean=is_webmainbench), file)
    name = "webmainbench" if is_webmainbench else file.name.split(".")[0]
    return Dataset(name, "", file.parent, pages, (file,))


def strip_annotation(html: str) -> str:
    """Take WebMainBench's annotation out of a page; the rest stays as it is to the letter."""
    if "cc-select" not in html and "data-anno-uid" not in html:
        return html
    return _EMPTY_STYLE.sub("", _MARK_CLASS.sub("", _ANNOTATION.sub("", html)))


def _file(path: Path) -> Path | None:
    if path.is_file():
        return path if path.name.endswith(_ENDINGS) else None
    files = [f for f in path.iterdir() if f.is_file() and f.name.endswith(_ENDINGS)]
    return files[0] if len(files) == 1 else None


def _roles(
    records: list[tuple[str, dict[str, Any]]], given: dict[str, str], file: Path
) -> dict[str, str]:
    present = {name for _, record in records for name in record}
    roles = {}
    for role, usual in _USUAL.items():
        name = given.get(role) or next((n for n in usual if n in present), None)
        if name in present and name is not None:
            roles[role] = name
        elif role in given or role in {"html", "text"}:
            raise DatasetError(
                f"{file} has no column '{given.get(role, role)}' for the {role}; its columns are "
                f"{', '.join(sorted(present))}; name one with --columns {role}=NAME"
            )
    return roles


def _pages(
    records: Iterable[tuple[str, dict[str, Any]]], roles: Mapping[str, str], *, clean: bool
) -> Iterator[GoldPage]:
    for number, (where, record) in enumerate(records, 1):
        html = record.get(roles["html"])
        if isinstance(html, str):
            html = (strip_annotation(html) if clean else html).encode("utf-8-sig", "replace")
        if not isinstance(html, bytes):
            raise DatasetError(f"{where}: '{roles['html']}' must be text or bytes")
        identity = record.get(roles.get("id", ""), number)
        meta = record.get("meta") if clean and isinstance(record.get("meta"), dict) else {}
        url = text_of(record, roles.get("url", ""), where) or None
        markdown = text_of(record, roles.get("markdown", ""), where) or None
        yield GoldPage(
            id=str(identity),
            html=html,
            url=url,
            gold=Gold(text_of(record, roles["text"], where), markdown=markdown, url=url),
            language=text_of(record, roles.get("language", ""), where)
            or text_of(dict(meta or {}), "language", where),
            page_type=text_of(record, roles.get("page_type", ""), where),
        )


def _parquet(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise UnavailableError(
            f"{file} is Parquet, which needs pyarrow: pip install 'webassay[parquet]'"
        ) from error
    try:
        rows = parquet.read_table(file).to_pylist()
    except (OSError, arrow.ArrowException) as error:
        raise DatasetError(f"cannot read {file}: {error}") from error
    for number, row in enumerate(rows, 1):
        yield f"{file}:{number}", row
