"""The visible lines of a page: what a person sees, line by line, in reading order.

The definition is close to `innerText` (HTML Standard, 3.2.7 "The innerText and outerText
properties") in a desktop window with scripts off: a line ends at each block box, `<br>`, table
cell, list item, option or button; inline text runs on; white space is collapsed. Not seen: what the
page's own styles or the `hidden` attribute take out of the display, the closed part of `<details>`,
and elements that never show text. Text that is only moved out of sight (screen-reader classes)
counts, as it does in `innerText`. It differs from `innerText` in three things: each table cell is a
line of its own, boxes laid out in a row (`inline-block`) are parted by a space, and what a text
area holds counts.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from lxml import etree, html

from webassay.css import Display, page_display

if TYPE_CHECKING:
    from lxml.etree import _Element

# What never shows text of its own in a browser (HTML Standard, 15.3.1 "Hidden elements", and
# replaced elements, whose content is a fallback).
_NEVER_SEEN = frozenset(
    "area audio base canvas datalist embed iframe img input link map meta meter noembed "
    "noframes object param picture progress rp script source style svg template title track "
    "video".split()
)
# HTML Standard, 15.3: `display: block`, `list-item` and table boxes of the user-agent style sheet.
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt "
    "fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html "
    "legend li listing main menu nav ol optgroup option p plaintext pre search section select "
    "summary table tbody td textarea tfoot th thead tr ul xmp".split()
)
# Zero-width space, word joiner and byte-order mark: they show nothing and part no words.
_UNSEEN_CHARACTERS = dict.fromkeys((0x200B, 0x2060, 0xFEFF))
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')  # a string of JSON
_TAG = re.compile(r"<[^<>]*>")
_PREFORMATTED = frozenset({"listing", "plaintext", "pre", "textarea", "xmp"})
_BLOCKIFYING = ("flex", "grid")  # CSS Display 3, 2.7: children of these are block-level
_INLINE_BOXES = frozenset({"inline-block", "inline-flex", "inline-grid", "inline-table"})
_BLOCK_DISPLAYS = frozenset({"block", "flex", "flow-root", "grid", "list-item", "table"})


def parse(text: str) -> _Element | None:
    """Parse a page's text into its root element, or None where it holds no element at all."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:  # lxml's word for an empty document
        return None
    for rest in list(root.itersiblings(etree.Element)):
        root.append(rest)  # what follows </html> is a tree of its own to libxml2
    return root


@dataclass(frozen=True)
class Piece:
    """A stretch of text in a tree: where it stands, and which part of it is meant.

    Attributes:
        element: the element whose text it is, or after which it stands.
        where: `text` or `tail`, as lxml calls the two.
        start: of the stretch, in characters.
        end: of the stretch.
    """

    element: _Element
    where: str
    start: int
    end: int


@dataclass(frozen=True)
class VisibleLine:
    """A visible line and the stretches of text that make it up.

    Attributes:
        text: the line, white space collapsed.
        pieces: in order; none of them is empty, some may hold white space alone.
    """

    text: str
    pieces: tuple[Piece, ...]


def visible_lines(text: str) -> list[str]:
    """List the visible lines of a page.

    Args:
        text: the page's HTML, decoded.

    Returns:
        The lines in reading order, none of them blank, white space collapsed to single spaces.
    """
    root = parse(text)
    return [] if root is None else [line.text for line in lines_of(root)]


def lines_of(root: _Element) -> list[VisibleLine]:
    """List the visible lines of a parsed page, with the places of their text in the tree."""
    return _Reader(page_display(root)).read(root)


def script_texts(text: str) -> list[str]:
    """List the texts in a page's scripts: the strings of its JSON, markup in them taken out.

    Args:
        text: the page's HTML, decoded.

    Returns:
        One text for each string that holds more than a word, white space collapsed.
    """
    root = parse(text)
    found: list[str] = []
    for script in root.iter("script") if root is not None else ():
        for literal in _STRING.findall(script.text or ""):
            try:
                string = str(json.loads(literal))
            except ValueError:
                continue
            plain = " ".join(_TAG.sub(" ", unescape(string)).split())
            if " " in plain:
                found.append(plain)
    return found


class _Reader:
    """Walks a tree once and gathers its lines."""

    def __init__(self, display: Display) -> None:
        self._display = display
        self._lines: list[VisibleLine] = []
        self._run: list[str] = []
        self._pieces: list[Piece] = []
        self._preformatted = 0
        self._unseen: list[bool] = [False]  # inherited `visibility: hidden`, innermost last

    def read(self, root: _Element) -> list[VisibleLine]:
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        absent = False
        for event, element in walk:
            if event == "start":
                absent = self._absent(element)
                if absent:
                    walk.skip_subtree()  # the next event is this element's end
                else:
                    self._open(element)
                continue
            if event == "end" and not absent:
                self._close(element)
            absent = False
            if element is not root and not _is_closed(element.getparent()):
                self._add(element, "tail")
        self._break()
        return self._lines

    def _absent(self, element: _Element) -> bool:
        if element.tag in _NEVER_SEEN:
            return True
        if element.tag != "summary" and _is_closed(element.getparent()):
            return True
        shown = self._display.of(element)
        if shown is not None:
            return shown == "none"
        return element.get("hidden") is not None or (
            element.tag == "dialog" and element.get("open") is None
        )

    def _open(self, element: _Element) -> None:
        visibility = self._display.visibility_of(element)
        inherited = self._unseen[-1]
        self._unseen.append(visibility in {"hidden", "collapse"} if visibility else inherited)
        if element.tag == "br" or self._is_block(element):
            self._break()
        elif self._display.of(element) in _INLINE_BOXES:
            self._run.append(" ")
        self._preformatted += element.tag in _PREFORMATTED
        if not _is_closed(element):
            self._add(element, "text")

    def _close(self, element: _Element) -> None:
        self._unseen.pop()
        self._preformatted -= element.tag in _PREFORMATTED
        if self._is_block(element):
            self._break()
        elif self._display.of(element) in _INLINE_BOXES:
            self._run.append(" ")

    def _is_block(self, element: _Element) -> bool:
        parent = element.getparent()
        if parent is not None and (self._display.of(parent) or "").endswith(_BLOCKIFYING):
            return True
        if self._display.taken_out_of_line(element):
            return True
        shown = self._display.of(element)
        if shown in _INLINE_BOXES and element.tag not in {"td", "th", "button"}:
            return False
        if shown is None or shown in _INLINE_BOXES:
            return element.tag in _BLOCKS
        return shown.startswith("table-") or not _BLOCK_DISPLAYS.isdisjoint(shown.split())

    def _add(self, element: _Element, where: str) -> None:
        text = element.text if where == "text" else element.tail
        if not text or self._unseen[-1]:
            return
        start = 0
        for line in text.split("\n") if self._preformatted else [text]:
            if start:
                self._break()
            end = start + len(line)
            if line:
                self._run.append(line)
                self._pieces.append(Piece(element, where, start, end))
            start = end + 1

    def _break(self) -> None:
        if self._run:
            line = " ".join("".join(self._run).translate(_UNSEEN_CHARACTERS).split())
            if line:
                self._lines.append(VisibleLine(line, tuple(self._pieces)))
            self._run.clear()
            self._pieces.clear()


def _is_closed(element: _Element | None) -> bool:
    """Tell whether an element is a `<details>` that shows its summary alone."""
    return element is not None and element.tag == "details" and element.get("open") is None
