"""Bring pages to the desk: a file, an address or a folder of files becomes a suite of pages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from webassay import Page
from webassay.site import site_of
from webassay.visible import parse
from webassay_bench.datasets.dataset import PAGE_ENDINGS, page_name, read_bytes
from webassay_bench.datasets.suite import PAGE_FILES, page_folders
from webassay_bench.errors import DatasetError
from webassay_bench.fetch import fetch, is_address

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_NAME = 80  # characters of a folder's name
_UNFIT = re.compile(r"[^\w.-]+")


def bring(source: str, suite: Path | None) -> Path:
    """Make sure that what is to be labelled is a suite.

    Args:
        source: a suite, a folder of HTML files, one HTML file, or an address.
        suite: where to keep the pages; None for the source itself if it is a suite, else
            `gold` in this folder.

    Returns:
        The suite's folder. Pages that it has already are left as they are.

    Raises:
        DatasetError: there is nothing to label, or it cannot be read or written.
        WebassayError: an address cannot be fetched.
    """
    path = Path(source)
    if suite is None and path.is_dir() and page_folders(path):
        return path
    target = suite or Path("gold")
    try:
        for name, html, url in _pages(source):
            _put(target / name, html, url)
    except OSError as error:
        raise DatasetError(f"cannot write to {target}: {error.strerror}") from error
    return target


def _pages(source: str) -> Iterator[tuple[str, bytes, str | None]]:
    if is_address(source):
        html, address = fetch(source)
        yield _name(address.split("//", 1)[-1]), html, address
        return
    path = Path(source)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    pages = [file for file in files if file.is_file() and (file == path or page_name(file))]
    if not pages:
        endings = ", ".join(PAGE_ENDINGS)
        raise DatasetError(f"{source} holds no page: no file that ends in {endings}")
    for file in pages:
        yield _name(page_name(file) or file.name), read_bytes(file), None


def _put(folder: Path, html: bytes, url: str | None) -> None:
    if (folder / PAGE_FILES[0]).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PAGE_FILES[0]).write_bytes(html)
    page = Page(html)
    root = parse(page.text)
    address = url or _found(root, "//link[@rel='canonical']/@href")
    meta = {
        "title": _found(root, "//title/text()") or folder.name,
        "url": address,
        "site": site_of(address) or folder.name,
        "page_type": "",
        "language": _found(root, "/html/@lang"),
        "encoding": page.encoding,
    }
    lines = [f"{name} = {_quoted(value)}\n" for name, value in meta.items()]
    (folder / PAGE_FILES[2]).write_text("".join(lines), encoding="utf-8")


def _quoted(value: str) -> str:
    """Write a string as TOML, which takes no control characters."""
    printable = "".join(character for character in value if character.isprintable())
    return json.dumps(printable, ensure_ascii=False)


def _name(text: str) -> str:
    """Make a folder's name of a file's name or an address; long ones stay apart by their hash."""
    name = _UNFIT.sub("-", text).strip("-.") or "page"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[: _LONGEST_NAME - 9]}-{sha256(text.encode()).hexdigest()[:8]}"


def _found(root: _Element | None, path: str) -> str:
    found = root.xpath(path) if root is not None else []
    return " ".join(str(found[0]).split()) if found else ""
