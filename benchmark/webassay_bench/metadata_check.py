"""How well libraries find the title, author, date and language of real pages.

    python -m webassay_bench.metadata_check PATH [--sites all|chosen|held-out] [CANDIDATE ...]

`PATH` is WCXB, whose ground truth names title, author and date, or a suite of labelled pages, whose
`meta.toml` names the language too. Half of the sites, by a hash of their names, are those on which
`webassay.metadata` chose among the libraries; figures of the others are the ones to quote.

An answer is right where it is the gold but for case and punctuation; an author, where it has the
same words in any order; a date, where it is the same day, or in the month that is all the gold
says. F1 counts an answer on a page without gold as wrong, whether or not the page has one.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from webassay import Page
from webassay_bench.datasets import suite, wcxb
from webassay_bench.datasets.json_file import object_of, read_object, text_of
from webassay_bench.errors import DatasetError
from webassay_bench.metadata_candidates import CANDIDATES, FIELDS, Candidate, Fields
from webassay_bench.metrics.metric import Columns, Metric, Weights, ratio
from webassay_bench.record import Row
from webassay_bench.stats import figures
from webassay_bench.tables import figure_cell, line

if TYPE_CHECKING:
    from webassay_bench.datasets.dataset import Dataset, GoldPage

SITES = ("held-out", "chosen", "all")
_FIGURES = ("found", "right", "precision", "f1")
_WORD = re.compile(r"\w+")
_BETWEEN_NAMES = frozenset({"and", "und", "by", "von"})


def installed() -> list[str]:
    """List the candidates whose libraries are installed."""
    return [name for name, known in CANDIDATES.items() if find_spec(known.module)]


@dataclass(frozen=True)
class Comparison:
    """What the candidates found on the pages of a set.

    Attributes:
        dataset: the set's name.
        sites: which of its sites: `held-out`, `chosen` or `all`.
        rows: for each candidate a row for each page, scored by field.
    """

    dataset: str
    sites: str
    rows: Mapping[str, Sequence[Row]]

    def markdown(self) -> str:
        """Write a table for each field: candidates by their F1, with 95 % intervals."""
        return "\n".join(self._tables())

    def _tables(self) -> Iterator[str]:
        for field in FIELDS:
            found = {name: figures(_metric(field), rows) for name, rows in self.rows.items()}
            ranked = sorted((n for n in found if found[n]), key=lambda n: -found[n]["f1"].value)
            if not ranked or not self._asked(field):
                continue
            yield f"## {field}: {self.dataset}, {self._asked(field)} pages, {self.sites} sites\n"
            yield line(["candidate", *_FIGURES])
            yield line(["---"] * (len(_FIGURES) + 1))
            for name in ranked:
                yield line([name, *(figure_cell(found[name][figure]) for figure in _FIGURES)])
            yield ""

    def _asked(self, field: str) -> int:
        """Count the pages whose gold has a field."""
        counts = (
            sum(bool(row["scores"].get(field, {}).get("asked")) for row in rows)
            for rows in self.rows.values()
        )
        return max(counts, default=0)


def compare(root: Path, candidates: Sequence[str], sites: str = SITES[0]) -> Comparison:
    """Ask candidates for the fields of every page of a set.

    Args:
        root: WCXB, or a suite of labelled pages.
        candidates: names of `CANDIDATES`.
        sites: one of `SITES`.

    Raises:
        DatasetError: it is neither of the two, or a file of it is broken.
    """
    dataset = _load(root)
    rows: dict[str, list[Row]] = {name: [] for name in candidates}
    for gold_page in dataset.pages:
        if sites not in {"all", _half(gold_page.site)}:
            continue
        gold, page = _gold(gold_page), gold_page.read()
        for name in candidates:
            found = _ask(CANDIDATES[name], page)
            scores = {field: score(field, gold[field], answer) for field, answer in found.items()}
            rows[name].append({"id": gold_page.id, "site": gold_page.site, "scores": scores})
    return Comparison(dataset.name, sites, rows)


def score(field: str, gold: str, answer: str) -> dict[str, float]:
    """Score an answer: whether it was asked for, given, given where asked for, and right."""
    asked, given = bool(gold), bool(answer.strip())
    right = asked and given and _same(field, gold, answer)
    return {"asked": asked, "given": given, "found": asked and given, "right": right}


def _same(field: str, gold: str, answer: str) -> bool:
    if field in {"date", "language"}:
        return answer.startswith(gold)
    words, others = _words(gold), _words(answer)
    if field == "author":
        return set(words) - _BETWEEN_NAMES == set(others) - _BETWEEN_NAMES
    return words == others


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", unescape(text)).casefold())


def _ask(candidate: Candidate, page: Page) -> Fields:
    try:
        found = candidate.read(page)
    except Exception:  # a candidate that fails on a page has found nothing there
        found = {}
    return {field: found.get(field, "") for field in candidate.fields}


def _metric(field: str) -> Metric:
    return Metric(name=field, version="1", page=lambda _gold, _text: None, summary=_summary)


def _summary(columns: Columns, weights: Weights) -> dict[str, NDArray[np.float64]]:
    asked, given, found, right = (
        weights @ columns[name] for name in ("asked", "given", "found", "right")
    )
    return {
        "found": ratio(found, asked),
        "right": ratio(right, asked),
        "precision": ratio(right, given),
        "f1": ratio(2 * right, asked + given),
    }


def _half(site: str) -> str:
    return "chosen" if hashlib.sha256(site.encode()).digest()[0] % 2 == 0 else "held-out"


def _load(root: Path) -> Dataset:
    if wcxb.matches(root):
        return wcxb.load(root)
    if suite.matches(root):
        return suite.load(root)
    raise DatasetError(f"{root} is neither WCXB nor a suite of labelled pages")


def _gold(page: GoldPage) -> Fields:
    """Read what is true of a page, "" where its gold does not say."""
    if not isinstance(page.html, Path):
        raise DatasetError(f"{page.id} is not in a file of its own")
    file, record = _record(page.html)
    names = {"date": "publish_date"} if file.suffix == ".json" else {}
    gold = {field: text_of(record, names.get(field, field), str(file)) for field in FIELDS}
    return gold | {"language": gold["language"].partition("-")[0]}


def _record(html: Path) -> tuple[Path, dict[str, Any]]:
    meta = html.with_name(suite.PAGE_FILES[2])
    if meta.is_file():
        return meta, suite.read_meta(html.parent)
    file = html.parent.parent / "ground-truth" / f"{html.name.partition('.')[0]}.json"
    return file, object_of(read_object(file), "ground_truth", str(file))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables of a set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("candidates", nargs="*", metavar="CANDIDATE", help=", ".join(CANDIDATES))
    parser.add_argument("--sites", choices=SITES, default=SITES[0])
    options = parser.parse_args(arguments)
    if unknown := set(options.candidates) - set(CANDIDATES):
        parser.error(f"no candidate is called {min(unknown)}; there are {', '.join(CANDIDATES)}")
    names = options.candidates or installed()
    print(compare(options.path, names, options.sites).markdown())  # noqa: T201 # its output


if __name__ == "__main__":
    main()
