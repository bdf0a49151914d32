"""`webassay extract`: the text of one page, or its Markdown."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from webassay import DEFAULT_EXTRACTOR, Page, Status, get
from webassay.errors import WebassayError
from webassay.isolate import Limits, Worker
from webassay.registry import markdown_of
from webassay_bench.cli.console import complain, print_json, print_text
from webassay_bench.cli.options import Json
from webassay_bench.fetch import fetch, is_address


class Form(StrEnum):
    """What a text is written in."""

    TEXT = "text"
    MARKDOWN = "markdown"


def extract(  # noqa: PLR0913 # each is an option of the command line
    source: Annotated[str, typer.Argument(help="A file, a URL (http or https), or - for stdin.")],
    extractor: Annotated[str, typer.Option(help="Which extractor.")] = DEFAULT_EXTRACTOR,
    timeout: Annotated[float, typer.Option(min=0.01, help="Seconds.")] = 20.0,
    url: Annotated[str | None, typer.Option(help="The page's address, if it is a file.")] = None,
    *,
    form: Annotated[Form, typer.Option("--format", help="Text, or Markdown.")] = Form.TEXT,
    as_json: Json = False,
) -> None:
    """Write the main text of one page; exit with 1 if there is none.

    The page is handled in a process of its own, which can be stopped and has no network.
    """
    html, address = _fetch(source)
    chosen = get(extractor)  # says what is wrong with the name before a process is started
    if form is Form.MARKDOWN:
        markdown_of(chosen)  # or that it gives none
    with Worker(extractor, Limits(timeout), markdown=form is Form.MARKDOWN) as worker:
        measured = worker.extract(Page(html=html, url=url or address))
    found = measured.markdown or measured.extraction
    if as_json:
        print_json(
            {
                "text": found.text,
                "status": found.status,
                "reason": found.reason,
                "extractor": found.extractor,
            }
        )
    elif found.status is Status.OK:
        print_text(found.text)
    else:
        complain(f"{source}: {found.status}: {found.reason}")
    if found.status is not Status.OK:
        raise typer.Exit(1)


def _fetch(source: str) -> tuple[bytes, str | None]:
    """Return a page's bytes and its address, where it has one."""
    if source == "-":
        return sys.stdin.buffer.read(), None
    if is_address(source):
        return fetch(source)
    try:
        return Path(source).read_bytes(), None
    except OSError as error:
        raise WebassayError(f"cannot read {source}: {error.strerror}") from error
