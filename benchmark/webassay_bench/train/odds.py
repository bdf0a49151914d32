"""The evidence of tokens, counted over sites, with a site's own pages left out for its training.

A column made with the labels of the page itself would be trusted too much by whatever learns from
it; leaving out the whole site makes the training columns what they will be on a new site.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

_PRIOR_SITES = 3.0  # how many sites the mean of all tokens counts for
_FEWEST = 3  # sites; a token that fewer bear says nothing
_CERTAIN = 0.01  # shares are kept this far from 0 and 1

Shares = Mapping[str, float]


class Counts:
    """Of every token: the sum over sites of the share of content where it stands, and the sites."""

    def __init__(self, pages: Iterable[tuple[str, Shares]]) -> None:
        """Count.

        Args:
            pages: of each page its site, and of each of its tokens the share of content.
        """
        listed: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        for site, shares in pages:
            for token, share in shares.items():
                listed[site][token].append(share)
        self._sites = {
            site: {token: sum(found) / len(found) for token, found in tokens.items()}
            for site, tokens in listed.items()
        }
        self._sums: dict[str, float] = defaultdict(float)
        self._numbers: dict[str, int] = defaultdict(int)
        for tokens in self._sites.values():
            for token, share in tokens.items():
                self._sums[token] += share
                self._numbers[token] += 1
        total = sum(self._numbers.values())
        self._mean = sum(self._sums.values()) / total if total else 0.5

    def odds(self) -> dict[str, float]:
        """Return the log-odds of all tokens that enough sites bear, sorted by token."""
        known = sorted(token for token, number in self._numbers.items() if number >= _FEWEST)
        return {t: self._log_odds(self._sums[t], self._numbers[t]) for t in known}

    def odds_without(self, site: str, odds: Mapping[str, float]) -> dict[str, float]:
        """Return the log-odds of one site's tokens, as they are without that site.

        Args:
            site: the site that is left out.
            odds: those of all, as `odds` returns them.
        """
        found = {}
        for token, share in self._sites.get(site, {}).items():
            if token in odds and self._numbers[token] > _FEWEST:
                sums, number = self._sums[token] - share, self._numbers[token] - 1
                found[token] = self._log_odds(sums, number)
        return found

    def _log_odds(self, sums: float, number: int) -> float:
        share = (sums + _PRIOR_SITES * self._mean) / (number + _PRIOR_SITES)
        share = min(max(share, _CERTAIN), 1 - _CERTAIN)
        return math.log(share / (1 - share)) - math.log(self._mean / (1 - self._mean))
