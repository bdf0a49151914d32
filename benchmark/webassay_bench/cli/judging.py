"""What `flag` and `clean` share: their options, and the texts with the verdicts on their lines."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.progress import track

from webassay.junk.flagging import DEFAULT_LOSS, Settings, flag_all
from webassay.junk.line import Line
from webassay.junk.repeats import Repeats
from webassay.junk.rules import Rules
from webassay.junk.thresholds import LOSSES
from webassay_bench.cli.console import err, out
from webassay_bench.records import STREAM, Origin, Record, RecordError, Source, open_source

Sources = Annotated[
    list[str], typer.Argument(help="Files of text, JSON lines or Parquet; - for standard input.")
]
Field = Annotated[str, typer.Option(help="The field or column that holds the text.")]
TitleField = Annotated[str, typer.Option(help="The field of the page's title.")]
UrlField = Annotated[str, typer.Option(help="The field of the page's address or site.")]
ExtractorField = Annotated[str, typer.Option(help="The field of the extractor's name.")]
Title = Annotated[str, typer.Option(help="The title of the page, for all texts.")]
Url = Annotated[str, typer.Option(help="The address of the page, or its site, for all texts.")]
Made = Annotated[str, typer.Option("--extractor", help="The extractor that made all texts.")]
Format = Annotated[
    str, typer.Option("--format", help="text, jsonl or parquet; by the file's ending if not given.")
]
Lose = Annotated[
    str,
    typer.Option(
        help="The share of the words of content that may be lost: 0.5% or 0.005; or 'balanced': in "
        "each text what makes its expected F1 highest."
    ),
]
RulesFile = Annotated[
    Path | None, typer.Option("--rules", help="Your own rules: lines to keep and to drop (TOML).")
]
SiteRepeats = Annotated[
    bool,
    typer.Option(
        "--site-repeats", help="Also flag lines that repeat over pages of a site: reads twice."
    ),
]
_T = TypeVar("_T")
_RECORDS, _CHARACTERS = 1024, 1 << 20  # that are judged together, and so held, at most
BALANCED = "balanced"
DEFAULT_LOSE = f"{DEFAULT_LOSS:.1%}"


@dataclass(frozen=True)
class Judging:
    """What is judged, and how.

    Attributes:
        sources: the texts.
        settings: what a flag may cost, and the user's rules and the counts of sites.
    """

    sources: tuple[Source, ...]
    settings: Settings

    @classmethod
    @contextmanager
    def of(
        cls, names: list[str], form: str, origin: Origin, settings: Settings, *, site_repeats: bool
    ) -> Iterator[Judging]:
        """Open the sources; a stream is put aside if it has to be read twice, or is Parquet.

        Raises:
            RecordError: a source is missing, or no text can tell its site where sites are asked
                for.
        """
        if site_repeats and not (origin.url or origin.url_field):
            raise RecordError("--site-repeats must know the sites: name --url-field, or --url")
        if names.count(STREAM) > 1:
            raise RecordError("standard input can be read once: give - once")
        remark = _Remarks()
        sources = [open_source(name, form, origin, remark) for name in names]
        with tempfile.TemporaryDirectory() as folder:
            if site_repeats:
                sources = [source.kept(Path(folder)) for source in sources]
                counted = (r.document for s in sources for r in s.records())
                settings = replace(settings, repeats=Repeats.count(_shown(counted, "counting")))
            else:
                sources = [
                    source.kept(Path(folder)) if source.format == "parquet" else source
                    for source in sources
                ]
            yield cls(tuple(sources), settings)

    def judged(self, source: Source) -> Iterator[tuple[Record, list[Line]]]:
        """Yield each text of a source and its lines."""
        for batch in _batches(_shown(source.records(), source.name)):
            lines = flag_all((record.document for record in batch), self.settings)
            yield from zip(batch, lines, strict=True)


class _Remarks:
    """Says on standard error what a person should know, each thing once."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, remark: str) -> None:
        if remark not in self._said:
            self._said.add(remark)
            err.print(f"webassay: {remark}", markup=False, soft_wrap=True)


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Take some records at a time: by their number too, for a million may be without a line."""
    batch: list[Record] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.document.text) + record.weight
        if len(batch) >= _RECORDS or size >= _CHARACTERS:
            yield batch
            batch, size = [], 0
    yield batch


def _shown(things: Iterable[_T], what: str) -> Iterable[_T]:
    """Show how far it is, on a terminal that nothing else is written to meanwhile."""
    hidden = not err.is_terminal or out.is_terminal
    return track(things, what, console=err, transient=True, disable=hidden)


def loss_of(given: str) -> float | None:
    """Read a share: `0.5%` or `0.005`; `balanced` is None.

    Raises:
        RecordError: it is none, or is beyond what has been measured.
    """
    if given == BALANCED:
        return None
    try:
        share = float(given.removesuffix("%")) / (100 if given.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not LOSSES[0] <= share <= LOSSES[-1]:
        raise RecordError(
            f"--lose takes a share from {LOSSES[0]:.1%} to {LOSSES[-1]:.0%}, such as 0.5% or "
            f"0.005, or {BALANCED}, not '{given}': no other has been measured"
        )
    return share


def settings_of(lose: str, rules: Path | None) -> Settings:
    """Read how lines are judged from the options.

    Raises:
        RecordError, RulesError: an option or a rule means nothing.
    """
    return Settings(loss_of(lose), Rules.load(rules) if rules else None)
