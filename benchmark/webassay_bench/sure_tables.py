"""The published figures of what the extractor knows of itself, as Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from webassay_bench.tables import line

CARD = Path("extractors/webassay/models/main_text.json")
CHECK = Path("results/sure-of-itself.json")
PAGE = "results/sure-of-itself.md"
Figures = Mapping[str, Any]
_PREFACE = """# Sure of itself, in figures

Made by `make docs` from the card of the extractor's model, which `webassay train extractor --folds`
writes, and from `results/sure-of-itself.json`, by `python -m webassay_bench.estimate_check`; not
edited by hand. What the figures are of: [docs/extractors.md](../docs/extractors.md#sure-of-itself).

"""


def page(checkout: Path) -> str:
    """Write the page of figures of a checkout."""
    card = json.loads((checkout / CARD).read_text("utf-8"))["sure_of_itself"]
    others = json.loads((checkout / CHECK).read_text("utf-8"))
    parts = [_agreement(card, others), _bins(card), _without(card, others), _routes(card)]
    return _PREFACE + "\n".join(parts)


def _agreement(card: Figures, others: Iterable[Figures]) -> str:
    crossed = {"name": "wcxb-dev (cv)", "of": "words", **card}
    rows = []
    for own in (crossed, *others):
        for kind, name in (("estimate", "estimate"), ("naive", "probabilities alone")):
            found = own[kind]
            cells = [own["name"], str(found["pages"]), own["of"], f"{found['mean']:.3f}", name]
            keys = ("mean_estimate", "calibration_error", "pearson", "spearman")
            rows.append([*cells, *(_cell(found[key]) for key in keys)])
    head = ["dataset", "pages", "F1 of", "mean F1", "by", "mean estimate"]
    head += ["calibration error", "Pearson", "Spearman"]
    about = (
        "The estimate beside what the blocks' probabilities say if each is right on its own. "
        "Calibration error: the mean gap between estimate and F1 over ten bins. On wcxb-dev each "
        "page was judged by models that never saw its site; elsewhere by those that are shipped."
    )
    return _table("Estimate and truth", about, head, rows)


def _bins(card: Figures) -> str:
    bins = card["estimate"]["bins"]
    rows = [
        [f"{low:.1f} to {low + 0.1:.1f}", str(n), f"{estimate:.3f}", f"{mean:.3f}"]
        for low, n, estimate, mean in bins
    ]
    head = ["estimate", "pages", "mean estimate", "mean word F1"]
    return _table("By estimate", "WCXB development pages, cross-validated.", head, rows)


def _without(card: Figures, others: Iterable[Figures]) -> str:
    found = card["without_text"]
    about = (
        f"On {found['said']} of {card['estimate']['pages']} WCXB development pages nothing is "
        f"kept; {found['said_rightly']} of them have an empty gold text, as in all "
        f"{found['without_gold']} have. On {found['text_dropped']} the rules dropped a text, on "
        f"{found['text_dropped_rightly']} rightly so; the mean word F1 is {found['f1']:.4f}, and "
        f"would be {found['f1_otherwise']:.4f} without them. The rules were written with these "
        "pages in view. On the other sets, all of whose pages have main text: "
    )
    listed = [f"{len(own['said'])} of {own['estimate']['pages']} ({own['name']})" for own in others]
    return f"## Pages without main text\n\n{about}{', '.join(listed)}.\n"


def _routes(card: Figures) -> str:
    names = {"fallback": "`webassay+fallback`", "best": "`best`", "all": "all three"}
    rows = [
        [
            names.get(name, f"{name} alone"),
            f"{own['asked']:.1%}",
            f"{own['taken']:.1%}",
            f"{own['better']} : {own['worse']}",
            f"{own['routed_f1']:.4f}",
            f"{own['routed_f1'] - own['own_f1']:+.4f} ± {own['error']:.4f}",
            f"{own['at_best_f1']:.4f}",
        ]
        for name, own in card["routes"].items()
    ]
    head = ["route", "asked", "taken", "better : worse", "word F1", "gain", "the better of all"]
    own = card["routes"]["fallback"]["own_f1"]
    about = (
        f"WCXB development pages, cross-validated; our own word F1 is {own:.4f}. Asked: the share "
        "of pages on which others are run at all; taken: on which another one's text is taken, and "
        "on how many pages it was better and worse. The gain is given with its standard error. The "
        "better of all is what a router would reach that always knew. A plain vote, of the blocks "
        f"that two of webassay, trafilatura and resiliparse have, comes to {card['vote_f1']:.4f}."
    )
    return _table("Routes", about, head, rows)


def _table(title: str, about: str, head: list[str], rows: Iterable[list[str]]) -> str:
    rules = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join([f"## {title}", "", about, "", line(head), line(rules), *map(line, rows), ""])


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
