"""Newspaper4k: news articles; kept from fetching the page's images while it parses.

It finds other text once NLTK, or a library for a language, is installed: those are hidden from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from webassay.adapters.plainly_installed import without
from webassay.adapters.to_markdown import to_markdown
from webassay.extractor import Extractor
from webassay.page import Page

if TYPE_CHECKING:
    from newspaper import Article

OPTIONAL = ("indicnlp", "jieba", "nltk", "pythainlp", "tinysegmenter")
_ANY_URL = "https://page.example/"  # it insists on an address; the text does not depend on it


def _parsed(page: Page) -> Article:
    with without(*OPTIONAL):
        from newspaper import Article

        article = Article(page.url or _ANY_URL, fetch_images=False)
        article.download(input_html=page.text)
        article.parse()
        return article


NEWSPAPER = Extractor(
    "newspaper4k",
    lambda page: str(_parsed(page).text),
    "newspaper4k",
    {"fetch_images": False},
    "news articles by gravity score",
    parsers=("lxml", "html-to-markdown"),
    extra="peers",
    revision=2,
    markdown=lambda page: to_markdown(_parsed(page).article_html),
)
