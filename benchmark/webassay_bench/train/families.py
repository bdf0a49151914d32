"""Families of models for webassay's own extractor, side by side.

    python -m webassay_bench.train.families PATH [--folds 1] [--out results/families.json]

Each is trained on the pages of the sites of the other folds, and extracts those of the fold: it
takes the place of the shipped model, and all else is done as it is shipped. Shared parts, such as
trees that several look at, are trained once, and their time is counted in each. One fold has about
300 pages, on which a difference below 0.003 says little; the standard error of each difference from
the shipped model is given with it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from webassay import get
from webassay.errors import WebassayError
from webassay.main_text.extractor import PARAMS
from webassay.main_text.main_text import text_of
from webassay.page import Page
from webassay_bench import datasets
from webassay_bench.datasets import Dataset, GoldPage
from webassay_bench.errors import DatasetError
from webassay_bench.metrics import words
from webassay_bench.train.extractor import lesson_of
from webassay_bench.train.folds import FOLDS, folds_of
from webassay_bench.train.growth import share_of_trees
from webassay_bench.train.study import again, alone, choices, sequence
from webassay_bench.train.study.family import Family, Judging
from webassay_bench.train.study.taught import FREE, LOOKS, OBLIVIOUS, SHIPPED, Taught

IN_USE = "free and oblivious trees, refined (shipped)"
_LINEAR, _NETWORK = "linear", "network over a window of blocks"


@dataclass(frozen=True)
class Kind:
    """How a family is fitted.

    Attributes:
        name: of the family.
        fit: what fits it.
        parts: of what is shared, those that it is made of.
        of: the families that it is made of, fitted before it.
    """

    name: str
    fit: Callable[[Taught], Family]
    parts: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


def _mean(*of: str) -> Kind:
    """Take the mean of families that err in different ways."""
    return Kind("mean of " + " and ".join(of), partial(alone.mean, of=of), of=of)


_OF_SHIPPED = (FREE, OBLIVIOUS, SHIPPED)
KINDS = (
    Kind(IN_USE, alone.shipped, _OF_SHIPPED),
    Kind("not refined", alone.unrefined, (FREE, OBLIVIOUS)),
    Kind("free trees alone", partial(alone.free, refine=True), (FREE,)),
    Kind("free trees alone, not refined", partial(alone.free, refine=False), (FREE,)),
    Kind("oblivious trees alone", partial(alone.oblivious, refine=True), (OBLIVIOUS,)),
    Kind(
        "oblivious trees alone, not refined", partial(alone.oblivious, refine=False), (OBLIVIOUS,)
    ),
    Kind("half of the trees", partial(alone.fewer_trees, size=0.5)),
    Kind("the 150 columns that are asked about most", alone.fewer_columns, (FREE, OBLIVIOUS)),
    Kind(_LINEAR, alone.linear),
    Kind(_NETWORK, sequence.network),
    _mean(IN_USE, _LINEAR),
    _mean(IN_USE, _NETWORK),
    Kind("decoding: 0.5 on all pages", choices.half, _OF_SHIPPED),
    Kind("decoding: repeated texts kept", choices.said_twice, _OF_SHIPPED),
    Kind("agreement with resiliparse", again.agreement),
    Kind("decoding: best threshold", choices.learned_threshold, (*_OF_SHIPPED, LOOKS)),
    Kind("chain over the trees", sequence.chain, (*_OF_SHIPPED, LOOKS)),
    Kind("second pass", again.second_pass, (*_OF_SHIPPED, LOOKS)),
)


@dataclass
class Figures:
    """What is found of a family, fold by fold.

    Attributes:
        f1: the word F1 of each page that is judged.
        training: seconds, of each fold.
        judging: milliseconds of processor time a page from its columns to the probabilities of its
            blocks, of each fold.
        about: its size, or what few numbers it has, of each fold.
    """

    f1: list[float] = field(default_factory=list)
    training: list[float] = field(default_factory=list)
    judging: list[float] = field(default_factory=list)
    about: list[str] = field(default_factory=list)

    def rounded(self, usual: Figures, sites: Sequence[str]) -> dict[str, Any]:
        """Return means, and the difference from what is usual with its standard error."""
        gain = np.array(self.f1) - np.array(usual.f1)
        return {
            "words.f1": round(float(np.mean(self.f1)), 4),
            "gain": round(float(gain.mean()), 4),
            "error": round(_error(gain.tolist(), sites), 4),
            "training_seconds": round(float(np.mean(self.training)), 1),
            "judging_ms": round(float(np.mean(self.judging)), 2),
            "about": [about for about in self.about if about],
        }


def _error(gains: Sequence[float], sites: Sequence[str]) -> float:
    """Return the standard error of a mean over pages, of which those of a site hang together."""
    mean = float(np.mean(gains))
    sums: dict[str, float] = {}
    for gain, site in zip(gains, sites, strict=True):
        sums[site] = sums.get(site, 0.0) + gain - mean
    return float(np.sqrt(sum(value**2 for value in sums.values()))) / len(gains)


def study(
    dataset: Dataset, folds: int, told: Callable[[str], None], *, size: float = 1.0
) -> dict[str, Any]:
    """Compare all families.

    Args:
        dataset: pages with gold texts.
        folds: how many of the five to judge.
        told: called with a line for each family on each fold, and for what takes long.
        size: how many trees there are, against what the shipped model has.

    Returns:
        What was compared, and the figures of each family by its name.

    Raises:
        DatasetError: there is nothing to learn from, or nothing to judge, on some fold.
    """
    judged = [page for page in dataset.pages if page.gold.text is not None]
    pairs = [(page, lesson) for page in judged if (lesson := lesson_of(page))]
    told(f"{len(pairs)} of {len(dataset.pages)} pages have something to teach")
    of_site = folds_of(page.site for page in dataset.pages)
    held = [[page for page in judged if of_site[page.site] == fold] for fold in range(folds)]
    figures: dict[str, Figures] = {kind.name: Figures() for kind in KINDS}
    for fold, pages in enumerate(held):
        others = [pair for pair in pairs if of_site[pair[0].site] != fold]
        if not others or not pages:
            raise DatasetError(f"{dataset.name} has too few sites with gold text for fold {fold}")
        taught = Taught(others, size)
        for name, line in _compared(taught, pages, figures):
            told(f"fold {fold}  {line}  {name}")
    sites = [page.site for page in chain(*held)]
    found = {name: own.rounded(figures[IN_USE], sites) for name, own in figures.items()}
    about = {
        "model": PARAMS["model"],
        "dataset": dataset.identity,
        "folds": folds,
        "pages": len(sites),
        "size": size,
    }
    return about | {"families": found}


def _compared(
    taught: Taught, pages: Sequence[GoldPage], figures: dict[str, Figures]
) -> Iterator[tuple[str, str]]:
    """Fit and judge family after family, add to its figures, and yield its name and a line."""
    for kind in KINDS:
        own, shared = figures[kind.name], taught.seconds(*kind.parts)
        start = perf_counter()
        family = taught.fitted[kind.name] = kind.fit(taught)
        own.training.append(perf_counter() - start + shared)
        own.training[-1] += sum(figures[name].training[-1] for name in kind.of)
        own.about.append(family.about)
        f1, milliseconds = judged_by(family, taught, pages)
        own.f1 += f1
        own.judging.append(milliseconds)
        line = f"{np.mean(f1):.4f}  {own.training[-1]:6.0f} s  {milliseconds:6.2f} ms a page"
        yield f"{kind.name}  {family.about}".rstrip(), line


def judged_by(
    family: Family, taught: Taught, pages: Sequence[GoldPage]
) -> tuple[list[float], float]:
    """Extract pages by a family.

    Returns:
        The word F1 of each page, and the mean milliseconds that its blocks took to be judged.
    """
    found, seconds = [], list[float]()
    usual = taught.shipped

    def text(page: Page) -> str:
        judging = Judging(usual.forest, usual.columns, taught.evidence, family, page, seconds)
        return text_of(page, judging)

    text(pages[0].read())
    seconds.clear()  # the first time, libraries are loaded
    for page in pages:
        scores = words.page(page.gold, text(page.read()))
        found.append(scores["f1"] if scores else 0.0)
    return found, 1000 * sum(seconds) / len(pages)


def main() -> None:
    """Print the figures as they are found, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, prog="webassay_bench.train.families")
    parser.add_argument("path", type=Path)
    parser.add_argument(
        "--folds", type=int, default=1, choices=range(1, FOLDS + 1), help="how many to look at"
    )
    parser.add_argument(
        "--size", type=share_of_trees, default=1.0, help="share of the trees, to try it"
    )
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    try:
        get(again.OTHER)  # better missed now than after half an hour
        dataset = datasets.load(arguments.path)
        found = study(dataset, arguments.folds, partial(print, flush=True), size=arguments.size)
    except WebassayError as error:
        parser.error(str(error))
    if arguments.out:
        arguments.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
