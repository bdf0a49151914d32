"""Every known extractor, also those that cannot be loaded: one broken plug-in hides no other."""

from __future__ import annotations

from dataclasses import dataclass

from webassay import Extractor, UnavailableError, names
from webassay.registry import load


@dataclass(frozen=True)
class Known:
    """A name that is known, and what stands behind it.

    Attributes:
        name: the extractor's.
        extractor: itself, or None where it cannot be loaded.
        missing: what keeps it from running here; None if nothing does.
    """

    name: str
    extractor: Extractor | None
    missing: str | None

    @property
    def version(self) -> str | None:
        """The installed version of its distribution, or None."""
        return self.extractor.version if self.extractor else None


def known_extractors() -> list[Known]:
    """Load every known extractor, and note what keeps those back that cannot run.

    Raises:
        DuplicateExtractorError: two packages bring the same name.
    """
    return [_known(name) for name in names()]


def _known(name: str) -> Known:
    try:
        extractor = load(name)
    except UnavailableError as error:
        return Known(name, None, str(error))
    return Known(name, extractor, extractor.missing())
