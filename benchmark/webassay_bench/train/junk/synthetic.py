"""Made-up texts: the content of real ones among phrases of interfaces in their language.

Labelled texts are few and most are English. These show in many languages in what company junk
comes: a menu before the text, an advert within it, teasers and a form behind it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from webassay.junk.document import Document
from webassay.junk.line import CATEGORIES
from webassay_bench.train.junk.labels import CONTENT, JUNK
from webassay_bench.train.junk.lessons import Lesson
from webassay_bench.train.junk.phrases import Phrase

_FEWEST = 8  # lines of content that a text must have to be used
_MOST = 60  # lines of content of one text
_ENGLISH = "en"
_WEIGHT = 3.0
_WITHIN = 0.05  # how often a line of content is followed by junk
_CAPTIONS = 0.02  # how often it is followed by a video's caption
_SHORT, _LONG = 3, 9  # words of a caption
_UNKNOWN = ""
_CAREFUL = ("trafilatura", "resiliparse", "readability-lxml", "justext")
_LEFT = 0.25  # of the junk that a page has, what a careful extractor leaves
Named = tuple[str, str]  # a line and its category

# What stands before, within and behind a text: how often, categories, and how many lines of each.
_Block = tuple[float, tuple[tuple[str, int, int], ...]]
_BEFORE: tuple[_Block, ...] = (
    (0.3, (("accessibility-skip", 1, 3),)),
    (0.35, (("cookie-consent", 2, 6),)),
    (0.15, (("browser-or-script-error", 1, 1),)),
    (0.15, (("app-promo", 1, 3),)),
    (0.1, (("notification-prompt", 1, 4),)),
    (0.15, (("advertising", 1, 2),)),
    (0.7, (("navigation", 2, 12),)),
    (0.4, (("account", 1, 4),)),
    (0.2, (("language-or-edition", 1, 4),)),
    (0.25, (("search-or-form", 1, 3),)),
    (0.35, (("breadcrumb", 1, 1),)),
    (0.25, (("share-social", 1, 4),)),
    (0.2, (("other-ui", 1, 3),)),
)
_INSIDE: tuple[_Block, ...] = (
    (3.0, (("advertising", 1, 2),)),
    (3.0, (("related-links", 1, 3),)),
    (3.0, (("media-caption-or-control", 1, 3),)),
    (1.5, (("newsletter", 1, 3),)),
    (1.0, (("paywall", 1, 3),)),
    (1.0, (("other-ui", 1, 2),)),
    (1.0, (("comments-ui", 1, 2),)),
    (0.5, (("app-promo", 1, 2),)),
    (0.5, (("share-social", 1, 2),)),
    (0.5, (("search-or-form", 1, 4),)),
)
_BEHIND: tuple[_Block, ...] = (
    (0.5, (("share-social", 1, 5),)),
    (0.35, (("newsletter", 1, 5),)),
    (0.6, (("related-links", 2, 7),)),
    (0.4, (("comments-ui", 1, 6),)),
    (0.2, (("paywall", 1, 5),)),
    (0.25, (("advertising", 1, 4),)),
    (0.2, (("account", 1, 3),)),
    (0.25, (("pagination", 1, 3),)),
    (0.3, (("search-or-form", 1, 6),)),
    (0.35, (("other-ui", 1, 4),)),
    (0.15, (("app-promo", 1, 4),)),
    (0.1, (("media-caption-or-control", 1, 3),)),
    (0.1, (("notification-prompt", 1, 4),)),
)
_LAST: _Block = (0.7, (("legal-footer", 1, 9),))


@dataclass(frozen=True)
class _Language:
    """What texts of a language are made of."""

    contents: list[list[str]]
    phrases: dict[str, list[str]]


def synthetic(lessons: Sequence[Lesson], phrases: Sequence[Phrase], seed: int) -> list[Lesson]:
    """Make up texts.

    Args:
        lessons: whose lines of content are taken; one without a language counts as English.
        phrases: the junk that is put among them.
        seed: the same seed, the same texts.

    Returns:
        A few texts for each text of content: of unknown origin, with much junk, and as if a
        careful extractor had left them, with little.
    """
    rng = np.random.default_rng(seed)
    made = []
    for name, language in _languages(lessons, phrases).items():
        often = 2 if name == _ENGLISH else 12
        made += [
            _made(language, content, name, _UNKNOWN, rng) for content in language.contents * often
        ]
        made += [
            _made(language, content, name, str(rng.choice(_CAREFUL)), rng)
            for content in language.contents * (often // 2)
        ]
    return made


def _languages(lessons: Sequence[Lesson], phrases: Sequence[Phrase]) -> dict[str, _Language]:
    found: dict[str, _Language] = defaultdict(lambda: _Language([], defaultdict(list)))
    for phrase in phrases:
        if phrase.junk:
            found[phrase.language].phrases[phrase.category].append(phrase.text)
    aligned = 0
    for lesson in lessons:
        whole = lesson.document.extractor == ("everything" if lesson.labelled else "trafilatura")
        if not whole and lesson.document.extractor:
            continue
        if not lesson.labelled:
            aligned += 1
            if aligned % 2:  # there are more than enough of them
                continue
        language = (lesson.language or _ENGLISH).split("-")[0]
        content = [
            line
            for line, label in zip(lesson.lines, lesson.labels.tolist(), strict=True)
            if label == CONTENT
        ][:_MOST]
        if len(content) >= _FEWEST and language in found:
            found[language].contents.append(content)
            title = lesson.document.title
            if title:
                found[language].phrases["related-links"].append(title)
    return dict(found)


def _made(
    language: _Language, content: list[str], name: str, extractor: str, rng: np.random.Generator
) -> Lesson:
    share = _LEFT if extractor else 1.0
    lines = [named for block in _BEFORE for named in _block(block, language, share, rng)]
    weights = np.array([often for often, _ in _INSIDE])
    for line in content:
        lines.append((line, ""))
        if rng.random() < _CAPTIONS * share:
            lines += _caption(content, language, rng)
        if rng.random() < _WITHIN * share:
            chosen = _INSIDE[int(rng.choice(len(_INSIDE), p=weights / weights.sum()))]
            lines += _block((1.0, chosen[1]), language, 1.0, rng)
    for place in rng.permutation(len(_BEHIND)).tolist():
        lines += _block(_BEHIND[place], language, share, rng)
    lines += _block(_LAST, language, share, rng)
    return Lesson(
        "synthetic",
        "synthetic",
        Document("", extractor=extractor),
        [line for line, _ in lines],
        np.array([JUNK if category else CONTENT for _, category in lines], np.int8),
        np.array([CATEGORIES.index(c) if c else -1 for _, c in lines], np.int8),
        name,
        weight=_WEIGHT,
    )


def _caption(content: list[str], language: _Language, rng: np.random.Generator) -> list[Named]:
    """Make up the caption of a video: a headline and a duration, often after the headline alone."""
    if rng.random() < 0.5:  # noqa: PLR2004 # half of them
        words = content[int(rng.integers(len(content)))].split()
        headline = " ".join(words[: int(rng.integers(_SHORT, _LONG))]).rstrip(".,;:")
    else:
        titles = language.phrases["related-links"]
        headline = titles[int(rng.integers(len(titles)))] if titles else content[0]
    minutes, seconds = rng.integers(0, 12), rng.integers(0, 60)
    duration = f"{minutes:02}:{seconds:02}" if rng.random() < 0.7 else f"({minutes}:{seconds:02})"  # noqa: PLR2004 # as most write it
    named = [(f"{headline} {duration}", "media-caption-or-control")]
    if rng.random() < 0.6:  # noqa: PLR2004 # more often than not
        named.insert(0, (headline, "media-caption-or-control"))
    return named


def _block(
    block: _Block, language: _Language, share: float, rng: np.random.Generator
) -> Iterator[Named]:
    often, kinds = block
    if rng.random() >= often * share:
        return
    for category, fewest, most in kinds:
        phrases = language.phrases[category]
        if phrases:
            number = min(int(rng.integers(fewest, most + 1)), len(phrases))
            for place in rng.choice(len(phrases), number, replace=False).tolist():
                yield phrases[place], category
