"""Structure: what counts as kept of headings, list items, links, code and tables."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webassay_bench.datasets import Gold
from webassay_bench.metrics import METRICS
from webassay_bench.metrics.markdown import LONGEST, Element, structure_of
from webassay_bench.metrics.structure import KINDS, page

URL = "https://fog.example/news/today"
TABLE = "|Quay|Time|\n|-|-|\n|North|9|\n|South|10|\n"
PAGE = f"""
# Fog

- Wait
  1. at the *quay*
  2. at [home](/home)
- or leave

```python
if fog:
    wait()
```

## Times

{TABLE}
"""
_PIECES = st.sampled_from(
    "# ;## ;- ;1. ;  ;\n;\n\n;```\n;[x](/y);![i](/j);fog ;*;`;> ;<b>;&amp;;\\;é;港;\x00;\ud83d;"
    "|a|b|\n|-|-|\n;|c|d|\n".split(";")
)
unhurried = settings(deadline=None)
MARKDOWN = st.lists(_PIECES | st.text(max_size=5), max_size=40).map("".join)


def scores(gold: str, output: str) -> dict[str, float]:
    found = page(Gold(markdown=gold, url=URL), output)
    assert found is not None
    return found


def kept(gold: str, output: str) -> dict[str, tuple[float, float, float]]:
    """Return what the gold has of each kind, what the output has, and what was kept."""
    found = scores(gold, output)
    there = [kind for kind in KINDS if found[f"{kind}.gold"] or found[f"{kind}.out"]]
    return {k: (found[f"{k}.gold"], found[f"{k}.out"], found[f"{k}.kept"]) for k in there}


def figures(*pairs: tuple[str, str]) -> dict[str, float]:
    rows = [scores(*pair) for pair in pairs]
    columns = {name: np.array([row[name] for row in rows], dtype=float) for name in rows[0]}
    found = METRICS["structure"].summary(columns, np.ones((1, len(rows))))
    return {name: float(values[0]) for name, values in found.items()}


def test_the_structure_of_a_text_is_read() -> None:
    found = structure_of(PAGE, URL)
    assert [(h.text, h.role) for h in found.headings] == [("fog", 1), ("times", 2)]
    assert [(i.text, i.role) for i in found.items] == [
        ("at the quay", (2, True)),
        ("at home", (2, True)),
        ("wait", (1, False)),
        ("or leave", (1, False)),
    ]
    assert [(k.text, k.role) for k in found.links] == [("home", "//fog.example/home")]
    assert found.code == ["if fog:\n    wait()"]
    assert found.tables == [(("Quay", "Time"), ("North", "9"), ("South", "10"))]


@pytest.mark.parametrize(
    "markdown",
    ["# \n", "## ![](x.png)", "- \n- ", "[](/x)", "[![alt](i.png)](/x)", "```\n\n```", "|  |\n|-|"],
)
def test_elements_without_a_word_are_no_elements(markdown: str) -> None:
    assert not kept(markdown, markdown)


def test_a_head_without_words_is_none() -> None:
    with_head = structure_of("|a|b|\n|-|-|\n|c|d|").tables
    assert structure_of("|  |  |\n|-|-|\n|a|b|\n|c|d|").tables == with_head


def test_the_text_of_code_and_cells_is_not_that_of_the_item_around_them() -> None:
    item = structure_of("- Run this:\n\n  ```\n  code\n  ```\n\n  and wait").items
    assert [element.text for element in item] == ["run this and wait"]


@pytest.mark.parametrize(
    ("gold", "output", "count"),
    [
        ("# Fog\n## Times", "## Fog\n### Times", 2),  # all one level lower
        ("# Fog\n## Times", "# Fog\n# Times", 1),
        ("## A\n## B\n### C", "# Title\n## A\n## B\n## C", 2),
        ("# Fog, and *more*!", "# fog and more", 1),
        ("# Fog\n# Fog", "# Fog", 1),
        ("# Fog", "# Fog\n# Fog", 1),
        ("# Fog", "Fog", 0),
        ("# Fog", "# Fog and more", 0),
    ],
)
def test_a_heading_is_kept_by_its_words_and_relative_level(
    gold: str, output: str, count: int
) -> None:
    assert kept(gold, output)["heading"][2] == count


@pytest.mark.parametrize(
    ("gold", "output", "count"),
    [
        ("- a\n- b", "* a\n* b", 2),
        ("- a\n- b", "1. a\n2. b", 0),
        ("- a\n  - b", "- a\n- b", 1),
        ("- a\n\n  more", "- a more", 1),
        ("- a\n- b", "- b\n- a", 2),
        ("- a", "a", 0),
    ],
)
def test_an_item_is_kept_by_its_words_depth_and_kind(gold: str, output: str, count: int) -> None:
    assert kept(gold, output)["item"][2] == count


@pytest.mark.parametrize(
    ("gold", "output", "count"),
    [
        ("[fog](/a)", "[Fog](https://fog.example/a/)", 1),
        ("[fog](b)", "[fog](http://fog.example/news/b)", 1),
        ("[fog](/a%20b)", "[fog](</a b>)", 1),
        ("[fog](/a)", "[**fog**][1]\n\n[1]: /a", 1),
        ("[fog](/a)", "[fog](/b)", 0),
        ("[fog](/a)", "[mist](/a)", 0),
        ("[fog](https://[::1)", "[fog](https://[::1)", 1),
    ],
)
def test_a_link_is_kept_by_its_words_and_target(gold: str, output: str, count: int) -> None:
    assert kept(gold, output)["link"][2] == count


def test_code_is_kept_as_far_as_its_characters_are() -> None:
    assert kept("```\nabcd efgh\n```", "~~~ python\nabcd efgh  \n~~~")["code"] == (1, 1, 1.0)
    assert kept("```\nabcd efgh\n```", "    abcd efgx ")["code"][2] == pytest.approx(8 / 9)
    assert kept("```\nabcd\n```", "```\nefgh\n```")["code"] == (1, 1, 0.0)  # no word in common


def test_tables_belong_together_by_their_words_and_count_by_teds() -> None:
    other = TABLE.replace("10", "11")  # ten nodes; one of two characters of a cell
    found = kept(TABLE + "\n\n|a|b|\n|-|-|", f"|a|b|\n|-|-|\n\n{other}")["table"]
    assert found == (2, 2, found[2])
    assert found[2] == pytest.approx(2 - 0.5 / 10)
    assert kept(TABLE, "|x|y|\n|-|-|\n|z|w|\n|u|v|")["table"] == (1, 1, 0.0)


def test_equal_tables_go_together_before_those_with_the_same_words() -> None:
    one, turned = "|a|b|\n|-|-|\n|c|d|\n", "|d|c|\n|-|-|\n|b|a|\n"
    assert kept(f"{one}\n\n{turned}", f"{turned}\n\n{one}")["table"][2] == 2


def test_a_page_counts_each_kind_that_gold_or_output_has_alike() -> None:
    # Headings: 1 of 2 kept, 1 in the output. Items: none wanted, 2 came. Links: none anywhere.
    found = scores("# A\n# B", "# A\n- x\n- y")
    assert found["precision"] == (1 / 1 + 0 / 2) / 2
    assert found["recall"] == (1 / 2 + 0) / 2
    assert found["f1"] == (2 / 3 + 0) / 2


def test_a_page_without_structure_is_right_where_none_came_out() -> None:
    assert scores("Fog.", "Fog.")["f1"] == 1.0
    assert scores("Fog.", "")["f1"] == 1.0
    assert scores("Fog.", "# Fog.")["f1"] == 0.0
    assert scores("# Fog.", "")["f1"] == 0.0


def test_gold_without_markdown_has_no_score() -> None:
    assert page(Gold(text="# Fog"), "# Fog") is None


def test_figures_by_kind_are_means_over_the_pages_that_have_it() -> None:
    found = figures(
        ("# A\n# B", "# A"), ("# A", ""), ("- x", "- x"), ("- x", "# A\n- x"), ("Fog", "Fog")
    )
    assert found["precision.heading"] == pytest.approx((1 + 0) / 2)
    assert found["recall.heading"] == pytest.approx((1 / 2 + 0) / 2)
    assert found["f1.heading"] == pytest.approx((2 / 3 + 0 + 0) / 3)
    assert found["f1.item"] == 1.0
    assert found["f1"] == pytest.approx((2 / 3 + 0 + 1 + 1 / 2 + 1) / 5)
    assert found["f1.table"] == 0.0  # no page has a table


def test_order_is_that_of_headings_items_and_links_together() -> None:
    gold = "# A\n- x\n- y\n# B\n"
    assert figures((gold, gold))["order"] == 1.0
    assert figures((gold, "# B\n- y\n- x\n# A"))["order"] == 0.0
    assert figures((gold, "# A\n# B\n- x\n- y"))["order"] == pytest.approx(2 / 3)
    assert figures((gold, gold), (gold, "# B"))["order"] == 1.0  # one alone is in no order


@unhurried
@given(MARKDOWN)
def test_the_gold_itself_scores_one(text: str) -> None:
    found = scores(text, text)
    assert (found["precision"], found["recall"], found["f1"]) == (1.0, 1.0, 1.0)
    assert found["in_order"] == found["pairs"]


@unhurried
@given(MARKDOWN, MARKDOWN)
@example("|a|b|\n|-|-|\n|c|d|", "|a|\n|-|\n|c d|")
def test_scores_are_shares_whatever_the_texts(gold: str, output: str) -> None:
    found = scores(gold, output)
    assert all(0 <= found[name] <= 1 for name in ("precision", "recall", "f1"))
    assert found["f1"] <= (found["precision"] + found["recall"]) / 2 + 1e-9
    assert found["in_order"] <= found["pairs"]
    for wanted, came, both in kept(gold, output).values():
        assert 0 <= both <= min(wanted, came) + 1e-9


@unhurried
@given(MARKDOWN, MARKDOWN)
def test_gold_and_output_change_places_as_precision_and_recall_do(one: str, other: str) -> None:
    there, back = scores(one, other), scores(other, one)
    assert there["precision"] == pytest.approx(back["recall"])
    assert there["f1"] == pytest.approx(back["f1"])


@given(st.lists(MARKDOWN, max_size=4), MARKDOWN)
@settings(max_examples=50, deadline=None)
def test_places_rise_as_elements_begin(parts: list[str], last: str) -> None:
    found = structure_of("\n\n".join([*parts, last]))
    for elements in (found.headings, found.links):
        places = [element.place for element in elements]
        assert places == sorted(set(places))
    assert all(isinstance(element, Element) and element.text for element in found.items)


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 10_000,
        "[" * 10_000 + "]" * 10_000,
        "[a](" * 10_000,
        "![" * 10_000 + "](x)" * 10_000,
        ">" * 10_000 + "fog",
        "- " * 10_000 + "fog",
        "> - " * 5_000 + "fog",
        "*a **a " * 5_000,
        "`a``b" * 10_000,
        "<" * 10_000,
        "<!--" * 10_000,
        "[a]: /x\n" * 5_000 + "[a] " * 5_000,
        "|a" * 3_000 + "\n" + "|-" * 3_000 + "\n" + "|\n" * 3_000,
        "|a|b|\n|-|-|\n|c|d|\n\n" * 5_000,
        "|a|b|\n|-|-|\n" + "|fog|c|\n" * 20_000,
        "```\nfog in\n```\n" * 5_000,
        "```\n" + "fog " * 100_000,
        "# a\n" * 20_000,
        "\x00" * 10_000,
        "\ud83d" * 10_000,
        "a" * (LONGEST + 1),
    ],
)
def test_hostile_texts_are_scored_in_bounded_time(hostile: str) -> None:
    begin = time.perf_counter()
    assert scores(PAGE, hostile)["f1"] <= 1
    assert scores(hostile, hostile)["f1"] == 1.0
    assert time.perf_counter() - begin < 20  # the slowest takes half a second on an idle machine
