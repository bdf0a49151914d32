"""A whole course of training for the judge of lines: lessons, thresholds, model and card."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from webassay.junk.head import Trees
from webassay_bench.datasets import Dataset
from webassay_bench.train.folds import FOLDS, SEED
from webassay_bench.train.junk import figures
from webassay_bench.train.junk.crossed import cross, thresholds_alone, thresholds_of
from webassay_bench.train.junk.fit import fit
from webassay_bench.train.junk.floors import floored
from webassay_bench.train.junk.labels import AMBIGUOUS, JUNK
from webassay_bench.train.junk.lessons import Lesson, lessons_of, texts_of
from webassay_bench.train.junk.linear import fit_categories
from webassay_bench.train.junk.phrases import Phrase, read_phrases
from webassay_bench.train.junk.practice import read_practice
from webassay_bench.train.junk.second import Kinds

Told = Callable[[str], None]
_BAD_AT = (
    "lines that read like text and are not in the gold: other articles, references, code",
    "languages other than English, of which it saw little",
    "menus of short content: lists of names, scores, tables",
    "single pages: what a flag may cost is a mean over pages",
)


@dataclass(frozen=True)
class Course:
    """What is trained on.

    Attributes:
        datasets: pages with gold texts or labelled lines.
        lessons: their texts, and texts with labelled lines alone: to judge, and to practise on.
        phrases: lines of no site.
    """

    datasets: tuple[Dataset, ...]
    lessons: tuple[Lesson, ...]
    phrases: tuple[Phrase, ...]

    @classmethod
    def of(
        cls,
        datasets: Sequence[tuple[Dataset, Path | None]],
        gold: Path,
        jobs: int,
        step: Callable[[], object],
    ) -> Course:
        """Extract the pages of datasets, and read the texts and phrases of the bundled gold.

        Args:
            datasets: pages with gold, and for each where the models of webassay's own extractor
                are that did not see a site, if its shipped one did.
            gold: the folder with `texts`, `practice` and `phrases`.
            jobs: processes at once.
            step: called after each page.
        """
        lessons = texts_of(gold / "texts") + read_practice(gold / "practice")
        for dataset, folds in datasets:
            for of_page in lessons_of(dataset.pages, jobs, folds):
                lessons += of_page
                step()
        return cls(
            tuple(dataset for dataset, _ in datasets),
            tuple(lessons),
            tuple(read_phrases(gold / "phrases")),
        )

    def judged(self, told: Told) -> Kinds:
        """Judge all lessons at a first look, each by a model that never saw its site."""
        return Kinds.of(cross(self.lessons, self.phrases, told))

    def ship(self, path: Path, first: Kinds) -> None:
        """Train on all lessons, and write the model and, beside it, its card.

        Args:
            path: where the model goes.
            first: all lessons as `judged` judges them.
        """
        again = first.looked_at_again().without_practice()
        alone = thresholds_alone(again.alone)
        text, page = (floored(thresholds_of(own), own) for own in (again.text, again.page))
        model = first.completed(fit(self.lessons, self.phrases))
        model = replace(
            model,
            alone=replace(model.alone, thresholds=alone),
            text=replace(model.text, thresholds=text),
            page=replace(model.page, thresholds=page),
            categories=fit_categories(self.lessons, self.phrases),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        model.save(path)
        card = {
            "made_by": "webassay train junk",
            "seed": SEED,
            "datasets": [_told_of(dataset) for dataset in self.datasets],
            "lines": self._counts,
            "model": {
                "first_look": _shape_of(model.text.first),
                "second_look": _shape_of(model.text.second),
                "columns_with_page": len(model.page.first.columns),
                "weights_of_grams": len(model.evidence.weights),
            },
            "bad_at": list(_BAD_AT),
            "split": f"{FOLDS} folds by site; no site, page or text on both sides",
            "figures": {
                "extractors": figures.by_extractor(again.text, text),
                "with_page": figures.by_extractor(again.page, page),
                "texts": figures.of_labelled(again.alone, alone),
                "categories": figures.by_category(again.alone, alone),
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


def _shape_of(trees: Trees | None) -> dict[str, int]:
    if trees is None:
        return {}
    count, depth = trees.forest.features.shape
    return {"trees": count, "depth": depth, "columns": len(trees.columns)}
