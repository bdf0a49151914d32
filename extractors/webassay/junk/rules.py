r"""A user's own rules, which outrank the model.

    keep = ["Read more"]                    # lines, whatever their case and white space
    drop = ["Watch live"]
    drop_patterns = ["^Photo: "]            # regular expressions, searched for in a line
    [site."example.com"]                    # for one registered domain; these outrank the others
    keep_patterns = ["\\bScore: \\d+"]

Of rules of one rank those that keep come first. Patterns tell capitals from small letters, unless
they begin with `(?i)`, and see no more than the first 10,000 characters of a line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webassay.errors import WebassayError

_LISTS = ("keep", "keep_patterns", "drop", "drop_patterns")
_LONGEST = 10_000  # characters of a line in which a pattern is searched for


class RulesError(WebassayError):
    """A file of rules cannot be read, or a rule in it means nothing."""


@dataclass(frozen=True)
class Verdict:
    """What is known of a line without the model.

    Attributes:
        junk: whether it is junk.
        reason: how that is known, in a few words.
    """

    junk: bool
    reason: str


@dataclass(frozen=True)
class Ranked:
    """Rules of one rank.

    Attributes:
        keep: lines that are no junk, folded as `of` does it.
        drop: lines that are.
        keep_patterns: what a line that is no junk holds.
        drop_patterns: what a line of junk holds.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    keep_patterns: tuple[re.Pattern[str], ...] = ()
    drop_patterns: tuple[re.Pattern[str], ...] = ()

    @classmethod
    def of(cls, table: Mapping[str, Any], where: str) -> Ranked:
        """Read the four lists of a table.

        Raises:
            RulesError: one is no list of strings, or a pattern is no regular expression.
        """
        if unknown := table.keys() - set(_LISTS):
            raise RulesError(f"{where}: '{min(unknown)}' is no rule; there are {', '.join(_LISTS)}")
        texts = {name: _texts(table.get(name, []), f"{where}: {name}") for name in _LISTS}
        return cls(
            frozenset(_phrases(texts["keep"], f"{where}: keep")),
            frozenset(_phrases(texts["drop"], f"{where}: drop")),
            _patterns(texts["keep_patterns"], f"{where}: keep_patterns"),
            _patterns(texts["drop_patterns"], f"{where}: drop_patterns"),
        )

    def verdict(self, line: str, folded: str) -> Verdict | None:
        """Return what the rules say of a line, if they say anything."""
        searched = line[:_LONGEST]
        for junk, phrases, patterns in (
            (False, self.keep, self.keep_patterns),
            (True, self.drop, self.drop_patterns),
        ):
            name = "drop" if junk else "keep"
            if folded in phrases:
                return Verdict(junk, f"rule: {name} '{folded}'")
            for pattern in patterns:
                if pattern.search(searched):
                    return Verdict(junk, f"rule: {name} /{pattern.pattern}/")
        return None


@dataclass(frozen=True)
class Rules:
    """A user's rules.

    Attributes:
        everywhere: those for every site.
        sites: those for one site, by its registered domain.
    """

    everywhere: Ranked = field(default_factory=Ranked)
    sites: Mapping[str, Ranked] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> Rules:
        """Read a file of rules.

        Raises:
            RulesError: it cannot be read, is no TOML, or a rule in it means nothing.
        """
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            raise RulesError(f"cannot read the rules {path}: {error.strerror}") from error
        except ValueError as error:
            raise RulesError(f"the rules {path} are no TOML: {error}") from error
        sites = table.pop("site", {})
        if not isinstance(sites, dict) or not all(isinstance(s, dict) for s in sites.values()):
            raise RulesError(f'{path}: site must hold tables, such as [site."example.com"]')
        return cls(
            Ranked.of(table, str(path)),
            {_site(name): Ranked.of(own, f"{path}: site {name}") for name, own in sites.items()},
        )

    def verdict(self, line: str, site: str) -> Verdict | None:
        """Return what is known of a line of a site, or None where no rule speaks of it."""
        folded = _folded(line)
        own = self.sites.get(site)
        found = own.verdict(line, folded) if own else None
        return found or self.everywhere.verdict(line, folded)


def _folded(line: str) -> str:
    return " ".join(line.split()).casefold()


def _site(name: str) -> str:
    """Return a site as documents name theirs: people write `www.` and capitals."""
    return name.lower().removeprefix("www.")


def _phrases(texts: list[str], where: str) -> list[str]:
    folded = [_folded(text) for text in texts]
    if "" in folded:
        raise RulesError(f"{where}: a blank phrase is no line; leave it out")
    return folded


def _texts(found: Any, where: str) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        raise RulesError(f"{where} must be a list of strings")
    return found


def _patterns(texts: list[str], where: str) -> tuple[re.Pattern[str], ...]:
    patterns = []
    for text in texts:
        if not text:
            raise RulesError(f"{where}: an empty pattern is in every line; leave it out")
        try:
            patterns.append(re.compile(text))
        except re.error as error:
            raise RulesError(f"{where}: '{text}' is no regular expression: {error}") from error
    return tuple(patterns)
