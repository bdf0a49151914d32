"""Flagging and cleaning: the verdicts on the lines of texts, and texts without their junk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from webassay.junk.document import Document
from webassay.junk.features import Lines
from webassay.junk.line import CONTENT, Line
from webassay.junk.model import shipped
from webassay.junk.of_page import COLUMNS, JudgedPage
from webassay.junk.reasons import reasons_of
from webassay.junk.removal import split, without
from webassay.junk.surroundings import Surroundings
from webassay.junk.thresholds import balanced
from webassay.site import site_of

if TYPE_CHECKING:
    from webassay.junk.repeats import Repeats
    from webassay.junk.rules import Rules, Verdict
    from webassay.page import Page

DEFAULT_LOSS = 0.005  # share of the words of content that the flags may cost
_AT_ONCE = 4096  # lines that are judged together
_LONGEST = 16384  # lines; a longer document is judged in parts


@dataclass(frozen=True)
class Settings:
    """How lines are judged.

    Attributes:
        loss: the share of the words of content that may be lost, from 0 to 1; more junk is found
            where more may be lost. None: in each text what makes its expected word F1 highest.
        rules: the user's own, which outrank the model.
        repeats: counts of the lines of the sites that the documents are of.
    """

    loss: float | None = DEFAULT_LOSS
    rules: Rules | None = None
    repeats: Repeats | None = None

    def verdict(self, line: str, site: str) -> Verdict | None:
        """Return what the user's rules, or else the counts of the site, say of a line."""
        found = self.rules.verdict(line, site) if self.rules else None
        if found is None and self.repeats is not None:
            found = self.repeats.verdict(line, site)
        return found


def flag(  # noqa: PLR0913 # each is one thing that may be known of a text
    text: str,
    *,
    title: str = "",
    url: str = "",
    extractor: str = "",
    page: Page | None = None,
    settings: Settings | None = None,
) -> list[Line]:
    r"""Judge each line of a text.

    Args:
        text: with `\n`, `\r\n` or `\r` between its lines.
        title: of the page that it is from, or "" where it is not known.
        url: of that page, or its site alone: the name of the site is evidence, and rules for the
            site are applied; that of `page`, where it has one and this is "".
        extractor: the name of the extractor that made it, or "".
        page: that page, where it is at hand: with it more junk is found at the same loss, and it
            takes as long as extracting the page anew.
        settings: what a flag may cost, and the user's rules.

    Returns:
        A `Line` for each line that is not blank, in order.
    """
    site = site_of(url or (page.url if page else None)) or ""
    document = Document(text, title, site, extractor, page)
    return next(flag_all([document], settings))


def clean(  # noqa: PLR0913 # as `flag`
    text: str,
    *,
    title: str = "",
    url: str = "",
    extractor: str = "",
    page: Page | None = None,
    settings: Settings | None = None,
) -> str:
    """Return a text without the lines that `flag` flags; it takes the same."""
    lines = flag(text, title=title, url=url, extractor=extractor, page=page, settings=settings)
    return without(text, lines)


def flag_all(
    documents: Iterable[Document], settings: Settings | None = None
) -> Iterator[list[Line]]:
    """Judge the lines of many documents; each one's lines as `flag` gives them, in order.

    It is quicker than one by one: some thousand lines are judged together.
    """
    settings = settings or Settings()
    waiting: list[_Part] = []
    size = 0
    for document in documents:
        parts = _parts(document)
        waiting += parts
        size += sum(len(part.texts) for part in parts)
        if size >= _AT_ONCE:
            yield from _judged(waiting, settings)
            waiting, size = [], 0
    yield from _judged(waiting, settings)


@dataclass(frozen=True)
class _Part:
    """Lines of a document that are judged together: all, unless there are very many."""

    document: Document
    texts: list[str]
    numbers: list[int]
    last: bool = True


def _parts(document: Document) -> list[_Part]:
    raw = split(document.text)
    origin = replace(document, text="")  # so that long texts are not held
    numbers = [number for number, line in enumerate(raw) if line.strip()]
    parts = [
        _Part(origin, [raw[number] for number in some], some, last=False)
        for start in range(0, len(numbers), _LONGEST)
        if (some := numbers[start : start + _LONGEST])
    ] or [_Part(origin, [], [])]
    return [*parts[:-1], replace(parts[-1], last=True)]


def _judged(parts: list[_Part], settings: Settings) -> Iterator[list[Line]]:
    lines: list[Line] = []
    verdicts = iter(_verdicts([part for part in parts if part.texts], settings))
    for part in parts:
        for text, number in zip(part.texts, part.numbers, strict=True):
            probability, category, reason, junk = next(verdicts)
            lines.append(Line(text, probability, category, reason, junk, number))
        if part.last:
            yield lines
            lines = []


def _verdicts(parts: list[_Part], settings: Settings) -> Iterator[tuple[float, str, str, bool]]:
    if not parts:
        return
    model = shipped()
    lines = _lines(parts)
    ruled = _ruled(lines, settings)
    told = np.full(len(lines.texts), np.nan)
    told[list(ruled)] = [float(verdict.junk) for verdict in ruled.values()]
    probabilities, columns = model.judge(lines, told)
    if settings.loss is None:
        junk = balanced(probabilities, columns["words"], lines.around)
    else:
        junk = model.flags(lines, probabilities, columns["words"], settings.loss)
    known = model.knows(lines)
    junk = np.where(np.isnan(told), junk & known, told == 1)
    reasons = [
        reason if is_known else "not judged: too little was learnt of its script"
        for reason, is_known in zip(reasons_of(columns, junk), known.tolist(), strict=True)
    ]
    for number, verdict in ruled.items():
        reasons[number] = verdict.reason
    kinds = model.categories.of([lines.texts[n] for n in np.flatnonzero(junk).tolist()])
    for probability, reason, is_junk in zip(
        probabilities.tolist(), reasons, junk.tolist(), strict=True
    ):
        yield probability, next(kinds) if is_junk else CONTENT, reason, is_junk


def _ruled(lines: Lines, settings: Settings) -> dict[int, Verdict]:
    """Find what the user's rules say, by the number of the line."""
    if settings.rules is None and settings.repeats is None:
        return {}
    sites = [document.site for document in lines.documents]
    found = (
        (number, settings.verdict(text, sites[document]))
        for number, (text, document) in enumerate(
            zip(lines.texts, lines.around.documents.tolist(), strict=True)
        )
    )
    return {number: verdict for number, verdict in found if verdict is not None}


def _lines(parts: list[_Part]) -> Lines:
    texts = [[text.strip().replace("\0", " ") for text in part.texts] for part in parts]
    documents = [part.document for part in parts]
    around = Surroundings.of([len(own) for own in texts])
    of_pages = None
    if any(document.page for document in documents):
        of_pages = np.concatenate(
            [
                JudgedPage.of(document.page).columns(own)
                if document.page
                else np.full((len(COLUMNS), len(own)), np.nan)
                for document, own in zip(documents, texts, strict=True)
            ],
            axis=1,
        )
    return Lines([text for own in texts for text in own], documents, around, of_pages)
