"""webassay's own gold: a folder of pages, each with its labelled lines and what it is.

    SUITE/manifest.json       name, version, and the hashes of every file
    SUITE/PAGE/page.html      the page, in the encoding that it declares
    SUITE/PAGE/lines.jsonl    every visible line in reading order, labelled
    SUITE/PAGE/passes/*.jsonl what each reader said, where several did
    SUITE/PAGE/meta.toml      title, url, site, page_type, family, language, script, encoding, ...

A second kind of suite holds texts that were scraped long ago: the same without `page.html`. It is
for the judges of lines, not for extractors.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from webassay_bench.datasets.dataset import Dataset, Gold, GoldPage, unique
from webassay_bench.datasets.json_file import object_of, read_object, text_of
from webassay_bench.datasets.labels import LabelledLine, gold_text, read_lines
from webassay_bench.errors import DatasetError

MANIFEST = "manifest.json"
PAGE_FILES = ("page.html", "lines.jsonl", "meta.toml")
PASSES = "passes"
ALONE = "reader"  # the pass of one who labels alone
DECISION = "decision"  # the pass of one who decided between two others


def matches(root: Path) -> bool:
    """Tell whether a folder is a suite: its manifest, or a page folder with the three files."""
    return (root / MANIFEST).is_file() or bool(page_folders(root))


def load(root: Path) -> Dataset:
    """Read a suite; pages that are not labelled yet are left out and remarked on.

    Raises:
        DatasetError: a file is missing or broken, or two pages share an id.
    """
    manifest = read_manifest(root)
    folders = page_folders(root)
    read = [(folder, _labelled(folder)) for folder in folders]
    pages = unique((_page(folder, lines) for folder, lines in read if lines), root)
    waiting = sum(not lines for _, lines in read)
    return Dataset(
        name=manifest.get("name") or root.resolve().name,
        version=manifest.get("version", ""),
        root=root,
        pages=pages,
        gold_files=tuple(root / page.id / name for page in pages for name in PAGE_FILES[1:]),
        remarks=(f"{waiting} pages are not labelled yet",) if waiting else (),
    )


def page_folders(root: Path) -> list[Path]:
    """List the folders of a suite that hold a page, by name."""
    return sorted(f.parent for f in root.glob(f"*/{PAGE_FILES[0]}") if f.is_file())


def text_folders(root: Path) -> list[Path]:
    """List the folders of a suite that hold a labelled text without its page, by name."""
    found = (file.parent for file in root.glob(f"*/{PAGE_FILES[1]}") if file.is_file())
    return sorted(folder for folder in found if not (folder / PAGE_FILES[0]).exists())


def item_folders(root: Path) -> list[Path]:
    """List the folders of a suite: pages by name, then texts by name."""
    return [*page_folders(root), *text_folders(root)]


def read_manifest(root: Path) -> dict[str, Any]:
    """Read a suite's manifest; empty where there is none yet.

    Raises:
        DatasetError: it is there and is not a JSON object.
    """
    file = root / MANIFEST
    if not file.is_file():
        return {}
    manifest = read_object(file)
    if "pages" in manifest:
        pages = object_of(manifest, "pages", str(file))
        for name in pages:
            object_of(pages, name, str(file))
    for name in ("name", "version"):
        text_of(manifest, name, str(file))
    return manifest


def read_meta(folder: Path) -> dict[str, Any]:
    """Read a page's `meta.toml`.

    Raises:
        DatasetError: it is missing or is not TOML.
    """
    file = folder / PAGE_FILES[2]
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DatasetError(f"cannot read {file}: {error}") from error


def _labelled(folder: Path) -> list[LabelledLine]:
    """Read a page's lines; none while there are no labels, or not on every line."""
    file = folder / PAGE_FILES[1]
    lines = read_lines(file) if file.is_file() else []
    return [] if any(line.label is None for line in lines) else lines


def _page(folder: Path, lines: list[LabelledLine]) -> GoldPage:
    meta, where = read_meta(folder), str(folder / PAGE_FILES[2])
    return GoldPage(
        id=folder.name,
        html=folder / PAGE_FILES[0],
        url=text_of(meta, "url", where) or None,
        gold=Gold(text=gold_text(lines), lines=tuple(lines)),
        page_type=text_of(meta, "page_type", where),
        language=text_of(meta, "language", where),
        site=text_of(meta, "site", where),
        family=text_of(meta, "family", where),
    )
