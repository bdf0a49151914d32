"""What a caller wishes of the main text: what is taken out before it, and what is chosen."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from webassay.main_text.blocks import NUMBER, blocks_of
from webassay.main_text.comments import outside_comments, without_comments
from webassay.main_text.decoding import decode
from webassay.main_text.document import Document
from webassay.main_text.features import PageFeatures
from webassay.main_text.tree import remove
from webassay.main_text.walls import without_walls
from webassay.options import Options

if TYPE_CHECKING:
    from lxml.etree import _Element

    from webassay.main_text.model import Model

_LAYOUT_ROLES = frozenset({"presentation", "none"})
_LAYOUT = ("table", "h1", "h2", "h3", "article", "section", "main", "nav", "form")
_FEWEST_CELLS = 2  # in some row of a table of data
_THREAD = Document("", (False, False, False, True, False, False, False, False), "", [])


@dataclass(frozen=True)
class Chosen:
    """The choice of blocks of a page.

    Attributes:
        probabilities: of each block: that it is content, as the caller sees it.
        keep: whether each block is kept.
    """

    probabilities: NDArray[np.float64]
    keep: NDArray[np.bool_]


def shorten(root: _Element, options: Options) -> None:
    """Take out of a page what is not wanted whatever it says: dropped elements, tables of data."""
    if options.drop:
        for element in _selected(root, options.drop):
            remove(element)
    if not options.tables:
        for table in list(root.iter("table")):
            if _is_data(table):
                remove(table)


def choose(
    page: PageFeatures, probabilities: NDArray[np.float64], model: Model, options: Options
) -> Chosen:
    """Choose the blocks of a page, by their probabilities and by the caller's wishes."""
    kept = _kept(page, options.keep)
    probabilities = np.where(kept, 1.0, probabilities)
    keep, _ = decode(probabilities, page.counts, options.favor)
    if options.comments is None:
        keep = without_comments(page, keep)
    elif options.comments:
        probabilities, keep = _with_comments(page, probabilities, keep, model, options)
    else:
        keep = outside_comments(page, keep)
    return Chosen(probabilities, without_walls(page, keep) | kept)


def _with_comments(
    page: PageFeatures,
    probabilities: NDArray[np.float64],
    keep: NDArray[np.bool_],
    model: Model,
    options: Options,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Judge the comments of a page as a thread of their own.

    Among an article's blocks the model takes comments for what they are, and gives them nothing;
    alone, and said to be a thread, they are parted from the buttons and dates around them.
    """
    inside = page.columns["in_comments"] > 0
    if not inside.any() or inside.all():
        return probabilities, keep
    comments = blocks_of(_alone(page, inside))
    if len(comments.texts) != inside.sum():
        return probabilities, keep
    thread = PageFeatures(comments, _THREAD, model.asked(comments))
    probabilities, keep = probabilities.copy(), keep.copy()
    alone = model.probabilities(thread)
    probabilities[inside] = np.maximum(probabilities[inside], alone)
    keep[inside] |= decode(alone, thread.counts, options.favor)[0]
    return probabilities, keep


def _alone(page: PageFeatures, inside: NDArray[np.bool_]) -> _Element:
    """Copy the outermost elements with no other blocks than these into a tree of their own."""
    blocks, number = page.tree.within(np.ones(len(inside))), page.tree.within(inside.astype(float))
    full = (blocks > 0) & (blocks == number)
    root = etree.Element("html")
    body = etree.SubElement(root, "body")
    for element in np.flatnonzero(full & ~full[page.tree.parent]).tolist():
        alone = copy.deepcopy(page.blocks.elements[element])
        alone.tail = None
        body.append(alone)
    return root


def _kept(page: PageFeatures, selector: str | None) -> NDArray[np.bool_]:
    """Tell of each block whether it stands in an element that is to be kept."""
    if not selector:
        return np.zeros(len(page.size), bool)
    numbers = {element: number for number, element in enumerate(page.blocks.elements)}
    root = page.blocks.elements[0].getroottree().getroot()
    wanted = np.zeros(len(numbers), bool)
    for element in _selected(root, selector):
        inside = [numbers[one] for one in element.iter(*NUMBER) if one in numbers]
        if element.tag not in NUMBER:  # the block that it is in, since blocks are not parted
            around = next(element.iterancestors(*NUMBER), None)
            inside += [numbers[around]] if around in numbers else []
        wanted[inside] = True
    return wanted[page.tree.owner]


def _selected(root: _Element, selector: str) -> list[_Element]:
    from cssselect import HTMLTranslator

    found: list[_Element] = root.xpath(HTMLTranslator().css_to_xpath(selector))
    return found


def _is_data(table: _Element) -> bool:
    """Tell a table of data from one that lays out a page.

    Close to what the HTML Standard (4.9.1, "Techniques for distinguishing tables used for layout")
    proposes: roles that say so, tables in the table; and headings or sections, which no cell of
    data holds; a row of one cell alone is no row of data.
    """
    if (table.get("role") or "").strip().lower() in _LAYOUT_ROLES:
        return False
    if next(table.iterdescendants(*_LAYOUT), None) is not None:
        return False
    rows = table.iterdescendants("tr")
    return any(len(row.xpath("td|th")) >= _FEWEST_CELLS for row in rows)
