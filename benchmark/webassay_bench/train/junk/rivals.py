"""What else marks lines of text as junk: published rules, a heuristic, and a plain classifier.

Each takes lessons and returns, for each, a score a line: the higher, the likelier junk. Rules give
1 and 0 alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from webassay_bench.train.folds import FOLDS, SEED, folds_of
from webassay_bench.train.junk.labels import AMBIGUOUS
from webassay_bench.train.junk.lessons import Lesson

Floats = NDArray[np.float64]
_C4_ENDS = (".", "!", "?", '"', "\u201d")
_C4_FEWEST = 3  # words
_COUNTER = re.compile(r"^\W*\d[\d.,]*\s*[kKmM]?\s+\w+\W*$")
_REFINED_SHORT = 10  # words, below which these patterns are looked for
_REFINED = re.compile(r"^sign-in|read more\.{0,3}$|items in cart", re.IGNORECASE)
_UPPER = 0.5  # share of letters


def c4(lesson: Lesson) -> Floats:
    """Mark what C4 drops: no final punctuation, fewer than three words, or "javascript".

    Source: Raffel et al. 2020, "Exploring the limits of transfer learning", 2.2.
    """
    return np.array(
        [
            not line.endswith(_C4_ENDS)
            or len(line.split()) < _C4_FEWEST
            or "javascript" in line.lower()
            for line in lesson.lines
        ],
        float,
    )


def refined_web(lesson: Lesson) -> Floats:
    """Mark what RefinedWeb's line-wise corrections drop.

    Mainly upper-case lines, numbers alone, counters ("3 likes"), one word alone, and short lines
    with one of its patterns. Source: Penedo et al. 2023, "The RefinedWeb dataset", appendix G.2.
    """
    return np.array([_refined(line) for line in lesson.lines], float)


def _refined(line: str) -> bool:
    letters = [character for character in line if character.isalpha()]
    words = line.split()
    return (
        not letters
        or sum(map(str.isupper, letters)) > _UPPER * len(letters)
        or bool(_COUNTER.match(line))
        or len(words) == 1
        or (len(words) <= _REFINED_SHORT and bool(_REFINED.search(line)))
    )


def length_and_punctuation(lesson: Lesson) -> Floats:
    """Score the shortness of a line, and the lack of a full stop as ten words less."""
    return np.array(
        [-len(line.split()) - 10.0 * line.endswith(_C4_ENDS) for line in lesson.lines], float
    )


BY_LINE: dict[str, Callable[[Lesson], Floats]] = {
    "C4's rules": c4,
    "RefinedWeb's rules": refined_web,
    "length and punctuation": length_and_punctuation,
}


def justext_classes(lessons: Sequence[Lesson]) -> Iterator[tuple[Lesson, Floats]]:
    """Mark the lines of whole pages that jusText does not keep of the same page."""
    kept = {
        lesson.page: {" ".join(line.split()) for line in lesson.lines}
        for lesson in lessons
        if lesson.document.extractor == "justext"
    }
    for lesson in lessons:
        if lesson.document.extractor == "everything":
            own = kept.get(lesson.page, set())
            yield (
                lesson,
                np.array([" ".join(line.split()) not in own for line in lesson.lines], float),
            )


def tf_idf(lessons: Sequence[Lesson]) -> Iterator[tuple[Lesson, Floats]]:
    """Score lines by a logistic regression over TF-IDF, cross-validated.

    Words and pairs of words, scikit-learn's own defaults: what anyone would try first.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import SGDClassifier
    from sklearn.pipeline import make_pipeline

    folds = folds_of(lesson.site for lesson in lessons)
    for fold in range(FOLDS):
        seen: dict[tuple[str, str], int] = {}
        for lesson in lessons:
            if folds[lesson.site] != fold:
                for line, label in zip(lesson.lines, lesson.labels.tolist(), strict=True):
                    if label != AMBIGUOUS:
                        seen[lesson.page, line] = label
        model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2),
            SGDClassifier(loss="log_loss", alpha=1e-6, random_state=SEED),
        )
        model.fit([line for _, line in seen], list(seen.values()))
        for lesson in lessons:
            if folds[lesson.site] == fold:
                yield lesson, model.decision_function(lesson.lines)
