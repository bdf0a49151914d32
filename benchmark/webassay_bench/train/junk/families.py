"""Families of models on the same lines and columns, side by side, and the learning curve.

Each is judged on sites that none of its parts has seen. It is a study, made for the differences:
one fold is judged, not all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from webassay.forest import logistic
from webassay.junk.evidence import TOTAL
from webassay.junk.features import features_of
from webassay.junk.head import Trees
from webassay_bench.train.folds import SEED, folds_of
from webassay_bench.train.junk.crossed import Judged
from webassay_bench.train.junk.fit import fit_first
from webassay_bench.train.junk.lessons import Lesson
from webassay_bench.train.junk.phrases import Phrase
from webassay_bench.train.junk.rows import INNER, Part, Rows, batches, lines_of_all, table_of
from webassay_bench.train.junk.second import fit_second, second_looks

REACH = 2  # lines before and behind that the sequence layer sees
SHARES = (0.125, 0.25, 0.5, 1.0)  # of the sites that are learnt from
FOLD_JUDGED = 0
Table = NDArray[np.float32]
Probabilities = NDArray[np.float64]
Told = Callable[[str], None]


def families(
    lessons: Sequence[Lesson], phrases: Sequence[Phrase], told: Told
) -> Iterator[tuple[str, list[Judged]]]:
    """Yield the name of each family and the lessons of the judged fold as it judges them."""
    folds = folds_of(lesson.site for lesson in lessons)
    seen = [lesson for lesson in lessons if folds[lesson.site] != FOLD_JUDGED]
    held = [le for le in lessons if folds[le.site] == FOLD_JUDGED and le.document.extractor]
    rows = Rows.of(seen, phrases).of_text()
    described = list(_described(held, rows))  # by several families
    for name, judge in _fitted(rows):
        told(name)
        yield name, _judged(described, judge, rows)


def learning_curve(
    lessons: Sequence[Lesson], phrases: Sequence[Phrase], told: Told
) -> Iterator[tuple[float, int, list[Judged]]]:
    """Yield shares of the sites, their number, and one fold's lessons judged by what they teach.

    All texts to practise on are learnt from throughout.
    """
    folds = folds_of(lesson.site for lesson in lessons)
    held = [le for le in lessons if le.document.extractor and folds[le.site] == FOLD_JUDGED]
    others = sorted(
        {le.site for le in lessons if not le.practice and folds[le.site] != FOLD_JUDGED}
    )
    order = np.random.default_rng(SEED).permutation(len(others)).tolist()
    for share in SHARES:
        chosen = {others[place] for place in order[: round(share * len(others))]}
        seen = [lesson for lesson in lessons if lesson.practice or lesson.site in chosen]
        rows = Rows.of(seen, phrases).of_text()
        judge = _judge(fit_first(rows, lambda part: part.known))
        told(f"{share:.1%} of the sites")
        yield share, len(chosen), _judged(_described(held, rows), judge, rows)


def practice_curve(
    lessons: Sequence[Lesson], phrases: Sequence[Phrase], told: Told
) -> Iterator[tuple[int, list[Judged]]]:
    """Yield numbers of texts, and the scraped texts as they are judged by who practised on them.

    The scraped texts themselves teach nothing here, and each is judged at a first look.
    """
    practice = [lesson for lesson in lessons if lesson.practice]
    of_pages = [lesson for lesson in lessons if lesson.gold is not None]
    held = [le for le in lessons if le.gold is None and not le.practice]
    order = np.random.default_rng(SEED).permutation(len(practice)).tolist()
    for share in (0.0, *SHARES):
        chosen = [practice[place] for place in order[: round(share * len(practice))]]
        rows = Rows.of([*chosen, *of_pages], phrases).of_text()
        judge = _judge(fit_first(rows, lambda part: part.alone))
        told(f"{len(chosen)} texts to practise on")
        yield len(chosen), _judged(_described(held, rows), judge, rows)


def _fitted(rows: Rows) -> Iterator[tuple[str, Callable[[Part], Probabilities]]]:
    """Yield each family, fitted, as what gives the probabilities of lines."""
    place = rows.columns.index(TOTAL)
    yield "linear: grams of the line", lambda part: logistic(part.table[:, place].astype(float))
    trees = _judge(fit_first(rows, lambda part: part.known))
    yield "boosted oblivious trees: a first look", trees
    free = _free_trees(rows)
    yield "boosted free trees", lambda part: free.predict_proba(part.table)[:, 1]
    layer = _sequence_layer(rows)
    yield "sequence layer", layer
    yield (
        "mean of trees and sequence layer",
        lambda part: (trees(part) + layer(part)) / 2,
    )
    yield "stacking: a second look (shipped)", _stacked(rows, trees)


def _judge(trees: Trees) -> Callable[[Part], Probabilities]:
    return lambda part: trees.forest.probabilities(part.table.T)


def _stacked(rows: Rows, first: Callable[[Part], Probabilities]) -> Callable[[Part], Probabilities]:
    """Fit a second look on what first looks say of sites that they did not learn from.

    The shipped one learns from the folds by which all is judged; here it must not see the fold that
    is judged, and does with the folds within.
    """
    judged: list[Judged] = []
    for fold in range(INNER):
        others = replace(rows, parts=[part for part in rows.parts if part.fold != fold])
        judge = _judge(fit_first(others, lambda part: part.known))
        judged += _judged((part for part in rows.parts if part.fold == fold), judge, rows)
    trees = fit_second([one for one in judged if one.lesson.gold is not None and not one.alone])

    def look_again(part: Part) -> Probabilities:
        once = _judged([part], first, rows)
        return np.concatenate([one.probabilities for one in second_looks(trees, once)])

    return look_again


def _free_trees(rows: Rows) -> Any:  # scikit-learn has no types
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=250, learning_rate=0.1, max_leaf_nodes=31, l2_regularization=3.0, random_state=SEED
    )
    return model.fit(*_learnt(rows, lambda part: part.table))


def _sequence_layer(rows: Rows) -> Callable[[Part], Probabilities]:
    """Fit one hidden layer over a window of lines: a convolution along the text."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import QuantileTransformer

    model = make_pipeline(
        QuantileTransformer(n_quantiles=50, output_distribution="normal", random_state=SEED),
        MLPClassifier((48,), batch_size=512, max_iter=4, alpha=1e-3, random_state=SEED),
    )
    table, labels, _ = _learnt(rows, _window)
    _quietly(model.fit, table, labels)
    return lambda part: model.predict_proba(_window(part))[:, 1]


def _quietly(fit: Callable[..., Any], *given: Any) -> None:
    import warnings

    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():  # four rounds are meant: more of them overfit
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit(*given)


def _window(part: Part) -> Table:
    """Put the columns of the lines around beside those of each line."""
    places = part.around.places
    beside = [
        part.table[np.clip(places + offset, part.around.starts, part.around.ends - 1)]
        for offset in range(-REACH, REACH + 1)
    ]
    return np.concatenate(beside, axis=1)


def _learnt(
    rows: Rows, seen: Callable[[Part], Table]
) -> tuple[Table, NDArray[np.int8], Probabilities]:
    pairs = [(part, part.learnt & part.known) for part in rows.parts]
    weights = np.concatenate([part.weights[learnt] for part, learnt in pairs])
    return (
        np.concatenate([seen(part)[learnt] for part, learnt in pairs]),
        np.concatenate([part.labels[learnt] for part, learnt in pairs]),
        weights / weights.mean(),
    )


def _described(lessons: Sequence[Lesson], rows: Rows) -> Iterator[Part]:
    """Yield the columns of lessons, by the evidence of rows that never saw their sites."""
    for group in batches(lessons):
        columns = features_of(lines_of_all(group), rows.evidence)
        yield Part.of(group, table_of(columns, rows.columns))


def _judged(
    parts: Iterable[Part], judge: Callable[[Part], Probabilities], rows: Rows
) -> list[Judged]:
    """Judge lessons part by part."""
    judged: list[Judged] = []
    for part in parts:
        words = part.table[:, rows.columns.index("words")].astype(float)
        probabilities, start = judge(part), 0
        for lesson in part.lessons:
            here = slice(start, start := start + len(lesson.lines))
            judged.append(Judged(lesson, probabilities[here], words[here]))
    return judged
