"""A judged line, and the kinds of junk that there are."""

from __future__ import annotations

from dataclasses import dataclass

CATEGORIES = (
    "navigation",
    "breadcrumb",
    "share-social",
    "newsletter",
    "app-promo",
    "notification-prompt",
    "cookie-consent",
    "advertising",
    "related-links",
    "media-caption-or-control",
    "comments-ui",
    "account",
    "paywall",
    "pagination",
    "search-or-form",
    "legal-footer",
    "accessibility-skip",
    "browser-or-script-error",
    "language-or-edition",
    "other-ui",
)
CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text, judged.

    Attributes:
        text: the line as it stands, without its line break.
        probability: of being junk, from 0 to 1.
        category: the likeliest of `CATEGORIES` where it is junk, else `CONTENT`.
        reason: what speaks for the verdict, in a few words.
        junk: whether it is flagged at the promise in force.
        number: its place among all lines of the text, blank ones included, from 0.
    """

    text: str
    probability: float
    category: str
    reason: str
    junk: bool
    number: int
