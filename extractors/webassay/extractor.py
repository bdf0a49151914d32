"""What an extractor is: a name, a function from page to text, and what it is made of."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webassay.installed import NODE_FOLDER, program, version_of

if TYPE_CHECKING:
    from webassay.extraction import Block, Extraction
    from webassay.options import Options
    from webassay.page import Page

Parameter = str | int | float | bool | None


@dataclass(frozen=True)
class Extractor:
    """A way to get the real text out of a page.

    Attributes:
        name: what it is called on the command line and in result files.
        extract: takes a `Page`, gives its text, or an `Extraction` of text, confidence and perhaps
            a status and reason; raises what it likes. It imports its library when it is first
            called, not before.
        distribution: whose installed metadata gives the version: a distribution on the Python
            Package Index, or `npm:` and the name of a package for Node.
        params: the settings in which the library is called, as they are recorded with results.
        summary: one line for a person.
        parsers: further distributions that take part and are recorded with their versions.
        extra: the extra of webassay that installs the distribution; empty where none does.
        min_python: the oldest Python that the distribution supports.
        revision: of the adapter itself; raised when it changes what comes out, so that results of
            before are not taken for its own.
        markdown: takes a `Page`, gives the same main content as Markdown; None where the library
            has no structure to give. It raises what it likes.
        html: takes a `Page`, gives the same main content as HTML that is safe to show.
        blocks: takes a `Page`, gives its blocks, kept or not.
        configured: takes `Options`, gives the same extractor set to them; None where it has none.
        trained_on: the datasets that its model learned from, name -> SHA-256: on those its figures
            say nothing, and are marked.
    """

    name: str
    extract: Callable[[Page], str | Extraction]
    distribution: str
    params: Mapping[str, Parameter] = field(default_factory=dict)
    summary: str = ""
    parsers: tuple[str, ...] = ()
    extra: str = ""
    min_python: tuple[int, int] = (3, 11)
    revision: int = 1
    markdown: Callable[[Page], str | Extraction] | None = None
    html: Callable[[Page], str | Extraction] | None = None
    blocks: Callable[[Page], tuple[Block, ...]] | None = None
    configured: Callable[[Options], Extractor] | None = None
    trained_on: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> str | None:
        """The installed version of its distribution, or None where it is not installed."""
        return version_of(self.distribution)

    def missing(self) -> str | None:
        """Say in one line what keeps it from running here and what to do, or None if nothing."""
        if sys.version_info < self.min_python:
            need, have = (".".join(map(str, v[:2])) for v in (self.min_python, sys.version_info))
            return f"needs Python {need} or newer; this is {have}"
        if self.distribution.startswith("npm:") and not program("node"):
            return "needs Node.js 20 or newer, which is not on the PATH: install it from nodejs.org"
        if self.version is None:
            return f"{self.distribution.removeprefix('npm:')} is not installed: {self._install()}"
        return None

    def _install(self) -> str:
        if self.distribution.startswith("npm:"):
            return f"npm ci --prefix '{NODE_FOLDER}'"
        wanted = f"'webassay[{self.extra}]'" if self.extra else self.distribution
        return f"pip install {wanted}"
