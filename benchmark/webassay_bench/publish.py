"""What is derived from results and gold: the pages in `results/`, and tables in two READMEs.

`python -m webassay_bench.publish` writes them, in a checkout; a test says when they are stale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from webassay_bench import junk_tables, record
from webassay_bench.agreement import agreement
from webassay_bench.leaderboard import Leaderboard, leaderboards
from webassay_bench.metrics import METRICS
from webassay_bench.tables import figure_cell, line, markdown

_CHECKOUT = Path(__file__).parents[2]
_AGREEMENT = re.compile(r"(<!-- agreement: begin -->\n).*?(<!-- agreement: end -->)", re.DOTALL)
_SUMMARY = re.compile(r"(<!-- summary: begin -->\n).*?(<!-- summary: end -->)", re.DOTALL)
_CROSSED = "cv: cross-validated; each page was judged by a model that never saw its site."
_PREFACE = """# Leaderboards

Made from the result files beside this page by `make docs`; not edited by hand. What the columns
mean: [docs/results.md](../docs/results.md).

"""


def pages(boards: Sequence[Leaderboard], readme: str) -> dict[str, str]:
    """Write what is derived from leaderboards.

    Args:
        boards: those of the published results.
        readme: the README as it is, with the marks between which the table goes.

    Returns:
        The text of each file by its path in the checkout.
    """
    summary = _SUMMARY.sub(lambda marks: f"{marks[1]}{_matrix(boards)}{marks[2]}", readme)
    return {"results/leaderboard.md": _PREFACE + markdown(boards), "README.md": summary}


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
    largest = max(boards, key=lambda board: board.pages)
    order = [standing.extractor for standing in largest.standings]
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
    """Write the files."""
    for name, text in published().items():
        (_CHECKOUT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
