"""readability-lxml: the Python port of Arc90's Readability, its HTML laid out as text."""

from webassay.adapters.html_to_text import html_to_text
from webassay.adapters.to_markdown import to_markdown
from webassay.extractor import Extractor
from webassay.page import Page


def _html(page: Page) -> str:
    from readability import Document

    return str(Document(page.text).summary(html_partial=True))


READABILITY = Extractor(
    "readability-lxml",
    lambda page: html_to_text(_html(page)),
    "readability-lxml",
    {"html_partial": True, "text_by": "inscriptis"},
    "the subtree with the best score",
    parsers=("lxml", "inscriptis", "html-to-markdown"),
    markdown=lambda page: to_markdown(_html(page)),
)
