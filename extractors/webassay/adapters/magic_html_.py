"""magic-html: general extractor of main content, its HTML laid out as text."""

from webassay.adapters.html_to_text import html_to_text
from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    from magic_html import GeneralExtractor

    found = GeneralExtractor().extract(page.text, base_url=page.url or "")
    return html_to_text(found.get("html") or "")


MAGIC = Extractor(
    "magic-html",
    _extract,
    "magic-html",
    {"html_type": "article", "text_by": "inscriptis"},
    "rules for articles and forums",
    parsers=("lxml", "inscriptis"),
    extra="peers",
    min_python=(3, 12),
)
