"""What came of each page: our own extraction by a model that never saw its site, and others'."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from webassay import get, run
from webassay.main_text.decoding import decode
from webassay.main_text.main_text import Judged, judge, written_text
from webassay.main_text.tokens import words_of
from webassay.routing.agreement import agreement_of, coverage
from webassay_bench.datasets import GoldPage
from webassay_bench.metrics import words
from webassay_bench.train.crossed import model_of

ROUTES = ("trafilatura", "readability-lxml", "resiliparse")
_VOTERS = ("trafilatura", "resiliparse")  # beside our own
_IN_TEXT = 0.5  # share of a block's words from which an extractor votes for it


@dataclass(frozen=True)
class Other:
    """Another extractor's text of a page: whether there is one, its agreement with ours, its F1."""

    found: bool
    agreement: NDArray[np.float32]
    f1: float


@dataclass(frozen=True)
class Outcome:
    """What came of a page.

    Attributes:
        site: of the page.
        signs: of the page as a whole.
        reason: why nothing was kept, if so.
        dropped: whether the probabilities alone would have kept something nevertheless.
        has_gold: whether the gold has a word.
        f1: the word F1 of our own text.
        f1_otherwise: of the blocks that the probabilities alone keep, where nothing was kept.
        f1_of_vote: of the blocks that two of three extractors have.
        others: by the name of another extractor.
    """

    site: str
    signs: NDArray[np.float32]
    reason: str
    dropped: bool
    has_gold: bool
    f1: float
    f1_otherwise: float
    f1_of_vote: float
    others: Mapping[str, Other]


def outcomes_of(pages: Sequence[GoldPage], folder: Path) -> Iterator[Outcome]:
    """Extract pages, one process a core, in order.

    Args:
        pages: with gold texts.
        folder: that of the models of the folds.

    Raises:
        UnavailableError: one of the other extractors is not installed.
    """
    # Not forked: the parent holds all that a model is trained on.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        yield from pool.map(partial(outcome_of, folder=folder), pages, chunksize=8)


def outcome_of(gold_page: GoldPage, folder: Path) -> Outcome:
    """Extract a page, by our own extractor and by the others.

    Args:
        gold_page: a page with a gold text.
        folder: that of the models of the folds.

    Raises:
        UnavailableError: one of the others is not installed.
    """
    page = gold_page.read()
    found = judge(page, model_of(page, folder))
    own = written_text(found)
    texts = {name: run(get(name), page).text for name in ROUTES}
    by_blocks, by_vote = _choices(found, texts)
    f1 = _f1(gold_page, own)
    others = {
        name: Other(bool(text.strip()), agreement_of(found, own, text), _f1(gold_page, text))
        for name, text in texts.items()
    }
    return Outcome(
        site=gold_page.site,
        signs=found.signs,
        reason=found.reason,
        dropped=bool(found.reason and by_blocks.any()),
        has_gold=bool(words_of(gold_page.gold.text or "")),
        f1=f1,
        f1_otherwise=_f1(gold_page, _joined(found, by_blocks)) if found.reason else f1,
        f1_of_vote=_f1(gold_page, _joined(found, by_vote)),
        others=others,
    )


def _choices(
    found: Judged, texts: Mapping[str, str]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return what the probabilities alone keep, and what two of three extractors have."""
    blocks = [words_of(text) for text in found.blocks.texts]
    keep, _ = decode(found.probabilities, np.array([len(block) for block in blocks], float))
    votes = found.keep.astype(int)
    for name in _VOTERS:
        votes += coverage(blocks, texts[name]) >= _IN_TEXT
    return keep, votes > (1 + len(_VOTERS)) / 2


def _joined(found: Judged, keep: NDArray[np.bool_]) -> str:
    return "\n".join(found.blocks.texts[number] for number in np.flatnonzero(keep).tolist())


def _f1(gold_page: GoldPage, text: str) -> float:
    scores = words.page(gold_page.gold, text)
    return scores["f1"] if scores else 0.0
