"""The author in a page's linked data (JSON-LD of schema.org), read without following any link."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from webassay.metadata.plain_text import LONGEST, plain

if TYPE_CHECKING:
    from lxml.etree import _Element

Item = dict[str, Any]

_WORKS = re.compile(r"(?:Article|Posting|Question|Report)$")  # what has an author of its own
_TAG = re.compile(r"<[^<>]*>")
_LONGEST_NAME = 150  # characters; beyond it stands a biography
_ADDRESS = re.compile(r"(?:https?:|www\.)", re.IGNORECASE)


def scripts(root: _Element) -> list[_Element]:
    """List the scripts that hold linked data."""
    return [s for s in root.iter("script") if "ld+json" in (s.get("type") or "").lower()]


def items(root: _Element) -> list[Item]:
    """List the objects in a page's linked data, outer before inner; broken data holds none."""
    found = []
    waiting = deque(_values(root))
    while waiting:  # no recursion: a page decides how deep its data is
        value = waiting.popleft()
        if isinstance(value, dict):
            found.append(value)
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return found


def author(root: _Element) -> str:
    """Return who wrote a page by its linked data: names parted by `; `, or "".

    Articles, posts and questions come before the page that holds them. Organizations are left out:
    most often they are the publisher, who is not asked for.
    """
    known = items(root)
    by_id = {i["@id"]: i for i in known if isinstance(i.get("@id"), str) and i.get("name")}
    works = [item for item in known if is_work(item)]
    pages = [item for item in known if "WebPage" in types(item)]
    for item in (*works, *pages):
        given = item.get("author") or item.get("creator")
        if names := "; ".join(dict.fromkeys(_names(given, by_id))):
            return names[:LONGEST].rstrip()
    return ""


def types(item: Item) -> list[str]:
    """List the types of an object."""
    return [name for name in _listed(item.get("@type")) if isinstance(name, str)]


def is_work(item: Item) -> bool:
    """Tell whether an object is an article, a post or a question."""
    return any(_WORKS.search(name) for name in types(item))


def _values(root: _Element) -> Iterator[Any]:
    for script in scripts(root):
        try:
            yield json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue


def _names(given: object, by_id: dict[str, Item]) -> Iterator[str]:
    for person in _listed(given):
        if isinstance(person, dict):
            reference = person.get("@id")
            known = by_id.get(reference, person) if isinstance(reference, str) else person
            if any("Organization" in name for name in types(known)):
                continue
            candidates = _listed(person.get("name") or known.get("name"))
        else:
            candidates = [person]
        for candidate in candidates:
            name = plain(_TAG.sub("", candidate)) if isinstance(candidate, str) else ""
            if name and len(name) < _LONGEST_NAME and not _ADDRESS.match(name):
                yield name


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
