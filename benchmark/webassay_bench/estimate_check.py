"""How well webassay's extractor knows how good it is, on datasets that it did not learn from.

    python -m webassay_bench.estimate_check PATH...

The estimate of each page is compared with the page's word F1, or with the F1 of its segments where
there is no full text; and pages that are said to have no main text are counted. Figures on the
dataset that was learned from are cross-validated, and in the model's card.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from webassay.main_text import estimate
from webassay.main_text.main_text import judge, written_text
from webassay.main_text.signs import SIGNS
from webassay_bench import datasets
from webassay_bench.datasets import Dataset, Gold
from webassay_bench.metrics import segments, words
from webassay_bench.tables import line
from webassay_bench.train.calibration import agreement

_NAIVE = SIGNS.index("best_f1")
_HEADINGS = ("dataset", "pages", "F1 of", "mean F1", "by", "mean estimate")
_FIGURES = ("calibration_error", "pearson", "spearman")


def true_f1(gold: Gold, text: str) -> float | None:
    """Return the word F1 of a text, or the F1 of its segments; None where the gold has neither."""
    if scores := words.page(gold, text):
        return scores["f1"]
    if not (counts := segments.page(gold, text)):
        return None
    total = 2 * counts["tp"] + counts["fp"] + counts["fn"]
    return 2 * counts["tp"] / total if total else None


def compared(dataset: Dataset) -> tuple[NDArray[np.float64], list[str]]:
    """Extract the pages of a dataset, and compare.

    Returns:
        The estimates, calibrated and naive, and the true F1, three by pages; and a line for each
        page that is said to have no main text.
    """
    rows, said = [], []
    for page in dataset.pages:
        found = judge(page.read())
        f1 = true_f1(page.gold, written_text(found))
        if f1 is None:
            continue
        rows.append((estimate.shipped().estimate(found.signs), float(found.signs[_NAIVE]), f1))
        if found.reason:
            has_gold = page.gold.text or page.gold.required
            gold = "has a gold text" if has_gold else "has no gold text"
            said.append(f"{dataset.name}: {page.id} {gold}; {found.reason}")
    return np.array(rows).T, said


def table(compared_sets: list[tuple[Dataset, NDArray[np.float64]]]) -> str:
    """Write the figures of datasets as a table in Markdown."""
    headings = [*_HEADINGS, *(name.replace("_", " ") for name in _FIGURES)]
    rows = [line(headings), line(["---", "---:", "---", "---:", "---", *["---:"] * 4])]
    for dataset, (estimates, naive, f1) in compared_sets:
        of = "words" if any(page.gold.text is not None for page in dataset.pages) else "segments"
        for name, values in (("estimate", estimates), ("probabilities alone", naive)):
            found = agreement(values, f1)
            cells = [dataset.name, str(found["pages"]), of, f"{found['mean']:.3f}", name]
            cells += [f"{found['mean_estimate']:.3f}"]
            rows.append(line([*cells, *(_cell(found[figure]) for figure in _FIGURES)]))
    return "\n".join(rows)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def main() -> None:
    """Print the table, and the pages that are said to have no main text."""
    parser = argparse.ArgumentParser(description=__doc__, prog="webassay_bench.estimate_check")
    parser.add_argument("paths", type=Path, nargs="+")
    found, said = [], []
    for path in parser.parse_args().paths:
        dataset = datasets.load(path)
        rows, lines = compared(dataset)
        found.append((dataset, rows))
        said += lines
    print("\n".join([table(found), "", *said]))  # noqa: T201 # its output


if __name__ == "__main__":
    main()
