"""`webassay clean`: texts without the lines that are flagged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from webassay.junk.line import Line
from webassay.junk.removal import without
from webassay_bench.cli import judging as j
from webassay_bench.cli.console import err
from webassay_bench.cli.flag import row_of
from webassay_bench.records import (
    STREAM,
    Origin,
    Record,
    RecordError,
    landing,
    open_sink,
    refuse_same,
)

Sink = Callable[[Record, list[Line]], None]
_MOST_SHOWN = 5  # categories in the summary


def clean(  # noqa: PLR0913, PLR0917 # each is an option of the command line
    sources: j.Sources,
    target: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The file to write.", show_default="standard output"),
    ] = None,
    log: Annotated[
        Path | None, typer.Option(help="Where each removed line goes, as JSON lines.")
    ] = None,
    field: j.Field = "text",
    title_field: j.TitleField = "",
    url_field: j.UrlField = "",
    extractor_field: j.ExtractorField = "",
    title: j.Title = "",
    url: j.Url = "",
    extractor: j.Made = "",
    form: j.Format = "",
    lose: j.Lose = j.DEFAULT_LOSE,
    rules: j.RulesFile = None,
    *,
    site_repeats: j.SiteRepeats = False,
) -> None:
    """Write texts without their left-over junk; order and all other fields stay as they are."""
    if target is not None and len(sources) > 1:
        raise RecordError("--out takes one source; run it once for each file")
    origin = Origin(field, title_field, url_field, extractor_field, title, url, extractor)
    settings = j.settings_of(lose, rules)
    counts = _Counts()
    read = [Path(name) for name in sources if name != STREAM]
    if target is not None:
        refuse_same(target, read)
    if log is not None:
        refuse_same(log, read + ([target] if target else []))
    with (
        j.Judging.of(sources, form, origin, settings, site_repeats=site_repeats) as judging,
        _log(log) as write_log,
    ):
        for source in judging.sources:
            with open_sink(source, target) as write:
                for record, lines in judging.judged(source):
                    write(record, without(record.document.text, lines))
                    removed = [line for line in lines if line.junk]
                    counts.add(record, lines, removed)
                    write_log(record, removed)
    err.print(counts.told(), markup=False, soft_wrap=True)


@contextmanager
def _log(path: Path | None) -> Iterator[Sink]:
    """Open what takes the removed lines, if anyone wants them."""
    if path is None:
        yield lambda _record, _removed: None
        return
    with landing(path) as file:

        def write(record: Record, removed: list[Line]) -> None:
            for line in removed:
                row = json.dumps(row_of(record, line), ensure_ascii=False)
                file.write(row.encode("utf-8", "replace") + b"\n")

        yield write


class _Counts:
    """What was judged and removed."""

    def __init__(self) -> None:
        self._texts = self._lines = 0
        self._removed: Counter[str] = Counter()

    def add(self, record: Record, lines: list[Line], removed: list[Line]) -> None:
        self._texts += not record.line  # a long text comes in parts
        self._lines += len(lines)
        self._removed.update(line.category for line in removed)

    def told(self) -> str:
        kinds = self._removed.most_common(_MOST_SHOWN)
        listed = ", ".join(f"{number} {kind}" for kind, number in kinds)
        more = f" ({listed}{', ...' if len(self._removed) > _MOST_SHOWN else ''})" if kinds else ""
        return (
            f"{self._removed.total()} of {self._lines} lines removed from {self._texts} "
            f"text{'' if self._texts == 1 else 's'}{more}"
        )
