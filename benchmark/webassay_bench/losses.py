"""Where an extractor loses: the word F1 that its pages lack, sorted by cause.

    python -m webassay_bench.losses PATH RESULT [--worst 50] [--card MODEL]

RESULT is the file of a run with `--texts` over the dataset at PATH. The output of each page, and
its gold, are found again in the blocks of the page; what the F1 lacks is dealt to causes by the
words that were kept wrongly, or missed, for each. What the gold leaves out for no visible reason
counts too.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from webassay.main_text.blocks import blocks_of, parse
from webassay.main_text.decoding import once
from webassay.main_text.document import Document
from webassay.main_text.features import PageFeatures
from webassay.main_text.tokens import words_of
from webassay.main_text.writing import kind_of
from webassay_bench import datasets, texts
from webassay_bench.datasets import GoldPage
from webassay_bench.metrics import words
from webassay_bench.train.card import add_to_card
from webassay_bench.train.labels import labels_of

EMPTY = "the gold is empty, and a text was given"
ABSENT = "in no block of the page"
ELSEWHERE = "another part of the page was taken"
_ALIEN = 0.2  # precision and recall below which what was kept is something else
_MOSTLY = 0.5  # share of a block from which it is content
_LINKED = 0.5  # share of a block in links
_MUCH = 0.05  # of F1, from which a page counts as one that loses


@dataclass(frozen=True)
class Loss:
    """What a page lacks.

    Attributes:
        page: the page.
        scores: precision, recall and F1 of its words.
        causes: cause to the part of `1 - F1` that is due to it.
    """

    page: GoldPage
    scores: dict[str, float]
    causes: dict[str, float]


def loss_of(page: GoldPage, text: str) -> Loss | None:
    """Sort what the F1 of a text of a page lacks by cause; None where there is no gold text."""
    scores = words.page(page.gold, text)
    if scores is None:
        return None
    wrong = _wrong_words(page, text, scores)
    total = sum(wrong.values())
    lacking = 1 - scores["f1"]
    causes = {cause: lacking * count / total for cause, count in wrong.items()} if total else {}
    return Loss(page, scores, causes)


@dataclass(frozen=True)
class Sum:
    """What pages lose by one cause.

    Attributes:
        points: of their mean F1.
        pages: how many of them lose 0.05 or more.
    """

    points: float
    pages: int


def by_cause(losses: Sequence[Loss]) -> dict[str, Sum]:
    """Sum up what pages lose, the largest sum first."""
    parts: dict[str, list[float]] = defaultdict(list)
    for loss in losses:
        for cause, part in loss.causes.items():
            parts[cause].append(part)
    sums = {
        cause: Sum(sum(own) / len(losses), sum(part > _MUCH for part in own))
        for cause, own in parts.items()
    }
    return dict(sorted(sums.items(), key=lambda item: -item[1].points))


def table(losses: Sequence[Loss]) -> str:
    """Write a table of causes in Markdown: points of the mean F1, and pages that lose by each."""
    sums = by_cause(losses)
    rows = [f"| {cause} | {own.points:.4f} | {own.pages} |" for cause, own in sums.items()]
    head = ["| cause | points of the mean F1 | pages that lose 0.05 or more by it |"]
    total = [f"| all | {sum(own.points for own in sums.values()):.4f} | |"]
    return "\n".join([*head, "| --- | --- | --- |", *rows, *total])


def _wrong_words(page: GoldPage, text: str, scores: dict[str, float]) -> Counter[str]:
    """Count the words that were kept wrongly, or missed, by cause."""
    gold = page.gold.text or ""
    if not words_of(gold):
        return Counter({EMPTY: 1})
    if words_of(text) and max(scores["precision"], scores["recall"]) < _ALIEN:
        return Counter({ELSEWHERE: 1})
    root = parse(page.read().utf8)
    blocks = blocks_of(root) if root is not None else None
    if blocks is None or not blocks.texts:
        return Counter({ABSENT: 1})
    features = PageFeatures(blocks, Document("", (), page.url or "", []))
    content, kept = (labels_of(features.words, of) for of in (gold, text))
    content = once(content, features.same, features.counts)
    wrong = Counter({ABSENT: max(len(words_of(gold)) - round(content @ features.counts), 0)})
    right = np.flatnonzero(np.minimum(kept, content) >= _MOSTLY)
    first, last = (right[0], right[-1]) if len(right) else (0, len(kept))
    extra, missed = (
        np.round(np.maximum(difference, 0) * features.counts).astype(int)
        for difference in (kept - content, content - kept)
    )
    for number in np.flatnonzero(missed).tolist():
        wrong[f"missed: {kind_of(blocks, number)}"] += int(missed[number])
    for number in np.flatnonzero(extra).tolist():
        wrong[f"kept: {_place(features, number, first, last)}"] += int(extra[number])
    return +wrong


def _place(page: PageFeatures, number: int, first: int, last: int) -> str:
    """Say where, or what, a block is that was kept wrongly."""
    if page.columns["in_comments"][number]:
        return "comments"
    where = "before" if number < first else "after" if number > last else "within"
    what = "links" if page.link[number] > _LINKED else "other text"
    return f"{what} {where} the text"


def main() -> None:
    """Print the table and the worst pages; write the sums into a card where asked."""
    parser = argparse.ArgumentParser(description=__doc__, prog="webassay_bench.losses")
    parser.add_argument("path", type=Path)
    parser.add_argument("result", type=Path)
    parser.add_argument("--card", type=Path, help="a model, into whose card the sums go")
    parser.add_argument("--worst", type=int, default=0, help="how many of the worst to list")
    arguments = parser.parse_args()
    outputs = texts.read(arguments.result)
    pages = [page for page in datasets.load(arguments.path).pages if page.id in outputs]
    losses = [loss for page in pages if (loss := loss_of(page, outputs[page.id].text)) is not None]
    losses.sort(key=lambda loss: loss.scores["f1"])
    print(table(losses))  # noqa: T201 # its output
    if arguments.card:
        sums = {cause: round(own.points, 4) for cause, own in by_cause(losses).items()}
        add_to_card(arguments.card, {"losses": {"pages": len(losses), "points_of_f1": sums}})
    for loss in losses[: arguments.worst]:
        cause = max(loss.causes, key=lambda cause: loss.causes[cause], default="")
        figures = " ".join(f"{loss.scores[name]:.2f}" for name in ("precision", "recall", "f1"))
        about = f"{figures}  {loss.page.page_type:13}  {loss.page.id}"
        print(f"{about}  {cause}  {loss.page.url or ''}")  # noqa: T201


if __name__ == "__main__":
    main()
