"""inscriptis: the whole page's text, laid out as a browser would."""

from webassay.adapters.html_to_text import html_to_text
from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    return html_to_text(page.text)


INSCRIPTIS = Extractor(
    "inscriptis",
    _extract,
    "inscriptis",
    {},
    "the whole page as text, laid out",
    parsers=("lxml",),
)
