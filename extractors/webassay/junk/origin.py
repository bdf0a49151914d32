"""What a page tells of the text that was taken out of it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from webassay.page import Page

_HEAD = 1 << 17  # characters in which a title is looked for
_LONGEST = 1000  # characters of a title
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]*)", re.IGNORECASE)


def title_of(page: Page) -> str:
    """Return what a page's `<title>` says, white space collapsed, or ""."""
    found = _TITLE.search(page.text, 0, _HEAD)
    return " ".join(html.unescape(found[1][:_LONGEST]).split()) if found else ""
