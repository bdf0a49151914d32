"""Published figures, and whether results agree with them.

The figures are in a TOML file: a table a dataset, in it a table an extractor, in it
`"METRIC.FIGURE" = value`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from webassay_bench.errors import ResultError
from webassay_bench.metrics import METRICS
from webassay_bench.record import Result
from webassay_bench.stats import plain_figures


@dataclass(frozen=True)
class Finding:
    """One published figure beside what was measured.

    Attributes:
        dataset: the dataset's name.
        extractor: the extractor's name.
        figure: `METRIC.FIGURE`.
        published: the figure in the reference.
        found: the figure of the results; None where there is no such result.
    """

    dataset: str
    extractor: str
    figure: str
    published: float
    found: float | None

    def agrees(self, tolerance: float) -> bool:
        """Tell whether it was measured and differs by the tolerance at most."""
        return self.found is not None and abs(self.published - self.found) <= tolerance


def check(results: Iterable[Result], reference: Path) -> list[Finding]:
    """Put each published figure beside the measured one.

    Args:
        results: any results; the newest of each extractor on each dataset counts.
        reference: a TOML file as described above.

    Raises:
        ResultError: the file cannot be read.
    """
    try:
        published = tomllib.loads(reference.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ResultError(f"cannot read {reference}: {error}") from error
    newest = {}
    for result in sorted(results, key=lambda result: result.made):
        newest[result.header["dataset"]["name"], result.extractor] = result
    return [
        Finding(
            dataset, extractor, figure, value, _figure(newest.get((dataset, extractor)), figure)
        )
        for dataset, by_extractor in published.items()
        for extractor, by_figure in by_extractor.items()
        for figure, value in by_figure.items()
    ]


def _figure(result: Result | None, figure: str) -> float | None:
    if result is None:
        return None
    metric, _, name = figure.partition(".")
    if metric not in METRICS:
        raise ResultError(f"the reference names the metric '{metric}', which is not known")
    return plain_figures(METRICS[metric], result.rows).get(name)
