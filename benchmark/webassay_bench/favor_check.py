"""What `favor` does to precision and recall of webassay's own extractor.

    WEBASSAY_FOLDS=build/folds python -m webassay_bench.favor_check PATH [--every N]

Each page is judged by a model that never saw its site; the figures are means over pages.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from webassay.main_text.main_text import text_of
from webassay.options import Options
from webassay_bench import datasets
from webassay_bench.metrics import words
from webassay_bench.train.crossed import folder, model_of

SETTINGS = {
    "precision": Options(favor="precision"),
    "default": Options(),
    "recall": Options(favor="recall"),
}


def main() -> None:
    """Print a line a setting."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path, help="a dataset of full texts, such as WCXB")
    parser.add_argument("--every", type=int, default=1, help="take every Nth page alone")
    asked = parser.parse_args()
    models = folder()
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in SETTINGS}
    for gold_page in datasets.load(asked.path).pages[:: asked.every]:
        page = gold_page.read()
        model = model_of(page, models)
        for name, options in SETTINGS.items():
            scores = words.page(gold_page.gold, text_of(page, model, options))
            if scores is not None:
                found[name].append(tuple(float(scores[s]) for s in ("precision", "recall", "f1")))
    for name, rows in found.items():
        precision, recall, f1 = np.mean(rows, axis=0)
        print(f"{name:10} {precision:.3f} {recall:.3f} {f1:.3f}  ({len(rows)} pages)")  # noqa: T201 # its output


if __name__ == "__main__":
    main()
