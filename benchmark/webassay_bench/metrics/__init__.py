"""The metrics, a family a file. `METRICS` holds those that every run computes."""

from webassay_bench.metrics.lines import LINES
from webassay_bench.metrics.metric import Metric
from webassay_bench.metrics.segments import SEGMENTS
from webassay_bench.metrics.shingles import SHINGLES
from webassay_bench.metrics.structure import STRUCTURE
from webassay_bench.metrics.words import WORDS

__all__ = ["METRICS", "Metric"]

METRICS: dict[str, Metric] = {
    metric.name: metric for metric in (WORDS, SHINGLES, SEGMENTS, LINES, STRUCTURE)
}
