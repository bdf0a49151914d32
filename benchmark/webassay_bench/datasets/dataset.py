"""What a dataset is: pages, what should be extracted of each, and a hash that pins both."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from webassay import Page
from webassay.page import decode
from webassay.site import site_of
from webassay_bench.datasets.script import script_of_language, script_of_text
from webassay_bench.errors import DatasetError

if TYPE_CHECKING:  # they are read with what is defined here
    from webassay_bench.datasets.labels import LabelledLine

PAGE_ENDINGS = (".html", ".html.gz", ".htm", ".htm.gz")


@dataclass(frozen=True)
class Gold:
    """What a person says should be extracted of a page. A set has one kind or several.

    Attributes:
        text: the full text; None where the set has no full texts.
        required: segments that must stand in the output (`with`).
        forbidden: segments that must not (`without`).
        lines: every line of the page with its label, in reading order.
        markdown: the full text as Markdown; None where the set has none.
        url: the page's address, against which the links of the Markdown are read.
    """

    text: str | None = None
    required: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    lines: tuple[LabelledLine, ...] = ()
    markdown: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class GoldPage:
    """A page of a dataset with its gold. Bytes in a file of their own stay there until read.

    Attributes:
        id: unique within the dataset.
        html: the file that holds it, gzipped if its name ends in `.gz`; or the bytes themselves.
        url: the page's address, or None.
        gold: what should be extracted. It never reaches an extractor.
        page_type: article, forum, product, collection, listing, documentation or service, or "".
        language: BCP 47, or "".
        site: the registered domain, by which pages are clustered; the page's id where unknown.
        split: the part of the set it belongs to, where the set has parts, or "".
        family: the software or kind of site that made it, where the set names it, or "".
    """

    id: str
    html: Path | bytes
    url: str | None
    gold: Gold
    page_type: str = ""
    language: str = ""
    site: str = field(default="")
    split: str = ""
    family: str = ""

    def __post_init__(self) -> None:
        if not self.site:
            object.__setattr__(self, "site", site_of(self.url) or self.id)

    def read(self) -> Page:
        """Read the page's bytes.

        Raises:
            DatasetError: the file cannot be read or unpacked.
        """
        html = self.html if isinstance(self.html, bytes) else read_bytes(self.html)
        return Page(html=html, url=self.url, id=self.id)

    @cached_property
    def script(self) -> str:
        """The script of its gold text, or of its language where there is none; "" if unknown."""
        return script_of_text(self.gold.text or "") or script_of_language(self.language)


@dataclass(frozen=True)
class Dataset:
    """A named, versioned set of pages with gold.

    Attributes:
        name: short, fit for a file name.
        version: as its owners number it, or "" where they do not.
        root: the folder it was read from.
        pages: in a fixed order.
        gold_files: the files that hold the gold; with the pages' own they make the hash.
        excluded: ids of pages that were left out on request.
        remarks: what its loader noticed about the set as a whole.
    """

    name: str
    version: str
    root: Path
    pages: tuple[GoldPage, ...]
    gold_files: tuple[Path, ...]
    excluded: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def without(self, ids: Iterable[str]) -> Dataset:
        """Return the dataset without some pages; its hash tells it from the whole one.

        Raises:
            DatasetError: an id is not one of the dataset's pages, or none would be left.
        """
        unwanted = set(ids)
        if unknown := unwanted - {page.id for page in self.pages}:
            raise DatasetError(f"{self.name} has no page '{min(unknown)}' that could be excluded")
        kept = tuple(page for page in self.pages if page.id not in unwanted)
        if not kept:
            raise DatasetError(f"all pages of {self.name} are excluded")
        return replace(self, pages=kept, excluded=tuple(sorted(unwanted)))

    @property
    def identity(self) -> dict[str, Any]:
        """What a result says of the dataset it was made on."""
        return {
            "name": self.name,
            "version": self.version,
            "sha256": self.sha256,
            "pages": len(self.pages),
            "excluded": list(self.excluded),
        }

    @cached_property
    def sha256(self) -> str:
        """Hash of the paths and bytes of every file that a run depends on.

        Compressed files count by what they unpack to, so that packing them anew changes nothing.
        """
        digest = hashlib.sha256()
        files = {*self.gold_files, *(p.html for p in self.pages if isinstance(p.html, Path))}
        for name, file in sorted((f.relative_to(self.root).as_posix(), f) for f in files):
            try:
                content = hashlib.sha256(read_bytes(file)).hexdigest()
            except DatasetError:
                content = "unreadable"
            digest.update(f"{name.removesuffix('.gz')}\0{content}\n".encode())
        for page_id in self.excluded:
            digest.update(f"without {page_id}\n".encode())
        return digest.hexdigest()


def read_bytes(file: Path) -> bytes:
    """Read a file, unpacking it if its name ends in `.gz`.

    Raises:
        DatasetError: it is missing, unreadable, or damaged.
    """
    try:
        content = file.read_bytes()
        return gzip.decompress(content) if file.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(f"cannot read {file}: {error}") from error


def read_text(file: Path) -> str:
    """Read a text file of others, in whatever encoding it is.

    Raises:
        DatasetError: it is missing or unreadable.
    """
    return decode(read_bytes(file))


def page_name(file: Path) -> str | None:
    """Return the name of a file of HTML without its ending, or None where it is no such file."""
    ending = next((ending for ending in PAGE_ENDINGS if file.name.lower().endswith(ending)), None)
    return file.name[: -len(ending)] if ending else None


def find_file(folder: Path, name: str) -> Path:
    """Return `folder/name`, or its gzipped form where that is what is there.

    Raises:
        DatasetError: the name leads out of the folder, as a hostile index could make it do.
    """
    if Path(name).name != name or name in {"", ".", ".."} or not _is_writable(name):
        raise DatasetError(f"'{name}' is not a plain file name; mend the index of {folder}")
    packed = folder / f"{name}.gz"
    return packed if packed.is_file() else folder / name


def _is_writable(name: str) -> bool:
    """Tell whether a file system can hold a name: no NUL, no half of a character."""
    return "\0" not in name and not any("\ud800" <= character <= "\udfff" for character in name)


def unique(pages: Iterable[GoldPage], root: Path) -> tuple[GoldPage, ...]:
    """Return the pages as a tuple, once it is sure that no two share an id.

    Raises:
        DatasetError: two do, or there are none.
    """
    found = tuple(pages)
    seen: set[str] = set()
    for page in found:
        if page.id in seen:
            raise DatasetError(f"two pages of {root} have the id '{page.id}'; rename one")
        seen.add(page.id)
    if not found:
        raise DatasetError(f"{root} holds no pages")
    return found
