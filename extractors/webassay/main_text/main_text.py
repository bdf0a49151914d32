"""From a page to its main text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webassay.extraction import Block, Extraction
from webassay.main_text import estimate, scripted, wishes
from webassay.main_text.blocks import Blocks, blocks_of, parse
from webassay.main_text.document import Document
from webassay.main_text.emptiness import NO_BLOCK, why_empty
from webassay.main_text.features import PageFeatures
from webassay.main_text.images import images_of
from webassay.main_text.model import Model, shipped
from webassay.main_text.signs import no_signs, signs_of
from webassay.main_text.writing import kind_of, path_of, written
from webassay.options import PLAIN, Options

if TYPE_CHECKING:
    from lxml.etree import _Element

    from webassay.page import Page

_TOLD = 0.9  # the least probability of what a page's linked data declare to be its text


@dataclass(frozen=True)
class MainText:
    """What was found on a page.

    Attributes:
        text: the kept blocks, in order: a row of a table is a line, cells parted by tabs; an empty
            line stands between others.
        expected_f1: the word F1 that is to be expected of this text, from 0 to 1, calibrated.
        reason: why there is no text, in one line; empty where there is.
        blocks: all blocks of the page, kept or not.
    """

    text: str
    expected_f1: float
    reason: str
    blocks: tuple[Block, ...]


def main_text(page: Page, model: Model | None = None, options: Options = PLAIN) -> MainText:
    """Find the main text of a page, with every block judged.

    Args:
        page: the page.
        model: None for the one that comes with webassay.
        options: what belongs to the text.
    """
    found = judge(page, model, options)
    expected = estimate.shipped().estimate(found.signs)
    return MainText(written_text(found, options), expected, found.reason, judged_blocks(found))


def text_of(page: Page, model: Model | None = None, options: Options = PLAIN) -> str:
    """Find the main text of a page, and no more: the quick way."""
    return written_text(judge(page, model, options), options)


def judged_texts(page: Page, model: Model | None = None) -> Iterator[tuple[str, float, bool]]:
    """Yield the text of each block of a page, its probability, and whether it is kept."""
    found = judge(page, model)
    yield from zip(
        found.blocks.texts, found.probabilities.tolist(), found.keep.tolist(), strict=True
    )


@dataclass(frozen=True)
class Judged:
    """A page's blocks, judged.

    Attributes:
        blocks: of the page.
        probabilities: of each block: that it is content.
        keep: whether each block is kept.
        signs: of the page as a whole, from which the word F1 to expect is estimated.
        reason: why nothing is kept; empty where something is.
        unfolded: what was taken out of the page's scripts, and from where.
    """

    blocks: Blocks
    probabilities: NDArray[np.float64]
    keep: NDArray[np.bool_]
    signs: NDArray[np.float32]
    reason: str = ""
    unfolded: scripted.Unfolded | None = None


def judge(page: Page, model: Model | None = None, options: Options = PLAIN) -> Judged:
    """Judge the blocks of a page; a model of None is the one that comes with webassay."""
    root = parse(page.utf8)
    if root is None:
        return _nothing(Blocks())
    model = model or shipped()
    wishes.shorten(root, options)
    found, size = _judged(root, page.url, model, options)
    if unfolded := scripted.unfold(root, found.blocks.texts, size):
        found, _ = _judged(root, page.url, model, options, unfolded)
    return found


def extraction_of(
    found: Judged, text: str, estimator: estimate.Estimator | None = None
) -> Extraction:
    """Tell of a text how sure it is, or why there is none.

    Args:
        found: the page.
        text: what is written of it, in whatever format.
        estimator: None for the one that comes with webassay.
    """
    confidence = (estimator or estimate.shipped()).estimate(found.signs)
    return Extraction(text, reason=found.reason, confidence=confidence)


def written_text(found: Judged, options: Options = PLAIN) -> str:
    """Write the kept blocks as plain text."""
    images = images_of(found.blocks, found.keep) if options.images else []
    return written(found.blocks, found.keep, images)


def judged_blocks(found: Judged) -> tuple[Block, ...]:
    """List all blocks of a judged page, kept or not."""
    return tuple(
        Block(
            text,
            kind_of(found.blocks, number),
            float(found.probabilities[number]),
            bool(found.keep[number]),
            path_of(found.blocks, number, found.unfolded),
        )
        for number, text in enumerate(found.blocks.texts)
    )


def _judged(
    root: _Element,
    url: str | None,
    model: Model,
    options: Options,
    unfolded: scripted.Unfolded | None = None,
) -> tuple[Judged, float]:
    """Judge a tree; return how many words are kept, comparable between scripts, as well."""
    blocks = blocks_of(root)
    if not blocks.texts:
        return _nothing(blocks), 0.0
    features = PageFeatures(blocks, Document.of(root, url), model.asked(blocks))
    probabilities = model.probabilities(features)
    if unfolded and unfolded.is_told:
        inside = features.tree.is_in(blocks.elements.index(unfolded.element))
        inside &= probabilities > 0  # what is said twice is told once
        probabilities = np.where(inside, np.maximum(probabilities, _TOLD), probabilities)
    chosen = wishes.choose(features, probabilities, model, options)
    keep = chosen.keep
    reason = "" if options.keep else why_empty(features, keep)
    if reason:
        keep = np.zeros_like(keep)
    signs = signs_of(features, chosen.probabilities, keep)
    found = Judged(blocks, chosen.probabilities, keep, signs, reason, unfolded)
    return found, float(features.size[keep].sum())


def _nothing(blocks: Blocks) -> Judged:
    return Judged(blocks, np.zeros(0), np.zeros(0, bool), no_signs(), NO_BLOCK)
