"""What an extractor gives back for a page: text, and how it went."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from webassay.errors import UnavailableError

if TYPE_CHECKING:
    from webassay.extractor import Extractor
    from webassay.page import Page


class Status(StrEnum):
    """How the extraction of a page ended."""

    OK = "ok"
    EMPTY = "empty"  # it ran, and found no text
    ERROR = "error"  # it raised, or took its process down
    TIMEOUT = "timeout"  # it was stopped at its time limit
    MEMORY = "memory"  # it was stopped at its memory limit


@dataclass(frozen=True)
class Extraction:
    """The outcome of one extractor on one page. `str()` of it is its text.

    Attributes:
        text: the extracted text; empty unless the status is `ok`.
        status: how it ended.
        reason: why there is no text, in one line; empty where there is.
        extractor: the name of the extractor.
    """

    text: str
    status: Status
    reason: str = ""
    extractor: str = ""

    def __str__(self) -> str:
        return self.text


def run(extractor: Extractor, page: Page) -> Extraction:
    """Run an extractor on a page in this process and put a name to how it ended.

    Returns:
        An `Extraction`; what the extractor raises is in its status and reason, never raised on.

    Raises:
        UnavailableError: a library that it needs is missing, which is not the page's doing.
    """
    try:
        text = extractor.extract(page)
    except UnavailableError:
        raise
    except MemoryError as error:
        return Extraction("", Status.MEMORY, describe(error), extractor.name)
    except KeyboardInterrupt:  # the user's, not the page's
        raise
    except BaseException as error:  # whatever it raises is that page's outcome
        return Extraction("", Status.ERROR, describe(error), extractor.name)
    if not isinstance(text, str):
        reason = f"returned {type(text).__name__}, not str"
        return Extraction("", Status.ERROR, reason, extractor.name)
    if not text.strip():
        return Extraction("", Status.EMPTY, "no text found", extractor.name)
    return Extraction(text, Status.OK, "", extractor.name)


def describe(error: BaseException) -> str:
    """Put an exception into one line of at most 300 characters: its type, and its message."""
    try:
        message = " ".join(str(error).split())
    except Exception:  # a message that cannot be made is no message
        message = ""
    return f"{type(error).__name__}: {message}"[:300] if message else type(error).__name__
