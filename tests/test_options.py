"""What may be asked of an extraction: options, and what is known beside the text."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_clean_html import PAGE
from test_main_text import ARTICLE, STORY
from test_markdown import PROSE

import webassay
from webassay import Extraction, Extractor, Options, OptionsError, Page, Status, run
from webassay.isolate import Limits, Worker
from webassay.main_text.decoding import decode
from webassay.main_text.main_text import main_text
from webassay.options import Favor
from webassay_bench import datasets

if TYPE_CHECKING:
    from conftest import Command

URL = "https://paper.example/news/bridge"
TALK = (
    "I saw the pier crack in March and told the council so. All that I ever got was a letter!",
    "My brother drives over it twice a day. They should have built the new one beside it.",
    "And who is going to pay? We were told the same of the pool, and it took nine years.",
)
TALKED = ARTICLE.replace(
    "</article>",
    "</article><div class='comments'><h2>3 comments</h2>"
    + "".join(
        f"<div class='comment'><b>Reader {n}</b><div>2 May</div><p>{text}</p>"
        "<a href='#'>Reply</a></div>"
        for n, text in enumerate(TALK)
    )
    + "</div>",
)
TABLE = (
    "<table><tr><th>Year</th><th>Cost</th></tr>"
    + "".join(f"<tr><td>Year {n}</td><td>{n} million euros</td></tr>" for n in range(4))
    + "</table>"
)
TABLED = ARTICLE.replace("</article>", f"{TABLE}<p>{STORY}</p></article>")


def text(html: str, **options: object) -> str:
    return webassay.extract(html, url=URL, **options).text  # type: ignore[arg-type] # as many keywords as there are


def test_comments_are_left_out_or_added_without_their_buttons() -> None:
    assert not any(said in text(TALKED) for said in TALK)
    assert text(TALKED, comments=False) == text(TALKED)
    with_comments = text(TALKED, comments=True)
    assert all(said in with_comments for said in TALK)
    assert with_comments.startswith(text(TALKED))
    assert "Reply" not in with_comments


def test_comments_of_a_thread_can_be_left_out() -> None:
    posts = "".join(f"<p class='comment'>{STORY}I saw {n} lorries.</p>" for n in range(6))
    html = f"<main><h1>Which bridge?</h1><div class='comments'>{posts}</div></main>"
    url = "https://a.example/forum/12"
    assert webassay.extract(html, url=url).text.count("The council") >= 4
    assert "The council" not in webassay.extract(html, url=url, comments=False).text


def test_tables_of_data_are_left_out_and_tables_that_lay_out_stay() -> None:
    assert "Year 2\t2 million euros" in text(TABLED)
    without = text(TABLED, tables=False)
    assert "million euros" not in without
    assert without.count("The council voted") == 7
    laid_out = ARTICLE.replace("<article>", "<table><tr><td>1</td><td>").replace(
        "</article>", "</td></tr></table>"
    )
    assert text(laid_out, tables=False) == text(laid_out)
    assert text(laid_out)


def test_links_and_images_change_no_word_of_the_text_unless_asked_for() -> None:
    for page in datasets.load(datasets.bundled()).pages[:12]:
        asked = page.read()
        assert main_text(asked, options=Options(links=False)) == main_text(asked)


def test_links_can_be_left_out_of_markdown_and_html() -> None:
    for form in ("markdown", "html"):
        assert "pilots.example" in text(PAGE, format=form)
        without = text(PAGE, format=form, links=False)
        assert "pilots.example" not in without
        assert "The pilots agree." in without


def test_a_selector_keeps_what_would_be_left_out_and_drops_what_would_be_kept() -> None:
    assert "Privacy" not in text(ARTICLE)
    kept = text(ARTICLE, keep="footer.footer, .none")
    assert kept == text(ARTICLE) + "\n\nPrivacy Terms"
    dropped = text(ARTICLE, drop="article p:nth-of-type(2)")
    assert dropped.count("The council voted") == 5
    assert "It will cost 1 million" not in dropped
    assert "footer" not in text(ARTICLE, keep="footer", drop="footer")


def test_what_is_kept_by_a_selector_is_in_html_and_blocks_too() -> None:
    found = webassay.extract(ARTICLE, format="html", keep=".footer a")
    assert "Privacy" in found.text
    assert found.blocks[-1].kept
    assert found.blocks[-1].probability == 1.0


def kept(probabilities: list[float], words: list[int], favor: Favor | None) -> np.ndarray:
    return decode(np.array(probabilities), np.array(words, float), favor)[0]


def test_more_is_kept_for_recall_and_less_for_precision() -> None:
    blocks = [0.95, 0.7, 0.45, 0.2, 0.05], [20] * 5
    precise, plain, all_of_it = (int(kept(*blocks, f).sum()) for f in ("precision", None, "recall"))
    assert precise < plain < all_of_it


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 60)), min_size=1, max_size=15))
def test_what_is_kept_for_precision_is_kept_for_recall(pairs: list[tuple[float, int]]) -> None:
    blocks = [p for p, _ in pairs], [w for _, w in pairs]
    precise, plain, all_of_it = (kept(*blocks, f) for f in ("precision", None, "recall"))
    assert not (precise & ~plain).any()
    assert not (plain & ~all_of_it).any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"favor": "speed"}, "favor: say 'precision' or 'recall', not 'speed'"),
        ({"drop": "div["}, r"drop: 'div\[' is no CSS selector that is read: "),
        ({"keep": "p::before"}, "keep: 'p::before' is no CSS selector that is read: "),
    ],
)
def test_an_option_that_means_nothing_is_said(options: dict[str, str], message: str) -> None:
    with pytest.raises(OptionsError, match=message):
        webassay.extract(ARTICLE, **options)  # type: ignore[arg-type] # as a user would


def test_options_of_an_extractor_that_takes_none_are_refused() -> None:
    with pytest.raises(
        OptionsError, match=r"'trafilatura' takes no options \(tables, favor\); these do: webassay$"
    ):
        webassay.extract(ARTICLE, extractor="trafilatura", tables=False, favor="recall")
    assert webassay.extract(ARTICLE, extractor="readability-lxml", links=True).status is Status.OK


def test_options_are_recorded_with_the_extractor() -> None:
    ours = webassay.get("webassay")
    assert ours.configured is not None
    assert ours.configured(Options(favor="recall", drop="nav")).params == {
        **ours.params,
        "favor": "recall",
        "drop": "nav",
    }


def test_an_extraction_tells_blocks_metadata_and_confidence() -> None:
    found = webassay.extract(PAGE, url="https://courier.example/fog")
    heading = next(block for block in found.blocks if block.text == "What the pilot said")
    assert (heading.kind, heading.path, heading.kept) == (
        "heading",
        "/html/body/article/h2[1]",
        True,
    )
    assert next(block.text for block in found.blocks if not block.kept) == "Front page"
    assert found.confidence is not None
    assert 0.5 < found.confidence <= 1
    assert (found.metadata.title, found.metadata.language) == ("Fog holds the ferry", "en")
    assert found.blocks is found.blocks  # found out once


def test_extractors_of_others_tell_metadata_but_no_blocks() -> None:
    found = webassay.extract(PAGE, extractor="everything")
    assert (found.blocks, found.confidence) == ((), None)
    assert found.metadata.title == "Fog holds the ferry"


def test_an_extraction_can_be_sent_to_another_process_and_asked_there() -> None:
    found = webassay.extract(PAGE, drop="h1, h2")
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 # our own
    assert again == found
    assert again.blocks == found.blocks
    assert not any(block.kind == "heading" and block.kept for block in again.blocks)


def test_a_failed_extraction_has_no_blocks() -> None:
    def fail(_page: Page) -> str:
        raise ValueError("no")

    failing = replace(webassay.get("webassay"), extract=fail)
    found = run(failing, Page.of(PAGE))
    assert (found.status, found.blocks) == (Status.ERROR, ())
    assert Extraction("made elsewhere").metadata.title == ""


def test_an_extractor_may_tell_its_confidence_and_its_status() -> None:
    sure = Extractor("sure", lambda _: Extraction("Text", confidence=0.7), "webassay")
    found = run(sure, Page.of(PAGE))
    assert (found.text, found.status, found.confidence) == ("Text", Status.OK, 0.7)
    assert found.extractor == "sure"
    empty = Extraction("", Status.EMPTY, "a list of links")
    told = run(Extractor("sure", lambda _: empty, "webassay"), Page.of(PAGE))
    assert (told.status, told.reason) == (Status.EMPTY, "a list of links")
    blank = run(Extractor("sure", lambda _: Extraction(" \n"), "webassay"), Page.of(PAGE))
    assert (blank.status, blank.reason) == (Status.EMPTY, "no text found")


def test_a_worker_gives_what_the_library_gives() -> None:
    options = Options(drop="h2", images=True)
    page = Page.of(PAGE, URL)
    with Worker("webassay", Limits(seconds=10)) as worker:
        found = worker.extract(page, "html", options).extraction
        details = worker.details(page, options)
    here = webassay.extract(PAGE, url=URL, format="html", drop="h2", images=True)
    assert (found.text, found.confidence) == (here.text, here.confidence)
    assert details is not None
    assert [block["text"] for block in details["blocks"]] == [block.text for block in here.blocks]


def test_the_command_takes_options_and_tells_all(command: Command, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(TALKED, encoding="utf-8")
    asked = ("extract", page, "--url", URL, "--json")
    done = command(*asked, "--comments", "--drop", "h1", "--format", "html", "--no-links")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert TALK[0] in found["text"]
    assert found["text"].startswith("<p>")
    assert found["metadata"]["title"] == "Bridge to be rebuilt"
    assert {block["kind"] for block in found["blocks"]} >= {"paragraph", "item"}
    assert 0 < found["confidence"] <= 1
    refused = command("extract", page, "--extractor", "trafilatura", "--no-tables")
    assert refused.returncode == 2
    assert "extractor 'trafilatura' takes no options (tables); these do: webassay" in refused.stderr
    wrong = command("extract", page, "--keep", "p[")
    assert wrong.returncode == 2
    assert len(wrong.stderr.splitlines()) == 1


def test_prose_of_the_page_is_there_in_every_format() -> None:
    for form in ("text", "markdown", "html"):
        assert text(PAGE, format=form).count(PROSE.strip()) == 5
