"""The published figures of the judge of lines as Markdown, from its card and its study."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from webassay_bench.tables import line

CARD = Path("extractors/webassay/models/junk_lines.json")
STUDY = Path("results/junk-lines.json")
PAGE = "results/junk-lines.md"
_PREFACE = """# The judge of lines, in figures

Made by `make docs` from the model's card and `results/junk-lines.json`; not edited by hand. What is
judged, how, and what the figures mean: [docs/junk-lines.md](../docs/junk-lines.md). All figures are
cross-validated by site, and of lines at their natural share of junk.

"""


def page(checkout: Path) -> str:
    """Write the page of figures of a checkout."""
    card = json.loads((checkout / CARD).read_text("utf-8"))
    study = json.loads((checkout / STUDY).read_text("utf-8"))
    figures = card["figures"]
    parts = [
        _extractors("By extractor", figures["extractors"]),
        _extractors("By extractor, with the page at hand", figures["with_page"]),
        _beside(study["rivals"], figures),
        _families(study["families"]),
        _curve(study["learning_curve"]),
        _practice(study["practice_curve"]),
        _labelled(figures["texts"]),
        _categories(figures["categories"]),
    ]
    return _PREFACE + "\n".join(parts)


def _extractors(title: str, found: Mapping[str, Any]) -> str:
    head = ["text of", "lines", "junk", "ambiguous", "ROC area", "found at 0.5 %", "found at 1 %"]
    head += ["calibration error", "word F1 before", "at 0.5 %", "balanced"]
    rows = [
        [
            name,
            f"{own['lines']:,}",
            f"{own['junk']:,}",
            f"{own['ambiguous']:,}",
            *(f"{own[key]:.3f}" for key in ("roc_auc", "found_at_0.5%", "found_at_1%")),
            f"{own['calibration_error']:.3f}",
            f"{own['words_f1_before']:.4f}",
            f"{own['words_f1_after']:.4f}",
            f"{own['words_f1_balanced']:.4f}",
        ]
        for name, own in found.items()
    ]
    about = (
        "WCXB development pages. Found: the share of the lines of junk that are flagged where "
        "0.5 % or 1 % of the words of content are lost. Word F1: of the pages, before, and after "
        "the lines are removed that are flagged at 0.5 % (the default) or balanced."
    )
    return _section(title, about, head, rows)


def _beside(rivals: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    names = list(own["extractors"])
    rows = [
        [label, *(f"{own[key][name]['found_at_1%']:.3f}" for name in names)]
        for label, key in (
            ("**webassay**", "extractors"),
            ("**webassay**, with the page", "with_page"),
        )
    ]
    rows += [
        [rival, *(_rival(found.get(name)) for name in names)] for rival, found in rivals.items()
    ]
    about = (
        "Lines of junk found at 1 % of the words of content lost; for rules, which have no "
        "threshold to move, what they find and, in brackets, the share of the words of content "
        "that they cost."
    )
    return _section("Beside what else there is", about, ["", *names], rows)


def _rival(found: Mapping[str, float] | None) -> str:
    if found is None:
        return ""
    if "found" in found:
        return f"{found['found']:.3f} ({found['words_lost']:.1%})"
    return f"{found['found_at_1%']:.3f}"


def _families(found: Mapping[str, Any]) -> str:
    names = list(next(iter(found.values())))
    rows = [[family, *(_pair(own[name]) for name in names)] for family, own in found.items()]
    about = "Found at 1 % of the words lost and, in brackets, ROC area, on one of the five folds."
    return _section("Families of models", about, ["", *names], rows)


def _curve(found: list[Mapping[str, Any]]) -> str:
    names = [name for name in found[0] if name not in {"share_of_sites", "sites"}]
    rows = [[str(point["sites"]), *(_pair(point[name]) for name in names)] for point in found]
    return _section("More sites to learn from", "The same, on one fold.", ["sites", *names], rows)


def _practice(found: list[Mapping[str, Any]]) -> str:
    keys = [key for key in found[0] if key != "texts"]
    heads = [
        key.replace("_", " ").replace("%", " %").replace("roc auc", "ROC area") for key in keys
    ]
    rows = [[str(point["texts"]), *(f"{point[key]:.3f}" for key in keys)] for point in found]
    about = (
        "The bundled scraped texts, judged at a first look by trees that learnt from none of them, "
        "by how many other texts they practised on. Found: the share of the lines of junk, where "
        "so many of the lines of content are lost."
    )
    return _section("More texts to practise on", about, ["texts", *heads], rows)


def _pair(own: Mapping[str, float]) -> str:
    return f"{own['found_at_1%']:.3f} ({own['roc_auc']:.3f})"


def _labelled(found: Mapping[str, Any]) -> str:
    rows = [_counted(name, own) for name, own in found["by_language"].items()]
    head = ["language", "texts", "junk", "found", "content", "lost"]
    about = (
        "The bundled scraped texts, which were labelled line by line; at the default. No share is "
        "given of fewer than 50 lines of junk."
    )
    return _section("By language", about, head, [_counted("**all**", found["all"]), *rows])


def _counted(name: str, own: Mapping[str, Any]) -> list[str]:
    shares = ["" if own[key] is None else f"{own[key]:.1%}" for key in ("found", "lost")]
    texts, junk, content = (f"{own[key]:,}" for key in ("texts", "junk", "content_lines"))
    return [name, texts, junk, shares[0], content, shares[1]]


def _categories(found: Mapping[str, Any]) -> str:
    rows = [[name, f"{own['lines']:,}", f"{own['found']:.1%}"] for name, own in found.items()]
    about = "The bundled pages, as extractors leave them, and scraped texts; at the default."
    return _section("By category", about, ["category", "lines", "found"], rows)


def _section(title: str, about: str, head: list[str], rows: list[list[str]]) -> str:
    ruler = ["---", *["---:"] * (len(head) - 1)]
    table = [line(head), line(ruler), *map(line, rows)]
    return "\n".join([f"## {title}", "", about, "", *table, ""])
