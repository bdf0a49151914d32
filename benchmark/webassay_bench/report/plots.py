"""Plots for pages that run nothing: quality against speed as SVG, light and dark.

How a text is measured differs between machines, so whether a plot is current is told by the hash of
what it was made from, which stands in it, and not by its bytes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from webassay_bench.errors import ResultError
from webassay_bench.leaderboard import Leaderboard
from webassay_bench.metrics import METRICS
from webassay_bench.report.charts import COLOURS, SPECS, THEMES
from webassay_bench.report.pareto import pareto

_WIDTH = 760  # pixels
_DIGITS = 5  # what comes behind may differ between machines, by the order in which sums are taken


@dataclass(frozen=True)
class Plot:
    """A plot with its values.

    Attributes:
        spec: in Vega-Lite.
    """

    spec: dict[str, Any]

    @property
    def mark(self) -> str:
        """The comment that an SVG made from it carries."""
        content = json.dumps(self.spec, sort_keys=True).encode()
        return f"<!-- made from {hashlib.sha256(content).hexdigest()} by make docs -->"

    def svg(self) -> str:
        """Draw it.

        Raises:
            ResultError: the library that draws it is not installed.
        """
        try:
            import vl_convert
        except ImportError as error:
            raise ResultError(
                "plots need vl-convert-python; install it: pip install 'webassay[report]'"
            ) from error
        return f"{vl_convert.vegalite_to_svg(self.spec)}\n{self.mark}\n"


def speed(board: Leaderboard, theme: str) -> Plot:
    """Plot the ranking figure of a leaderboard against processor time a page.

    Args:
        board: which.
        theme: `light` or `dark`.
    """
    figure = METRICS[board.metric].headline
    found = pareto(board.standings, board.metric, figure)
    values = []
    for place in found.plotted:
        standing = board.standings[place]
        score = standing.scores[board.metric][figure]
        values.append(
            {
                "place": place,
                "cost": round(standing.cpu_ms or 0.0, _DIGITS),
                "value": round(score.value, _DIGITS),
                "low": round(score.low, _DIGITS),
                "high": round(score.high, _DIGITS),
                "front": place in found.front,
                "labelled": place in found.named,
                "tip": "",
            }
        )
    names = [standing.extractor for standing in board.standings]
    about = {
        "data": {"values": values},
        "params": [
            {"name": "names", "value": names},
            {"name": "colours", "value": dict(COLOURS[theme])},
        ],
        "config": THEMES[theme],
        "width": _WIDTH,
    }
    return Plot(SPECS["speed"] | about)
