"""`webassay label`: label pages in the browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from webassay_bench.cli.console import err
from webassay_bench.datasets.suite import ALONE, DECISION
from webassay_bench.label.desk import Desk
from webassay_bench.label.intake import bring
from webassay_bench.label.server import LabelServer


def label(  # noqa: PLR0913 # each is an option of the command line
    source: Annotated[str, typer.Argument(help="A suite, a folder of pages, a page, or a URL.")],
    suite: Annotated[
        Path | None, typer.Option(help="Where to keep the labelled pages; default: ./gold.")
    ] = None,
    reader: Annotated[
        str, typer.Option(help="Your name, when two readers label the same pages apart.")
    ] = ALONE,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 for any free one.")] = 0,
    *,
    decide: Annotated[bool, typer.Option(help="Decide where two readers differ.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
) -> None:
    """Label the lines of pages in the browser; what is saved is a suite that `run` takes.

    Everything is saved as you go. Stop with Ctrl+C.
    """
    root = bring(source, suite)
    desk = Desk(root, DECISION if decide else reader)
    with LabelServer(desk, port) as server:
        err.print(f"{len(desk.folders)} page(s) in {root}; open", markup=False)
        err.print(server.url, markup=False, soft_wrap=True)
        if browser:
            webbrowser.open(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            err.print("stopped; everything is saved", markup=False)
