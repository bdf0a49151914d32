"""Dates and prices: lists of news and of goods are full of them, running text is not."""

from __future__ import annotations

import re

import numpy as np

from webassay.core import compiled_in
from webassay.main_text.surroundings import Columns, Floats, Tree, shifted

_LONGEST = 120  # characters; in longer texts an amount says nothing
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d\d"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\b(?:hours?|days?|minutes?|months?) ago",
    re.IGNORECASE,
)
_PRICE = re.compile(r"[$€£¥₹]\s?\d|\d\s?(?:€|kr|zł|usd|eur)\b", re.IGNORECASE)
_LEVELS = range(1, 4)


def of_amounts(tree: Tree, texts: list[str]) -> Columns:
    """Return the columns of dates and prices.

    Args:
        tree: the elements.
        texts: of each block.
    """
    columns: Columns = {}
    blocks = tree.within(np.ones(len(texts)))
    for what, bears in zip(("date", "price"), bearing(texts, _DATE, _PRICE), strict=True):
        columns[what] = bears
        columns[f"page_{what}s"] = np.full(len(texts), np.log1p(bears.sum()))
        within = tree.within(bears)
        for level in _LEVELS:
            element = tree.above[level]
            columns[f"{what}s_{level}"] = within[element] / blocks[element]
    for by in (-1, 1):
        columns[f"date_{by}"] = shifted(columns["date"], by)
    return columns


@compiled_in("amounts")
def bearing(
    texts: list[str], dates: re.Pattern[str], prices: re.Pattern[str]
) -> tuple[Floats, Floats]:
    """Tell of each text whether it bears a date, and whether it bears a price: 1 or 0."""

    def found(pattern: re.Pattern[str]) -> Floats:
        bears = [len(text) < _LONGEST and pattern.search(text) is not None for text in texts]
        return np.array(bears, float)

    return found(dates), found(prices)
