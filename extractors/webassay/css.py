"""The little of CSS that decides what text is seen, and where a line of it ends.

Reads a page's own `<style>` elements and `style` attributes; external style sheets are never
fetched. Order and weight of rules follow CSS Cascading Level 4 (importance, then specificity, then
order of appearance), with inline styles above all that is not `!important`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import cssselect
import tinycss2
from cssselect.xpath import ExpressionError
from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element

DESKTOP_WIDTH = 1280  # CSS pixels: the window in which a page is judged
_PROPERTIES = frozenset({"display", "float", "position", "visibility"})
_MENTIONED = re.compile("|".join(sorted(_PROPERTIES)))
_NAMES = re.compile(r"([.#])((?:[\w-]|[^\x00-\x7f]|\\.)+)")
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|em|rem)\s*\)")
_PIXELS = {"px": 1.0, "em": 16.0, "rem": 16.0}
_INLINE = (1, 0, 0, 0)
_translator = cssselect.HTMLTranslator()

Weight = tuple[bool, tuple[int, ...], int]


@dataclass
class Display:
    """What the page's own styles say of its elements. Inheritance is the caller's part."""

    _winners: dict[tuple[str, _Element], tuple[Weight, str]] = field(default_factory=dict)

    def of(self, element: _Element) -> str | None:
        """Return the computed `display` that the author set on the element, or None."""
        return self._value("display", element)

    def visibility_of(self, element: _Element) -> str | None:
        """Return the `visibility` that the author set on the element, or None."""
        return self._value("visibility", element)

    def taken_out_of_line(self, element: _Element) -> bool:
        """Tell whether it floats or is positioned, which makes any box a block (CSS 2.1, 9.7)."""
        return self._value("float", element) in {"left", "right"} or self._value(
            "position", element
        ) in {"absolute", "fixed"}

    def _value(self, name: str, element: _Element) -> str | None:
        winner = self._winners.get((name, element))
        return winner[1] if winner else None

    def declare(self, element: _Element, name: str, value: str, weight: Weight) -> None:
        """Note one declaration for one element; the heaviest so far wins."""
        held = self._winners.get((name, element))
        if held is None or weight >= held[0]:
            self._winners[name, element] = (weight, value)


def page_display(root: _Element) -> Display:
    """Apply the `<style>` elements and `style` attributes of a parsed page.

    Args:
        root: the page's root element, as lxml parsed it.

    Returns:
        The `Display` of its elements. Style that cannot be parsed is passed over, as browsers do.
    """
    display = Display()
    present = _Present(root)
    order = 0
    for style in root.iter("style"):
        if not _applies(style.get("media") or ""):
            continue
        for selector, declarations in _rules("".join(style.itertext())):
            order += 1
            for specificity, element in present.matching(selector):
                for name, value, important in declarations:
                    display.declare(element, name, value, (important, (0, *specificity), order))
    for element in root.iter(etree.Element):
        inline = element.get("style")
        if inline:
            for name, value, important in _declarations(tinycss2.parse_blocks_contents(inline)):
                display.declare(element, name, value, (important, _INLINE, order + 1))
    return display


class _Present:
    """The elements of a page, and the class and id names that occur in it.

    Most rules of a large style sheet name classes that the page at hand lacks; knowing the names
    passes over those without a search of the tree.
    """

    def __init__(self, root: _Element) -> None:
        self._root = root
        self._names: set[str] = set()
        for element in root.iter(etree.Element):
            self._names.update("." + name for name in (element.get("class") or "").split())
            if identifier := element.get("id"):
                self._names.add("#" + identifier)

    def matching(self, selector: str) -> Iterator[tuple[tuple[int, ...], _Element]]:
        for part in _split_selectors(selector):
            names = _NAMES.findall(re.sub(r"\[[^\]]*\]|:not\([^)]*\)", "", part))
            if any(mark + name.replace("\\", "") not in self._names for mark, name in names):
                continue
            try:
                parsed = cssselect.parse(part)[0]
                found = self._root.xpath(_translator.selector_to_xpath(parsed))
            except (cssselect.SelectorError, ExpressionError, etree.XPathError, ValueError):
                continue  # a selector that the library does not know hides nothing
            if parsed.pseudo_element is None:
                for element in found:
                    yield parsed.specificity(), element


def _split_selectors(selector: str) -> list[str]:
    """Split a selector list at its top-level commas, so that a bad one spoils itself only."""
    parts = re.split(r",(?![^(\[]*[)\]])", selector)
    return [part.strip() for part in parts if part.strip()]


def _rules(css: str) -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    """Yield (selector, declarations of the properties that matter) of the rules that apply here."""
    if not _MENTIONED.search(css):
        return
    pending = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)[::-1]
    while pending:
        rule = pending.pop()
        if rule.type == "qualified-rule":
            declarations = list(_declarations(tinycss2.parse_blocks_contents(rule.content)))
            if declarations:
                yield tinycss2.serialize(rule.prelude), declarations
        elif rule.type == "at-rule" and rule.content is not None and _enters(rule):
            pending.extend(
                tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)[
                    ::-1
                ]
            )


def _enters(rule: Any) -> bool:
    if rule.lower_at_keyword == "media":
        return _applies(tinycss2.serialize(rule.prelude))
    return rule.lower_at_keyword in {"supports", "layer"}


def _declarations(nodes: list[Any]) -> Iterator[tuple[str, str, bool]]:
    for node in nodes:
        if node.type == "declaration" and node.lower_name in _PROPERTIES:
            value = tinycss2.serialize(node.value).strip().lower()
            yield node.lower_name, value, bool(node.important)


def _applies(media: str) -> bool:
    """Tell whether a media query list holds in a desktop window, on a screen."""
    queries = [query.strip().lower() for query in media.split(",")]
    return any(_holds(query) for query in queries)


def _holds(query: str) -> bool:
    negated = query.startswith("not ")
    query = re.sub(r"^(not|only)\s+", "", query)
    holds = True
    for bound, number, unit in _WIDTH.findall(query):
        width = float(number) * _PIXELS[unit]
        holds &= width <= DESKTOP_WIDTH if bound == "min" else width >= DESKTOP_WIDTH
    rest = [term.strip() for term in _WIDTH.sub("", query).split(" and ")]
    known = {"", "all", "screen", "and", "(orientation: landscape)", "(orientation:landscape)"}
    holds &= all(term.removeprefix("and ").strip() in known for term in rest)
    return holds != negated
