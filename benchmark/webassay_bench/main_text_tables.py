"""The published figures of webassay's own extractor as Markdown, from its card and its study."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from webassay_bench.tables import line
from webassay_bench.train.ablation import ALL
from webassay_bench.train.families import IN_USE

CARD = Path("extractors/webassay/models/main_text.json")
STUDY = Path("results/families.json")
PAGE = "results/main-text.md"
Figures = Mapping[str, Any]
_PREFACE = """# Our own extractor, in figures

Made by `make docs` from the model's card and `results/families.json`; not edited by hand. How it
works and what it reaches: [docs/extractors.md](../docs/extractors.md). How sure it is of itself:
[sure-of-itself.md](sure-of-itself.md). Wherever models are compared here, they had not learned
from the sites of the pages that are judged.

"""


def page(checkout: Path) -> str:
    """Write the page of figures of a checkout: of the model, and of what was compared with it."""
    card = json.loads((checkout / CARD).read_text("utf-8"))
    parts = [_model(card)]
    entries = (("losses", _losses), ("ablation", _features))
    parts += [write(card[entry]) for entry, write in entries if entry in card]
    if (checkout / STUDY).is_file():
        parts.append(_families(json.loads((checkout / STUDY).read_text("utf-8"))))
    return _PREFACE + "\n".join(parts)


def _model(card: Figures) -> str:
    dataset = card["dataset"]
    tokens = (f"{card[f'tokens_of_{kind}']:,} of {kind}" for kind in ("text", "names", "pages"))
    rows = [
        ["model", card["model"]],
        ["learned from", f"{_name(card)}, sha256 `{dataset['sha256']}`"],
        ["pages", f"{dataset['pages']:,}; {dataset['pages_learned_from']:,} teach something"],
        ["sites", f"{dataset['sites']:,}"],
        ["blocks", f"{dataset['blocks']:,}"],
        ["cross-validation", "five folds by site, for all figures on the same dataset"],
        ["seed", str(card["seed"])],
        ["trees", f"{card['free_trees']} free, {card['oblivious_trees']} oblivious"],
        ["columns that they ask about", str(card["columns"])],
        ["tokens with evidence", ", ".join(tokens)],
    ]
    about = "The model that comes with webassay; `webassay train extractor` makes it again."
    return _table("The model", about, ["", ""], rows)


def _losses(found: Figures) -> str:
    about = (
        f"What the mean word F1 lacks on {found['pages']:,} pages, each judged by a model that "
        "never saw its site (`python -m webassay_bench.losses`)."
    )
    rows = [[cause, f"{points:.4f}"] for cause, points in found["points_of_f1"].items()]
    return _table("Failures by kind", about, ["cause", "points of F1"], rows)


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
        f"{study['model']}: {study['pages']} pages of {_name(study)}, of {_folds(study)}; "
        f"{study['size']:.0%} of the shipped trees. All but the family is as it is shipped, the "
        "choice of blocks by the page's expected F1 too, but for the lines on decoding. Linear and "
        "network have no leaves that could be refined. The gain over what is shipped "
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
        f"{study['model']}: word F1 on {_folds(study)} of {_name(study)} of models trained without "
        f"it, with {study['size']:.0%} of the shipped trees, and what it is worth beside all "
        "others. A difference below 0.003 says little."
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
