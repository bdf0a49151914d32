"""A value that a page gives, as one line of plain text that can be shown anywhere."""

from __future__ import annotations

from html import unescape

LONGEST = 2000  # characters; no field of an honest page is longer
# Controls, halves of characters, zero-width characters, and what turns the direction of writing:
# names and titles need none of them. Joiners stay, since words of Persian or Hindi are spelt so.
_DROPPED = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0x200B,
    0x200E,
    0x200F,
    *range(0x202A, 0x202F),
    0x2060,
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
    0xFEFF,
)
_DROP = {code: None for code in _DROPPED if not chr(code).isspace()}


def plain(value: object) -> str:
    """Turn a value into one line: entities resolved, controls dropped, white space collapsed.

    Returns:
        At most 2,000 characters; "" for what is no text.
    """
    if not isinstance(value, str):
        return ""
    return " ".join(unescape(value).translate(_DROP).split())[:LONGEST].rstrip()
