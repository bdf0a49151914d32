"""How well webassay's extractor knows how good it is, on datasets that it did not learn from.

    python -m webassay_bench.estimate_check PATH... --out results/sure-of-itself.json

The estimate of each page is compared with the page's word F1, or with the F1 of its segments where
there is no full text; and pages that are said to have no main text are listed. The figures on the
dataset that was learned from are cross-validated, and stand in the model's card.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from webassay.main_text import estimate
from webassay.main_text.main_text import judge, written_text
from webassay.main_text.signs import SIGNS
from webassay_bench import datasets
from webassay_bench.datasets import Dataset, Gold
from webassay_bench.metrics import segments, words
from webassay_bench.train.calibration import agreement

NAIVE = SIGNS.index("best_f1")  # what the probabilities of the blocks say if each is right


def true_f1(gold: Gold, text: str) -> float | None:
    """Return the word F1 of a text, or the F1 of its segments; None where the gold has neither."""
    if scores := words.page(gold, text):
        return scores["f1"]
    if not (counts := segments.page(gold, text)):
        return None
    total = 2 * counts["tp"] + counts["fp"] + counts["fn"]
    return 2 * counts["tp"] / total if total else None


def check(dataset: Dataset) -> dict[str, Any]:
    """Extract the pages of a dataset, and compare.

    Returns:
        `name` and `sha256`; of what the F1 is (`words` or `segments`); how the `estimate`, and the
        `naive` one by the probabilities alone, agree with it; and by page id why pages are `said`
        to have no main text.
    """
    rows, said = [], {}
    for page in dataset.pages:
        found = judge(page.read())
        f1 = true_f1(page.gold, written_text(found))
        if f1 is None:
            continue
        rows.append((estimate.shipped().estimate(found.signs), float(found.signs[NAIVE]), f1))
        if found.reason:
            said[page.id] = found.reason
    estimates, naive, scores = np.array(rows).T
    full = any(page.gold.text is not None for page in dataset.pages)
    return {
        "name": dataset.name,
        "sha256": dataset.sha256,
        "of": "words" if full else "segments",
        "estimate": agreement(estimates, scores),
        "naive": agreement(naive, scores),
        "said": said,
    }


def main() -> None:
    """Print the figures, or write them."""
    parser = argparse.ArgumentParser(description=__doc__, prog="webassay_bench.estimate_check")
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    figures = json.dumps([check(datasets.load(path)) for path in arguments.paths], indent=1)
    if arguments.out:
        arguments.out.write_text(figures + "\n", encoding="utf-8")
    else:
        print(figures)  # noqa: T201 # its output


if __name__ == "__main__":
    main()
