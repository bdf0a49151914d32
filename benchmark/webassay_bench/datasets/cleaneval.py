"""CleanEval (Baroni et al. 2008): web pages of 2007 with texts cleaned by hand.

    orig/ID.html                          the page, wrapped in <text id=... url=...> ... </text>
    clean/ID.txt, or ID-cleaned.txt       `URL: ...`, then text with <h>, <p> and <l> at line starts
    input/ID.html, GoldStandard/ID.txt    the same in the release of CleanPortalEval

Its gold was made by many hands with little agreement on headers and lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from webassay_bench.datasets.dataset import (
    Dataset,
    Gold,
    GoldPage,
    read_bytes,
    read_text,
    unique,
)

_FOLDERS = (("orig", "clean"), ("input", "GoldStandard"))
_WRAPPER = re.compile(rb"\A\s*<text\b[^>]*>\s*|\s*</text>\s*\Z", re.IGNORECASE)
_URL = re.compile(r"\A\s*URL:[ \t]*(\S*)[^\n]*\n")
_MARK = re.compile(r"^[ \t]*</?[hpl]\d?>[ \t]*", re.IGNORECASE | re.MULTILINE)


def matches(root: Path) -> bool:
    """Tell whether a folder is CleanEval or CleanPortalEval."""
    return _folders(root) is not None


def load(root: Path) -> Dataset:
    """Read CleanEval; pages without a cleaned text are not part of it.

    Raises:
        DatasetError: a file cannot be read, or there is no page with gold.
    """
    folders = _folders(root)
    assert folders is not None  # noqa: S101 # `matches` has said so
    pages = unique(_pages(*folders), root)
    golds = tuple(_gold_file(folders[1], page.id) for page in pages)
    name = "cleaneval" if folders[0].name == "orig" else "cleanportaleval"
    return Dataset(name, "", root, pages, (*golds, *sorted(folders[0].glob("*.html"))))


def _folders(root: Path) -> tuple[Path, Path] | None:
    for pages, golds in _FOLDERS:
        if any((root / pages).glob("*.html")) and any((root / golds).glob("*.txt")):
            return root / pages, root / golds
    return None


def _pages(pages: Path, golds: Path) -> Iterator[GoldPage]:
    for file in sorted(pages.glob("*.html")):
        gold_file = _gold_file(golds, file.stem)
        if not gold_file.is_file():
            continue
        text = read_text(gold_file)
        url = _URL.match(text)
        yield GoldPage(
            id=file.stem,
            html=_WRAPPER.sub(b"", read_bytes(file)),
            url=(url[1] or None) if url else None,
            gold=Gold(text=_MARK.sub("", _URL.sub("", text)).strip()),
        )


def _gold_file(golds: Path, name: str) -> Path:
    cleaned = golds / f"{name}-cleaned.txt"
    return cleaned if cleaned.is_file() else golds / f"{name}.txt"
