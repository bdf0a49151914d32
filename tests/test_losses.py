"""Where an extractor loses: every point that a page's F1 lacks has a cause."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay_bench.datasets import Gold, GoldPage
from webassay_bench.losses import EMPTY, loss_of, table

TEXT = ["The council closed the old bridge", "It will be rebuilt in the spring of next year"]
MENU, POST, LATER = "News Weather Sport", "I shall miss the bridge", "Read about the new ferry"
HTML = (
    f"<nav><a href=/>{MENU}</a></nav><main><h1>{TEXT[0]}</h1><p>{TEXT[1]}</p></main>"
    f"<div class=comments><p>{POST}</p></div><p>{LATER}</p>"
)


def page(gold: str = "\n".join(TEXT)) -> GoldPage:
    return GoldPage("1", HTML.encode(), None, Gold(text=gold))


def causes(*lines: str, gold: str = "\n".join(TEXT)) -> dict[str, float]:
    loss = loss_of(page(gold), "\n".join(lines))
    assert loss is not None
    return loss.causes


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ([MENU, *TEXT], "kept: links before the text"),
        ([*TEXT, POST], "kept: comments"),
        ([*TEXT, LATER], "kept: other text after the text"),
        (TEXT[:1], "missed: paragraph"),
        (TEXT[1:], "missed: heading"),
    ],
)
def test_what_is_kept_or_missed_is_named(lines: list[str], cause: str) -> None:
    assert list(causes(*lines)) == [cause]


def test_gold_that_the_page_does_not_show_is_named() -> None:
    assert list(causes(*TEXT, gold="\n".join([*TEXT, "words of a script"]))) == [
        "in no block of the page"
    ]


def test_a_text_where_none_is_wanted_is_named() -> None:
    assert causes(MENU, gold="") == {EMPTY: 1.0}


@given(st.sets(st.sampled_from([MENU, *TEXT, POST, LATER])))
def test_the_causes_of_a_page_make_up_what_it_lacks(lines: set[str]) -> None:
    text = "\n".join(line for line in (MENU, *TEXT, POST, LATER) if line in lines)
    loss = loss_of(page(), text)
    assert loss is not None
    assert sum(loss.causes.values()) == pytest.approx(1 - loss.scores["f1"])


def test_a_table_ends_with_the_sum() -> None:
    loss = loss_of(page(), TEXT[0])
    assert loss is not None
    assert table([loss]).splitlines()[-1] == f"| all | {1 - loss.scores['f1']:.4f} | |"
