"""Training of webassay's own extractor on a dataset with gold texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.main_text.blocks import blocks_of, parse
from webassay.main_text.document import Document
from webassay.main_text.evidence import add_evidence
from webassay.main_text.features import PageFeatures
from webassay.main_text.model import Model, table_of
from webassay.main_text.tokens import name_tokens, text_tokens
from webassay_bench.datasets import GoldPage
from webassay_bench.train.folds import SEED
from webassay_bench.train.forest import forest_of
from webassay_bench.train.labels import labels_of
from webassay_bench.train.odds import Counts, Shares

_COVERED = 0.3  # a page of which less of the gold is in its blocks teaches nothing
_TREES = {
    "loss_function": "CrossEntropy",
    "depth": 6,
    "iterations": 400,
    "learning_rate": 0.12,
    "rsm": 0.3,
    "border_count": 64,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "l2_leaf_reg": 3,
    "random_seed": SEED,
    "allow_writing_files": False,
    "verbose": 0,
}


@dataclass(frozen=True)
class Lesson:
    """A page to learn from: its features, and the label of each block."""

    site: str
    page: PageFeatures
    labels: NDArray[np.float64]
    of_text: Shares
    of_names: Shares


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
    labels = labels_of(features.words, gold_page.gold.text or "")
    wanted = len(gold_page.gold.text.split()) if gold_page.gold.text else 0
    if (labels * features.counts).sum() < _COVERED * wanted:
        return None
    return Lesson(
        gold_page.site or gold_page.id,
        features,
        labels,
        _text_shares(features, labels),
        _name_shares(features, labels),
    )


def train(lessons: Sequence[Lesson]) -> Model:
    """Fit a model.

    Args:
        lessons: pages; those of one site are told apart from others by `Lesson.site`.
    """
    text = Counts((lesson.site, lesson.of_text) for lesson in lessons)
    names = Counts((lesson.site, lesson.of_names) for lesson in lessons)
    of_text, of_names = text.odds(), names.odds()
    columns: tuple[str, ...] = ()
    tables = []
    for lesson in lessons:
        own = (text.odds_without(lesson.site, of_text), names.odds_without(lesson.site, of_names))
        add_evidence(lesson.page, *own)
        columns = columns or tuple(lesson.page.columns)
        tables.append(table_of(lesson.page, columns).T)
    forest = _fit(
        np.concatenate(tables),
        np.concatenate([lesson.labels for lesson in lessons]),
        np.concatenate([_weights(lesson.page) for lesson in lessons]),
    )
    return Model(forest, columns, of_text, of_names)


def _weights(page: PageFeatures) -> NDArray[np.float64]:
    """Weigh a block by the root of its length, and a page's sum again by its root."""
    root = np.sqrt(np.maximum(page.size, 0.1))
    weights: NDArray[np.float64] = root / np.sqrt(root.sum())
    return weights


def _fit(
    table: NDArray[np.float32], labels: NDArray[np.float64], weights: NDArray[np.float64]
) -> Forest:
    from catboost import CatBoost, Pool

    booster = CatBoost(_TREES)
    booster.fit(Pool(table, labels, weight=weights / weights.mean()))
    return forest_of(booster)


def _text_shares(page: PageFeatures, labels: NDArray[np.float64]) -> Shares:
    return _mean_by_token(
        (text_tokens(words), label, 1.0)
        for words, label in zip(page.words, labels.tolist(), strict=True)
    )


def _name_shares(page: PageFeatures, labels: NDArray[np.float64]) -> Shares:
    weights = np.log1p(page.size)
    within, content = page.tree.within(weights), page.tree.within(weights * labels)
    return _mean_by_token(
        (name_tokens(name), content[place] / within[place], within[place])
        for place, name in enumerate(page.blocks.names)
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
