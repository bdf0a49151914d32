"""webassay's own extractor, as the registry knows it."""

from __future__ import annotations

import json
from pathlib import Path

from webassay.extractor import Extractor, Parameter
from webassay.page import Page

DISTRIBUTION = "webassay"
PARSERS = ("lxml", "numpy", "html-to-markdown")
PARAMS: dict[str, Parameter] = {"model": "main_text-1"}
_CARD = Path(__file__).parents[1] / "models" / "main_text.json"


def _extract(page: Page) -> str:
    from webassay.main_text.main_text import text_of

    return text_of(page)


def _markdown(page: Page) -> str:
    from webassay.main_text.markdown import markdown_of

    return markdown_of(page)


def _trained_on() -> dict[str, str]:
    learned = json.loads(_CARD.read_text("utf-8"))["dataset"]
    return {learned["name"]: learned["sha256"]}


WEBASSAY = Extractor(
    "webassay",
    _extract,
    DISTRIBUTION,
    PARAMS,
    "blocks judged by boosted trees, chosen for the page's expected F1",
    parsers=PARSERS,
    markdown=_markdown,
    trained_on=_trained_on(),
)
