"""Quality against speed: the Pareto front, what is on the plot of it, and whose name is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from webassay_bench.leaderboard import Standing

# Of the plot for which it is decided which points get their name: pixels.
_WIDTH, _HEIGHT, _LETTER, _LINE = 640, 360, 6.6, 14
_LEAST = 0.1  # of the best figure: an extractor below it would press all others together


@dataclass(frozen=True)
class Pareto:
    """Extractors by what they cost and what they are worth.

    Attributes:
        front: places of those than which no other is both at least as good and cheaper, the
            cheapest first.
        plotted: places of those that the plot has room for: all but those whose cost is unknown,
            and those that reach less than a tenth of the best figure.
        named: places of those whose name covers no other name and no other point of the plot.
    """

    front: tuple[int, ...]
    plotted: tuple[int, ...]
    named: tuple[int, ...]


def pareto(standings: Sequence[Standing], metric: str, figure: str) -> Pareto:
    """Find the Pareto front of mean processor time a page and a figure.

    Args:
        standings: of a leaderboard; they are referred to by place.
        metric: the metric by which they are judged.
        figure: the figure of it.
    """
    points = {}
    for place, standing in enumerate(standings):
        found = standing.scores.get(metric, {}).get(figure)
        if found is not None and standing.cpu_ms:
            points[place] = (standing.cpu_ms, found.value)
    best = max((value for _, value in points.values()), default=0.0)
    plotted = {place: point for place, point in points.items() if point[1] >= _LEAST * best}
    front = _front(points)
    names = [standing.extractor for standing in standings]
    return Pareto(tuple(front), tuple(plotted), tuple(_named(plotted, names, front)))


def _front(points: Mapping[int, tuple[float, float]]) -> list[int]:
    front, best = [], -math.inf
    for place, (_, value) in sorted(points.items(), key=lambda p: (p[1][0], -p[1][1], p[0])):
        if value > best:
            front.append(place)
            best = value
    return front


def _named(
    points: Mapping[int, tuple[float, float]], names: Sequence[str], front: Sequence[int]
) -> list[int]:
    if not points:
        return []
    across = _scaled([math.log10(cost) for cost, _ in points.values()], _WIDTH)
    up = _scaled([value for _, value in points.values()], _HEIGHT)
    at = dict(zip(points, zip(across, up, strict=True), strict=True))
    chosen: dict[int, tuple[float, float, float]] = {}
    for place in sorted(at, key=lambda place: place not in front):
        x, y = at[place]
        end = x + _LETTER * len(names[place])
        free = all(
            abs(y - other_y) >= _LINE or end < other_x or x > other_end
            for other_x, other_y, other_end in chosen.values()
        )
        above = y + _LINE / 2  # a name stands to the right of its point and above it
        clear = all(
            abs(above - other_y) >= _LINE / 2 or not x < other_x < end
            for other, (other_x, other_y) in at.items()
            if other != place
        )
        if free and clear:
            chosen[place] = (x, y, end)
    return sorted(chosen)


def _scaled(values: Sequence[float], length: float) -> list[float]:
    low, high = min(values), max(values)
    return [length * (value - low) / ((high - low) or 1.0) for value in values]
