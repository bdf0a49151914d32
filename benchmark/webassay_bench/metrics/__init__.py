"""The metrics, a family a file. `METRICS` holds all, `DEFAULT` those that a run computes."""

from __future__ import annotations

from collections.abc import Iterable

from webassay_bench.errors import MetricError
from webassay_bench.metrics.cleaneval import CLEANEVAL
from webassay_bench.metrics.levenshtein import LEVENSHTEIN
from webassay_bench.metrics.lines import LINES
from webassay_bench.metrics.metric import Metric
from webassay_bench.metrics.rouge import ROUGE, ROUGE_UNICODE
from webassay_bench.metrics.rouge5 import ROUGE5
from webassay_bench.metrics.segments import SEGMENTS
from webassay_bench.metrics.shingles import SHINGLES
from webassay_bench.metrics.structure import STRUCTURE
from webassay_bench.metrics.words import WORDS

__all__ = ["DEFAULT", "METRICS", "Metric", "choose"]

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        WORDS,
        SHINGLES,
        SEGMENTS,
        LINES,
        STRUCTURE,
        ROUGE,
        LEVENSHTEIN,
        ROUGE_UNICODE,
        ROUGE5,
        CLEANEVAL,
    )
}


def choose(names: Iterable[str]) -> tuple[Metric, ...]:
    """Return the metrics that names stand for, in the order of `METRICS`.

    Args:
        names: of metrics; `default` stands for those that a run computes where nobody has chosen,
            `all` for every one that can be computed here.

    Raises:
        MetricError: there are none, or one is unknown or misses what it needs.
    """
    named = {name.strip() for name in names} - {""}
    chosen = {metric.name for metric in METRICS.values() if "default" in named and metric.default}
    chosen |= {name for name in METRICS if "all" in named and METRICS[name].missing() is None}
    for name in named - {"default", "all"}:
        if name not in METRICS:
            raise MetricError(
                f"there is no metric '{name}'; there are {', '.join(METRICS)}, default and all"
            )
        if missing := METRICS[name].missing():
            raise MetricError(missing)
        chosen.add(name)
    if not chosen:
        raise MetricError("no metric is named; `default` stands for the usual ones")
    return tuple(metric for name, metric in METRICS.items() if name in chosen)


DEFAULT = choose(["default"])
