"""A whole course of training for the judge of lines: lessons, thresholds, model and card."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from webassay_bench.datasets import Dataset
from webassay_bench.train.folds import FOLDS, SEED
from webassay_bench.train.junk import figures
from webassay_bench.train.junk.crossed import Judged, cross, thresholds_of
from webassay_bench.train.junk.fit import fit
from webassay_bench.train.junk.labels import AMBIGUOUS, JUNK
from webassay_bench.train.junk.lessons import Lesson, lessons_of, texts_of
from webassay_bench.train.junk.phrases import Phrase, read_phrases

Told = Callable[[str], None]


@dataclass(frozen=True)
class Course:
    """What is trained on.

    Attributes:
        datasets: pages with gold texts or labelled lines.
        lessons: their texts, and texts with labelled lines alone.
        phrases: lines of no site.
    """

    datasets: tuple[Dataset, ...]
    lessons: tuple[Lesson, ...]
    phrases: tuple[Phrase, ...]

    @classmethod
    def of(
        cls, datasets: Sequence[Dataset], gold: Path, jobs: int, step: Callable[[], object]
    ) -> Course:
        """Extract the pages of datasets, and read the texts and phrases of the bundled gold.

        Args:
            datasets: pages with gold.
            gold: the folder with `texts` and `phrases`.
            jobs: processes at once.
            step: called after each page.
        """
        lessons = texts_of(gold / "texts")
        for dataset in datasets:
            for of_page in lessons_of(dataset.pages, jobs):
                lessons += of_page
                step()
        return cls(tuple(datasets), tuple(lessons), tuple(read_phrases(gold / "phrases")))

    def judged(self, told: Told) -> list[Judged]:
        """Judge all lessons, each by a model that never saw its site."""
        return cross(self.lessons, self.phrases, told)

    def ship(self, path: Path, judged: Sequence[Judged]) -> None:
        """Train on all lessons, and write the model and, beside it, its card."""
        thresholds = thresholds_of(judged)
        model = replace(fit(self.lessons, self.phrases), thresholds=thresholds)
        path.parent.mkdir(parents=True, exist_ok=True)
        model.save(path)
        card = {
            "made_by": "webassay train junk",
            "seed": SEED,
            "datasets": [_told_of(dataset) for dataset in self.datasets],
            "lines": self._counts,
            "model": {
                "trees": int(model.forest.features.shape[0]),
                "depth": int(model.forest.features.shape[1]),
                "columns": len(model.columns),
                "weights_of_grams": len(model.evidence.weights),
            },
            "split": f"{FOLDS} folds by site; no site, page or text on both sides",
            "figures": {
                "extractors": figures.by_extractor(judged, thresholds),
                "texts": figures.of_labelled(judged, thresholds),
                "categories": figures.by_category(judged, thresholds),
            },
        }
        path.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")

    @cached_property
    def _counts(self) -> dict[str, Any]:
        labels = np.concatenate([lesson.labels for lesson in self.lessons])
        known = int((labels != AMBIGUOUS).sum())
        return {
            "texts": len(self.lessons),
            "sites": len({lesson.site for lesson in self.lessons}),
            "lines": len(labels),
            "ambiguous": len(labels) - known,
            "share_of_junk": round(int((labels == JUNK).sum()) / known, 4),
            "phrases": len(self.phrases),
            "languages_of_phrases": sorted({phrase.language for phrase in self.phrases}),
        }


def _told_of(dataset: Dataset) -> dict[str, Any]:
    return {
        "name": dataset.name,
        "version": dataset.version,
        "sha256": dataset.sha256,
        "pages": len(dataset.pages),
    }
