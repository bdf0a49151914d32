"""webassay's own extractor, as the registry knows it."""

from __future__ import annotations

from webassay.extractor import Extractor, Parameter
from webassay.page import Page

DISTRIBUTION = "webassay"
PARSERS = ("lxml", "numpy", "html-to-markdown")
PARAMS: dict[str, Parameter] = {"model": "main_text-1"}


def _extract(page: Page) -> str:
    from webassay.main_text.main_text import text_of

    return text_of(page)


def _markdown(page: Page) -> str:
    from webassay.main_text.markdown import markdown_of

    return markdown_of(page)


WEBASSAY = Extractor(
    "webassay",
    _extract,
    DISTRIBUTION,
    PARAMS,
    "blocks judged by boosted trees, chosen for the page's expected F1",
    parsers=PARSERS,
    markdown=_markdown,
)
