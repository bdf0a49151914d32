"""What is wrong with a dataset: defects of its gold, its pages and its splits, page by page."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from webassay_bench.datasets import Dataset, GoldPage
from webassay_bench.datasets.json_file import object_of, read_object, text_of
from webassay_bench.errors import DatasetError
from webassay_bench.structure_check import lost

_WORD = re.compile(r"\w+")
_TAG = re.compile(r"<[^<>]*>")
# UTF-8 read as windows-1252: two- and three-byte sequences as they then look.
_MOJIBAKE = re.compile(
    "[ÃÂ][\u0080-\u00bf]|â€[\u0080-\u00bf\u0153\u02dc\u2013-\u201d\u2122]|ï¿½|\ufffd"
)
_MIN_FOUND = 0.5  # of the gold's words, below it the gold is of another page; of its structure
_SHOWN = 60  # characters of a snippet in a message


@dataclass(frozen=True)
class DatasetDefect:
    """One defect.

    Attributes:
        kind: one of `KINDS`.
        page: the page's id; empty for the set as a whole.
        detail: what exactly, in one line.
    """

    kind: str
    page: str
    detail: str


KINDS = {
    "empty-gold": "the gold text is empty",
    "no-forbidden": "no forbidden segments, in a set that has them",
    "required-not-in-gold": "a required segment does not stand in the gold text",
    "forbidden-in-gold": "a forbidden segment stands in the gold text",
    "gold-not-in-page": "less than half of the gold's words stand in the page",
    "structure-lost": "of the page's headings, list items, code blocks or tables whose text stands "
    "in the gold, less than half are such in its Markdown",
    "encoding-damage": "the page or the gold holds wrongly decoded characters",
    "unreadable": "the page cannot be read",
    "same-page": "another page has the same bytes",
    "same-gold": "another page has the same gold text",
    "site-in-both-splits": "the site stands in another split as well",
    "page-in-both-splits": "a page of the same address stands in another split as well",
    "set": "something about the set as a whole",
}


def check(
    dataset: Dataset,
    against: Dataset | None = None,
    progress: Callable[[int], None] = lambda _done: None,
) -> list[DatasetDefect]:
    """Look for defects.

    Args:
        dataset: the set to look at.
        against: another split, with which no site and no page should be shared.
        progress: told the number of pages looked at.

    Returns:
        The defects, in the order of `KINDS` and of the pages.
    """
    defects = [DatasetDefect("set", "", remark) for remark in dataset.remarks]
    defects += _without_forbidden(dataset)
    by_bytes: dict[str, list[str]] = defaultdict(list)
    for done, page in enumerate(dataset.pages, 1):
        defects += _of_page(page, by_bytes)
        progress(done)
    golds: dict[str, list[str]] = defaultdict(list)
    for page in dataset.pages:
        if folded := _fold(page.gold.text or ""):
            golds[folded].append(page.id)
    defects += _shared("same-page", by_bytes.values())
    defects += _shared("same-gold", golds.values())
    defects += _across(dataset, against)
    order = list(KINDS)
    return sorted(defects, key=lambda defect: order.index(defect.kind))


def _of_page(page: GoldPage, by_bytes: dict[str, list[str]]) -> Iterator[DatasetDefect]:
    yield from _of_gold(page)
    try:
        read = page.read()
    except DatasetError as error:
        yield DatasetDefect("unreadable", page.id, str(error))
        return
    by_bytes[sha256(read.html).hexdigest()].append(page.id)
    for name, text in (("page", read.text), ("gold", page.gold.text or "")):
        if damage := _MOJIBAKE.search(text):
            yield DatasetDefect("encoding-damage", page.id, f"{name}: {_around(text, damage)!r}")
    for found in lost(page, read.text):
        if found.agreed < _MIN_FOUND * found.there:
            detail = f"{found.agreed} of {found.there} {found.of}"
            yield DatasetDefect("structure-lost", page.id, detail)
    wanted = _WORD.findall((page.gold.text or "").lower())
    if wanted:
        present = set(_WORD.findall(_TAG.sub(" ", read.text).lower()))
        share = sum(word in present for word in wanted) / len(wanted)
        if share < _MIN_FOUND:
            yield DatasetDefect("gold-not-in-page", page.id, f"{share:.0%} of its words are")


def _without_forbidden(dataset: Dataset) -> Iterator[DatasetDefect]:
    if any(page.gold.forbidden for page in dataset.pages):
        for page in dataset.pages:
            if not page.gold.forbidden:
                yield DatasetDefect("no-forbidden", page.id, "scored as if it had none to avoid")


def _of_gold(page: GoldPage) -> Iterator[DatasetDefect]:
    gold = page.gold
    if gold.text is not None and not gold.text.strip():
        yield DatasetDefect("empty-gold", page.id, "no gold text")
    text = _fold(gold.text or "")
    if not text:
        return
    for segment in gold.required:
        if _fold(segment) not in text:
            yield DatasetDefect("required-not-in-gold", page.id, repr(segment[:_SHOWN]))
    for segment in gold.forbidden:
        if _fold(segment) in text:
            yield DatasetDefect("forbidden-in-gold", page.id, repr(segment[:_SHOWN]))


def _shared(kind: str, groups: Iterable[list[str]]) -> Iterator[DatasetDefect]:
    for ids in groups:
        for page in ids[1:]:
            yield DatasetDefect(kind, page, f"the same as {ids[0]}")


def _across(dataset: Dataset, against: Dataset | None) -> Iterator[DatasetDefect]:
    """Find sites and addresses that stand in more than one split."""
    parts = [(page, page.split) for page in dataset.pages]
    if against is not None:
        parts += [(page, f"{against.name}*") for page in against.pages]
    splits: dict[tuple[str, str], set[str]] = defaultdict(set)
    for page, split in parts:
        splits["site-in-both-splits", page.site].add(split)
        if page.url:
            splits["page-in-both-splits", page.url].add(split)
    for page in dataset.pages:
        for kind, name in (("site-in-both-splits", page.site), ("page-in-both-splits", page.url)):
            others = splits.get((kind, name or ""), set()) - {page.split}
            if others:
                where = ", ".join(sorted(others)).replace("*", "")
                yield DatasetDefect(kind, page.id, f"{name} stands in {where} too")


def write_exclusions(
    file: Path, dataset: Dataset, defects: Iterable[DatasetDefect], kinds: Collection[str]
) -> int:
    """Write the pages with defects of some kinds to a list that `webassay run` can honour.

    Returns:
        The number of pages on it.

    Raises:
        DatasetError: a kind is unknown, or the file cannot be written.
    """
    if unknown := set(kinds) - KINDS.keys():
        raise DatasetError(f"no kind of defect is called '{min(unknown)}'; see {', '.join(KINDS)}")
    pages: dict[str, list[str]] = {}
    for defect in defects:
        if defect.kind in kinds and defect.page:
            pages.setdefault(defect.page, []).append(f"{defect.kind}: {defect.detail}")
    content = {"dataset": dataset.name, "sha256": dataset.sha256, "exclude": pages}
    try:
        file.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"cannot write {file}: {error.strerror}") from error
    return len(pages)


def exclude(dataset: Dataset, file: Path) -> Dataset:
    """Return a dataset without the pages on a list.

    Raises:
        DatasetError: the list cannot be read, or was made for other data.
    """
    content = read_object(file)
    if text_of(content, "sha256", str(file)) != dataset.sha256:
        raise DatasetError(
            f"{file} was made for other data than {dataset.name} is now; make it again with "
            "`webassay datasets check`"
        )
    return dataset.without(object_of(content, "exclude", str(file)))


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _around(text: str, found: re.Match[str]) -> str:
    return " ".join(text[max(0, found.start() - 20) : found.end() + 20].split())
