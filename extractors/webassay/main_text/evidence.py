"""What the words of a text and the names of elements tell: learned log-odds, summed and bounded.

A token's log-odds are those of content in the texts that bear it, each site counted once, against
the mean of all tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from webassay.main_text.features import Columns, PageFeatures
from webassay.main_text.surroundings import Floats
from webassay.main_text.tokens import name_tokens, text_tokens

Odds = Mapping[str, float]
_LEVELS = 4


def add_evidence(page: PageFeatures, of_text: Odds, of_names: Odds) -> None:
    """Add the columns of evidence to a page's features."""
    page.columns |= _text_columns(page, of_text) | _name_columns(page, of_names)


def _text_columns(page: PageFeatures, odds: Odds) -> Columns:
    table = np.array([_summary(text_tokens(words), odds) for words in page.words])
    names = ("text_sum", "text_lowest", "text_highest", "text_known")
    return dict(zip(names, table.T, strict=True))


def _name_columns(page: PageFeatures, odds: Odds) -> Columns:
    names = page.blocks.names
    known = {name: _summary(name_tokens(name), odds) for name in set(names)}
    rows = [known[name] for name in names]
    table: Floats = np.array(rows, float).T
    path: Floats = np.array(_along_path(rows, page.tree.parent.tolist()), float).T
    columns = {}
    for place, what in enumerate(("sum", "lowest", "highest")):
        for level in range(_LEVELS):
            columns[f"names_{level}_{what}"] = table[place][page.tree.above[level]]
        columns[f"path_{what}"] = path[place][page.tree.owner]
    return columns


def _along_path(
    rows: Sequence[tuple[float, float, float, float]], parents: list[int]
) -> list[tuple[float, float, float]]:
    """Sum, and bound, what is known of an element and of all around it, but for the first."""
    found = [(0.0, 0.0, 0.0)]
    for (total, low, high, _), parent in zip(rows[1:], parents[1:], strict=True):
        above, lowest, highest = found[parent]
        found.append(
            (
                above + total,
                low if low < lowest else lowest,  # noqa: FURB136 # a third of the time of min()
                high if high > highest else highest,  # noqa: FURB136
            )
        )
    return found


def _summary(tokens: Iterable[str], odds: Odds) -> tuple[float, float, float, float]:
    """Return the sum, lowest and highest of the log-odds of tokens, and how many are known."""
    known = [value for value in map(odds.get, tokens) if value is not None]
    if not known:
        return 0.0, 0.0, 0.0, 0.0
    return sum(known), min(known), max(known), float(len(known))
