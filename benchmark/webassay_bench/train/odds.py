"""The evidence of tokens, counted over sites."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

_PRIOR_SITES = 3.0  # how many sites the mean of all tokens counts for
_FEWEST = 3  # sites; a token that fewer bear says nothing
_CERTAIN = 0.01  # shares are kept this far from 0 and 1

Shares = Mapping[str, float]


def odds_of(pages: Iterable[tuple[str, Shares]]) -> dict[str, float]:
    """Return the log-odds of content of the tokens that enough sites bear, against their mean.

    Args:
        pages: of each page its site, and of each of its tokens the share of content where it
            stands. Every site counts once, by the mean of its pages.

    Returns:
        Token to log-odds, sorted by token.
    """
    listed: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for site, shares in pages:
        for token, share in shares.items():
            listed[token][site].append(share)
    sites = {
        token: [sum(found) / len(found) for found in of_site.values()]
        for token, of_site in listed.items()
    }
    total = sum(map(len, sites.values()))
    mean = sum(map(sum, sites.values())) / total if total else 0.5
    return {
        token: _log_odds(sites[token], mean)
        for token in sorted(sites)
        if len(sites[token]) >= _FEWEST
    }


def _log_odds(shares: list[float], mean: float) -> float:
    share = (sum(shares) + _PRIOR_SITES * mean) / (len(shares) + _PRIOR_SITES)
    share = min(max(share, _CERTAIN), 1 - _CERTAIN)
    return math.log(share / (1 - share)) - math.log(mean / (1 - mean))
