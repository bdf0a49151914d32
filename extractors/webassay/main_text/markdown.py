"""The main text with its structure, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webassay.adapters.to_markdown import to_markdown
from webassay.main_text.clean_html import html_of
from webassay.main_text.main_text import Judged, judge
from webassay.options import PLAIN, Options

if TYPE_CHECKING:
    from webassay.main_text.model import Model
    from webassay.page import Page


def markdown_of(page: Page, model: Model | None = None, options: Options = PLAIN) -> str:
    """Find the main text of a page and write it as Markdown.

    Args:
        page: the page.
        model: None for the one that comes with webassay.
        options: what belongs to the text, and what is written of it.

    Raises:
        UnavailableError: the converter is not installed.
    """
    return written_markdown(judge(page, model, options), page.url, options)


def written_markdown(found: Judged, url: str | None, options: Options = PLAIN) -> str:
    """Write the kept blocks of a judged page as Markdown; its tree is used up."""
    html = html_of(found, url, options)
    return to_markdown(html, images=options.images) if html else ""
