"""magic-html: general extractor of main content, its HTML laid out as text."""

from webassay.adapters.html_to_text import html_to_text
from webassay.adapters.to_markdown import to_markdown
from webassay.extractor import Extractor
from webassay.page import Page


def _html(page: Page) -> str:
    from magic_html import GeneralExtractor

    found = GeneralExtractor().extract(page.text, base_url=page.url or "")
    return found.get("html") or ""


MAGIC = Extractor(
    "magic-html",
    lambda page: html_to_text(_html(page)),
    "magic-html",
    {"html_type": "article", "text_by": "inscriptis"},
    "rules for articles and forums",
    parsers=("lxml", "inscriptis", "html-to-markdown"),
    extra="peers",
    min_python=(3, 12),
    markdown=lambda page: to_markdown(_html(page)),
)
