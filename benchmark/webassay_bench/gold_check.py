"""Checks of a gold suite: what is written down must agree with what the page shows."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webassay import Page
from webassay.visible import script_texts, visible_lines
from webassay_bench.datasets.dataset import read_bytes
from webassay_bench.datasets.labels import LabelledLine, read_lines, write_lines
from webassay_bench.datasets.suite import (
    MANIFEST,
    PAGE_FILES,
    item_folders,
    read_manifest,
    read_meta,
)
from webassay_bench.errors import DatasetError
from webassay_bench.gold_stats import near_duplicates

PAGE_TYPES = frozenset(
    {"article", "forum", "product", "collection", "listing", "documentation", "service"}
)
_PATTERNS = {  # what each field of meta.toml must look like
    "title": r".+",
    "url": r"https?://[^\s]+",
    "site": r"[a-z0-9.-]+",
    "page_type": "|".join(sorted(PAGE_TYPES)),
    "family": r".+",
    "language": r"[a-z]{2,3}(-[A-Za-z0-9]+)*",
    "script": r"[A-Z][a-z]{3}",
    "encoding": r"[a-z0-9_-]+",
    "notes": r".+",
    "license": r"CC0-1\.0",
}
_TEXT_PATTERNS = {
    name: _PATTERNS[name] for name in ("title", "family", "language", "script", "notes", "license")
} | {"scraped_by": r"[a-z-]+"}
# Words that would tell an extractor what the gold says, as WebMainBench's annotations did.
_LEAK = re.compile(r"webassay|data-(label|gold)|cc-select|boilerplate|ground-?truth", re.IGNORECASE)


@dataclass(frozen=True)
class Defect:
    """Something wrong with a suite: where, and what."""

    where: str
    what: str


def check(root: Path) -> list[Defect]:
    """Check a suite: labels against visible lines, order, encoding, fields, leaks and hashes.

    Args:
        root: the suite's folder.

    Returns:
        The defects found, page by page; none if all is well.

    Raises:
        DatasetError: the folder holds no page.
    """
    published = bool(read_manifest(root).get("license"))
    defects = []
    for folder in _items(root):
        look = _page_defects if (folder / PAGE_FILES[0]).is_file() else _text_defects
        try:
            defects += [Defect(folder.name, what) for what in look(folder, published=published)]
        except DatasetError as error:
            defects.append(Defect(folder.name, str(error)))
    if not defects:
        defects += [Defect(name, what) for name, what in near_duplicates(root)]
    return defects + [Defect(MANIFEST, what) for what in _manifest_defects(root)]


def draft(folder: Path) -> list[LabelledLine]:
    """Write the visible lines of a page to its `lines.jsonl`; labels of lines still there are kept.

    Args:
        folder: the page's folder, with `page.html` in it.

    Returns:
        All lines, the new ones with the label None.

    Raises:
        DatasetError: there is no page, or the labels that are there cannot be read.
    """
    file = folder / PAGE_FILES[1]
    old = read_lines(file) if file.exists() else []
    seen = visible_lines(_page(folder).text)
    lines = [LabelledLine(text, None) for text in seen]
    visible = [line for line in old if line.source is None]
    matcher = difflib.SequenceMatcher(None, [line.text for line in visible], seen, autojunk=False)
    for before, after, size in matcher.get_matching_blocks():
        lines[after : after + size] = visible[before : before + size]
    lines += [line for line in old if line.source is not None]
    write_lines(file, lines)
    return lines


def seal(root: Path, name: str, version: str, license_name: str = "") -> Path:
    """Write a suite's manifest: its name, its version, and the hash of every file.

    Args:
        root: the suite's folder.
        name: the suite's name.
        version: its version.
        license_name: the SPDX name of the licence under which it is to be published; empty for a
            suite of one's own. A suite to be published has to have every field of `meta.toml`.

    Returns:
        The manifest's path.

    Raises:
        DatasetError: the folder holds no page, or cannot be written.
    """
    pages = {
        folder.name: {name: _sha256(folder / name) for name in _files_of(folder)}
        for folder in _items(root)
    }
    file = root / MANIFEST
    manifest = {"name": name, "version": version, "license": license_name, "pages": pages}
    try:
        file.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"cannot write {file}: {error.strerror}") from error
    return file


def _items(root: Path) -> list[Path]:
    folders = item_folders(root)
    if not folders:
        raise DatasetError(f"{root} holds no page folders ({', '.join(PAGE_FILES)})")
    return folders


def _files_of(folder: Path) -> list[str]:
    """List the files of a page or text that the manifest seals."""
    return [name for name in PAGE_FILES if (folder / name).is_file()]


def _page(folder: Path) -> Page:
    return Page(read_bytes(folder / PAGE_FILES[0]))


def _page_defects(folder: Path, *, published: bool) -> Iterator[str]:
    page = _page(folder)
    meta = read_meta(folder)
    yield from _meta_defects(meta, _PATTERNS, published=published)
    if page.encoding != meta.get("encoding"):
        yield f"the page reads as {page.encoding}, meta.toml says {meta.get('encoding')}"
    if "\ufffd" in page.text:
        yield f"bytes that are not {page.encoding} at character {page.text.index(chr(0xFFFD))}"
    if leak := _LEAK.search(page.text):
        yield f"page.html holds {leak[0]!r}, which can tell an extractor the labels"
    lines = read_lines(folder / PAGE_FILES[1])
    yield from _label_defects(lines)
    yield from _sight_defects(lines, page)


def _text_defects(folder: Path, *, published: bool) -> Iterator[str]:
    yield from _meta_defects(read_meta(folder), _TEXT_PATTERNS, published=published)
    lines = read_lines(folder / PAGE_FILES[1])
    yield from _label_defects(lines)
    for number, line in enumerate(lines, 1):
        if line.text != " ".join(line.text.split()) or not line.text:
            yield f"line {number} {line.text[:40]!r}: white space is not collapsed"
        if "\ufffd" in line.text:
            yield f"line {number} {line.text[:40]!r}: wrongly decoded characters"


def _meta_defects(
    meta: dict[str, Any], patterns: dict[str, str], *, published: bool
) -> Iterator[str]:
    for field, pattern in patterns.items():
        if not published and not meta.get(field):
            continue  # one's own pages need not say what only readers of a publication ask
        if not re.fullmatch(pattern, str(meta.get(field, ""))):
            yield f"meta.toml: {field} = {meta.get(field)!r} does not match {pattern}"


def _label_defects(lines: list[LabelledLine]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if defect := line.defect():
            yield f"line {number} {line.text[:40]!r}: {defect}"


def _sight_defects(lines: list[LabelledLine], page: Page) -> Iterator[str]:
    """Compare the lines with what the page shows, and with what its scripts hold."""
    if not any(line.label == "content" for line in lines):
        yield "no line is content"
    visible = [line.text for line in lines if line.source is None]
    yield from _line_differences(visible, visible_lines(page.text))
    scripts = script_texts(page.text)
    for line in lines:
        if line.source == "script" and not any(line.text in text for text in scripts):
            yield f"line {line.text[:60]!r} is in no string of the page's scripts"


def _line_differences(labelled: list[str], seen: list[str]) -> Iterator[str]:
    matcher = difflib.SequenceMatcher(None, labelled, seen, autojunk=False)
    for kind, start, end, seen_start, seen_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        for number in range(start, end):
            yield f"line {number + 1} {labelled[number][:60]!r} is not visible at its place"
        for line in seen[seen_start:seen_end]:
            yield f"before line {start + 1}: visible line {line[:60]!r} is not labelled"


def _manifest_defects(root: Path) -> Iterator[str]:
    manifest = read_manifest(root)
    if not manifest:
        yield "there is none; `webassay gold seal` writes it"
        return
    for field in ("name", "version"):
        if not manifest.get(field):
            yield f"{field} is missing"
    sealed = manifest.get("pages", {})
    present = {folder.name for folder in item_folders(root)}
    for name in sorted(present ^ set(sealed)):
        yield f"page {name} is {'not in the manifest' if name in present else 'gone'}"
    for name in sorted(present & set(sealed)):
        for file in _files_of(root / name):
            if _sha256(root / name / file) != sealed[name].get(file):
                yield f"{name}/{file} has changed since it was sealed; seal a new version"


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""
