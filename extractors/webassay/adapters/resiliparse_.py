"""resiliparse: fast main-content rules in C++ over the lexbor parser."""

from typing import Any

from webassay.extractor import Extractor, Parameter
from webassay.page import Page

_PARAMS: dict[str, Parameter] = {
    "main_content": True,
    "alt_texts": False,
    "preserve_formatting": True,
}


def _extract(page: Page) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    options: dict[str, Any] = dict(_PARAMS)
    return str(extract_plain_text(page.text, **options))


MAIN_CONTENT = Extractor(
    "resiliparse",
    _extract,
    "resiliparse",
    _PARAMS,
    "fast rules over tags and class names",
    extra="peers",
)
