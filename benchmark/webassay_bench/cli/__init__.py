"""The command line: a command a file, and one place where failures become a line and a code.

Exit codes: 0 all is well; 1 the command ran, and what it was to find or do is not so; 2 something
that the user can mend (a name, a path, a file, a missing library); 130 interrupted.
"""

from __future__ import annotations

import sys

import typer

from webassay.errors import WebassayError
from webassay_bench.cli import (
    clean,
    compare,
    datasets,
    doctor,
    extract,
    flag,
    gate,
    gold,
    label,
    leaderboard,
    listing,
    recommend,
    report,
    run,
    score,
    train,
    verify,
)
from webassay_bench.cli.console import complain

MENDABLE, INTERRUPTED = 2, 130

app = typer.Typer(
    name="webassay",
    help="Which extractor gets the real text out of web pages? Run them, score them, use them.",
    epilog="Exit codes: 0 well, 1 not as it should be, 2 something to mend, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command, name in (
    (run.run, "run"),
    (score.score, "score"),
    (leaderboard.leaderboard, "leaderboard"),
    (compare.compare, "compare"),
    (recommend.recommend, "recommend"),
    (report.report, "report"),
    (verify.verify, "verify"),
    (gate.gate, "gate"),
    (label.label, "label"),
    (extract.extract, "extract"),
    (flag.flag, "flag"),
    (clean.clean, "clean"),
    (listing.list_extractors, "list"),
    (doctor.doctor, "doctor"),
):
    app.command(name)(command)
app.add_typer(gold.app, name="gold")
app.add_typer(datasets.app, name="datasets")
app.add_typer(train.app, name="train")


def main() -> None:
    """Run the command line and exit."""
    try:
        app()
    except WebassayError as error:
        complain(str(error))
        sys.exit(MENDABLE)
    except SystemExit as ended:  # the way in which the command line library ends, always
        if ended.code == INTERRUPTED:
            complain("interrupted; what has been measured is kept")
        raise
