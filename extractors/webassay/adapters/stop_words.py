"""Which of jusText's stop lists fits a page, from the words on the page itself.

The `lang` attribute is left aside: templates carry it unchanged into every language, and a wrong
stop list costs the whole page.
"""

import re
from collections import Counter
from functools import cache

from webassay.page import Page

_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.DOTALL | re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FREQUENT = 200  # of a page's words; a stop word is among them or says little
_MIN_SHARE = 0.1  # of a page's words; running text of any listed language has far more


def page_language(page: Page) -> str | None:
    """Return the name of the stop list whose words fill most of the page's text.

    Returns:
        A name of `justext.get_stoplists()`, or None where no list holds a tenth of the words, as
        in languages that have no list.
    """
    words = Counter(_WORD.findall(_MARKUP.sub(" ", page.text).lower()))
    total = words.total() or 1
    frequent = words.most_common(_FREQUENT)
    shares = {
        language: sum(count for word, count in frequent if word in stop_words) / total
        for language, stop_words in _stop_words().items()
    }
    best = max(sorted(shares), key=shares.__getitem__)
    return best if shares[best] >= _MIN_SHARE else None


@cache
def _stop_words() -> dict[str, frozenset[str]]:
    import justext
    from justext.utils import get_stoplist

    return {language: frozenset(get_stoplist(language)) for language in justext.get_stoplists()}
