"""`webassay flag`: each line of a text with its verdict."""

from __future__ import annotations

import json
import re
import sys

from rich.text import Text

from webassay.junk.line import Line
from webassay_bench.cli import judging as j
from webassay_bench.cli.console import out
from webassay_bench.cli.options import Json
from webassay_bench.records import Origin, Record

_CATEGORY_WIDTH = 25
# What moves the cursor, colours, or turns the direction of writing; and halves of characters.
_STEERS = re.compile("[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_SHOWN = 200  # characters of a line on a screen


def flag(  # noqa: PLR0913, PLR0917 # each is an option of the command line
    sources: j.Sources,
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
    as_json: Json = False,
) -> None:
    """Show for each line whether it is left-over junk: how likely, of what kind, and why."""
    origin = Origin(field, title_field, url_field, extractor_field, title, url, extractor)
    settings = j.settings_of(lose, rules)
    with j.Judging.of(sources, form, origin, settings, site_repeats=site_repeats) as judging:
        write = sys.stdout.buffer.write  # a million lines take too long by way of rich
        for source in judging.sources:
            for record, lines in judging.judged(source):
                for line in lines:
                    if as_json:
                        row = json.dumps(row_of(record, line), ensure_ascii=False)
                        write(row.encode("utf-8", "replace") + b"\n")
                    elif out.is_terminal:
                        out.print(_shown(line), soft_wrap=True)
                    else:
                        write(_shown(line).plain.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def row_of(record: Record, line: Line) -> dict[str, str | int | float | bool]:
    """Return what is said of a line, for programs."""
    return {
        "document": record.name,
        "line": record.line + line.number + 1,
        "text": line.text,
        "probability": round(line.probability, 4),
        "category": line.category,
        "reason": line.reason,
        "junk": line.junk,
    }


def _shown(line: Line) -> Text:
    text = line.text if len(line.text) <= _LONGEST_SHOWN else line.text[:_LONGEST_SHOWN] + "…"
    style = "red" if line.junk else ""
    return Text.assemble(
        (f"{line.probability:4.2f} ", "dim"),
        (f"{line.category if line.junk else '':{_CATEGORY_WIDTH}} ", "magenta"),
        (_STEERS.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split())), style),
        (f"  ({line.reason})" if line.junk else "", "dim"),
    )
