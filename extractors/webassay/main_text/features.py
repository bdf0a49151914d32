"""The features of a page's blocks, for the whole page at once.

Every column is a function of the page alone. They come in five families: the text of a block, its
place, its neighbours, the elements around it, and the page; the evidence of its words and of the
names around it is in `evidence.py`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay import characters
from webassay.main_text.amounts import of_amounts
from webassay.main_text.announced import of_announced
from webassay.main_text.asked import Asked
from webassay.main_text.blocks import MARKS, NUMBER, TAGS, Blocks
from webassay.main_text.document import Document
from webassay.main_text.sections import Sections, of_headings, of_sections
from webassay.main_text.siblings import of_siblings
from webassay.main_text.surroundings import (
    Columns,
    Floats,
    Numbers,
    Tree,
    places_of,
    shifted,
    since_first,
    window,
)
from webassay.main_text.tokens import name_tokens, shared_with_title, words_of, words_of_texts

_LEVELS = np.array([int(tag[1]) if tag in {f"h{n}" for n in range(1, 7)} else 0 for tag in TAGS])
_HEADINGS = _LEVELS > 0
_ASKED_TAGS = np.array(
    [
        NUMBER[tag]
        for tag in "div p li ul ol td table section article h1 h2 h3 h4 dt dd blockquote pre "
        "button label body".split()
    ]
)
_TAG_LEVELS = 4
_TAG_COLUMNS = [
    tuple(f"tag_{level}_{TAGS[tag]}" for tag in _ASKED_TAGS.tolist())
    for level in range(_TAG_LEVELS)
]
_MARK_COLUMNS = tuple(f"mark_{bit}" for bit in range(MARKS))
_KINDS = np.arange(1, characters.KINDS)
_FIRST_COLUMNS = tuple(f"first_{kind}" for kind in _KINDS.tolist())
_LAST_COLUMNS = tuple(f"last_{kind}" for kind in _KINDS.tolist())
_MARKED_SHARES = (3, 4, 5, 6, 8)  # aside, article, main, form, table: bits of `Blocks.marks`
_PARAGRAPH = 15  # words from which a text with few links counts as a paragraph
_FEW_LINKS = 0.35
_COMMENTS = frozenset(
    "comment comments comentarios commentaires commenti disqus kommentar kommentare kommentarer "
    "komentarze replies respond reacties reply".split()
)
_OTHERS = frozenset(
    "also latest more popular promo read recirc recommended related similar suggested teaser "
    "teasers trending widget".split()
)
_LETTERS_A_WORD = 3.0  # in scripts without spaces


class PageFeatures:
    """The features of one page with at least one block.

    Attributes:
        words: of each block: its words.
        counts: of each block: how many words it has, as the metric counts them.
        size: of each block: its length in words, made comparable between scripts.
        tree: the elements.
        same: of each block: a number that blocks of the same text share.
        name_tokens: of each of the different names of elements: its words.
        name_of: of each element: the number of its name.
        columns: name to one value a block; where the caller gives none, all are kept.
    """

    def __init__(self, blocks: Blocks, document: Document, columns: Columns | None = None) -> None:
        self.blocks = blocks
        self.document = document
        self.words = words_of_texts(blocks.texts)
        self.counts = np.array([len(words) for words in self.words], float)
        self.tree = Tree.of(blocks)
        numbers = {name: number for number, name in enumerate(dict.fromkeys(blocks.names))}
        self.name_tokens = [name_tokens(name) for name in numbers]
        self.name_of = np.array([numbers[name] for name in blocks.names])
        self.columns = {} if columns is None else columns
        self._text()
        self._place()
        self._neighbours()
        self._elements()
        self._named()
        self._alike()
        self._sections()
        self.columns.update(of_siblings(self.tree, self._form(), *self._amount()))
        self.columns.update(of_amounts(self.tree, blocks.texts))
        self.columns.update(of_announced(document.announced, self.words, self.size))
        self._page()

    def _text(self) -> None:
        blocks, add = self.blocks, self.columns
        count, first, last = characters.counted(blocks.texts)
        self.chars = count[:, 1:].sum(axis=1)
        self.size = np.maximum(self.counts, count[:, characters.OTHER_LETTER] / _LETTERS_A_WORD)
        self.link = np.clip(np.array(blocks.linked) / self.chars, 0, 1)
        self.length = np.log1p(self.size)
        self.paragraph = np.where(
            (self.size >= _PARAGRAPH) & (self.link < _FEW_LINKS), self.size, 0.0
        )
        add["chars"], add["length"], add["link"] = np.log1p(self.chars), self.length, self.link
        add["links"], add["images"] = np.log1p(blocks.links), np.log1p(blocks.images)
        add["emphasis"] = np.clip(np.array(blocks.emphasis) / self.chars, 0, 1)
        for kind in (
            characters.UPPER,
            characters.DIGIT,
            characters.OTHER,
            characters.SEPARATOR,
            characters.OTHER_LETTER,
        ):
            add[f"share_{kind}"] = count[:, kind] / self.chars
        add["sentences"] = count[:, characters.TERMINAL] / (self.size + 1)
        add["terminals"] = np.log1p(count[:, characters.TERMINAL])
        add["commas"] = count[:, characters.COMMA] / (self.size + 1)
        letters = count[:, [characters.UPPER, characters.LOWER, characters.OTHER_LETTER]]
        add["word_length"] = letters.sum(axis=1) / (self.counts + 1)
        self._answer(_FIRST_COLUMNS, first == _KINDS[:, None])
        self._answer(_LAST_COLUMNS, last == _KINDS[:, None])

    def _place(self) -> None:
        tree, add, blocks = self.tree, self.columns, self.blocks
        number = np.arange(len(self.size))
        self.total = float(self.size.sum()) or 1.0
        until = np.cumsum(self.size)
        add["depth"] = tree.depth[tree.owner].astype(float)
        add["at_word"], add["at_block"] = (until - self.size) / self.total, number / len(number)
        add["words_before"] = np.log1p(until - self.size)
        add["words_after"] = np.log1p(self.total - until + 1e-6)
        numbers: dict[str, int] = {}
        self.same = np.array([numbers.setdefault(text, len(numbers)) for text in blocks.texts])
        add["repeated"] = np.minimum(np.bincount(self.same)[self.same], 9.0)
        add["repetition"] = np.minimum(places_of(self.same), 9.0)
        title = set(words_of(self.document.title))
        shared, different = shared_with_title(self.words, title)
        add["in_title"] = shared / different
        add["of_title"] = shared / max(len(title), 1)
        own = tree.tags[tree.owner]
        self.heading = _HEADINGS[own] | _HEADINGS[tree.tags[tree.above[1]]]
        add["after_h1"] = since_first(own == NUMBER["h1"])
        last = np.maximum.accumulate(np.where(self.heading, number, -1))
        add["after_heading"] = np.minimum(number - last, 50)
        marks = np.array(self.blocks.marks)
        self.marks = np.empty((MARKS, len(number)), bool)
        for bit in range(MARKS):
            self.marks[bit] = marks & (1 << bit)
        self._answer(_MARK_COLUMNS, self.marks)
        for above, names in zip(tree.above, _TAG_COLUMNS, strict=False):
            self._answer(names, tree.tags[above] == _ASKED_TAGS[:, None])

    def _answer(self, names: tuple[str, ...], answers: NDArray[np.bool_]) -> None:
        """Add columns of yes and no, one a row."""
        if isinstance(self.columns, Asked):
            self.columns.add(names, answers)
        else:
            self.columns.update(zip(names, answers.astype(float), strict=True))

    def _neighbours(self) -> None:
        add, tree = self.columns, self.tree
        own = tree.tags[tree.owner]
        heading, item = _HEADINGS[own].astype(float), (own == NUMBER["li"]).astype(float)
        even = np.ones(len(self.size))
        for by in (-3, -2, -1, 1, 2, 3):
            add[f"length_{by}"] = shifted(self.length, by)
            add[f"link_{by}"] = shifted(self.link, by)
            if abs(by) == 1:
                add[f"heading_{by}"] = shifted(heading, by)
                add[f"item_{by}"] = shifted(item, by)
        for reach in (2, 5, 12):
            add[f"length_in_{reach}"] = window(self.length, even, reach)
            add[f"link_in_{reach}"] = window(self.link, self.size, reach)
            add[f"paragraph_in_{reach}"] = window(self.paragraph, even, reach)
        depth = tree.depth[tree.owner]
        shared = np.array(self.blocks.shared)
        add["apart_before"] = depth - shared
        add["apart_after"] = depth - np.append(shared[1:], 0)

    def _elements(self) -> None:
        add, tree = self.columns, self.tree
        words, links = tree.within(self.size), tree.within(self.size * self.link)
        blocks, paragraphs = tree.within(np.ones(len(self.size))), tree.within(self.paragraph)
        headings = tree.within(self.heading.astype(float))
        for level, element in enumerate(tree.above[:5]):
            add[f"words_{level}"] = np.log1p(words[element])
            add[f"links_{level}"] = links[element] / (words[element] + 1e-6)
            add[f"blocks_{level}"] = np.log1p(blocks[element])
            add[f"paragraphs_{level}"] = paragraphs[element] / (words[element] + 1e-6)
            add[f"of_page_{level}"] = words[element] / self.total
            add[f"headings_{level}"] = headings[element] / blocks[element]
        even = np.ones(len(self.size))
        for share in (0.5, 0.8):
            top = tree.deepest(paragraphs, share)
            add[f"in_top_{share}"] = tree.is_in(top).astype(float)
            add[f"top_words_{share}"] = even * words[top] / self.total
            add[f"top_links_{share}"] = even * links[top] / (words[top] + 1e-6)
        near = np.bincount(tree.above[1], self.paragraph, len(tree.parent)).astype(float)
        near += np.bincount(tree.above[2], self.paragraph, len(tree.parent)) / 2
        best = int(np.argmax(near))  # where Readability would begin
        add["in_best"] = tree.is_in(best).astype(float)
        add["from_best"] = np.clip(tree.owner - best, -200, 500)
        add["up_to_best"] = tree.up_to(best)
        first = np.flatnonzero(tree.tags == NUMBER["h1"])
        add["up_to_h1"] = tree.up_to(int(first[0])) if len(first) else even * -1
        within = np.flatnonzero(tree.is_in(best))
        number = np.arange(len(even))
        end = within[-1] if len(within) else len(even)
        add["past_best"] = np.clip(number - end, -100, 100)
        starts = tree.tags == NUMBER["article"]
        add["articles"] = even * np.log1p(starts.sum())
        add["article_number"] = np.minimum(np.cumsum(starts)[tree.owner], 9)

    def _named(self) -> None:
        """Look for elements whose names speak of comments, or of other pages."""
        add, tree = self.columns, self.tree
        for what, words in (("comments", _COMMENTS), ("others", _OTHERS)):
            naming = np.array([not words.isdisjoint(found) for found in self.name_tokens])
            named = np.flatnonzero(naming[self.name_of])
            inside = tree.inside_any(named)
            add[f"in_{what}"] = inside
            add[f"page_{what}"] = np.full(len(inside), (inside * self.size).sum() / self.total)
            outside = (self.paragraph * (1 - inside)).sum()
            add[f"paragraphs_outside_{what}"] = np.full(len(inside), np.log1p(outside))
            first = np.flatnonzero(inside)
            start = first[0] if len(first) else len(inside)
            add[f"past_{what}"] = np.clip(np.arange(len(inside)) - start, -50, 200)

    def _alike(self) -> None:
        """Look at the blocks whose element and the one around it have the same tag and names."""
        add, tree = self.columns, self.tree
        label = self._form()
        pair = label[tree.owner] * (len(self.name_tokens) * len(TAGS)) + label[tree.above[1]]
        alike = np.unique(pair, return_inverse=True)[1]
        count, words = np.bincount(alike), np.bincount(alike, self.size)
        links = np.bincount(alike, self.size * self.link)
        add["alike"] = np.log1p(count[alike])
        add["alike_length"] = np.log1p(words[alike] / count[alike])
        add["alike_links"] = links[alike] / (words[alike] + 1e-6)
        add["alike_of_page"] = words[alike] / self.total

    def _form(self) -> Numbers:
        """Return of each element a number that those of the same tag and names share."""
        return self.name_of * len(TAGS) + self.tree.tags

    def _amount(self) -> tuple[Floats, Floats, Floats]:
        """Return of each block its length, the share of it in links, its length as a paragraph."""
        return self.size, self.link, self.paragraph

    def _sections(self) -> None:
        tags = self.tree.tags[self.tree.above[:2]]
        levels = np.where(_HEADINGS[tags[0]], _LEVELS[tags[0]], _LEVELS[tags[1]])
        self.sections = Sections.under(self.heading)
        self.columns.update(of_sections(self.sections, *self._amount()))
        self.columns.update(of_headings(self.sections, levels, self.link))

    def _page(self) -> None:
        url = self.document.url
        values = {
            "page_words": np.log1p(self.total),
            "page_blocks": np.log1p(len(self.size)),
            "page_links": float((self.size * self.link).sum()) / self.total,
            "page_paragraph_share": self.paragraph.sum() / self.total,
            "page_paragraphs": np.log1p((self.paragraph > 0).sum()),
            "url_depth": url.count("/") - 2,
            "url_length": len(url),
            "url_digits": sum(character.isdigit() for character in url),
            "url_dashes": url.count("-"),
        }
        for bit in _MARKED_SHARES:
            values[f"page_mark_{bit}"] = (self.size * self.marks[bit]).sum() / self.total
        for kind, said in enumerate(self.document.kinds):
            values[f"page_kind_{kind}"] = said
        for name, value in values.items():
            self.columns[name] = np.full(len(self.size), float(value))
