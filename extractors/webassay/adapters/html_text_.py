"""html-text: the whole page's text, laid out by block elements."""

from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    import html_text

    return str(html_text.extract_text(page.text))


HTML_TEXT = Extractor(
    "html-text",
    _extract,
    "html-text",
    {"guess_layout": True},
    "the whole page as text",
    parsers=("lxml",),
    extra="peers",
)
