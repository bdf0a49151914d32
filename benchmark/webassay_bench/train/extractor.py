"""Training of webassay's own extractor on a dataset with gold texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.blocks import blocks_of, parse
from webassay.main_text.decoding import LONG, once
from webassay.main_text.document import Document
from webassay.main_text.ensemble import Ensemble
from webassay.main_text.evidence import Evidence, add_evidence, tokens_of_page
from webassay.main_text.features import PageFeatures
from webassay.main_text.model import Model, table_of
from webassay.main_text.tokens import text_tokens, words_of
from webassay_bench.datasets import GoldPage
from webassay_bench.train.folds import folds_of
from webassay_bench.train.growth import grow
from webassay_bench.train.labels import labels_of
from webassay_bench.train.odds import Shares, odds_of
from webassay_bench.train.refinement import Labelled, refined_both

_COVERED = 0.3  # a page of which less of the gold is in its blocks teaches nothing
_PARTS = 8  # of the sites, for the evidence of the pages that are learned from


@dataclass(frozen=True)
class Lesson:
    """A page to learn from.

    Attributes:
        site: what it is of.
        page: its features.
        labels: of each block: the share of it that is content.
        words: of the gold.
        shares: of the tokens of texts, of names, and of the page: the share of content.
    """

    site: str
    page: PageFeatures
    labels: NDArray[np.float64]
    words: int
    shares: tuple[Shares, Shares, Shares]


def lesson_of(gold_page: GoldPage) -> Lesson | None:
    """Make a page into a lesson; None where it has no gold, no block, or too little of its gold."""
    page = gold_page.read()
    root = parse(page.text)
    if root is None or not (gold_page.gold.text or "").strip():
        return None
    blocks = blocks_of(root)
    blocks.root = None  # the tree is not needed again, and is large
    if not blocks.texts:
        return None
    features = PageFeatures(blocks, Document.of(root, page.url))
    labels = _of_copies(labels_of(features.words, gold_page.gold.text or ""), features)
    wanted = len(gold_page.gold.text.split()) if gold_page.gold.text else 0
    all_words = max(float(features.counts.sum()), 1.0)
    if (once(labels, features.same, features.counts) @ features.counts) < _COVERED * wanted:
        return None
    return Lesson(
        gold_page.site or gold_page.id,
        features,
        labels,
        len(words_of(gold_page.gold.text or "")),
        (
            _text_shares(features, labels),
            _name_shares(features, labels),
            dict.fromkeys(tokens_of_page(features), float(labels @ features.counts) / all_words),
        ),
    )


def _of_copies(labels: NDArray[np.float64], page: PageFeatures) -> NDArray[np.float64]:
    """Label all copies of a long text like the one that was found in the gold, whichever it was."""
    highest = np.zeros(int(page.same.max()) + 1)
    np.maximum.at(highest, page.same, labels)
    return np.where(page.counts < LONG, labels, highest[page.same])


def train(
    lessons: Sequence[Lesson],
    *,
    without: re.Pattern[str] | None = None,
    refine: bool = True,
    size: float = 1.0,
) -> Model:
    """Fit a model.

    Args:
        lessons: pages; those of one site are told apart from others by `Lesson.site`.
        without: columns whose names begin so are left out.
        refine: whether the leaves are refined for the F1 of pages.
        size: how many trees there are, against what the shipped model has.
    """
    add_evidence_of_others(lessons)
    known = lessons[0].page.columns
    columns = tuple(name for name in known if without is None or not without.match(name))
    pages = labelled(lessons, columns)
    forests = grow(pages, size)
    if refine:
        forests = refined_both(forests, pages)
    return model_of(forests, columns, evidence_of(lessons))


def labelled(lessons: Sequence[Lesson], columns: tuple[str, ...]) -> Labelled:
    """Put columns of the blocks of all pages, and all that is known of them, into one table."""
    weights = np.concatenate([_weights(lesson.page) for lesson in lessons])
    return Labelled(
        np.concatenate([table_of(lesson.page, columns).T for lesson in lessons]),
        np.concatenate([lesson.labels for lesson in lessons]).astype(np.float32),
        (weights / weights.sum()).astype(np.float32),
        np.concatenate([_words_once(lesson.page) for lesson in lessons]).astype(np.float32),
        [len(lesson.labels) for lesson in lessons],
        np.array([lesson.words for lesson in lessons], np.float32),
    )


def model_of(forests: Ensemble, columns: Sequence[str], evidence: Evidence) -> Model:
    """Make a model of forests, without the columns that no tree asks about."""
    asked = np.array(sorted(forests.borders))
    free, oblivious = (
        np.searchsorted(asked, forest.features).astype(np.int32)
        for forest in (forests.free, forests.oblivious)
    )
    kept = Ensemble(
        replace(forests.free, features=free), replace(forests.oblivious, features=oblivious)
    )
    return Model(kept, tuple(columns[place] for place in asked), evidence)


def evidence_of(lessons: Sequence[Lesson]) -> Evidence:
    """Count the evidence of tokens over the sites of some pages."""
    kinds = range(len(fields(Evidence)))
    counted = [odds_of([(one.site, one.shares[kind]) for one in lessons]) for kind in kinds]
    return Evidence(*counted)


def add_evidence_of_others(lessons: Sequence[Lesson]) -> None:
    """Give each page the evidence of other sites.

    What is made with the labels of the page itself would be trusted too much by whatever learns
    from it. Sites are left out in parts, not one by one: against the evidence of all others but
    one, whatever that one has can be read off.
    """
    parts = folds_of((lesson.site for lesson in lessons), _PARTS)
    for part in range(_PARTS):
        evidence = evidence_of([lesson for lesson in lessons if parts[lesson.site] != part])
        for lesson in lessons:
            if parts[lesson.site] == part:
                add_evidence(lesson.page, evidence)


def _words_once(page: PageFeatures) -> NDArray[np.float64]:
    """Return the words of each block, and none of what was said already."""
    return page.counts * once(np.ones(len(page.counts)), page.same, page.counts)


def _weights(page: PageFeatures) -> NDArray[np.float64]:
    """Weigh a block by the root of its length, and a page's sum again by its root."""
    root = np.sqrt(np.maximum(page.size, 0.1))
    weights: NDArray[np.float64] = root / np.sqrt(root.sum())
    return weights


def _text_shares(page: PageFeatures, labels: NDArray[np.float64]) -> Shares:
    return _mean_by_token(
        (text_tokens(words), label, 1.0)
        for words, label in zip(page.words, labels.tolist(), strict=True)
    )


def _name_shares(page: PageFeatures, labels: NDArray[np.float64]) -> Shares:
    weights = np.log1p(page.size)
    within, content = page.tree.within(weights), page.tree.within(weights * labels)
    return _mean_by_token(
        (page.name_tokens[name], content[place] / within[place], within[place])
        for place, name in enumerate(page.name_of.tolist())
        if within[place] > 0
    )


def _mean_by_token(rows: Iterable[tuple[Iterable[str], float, float]]) -> Shares:
    sums: dict[str, float] = defaultdict(float)
    weights: dict[str, float] = defaultdict(float)
    for tokens, share, weight in rows:
        for token in tokens:
            sums[token] += share * weight
            weights[token] += weight
    return {token: sums[token] / weights[token] for token in sums}
