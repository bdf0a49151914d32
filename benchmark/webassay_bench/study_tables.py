"""The published study of webassay's own extractor, as Markdown: other models, and its parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from webassay_bench.tables import line
from webassay_bench.train.ablation import ALL
from webassay_bench.train.families import IN_USE

STUDY = Path("results/families.json")
ABLATION = Path("results/ablation.json")
PAGE = "results/families.md"
Figures = Mapping[str, Any]
_PREFACE = """# Our own extractor: other models, and what its parts are worth

Made by `make docs` from `results/families.json` and `results/ablation.json`, which
`python -m webassay_bench.train.families` and `python -m webassay_bench.train.ablation` write; not
edited by hand. Each model was trained on the sites of the other folds.

"""


def page(checkout: Path) -> str | None:
    """Write the page of a checkout; None where neither study is published in it."""
    parts = [
        table(json.loads((checkout / name).read_text("utf-8")))
        for name, table in ((STUDY, _families), (ABLATION, _features))
        if (checkout / name).is_file()
    ]
    return _PREFACE + "\n".join(parts) if parts else None


def _families(study: Figures) -> str:
    rows = [
        [
            f"**{name}**" if name == IN_USE else name,
            f"{own['words.f1']:.4f}",
            "" if name == IN_USE else f"{own['gain']:+.4f} ± {own['error']:.4f}",
            f"{own['training_seconds']:.0f}",
            f"{own['judging_ms']:.2f}",
            "; ".join(own["about"]),
        ]
        for name, own in study["families"].items()
    ]
    head = ["family", "word F1", "gain", "seconds of training", "ms a page", "about"]
    about = (
        f"{study['pages']} pages of {_name(study)}, of {_folds(study)}; forests of "
        f"{study['trees']} trees. All but the family is as it is shipped, the choice of blocks by "
        "the page's expected F1 too, but for the lines on decoding. Linear, free trees and network "
        "have no leaves that could be refined. The gain over what is shipped "
        "is given with its standard error, by sites. Milliseconds are of the processor, "
        "from the columns of a page to the probabilities of its blocks. Training counts what "
        "several families share in each of them. Sizes are of the trees alone, as they are stored."
    )
    return _table("Families of models side by side", about, head, rows)


def _features(study: Figures) -> str:
    found = study["words.f1"]
    rows = [
        [name, f"{f1:.4f}", "" if name == ALL else f"{found[ALL] - f1:+.4f}"]
        for name, f1 in found.items()
    ]
    about = (
        f"Word F1 on {_folds(study)} of {_name(study)} of models trained without it, and what it "
        "is worth beside all others. A difference below 0.003 says little."
    )
    return _table(
        "What each family of features is worth", about, ["left out", "word F1", "worth"], rows
    )


def _name(study: Figures) -> str:
    dataset = study["dataset"]
    return f"{dataset['name']} {dataset['version']}"


def _folds(study: Figures) -> str:
    return "one of the five folds" if study["folds"] == 1 else f"{study['folds']} of the five folds"


def _table(title: str, about: str, head: list[str], rows: Iterable[list[str]]) -> str:
    rules = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join([f"## {title}", "", about, "", line(head), line(rules), *map(line, rows), ""])
