"""Mozilla's Readability.js over jsdom, as Firefox's reader view uses it; its HTML as text."""

from functools import cache

from webassay.adapters.html_to_text import html_to_text
from webassay.adapters.to_markdown import to_markdown
from webassay.child import ChildProgram
from webassay.extractor import Extractor
from webassay.installed import NODE_FOLDER
from webassay.page import Page

_ANY_URL = "https://page.example/"  # links are made absolute against it; the text stays the same


def _html(page: Page) -> str:
    return str(_program().ask({"html": page.text, "url": page.url or _ANY_URL})["html"])


@cache
def _program() -> ChildProgram:
    return ChildProgram(("node", "readability.mjs"), NODE_FOLDER)


READABILITY_JS = Extractor(
    "readability-js",
    lambda page: html_to_text(_html(page)),
    "npm:@mozilla/readability",
    {"text_by": "inscriptis"},
    "Firefox's reader view, through Node.js",
    parsers=("npm:jsdom", "inscriptis", "html-to-markdown"),
    markdown=lambda page: to_markdown(_html(page)),
)
