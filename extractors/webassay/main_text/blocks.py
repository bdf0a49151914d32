"""The blocks of a page: stretches of running text, each with its place in the tree.

A block is the text between two boundaries: the start or end of a block-level element, or an empty
line made by two `<br>`. What never shows text (scripts, styles, drawings, lists of options) is left
out; what is hidden, or stands in `<noscript>`, is kept and marked, since the text of some pages is
there alone.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from functools import cached_property, partial
from struct import Struct
from typing import TYPE_CHECKING

from lxml import etree

from webassay.core import compiled_in

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
# What the walk does at a tag: block-level ones have their number in `TAGS`, others are below 0.
_SKIP, _LINK, _BREAK, _STRONG, _IMAGE = range(-5, 0)
_KINDS = (
    NUMBER
    | dict.fromkeys(SKIPPED, _SKIP)
    | dict.fromkeys(_EMPHASIS, _STRONG)
    | {"a": _LINK, "br": _BREAK, "img": _IMAGE}
)
_MARKS = [_MARKED.get(tag, 0) for tag in TAGS]  # by number
_numbers = partial(array, "i")  # a list of numbers would take ten times the memory
# The numbers of a block that are written together: one call in place of one for each.
_NUMBERS = ("owner", "marks", "linked", "links", "emphasis", "images", "shared")
_pack = Struct(f"{len(_NUMBERS)}i").pack


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
        depth: of each element: how many elements of the list are around it.
        parent: of each element: the number of the element around it; -1 for the first.
        tags: of each element: its place in `TAGS`.
        ends: of each element: the number of the first element after all that is in it.
        names: of each element: its class, id and role, as they are written.
        root: the page's tree, for `elements`; None once it is not needed, since it is large.
    """

    texts: list[str] = field(default_factory=list)
    written: dict[int, str] = field(default_factory=dict)
    owner: array[int] = field(default_factory=_numbers)
    marks: array[int] = field(default_factory=_numbers)
    linked: array[int] = field(default_factory=_numbers)
    links: array[int] = field(default_factory=_numbers)
    emphasis: array[int] = field(default_factory=_numbers)
    images: array[int] = field(default_factory=_numbers)
    shared: array[int] = field(default_factory=_numbers)
    depth: array[int] = field(default_factory=_numbers)
    parent: array[int] = field(default_factory=_numbers)
    tags: array[int] = field(default_factory=_numbers)
    ends: array[int] = field(default_factory=_numbers)
    names: list[str] = field(default_factory=list)
    root: _Element | None = None

    @cached_property
    def elements(self) -> list[_Element]:
        """Each element itself, in document order; found when first asked for."""
        found: list[_Element] = []
        if self.root is not None:
            walk = etree.iterwalk(self.root, events=("start",))
            for _, element in walk:
                if element.tag in NUMBER:
                    found.append(element)
                elif element.tag in SKIPPED:
                    walk.skip_subtree()
        return found


def parse(html: str | bytes) -> _Element | None:
    """Parse a page into its root element, or None where it holds no element.

    Args:
        html: the page, decoded; or in UTF-8.
    """
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    encoded = html.encode("utf-8", "replace") if isinstance(html, str) else html
    try:
        root = etree.fromstring(encoded, parser)
    except etree.XMLSyntaxError:  # an empty document
        return None
    if root is None:  # as lxml may return, whatever its types say
        return None
    for rest in list(root.itersiblings("*")):  # what follows </html>, to libxml2 a tree of its own
        root.append(rest)
    return root


@compiled_in("walk")
def blocks_of(root: _Element) -> Blocks:  # noqa: C901, PLR0912, PLR0915 # reason below
    """List the blocks of a parsed page."""
    # One loop over local names: it runs for each tag of a page, and took a fifth more time as an
    # object with a method for each case.
    found = Blocks(root=root)
    numbers = bytearray()  # of the blocks, in the order of `_NUMBERS`
    depths: list[int] = []
    parents: list[int] = []
    tags: list[int] = []
    ends: list[int] = []
    known = {"": ""}  # names seen: each is stored once
    run: list[str] = []  # the texts of the block that is being read
    linked = links = emphasis = images = low = 0
    stack: list[tuple[int, int]] = []  # of the elements around: number, marks
    number, marks = -1, 0  # of the innermost element
    in_link = strong = 0  # how many such elements are around
    broken = False  # whether a `<br>` was the last thing seen

    def end() -> None:
        nonlocal linked, links, emphasis, images, low
        joined = "".join(run)
        if text := " ".join(joined.split()):
            if marks & _MARKED["pre"]:
                found.written[len(found.texts)] = joined.strip("\n").rstrip()
            found.texts.append(text)
            numbers.extend(_pack(number, marks, linked, links, emphasis, images, low))
            low = max(len(stack) - 1, 0)
            linked = links = emphasis = images = 0
        run.clear()

    kind_of = _KINDS.get
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        kind = kind_of(element.tag)
        if event == "start":
            if kind is None:
                pass
            elif kind >= 0:
                if run:
                    end()
                name = ""
                depths.append(len(stack))
                parents.append(number)
                tags.append(kind)
                stack.append((number, marks))
                marks |= _MARKS[kind]
                if attributes := element.items():
                    name, marks = _described(attributes, marks)
                found.names.append(known.setdefault(name, name))
                number = len(ends)
                ends.append(0)
            elif kind == _SKIP:
                walk.skip_subtree()  # the next event is this element's end
                continue
            elif kind == _LINK:
                in_link += 1
                links += 1
            elif kind == _BREAK:
                if broken and run:
                    end()
                run.append("\n")
                broken = True
            elif kind == _STRONG:
                strong += 1
            else:
                images += 1
            text = element.text
        else:
            if kind is None:
                pass
            elif kind >= 0:
                if run:
                    end()
                ends[number] = len(ends)
                number, marks = stack.pop()
                if len(stack) <= low:
                    low = len(stack) - 1
            elif kind == _LINK:
                in_link -= 1
            elif kind == _STRONG:
                strong -= 1
            text = element.tail
        if text:
            if text.isspace():
                if run:
                    run.append(text)
                continue
            broken = False
            run.append(text)
            if in_link:
                linked += len(text)
            if strong:
                emphasis += len(text)
    if run:
        end()
    columns = array("i", bytes(numbers))
    for place, column in enumerate(_NUMBERS):
        setattr(found, column, columns[place :: len(_NUMBERS)])
    found.depth, found.parent, found.tags, found.ends = (
        array("i", column) for column in (depths, parents, tags, ends)
    )
    return found


def _described(attributes: list[tuple[str, str]], marks: int) -> tuple[str, int]:
    """Return what an element says of itself, and the marks of what stands in it."""
    name = ""
    for key, value in attributes:
        if key == "class" or key == "id":  # noqa: PLR1714 # a set takes longer
            name += " " + value
        elif key == "style":
            if _UNSEEN.search(value):
                marks |= _HIDDEN
        elif key == "role":
            marks |= _ROLES.get(value, 0)
            name += " role-" + value
        elif key == "hidden" or (key == "aria-hidden" and value == "true"):
            marks |= _HIDDEN
        elif key == "itemprop":
            marks |= _ITEM
            name += " prop-" + value
    return name, marks
