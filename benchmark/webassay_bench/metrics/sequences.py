"""What two sequences have in common in the same order, and what rises in one."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

Pair = tuple[int, int]  # a place in the first sequence, and one in the second


def rising(values: Sequence[int]) -> list[int]:
    """Return the places of a longest run of values that rise, those between them left out."""
    lowest: list[int] = []  # of the last values of runs of each length
    ends: list[int] = []  # where those stand
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(lowest, value)
        before.append(ends[length - 1] if length else -1)
        lowest[length : length + 1] = [value]
        ends[length : length + 1] = [place]
    found = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def common(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Pair]:
    """Return the places of what two sequences have in common, in order, as much as there is.

    What stands once in both comes first, and the rest is sought between it: quicker on long
    texts than one search for the longest common subsequence, which it hardly ever falls short of.
    """
    counts = Counter(first), Counter(second)
    place = {item: j for j, item in enumerate(second) if counts[1][item] == 1}
    once = [(i, place[x]) for i, x in enumerate(first) if counts[0][x] == 1 and x in place]
    sure = [once[n] for n in rising([j for _, j in once])]
    found = []
    for (i, j), (i_end, j_end) in pairwise([(-1, -1), *sure, (len(first), len(second))]):
        if i + 1 < i_end and j + 1 < j_end:
            between = _subsequence(first[i + 1 : i_end], second[j + 1 : j_end])
            found += [(i + 1 + di, j + 1 + dj) for di, dj in between]
        found.append((i_end, j_end))
    return found[:-1]


def _subsequence(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Pair]:
    """Return the places of a longest common subsequence, in order.

    Source: Hyyrö, "Bit-Parallel LCS-Length Computation Revisited" (AWOCA 2004). There is a row of
    bits for each item of the second sequence, a bit for each place of the first: 0 where the
    subsequence of what has been read so far grows by it.
    """
    bits: dict[Hashable, int] = {}
    for place, item in enumerate(first):
        bits[item] = bits.get(item, 0) | 1 << place
    every = (1 << len(first)) - 1
    row, rows = every, [every]
    for item in second:
        shared = row & bits.get(item, 0)
        row = (row + shared | row - shared) & every
        rows.append(row)
    found: list[Pair] = []
    i, j = len(first) - 1, len(second)
    while i >= 0 and j:
        if rows[j] >> i & 1:
            i -= 1
            continue
        j -= 1
        if rows[j] >> i & 1:
            found.append((i, j))
            i -= 1
    return found[::-1]
