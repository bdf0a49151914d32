"""`webassay extract`: the text of one page, or its Markdown, its HTML, and all that is known."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from webassay import DEFAULT_EXTRACTOR, Options, Page, Status, get
from webassay.errors import WebassayError
from webassay.isolate import Limits, Worker
from webassay.registry import configured, in_format
from webassay_bench.cli.console import complain, print_json, print_text
from webassay_bench.cli.options import Json
from webassay_bench.fetch import fetch, is_address


class Form(StrEnum):
    """What a text is written in."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


class Favored(StrEnum):
    """What counts more."""

    PRECISION = "precision"
    RECALL = "recall"


_OURS = "Options of webassay's own extractor"


def extract(  # noqa: PLR0913 # each is an option of the command line
    source: Annotated[str, typer.Argument(help="A file, a URL (http or https), or - for stdin.")],
    extractor: Annotated[str, typer.Option(help="Which extractor.")] = DEFAULT_EXTRACTOR,
    timeout: Annotated[float, typer.Option(min=0.01, help="Seconds.")] = 20.0,
    url: Annotated[str | None, typer.Option(help="The page's address, if it is a file.")] = None,
    *,
    form: Annotated[Form, typer.Option("--format", help="What it is written in.")] = Form.TEXT,
    comments: Annotated[
        bool | None,
        typer.Option(
            "--comments/--no-comments",
            rich_help_panel=_OURS,
            help="Readers' comments; by default where the page is a thread, or little else.",
        ),
    ] = None,
    tables: Annotated[bool, typer.Option(rich_help_panel=_OURS, help="Tables of data.")] = True,
    links: Annotated[
        bool, typer.Option(rich_help_panel=_OURS, help="Where links lead, in Markdown and HTML.")
    ] = True,
    images: Annotated[
        bool, typer.Option(rich_help_panel=_OURS, help="Alternative texts of images.")
    ] = False,
    favor: Annotated[
        Favored | None, typer.Option(rich_help_panel=_OURS, help="Less junk, or less loss.")
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option(rich_help_panel=_OURS, help="CSS selector of what always belongs."),
    ] = None,
    drop: Annotated[
        str | None, typer.Option(rich_help_panel=_OURS, help="CSS selector of what never does.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the main text of one page; exit with 1 if there is none.

    The page is handled in a process of its own, which can be stopped and has no network.
    """
    options = Options(
        comments=comments,
        tables=tables,
        links=links,
        images=images,
        favor=favor.value if favor else None,
        keep=keep,
        drop=drop,
    )
    in_format(configured(get(extractor), options), form.value)  # or what is wrong with these
    html, address = _fetch(source)
    page = Page(html=html, url=url or address)
    with Worker(extractor, Limits(timeout)) as worker:
        found = worker.extract(page, form.value, options).extraction
        details = worker.details(page, options) if as_json else None
    if as_json:
        print_json(
            {
                "text": found.text,
                "status": found.status,
                "reason": found.reason,
                "extractor": found.extractor,
                "confidence": found.confidence,
                **(details or {"metadata": None, "blocks": None}),
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
