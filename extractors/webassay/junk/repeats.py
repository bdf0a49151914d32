"""Lines that stand on many pages of one site: menus, prompts and footers give themselves away.

The counts are kept in a count-min sketch (Cormode & Muthukrishnan 2005) with conservative update
(Estan & Varghese 2002): its size is fixed, and a count may be too high but never too low.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from webassay.junk.document import Document
from webassay.junk.removal import split
from webassay.junk.rules import Verdict

_ROWS, _WIDTH = 4, 1 << 20  # 16 MiB of counts
_MOST = np.iinfo(np.uint32).max
_FEWEST_PAGES = 4  # of a site on which a line must stand: two or three may share a quotation
_SHARE = 0.3  # of the site's pages on which it must stand
_DIGITS = re.compile(r"\d+")


class Repeats:
    """On how many pages of its site a line stands. Memory is fixed, whatever is counted."""

    def __init__(self, width: int = _WIDTH) -> None:
        """Start with nothing counted.

        Args:
            width: counters in each of the rows; the more lines there are, the more it takes.
        """
        self._counts: NDArray[np.uint32] = np.zeros((_ROWS, width), np.uint32)

    @classmethod
    def count(cls, documents: Iterable[Document]) -> Repeats:
        """Count the lines of documents."""
        repeats = cls()
        for document in documents:
            repeats.add(document)
        return repeats

    def add(self, document: Document) -> None:
        """Count a page: each of its lines once. A page of no site is not counted."""
        if not document.site:
            return
        keys = {_folded(line) for line in split(document.text)} - {""}
        for key in keys | {""}:  # no line has that key: it counts the pages
            places = self._places(document.site, key)
            lowest = self._counts[places].min()
            if lowest < _MOST:
                self._counts[places] = np.maximum(self._counts[places], lowest + 1)

    def pages(self, site: str, line: str) -> int:
        """Return on how many pages of a site a line stands, case and digits put aside.

        Returns:
            The number, or a larger one where other lines fell upon the same counters.
        """
        return int(self._counts[self._places(site, _folded(line))].min())

    def pages_of(self, site: str) -> int:
        """Return how many pages of a site were counted, or a larger number."""
        return int(self._counts[self._places(site, "")].min())

    def verdict(self, line: str, site: str) -> Verdict | None:
        """Return that a line is junk where it repeats over the pages of its site, else None."""
        if not site:
            return None
        pages, of_site = self.pages(site, line), self.pages_of(site)
        if pages < _FEWEST_PAGES or pages < _SHARE * of_site:
            return None
        return Verdict(junk=True, reason=f"on {pages} of {of_site} pages of {site}")

    def _places(self, site: str, key: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        named = f"{site}\0{key}".encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(named, digest_size=4 * _ROWS).digest()
        columns = np.frombuffer(digest, "<u4") % self._counts.shape[1]
        return np.arange(_ROWS), columns.astype(np.intp)


def _folded(line: str) -> str:
    return _DIGITS.sub("0", " ".join(line.split()).casefold())
