"""webassay's own extractor, as the registry knows it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

from webassay.extraction import Block, Extraction
from webassay.extractor import Extractor, Parameter
from webassay.options import PLAIN, Options
from webassay.page import Page

DISTRIBUTION = "webassay"
PARSERS = ("lxml", "numpy", "html-to-markdown")
PARAMS: dict[str, Parameter] = {"model": "main_text-4"}
_CARD = Path(__file__).parents[1] / "models" / "main_text.json"


def _extract(page: Page, options: Options = PLAIN) -> Extraction:
    from webassay.main_text.main_text import extraction_of, judge, written_text

    found = judge(page, None, options)
    return extraction_of(found, written_text(found, options))


def _markdown(page: Page, options: Options = PLAIN) -> Extraction:
    from webassay.main_text.main_text import extraction_of, judge
    from webassay.main_text.markdown import written_markdown

    found = judge(page, None, options)
    return extraction_of(found, written_markdown(found, page.url, options))


def _html(page: Page, options: Options = PLAIN) -> Extraction:
    from webassay.main_text.clean_html import html_of
    from webassay.main_text.main_text import extraction_of, judge

    found = judge(page, None, options)
    return extraction_of(found, html_of(found, page.url, options))


def _blocks(page: Page, options: Options = PLAIN) -> tuple[Block, ...]:
    from webassay.main_text.main_text import judge, judged_blocks

    return judged_blocks(judge(page, None, options))


def _configured(options: Options) -> Extractor:
    return replace(
        WEBASSAY,
        extract=partial(_extract, options=options),
        markdown=partial(_markdown, options=options),
        html=partial(_html, options=options),
        blocks=partial(_blocks, options=options),
        params={**PARAMS, **options.given()},
    )


def _trained_on() -> dict[str, str]:
    learned = json.loads(_CARD.read_text("utf-8"))["dataset"]
    return {learned["name"]: learned["sha256"]}


WEBASSAY = Extractor(
    "webassay",
    _extract,
    DISTRIBUTION,
    PARAMS,
    "blocks judged by boosted trees, chosen for the page's expected F1",
    parsers=PARSERS,
    markdown=_markdown,
    html=_html,
    blocks=_blocks,
    configured=_configured,
    trained_on=_trained_on(),
)
