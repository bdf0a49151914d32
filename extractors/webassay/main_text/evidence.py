"""What the words of a text and the names of elements tell: learned log-odds, summed and bounded.

A token's log-odds are those of content in the texts that bear it, each site counted once, against
the mean of all tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, repeat

import numpy as np

from webassay.main_text.features import Columns, PageFeatures
from webassay.main_text.surroundings import Floats, Numbers
from webassay.main_text.tokens import tokens_of_texts

Odds = Mapping[str, float]
_LEVELS = 4
_AT_ONCE = 4096  # texts whose tokens are made together: bounds the memory on long pages


def add_evidence(page: PageFeatures, of_text: Odds, of_names: Odds) -> None:
    """Add the columns of evidence to a page's features."""
    page.columns.update(_text_columns(page, of_text))
    page.columns.update(_name_columns(page, of_names))


def _text_columns(page: PageFeatures, odds: Odds) -> Columns:
    found = []
    for start in range(0, len(page.words), _AT_ONCE):
        texts = page.words[start : start + _AT_ONCE]
        found.append(_summaries(*tokens_of_texts(texts), len(texts), odds))
    names = ("text_sum", "text_lowest", "text_highest", "text_known")
    return dict(zip(names, np.concatenate(found, axis=1), strict=True))


def _name_columns(page: PageFeatures, odds: Odds) -> Columns:
    tokens = page.name_tokens
    owner = np.repeat(np.arange(len(tokens)), [len(found) for found in tokens])
    known = _summaries(chain.from_iterable(tokens), owner, len(tokens), odds)
    table = known[:3, page.name_of]
    path = _along_path(table, page.tree.parent)
    columns: Columns = {}
    for place, what in enumerate(("sum", "lowest", "highest")):
        for level in range(_LEVELS):
            columns[f"names_{level}_{what}"] = table[place][page.tree.above[level]]
        columns[f"path_{what}"] = path[place][page.tree.owner]
    return columns


def _along_path(table: Floats, parent: Numbers) -> Floats:
    """Sum, and bound, what is known of an element and of all around it, but for the first.

    What is known of an element and those just around it is joined with what is known of as many
    above these, twice as far each time.
    """
    found, above = table.copy(), parent
    found[:, 0] = 0.0
    while above.any():
        further = found[:, above]
        found[0] += further[0]
        np.minimum(found[1], further[1], out=found[1])
        np.maximum(found[2], further[2], out=found[2])
        above = above[above]
    np.minimum(found[1], 0.0, out=found[1])
    np.maximum(found[2], 0.0, out=found[2])
    return found


def _summaries(tokens: Iterable[str], owner: Numbers, count: int, odds: Odds) -> Floats:
    """Return the sum, lowest and highest of the log-odds of tokens, and how many are known.

    Args:
        tokens: of all texts.
        owner: of each token: the number of its text.
        count: of the texts.
        odds: log-odds of the tokens that are known.

    Returns:
        Four rows of a value for each text; all are 0 where nothing is known.
    """
    values = np.fromiter(map(odds.get, tokens, repeat(np.nan)), float, len(owner))
    known = ~np.isnan(values)
    values, owner = values[known], owner[known]
    found = np.zeros((4, count))
    found[0] = np.bincount(owner, values, count)
    found[3] = np.bincount(owner, minlength=count)
    some = found[3] > 0
    for row, bound, start in ((1, np.minimum, np.inf), (2, np.maximum, -np.inf)):
        found[row, some] = start
        bound.at(found[row], owner, values)
    return found
