"""Structure: the headings, list items, tables, code blocks and links of a page that were kept.

It asks of extractors that give Markdown, on gold that has Markdown. An element is kept where one of
the output is the same; each stands for one only. The same is

- a heading of the same words and level. Levels are relative: those of the output may all be some
  levels higher or lower, by what makes most headings agree, for it may begin with the title or not;
- a list item of the same words, apart from those of items in it, as deep, and numbered or not;
- a link of the same words and target; relative ones are read against the page's address;
- a table to the degree of its likeness (`teds`), and a code block to that of its text (1 less the
  Levenshtein distance over the length of the longer one), where two belong together: equal ones,
  then those that share the most of their words (of the first 300 a side); where they share none it
  is not.

Words are those of `alignment`: in lower case, without punctuation and white space.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from webassay_bench.datasets.dataset import Gold
from webassay_bench.metrics.alignment import words_of
from webassay_bench.metrics.markdown import Element, Structure, Table, structure_of
from webassay_bench.metrics.metric import Columns, Metric, Scores, Weights, ratio, weighted_mean
from webassay_bench.metrics.sequences import Pair, rising
from webassay_bench.metrics.teds import teds

KINDS = ("heading", "item", "link", "code", "table")
_LEVELS = 6
_MOST_UNEQUAL = 300  # tables or code blocks without an equal one that are looked at, on each side
_T = TypeVar("_T", str, Table)


def page(gold: Gold, markdown: str) -> Scores | None:
    """Score the Markdown of a page.

    Returns:
        None where the gold has no Markdown, else

        - `KIND.gold`, `KIND.out`: elements of a kind in the gold and in the output, whole numbers,
          and `KIND.kept`: those that were kept, in parts for tables and code; for each of `KINDS`.
        - `precision`, `recall`, `f1`: means, over the kinds that either has, of `kept` over `out`,
          over `gold`, and over the mean of both; 0 / 0 is 0. All are 1 where neither has any.
        - `pairs`: headings, items and links that were kept, and `in_order`: the most of them that
          come in the gold's order.
    """
    if gold.markdown is None:
        return None
    wanted, found = structure_of(gold.markdown, gold.url), structure_of(markdown, gold.url)
    places = _places(wanted, found)
    kept = {kind: float(len(pairs)) for kind, pairs in places.items()}
    kept["code"] = _likeness(wanted.code, found.code, Levenshtein.normalized_similarity, words_of)
    kept["table"] = _likeness(wanted.tables, found.tables, teds, _words_of_table)
    sizes = dict(zip(KINDS, zip(_sizes(wanted), _sizes(found), strict=True), strict=True))
    pairs = sorted(pair for kind in places.values() for pair in kind)
    return {
        **_shares([(kept[kind], *sizes[kind]) for kind in KINDS if any(sizes[kind])]),
        "pairs": len(pairs),
        "in_order": len(rising([place for _, place in pairs])),
        **{f"{kind}.gold": sizes[kind][0] for kind in KINDS},
        **{f"{kind}.out": sizes[kind][1] for kind in KINDS},
        **{f"{kind}.kept": kept[kind] for kind in KINDS},
    }


def summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    """Return figures over pages.

    Returns:
        - `precision`, `recall`, `f1`: means of the pages' own.
        - `order`: the mean share of headings, items and links that kept the page's order, 0 where
          they came out in reverse and 1 where all did; over pages on which two or more were kept.
        - `precision.KIND`, over pages whose output has the kind; `recall.KIND`, over pages whose
          gold has it; `f1.KIND`, over pages on which either has it: means of the pages' own, 0
          where there is no such page.
    """
    pairs = columns["pairs"]
    found = {name: weighted_mean(columns[name], weights) for name in ("precision", "recall", "f1")}
    found["order"] = weighted_mean(
        ratio(columns["in_order"] - 1, pairs - 1), weights, counted=pairs > 1
    )
    for kind in KINDS:
        gold, out, kept = (columns[f"{kind}.{name}"] for name in ("gold", "out", "kept"))
        for name, whole in (("precision", out), ("recall", gold), ("f1", (gold + out) / 2)):
            found[f"{name}.{kind}"] = weighted_mean(ratio(kept, whole), weights, whole > 0)
    return found


def _shares(kinds: Sequence[tuple[float, int, int]]) -> Scores:
    """Return the means over kinds, each with what was kept, of how much, out of how much."""
    if not kinds:
        return dict.fromkeys(("precision", "recall", "f1"), 1.0)
    return {
        "precision": sum(kept / out for kept, _, out in kinds if out) / len(kinds),
        "recall": sum(kept / gold for kept, gold, _ in kinds if gold) / len(kinds),
        "f1": sum(2 * kept / (gold + out) for kept, gold, out in kinds) / len(kinds),
    }


def _sizes(of: Structure) -> list[int]:
    """Count the elements of each kind, in the order of `KINDS`."""
    return [len(some) for some in (of.headings, of.items, of.links, of.code, of.tables)]


def _places(wanted: Structure, found: Structure) -> dict[str, list[Pair]]:
    """Return the places in the gold and in the output of what was kept, by kind."""
    shift = _shift(wanted.headings, found.headings)
    return {
        "heading": _same(
            [(e.place, (e.text, e.role)) for e in wanted.headings],
            [(e.place, (e.text, _level(e) - shift)) for e in found.headings],
        ),
        "item": _same(_keys(wanted.items), _keys(found.items)),
        "link": _same(_keys(wanted.links), _keys(found.links)),
    }


def _shift(wanted: Sequence[Element], found: Sequence[Element]) -> int:
    """Tell by how many levels the output's headings are lower, as most of them have it."""
    there = Counter((element.text, _level(element)) for element in wanted)

    def agreeing(shift: int) -> int:
        return (there & Counter((e.text, _level(e) - shift) for e in found)).total()

    shifts = sorted(range(1 - _LEVELS, _LEVELS), key=abs)  # of equal ones the least
    return max(shifts, key=agreeing)


def _level(heading: Element) -> int:
    assert isinstance(heading.role, int)  # noqa: S101 # as a heading's is
    return heading.role


def _keys(elements: Iterable[Element]) -> list[tuple[int, Hashable]]:
    return [(element.place, (element.text, element.role)) for element in elements]


def _same(
    wanted: Iterable[tuple[int, Hashable]], found: Iterable[tuple[int, Hashable]]
) -> list[Pair]:
    """Pair places whose keys are equal: the first with the first, the second with the second."""
    there: dict[Hashable, list[int]] = defaultdict(list)
    for place, key in found:
        there[key].append(place)
    waiting = {key: iter(places) for key, places in there.items()}
    pairs = ((place, next(waiting.get(key, iter(())), None)) for place, key in wanted)
    return [(place, other) for place, other in pairs if other is not None]


def _likeness(
    wanted: Sequence[_T],
    found: Sequence[_T],
    alike: Callable[[_T, _T], float],
    words: Callable[[_T], list[str]],
) -> float:
    """Return the sum of the likenesses of what belongs together."""
    equal = _same(enumerate(wanted), enumerate(found))
    left = _without(wanted, [i for i, _ in equal]), _without(found, [j for _, j in equal])
    bags = [[Counter(words(element)) for element in side] for side in left]
    candidates = []
    for i, one in enumerate(bags[0]):
        for j, other in enumerate(bags[1]):
            if shared := (one & other).total():
                candidates.append((-shared / (one.total() + other.total()), i, j))
    total = float(len(equal))
    taken: tuple[set[int], set[int]] = set(), set()
    for _, i, j in sorted(candidates):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            total += max(0.0, alike(left[0][i], left[1][j]))  # TEDS can be below 0
    return total


def _without(elements: Sequence[_T], places: Iterable[int]) -> list[_T]:
    """Return the elements at other places, as many as are looked at."""
    gone = set(places)
    return [element for n, element in enumerate(elements) if n not in gone][:_MOST_UNEQUAL]


def _words_of_table(table: Table) -> list[str]:
    return words_of(" ".join(cell for row in table for cell in row))


STRUCTURE = Metric("structure", "1", page, summary, markdown=True)
