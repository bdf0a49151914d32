"""BoilerPy3: the Python port of Boilerpipe's shallow text features."""

from webassay.extractor import Extractor
from webassay.page import Page


def _extract(page: Page) -> str:
    from boilerpy3.extractors import ArticleExtractor

    return str(ArticleExtractor(raise_on_failure=False).get_content(page.text))


ARTICLE = Extractor(
    "boilerpy3",
    _extract,
    "boilerpy3",
    {"extractor": "ArticleExtractor", "raise_on_failure": False},
    "blocks by word and link density",
    extra="peers",
)
