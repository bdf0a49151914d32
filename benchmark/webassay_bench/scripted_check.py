"""What the text in pages' scripts brings webassay's own extractor.

    WEBASSAY_FOLDS=build/folds python -m webassay_bench.scripted_check PATH [--every N]

Lists the pages on which such text is taken, with their word F1 without and with it. Then it takes
all but scripts out of the bodies of those pages whose scripts hold most of the gold, as if a
program had yet to show it, and says how much of it is found. With `WEBASSAY_FOLDS` each page is
judged by a model that never saw its site, else by the shipped one.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import numpy as np
from lxml import etree

from webassay import Page
from webassay.main_text import scripted
from webassay.main_text.blocks import parse
from webassay.main_text.main_text import judge, text_of
from webassay.main_text.model import Model
from webassay.visible import script_texts
from webassay_bench import datasets
from webassay_bench.datasets.dataset import GoldPage
from webassay_bench.metrics import words
from webassay_bench.metrics.alignment import words_of
from webassay_bench.train.crossed import VARIABLE, folder, model_of

_RUN = 5  # words in a row, by which gold and scripts are compared
_FEWEST = 60  # runs of a gold text; shorter ones say little
_MOST = 0.6  # share of the gold that scripts must hold

ModelOf = Callable[[Page], Model | None]


def affected(page: GoldPage, model_of: ModelOf) -> tuple[float, float] | None:
    """Return a page's word F1 without and with its scripts' text; None where none is taken."""
    asked = page.read()
    model = model_of(asked)
    if judge(asked, model).unfolded is None:
        return None
    after = _f1(page, text_of(asked, model))
    with patch.object(scripted, "unfold", return_value=None):
        return _f1(page, text_of(asked, model)), after


def shell_f1(page: GoldPage, model_of: ModelOf) -> float | None:
    """Return the word F1 on a page whose body shows nothing; None where scripts lack the gold."""
    asked = page.read()
    gold = _runs(page.gold.text or "")
    if len(gold) < _FEWEST:
        return None
    held = set().union(*map(_runs, script_texts(asked.text)))
    root = parse(asked.text)
    body = None if root is None else root.find("body")
    if body is None or len(gold & held) <= _MOST * len(gold):
        return None
    scripts = list(body.iter("script"))
    for element in list(body):
        body.remove(element)
    body.text = None
    for script in scripts:
        script.tail = None
        body.append(script)
    html = etree.tostring(root, method="html", encoding="unicode")
    return _f1(page, text_of(Page.of(html, asked.url), model_of(asked)))


def _runs(text: str) -> set[tuple[str, ...]]:
    found = words_of(text)
    return set(zip(*(found[start:] for start in range(_RUN)), strict=False))


def _f1(page: GoldPage, text: str) -> float:
    scores = words.page(page.gold, text)
    return float(scores["f1"] or 0) if scores else 0.0


def main() -> None:
    """Print a line an affected page, and one for the shells."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path, help="a dataset of full texts, such as WCXB")
    parser.add_argument("--every", type=int, default=1, help="take every Nth page alone")
    asked = parser.parse_args()
    models = folder() if os.environ.get(VARIABLE) else None
    of: ModelOf = (lambda page: model_of(page, models)) if models else (lambda _: None)
    pages = datasets.load(asked.path).pages[:: asked.every]
    shells = []
    for page in pages:
        if (pair := affected(page, of)) is not None:
            print(f"{page.id} {page.url}: {pair[0]:.3f} -> {pair[1]:.3f}")  # noqa: T201 # its output
        if (f1 := shell_f1(page, of)) is not None:
            shells.append(f1)
    if shells:
        print(f"shells: {np.mean(shells):.3f} on {len(shells)} of {len(pages)} pages")  # noqa: T201


if __name__ == "__main__":
    main()
