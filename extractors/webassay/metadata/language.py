"""The language of a page: what it declares, unless its text is plainly in another one.

Templates carry their `lang` attribute unchanged into other languages, so that it is believed only
where the text may be in that language, or where there is too little text to tell.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

_PRIMARY = re.compile(r"\s*([a-z]{2,3})(?![a-z0-9])", re.IGNORECASE)
_NO_TEXT = frozenset({"head", "script", "style", "svg", "template", "textarea"})
_ENOUGH = 200  # characters of paragraphs; below it the whole page is asked
_LONGEST = 10_000  # characters; more say nothing new
_POSSIBLE = 0.05  # share of the declared language at which it is believed
_SURE = 0.6  # share at which the text alone is believed; chance alone gives no language so much
# What the registry of BCP 47 says to write instead.
_PREFERRED = {"cmn": "zh", "in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
_LABELS = {"fil": "tl", "nb": "no"}  # how py3langid calls what pages declare
_UNDETERMINED = frozenset({"mis", "mul", "und", "zxx"})


def language(root: _Element) -> str:
    """Return the primary tag (BCP 47, lower case) of a page's language, or ""."""
    claimed, shares = declared(root), _shares(root)
    if shares.get(_LABELS.get(claimed, claimed), 0) >= _POSSIBLE:
        return claimed
    return _surest(shares) or claimed


def of_text(root: _Element) -> str:
    """Return the language that a page's text is plainly in, or ""."""
    return _surest(_shares(root))


def declared(root: _Element) -> str:
    """Return the primary tag that a page declares as its language, or ""."""
    for value in _declarations(root):
        if match := _PRIMARY.match(value or ""):
            tag = match[1].lower()
            if tag not in _UNDETERMINED:
                return _PREFERRED.get(tag, tag)
    return ""


def _declarations(root: _Element) -> Iterator[str | None]:
    yield from (root.get("lang"), root.get("xml:lang"))
    for meta in root.iter("meta"):
        name = meta.get("http-equiv") or meta.get("property") or ""
        if name.lower() in {"content-language", "og:locale"}:
            yield meta.get("content")


def _text(root: _Element) -> str:
    """Return the text of the paragraphs, where menus do not speak; of the whole page if short."""
    paragraphs = _gathered(text for p in root.iter("p") for text in _texts(p))
    return paragraphs if len(paragraphs) >= _ENOUGH else _gathered(_texts(root))


def _gathered(texts: Iterator[str]) -> str:
    found, length = [], 0
    for text in texts:
        found.append(" ".join(text.split()))
        length += len(found[-1])
        if length > _LONGEST:
            break
    return " ".join(filter(None, found))[:_LONGEST]


def _texts(root: _Element) -> Iterator[str]:
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event == "start" and element.tag in _NO_TEXT:
            walk.skip_subtree()
        elif event == "start" and element.text:
            yield element.text
        if event != "start" and element is not root and element.tail:
            yield element.tail


def _shares(root: _Element) -> dict[str, float]:
    return dict(identifier().rank(_text(root)))


def _surest(shares: dict[str, float]) -> str:
    best = max(shares, key=shares.__getitem__)
    return best if shares[best] >= _SURE and best not in _UNDETERMINED else ""


@cache
def identifier() -> Any:  # the library has no types
    """Load py3langid's model, once."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
