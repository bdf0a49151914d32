"""A whole course of training: lessons, the models of the folds, the shipped model and its card."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webassay.main_text.estimate import SHIPPED
from webassay.main_text.extractor import PARAMS
from webassay_bench.datasets import Dataset
from webassay_bench.train import estimate
from webassay_bench.train.card import add_to_card
from webassay_bench.train.crossed import SITES
from webassay_bench.train.extractor import Lesson, lesson_of, train
from webassay_bench.train.folds import FOLDS, SEED, folds_of
from webassay_bench.train.outcomes import outcomes_of
from webassay_bench.train.sure_figures import figures

Told = Callable[[str], None]


@dataclass(frozen=True)
class Course:
    """What is trained on, and where what comes of it goes.

    Attributes:
        dataset: pages with gold texts.
        lessons: those of them that teach something.
    """

    dataset: Dataset
    lessons: tuple[Lesson, ...]

    @classmethod
    def of(cls, dataset: Dataset, step: Callable[[], object]) -> Course:
        """Read a dataset; `step` is called after each page."""
        lessons = []
        for page in dataset.pages:
            if lesson := lesson_of(page):
                lessons.append(lesson)
            step()
        return cls(dataset, tuple(lessons))

    def ship(self, path: Path) -> None:
        """Train on all lessons, and write the model and, beside it, its card."""
        path.parent.mkdir(parents=True, exist_ok=True)
        model = train(self.lessons)
        model.save(path)
        card = {
            "made_by": "webassay train extractor",
            "model": PARAMS["model"],
            "dataset": {
                "name": self.dataset.name,
                "version": self.dataset.version,
                "sha256": self.dataset.sha256,
                "pages": len(self.dataset.pages),
                "pages_learned_from": len(self.lessons),
                "blocks": int(sum(len(lesson.labels) for lesson in self.lessons)),
                "sites": len({lesson.site for lesson in self.lessons}),
            },
            "seed": SEED,
            "free_trees": len(model.forest.free.leaves),
            "oblivious_trees": len(model.forest.oblivious.leaves),
            "columns": len(model.columns),
            "tokens_of_text": len(model.evidence.of_text),
            "tokens_of_names": len(model.evidence.of_names),
            "tokens_of_pages": len(model.evidence.of_page),
        }
        add_to_card(path, card)

    def cross(self, folder: Path, told: Told) -> None:
        """Train the model of each fold on all others, and write them with the list of sites."""
        folder.mkdir(parents=True, exist_ok=True)
        folds = folds_of(page.site or page.id for page in self.dataset.pages)
        for fold in range(FOLDS):
            kept = [lesson for lesson in self.lessons if folds[lesson.site] != fold]
            train(kept).save(folder / f"fold-{fold}.npz")
            told(f"fold {fold + 1} of {FOLDS}: {len(kept)} pages")
        (folder / SITES).write_text(json.dumps(folds), encoding="utf-8")

    def assess(self, folder: Path, path: Path, step: Callable[[], object]) -> dict[str, Any]:
        """Train what the extractor knows of its own doubts, on pages that its models never saw.

        The estimators of the folds go beside their models; the one that is shipped goes beside
        the shipped model, with its figures in that model's card.

        Args:
            folder: that of the models of the folds.
            path: of the shipped model.
            step: called after each page.

        Returns:
            The figures.
        """
        folds = folds_of(page.site for page in self.dataset.pages)
        outcomes = []
        for outcome in outcomes_of(self.dataset.pages, folder):
            outcomes.append(outcome)
            step()
        found = figures(outcomes, folds, estimate.cross(outcomes, folds, folder))
        path.parent.mkdir(parents=True, exist_ok=True)
        estimate.fit(outcomes).save(path.with_name(SHIPPED.name))
        add_to_card(path, {"sure_of_itself": found})
        return found
