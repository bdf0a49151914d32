"""Lines that stand on many pages of a site are junk; the counts never fall short."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from webassay.junk.document import Document
from webassay.junk.repeats import Repeats


def pages(lines: list[str], number: int, site: str = "example.com") -> list[Document]:
    return [
        Document("\n".join([*lines, f"only on {chr(97 + n)}"]), site=site) for n in range(number)
    ]


def test_a_line_on_every_page_of_a_site_is_junk() -> None:
    repeats = Repeats.count(pages(["Subscribe"], 6))
    verdict = repeats.verdict("subscribe ", "example.com")
    assert verdict is not None
    assert verdict.junk
    assert verdict.reason == "on 6 of 6 pages of example.com"
    assert repeats.verdict("only on a", "example.com") is None


def test_digits_do_not_tell_lines_apart() -> None:
    repeats = Repeats.count(Document(f"{n} comments", site="a.com") for n in range(5, 15))
    assert repeats.pages("a.com", "1234 comments") == 10


def test_a_page_counts_a_line_once() -> None:
    repeats = Repeats.count([Document("Reply\nReply\nReply", site="a.com")])
    assert repeats.pages("a.com", "Reply") == 1


def test_a_line_on_few_pages_or_on_a_small_share_is_no_junk() -> None:
    few = Repeats.count(pages(["Subscribe"], 3))
    assert few.verdict("Subscribe", "example.com") is None
    share = Repeats.count([*pages(["A chorus"], 5), *pages([], 40)])
    assert share.verdict("A chorus", "example.com") is None


def test_sites_are_counted_apart_and_texts_of_no_site_not_at_all() -> None:
    repeats = Repeats.count([*pages(["Subscribe"], 6), *pages(["Subscribe"], 6, site="")])
    assert repeats.pages_of("example.com") == 6
    assert repeats.verdict("Subscribe", "other.com") is None
    assert repeats.verdict("Subscribe", "") is None


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.lists(st.sampled_from("uvwxyz"), max_size=4)),
        max_size=30,
    )
)
def test_a_count_is_never_too_low_even_where_counters_are_shared(
    found: list[tuple[str, list[str]]],
) -> None:
    repeats = Repeats(width=4)
    true: Counter[tuple[str, str]] = Counter()
    for site, lines in found:
        repeats.add(Document("\n".join(lines), site=site))
        true.update((site, line) for line in set(lines))
    for (site, line), number in true.items():
        assert repeats.pages(site, line) >= number


def test_an_overfull_sketch_says_nothing_rather_than_calling_everything_junk() -> None:
    texts = ("\n".join(f"{chr(97 + n)}{chr(97 + m)}" for m in range(20)) for n in range(20))
    repeats = Repeats(width=4)
    for text in texts:
        repeats.add(Document(text, site="a.com"))
    assert repeats.pages("a.com", "never seen") > 4
    assert repeats.verdict("never seen", "a.com") is None
    assert repeats.verdict("aa", "a.com") is None


def test_a_paragraph_that_one_article_has_under_several_addresses_is_no_junk() -> None:
    prose = "The ferry would not leave before the fog had lifted from the outer islands. " * 4
    several = Repeats.count([*pages([prose, "Subscribe"], 5), *pages([], 5)])
    assert several.verdict(prose, "example.com") is None
    assert several.verdict("Subscribe", "example.com") is not None
    most = Repeats.count(pages([prose], 10))
    assert most.verdict(prose, "example.com") is not None


def test_figures_without_words_are_told_apart() -> None:
    repeats = Repeats.count(Document(f"{n}.5", site="a.com") for n in range(10, 20))
    assert repeats.pages("a.com", "12.5") == 1
    assert repeats.verdict("12.5", "a.com") is None


def test_the_same_documents_give_the_same_counts_whatever_the_order_of_their_lines() -> None:
    forth, back = Document("uno\ndue\ntre", site="a.com"), Document("tre\ndue\nuno", site="a.com")
    counted = [Repeats(width=8), Repeats(width=8)]
    for repeats, document in zip(counted, (forth, back), strict=True):
        repeats.add(document)
    assert all(r.pages("a.com", line) >= 1 for r in counted for line in ("uno", "due", "tre"))
    assert (counted[0]._counts == counted[1]._counts).all()
