"""Phrases of user interfaces in many languages, and lines of text beside them, by kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from webassay.junk.line import CATEGORIES, CONTENT
from webassay_bench.errors import DatasetError


@dataclass(frozen=True)
class Phrase:
    """A line as it stands on many sites.

    Attributes:
        text: the line.
        category: one of `CATEGORIES`, or `CONTENT`.
        language: BCP 47.
    """

    text: str
    category: str
    language: str

    @property
    def junk(self) -> bool:
        """Whether it is junk."""
        return self.category != CONTENT


def read_phrases(folder: Path) -> list[Phrase]:
    """Read a folder of `LANGUAGE.txt`, each line of which is `category: phrase | phrase | ...`.

    Raises:
        DatasetError: the folder has no such file, or one names a category that there is not.
    """
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise DatasetError(f"{folder} holds no phrases (LANGUAGE.txt)")
    return [phrase for file in files for phrase in _of_file(file)]


def _of_file(file: Path) -> list[Phrase]:
    found = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        category, colon, listed = line.partition(": ")
        if not colon or category not in (*CATEGORIES, CONTENT):
            raise DatasetError(f"{file}:{number}: '{category}' is no category of the guidelines")
        phrases = (" ".join(phrase.split()) for phrase in listed.split(" | "))
        found += [Phrase(phrase, category, file.stem) for phrase in phrases if phrase]
    return found
