"""readability-lxml: the Python port of Arc90's Readability, its HTML laid out as text."""

from webassay.adapters.html_to_text import html_to_text
from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    from readability import Document

    return html_to_text(Document(page.text).summary(html_partial=True))


READABILITY = Extractor(
    "readability-lxml",
    _extract,
    "readability-lxml",
    {"html_partial": True, "text_by": "inscriptis"},
    "the subtree with the best score",
    parsers=("lxml", "inscriptis"),
)
