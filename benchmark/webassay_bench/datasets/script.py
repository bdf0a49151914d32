"""In which script a page's text is written, by ISO 15924."""

from __future__ import annotations

import unicodedata
from collections import Counter

# From the first word of a letter's name in the Unicode Character Database.
_CODES = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "THAI": "Thai",
    "LAO": "Laoo",
    "KHMER": "Khmr",
    "MYANMAR": "Mymr",
    "TIBETAN": "Tibt",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "MONGOLIAN": "Mong",
    "HANGUL": "Kore",
    "CJK": "Hani",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "KATAKANA-HIRAGANA": "Jpan",
}
_OTHER = "Zzzz"  # a script that has no name here
_KANA = 0.1  # of kana among kana and ideographs: no Japanese prose has less, no Chinese as much
_WIDTHS = ("FULLWIDTH", "HALFWIDTH")
_LANGUAGES = {  # by the subtag of the language, in the script in which most of it is written
    **dict.fromkeys(
        "af az bs ca cs cy da de en es et eu fi fil fr ga gl hr hu id is it lt lv ms mt nb nl nn "
        "no pl pt ro sk sl sq sv sw tl tr uz vi".split(),
        "Latn",
    ),
    **dict.fromkeys("be bg kk ky mk mn ru sr tg uk".split(), "Cyrl"),
    **dict.fromkeys("ar ckb fa ps sd ug ur".split(), "Arab"),
    **dict.fromkeys("hi mr ne sa".split(), "Deva"),
    **dict.fromkeys("am ti".split(), "Ethi"),
    "as": "Beng",
    "bn": "Beng",
    "el": "Grek",
    "gu": "Gujr",
    "he": "Hebr",
    "hy": "Armn",
    "ja": "Jpan",
    "ka": "Geor",
    "km": "Khmr",
    "kn": "Knda",
    "ko": "Kore",
    "lo": "Laoo",
    "ml": "Mlym",
    "my": "Mymr",
    "pa": "Guru",
    "si": "Sinh",
    "ta": "Taml",
    "te": "Telu",
    "th": "Thai",
    "yi": "Hebr",
    "zh": "Hani",
}
_HAN = {"Hans": "Hani", "Hant": "Hani"}  # which of the two a text cannot be seen to be


def script_of_text(text: str) -> str:
    """Name the script of most letters of a text.

    Returns:
        A code of ISO 15924, such as `Latn`; `Jpan` where at least a tenth of the Chinese and
        Japanese characters are kana, `Hani` for Chinese of either kind, `Zzzz` for a script that
        has no name here, "" where there is no letter.
    """
    counts: Counter[str] = Counter()
    for character, number in Counter(text).items():
        if character.isalpha():
            counts[_script(character)] += number
    kana, han = counts["Jpan"], counts["Hani"]
    if kana >= _KANA * (kana + han):
        counts["Jpan"] += counts.pop("Hani", 0)
    else:
        counts["Hani"] += counts.pop("Jpan", 0)
    best = max(counts, key=lambda code: counts[code], default="")
    return best if counts[best] else ""


def script_of_language(tag: str) -> str:
    """Name the script in which a language is mostly written, by its BCP 47 tag, or ""."""
    language, *rest = tag.replace("_", "-").split("-")
    named = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")  # noqa: PLR2004 # a script subtag, RFC 5646
    return _HAN.get(named, named) or _LANGUAGES.get(language.lower(), "")


def _script(character: str) -> str:
    words = unicodedata.name(character, "").split(" ")
    first = words[1] if words[0] in _WIDTHS and len(words) > 1 else words[0]
    return _CODES.get(first, _OTHER)
