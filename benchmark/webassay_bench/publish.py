"""What is derived from results and gold: tables and plots in `docs/`, `results/`, two READMEs.

`python -m webassay_bench.publish` writes them, in a checkout; a test says when they are stale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from webassay_bench import junk_tables, main_text_tables, record, sure_tables
from webassay_bench.agreement import agreement
from webassay_bench.leaderboard import Leaderboard, leaderboards
from webassay_bench.metrics import METRICS
from webassay_bench.report.plots import Plot, speed
from webassay_bench.tables import figure_cell, line, markdown

_CHECKOUT = Path(__file__).parents[2]
_AGREEMENT = re.compile(r"(<!-- agreement: begin -->\n).*?(<!-- agreement: end -->)", re.DOTALL)
_SUMMARY = re.compile(r"(<!-- summary: begin -->\n).*?(<!-- summary: end -->)", re.DOTALL)
_CROSSED = "cv: cross-validated; each page was judged by a model that never saw its site."
_LEADERBOARD = "docs/leaderboard.md"
_PREFACE = """# Leaderboards

Made from the [result files](../results) by `make docs`; not edited by hand. What the columns mean:
[results.md](results.md). To look into the pages: [report.md](report.md).
"""
_PLOT = re.compile(r"(<!-- plot: begin -->\n).*?(<!-- plot: end -->)", re.DOTALL)
_THEMES = ("light", "dark")


def pages(boards: Sequence[Leaderboard], readme: str) -> dict[str, str]:
    """Write what is derived from leaderboards.

    Args:
        boards: those of the published results.
        readme: the README as it is, with the marks between which the table goes.

    Returns:
        The text of each file by its path in the checkout.
    """
    readme = _SUMMARY.sub(lambda marks: f"{marks[1]}{_matrix(boards)}{marks[2]}", readme)
    picture = _picture(_largest(boards), "docs/")
    readme = _PLOT.sub(lambda marks: f"{marks[1]}{picture}{marks[2]}", readme)
    tables = [f"{markdown([board])}\n{_picture(board)}" for board in boards]
    return {_LEADERBOARD: "\n".join([_PREFACE, *tables]), "README.md": readme}


def plots(boards: Sequence[Leaderboard]) -> dict[str, Plot]:
    """Plot quality against speed for each leaderboard, light and dark, by path in the checkout."""
    return {
        f"docs/{_plot_name(board, theme)}": speed(board, theme)
        for board in boards
        for theme in _THEMES
    }


def _picture(board: Leaderboard, folder: str = "") -> str:
    """Show the plot of a leaderboard in the colours that the reader has chosen."""
    light, dark = (folder + _plot_name(board, theme) for theme in _THEMES)
    said = (
        f"{board.metric} F1 against CPU ms a page on {board.dataset}; the tables have the figures"
    )
    return (
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="{dark}">'
        f'<img alt="{said}" src="{light}"></picture>\n'
    )


def _plot_name(board: Leaderboard, theme: str) -> str:
    return f"plots/{re.sub(r'[^a-z0-9.]+', '-', board.dataset.lower())}-{theme}.svg"


def _largest(boards: Sequence[Leaderboard]) -> Leaderboard:
    return max(boards, key=lambda board: board.pages)


def published(checkout: Path = _CHECKOUT) -> dict[str, str]:
    """Write what is derived from the results that are published in a checkout.

    Raises:
        ResultError: a result file is broken, or there is none.
    """
    boards = leaderboards(record.read_all(checkout / "results"))
    gold = checkout / "gold"
    about = (gold / "README.md").read_text("utf-8")
    table = _agreement_table([gold / "pages", gold / "texts"])
    return pages(boards, (checkout / "README.md").read_text("utf-8")) | {
        "gold/README.md": _AGREEMENT.sub(lambda marks: f"{marks[1]}{table}{marks[2]}", about),
        junk_tables.PAGE: junk_tables.page(checkout),
        sure_tables.PAGE: sure_tables.page(checkout),
        main_text_tables.PAGE: main_text_tables.page(checkout),
    }


def _agreement_table(suites: Sequence[Path]) -> str:
    headings = ["suite", "items", "lines", "kappa, label", "kappa, category of junk"]
    rows = [line(headings), line(["---", "---:", "---:", "---:", "---:"])]
    for suite in suites:
        found = agreement(suite)
        figures = [
            str(found.pages),
            str(found.lines),
            f"{found.label:.3f}",
            f"{found.category:.3f}",
        ]
        rows.append(line([suite.name, *figures]))
    return "\n".join([*rows, ""])


def _matrix(boards: Sequence[Leaderboard]) -> str:
    """Put the ranking figure of every extractor on every dataset into one table."""
    order = [standing.extractor for standing in _largest(boards).standings]
    order += sorted({s.extractor for b in boards for s in b.standings} - set(order))
    headings = [f"{b.dataset} ({b.metric} F1)" for b in boards]
    rows = [line(["extractor", *headings]), line(["---"] * (len(boards) + 1))]
    rows += [line([name, *(_headline(board, name) for board in boards)]) for name in order]
    return "\n".join([*rows, "", _CROSSED, ""])


def _headline(board: Leaderboard, name: str) -> str:
    found = next((s for s in board.standings if s.extractor == name), None)
    scores = found.scores.get(board.metric) if found else None
    cell = figure_cell(scores[METRICS[board.metric].headline] if scores else None)
    return f"{cell} cv" if found and found.crossed else cell


def main() -> None:
    """Write the files; plots only where what they show has changed."""
    for name, text in published().items():
        (_CHECKOUT / name).write_text(text, encoding="utf-8")
    for name, plot in plots(leaderboards(record.read_all(_CHECKOUT / "results"))).items():
        file = _CHECKOUT / name
        if not is_current(file, plot):
            file.parent.mkdir(exist_ok=True)
            file.write_text(plot.svg(), encoding="utf-8")


def is_current(file: Path, plot: Plot) -> bool:
    """Tell whether a file holds a plot made from the same values."""
    return file.is_file() and file.read_text("utf-8").rstrip().endswith(plot.mark)


if __name__ == "__main__":
    main()
