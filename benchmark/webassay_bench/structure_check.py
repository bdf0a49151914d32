"""Whether the Markdown of a dataset's gold has the structure that its pages have.

    python -m webassay_bench.structure_check PATH

Elements of the page whose words stand in the gold's text should be such elements of its Markdown;
headings and links of the Markdown should be some of the page.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from webassay.visible import parse
from webassay_bench import datasets
from webassay_bench.datasets.dataset import GoldPage
from webassay_bench.metrics.alignment import words_of
from webassay_bench.metrics.markdown import structure_of, target_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LEAST_WORDS = 3  # of a list item; shorter ones stand in menus as well
_LEAST_SIZE = 2  # of rows, and of cells in each; tables with fewer are layout


@dataclass(frozen=True)
class Agreement:
    """How many elements of one side are such elements of the other too.

    Attributes:
        of: what is looked for, and where.
        there: how many there are.
        agreed: how many of them the other side has.
    """

    of: str
    there: int
    agreed: int


def lost(page: GoldPage, html: str) -> list[Agreement]:
    """Look in the gold's Markdown for elements of the page whose words stand in the gold's text.

    Args:
        page: with gold.
        html: the page, decoded.

    Returns:
        An `Agreement` for headings, list items, preformatted texts and tables, each once whatever
        its number on the page; nothing where the gold has no Markdown or the page no element.
    """
    root = None if page.gold.markdown is None else parse(html)
    if root is None:
        return []
    lines = {_fold(line) for line in (page.gold.text or "").splitlines()}
    whole = f" {_fold(page.gold.text or '')} "
    gold = structure_of(page.gold.markdown or "")
    headings = _texts(root, _HEADINGS) & lines
    items = {text for text in _texts(root, ("li",)) & lines if text.count(" ") >= _LEAST_WORDS - 1}
    code = {text for text in _texts(root, ("pre",)) if f" {text} " in whole}
    marked_code = f" {' '.join(map(_fold, gold.code))} "
    tables = {cells for cells in _tables(root) if all(f" {cell} " in whole for cell in cells)}
    marked_cells = {_fold(cell) for table in gold.tables for row in table for cell in row}
    return [
        _agreement("headings", headings, headings & {heading.text for heading in gold.headings}),
        _agreement("list items", items, items & {item.text for item in gold.items}),
        _agreement("code blocks", code, {text for text in code if f" {text} " in marked_code}),
        _agreement("tables", tables, {cells for cells in tables if cells <= marked_cells}),
    ]


def strange(page: GoldPage, html: str) -> list[Agreement]:
    """Look in the page for headings, of the same level, and links of the gold's Markdown.

    Args:
        page: with gold.
        html: the page, decoded.

    Returns:
        An `Agreement` for headings and one for links; nothing where the gold has no Markdown or
        the page no element.
    """
    root = None if page.gold.markdown is None else parse(html)
    if root is None:
        return []
    gold = structure_of(page.gold.markdown or "", page.url)
    levels = {(_words(e), int(e.tag[1])) for e in root.iter(*_HEADINGS)}
    texts = {text for text, _ in levels}
    targets = {target_of(e.get("href") or "", page.url) for e in root.iter("a")}
    found = [heading for heading in gold.headings if heading.text in texts]
    return [
        _agreement("headings", gold.headings, found),
        _agreement("levels", found, [h for h in found if (h.text, h.role) in levels]),
        _agreement("links", gold.links, [k for k in gold.links if k.role in targets]),
    ]


def _agreement(of: str, there: Iterable[object], agreed: Iterable[object]) -> Agreement:
    return Agreement(of, sum(1 for _ in there), sum(1 for _ in agreed))


def _texts(root: _Element, tags: tuple[str, ...]) -> set[str]:
    return {text for element in root.iter(*tags) if (text := _words(element))}


def _tables(root: _Element) -> Iterator[frozenset[str]]:
    """Yield the words of the cells of each table that has none in it and is more than layout."""
    for table in root.iter("table"):
        rows = [[_words(cell) for cell in row.iter("td", "th")] for row in table.iter("tr")]
        nested = next(table.iterdescendants("table"), None) is not None
        if not nested and len(rows) >= _LEAST_SIZE and min(map(len, rows)) >= _LEAST_SIZE:
            yield frozenset(cell for row in rows for cell in row if cell)


def _words(element: _Element) -> str:
    return _fold(" ".join(element.itertext()))


def _fold(text: str) -> str:
    return " ".join(words_of(text))


def main() -> None:
    """Print the agreements of all pages of a dataset together."""
    parser = argparse.ArgumentParser(description=__doc__, prog="webassay_bench.structure_check")
    parser.add_argument("path", type=Path)
    dataset = datasets.load(parser.parse_args().path)
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for page in dataset.pages:
        html = page.read().text
        for where, found in (
            ("of the page", lost(page, html)),
            ("of the gold", strange(page, html)),
        ):
            for one in found:
                total = totals[f"{one.of} {where}"]
                total[:] = total[0] + one.there, total[1] + one.agreed, total[2] + bool(one.there)
    for name, (there, agreed, pages) in totals.items():
        print(f"{name}: {agreed} of {there} agree, on {pages} pages")  # noqa: T201 # its output


if __name__ == "__main__":
    main()
