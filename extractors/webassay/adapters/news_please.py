"""news-please: several extractors of news articles and a vote between them."""

from webassay.adapters.newspaper4k_ import OPTIONAL
from webassay.adapters.plainly_installed import without
from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    with without(*OPTIONAL):  # it asks Newspaper4k among others
        from newsplease import NewsPlease

        return NewsPlease.from_html(page.text, url=page.url, fetch_images=False).maintext or ""


NEWS_PLEASE = Extractor(
    "news-please",
    _extract,
    "news-please",
    {"fetch_images": False},
    "a vote of news extractors",
    parsers=("lxml", "newspaper4k", "readability-lxml"),
    extra="peers",
    revision=2,
)
