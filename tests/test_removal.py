"""Removing lines changes nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from webassay.junk.line import Line
from webassay.junk.removal import split, without

TEXTS = st.lists(
    st.tuples(
        st.sampled_from(["", "  ", "a", "b c", "\x0bd\u2028"]),
        st.sampled_from(["\n", "\r\n", "\r"]),
    ),
    max_size=12,
)


def judged(text: str, junk: set[int]) -> list[Line]:
    return [
        Line(line, 0.5, "content", "", number in junk, number)
        for number, line in enumerate(split(text))
        if line.strip()
    ]


def test_the_gap_around_what_is_removed_closes() -> None:
    assert without("one\n\nShare\n\ntwo\n", judged("one\n\nShare\n\ntwo\n", {2})) == "one\n\ntwo\n"


def test_a_text_does_not_begin_with_the_gap_behind_what_is_removed() -> None:
    assert without("Share\n\none", judged("Share\n\none", {0})) == "one"


def test_a_text_that_ended_without_a_line_end_still_does() -> None:
    assert without("one\n\nShare", judged("one\n\nShare", {2})) == "one"


def test_a_text_of_junk_alone_is_empty() -> None:
    assert without("Share\nTweet", judged("Share\nTweet", {0, 1})) == ""


@given(TEXTS)
def test_without_junk_a_text_stays_as_it_is(parts: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in parts)
    assert without(text, judged(text, set())) == text


@given(TEXTS, st.sets(st.integers(0, 12)))
def test_what_is_kept_stays_in_order_and_byte_for_byte(
    parts: list[tuple[str, str]], junk: set[int]
) -> None:
    text = "".join(line + end for line, end in parts)
    lines = judged(text, junk)
    kept = [line.text for line in lines if not line.junk]
    left = without(text, lines)
    assert [line for line in split(left) if line.strip()] == kept
    assert len(left) <= len(text)
