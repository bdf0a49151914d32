"""Texts in a page's linked data, and in the strings of its programs."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from webassay.metadata import linked_data

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROSE = 12  # words from which a string of a program is taken for text that is shown
_LEAST_ATTRIBUTE = 500  # characters from which an attribute may hold a page's data
_DEEPEST = 4  # strings in strings that are read
_MOST = 30_000  # strings that are read
_NAMES = ("headline", "name", "title")
_BODIES = ("articleBody", "text", "reviewBody")
_DESCRIBED = frozenset(
    "Book Course Event JobPosting Movie Product Recipe Service SoftwareApplication VideoObject "
    "HowTo".split()
)
# Keys under which other pages' things stand.
_OTHERS = frozenset(
    "author hasPart isPartOf isRelatedTo isSimilarTo itemListElement publisher review "
    "significantLink relatedLink".split()
)
_LISTS = ("recipeIngredient", "recipeInstructions")
# A string, and the key before it. Possessive, so that a quote that is never closed is read once.
_STRING = re.compile(
    r"""(?:["']?([\w$-]{1,40}+)["']?\s{0,3}:\s{0,3})?"((?:[^"\\\n]++|\\.)*+)("?)"""
)
_BYTE = re.compile(r"\\x([0-9a-fA-F]{2})")
_DATA = re.compile(r'"[\w$-]+"\s?:|^\s*[\[{]')  # a string that holds data
_ROW = re.compile(r"^\w{1,6}:T\w{1,6},")  # how React sends a long text
_CODE = re.compile(r"[{};]\s*\n|function\s*\(|=>|\bvar\s|[.#][\w-]+\s*\{|\{\{|!important")
_SENTENCE = re.compile(
    r"[^\W\d_]{2}[)\"'\u2019\u201d]?[.!?\u2026](?:\s|<|$)|[\u3002\uff01\uff1f\u06d4\u0964]"
)
# Keys of what programs hold but do not show as the text of a page.
_ASIDE = re.compile(
    r"tooltip|disclaimer|policy|legal|error|notice|transcript|cookie|consent|label|placeholder"
    r"|receipt|shipping|^alt|altText$|hint",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_LETTERS_A_WORD = 3


@dataclass(frozen=True)
class Carried:
    """Texts that one kind of data carries.

    Attributes:
        holder: the element that the first of them stands in.
        texts: in order, each once: plain, or with markup.
        headings: those of them that are the names of others.
        is_told: whether the page declares them to be its text, or they are a program's data.
        size: words of all.
    """

    holder: _Element
    texts: list[str]
    headings: frozenset[str]
    is_told: bool
    size: float


def told(root: _Element) -> Iterator[Carried]:
    """Yield what a page's linked data say."""
    for script in linked_data.scripts(root):
        texts, headings = _told(script.text or "")
        if texts:
            yield _carried(script, texts, headings, is_told=True)


def told_in(script: _Element) -> list[str]:
    """List the texts that linked data give, and the names of what they are of."""
    return _told(script.text or "")[0]


def programmed(root: _Element) -> Iterator[Carried]:
    """Yield the texts of a page's programs, if there are any.

    Of their strings those are taken that stand under one key, such as `body`, and hold most words:
    messages of an interface have a key each.
    """
    groups: dict[str, list[tuple[_Element, str]]] = defaultdict(list)
    for holder, source in _sources(root):
        for key, text in _strings(source):
            if not _ASIDE.search(key):
                groups[key].append((holder, text))
    found = [_carried(group[0][0], [text for _, text in group]) for group in groups.values()]
    if found:
        yield max(found, key=lambda one: one.size)


def size_of(text: str) -> float:
    """Count the words of a text, markup left out, comparable between scripts."""
    plain = without_markup(text)
    return max(len(plain.split()), len(_UNSPACED.findall(plain)) / _LETTERS_A_WORD)


def without_markup(text: str) -> str:
    """Put a space in the place of each tag in a text."""
    return _TAG.sub(" ", text)


def _is_prose(text: str) -> bool:
    """Tell running text, with or without markup, from what else programs hold in strings."""
    return size_of(text) >= _PROSE and _SENTENCE.search(text) is not None and not _CODE.search(text)


def _carried(
    holder: _Element, texts: list[str], headings: Iterable[str] = (), *, is_told: bool = False
) -> Carried:
    once = list(dict.fromkeys(texts))
    return Carried(holder, once, frozenset(headings), is_told, sum(map(size_of, once)))


def _told(script: str) -> tuple[list[str], set[str]]:
    """List the texts that linked data give for works, posts, questions, answers and products."""
    try:
        waiting: list[Any] = [json.loads(script, strict=False)]
    except (ValueError, RecursionError):
        return [], set()
    texts: list[str] = []
    headings: set[str] = set()
    while waiting:  # no recursion: a page decides how deep its data is
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        if not isinstance(value, dict):
            continue
        waiting.extend(reversed([one for key, one in value.items() if key not in _OTHERS]))
        bodies = [value.get(name) for name in _BODIES]
        if not _DESCRIBED.isdisjoint(linked_data.types(value)):
            bodies += [value.get("description"), *_listed(value)]
        found = [body for body in bodies if isinstance(body, str) and body.strip()]
        names = (value.get(name) for name in _NAMES)
        name = next((name for name in names if isinstance(name, str) and name.strip()), None)
        if found and name:
            texts.append(name)
            headings.add(name)
        texts += found
        if not found and name and "Question" in linked_data.types(value):
            texts.append(name)
            headings.add(name)
    return texts, headings


def _listed(item: dict[str, Any]) -> Iterator[Any]:
    """Yield the lists of a recipe."""
    for name in _LISTS:
        values = item.get(name)
        yield from values if isinstance(values, list) else [values]


def _sources(root: _Element) -> Iterator[tuple[_Element, str]]:
    """Yield what may hold a program's data: scripts, and long attributes."""
    told = set(linked_data.scripts(root))
    for element in root.iter("*"):
        if element.tag == "script":
            if element.text and element not in told:
                yield element, element.text
            continue
        for value in element.attrib.values():
            if len(value) >= _LEAST_ATTRIBUTE and value.lstrip()[:1] in {"{", "["}:
                yield element, value


def _strings(source: str) -> Iterator[tuple[str, str]]:
    """Yield strings of running text, each with the key before it; those in strings too."""
    waiting = [(source, "", 0)]
    read = 0
    while waiting:
        text, outer, depth = waiting.pop()
        inner = []
        for match in _STRING.finditer(text):
            read += 1
            if read > _MOST:
                return
            if len(match[2]) < _PROSE or not match[3]:
                continue
            string = _decoded(match[2])
            if depth < _DEEPEST and string.lstrip()[:1] != "<" and _DATA.search(string):
                inner.append((string, match[1] or outer, depth + 1))
            elif _is_prose(string):
                yield match[1] or outer, _ROW.sub("", string)
        waiting += reversed(inner)


def _decoded(literal: str) -> str:
    """Decode a string of JSON or JavaScript; "" if it is none."""
    if "\\" not in literal:
        return literal
    literal = _BYTE.sub(r"\\u00\1", literal).replace("\\'", "'")
    try:
        return str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return ""
