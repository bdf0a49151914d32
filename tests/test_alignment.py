"""Which words of an output are those of which line, and the sequences it is found with."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay_bench.metrics.alignment import Alignment, words_of
from webassay_bench.metrics.sequences import common, rising

_WORD = st.sampled_from("a b c d e f g h".split())
_LINES = st.lists(st.lists(_WORD, min_size=1, max_size=7), max_size=12)


def _found(lines: list[str], output: list[str]) -> list[int]:
    """Count the matched words of each line."""
    aligned = Alignment([line.split() for line in lines], [line.split() for line in output])
    return [len(aligned.places(number)) for number in range(len(lines))]


def test_scripts_without_spaces_are_read_by_letters() -> None:
    assert words_of("渡轮 at 6:30") == ["渡", "轮", "at", "6", "30"]
    assert words_of("フェリー、ท่า") == ["フ", "ェ", "リ", "ー", "ท", "า"]
    assert words_of("नाव Fährschiff_2") == ["न", "व", "fährschiff_2"]
    assert words_of("e\u0301te\u0301") == words_of("été") == ["été"]


@given(_LINES, _LINES)
def test_no_word_is_matched_twice_nor_with_another(
    lines: list[list[str]], output: list[list[str]]
) -> None:
    aligned = Alignment(lines, output)
    written = [word for line in output for word in line]
    places = [place for number in range(len(lines)) for place in aligned.places(number)]
    assert len(places) == len(set(places))
    assert len(places) + sum(aligned.free) == len(written)
    for number, line in enumerate(lines):
        matched = [written[place] for place in aligned.places(number)]
        assert len(matched) <= len(line)
        assert all(matched.count(word) <= line.count(word) for word in matched)


@given(_LINES, _LINES)
def test_copies_are_made_of_free_words(lines: list[list[str]], output: list[list[str]]) -> None:
    aligned = Alignment(lines, output)
    free = sum(aligned.free)
    assert sum(aligned.copies()) == free - sum(aligned.free)


def test_the_longer_run_takes_a_word_that_two_could_have() -> None:
    # "the" could also go with the words before it.
    lines = ["one two three four", "the", "the end of it all comes"]
    assert _found(lines, ["one two three four", "the end of it all comes"]) == [4, 0, 6]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("a b c d x e f g h", [4, 1, 4]),  # between its neighbours
        ("a b c d e f g h x", [4, 0, 4]),  # not between them, and no line of its own
        ("a b c d e f g h|x", [4, 1, 4]),  # not between them, but a line of its own
    ],
)
def test_a_short_line_is_known_by_its_place_or_by_standing_alone(
    output: str, expected: list[int]
) -> None:
    assert _found(["a b c d", "x", "e f g h"], output.split("|")) == expected


def test_words_that_stand_scattered_are_no_line() -> None:
    assert _found(["to be or not to be"], ["to go or not is for you to be sure of"]) == [0]


def test_glued_lines_are_cut_where_no_line_has_such_a_word() -> None:
    lines = ["light blue", "berry tart", "price", "blueberry"]
    assert _found(lines[:3], ["light blueberry tartprice"]) == [2, 2, 1]
    assert _found(lines, ["light blueberry tart"]) == [0, 0, 0, 1]


@given(st.lists(st.integers(0, 30), max_size=12))
def test_a_longest_rising_run_is_found(values: list[int]) -> None:
    places = rising(values)
    assert places == sorted(set(places))
    assert all(values[a] < values[b] for a, b in pairwise(places))
    lengths: list[int] = []
    for n, value in enumerate(values):
        lengths.append(1 + max([lengths[m] for m in range(n) if values[m] < value], default=0))
    assert len(places) == max(lengths, default=0)


@given(st.text("abc", max_size=10), st.text("abc", max_size=10))
def test_what_two_sequences_have_in_common_stands_in_both_in_order(one: str, other: str) -> None:
    found = common(one, other)
    assert all(one[i] == other[j] for i, j in found)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(found))
    assert common(one, one) == [(n, n) for n in range(len(one))]
