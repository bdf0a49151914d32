"""resiliparse: fast main-content rules in C++ over the lexbor parser."""

from typing import Any

from webassay.adapters.to_markdown import to_markdown
from webassay.extractor import Extractor, Parameter
from webassay.page import Page

_PARAMS: dict[str, Parameter] = {
    "main_content": True,
    "alt_texts": False,
    "preserve_formatting": True,
}


def _extract(page: Page, **others: Parameter) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    options: dict[str, Any] = _PARAMS | others
    return str(extract_plain_text(page.text, **options))


def _markdown(page: Page) -> str:
    """Its HTML has headings, lists, code and links; tables it has not."""
    return to_markdown(_extract(page, preserve_formatting="minimal_html", links=True))


MAIN_CONTENT = Extractor(
    "resiliparse",
    _extract,
    "resiliparse",
    _PARAMS,
    "fast rules over tags and class names",
    parsers=("html-to-markdown",),
    extra="peers",
    markdown=_markdown,
)
