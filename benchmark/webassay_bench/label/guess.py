"""A starting point for who labels: what the best extractor keeps is guessed to be content."""

from __future__ import annotations

from webassay import DEFAULT_EXTRACTOR, Page
from webassay.isolate import Limits, Worker
from webassay.visible import lines_of, parse

_LONG = 30  # characters from which a line that stands inside a longer one counts as kept
_BY_CONTAINER = {
    "nav": "navigation",
    "footer": "legal-footer",
    "form": "search-or-form",
    "select": "search-or-form",
    "aside": "related-links",
    "header": "navigation",
}


def guess_lines(text: str, lines: list[str]) -> list[tuple[str, str | None]]:
    """Guess a label for each visible line of a page.

    Args:
        text: the page's HTML, decoded.
        lines: its visible lines.

    Returns:
        A label and, for junk, a category, for each line. The extractor runs in its own process.
    """
    with Worker(DEFAULT_EXTRACTOR, Limits()) as worker:
        kept = worker.extract(Page.of(text)).extraction.text
    whole = _fold(kept)
    kept_lines = {_fold(line).strip("-|*# ") for line in kept.splitlines()}
    categories = _categories(text)
    guesses: list[tuple[str, str | None]] = []
    for line, category in zip(lines, categories, strict=True):
        folded = _fold(line)
        is_kept = folded in kept_lines or (len(folded) >= _LONG and folded in whole)
        guesses.append(("content", None) if is_kept else ("junk", category))
    return guesses


def _categories(text: str) -> list[str]:
    """Guess the category that each visible line would have if it were junk, from what holds it."""
    root = parse(text)
    found = []
    for line in lines_of(root) if root is not None else []:
        holders = [line.pieces[0].element, *line.pieces[0].element.iterancestors()]
        tags = [holder.tag for holder in holders]
        found.append(next((_BY_CONTAINER[tag] for tag in tags if tag in _BY_CONTAINER), "other-ui"))
    return found


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()
