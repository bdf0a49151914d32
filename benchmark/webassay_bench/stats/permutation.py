"""A test whether two extractors differ: their outputs are swapped, whole sites at a time.

If neither is better, it is a coin toss which of the two outputs of a site is called whose, so the
difference that was found should look like those under random swaps. Fisher's randomisation test for
pairs, with the site as the unit that is swapped, since pages of one site are not independent. It
works for any figure that a metric's summary gives, means or not: a swap is a weight of 0 or 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from webassay_bench.metrics.metric import Columns, Metric

PERMUTATIONS = 9999  # enough for 0.05 after Holm's correction over all pairs of thirty extractors
_CHUNK = 250  # swaps at once: bounds the memory
_ROUNDING = 1e-12  # two differences nearer than this are equal; sums in another order differ so


def p_values(
    metric: Metric,
    sides: tuple[Columns, Columns],
    sites: Sequence[str],
    *,
    permutations: int,
    seed: int,
) -> dict[str, float]:
    """Test the difference of two results in each figure of a metric, two-sided.

    Args:
        metric: which.
        sides: scores of one extractor, a column of n pages each, and of the other on these pages.
        sites: of the n pages.
        permutations: how many random swaps. Where all swaps are not more than that, all are made,
            and the p-value is exact.
        seed: of the random numbers.

    Returns:
        For each figure the share of swaps, what was found among them, whose difference is as large
        as what was found: (b + 1) / (m + 1), which is never 0. Source: Phipson and Smyth,
        "Permutation P-values should never be zero" (2010).
    """
    first, second = sides
    names = dict.fromkeys([*first, *second])
    pages = len(sites)
    absent = np.zeros(pages)
    both = {n: np.concatenate([first.get(n, absent), second.get(n, absent)]) for n in names}
    seen: Counter[str] = Counter()
    observed: dict[str, float] = {}
    total = 0
    for swapped in swaps(sites, permutations, seed):
        weights = np.hstack([~swapped, swapped]).astype(float)
        one, other = metric.summary(both, weights), metric.summary(both, 1 - weights)
        for name in one:
            size = np.abs(one[name] - other[name])
            least = observed.setdefault(name, float(size[0]))  # the first swap swaps nothing
            seen[name] += int(np.count_nonzero(size >= least - _ROUNDING))
        total += len(swapped)
    return {name: seen[name] / total for name in observed}


def p_values_of_means(
    values: NDArray[np.float64], sites: Sequence[str], *, permutations: int, seed: int
) -> NDArray[np.float64]:
    """Test many differences of means at once, under the same swaps as `p_values`.

    Args:
        values: what one extractor has over another on each page: n pages by any number of pairs.
        sites: of the n pages.
        permutations: as in `p_values`.
        seed: of the random numbers.

    Returns:
        A p-value for each pair.
    """
    observed = np.abs(values.sum(axis=0))
    least = observed - _ROUNDING * len(values)
    seen, total = np.zeros(values.shape[1]), 0
    for swapped in swaps(sites, permutations, seed):
        seen += np.count_nonzero(np.abs((1.0 - 2.0 * swapped) @ values) >= least, axis=0)
        total += len(swapped)
    return seen / total


def swaps(sites: Sequence[str], permutations: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    """Yield, for some swaps at once, whether each page is swapped; the first swaps nothing.

    All 2^sites of them where that is not more than `permutations` + 1; else so many, of which all
    but the first are random.
    """
    names, site_of_page = np.unique(np.array(sites), return_inverse=True)
    number = permutations + 1
    exact = len(names) < number.bit_length()
    if exact:
        number = 1 << len(names)
    random = np.random.default_rng(seed)
    for start in range(0, number, _CHUNK):
        size = min(_CHUNK, number - start)
        if exact:
            some = np.arange(start, start + size)[:, None] >> np.arange(len(names)) & 1 == 1
        else:
            some = random.integers(0, 2, (size, len(names)), dtype=np.uint8) == 1
            some[: 1 if start == 0 else 0] = False
        yield some[:, site_of_page]
