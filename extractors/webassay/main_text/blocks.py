"""The blocks of a page: stretches of running text, each with its place in the tree.

A block is the text between two boundaries: the start or end of a block-level element, or an empty
line made by two `<br>`. What never shows text (scripts, styles, drawings, lists of options) is left
out; what is hidden, or stands in `<noscript>`, is kept and marked, since the text of some pages is
there alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from lxml.etree import _Element

# Block-level tags, and what else parts two texts; the place in the list is the tag's number.
TAGS = tuple(
    "div p li ul ol td tr table tbody section article main nav header footer aside h1 h2 h3 h4 h5 "
    "h6 dl dt dd figure figcaption blockquote pre form fieldset button label noscript body html "
    "address details summary dialog menu thead tfoot th caption legend center hgroup hr textarea "
    "search optgroup other".split()
)
NUMBER = {tag: number for number, tag in enumerate(TAGS)}
SKIPPED = frozenset(
    "script style template svg select datalist option iframe object embed video audio canvas map "
    "title meta link noembed noframes applet progress meter rp rt param source track".split()
)
_MARKED = {  # tags whose mark every block inside them carries
    tag: 1 << number
    for number, tag in enumerate(
        "nav header footer aside article main form ul table figure blockquote pre noscript dl "
        "button".split()
    )
} | {"ol": 1 << 7, "menu": 1 << 7, "li": 1 << 7, "label": 1 << 14, "figcaption": 1 << 9}
MARKS = 19
_HIDDEN, _ITEM, _ROLE = 1 << 15, 1 << 16, 1 << 18  # 17 is free
_ROLES = {
    "navigation": _MARKED["nav"],
    "banner": _MARKED["header"],
    "contentinfo": _MARKED["footer"],
    "complementary": _MARKED["aside"],
    "article": _MARKED["article"],
    "main": _MARKED["main"],
    "search": _MARKED["form"],
    "dialog": _ROLE,
    "alertdialog": _ROLE,
}
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EMPHASIS = frozenset("b strong em i u mark".split())


@dataclass
class Blocks:
    """A page's blocks and the elements around them, as columns of equal length.

    Attributes:
        texts: of each block: its text, white space collapsed.
        written: of the blocks in `<pre>`, by number: the text with its white space.
        owner: of each block: the number of the element that it stands in.
        marks: of each block: bits for what it stands in.
        linked: of each block: the characters of it that are in links.
        links: of each block: the links that begin in it.
        emphasis: of each block: the characters in bold or italics.
        images: of each block: images since the block before.
        shared: of each block: the depth of the deepest element that also holds the block before.
        elements: of each element: itself, in document order.
        depth: of each element: how many elements of the list are around it.
        parent: of each element: the number of the element around it; -1 for the first.
        tags: of each element: its place in `TAGS`.
        ends: of each element: the number of the first element after all that is in it.
        names: of each element: its class, id and role, as they are written.
    """

    texts: list[str] = field(default_factory=list)
    written: dict[int, str] = field(default_factory=dict)
    owner: list[int] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    linked: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    emphasis: list[int] = field(default_factory=list)
    images: list[int] = field(default_factory=list)
    shared: list[int] = field(default_factory=list)
    elements: list[_Element] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    tags: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def parse(text: str) -> _Element | None:
    """Parse a page's text into its root element, or None where it holds no element."""
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:  # an empty document
        return None
    return root


def blocks_of(root: _Element) -> Blocks:
    """List the blocks of a parsed page."""
    return _Walk().walk(root)


class _Walk:
    """Goes through a tree once and gathers its blocks."""

    def __init__(self) -> None:
        self.found = Blocks()
        self.run: list[str] = []
        self.stack: list[tuple[int, int]] = []  # of the elements around: number, marks
        self.number, self.marks = -1, 0  # of the innermost element
        self.linked = self.links = self.emphasis = self.images = self.low = 0
        self.in_link = self.strong = 0  # how many such elements are around
        self.broken = False  # whether a `<br>` was the last thing seen

    def walk(self, root: _Element) -> Blocks:
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start":
                if element.tag in SKIPPED:
                    skipped = element
                    walk.skip_subtree()  # the next event is this element's end
                    continue
                self._open(element)
                if element.text:
                    self._add(element.text)
                continue
            if element is skipped:
                skipped = None
            else:
                self._close(element.tag)
            if element.tail and element is not root:
                self._add(element.tail)
        if self.run:
            self._end()
        return self.found

    def _open(self, element: _Element) -> None:
        tag = element.tag
        if tag in NUMBER:
            self._enter(element, tag)
        elif tag == "a":
            self.in_link += 1
            self.links += 1
        elif tag == "br":
            if self.broken and self.run:
                self._end()
            self.run.append("\n")
            self.broken = True
        elif tag in _EMPHASIS:
            self.strong += 1
        elif tag == "img":
            self.images += 1

    def _close(self, tag: str) -> None:
        if tag in NUMBER:
            self._leave()
        elif tag == "a":
            self.in_link -= 1
        elif tag in _EMPHASIS:
            self.strong -= 1

    def _add(self, text: str) -> None:
        if text.isspace():
            if self.run:
                self.run.append(text)
            return
        self.broken = False
        self.run.append(text)
        if self.in_link:
            self.linked += len(text)
        if self.strong:
            self.emphasis += len(text)

    def _enter(self, element: _Element, tag: str) -> None:
        if self.run:
            self._end()
        found = self.found
        self.stack.append((self.number, self.marks))
        name, self.marks = _described(element, tag, self.marks)
        found.elements.append(element)
        found.depth.append(len(self.stack) - 1)
        found.parent.append(self.number)
        found.tags.append(NUMBER[tag])
        found.names.append(name)
        self.number = len(found.ends)
        found.ends.append(0)

    def _leave(self) -> None:
        if self.run:
            self._end()
        ends = self.found.ends
        ends[self.number] = len(ends)
        self.number, self.marks = self.stack.pop()
        depth = len(self.stack) - 1
        if depth < self.low:  # noqa: PLR1730 # min() takes twice the time, for every element
            self.low = depth

    def _end(self) -> None:
        joined = "".join(self.run)
        text = " ".join(joined.split())
        if text:
            found = self.found
            if self.marks & _MARKED["pre"]:
                found.written[len(found.texts)] = joined.strip("\n").rstrip()
            found.texts.append(text)
            found.owner.append(self.number)
            found.marks.append(self.marks)
            found.linked.append(self.linked)
            found.links.append(self.links)
            found.emphasis.append(self.emphasis)
            found.images.append(self.images)
            found.shared.append(self.low)
            self.low = found.depth[self.number] if self.number >= 0 else 0
            self.linked = self.links = self.emphasis = self.images = 0
        self.run.clear()


def _described(element: _Element, tag: str, marks: int) -> tuple[str, int]:
    """Return what an element says of itself, and the marks of what stands in it."""
    name = ""
    if tag in _MARKED:
        marks |= _MARKED[tag]
    for key, value in element.items():
        if key in {"class", "id"}:
            name += " " + value
        elif key == "role":
            marks |= _ROLES.get(value, 0)
            name += " role-" + value
        elif key == "style":
            if _UNSEEN.search(value):
                marks |= _HIDDEN
        elif key == "hidden" or (key == "aria-hidden" and value == "true"):
            marks |= _HIDDEN
        elif key == "itemprop":
            marks |= _ITEM
            name += " prop-" + value
    return name, marks
