"""What each family of features, and each step, is worth: the extractor trained without it.

    python -m webassay_bench.train.ablation PATH [--folds 1] [--size 1.0] [--card MODEL]

Models are trained on the sites of the other folds, once with all and once without each family, and
their word F1 on the pages of the fold is compared. One fold has about 300 pages, on which a
difference below 0.003 says little.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from webassay.main_text.extractor import PARAMS
from webassay.main_text.main_text import text_of
from webassay.main_text.model import Model
from webassay_bench import datasets
from webassay_bench.datasets import GoldPage
from webassay_bench.metrics import words
from webassay_bench.train.card import add_to_card
from webassay_bench.train.course import Course
from webassay_bench.train.extractor import Lesson, train
from webassay_bench.train.folds import folds_of
from webassay_bench.train.growth import share_of_trees

ALL = "nothing left out"
REFINEMENT = "refinement of the leaves"
_SECTIONS = r"section_|into_section|headings?_|page_headings"
_SIBLINGS = r"siblings?_"
_COPIES = r"repeat|repetition|alike"
FAMILIES = {
    "sections and headings": _SECTIONS,
    "siblings": _SIBLINGS,
    "what the page announces": r"(?:since_)?(?:described|told)(?:_|$)",
    "dates and prices": r"(?:page_)?(?:date|price)",
    "evidence of words": r"text_|page_text|heading_text",
    "evidence of names": r"names_|path_|page_path",
    "evidence of address and types": r"page_(?:sum|mean|lowest|highest)$",
    "evidence near by": r"text_(?:-?\d|in_|mean_|weighted_)|path_-?\d|page_(?:text|path)",
    "elements around": r"(?:words|links|blocks|paragraphs|of_page|headings)_\d$",
    "copies and kin": _COPIES,
    "sections, siblings and copies": "|".join((_SECTIONS, _SIBLINGS, _COPIES)),
}


def models(lessons: Sequence[Lesson], size: float = 1.0) -> Iterator[tuple[str, Model]]:
    """Train one model with all, and one without each family and step.

    Args:
        lessons: what they learn from.
        size: how many trees they have, against what the shipped model has.
    """
    yield ALL, train(lessons, size=size)
    yield REFINEMENT, train(lessons, refine=False, size=size)
    for family, pattern in FAMILIES.items():
        yield family, train(lessons, without=re.compile(pattern), size=size)


def mean_f1(pages: Sequence[GoldPage], model: Model) -> float:
    """Return the mean word F1 of a model on some pages."""
    scores = [words.page(page.gold, text_of(page.read(), model)) for page in pages]
    return float(np.mean([score["f1"] for score in scores if score]))


def main() -> None:
    """Print the figures, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, prog="webassay_bench.train.ablation")
    parser.add_argument("path", type=Path)
    parser.add_argument("--folds", type=int, default=1, help="how many of the five to look at")
    parser.add_argument("--size", type=share_of_trees, default=1.0, help="share of the trees")
    parser.add_argument("--card", type=Path, help="a model, into whose card the figures go")
    arguments = parser.parse_args()
    dataset = datasets.load(arguments.path)
    lessons, folds = (
        Course.of(dataset, lambda: None).lessons,
        folds_of(p.site for p in dataset.pages),
    )
    sums: dict[str, list[float]] = {}
    for fold in range(arguments.folds):
        pages = [page for page in dataset.pages if folds[page.site] == fold]
        kept = [lesson for lesson in lessons if folds[lesson.site] != fold]
        for name, model in models(kept, arguments.size):
            sums.setdefault(name, []).append(mean_f1(pages, model))
            print(f"fold {fold}  {sums[name][-1]:.4f}  without: {name}", flush=True)  # noqa: T201
    if arguments.card:
        figures = {
            "model": PARAMS["model"],
            "dataset": dataset.identity,
            "folds": arguments.folds,
            "size": arguments.size,
            "words.f1": {name: round(float(np.mean(found)), 4) for name, found in sums.items()},
        }
        add_to_card(arguments.card, {"ablation": figures})


if __name__ == "__main__":
    main()
