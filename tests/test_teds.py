"""TEDS: equal to the reference implementation, on tables of every shape and on real ones."""

from __future__ import annotations

import json
import os
from html import escape
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from table_recognition_metric import TEDS

from webassay_bench.metrics import teds as module
from webassay_bench.metrics.markdown import Table, structure_of
from webassay_bench.metrics.teds import teds

DATA = os.environ.get("WEBASSAY_DATA", "")
_ROW = st.lists(st.text("ab ", max_size=4).map(str.strip), max_size=4).map(tuple)
TABLES = st.lists(_ROW, min_size=1, max_size=5).map(tuple)
reference = TEDS()


def as_html(table: Table) -> str:
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in table
    )
    return f"<html><body><table>{rows}</table></body></html>"


def test_hand_computed_likenesses() -> None:
    table = (("a", "b"), ("c", "d"))  # 7 nodes
    assert teds(table, table) == 1.0
    assert teds(table, (("a", "b"), ("c", "x"))) == pytest.approx(1 - 1 / 7)
    assert teds(table, (("a", "b"),)) == pytest.approx(1 - 3 / 7)  # a row and its two cells
    assert teds(table, (("a", "b", "c", "d"),)) == pytest.approx(1 - 3 / 7)  # two rows for one
    assert teds((("abcd",),), (("abxx",),)) == pytest.approx(1 - 0.5 / 3)


@given(TABLES, TABLES)
@settings(max_examples=300, deadline=None)
def test_it_equals_the_reference(first: Table, second: Table) -> None:
    assert teds(first, second) == pytest.approx(
        reference(as_html(first), as_html(second)), abs=1e-9
    )


@given(TABLES, TABLES)
@example(((), (), ("",), ("",), ("",)), (("a", "a", "a"), ("a", "a", "a")))  # below 0
def test_it_is_a_likeness(first: Table, second: Table) -> None:
    assert -1 < teds(first, second) <= 1
    assert teds(first, second) == pytest.approx(teds(second, first))
    assert (teds(first, second) == 1) == (first == second)


@given(TABLES, TABLES)
def test_above_the_limit_it_is_never_far_off_and_equal_tables_stay_equal(
    first: Table, second: Table
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_PAIRS", -1)
        rough = teds(first, second)
        assert 0 <= rough <= 1
        assert teds(first, first) == 1.0
        assert (rough == 1) == (first == second)


def test_tables_of_any_size_are_compared() -> None:
    small = tuple((f"quay {n}", str(n)) for n in range(400))
    large = tuple((f"quay {n}", str(n)) for n in range(40_000))
    assert teds(small, small[:-1]) == pytest.approx(1 - 3 / 1201)
    assert teds(large, large[:-1]) == pytest.approx(1 - 3 / 120_001)


@pytest.mark.skipif(not DATA, reason="needs the development data; see CONTRIBUTING.md")
def test_it_equals_the_reference_on_real_tables() -> None:
    tables: list[Table] = []
    for file in sorted(Path(DATA, "wcxb", "dev", "ground-truth").glob("*.json")):
        markdown = json.loads(file.read_text("utf-8"))["ground_truth"].get("main_content_markdown")
        tables += structure_of(markdown or "").tables
    tables = [table for table in tables if sum(map(len, table)) <= 40]  # the reference is slow
    assert len(tables) > 200
    for first, second in pairwise(tables[::3]):
        for changed in (second, first[1:] or second, tuple(row[1:] for row in first)):
            assert teds(first, changed) == pytest.approx(
                reference(as_html(first), as_html(changed)), abs=1e-9
            )
