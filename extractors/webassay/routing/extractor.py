"""Our own extractor with others beside it, as the registry knows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from webassay.errors import OptionsError
from webassay.extractor import Extractor
from webassay.installed import version_of
from webassay.main_text.extractor import DISTRIBUTION, PARAMS, PARSERS, WEBASSAY

if TYPE_CHECKING:
    from webassay.extraction import Extraction
    from webassay.page import Page

DOUBT = 0.8  # the estimate below which a fallback is asked: on WCXB, every fourth page
FALLBACKS = ("trafilatura",)
CANDIDATES = ("trafilatura", "resiliparse")  # readability-lxml is learned too, but did harm


def routed(name: str, candidates: Sequence[str], doubt: float = 1.0) -> Extractor:
    """Return our own extractor with others beside it.

    Args:
        name: what it is to be called.
        candidates: names of other extractors, whose text is taken where it is expected to pay.
        doubt: they are asked where the estimate of our own text is below.
    """
    when = f"where the estimate is below {doubt:g}" if doubt < 1 else "always asked"
    return Extractor(
        name,
        partial(_extract, candidates=candidates, doubt=doubt),
        DISTRIBUTION,
        {**PARAMS, "candidates": ", ".join(candidates), "doubt": doubt},
        f"webassay's own, or what is expected to be better: {', '.join(candidates)}, {when}",
        parsers=(*PARSERS, *candidates),
        markdown=partial(_markdown, candidates=candidates, doubt=doubt),
        trained_on=WEBASSAY.trained_on,
    )


def checked(candidates: Sequence[str]) -> Sequence[str]:
    """Return names of extractors that can stand beside our own here.

    Raises:
        UnknownExtractorError: there is none of that name.
        UnavailableError: its library is not installed; the message says what brings it.
        OptionsError: when to take its text was not learned.
    """
    from webassay import registry
    from webassay.main_text.estimate import shipped

    learned = shipped().routes
    for name in candidates:
        if registry.get(name).name not in learned:
            raise OptionsError(
                f"when to take the text of '{name}' was not learned: name {', '.join(learned)}"
            )
    return candidates


def at_hand() -> tuple[str, ...]:
    """Return those of `CANDIDATES` that are installed."""
    return tuple(name for name in CANDIDATES if version_of(name) is not None)


def _extract(page: Page, candidates: Sequence[str], doubt: float) -> Extraction:
    from webassay.routing.route import route

    return route(page, candidates, doubt)


def _markdown(page: Page, candidates: Sequence[str], doubt: float) -> Extraction:
    from webassay import registry
    from webassay.extraction import run

    chosen = _extract(page, candidates, doubt)
    written = registry.in_format(registry.load(chosen.extractor), "markdown")
    return replace(run(written, page), confidence=chosen.confidence)


FALLBACK = routed("webassay+fallback", FALLBACKS, DOUBT)
BEST = routed("best", at_hand())
