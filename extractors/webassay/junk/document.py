"""A text to be judged, with what is known of where it came from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    r"""A text and its origin.

    Attributes:
        text: lines with `\n`, `\r\n` or `\r` between them.
        title: of the page, or "" where it is not known.
        site: the registered domain of the page, or "".
        extractor: the registry name of the extractor that made the text, or "".
    """

    text: str
    title: str = ""
    site: str = ""
    extractor: str = ""
