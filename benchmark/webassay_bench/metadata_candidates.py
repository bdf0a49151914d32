"""The libraries that find metadata, each as a function from a page to fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from webassay import Page

Fields = Mapping[str, str]  # what is known of a page, by the name of the field

FIELDS = ("title", "author", "date", "language")


def _webassay(page: Page) -> Fields:
    from webassay.metadata import metadata

    return asdict(metadata(page.html, url=page.url))


def _trafilatura(page: Page) -> Fields:
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(page.text, default_url=page.url)
    return {name: str(getattr(found, name) or "") for name in ("title", "author", "date")}


def _htmldate(page: Page) -> Fields:
    return _date(page, extensive=False)


def _htmldate_extensive(page: Page) -> Fields:
    return _date(page, extensive=True)


def _date(page: Page, *, extensive: bool) -> Fields:
    from htmldate import find_date

    from webassay.visible import parse

    root = parse(page.text)  # of text that is an address, htmldate would fetch what is there
    if root is None:
        return {}
    found = find_date(root, extensive_search=extensive, original_date=True, url=page.url)
    return {"date": found or ""}


def _json_ld(page: Page) -> Fields:
    from webassay.metadata import linked_data
    from webassay.visible import parse

    root = parse(page.text)
    if root is None:
        return {}
    works = [item for item in linked_data.items(root) if linked_data.is_work(item)]
    return {
        "title": _first(works, "headline", "name"),
        "author": linked_data.author(root),
        "date": _first(works, "datePublished", "dateCreated")[:10],
    }


def _meta_tags(page: Page) -> Fields:
    """Read what OpenGraph and the common `<meta>` names say, and the `lang` attribute."""
    from webassay.metadata.language import declared
    from webassay.visible import parse

    root = parse(page.text)
    if root is None:
        return {}
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or ""
        said.setdefault(name.lower(), meta.get("content") or "")
    return {
        "title": said.get("og:title", ""),
        "author": said.get("author") or said.get("article:author", ""),
        "date": said.get("article:published_time", "")[:10],
        "language": declared(root),
    }


def _readability(page: Page) -> Fields:
    from readability import Document

    return {"title": Document(page.text).short_title()}


def _newspaper(page: Page) -> Fields:
    from newspaper import Article

    article = Article(page.url or "https://page.example/", fetch_images=False)
    article.download(input_html=page.text)
    article.parse()
    published = article.publish_date
    return {
        "title": article.title or "",
        "author": "; ".join(article.authors),
        "date": published.date().isoformat() if published else "",
        "language": article.meta_lang or "",
    }


def _first(items: list[dict[str, Any]], *keys: str) -> str:
    values = (item.get(key) for item in items for key in keys)
    return next((value for value in values if isinstance(value, str) and value), "")


def _py3langid(page: Page) -> Fields:
    from webassay.metadata.language import of_text
    from webassay.visible import parse

    root = parse(page.text)
    return {} if root is None else {"language": of_text(root)}


@dataclass(frozen=True)
class Candidate:
    """A way to find fields.

    Attributes:
        read: what it finds on a page.
        fields: those that it looks for.
        module: what must be installed for it.
    """

    read: Callable[[Page], Fields]
    fields: tuple[str, ...]
    module: str


CANDIDATES = {
    "webassay.metadata": Candidate(_webassay, FIELDS, "webassay"),
    "trafilatura": Candidate(_trafilatura, FIELDS[:3], "trafilatura"),
    "htmldate": Candidate(_htmldate, ("date",), "htmldate"),
    "htmldate-extensive": Candidate(_htmldate_extensive, ("date",), "htmldate"),
    "json-ld": Candidate(_json_ld, FIELDS[:3], "webassay"),
    "meta-tags": Candidate(_meta_tags, FIELDS, "webassay"),
    "readability-lxml": Candidate(_readability, ("title",), "readability"),
    "newspaper4k": Candidate(_newspaper, FIELDS, "newspaper"),
    "py3langid": Candidate(_py3langid, ("language",), "py3langid"),
}
