"""trafilatura, in the settings of its own evaluation (`tests/eval_common.py`, EXTRACT_OPTS)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from webassay.extractor import Extractor, Parameter
from webassay.page import Page

_EVALUATION: dict[str, Parameter] = {"include_comments": False, "include_tables": True}


_MARKDOWN = {"output_format": "markdown", "include_formatting": True, "include_links": True}


def _extract(page: Page, options: Mapping[str, Any]) -> str:
    import trafilatura

    return trafilatura.extract(page.html, **options) or ""


def _variant(name: str, summary: str, **options: Parameter) -> Extractor:
    params = _EVALUATION | options
    extract = partial(_extract, options=params)
    markdown = partial(_extract, options=params | _MARKDOWN)
    parsers = ("lxml", "justext")
    return Extractor(name, extract, "trafilatura", params, summary, parsers, markdown=markdown)


DEFAULT = _variant("trafilatura", "rules over the tree, with fallbacks")
FAST = _variant("trafilatura-fast", "the same without fallbacks", fast=True)
PRECISION = _variant("trafilatura-precision", "less text, fewer errors", favor_precision=True)
RECALL = _variant("trafilatura-recall", "more text where unsure", favor_recall=True)
