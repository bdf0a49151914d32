"""The structure of a Markdown text: its headings, list items, links, code blocks and tables.

CommonMark with GitHub's tables, read by pulldown-cmark (through pyromark), which takes linear time
whatever the text, and goes by events, not by a tree, so that no nesting is too deep.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import unquote, urljoin

from webassay_bench.metrics.alignment import words_of

LONGEST = 2_000_000  # characters of a text; the rest is not read. WCXB's longest gold has 97,434
_SCHEME = re.compile(r"^https?:", re.IGNORECASE)
_BLOCKS = frozenset({"Heading", "Item", "CodeBlock", "TableCell"})  # they keep their text
_KEEPING = _BLOCKS | {"Link"}
_SPACED = frozenset({"Paragraph", "List", "BlockQuote", "HtmlBlock"})  # they part words

Table = tuple[tuple[str, ...], ...]  # rows of cells


@dataclass(frozen=True)
class Element:
    """A heading, a list item or a link.

    Attributes:
        place: of the element among all of the text; an outer one stands before those in it.
        text: its words, in lower case; a list item's without those of items in it.
        role: what else it is: a heading's level; a list item's depth, 1 at the least, and whether
            its list is numbered; where a link leads.
    """

    place: int
    text: str
    role: int | str | tuple[int, bool]


@dataclass
class Structure:
    """What a text has of each kind, in its order; elements without a word are left out.

    Attributes:
        headings: `Element`s.
        items: `Element`s.
        links: `Element`s.
        code: texts of code blocks, without white space at the ends of lines.
        tables: rows of cells, without the rows that are empty, as the head is of tables that have
            none; white space in cells is collapsed.
    """

    headings: list[Element] = field(default_factory=list)
    items: list[Element] = field(default_factory=list)
    links: list[Element] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def structure_of(markdown: str, url: str | None = None) -> Structure:
    """Read the structure of a text.

    Args:
        markdown: any text; every text is Markdown.
        url: the address against which relative links are read; None leaves them as they are.
    """
    reader = _Reader(url)
    for event in _events(markdown[:LONGEST]):
        reader.read(event)
    return reader.found


def _events(markdown: str) -> Iterator[Any]:
    import pyromark

    whole = markdown.encode("utf-8", "replace").decode("utf-8")  # it refuses torn surrogates
    return pyromark.events(whole, options=pyromark.Options.ENABLE_TABLES)


@dataclass
class _Open:
    """An element that has begun."""

    kind: str
    about: Any
    place: int
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class _Reader:
    """Takes events in, one after another."""

    def __init__(self, url: str | None) -> None:
        self.found = Structure()
        self._url = url
        self._places = count()
        self._open: list[_Open] = []
        self._numbered: list[bool] = []  # for each list that is open
        self._pictures = 0  # that are open: their text is an alternative to them
        self._rows: list[list[str]] = []

    def read(self, event: Any) -> None:
        if isinstance(event, str):  # breaks and rules
            self._say(" ")
            return
        ((what, value),) = event.items()
        kind, about = value, None
        if isinstance(value, dict):
            ((kind, about),) = value.items()
        if what == "Start":
            self._start(kind, about)
        elif what == "End":
            self._end(kind)
        elif what in {"Text", "Code"}:
            self._say(value)
        elif what == "InlineHtml":
            self._say(" ")

    def _say(self, text: str) -> None:
        """Give text to the elements around it, up to the first that keeps it for itself."""
        if self._pictures:
            return
        for element in reversed(self._open):
            element.parts.append(text)
            if element.kind in _BLOCKS:
                break

    def _start(self, kind: str, about: Any) -> None:
        if kind in _KEEPING:
            self._open.append(_Open(kind, about, next(self._places)))
        elif kind == "Image":
            self._pictures += 1
        elif kind == "Table":
            self._rows = []
        elif kind in {"TableHead", "TableRow"}:
            self._rows.append([])
        elif kind == "List":
            self._say(" ")
            self._numbered.append(about is not None)

    def _end(self, kind: str) -> None:
        if kind in _KEEPING:
            self._close(self._open.pop())
        elif kind == "Image":
            self._pictures -= 1
        elif kind == "Table":
            rows = tuple(tuple(row) for row in self._rows if any(row))
            self.found.tables += [rows] if rows else []
        elif kind == "List":
            self._numbered.pop()
        if kind in _SPACED:
            self._say(" ")

    def _close(self, ended: _Open) -> None:
        if ended.kind == "TableCell":
            self._rows[-1].append(" ".join(ended.text.split()))
        elif ended.kind == "CodeBlock":
            lines = [line.rstrip() for line in ended.text.splitlines()]
            self.found.code += ["\n".join(lines).strip("\n")] if any(lines) else []
        elif words := " ".join(words_of(ended.text)):
            if ended.kind == "Heading":
                level = int(ended.about["level"][1:])
                self.found.headings.append(Element(ended.place, words, level))
            elif ended.kind == "Item":
                role = len(self._numbered), self._numbered[-1]
                self.found.items.append(Element(ended.place, words, role))
            else:
                target = target_of(ended.about["dest_url"], self._url)
                self.found.links.append(Element(ended.place, words, target))


def target_of(address: str, url: str | None) -> str:
    """Write where a link leads so that equal places are equal texts."""
    whole = address.strip()
    if not _SCHEME.match(whole):
        with contextlib.suppress(ValueError):  # brackets that are no IPv6 address
            whole = urljoin(url or "", whole)
    return unquote(_SCHEME.sub("", whole)).rstrip("/?#")
