"""Leaderboards as Markdown, for pages that are read without running anything."""

from __future__ import annotations

from collections.abc import Iterable

from webassay_bench.leaderboard import Leaderboard, Standing, heading
from webassay_bench.stats import Figure


def markdown(boards: Iterable[Leaderboard]) -> str:
    """Write leaderboards as Markdown.

    Returns:
        A heading, a line on the data and a table for each, best first.
    """
    return "\n".join(_board(board) for board in boards)


def _board(board: Leaderboard) -> str:
    shown = board.figures()
    headings = ["", "extractor", "version", *(heading(*figure) for figure in shown)]
    headings += ["first with probability", "failed", "empty", "CPU ms a page"]
    lines = [
        f"## {board.dataset}",
        "",
        (
            f"{board.pages} pages of {board.sites} sites; data `{board.sha256[:16]}`; "
            f"ranked by {board.rule}. 95 % intervals from a bootstrap in which whole sites are "
            "drawn, and the probability of being truly first from the same draws for all; a "
            "failed page counts as empty output."
        ),
        "",
        line(headings),
        line(["---:", "---", "---", *("---" for _ in shown), *["---:"] * 4]),
    ]
    for place, standing in enumerate(board.standings, 1):
        lines.append(line([str(place), *_cells(standing, shown)]))
    return "\n".join([*lines, ""])


def _cells(standing: Standing, shown: list[tuple[str, str]]) -> list[str]:
    figures = [figure_cell(standing.scores.get(metric, {}).get(name)) for metric, name in shown]
    counts = [str(standing.failed()), str(standing.statuses.get("empty", 0))]
    version = ", ".join(part for part in (standing.version, standing.caveat) if part)
    return [
        standing.extractor,
        version,
        *figures,
        chance(standing),
        *counts,
        milliseconds(standing),
    ]


def milliseconds(standing: Standing) -> str:
    """Write what a page costs; nothing where it is not known."""
    return "" if standing.cpu_ms is None else f"{standing.cpu_ms:.1f}"


def chance(standing: Standing) -> str:
    """Write the probability that an extractor is truly first."""
    return "" if standing.first is None else f"{standing.first:.3f}"


def figure_cell(figure: Figure | None) -> str:
    """Write a figure with its interval; nothing where there is none."""
    return "" if figure is None else f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"


def line(cells: Iterable[str]) -> str:
    """Write one row of a Markdown table."""
    return "| " + " | ".join(cells) + " |"
