"""What figures are worth: intervals, tests, ranks and strata, all seeded and clustered by site.

Pages of one site share a template, so an extractor succeeds or fails on them together. Whatever is
drawn, swapped or left out here is therefore a whole site. A failed page counts as empty output in
every figure.
"""

from webassay_bench.stats.bootstrap import RESAMPLES, SEED, Figure, figures, plain_figures
from webassay_bench.stats.contest import Contest, Pair, firsts
from webassay_bench.stats.difference import ALPHA, EVEN, Difference, differences
from webassay_bench.stats.holm import holm
from webassay_bench.stats.permutation import PERMUTATIONS
from webassay_bench.stats.ranking import RANKING, Agreement, agreement, disagreements, ranking
from webassay_bench.stats.strata import FACETS, Stratum, enough, strata

__all__ = [
    "ALPHA",
    "EVEN",
    "FACETS",
    "PERMUTATIONS",
    "RANKING",
    "RESAMPLES",
    "SEED",
    "Agreement",
    "Contest",
    "Difference",
    "Figure",
    "Pair",
    "Stratum",
    "agreement",
    "differences",
    "disagreements",
    "enough",
    "figures",
    "firsts",
    "holm",
    "plain_figures",
    "ranking",
    "strata",
]
