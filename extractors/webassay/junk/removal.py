"""Texts into lines, and texts without some of their lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from webassay.junk.line import Line

_LINE_END = re.compile(r"\r\n|\n|\r")


def split(text: str) -> list[str]:
    """Split a text at its line ends: those of Unix, of Windows and of old Macs, and no others."""
    return _LINE_END.split(text)


def without(text: str, lines: Iterable[Line]) -> str:
    """Return a text without its flagged lines.

    Where blank lines stood on both sides of what is removed, those behind it go too. All else stays
    as it is, byte for byte.

    Args:
        text: the text that was judged.
        lines: its lines, as `flag` gives them.
    """
    removed = {line.number for line in lines if line.junk}
    if not removed:
        return text
    pieces = re.split(r"(\r\n|\n|\r)", text)
    kept: list[tuple[str, str]] = []
    after_gap = True  # at the beginning, or where a line was removed behind a blank one
    gone = False
    for number, start in enumerate(range(0, len(pieces), 2)):
        line, end = pieces[start], pieces[start + 1] if start + 1 < len(pieces) else ""
        if number in removed:
            gone = True
            after_gap = not kept or not kept[-1][0].strip()
        elif line.strip():
            kept.append((line, end))
            gone = False
        elif not (gone and after_gap):
            kept.append((line, end))
    joined = "".join(line + end for line, end in kept)
    ends_open = not _LINE_END.search(text[-1:])
    return joined.rstrip("\r\n") if ends_open and gone else joined
