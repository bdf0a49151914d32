"""Lines that stand on many pages of one site: menus, prompts and footers give themselves away.

The counts are kept in a count-min sketch (Cormode & Muthukrishnan 2005) with conservative update
(Estan & Varghese 2002): its size is fixed, and a count may be too high but never too low. By how
much it may be too high is read from the counters themselves and taken off before a line is called
junk: a sketch that is overfull says nothing rather than deleting everything.
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
_LONG = 240  # bytes, some forty English words: prose, which copies of an article repeat
_LONG_TIMES = 2  # what is asked of a long line, against a short one
_CHANCE = 1e-6  # that a line's counters were all raised by other lines
_STALE = 1.1  # how far the pages may have grown before the noise is looked at again
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")


class Repeats:
    """On how many pages of its site a line stands. Memory is fixed, whatever is counted."""

    def __init__(self, width: int = _WIDTH) -> None:
        """Start with nothing counted.

        Args:
            width: counters in each of the rows; the more lines there are, the more it takes.
        """
        self._counts: NDArray[np.uint32] = np.zeros((_ROWS, width), np.uint32)
        self._rows = np.arange(_ROWS)
        self._documents = 0
        self._noise, self._noise_of = 0, 0
        self._last = ("", 0, 0)  # a site, when it was looked at, and its pages

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
        self._documents += 1
        keys = {_folded(line) for line in split(document.text)} | {""}  # "" counts the pages
        columns = self._columns(document.site, sorted(keys))
        lowest = self._counts[self._rows, columns].min(axis=1)
        raised = np.minimum(lowest, _MOST - 1) + np.uint32(1)
        # Each counter of a line is at least its lowest; so it is afterwards, and never falls short.
        np.maximum.at(self._counts, (self._rows[None, :], columns), raised[:, None])

    def pages(self, site: str, line: str) -> int:
        """Return on how many pages of a site a line stands, case and digits put aside.

        Returns:
            The number, or a larger one where other lines fell upon the same counters.
        """
        return self._count(site, _folded(line))

    def pages_of(self, site: str) -> int:
        """Return how many pages of a site were counted, or a larger number."""
        return self._count(site, "")

    def verdict(self, line: str, site: str) -> Verdict | None:
        """Return that a line is junk where it repeats over the pages of its site, else None.

        Of a long line, twice the pages and twice the share are asked: a paragraph on most pages is
        about none of them, but on fewer it may be an article that has several addresses.
        """
        if not site:
            return None
        key = _folded(line)
        if self._last[:2] != (site, self._documents):  # lines of one site come together
            self._last = site, self._documents, self.pages_of(site)
        pages, of_site = self._count(site, key), self._last[2]
        sure = pages - self._noise_now()
        times = _LONG_TIMES if len(key.encode("utf-8", "surrogatepass")) > _LONG else 1
        if not key or sure < times * _FEWEST_PAGES or sure < times * _SHARE * of_site:
            return None
        return Verdict(junk=True, reason=f"on {pages} of {of_site} pages of {site}")

    def _count(self, site: str, key: str) -> int:
        return int(self._counts[self._rows, self._columns(site, [key])[0]].min())

    def _columns(self, site: str, keys: list[str]) -> NDArray[np.intp]:
        """Return the counters of keys, keys by rows."""
        start = f"{site}\0".encode("utf-8", "surrogatepass")
        digests = (
            hashlib.blake2b(start + key.encode("utf-8", "surrogatepass"), digest_size=4 * _ROWS)
            for key in keys
        )
        numbers = np.frombuffer(b"".join(digest.digest() for digest in digests), "<u4")
        columns: NDArray[np.intp] = (numbers % self._counts.shape[1]).astype(np.intp)
        return columns.reshape(-1, _ROWS)

    def _noise_now(self) -> int:
        """Return what a line that was never counted has in all rows, but for one in a million."""
        if self._documents > self._noise_of * _STALE:
            self._noise_of = self._documents
            quantile = 1 - _CHANCE ** (1 / _ROWS)
            per_row = np.quantile(self._counts, quantile, axis=1, method="higher")
            self._noise = int(per_row.min())
        return self._noise


def _folded(line: str) -> str:
    """Put aside case, white space, and what numbers are in a line of words.

    `3 comments` and `12 comments` are one line; `12.5` and `13.1` in a table of figures are two.
    """
    folded = " ".join(line.split()).casefold()
    return _DIGITS.sub("0", folded) if _LETTER.search(folded) else folded
