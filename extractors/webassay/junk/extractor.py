"""Any extractor, followed by the judge of lines: `trafilatura+clean`.

`+clean` looks at the text and the title alone, is quick, and takes out what `webassay clean` does.
`+clean-page` looks at the page too, and can therefore dare to take out whatever makes the expected
word F1 of the text highest.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webassay.extractor import Extractor
    from webassay.page import Page

SUFFIXES = ("+clean", "+clean-page")
_CARD = Path(__file__).parents[1] / "models" / "junk_lines.json"


def cleaned(base: Extractor, suffix: str) -> Extractor:
    """Return an extractor that takes the flagged lines out of another one's text.

    Args:
        base: the other one.
        suffix: one of `SUFFIXES`.
    """
    from webassay.junk.flagging import DEFAULT_LOSS

    with_page = suffix == SUFFIXES[1]
    return replace(
        base,
        name=base.name + suffix,
        extract=partial(_extract, base=base, with_page=with_page),
        params={**base.params, "clean": "balanced, with page" if with_page else DEFAULT_LOSS},
        summary=f"{base.name}, without the lines that are flagged as junk",
        parsers=(*base.parsers, "webassay"),
        trained_on={**base.trained_on, **_trained_on()},
        markdown=None,  # lines of text are judged, not of Markdown
        html=None,
        blocks=None,
        configured=None,
    )


def _trained_on() -> dict[str, str]:
    learned = json.loads(_CARD.read_text("utf-8"))["datasets"]
    return {dataset["name"]: dataset["sha256"] for dataset in learned}


def _extract(page: Page, base: Extractor, *, with_page: bool) -> str:
    from webassay.junk.flagging import Settings, clean
    from webassay.junk.origin import title_of

    return clean(
        str(base.extract(page)),
        title=title_of(page),
        url=page.url or "",
        extractor=base.name,
        page=page if with_page else None,
        settings=Settings(loss=None) if with_page else None,
    )
