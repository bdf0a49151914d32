"""A text of a file, and what is known of where it is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webassay.errors import WebassayError
from webassay.junk.document import Document
from webassay.site import site_of


class RecordError(WebassayError):
    """A file of texts is missing, is not what it is taken for, or cannot be written."""


@dataclass(frozen=True)
class Record:
    """One text of a file.

    Attributes:
        name: what it is called: the file, and the number of the record in it.
        document: the text and where it is from.
        data: what its format needs to write it again.
        line: how many lines of the same file come before it; 0 but for parts of a plain text.
        weight: how much is held beside the text until the record is written, in characters.
    """

    name: str
    document: Document
    data: Any = None  # each format's own
    line: int = 0
    weight: int = 0


@dataclass(frozen=True)
class Origin:
    """Where the parts of a record are, and what is the same for all.

    Attributes:
        field: the field that holds the text.
        title_field: the field of the page's title, or "".
        url_field: the field of the page's address, or "".
        extractor_field: the field of the extractor's name, or "".
        title: the title of all, where no field holds it.
        url: the address of all.
        extractor: the extractor of all.
    """

    field: str = "text"
    title_field: str = ""
    url_field: str = ""
    extractor_field: str = ""
    title: str = ""
    url: str = ""
    extractor: str = ""

    def document(self, text: str, fields: Mapping[str, Any]) -> Document:
        """Make a document of a text and the other fields of its record."""
        site = site_of(_text(fields, self.url_field) or self.url) or ""
        return Document(
            text,
            _text(fields, self.title_field) or self.title,
            site,
            _text(fields, self.extractor_field) or self.extractor,
        )

    def text(self, fields: Mapping[str, Any], where: str) -> str:
        """Return the text of a record; null is empty.

        Raises:
            RecordError: the record has no such field, or it holds no text.
        """
        if self.field not in fields:
            known = ", ".join(sorted(map(str, fields))) or "none"
            raise RecordError(
                f"{where}: no field '{self.field}'; name one with --field (there are: {known})"
            )
        found = fields[self.field]
        if found is not None and not isinstance(found, str):
            raise RecordError(
                f"{where}: field '{self.field}' holds a {type(found).__name__}, not a text"
            )
        return found or ""


def _text(fields: Mapping[str, Any], name: str) -> str:
    found = fields.get(name) if name else None
    return found if isinstance(found, str) else ""
