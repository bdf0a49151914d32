"""Any extractor, followed by the judge of lines: `trafilatura+clean`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webassay.extractor import Extractor
    from webassay.page import Page

SUFFIX = "+clean"


def cleaned(base: Extractor) -> Extractor:
    """Return an extractor that takes the flagged lines out of another one's text."""
    from webassay.junk.flagging import DEFAULT_LOSS

    return replace(
        base,
        name=base.name + SUFFIX,
        extract=partial(_extract, base=base),
        params={**base.params, "clean_loss": DEFAULT_LOSS},
        summary=f"{base.name}, without the lines that are flagged as junk",
        parsers=(*base.parsers, "webassay"),
    )


def _extract(page: Page, base: Extractor) -> str:
    from webassay.junk.flagging import clean
    from webassay.junk.origin import title_of

    return clean(base.extract(page), title=title_of(page), extractor=base.name)
