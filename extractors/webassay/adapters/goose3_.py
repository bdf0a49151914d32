"""Goose3: article extraction by stop-word scores of paragraphs."""

from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    from goose3 import Goose

    with Goose({"enable_image_fetching": False}) as goose:
        return str(goose.extract(raw_html=page.text).cleaned_text)


GOOSE = Extractor(
    "goose3",
    _extract,
    "goose3",
    {"enable_image_fetching": False},
    "paragraphs by stop-word score",
    parsers=("lxml",),
    extra="peers",
)
