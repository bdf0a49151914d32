"""HTML of few elements and few attributes, written from a tree of any.

What is written is put together here from names in the tables below and from escaped text, so that
nothing of a page can come through that is not in the tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from lxml import etree

from webassay.main_text.addresses import address
from webassay.main_text.blocks import NUMBER, SKIPPED

if TYPE_CHECKING:
    from lxml.etree import _Element

_INLINE = frozenset(
    "abbr b bdi bdo cite code del dfn em i ins kbd mark q ruby s samp small strong sub sup time u "
    "var".split()
)
_ROWS = ("table", "thead", "tbody", "tfoot")
# Block-level elements, and the elements that they can only stand in, if there are any.
_BLOCKS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("p h1 h2 h3 h4 h5 h6 ul ol dl table blockquote pre figure".split(), ()),
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    **dict.fromkeys(("caption", "thead", "tbody", "tfoot"), ("table",)),
    "tr": _ROWS,
    "td": ("tr",),
    "th": ("tr",),
    "figcaption": ("figure",),
}
_STRICT = frozenset({"ul", "ol", "dl", "tr", *_ROWS})  # they hold nothing but those
_LEAVES = frozenset("p h1 h2 h3 h4 h5 h6 pre caption figcaption dt".split())  # no blocks in these
# What is written around text that stands in an element directly and may not.
_WRAPPED = {
    **dict.fromkeys(("", "blockquote", "figure"), ("p",)),
    **dict.fromkeys(("ul", "ol"), ("li",)),
    **dict.fromkeys(_ROWS, ("tr", "td")),
    "dl": ("dd",),
    "tr": ("td",),
}
_NUMBERS = {"td": ("colspan", "rowspan"), "th": ("colspan", "rowspan"), "ol": ("start",)}
_LARGEST = 4  # digits of such a number
_DIRECTIONS = frozenset({"ltr", "rtl", "auto"})
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original")  # the first that is an address


@dataclass
class _Block:
    """An element around what is written next.

    Attributes:
        tag: its name; empty for the fragment itself.
        element: it; None for the fragment.
        start: its start tag.
        is_written: whether that is written.
        has_text: whether text stands right before what comes next.
        is_broken: whether what comes next begins a line.
    """

    tag: str
    element: _Element | None
    start: str
    is_written: bool = False
    has_text: bool = False
    is_broken: bool = False


@dataclass
class Writer:
    """Walks a tree once and writes it; an element is begun when text in it comes.

    Attributes:
        base: the address against which links are read.
        images: the images to write, and their alternative texts.
        links: whether links are written.
        written: what is written so far.
        blocks: the block-level elements around.
        inline: the inline elements around: element, name, start tag.
        begun: how many of these are begun.
        is_wrapped: whether the text stands in an element that the page does not have.
        has_space: whether a space that came next would be one too many.
    """

    base: str | None
    images: dict[_Element, str]
    links: bool
    written: list[str] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=lambda: [_Block("", None, "", is_written=True)])
    inline: list[tuple[_Element, str, str]] = field(default_factory=list)
    begun: int = 0
    is_wrapped: bool = False
    has_space: bool = True

    def write(self, root: _Element) -> str:
        """Write what a tree shows."""
        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start":
                if element.tag in SKIPPED:
                    skipped = element
                    walk.skip_subtree()  # the next event is this element's end
                    continue
                self._enter(element)
                self._text(element.text)
                continue
            if element is skipped:
                skipped = None
            else:
                self._leave(element)
            if element is not root:
                self._text(element.tail)
        self._part()
        return "".join(self.written)

    def _enter(self, element: _Element) -> None:
        tag = element.tag
        if tag in NUMBER:
            self._part()
            if tag in _BLOCKS and self._fits(tag):
                self.blocks.append(_Block(tag, element, _start(element)))
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._image(element)
        elif tag == "a":
            href = address(element.get("href") or "", self.base) if self.links else None
            if href and not any(name == "a" for _, name, _ in self.inline):
                self.inline.append((element, tag, f'<a href="{escape(href)}">'))
        elif tag in _INLINE:
            self.inline.append((element, tag, _start(element)))

    def _fits(self, tag: str) -> bool:
        """Tell whether an element may stand in the one around it."""
        around = self.blocks[-1].tag
        if _BLOCKS[tag]:
            return around in _BLOCKS[tag]
        return around not in _STRICT and around not in _LEAVES

    def _leave(self, element: _Element) -> None:
        tag = element.tag
        if tag in NUMBER:
            self._part()
            if self.blocks[-1].element is element:
                self._end_block()
        elif self.inline and self.inline[-1][0] is element:
            self.inline.pop()
            if self.begun > len(self.inline):
                self.begun -= 1
                self.written.append(f"</{tag}>")

    def _end_block(self) -> None:
        if self.blocks[-1].tag in {"td", "th"}:
            self._begin_blocks()  # an empty cell holds the others in their columns
        block = self.blocks.pop()
        if block.is_written:
            self.written.append(f"</{block.tag}>")
            self._end_line()
            self.blocks[-1].has_text = self.blocks[-1].is_broken = False

    def _text(self, text: str | None) -> None:
        """Write text, its white space collapsed but for code."""
        if not text:
            return
        if self.blocks[-1].tag == "pre":
            has_text = self.blocks[-1].has_text
            self._add(escape(text if has_text else text.lstrip("\n"), quote=False))
        elif words := text.split():
            self._add(
                " " * (text[0].isspace() and not self.has_space)
                + escape(" ".join(words), quote=False)
            )
            if text[-1].isspace():
                self._space()
        elif not self.has_space:
            self._space()

    def _image(self, element: _Element) -> None:
        if (text := self.images.get(element)) is None:
            return
        found = (address(element.get(name) or "", self.base, image=True) for name in _SOURCES)
        source = next(filter(None, found), None)
        src = f' src="{escape(source)}"' if source else ""
        self._add(f'<img{src} alt="{escape(text)}">')

    def _add(self, markup: str) -> None:
        """Write what is shown, and before it the start of all that is around it."""
        if not markup:
            return
        self._begin_blocks()
        block = self.blocks[-1]
        if not self.is_wrapped and (wrapped := _WRAPPED.get(block.tag)):
            self.written += [f"<{tag}>" for tag in wrapped]
            self.is_wrapped = True
        elif block.is_broken and block.has_text:
            self.written.append("\n" if block.tag == "pre" else "<br>")
        self.written += [start for _, _, start in self.inline[self.begun :]]
        self.written.append(markup)
        self.begun, self.has_space = len(self.inline), False
        block.has_text, block.is_broken = True, False

    def _begin_blocks(self) -> None:
        for block in self.blocks:
            if not block.is_written:
                self.written.append(block.start)
                block.is_written = True

    def _space(self) -> None:
        self.written.append(" ")
        self.has_space = True

    def _break(self) -> None:
        """Begin a line; or a paragraph, the second time."""
        block = self.blocks[-1]
        if block.tag == "pre" and block.has_text:
            self.written.append("\n")
        elif block.is_broken:
            self._part()
        else:
            block.is_broken = self.has_space = True

    def _part(self) -> None:
        """End what stands in the innermost block: what comes next is apart from it."""
        block = self.blocks[-1]
        if self.written and self.written[-1] == " ":
            self.written.pop()
        self.written += [f"</{tag}>" for _, tag, _ in reversed(self.inline[: self.begun])]
        self.begun, self.has_space, block.is_broken = 0, True, True
        if self.is_wrapped:
            self.written += [f"</{tag}>" for tag in reversed(_WRAPPED[block.tag])]
            self._end_line()
            self.is_wrapped = block.has_text = block.is_broken = False

    def _end_line(self) -> None:
        if len(self.blocks) == 1:
            self.written.append("\n")


def _start(element: _Element) -> str:
    """Write the start tag of an element, with the attributes that say how it is read."""
    written = f"<{element.tag}"
    for name in _NUMBERS.get(element.tag, ()):
        value = (element.get(name) or "").strip()
        if value.isascii() and value.isdigit() and len(value) <= _LARGEST:
            written += f' {name}="{value}"'
    language, direction = element.get("lang") or "", (element.get("dir") or "").lower()
    if _LANGUAGE.fullmatch(language):
        written += f' lang="{language}"'
    if direction in _DIRECTIONS:
        written += f' dir="{direction}"'
    return written + ">"
