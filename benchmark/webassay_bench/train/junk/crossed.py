"""The judge of lines, cross-validated by site, and the thresholds that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from webassay.junk.model import Model
from webassay.junk.shapes import Columns
from webassay.junk.thresholds import ANY, LOSSES, Thresholds, scores_of
from webassay_bench.train.folds import FOLDS, folds_of
from webassay_bench.train.junk.fit import fit
from webassay_bench.train.junk.labels import CONTENT, JUNK
from webassay_bench.train.junk.lessons import JUDGED, Lesson
from webassay_bench.train.junk.phrases import Phrase
from webassay_bench.train.junk.rows import batches, lines_of_all, of_unknown_origin

Told = Callable[[str], None]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A lesson as it was judged by a model that never saw its site.

    Attributes:
        lesson: what was judged.
        probabilities: of each line that it is junk.
        words: of each line, their number.
        with_page: whether the page was at hand.
    """

    lesson: Lesson
    probabilities: Floats
    words: Floats
    with_page: bool = False

    @property
    def alone(self) -> bool:
        """Whether neither the page nor the extractor was known."""
        return not self.with_page and not self.lesson.document.extractor

    @property
    def scores(self) -> Floats:
        """What lines are flagged by."""
        return scores_of(self.probabilities, None if self.alone else self.words)


def cross(lessons: Sequence[Lesson], phrases: Sequence[Phrase], told: Told) -> list[Judged]:
    """Judge lessons by models fitted on other sites, at a first look.

    Each is judged without and with its page, and those that were labelled line by line as texts of
    unknown origin too.
    """
    folds = folds_of(lesson.site for lesson in lessons)
    judged: list[Judged] = []
    for fold in range(FOLDS):
        model = fit([lesson for lesson in lessons if folds[lesson.site] != fold], phrases)
        held = [lesson for lesson in lessons if folds[lesson.site] == fold]
        judged += judge(model, [replace(lesson, of_page=None) for lesson in held])
        judged += judge(model, [lesson for lesson in held if lesson.of_page is not None])
        judged += judge(
            model, [of_unknown_origin(le) for le in held if le.labelled and le.document.extractor]
        )
        told(f"fold {fold + 1} of {FOLDS}")
    return judged


def judge(model: Model, lessons: Sequence[Lesson]) -> Iterable[Judged]:
    """Judge lessons by one model."""
    for group in batches(lessons):
        probabilities, columns = model.judge(lines_of_all(group))
        yield from _apart(group, probabilities, columns)


def _apart(group: Sequence[Lesson], probabilities: Floats, columns: Columns) -> Iterable[Judged]:
    start = 0
    for lesson in group:
        rows = slice(start, start := start + len(lesson.lines))
        with_page = lesson.of_page is not None
        yield Judged(lesson, probabilities[rows], columns["words"][rows], with_page)


def thresholds_of(judged: Sequence[Judged]) -> Thresholds:
    """Find from which score each loss is kept: for each extractor, and for all of them together."""
    groups = {name: [one for one in judged if of_extractor(one, name)] for name in JUDGED}
    groups[ANY] = [one for own in groups.values() for one in own]
    rows = {name: rows_of(own) for name, own in groups.items()}
    return Thresholds(
        {name: np.array([score_at(*own, loss) for loss in LOSSES]) for name, own in rows.items()},
    )


def thresholds_alone(judged: Sequence[Judged]) -> Thresholds:
    """Find from which score a loss is kept where the origin is unknown.

    A share of the words of all that was labelled line by line, and of the lines of scraped texts.
    """
    unknown = [one for one in judged if one.alone]
    labels, scores, words = rows_of(unknown)
    of_texts, own, _ = rows_of([one for one in unknown if one.lesson.gold is None])
    ones = np.ones(len(own))
    kept = [
        max(score_at(labels, scores, words, loss), score_at(of_texts, own, ones, loss))
        for loss in LOSSES
    ]
    return Thresholds({ANY: np.array(kept)}, per_word=False)


def of_extractor(judged: Judged, name: str) -> bool:
    """Tell whether a lesson is an extractor's text of a page with a gold text of others."""
    lesson = judged.lesson
    return lesson.document.extractor == name and not lesson.labelled


def rows_of(judged: Sequence[Judged]) -> tuple[NDArray[np.int8], Floats, Floats]:
    """Return the labels, scores and words of all lines that are not ambiguous."""
    labels = np.concatenate([one.lesson.labels for one in judged])
    scores = np.concatenate([one.scores for one in judged])
    words = np.concatenate([one.words for one in judged])
    known = labels >= 0
    return labels[known], scores[known], words[known]


def score_at(labels: NDArray[np.int8], scores: Floats, words: Floats, loss: float) -> float:
    """Return the lowest score at which at most a share of the words of content is lost."""
    content = labels == CONTENT
    order = np.argsort(-scores[content], kind="stable")
    lost = np.cumsum(words[content][order])
    kept = int(np.searchsorted(lost, loss * lost[-1], side="right"))
    ranked = scores[content][order]
    return float(np.nextafter(ranked[kept], np.inf)) if kept < len(ranked) else float(ranked[-1])


def found_at(labels: NDArray[np.int8], scores: Floats, words: Floats, loss: float) -> float:
    """Return the share of the lines of junk that are found at a loss of words of content."""
    limit = score_at(labels, scores, words, loss)
    return float((scores[labels == JUNK] >= limit).mean())
