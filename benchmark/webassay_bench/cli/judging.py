"""What `flag` and `clean` share: their options, and the texts with the verdicts on their lines."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import tee
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from webassay.junk.flagging import DEFAULT_LOSS, Settings, flag_all
from webassay.junk.line import Line
from webassay.junk.repeats import Repeats
from webassay.junk.rules import Rules
from webassay_bench.cli.console import err
from webassay_bench.records import Origin, Record, RecordError, Source, open_source

Sources = Annotated[
    list[str], typer.Argument(help="Files of text, JSON lines or Parquet; - for standard input.")
]
Field = Annotated[str, typer.Option(help="The field or column that holds the text.")]
TitleField = Annotated[str, typer.Option(help="The field of the page's title.")]
UrlField = Annotated[str, typer.Option(help="The field of the page's address.")]
ExtractorField = Annotated[str, typer.Option(help="The field of the extractor's name.")]
Title = Annotated[str, typer.Option(help="The title of the page, for all texts.")]
Url = Annotated[str, typer.Option(help="The address of the page, for all texts.")]
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
BALANCED = "balanced"
DEFAULT_LOSE = f"{DEFAULT_LOSS:.1%}"


@dataclass(frozen=True)
class Judging:
    """What is judged, and how.

    Attributes:
        sources: the texts.
        settings: what a flag may cost, and the user's rules.
        site_repeats: whether lines are counted over the pages of a site first.
    """

    sources: tuple[Source, ...]
    settings: Settings
    site_repeats: bool

    @classmethod
    @contextmanager
    def of(
        cls, names: list[str], form: str, origin: Origin, settings: Settings, *, site_repeats: bool
    ) -> Iterator[Judging]:
        """Open the sources; standard input is put aside if it has to be read twice."""
        sources = [open_source(name, form, origin) for name in names]
        with tempfile.TemporaryDirectory() as folder:
            if site_repeats:
                sources = [_kept(source, Path(folder)) for source in sources]
                counted = (r.document for s in sources for r in s.records())
                repeats = Repeats.count(
                    track(counted, "counting lines", console=err, transient=True)
                )
                settings = replace(settings, repeats=repeats)
            yield cls(tuple(sources), settings, site_repeats)

    def judged(self, source: Source) -> Iterator[tuple[Record, list[Line]]]:
        """Yield each text of a source and its lines."""
        records, again = tee(source.records())
        lines = flag_all((record.document for record in records), self.settings)
        shown = track(again, source.name, console=err, transient=True, disable=not err.is_terminal)
        yield from zip(shown, lines, strict=True)


def loss_of(given: str) -> float | None:
    """Read a share: `0.5%` or `0.005`; `balanced` is None.

    Raises:
        RecordError: it is none, or is not between 0 and 1.
    """
    if given == BALANCED:
        return None
    try:
        share = float(given.removesuffix("%")) / (100 if given.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 < share < 1:
        raise RecordError(
            f"--lose takes a share between 0 and 1, such as 0.5% or 0.005, or {BALANCED}: '{given}'"
        )
    return share


def settings_of(lose: str, rules: Path | None) -> Settings:
    """Read how lines are judged from the options.

    Raises:
        RecordError, RulesError: an option or a rule means nothing.
    """
    return Settings(loss_of(lose), Rules.load(rules) if rules else None)


def _kept(source: Source, folder: Path) -> Source:
    """Return a source that can be read twice."""
    if source.path is not None:
        return source
    kept = folder / "standard-input"
    with kept.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return replace(source, path=kept)
