"""The features of lines: their shape, their words' evidence, their place, and what is around."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from webassay.characters import TERMINAL
from webassay.junk.document import Document
from webassay.junk.evidence import INTERFACE, TOTAL, Evidence
from webassay.junk.grams import Words, words_in
from webassay.junk.of_page import COLUMNS
from webassay.junk.shapes import Columns, shapes_of
from webassay.junk.surroundings import Floats, Surroundings

EXTRACTORS = ("", "trafilatura", "resiliparse", "readability-lxml", "justext", "everything")
_PROSE, _LONG = 18, 10  # words
_UNKNOWN = 0.5  # the probability of a line that no block of the page has
_SURE = 6.0  # the evidence of what is known
_NONE = -9.0  # for what lies beyond the document's edge
_NEAR, _REACHES = (1, 2, 3), (3, 8)  # lines
_SHORTEST_PART, _LONGEST_NAME = 3, 24  # characters of a site's name


@dataclass(frozen=True)
class Lines:
    """The lines of some documents.

    Attributes:
        texts: of all documents, in order, without white space at their ends; none is blank.
        documents: where they are from.
        around: how many of the lines each document has.
        of_pages: what is known of lines from their page, as `JudgedPage.columns` gives it; NaN
            where the page is not at hand. None where no page is.
    """

    texts: list[str]
    documents: Sequence[Document]
    around: Surroundings
    of_pages: Floats | None = None

    @property
    def with_page(self) -> NDArray[np.bool_]:
        """Which lines are of a document whose page is at hand."""
        if self.of_pages is None:
            return np.zeros(len(self.texts), bool)
        there: NDArray[np.bool_] = ~np.isnan(self.of_pages[-1])
        return there


def features_of(lines: Lines, evidence: Evidence, told: Floats | None = None) -> Columns:
    """Describe lines.

    Args:
        lines: of some documents.
        evidence: what their grams say.
        told: of each line 1 where it is known to be junk, 0 where it is known to be none, else
            NaN. What is known of a line tells of its neighbours too.

    Returns:
        Columns with a value for each line.
    """
    columns, words = evidence.of(lines.texts)
    if told is not None:
        for name in (TOTAL, INTERFACE):
            columns[name] = np.where(np.isnan(told), columns[name], _SURE * (2 * told - 1))
    columns |= shapes_of(lines.texts)
    columns |= _places(columns["words"], lines.around)
    columns |= _neighbours(columns, lines.around)
    columns |= _repetition(words.whole, lines.around)
    columns |= _likeness(words, lines)
    known = np.array([_number_of(document.extractor) for document in lines.documents], float)
    columns["extractor"] = known[lines.around.documents]
    if lines.of_pages is not None:
        columns |= _of_pages(lines.of_pages, lines.around)
    return columns


def _number_of(extractor: str) -> int:
    return EXTRACTORS.index(extractor) if extractor in EXTRACTORS else 0


def _places(words: Floats, around: Surroundings) -> Columns:
    places, starts, ends = around.places, around.starts, around.ends
    before, behind = around.sums_beside(words)
    total = before + words + behind
    return {
        "place": (places - starts).astype(float),
        "place_from_end": (ends - 1 - places).astype(float),
        "place_share": (places - starts) / np.maximum(ends - starts - 1, 1),
        "lines": (ends - starts).astype(float),
        "document_words": total,
        "words_before": before,
        "words_behind": behind,
        "words_share": before / np.maximum(total, 1),
    }


def _neighbours(columns: Columns, around: Surroundings) -> Columns:
    words = columns["words"]
    length = np.log1p(words)
    prose = (words >= _PROSE) & (columns["terminals"] > 0)
    long = words >= _LONG
    ends_well = (columns["last"] == TERMINAL).astype(float)
    interface = columns[INTERFACE]
    near = {"evidence": columns[TOTAL], "interface": interface, "length": length}
    beside = {"ends_well": ends_well, "capitals": columns["capitals"]}
    means = {**near, "prose": prose.astype(float)}
    whole = {**means, "share_terminal": columns["share_terminal"], "long": long.astype(float)}
    found: Columns = {}
    for own, reach in ((near, _NEAR), (beside, _NEAR[:1])):
        table = np.array(list(own.values()))
        for offset in (sign * size for size in reach for sign in (-1, 1)):
            found |= _named(own, f"{offset:+}", around.at(table, offset, _NONE))
    table = np.array(list(means.values()))
    for reach_of_mean in _REACHES:
        before, behind = around.means_beside(table, reach_of_mean)
        found |= _named(means, f"<{reach_of_mean}", before)
        found |= _named(means, f">{reach_of_mean}", behind)
    of_whole = around.mean(np.array(list(whole.values())))
    found |= {f"mean_{name}": row for name, row in zip(whole, of_whole, strict=True)}
    found["since_prose"], found["until_prose"] = around.distances(prose)
    found["since_long"], found["until_long"] = around.distances(long)
    return found


def _named(names: Iterable[str], ending: str, table: Floats) -> Columns:
    return {name + ending: row for name, row in zip(names, table, strict=True)}


def _repetition(whole: NDArray[np.uint32], around: Surroundings) -> Columns:
    """Count how often a document has the same line, and how far the line before it is."""
    keys = (around.documents.astype(np.uint64) << np.uint64(32)) | whole
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    new = np.concatenate([[True], ranked[1:] != ranked[:-1]])
    group = np.cumsum(new) - 1
    firsts = np.flatnonzero(new)
    copies, nth, since = (np.empty(len(keys)) for _ in range(3))
    copies[order] = np.bincount(group)[group]
    nth[order] = np.arange(len(keys)) - firsts[group]
    since[order] = order - order[firsts[group]]
    return {"copies": copies, "copy": nth, "since_first_copy": since}


def _likeness(words: Words, lines: Lines) -> Columns:
    """Measure which share of a line's words stands in the lines beside it, title and site."""
    documents, around, count = lines.documents, lines.around, len(lines.texts)
    ordered = np.sort(_keys(words.owners, words.hashes))
    columns = {}
    for name, offset in (("like_last", -1), ("like_next", 1)):
        beside = words.owners + offset
        there = _among(_keys(np.maximum(beside, 0), words.hashes), ordered) & (beside >= 0)
        columns[name] = _share(there, words.owners, count)
        columns[name] *= around.at(np.ones(count), offset, 0.0)
    of_documents = _keys(around.documents[words.owners], words.hashes)
    titles = [(" ".join(document.title.split()),) for document in documents]
    names = [_parts_of(document.site.partition(".")[0]) for document in documents]
    for name, known in (("like_title", titles), ("like_site", names)):
        columns[name] = _share(_among(of_documents, _words_of(known)), words.owners, count)
    has = np.array([bool(document.title) for document in documents], float)
    return columns | {"has_title": has[around.documents]}


def _words_of(texts: Sequence[tuple[str, ...]]) -> NDArray[np.uint64]:
    """Hash the words of some texts of each document, sorted."""
    if not any(map(any, texts)):
        return np.zeros(0, np.uint64)
    words = words_in([text for own in texts for text in own])
    documents = np.repeat(np.arange(len(texts)), [len(own) for own in texts])
    return np.sort(_keys(documents[words.owners], words.hashes))


@lru_cache(maxsize=4096)
def _parts_of(name: str) -> tuple[str, ...]:
    """List what words a site's name may hold: `cbsnews` has `cbs`, `news` and others."""
    name = name[:_LONGEST_NAME]
    sizes = range(_SHORTEST_PART, len(name) + 1)
    return tuple(name[i : i + size] for size in sizes for i in range(len(name) - size + 1))


def _of_pages(found: Floats, around: Surroundings) -> Columns:
    probability, kept, covered = np.nan_to_num(found, nan=_UNKNOWN)
    columns = dict(zip(COLUMNS, (probability, kept, covered), strict=True))
    for offset in (-1, 1):
        columns[f"page_probability{offset:+}"] = around.at(probability, offset, _UNKNOWN)
    for reach in (3, 10):
        pair = around.means_beside(probability, reach)
        columns[f"page_probability<{reach}"], columns[f"page_probability>{reach}"] = pair
    return columns


def _keys(owners: NDArray[np.intp], hashes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    keys: NDArray[np.uint64] = (owners.astype(np.uint64) << np.uint64(32)) | hashes
    return keys


def _among(keys: NDArray[np.uint64], ordered: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(ordered):
        return np.zeros(len(keys), bool)
    found: NDArray[np.bool_] = ordered[np.searchsorted(ordered, keys) % len(ordered)] == keys
    return found


def _share(marked: NDArray[np.bool_], owners: NDArray[np.intp], lines: int) -> Floats:
    count = np.bincount(owners, minlength=lines)
    result: Floats = np.bincount(owners[marked], minlength=lines) / np.maximum(count, 1)
    return result
