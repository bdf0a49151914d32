"""news-please: several extractors of news articles and a vote between them."""

from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    from newsplease import NewsPlease

    return NewsPlease.from_html(page.text, url=page.url, fetch_images=False).maintext or ""


NEWS_PLEASE = Extractor(
    "news-please",
    _extract,
    "news-please",
    {"fetch_images": False},
    "a vote of news extractors",
    parsers=("lxml", "newspaper4k", "nltk", "readability-lxml"),
    extra="peers",
)
