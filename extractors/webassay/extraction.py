"""What an extractor gives back for a page: text, how it went, and what else it knows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from webassay.errors import UnavailableError

if TYPE_CHECKING:
    from webassay.extractor import Extractor
    from webassay.metadata import Metadata
    from webassay.page import Page


class Status(StrEnum):
    """How the extraction of a page ended."""

    OK = "ok"
    EMPTY = "empty"  # it ran, and found no text
    ERROR = "error"  # it raised, or took its process down
    TIMEOUT = "timeout"  # it was stopped at its time limit
    MEMORY = "memory"  # it was stopped at its memory limit


@dataclass(frozen=True)
class Block:
    """A stretch of running text of a page, judged.

    Attributes:
        text: its text, white space collapsed.
        kind: `paragraph`, `heading`, `item`, `cell`, `code`, `quote` or `caption`.
        probability: that it belongs to the main text, from 0 to 1.
        kept: whether it is in the extracted text.
        path: where its element stands in the tree, as an XPath.
    """

    text: str
    kind: str
    probability: float
    kept: bool
    path: str


@dataclass(frozen=True)
class Origin:
    """Where an extraction came from, so that more can be asked of it later."""

    extractor: Extractor
    page: Page


@dataclass(frozen=True)
class Extraction:
    """The outcome of one extractor on one page. `str()` of it is its text.

    It holds its page, and no parsed tree: `blocks` and `metadata` are found out when they are
    first asked for, and cost as much as an extraction then.

    Attributes:
        text: the extracted text; empty unless the status is `ok`.
        status: how it ended.
        reason: why there is no text, in one line; empty where there is.
        extractor: the name of the extractor; of the one whose text it is, where several were asked.
        confidence: the word F1 that the extractor expects of its text, from 0 to 1; None where it
            does not say.
        origin: the extractor and the page; None for an extraction that was made elsewhere.
    """

    text: str
    status: Status = Status.OK
    reason: str = ""
    extractor: str = ""
    confidence: float | None = None
    origin: Origin | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return self.text

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks of the page, kept or not; none where the extractor knows no blocks."""
        if self.origin is None or self.origin.extractor.blocks is None:
            return ()
        if self.status not in {Status.OK, Status.EMPTY}:
            return ()
        return self.origin.extractor.blocks(self.origin.page)

    @cached_property
    def metadata(self) -> Metadata:
        """What the page says about itself, whichever the extractor; text of a hostile page."""
        from webassay.metadata import Metadata, metadata

        if self.origin is None:
            return Metadata()
        return metadata(self.origin.page.html, url=self.origin.page.url)


def run(extractor: Extractor, page: Page) -> Extraction:
    """Run an extractor on a page in this process and put a name to how it ended.

    Returns:
        An `Extraction`; what the extractor raises is in its status and reason, never raised on.

    Raises:
        UnavailableError: a library that it needs is missing, which is not the page's doing.
    """
    try:
        found: object = extractor.extract(page)
    except UnavailableError:
        raise
    except MemoryError as error:
        found = Extraction("", Status.MEMORY, describe(error))
    except KeyboardInterrupt:  # the user's, not the page's
        raise
    except BaseException as error:  # whatever it raises is that page's outcome
        found = Extraction("", Status.ERROR, describe(error))
    if isinstance(found, str):
        found = Extraction(found)
    if not isinstance(found, Extraction):
        found = Extraction("", Status.ERROR, f"returned {type(found).__name__}, not str")
    if found.status is Status.OK and not found.text.strip():
        reason = found.reason or "no text found"
        found = replace(found, text="", status=Status.EMPTY, reason=reason)
    return replace(
        found,
        extractor=found.extractor or extractor.name,  # one that routes names whose text it took
        origin=found.origin or Origin(extractor, page),
    )


def describe(error: BaseException) -> str:
    """Put an exception into one line of at most 300 characters: its type, and its message."""
    try:
        message = " ".join(str(error).split())
    except Exception:  # a message that cannot be made is no message
        message = ""
    return f"{type(error).__name__}: {message}"[:300] if message else type(error).__name__
