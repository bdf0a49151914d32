"""Choose between our own text of a page and others', by the gain that is to be expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from webassay import registry
from webassay.extraction import Extraction, Origin, Status, run
from webassay.main_text import estimate
from webassay.main_text.main_text import extraction_of, judge, written_text
from webassay.routing.agreement import agreement_of

if TYPE_CHECKING:
    from webassay.main_text.model import Model
    from webassay.page import Page

OWN = "webassay"
MARGIN = 0.02  # of word F1; what is expected to gain less is not worth another text


def route(
    page: Page,
    candidates: Sequence[str],
    doubt: float = 1.0,
    *,
    model: Model | None = None,
    estimator: estimate.Estimator | None = None,
) -> Extraction:
    """Extract a page, and take another extractor's text where it is expected to be better.

    Args:
        page: the page.
        candidates: names of other extractors.
        doubt: the others are asked where our own estimate is below.
        model: of our own extractor; None for the one that comes with webassay.
        estimator: None for the one that comes with webassay.

    Returns:
        Our own extraction or another one's; its `extractor` says whose, and its `confidence` what
        is expected of it. An extractor that fails on the page is passed over.

    Raises:
        UnavailableError: a candidate is not installed; the message says what brings it.
        KeyError: when to take a candidate's text was not learned.
    """
    estimator = estimator or estimate.shipped()
    others = [registry.get(name) for name in candidates]
    found = judge(page, model)
    text = written_text(found)
    own = extraction_of(found, text, estimator)
    expected = own.confidence or 0.0
    best, highest = None, MARGIN
    for other in others if expected < doubt else ():
        theirs = run(other, page)
        if theirs.status is not Status.OK:
            continue
        signs = np.concatenate([found.signs, agreement_of(found, text, theirs.text)])
        gain = estimator.gain(other.name, signs)
        if gain > highest:
            best, highest = theirs, gain
    if best is None:
        return replace(own, extractor=OWN, origin=Origin(registry.load(OWN), page))
    return replace(best, confidence=min(expected + highest, 1.0))
