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
_MENTIONED = re.compile("|".join(sorted(_PROPERTIES)), re.IGNORECASE)
# What the properties may be; anything else is no valid declaration and changes nothing.
_VALUES = {
    "display": frozenset(
        "block contents flex flow flow-root grid inherit initial inline inline-block inline-flex "
        "inline-grid inline-table list-item none revert revert-layer ruby run-in table "
        "table-caption table-cell table-column table-column-group table-footer-group "
        "table-header-group table-row table-row-group unset".split()
    )
}
_OLD_NAMES = {"-webkit-box": "flex", "-webkit-flex": "flex", "-ms-flexbox": "flex"}
_AS_IF_UNSAID = frozenset({"inherit", "revert", "revert-layer", "unset"})
_NAMES = re.compile(r"([.#])((?:[\w-]|[^\x00-\x7f]|\\.)+)")
_WIDTH = re.compile(
    r"\(\s*(min-width\s*:|max-width\s*:|width\s*[<>]=?)\s*([\d.]+)(px|em|rem|)\s*\)"
)
_PIXELS = {"": 1.0, "px": 1.0, "em": 16.0, "rem": 16.0}
_SPACED = re.compile(r",\s*(?=[.#:\[])")
_LISTS = re.compile(r":(?:is|not|where)\([^)]*\)|\[[^\]]*\]")  # names in these need not be there
_LONGEST_SELECTOR = 2000  # characters, of a nested rule spelt out
_INLINE = (1, 0, 0, 0)
_translator = cssselect.HTMLTranslator()

Weight = tuple[bool, bool, tuple[int, ...], int]  # important, unlayered, specificity, order
Declaration = tuple[str, str, bool]


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
        return winner[1] if winner and winner[1] not in _AS_IF_UNSAID else None

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
        if not _is_in_force(style):
            continue
        for selector, declarations, layered in _rules("".join(style.itertext())):
            order += 1
            for specificity, element in present.matching(selector):
                for name, value, important in declarations:
                    weight = (important, layered == important, (0, *specificity), order)
                    display.declare(element, name, value, weight)
    for element in root.iter(etree.Element):
        for name, value, important in _declarations(_contents(element.get("style") or "")):
            display.declare(element, name, value, (important, not important, _INLINE, order + 1))
    return display


def _is_in_force(style: _Element) -> bool:
    """Tell whether a style sheet counts: of this language, for this window, in no template."""
    kind = (style.get("type") or "").strip().lower()
    inert = any(holder.tag == "template" for holder in style.iterancestors())
    return kind in {"", "text/css"} and not inert and _applies(style.get("media") or "")


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
            names = _NAMES.findall(_LISTS.sub("", part))
            if any(mark + name.replace("\\", "") not in self._names for mark, name in names):
                continue
            try:
                # cssselect takes `,.x` within `:is()` for an element called x.
                spaced = _LISTS.sub(lambda found: _SPACED.sub(", ", found[0]), part)
                parsed = cssselect.parse(spaced)[0]
                found = self._root.xpath(_translator.selector_to_xpath(parsed))
            except (cssselect.SelectorError, ExpressionError, etree.XPathError, ValueError):
                continue  # a selector that the library does not know hides nothing
            if parsed.pseudo_element is None:
                for element in found:
                    yield parsed.specificity(), element


def _split_selectors(selector: str) -> list[str]:
    """Split a selector list at its top-level commas, so that a bad one spoils itself only."""
    parts, depth = [""], 0
    for character in selector:
        depth += (character in "([") - (character in ")]")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def _rules(css: str) -> Iterator[tuple[str, list[Declaration], bool]]:
    """Yield (selector, declarations of the properties that matter, whether it is in a layer)."""
    if not _MENTIONED.search(css):
        return
    sheet = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    pending = [(rule, "", False) for rule in reversed(sheet)]
    while pending:
        rule, outer, layered = pending.pop()
        if rule.type == "qualified-rule":
            selector = _nested(tinycss2.serialize(rule.prelude).strip(), outer)
            inside = _contents(rule.content)
            declarations = list(_declarations(inside))
            if declarations:
                yield selector, declarations, layered
            if selector:
                pending += [(inner, selector, layered) for inner in reversed(inside)]
        elif rule.type == "at-rule" and rule.content is not None and _enters(rule):
            inside = _contents(rule.content) if outer else _sheet(rule.content)
            layered = layered or rule.lower_at_keyword == "layer"
            pending += [(inner, outer, layered) for inner in reversed(inside)]


def _nested(selector: str, outer: str) -> str:
    """Spell out the selector of a rule within a rule (CSS Nesting 1, 3).

    What grows too long is dropped: `&&` within `&&` doubles with each level.
    """
    if not outer:
        return selector
    spelt = ", ".join(
        inner.replace("&", holder) if "&" in inner else f"{holder} {inner}"
        for holder in _split_selectors(outer)
        for inner in _split_selectors(selector)
    )
    return spelt if len(spelt) <= _LONGEST_SELECTOR else ""


def _contents(block: Any) -> list[Any]:
    nodes = tinycss2.parse_blocks_contents(block, skip_comments=True, skip_whitespace=True)
    return list(nodes)


def _sheet(block: Any) -> list[Any]:
    return list(tinycss2.parse_rule_list(block, skip_comments=True, skip_whitespace=True))


def _enters(rule: Any) -> bool:
    condition = tinycss2.serialize(rule.prelude).strip().lower()
    if rule.lower_at_keyword == "media":
        return _applies(condition)
    if rule.lower_at_keyword == "supports":  # a browser of today supports what pages ask for
        return not condition.startswith("not")
    return bool(rule.lower_at_keyword == "layer")


def _declarations(nodes: list[Any]) -> Iterator[Declaration]:
    for node in nodes:
        if node.type == "declaration" and node.lower_name in _PROPERTIES:
            value = tinycss2.serialize(t for t in node.value if t.type != "comment")
            value = " ".join(value.lower().split())
            value = _OLD_NAMES.get(value, value)
            allowed = _VALUES.get(node.lower_name)
            if allowed is None or all(word in allowed for word in value.split()):
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
        room = DESKTOP_WIDTH - float(number) * _PIXELS[unit]
        at_least = bound.startswith("min") or ">" in bound
        exactly = "=" in bound or ":" in bound
        holds &= exactly if room == 0 else (room > 0) == at_least
    rest = [term.strip() for term in _WIDTH.sub("", query).split(" and ")]
    known = {"", "all", "screen", "and", "(orientation: landscape)", "(orientation:landscape)"}
    holds &= all(term.removeprefix("and ").strip() in known for term in rest)
    return holds != negated
