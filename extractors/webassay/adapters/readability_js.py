"""Mozilla's Readability.js over jsdom, as Firefox's reader view uses it; its HTML as text."""

from functools import cache

from webassay.adapters.html_to_text import html_to_text
from webassay.child import ChildProgram
from webassay.extractor import Extractor
from webassay.installed import NODE_FOLDER
from webassay.page import Page

_ANY_URL = "https://page.example/"  # links are made absolute against it; the text stays the same


def _extract(page: Page) -> str:
    answer = _program().ask({"html": page.text, "url": page.url or _ANY_URL})
    return html_to_text(answer["html"])


@cache
def _program() -> ChildProgram:
    return ChildProgram(("node", "readability.mjs"), NODE_FOLDER)


READABILITY_JS = Extractor(
    "readability-js",
    _extract,
    "npm:@mozilla/readability",
    {"text_by": "inscriptis"},
    "Firefox's reader view, through Node.js",
    parsers=("npm:jsdom", "inscriptis"),
)
