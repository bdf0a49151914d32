"""What the words of a text and the names of elements tell: learned log-odds, summed and bounded.

A token's log-odds are those of content in the texts that bear it, each site counted once, against
the mean of all tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat

import numpy as np

from webassay.core import compiled_in
from webassay.main_text.blocks import NUMBER
from webassay.main_text.features import PageFeatures
from webassay.main_text.surroundings import Columns, Floats, Numbers, shifted, window
from webassay.main_text.tokens import tokens_of_texts

Odds = dict[str, float]
_LEVELS = 4
_BODY = 12  # elements from the start, among which the body is looked for
_AT_ONCE = 4096  # texts whose tokens are made together: bounds the memory on long pages


@dataclass(frozen=True)
class Evidence:
    """What is known of tokens.

    Attributes:
        of_text: log-odds of the tokens of texts.
        of_names: log-odds of the tokens of class names, ids and roles.
        of_page: log-odds of the tokens of pages.
    """

    of_text: Odds
    of_names: Odds
    of_page: Odds

    @cached_property
    def lexicons(self) -> tuple[Odds, Odds]:
        """What is known of tokens of texts and of names, in the form in which it is looked up."""
        return lexicon(self.of_text), lexicon(self.of_names)


def add_evidence(page: PageFeatures, evidence: Evidence) -> None:
    """Add the columns of evidence to a page's features."""
    of_text, of_names = evidence.lexicons
    text, names = _text_columns(page, of_text), _name_columns(page, of_names)
    page.columns.update(text)
    page.columns.update(names)
    page.columns.update(_around(page, text["text_sum"], names["path_sum"]))
    page.columns.update(_page_columns(page, evidence.of_page))


def tokens_of_page(page: PageFeatures) -> list[str]:
    """List what a page is known by: its address, its types, the names of its body."""
    tags = page.tree.tags[:_BODY]
    bodies = np.flatnonzero((tags == NUMBER["html"]) | (tags == NUMBER["body"]))
    names = {name for element in bodies for name in page.name_tokens[page.name_of[element]]}
    return page.document.tokens + sorted(f"body:{name}" for name in names)


def _page_columns(page: PageFeatures, odds: Odds) -> Columns:
    known = [value for value in map(odds.get, tokens_of_page(page)) if value is not None] or [0.0]
    values = {
        "page_sum": sum(known),
        "page_mean": sum(known) / len(known),
        "page_lowest": min(known),
        "page_highest": max(known),
    }
    return {name: np.full(len(page.size), value) for name, value in values.items()}


def _around(page: PageFeatures, text: Floats, path: Floats) -> Columns:
    """Look at the evidence of the blocks near by, and of those in the elements around."""
    tree, even = page.tree, np.ones(len(text))
    columns = {f"text_{by}": shifted(text, by, 0.0) for by in (-2, -1, 1, 2)}
    columns |= {f"path_{by}": shifted(path, by, 0.0) for by in (-1, 1)}
    columns |= {f"text_in_{reach}": window(text, even, reach) for reach in (2, 5, 12)}
    weights = np.log1p(page.size)
    mean = tree.within(text) / (tree.within(even) + 1e-6)
    weighted = tree.within(weights * text) / (tree.within(weights) + 1e-6)
    for level in range(1, _LEVELS + 1):
        columns[f"text_mean_{level}"] = mean[tree.above[level]]
        columns[f"text_weighted_{level}"] = weighted[tree.above[level]]
    columns["page_text"], columns["page_text_weighted"] = even * mean[0], even * weighted[0]
    columns["page_path"] = even * (path @ page.size) / page.total
    columns["heading_text"] = page.sections.of_heading(text, 0.0)
    return columns


def _text_columns(page: PageFeatures, odds: Odds) -> dict[str, Floats]:
    found = [
        summaries_of_texts(page.words[start : start + _AT_ONCE], odds)
        for start in range(0, len(page.words), _AT_ONCE)
    ]
    names = ("text_sum", "text_lowest", "text_highest", "text_known")
    return dict(zip(names, np.concatenate(found, axis=1), strict=True))


def _name_columns(page: PageFeatures, odds: Odds) -> dict[str, Floats]:
    table = summaries_of_names(page.name_tokens, odds)[:3, page.name_of]
    path = _along_path(table, page.tree.parent)
    columns = {}
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


@compiled_in("words")
def lexicon(odds: Odds) -> Odds:
    """Return log-odds in the form in which they are looked up in."""
    return odds


@compiled_in("words")
def summaries_of_texts(texts: list[list[str]], odds: Odds) -> Floats:
    """Return what is known of the tokens of each text, given its words, as `_summaries` does."""
    return _summaries(*tokens_of_texts(texts), len(texts), odds)


@compiled_in("words")
def summaries_of_names(names: list[tuple[str, ...]], odds: Odds) -> Floats:
    """Return what is known of the tokens of each name, as `_summaries` does."""
    owner = np.repeat(np.arange(len(names)), [len(tokens) for tokens in names])
    return _summaries(chain.from_iterable(names), owner, len(names), odds)


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
