"""`webassay recommend`: which extractor for these pages?"""

from __future__ import annotations

from typing import Annotated

import typer

from webassay_bench import record
from webassay_bench.cli.console import complain, out, print_json
from webassay_bench.cli.options import RESULTS, Json, Ranked, Results, plain
from webassay_bench.recommend import Wish
from webassay_bench.recommend import recommend as recommend_by


def recommend(  # noqa: PLR0913 # each is an option of the command line
    results: Results = RESULTS,
    page_type: Annotated[str, typer.Option(help="Of the pages to come, such as article.")] = "",
    language: Annotated[str, typer.Option(help="Of the pages to come, such as de.")] = "",
    budget: Annotated[
        float | None,
        typer.Option(min=0, metavar="MS", help="Milliseconds that a page may cost, CPU, mean."),
    ] = None,
    metric: Ranked = "",
    *,
    as_json: Json = False,
) -> None:
    """Name the extractor for your pages, with the evidence: results on pages that are labelled.

    `webassay run --dataset PATH --out DIR` makes results on your own; name them with --results DIR.
    """
    read = record.read_all(results)
    found, unmet = recommend_by(read, Wish(page_type, language, budget, metric))
    for error in unmet:
        complain(str(error))
    if as_json:
        print_json([plain(one) for one in found])
        return
    for one in found:
        out.print(f"[bold]{one.extractor}[/bold], by {one.dataset}")
        for sentence in one.sentences:
            out.print(f"  {sentence}", markup=False, soft_wrap=True)
