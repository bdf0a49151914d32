"""jusText: paragraphs judged by length, links and stop words of the page's language."""

from webassay.adapters.stop_words import page_language
from webassay.extractor import Extractor
from webassay.page import Page


def _english(page: Page) -> str:
    import justext

    return _text(justext.justext(page.html, justext.get_stoplist("English")))


def _by_language(page: Page) -> str:
    import justext

    language = page_language(page)
    if language is None:  # its manual's setting for languages without a stop list
        return _text(justext.justext(page.html, frozenset(), stopwords_low=0, stopwords_high=0))
    return _text(justext.justext(page.html, justext.get_stoplist(language)))


def _text(paragraphs: list) -> str:  # type: ignore[type-arg] # the library has no types
    return "\n".join(p.text for p in paragraphs if not p.is_boilerplate)


BY_LANGUAGE = Extractor(
    "justext",
    _by_language,
    "justext",
    {"stoplist": "of the page's language"},
    "paragraphs by length, links and stop words",
    parsers=("lxml",),
)
ENGLISH = Extractor(
    "justext-english",
    _english,
    "justext",
    {"stoplist": "English"},
    "the same with the English stop list on every page",
    parsers=("lxml",),
)
