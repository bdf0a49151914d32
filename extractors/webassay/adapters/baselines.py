"""The two ends of the scale: everything that is visible, and nothing."""

from webassay.adapters.to_markdown import to_markdown
from webassay.extractor import Extractor
from webassay.page import Page


def _everything(page: Page) -> str:
    from webassay.visible import visible_lines

    return "\n".join(visible_lines(page.text))


def _nothing(page: Page) -> str:  # noqa: ARG001 # an extractor takes a page
    return ""


EVERYTHING = Extractor(
    "everything",
    _everything,
    "webassay",
    {},
    "baseline: every visible line",
    parsers=("lxml", "tinycss2", "html-to-markdown"),
    markdown=lambda page: to_markdown(page.text),
)
NOTHING = Extractor(
    "nothing", _nothing, "webassay", {}, "baseline: no text at all", markdown=_nothing
)
