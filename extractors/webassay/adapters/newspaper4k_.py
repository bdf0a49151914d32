"""Newspaper4k: news articles; kept from fetching the page's images while it parses.

It finds other text once NLTK is installed, so whether it is stands in every result.
"""

from webassay.extractor import Extractor
from webassay.page import Page

_ANY_URL = "https://page.example/"  # it insists on an address; the text does not depend on it


def _extract(page: Page) -> str:
    from newspaper import Article

    article = Article(page.url or _ANY_URL, fetch_images=False)
    article.download(input_html=page.text)
    article.parse()
    return str(article.text)


NEWSPAPER = Extractor(
    "newspaper4k",
    _extract,
    "newspaper4k",
    {"fetch_images": False},
    "news articles by gravity score",
    parsers=("lxml", "nltk"),
    extra="peers",
)
