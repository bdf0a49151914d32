r"""Which words of an output are which words of a page's lines.

Extractors break lines as they like, so words are matched, not lines; and runs of words before
single ones, for a word that stands in many lines does not tell from which of them it came.

1. Shingles of four words that stand once in both texts, wherever.
2. Shingles that are repeated, in the order of what is matched already: the most that is in common.
   In both steps the longest runs go first, and then take the words around them that agree.
3. Runs of four words or more that were moved: anywhere in the lines, the longest.
4. Lines of one to three words as a whole, in the order of what is matched already.
5. Lines that are a line of the output, wherever.

Words are runs of `\w` in lower case, as in `words`; where a script sets no spaces, every letter is
one. Extractors also glue lines: a word that no line has is cut where lines that follow each other
give it together.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import accumulate, chain, compress, pairwise
from operator import itemgetter

from webassay_bench.metrics.sequences import Pair, common

SIZE = 4  # words in a shingle
_MOST_GLUED = 4  # lines in one word

# Thai, Lao, Burmese, Khmer, kana, Han.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?=\w)[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # some extractors drop them

Words = Sequence[str]
Shingle = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """Return the words of a text, and the letters where its script sets no spaces."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _WORD.findall(plain.lower())


class Alignment:
    """The words of lines and of an output, and which are which.

    Attributes:
        lines: the words of each line.
        free: for each word of the output whether it is no line's.

    Args:
        lines: the words of each line; none is without.
        output: the words of each line of the output.
    """

    def __init__(self, lines: Sequence[Words], output: Iterable[Words]) -> None:
        self.lines = lines
        cut = _unglued(output, lines)
        self._wanted = list(chain.from_iterable(lines))
        self._output = list(chain.from_iterable(cut))
        self._starts = [0, *accumulate(map(len, lines))]
        self._breaks = [0, *accumulate(map(len, cut))]
        self._place = [-1] * len(self._wanted)  # in the output
        self.free = [True] * len(self._output)
        if self._output:
            self._match_sure()
            self._match_in_order()
            self._match_moved()
            self._match_short_lines()
            self._match_whole_lines()

    def places(self, line: int) -> list[int]:
        """Return the places in the output of a line's matched words, in the line's order."""
        return [p for p in self._place[self._starts[line] : self._starts[line + 1]] if p >= 0]

    def copies(self) -> list[int]:
        """Count for each line the words of the output that repeat it once more.

        They stand in runs of four words or more, or are a line of the output that is a whole line;
        the first line that they repeat counts. They are not free afterwards.
        """
        counts = [0] * len(self._wanted)
        for wanted, output, size in self._elsewhere([True] * len(self._wanted), once=False):
            self.free[output : output + size] = [False] * size
            for word in range(wanted, wanted + size):
                counts[word] += 1
        first = {tuple(line): n for n, line in reversed([*enumerate(self.lines)])}
        for output, words in self._free_lines():
            if words in first:
                self.free[output : output + len(words)] = [False] * len(words)
                counts[self._starts[first[words]]] += len(words)
        return [sum(counts[start:end]) for start, end in pairwise(self._starts)]

    def _match_sure(self) -> None:
        """Match shingles that stand once in both, in whatever order."""
        wanted, output = _once(self._wanted), _once(self._output)
        self._take_runs((wanted[words], output[words]) for words in wanted if words in output)

    def _match_in_order(self) -> None:
        """Match shingles that are repeated, in the order of all that is matched."""
        unmatched = [place < 0 for place in self._place]
        wanted, output = _shingles(self._wanted, unmatched), _shingles(self._output, self.free)
        self._take_runs((first, second) for first, second, _ in self._ordered(wanted, output))

    def _match_moved(self) -> None:
        for run in self._elsewhere([place < 0 for place in self._place], once=True):
            self._take(*run)

    def _match_short_lines(self) -> None:
        """Match lines that are too short for a shingle, in the order of all that is matched."""
        short = [n for n, words in enumerate(self.lines) if len(words) < SIZE]
        wanted = [(self._starts[n], tuple(self.lines[n])) for n in short if not self.places(n)]
        output: list[tuple[int, Shingle]] = []
        for size in reversed(range(1, SIZE)):  # of lines that begin alike the longest goes first
            output += _shingles(self._output, self.free, size)
        for start, place, size in self._ordered(wanted, output):
            if all(self.free[place : place + size]):
                self._take(start, place, size)

    def _match_whole_lines(self) -> None:
        missing: dict[Shingle, list[int]] = defaultdict(list)
        for number, words in reversed([*enumerate(self.lines)]):
            if not self.places(number):
                missing[tuple(words)].append(number)
        for place, words in self._free_lines():
            if numbers := missing.get(words):
                self._take(self._starts[numbers.pop()], place, len(words))

    def _free_lines(self) -> Iterator[tuple[int, Shingle]]:
        """Yield the lines of the output that are free as a whole: the place, and the words."""
        for start, end in pairwise(self._breaks):
            if start < end and all(self.free[start:end]):
                yield start, tuple(self._output[start:end])

    def _elsewhere(self, usable: list[bool], *, once: bool) -> Iterator[tuple[int, int, int]]:
        """Yield runs of free words of the output that stand anywhere in the lines.

        Args:
            usable: for each word of the lines whether it may be in a run.
            once: whether it may be in one run only.

        Yields:
            Where a run begins among the words of the lines and in the output, and its size.
        """
        left = _shingles(self._output, self.free)
        if not left:
            return
        where: dict[Shingle, list[int]] = {shingle: [] for _, shingle in left}
        for place, shingle in _shingles(self._wanted, usable):
            if shingle in where:
                where[shingle].append(place)
        done = 0
        for output, shingle in left:
            if output < done or not where[shingle]:
                continue
            sizes = [(self._extent(wanted, output, usable), -wanted) for wanted in where[shingle]]
            size, first = max(sizes)  # of equal ones the first
            if size < SIZE:
                continue
            start, done = -first, output + size
            if once:
                usable[start : start + size] = [False] * size
            yield start, output, size

    def _extent(self, wanted: int, output: int, usable: Sequence[bool]) -> int:
        """Count the words from two places on in which the lines and the output agree."""
        size = 0
        most = min(len(self._wanted) - wanted, len(self._output) - output)
        while (
            size < most
            and usable[wanted + size]
            and self.free[output + size]
            and self._wanted[wanted + size] == self._output[output + size]
        ):
            size += 1
        return size

    def _ordered(
        self, wanted: list[tuple[int, Shingle]], output: list[tuple[int, Shingle]]
    ) -> Iterator[tuple[int, int, int]]:
        """Yield what two lists of words with their places have in common, in order.

        What is matched already goes with them, so that the rest is found where it belongs.

        Yields:
            The place among the words of the lines, that in the output, and the number of words.
        """
        both = {words for _, words in wanted} & {words for _, words in output}
        if not both:
            return
        known = [
            (n, place)
            for n, (place, before) in enumerate(zip(self._place, [-1, *self._place], strict=False))
            if place >= 0 and (before < 0 or place != before + 1)
        ]
        left: list[tuple[int, Hashable]] = [*known, *(at for at in wanted if at[1] in both)]
        right: list[tuple[int, Hashable]] = [(place, place) for _, place in known]
        right += [at for at in output if at[1] in both]
        left.sort(key=itemgetter(0))
        right.sort(key=itemgetter(0))
        for i, j in common([unit for _, unit in left], [unit for _, unit in right]):
            place, unit = left[i]
            if isinstance(unit, tuple):
                yield place, right[j][0], len(unit)

    def _take_runs(self, pairs: Iterable[Pair]) -> None:
        """Match shingles, those of the longest runs first, and then the words that agree around."""
        runs = sorted(_diagonals(pairs), key=lambda run: -run[2])
        for run in runs:
            self._take(*run)
        for wanted, output, size in runs:
            one, other = wanted - 1, output - 1
            while one >= 0 <= other and self._agree(one, other):
                self._take(one, other, 1)
                one, other = one - 1, other - 1
            one, other = wanted + size, output + size
            while one < len(self._wanted) and other < len(self._output) and self._agree(one, other):
                self._take(one, other, 1)
                one, other = one + 1, other + 1

    def _agree(self, wanted: int, output: int) -> bool:
        """Tell whether a word of the lines and one of the output are the same and both free."""
        return (
            self.free[output]
            and self._place[wanted] < 0
            and self._wanted[wanted] == self._output[output]
        )

    def _take(self, wanted: int, output: int, size: int) -> None:
        """Match the words of a run, except those that are matched already."""
        for n in range(size):
            if self.free[output + n] and self._place[wanted + n] < 0:
                self._place[wanted + n] = output + n
                self.free[output + n] = False


def _shingles(
    words: Words, usable: Sequence[bool] | None = None, size: int = SIZE
) -> list[tuple[int, Shingle]]:
    """List the runs of words of a size with their places; only of usable words, if it is said."""
    found = enumerate(zip(*(words[start:] for start in range(size)), strict=False))
    if usable is None:
        return list(found)
    if not any(usable):
        return []
    whole = map(all, zip(*(usable[start:] for start in range(size)), strict=False))
    return list(compress(found, whole))


def _once(words: Words) -> dict[Shingle, int]:
    """Return the places of the shingles that stand once only, in order."""
    shingles = [shingle for _, shingle in _shingles(words)]
    counts = Counter(shingles)
    return {shingle: n for n, shingle in enumerate(shingles) if counts[shingle] == 1}


def _diagonals(pairs: Iterable[Pair]) -> list[tuple[int, int, int]]:
    """Join pairs of shingles in which both places go up by one: places, and number of words."""
    runs: list[tuple[int, int, int]] = []
    for one, other in pairs:
        wanted, output, size = runs[-1] if runs else (-1, -1, 0)
        step = size - SIZE + 1
        if (one, other) == (wanted + step, output + step):
            runs[-1] = wanted, output, size + 1
        else:
            runs.append((one, other, SIZE))
    return runs


def _unglued(output: Iterable[Words], lines: Sequence[Words]) -> list[list[str]]:
    """Cut the words of an output that are several lines' words without a space between them."""
    written = [list(words) for words in output]
    strange = set(chain.from_iterable(written)).difference(chain.from_iterable(lines))
    if not strange:
        return written
    cuts: dict[str, list[str]] = {}
    for number, line in enumerate(lines):
        parts = [line[-1]]
        for other in lines[number + 1 : number + _MOST_GLUED]:
            parts.append(other[0])
            if (word := "".join(parts)) in strange:
                cuts.setdefault(word, parts.copy())
            if len(other) > 1:
                break
    return [[part for word in words for part in cuts.get(word, (word,))] for words in written]
