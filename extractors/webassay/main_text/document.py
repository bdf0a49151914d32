"""What a page says of itself as a whole: title, address, and the kinds that its metadata name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from webassay.main_text.announced import NOTHING, Announced
from webassay.main_text.tokens import address_tokens
from webassay.metadata import linked_data

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPE = re.compile(r'"@type"\s*:\s*"(\w+)"')
_LONGEST = 1 << 18  # characters of a script; beyond it no type is looked for
_LINKED_DATA = (
    frozenset({"Article", "NewsArticle", "BlogPosting"}),
    frozenset({"Product"}),
    frozenset({"ItemList", "CollectionPage"}),
    frozenset({"DiscussionForumPosting", "QAPage"}),
    frozenset({"FAQPage"}),
)
_OPEN_GRAPH = ("article", "product", "website")


@dataclass(frozen=True)
class Document:
    """A page as a whole.

    Attributes:
        title: the text of its `<title>`.
        kinds: whether its linked data name an article, a product, a list, a thread, questions;
            whether its Open Graph type is an article, a product, a site.
        url: its address; empty where it is not known.
        tokens: what it is known by: the words of its address, and the types in its linked data.
        announced: how its text begins, as it says.
    """

    title: str
    kinds: tuple[bool, ...]
    url: str
    tokens: list[str]
    announced: Announced = NOTHING

    @classmethod
    def of(cls, root: _Element, url: str | None) -> Document:
        """Read what a page says of itself."""
        title = next((e.text or "" for e in root.iter("title")), "")[:500]
        types: set[str] = set()
        scripts, metas = linked_data.scripts(root), list(root.iter("meta"))
        for script in scripts:
            types.update(_TYPE.findall((script.text or "")[:_LONGEST]))
        graph = ""
        for meta in metas:
            if meta.get("property") == "og:type":
                graph = (meta.get("content") or "").strip().lower()
                break
        kinds = [bool(types & wanted) for wanted in _LINKED_DATA]
        kinds += [graph == kind for kind in _OPEN_GRAPH]
        tokens = address_tokens(url or "") + [f"type:{name}" for name in sorted(types)]
        return cls(title, tuple(kinds), url or "", tokens, Announced.of(metas, scripts))
