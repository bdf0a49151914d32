"""A family of models, and how it judges a page in the place of the shipped model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from time import process_time

import numpy as np
from numpy.typing import NDArray

from webassay.forest import Forest
from webassay.free_forest import FreeForest
from webassay.main_text.blocks import Blocks
from webassay.main_text.decoding import once
from webassay.main_text.evidence import add_evidence
from webassay.main_text.features import PageFeatures
from webassay.main_text.model import Model, table_of
from webassay.main_text.surroundings import Columns, Floats
from webassay.page import Page

Table = NDArray[np.float32]


def said_once(page: PageFeatures, probabilities: Floats) -> Floats:
    """Take of a long text that a page says twice the likelier one, as the shipped model does."""
    return once(probabilities, page.same, page.counts)


@dataclass(frozen=True)
class Family:
    """A fitted family.

    Attributes:
        judge: from the features of a page, and the page, to the probability of each block.
        choose: what is done with the probabilities before the blocks of the page are chosen; a
            choice made here is given as probabilities of 0 and 1, which no decoding changes.
        about: its size, or what few numbers it has.
    """

    judge: Callable[[PageFeatures, Page], Floats]
    choose: Callable[[PageFeatures, Floats], Floats] = said_once
    about: str = ""


@dataclass(frozen=True)
class Judging(Model):
    """A family in the place of a model, for one page: all else is done as with the shipped one.

    Attributes:
        family: whose probabilities are taken.
        source: the page.
        seconds: of processor time that judging took, one entry each time.
    """

    family: Family
    source: Page
    seconds: list[float]

    def asked(self, blocks: Blocks) -> Columns:  # noqa: ARG002 # families ask for all columns
        """Return room for all columns."""
        return {}

    def probabilities(self, page: PageFeatures) -> Floats:
        """Judge the blocks of the page."""
        add_evidence(page, self.evidence)
        start = process_time()
        found = self.family.choose(page, self.family.judge(page, self.source))
        self.seconds.append(process_time() - start)
        return found


def look(model: Model, page: PageFeatures) -> Floats:
    """Return what trees say of the blocks of a page that has its evidence."""
    return model.forest.probabilities(table_of(page, model.columns))


def by_trees(model: Model) -> Family:
    """Make a family of trees."""
    return Family(
        lambda page, _: look(model, page), about=size_of(model.forest.free, model.forest.oblivious)
    )


def size_of(*forests: Forest | FreeForest) -> str:
    """Say how large trees are, in bytes as they are stored."""
    said = []
    for forest in forests:
        stored = BytesIO()
        np.savez_compressed(stored, allow_pickle=False, **forest.arrays())
        said.append(f"{len(forest.leaves)} trees in {len(stored.getvalue()) / 1000:.0f} kB")
    return " and ".join(said)
