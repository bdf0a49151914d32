"""What stands under the same heading: teasers follow headings that are links, text follows others.

A section is a heading and all blocks up to the next heading of whatever level; what comes before
the first is one too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webassay.main_text.surroundings import Columns, Floats, Numbers

_LINKED = 0.5  # share of its characters in links from which a heading leads elsewhere
_NONE = -1.0


@dataclass(frozen=True)
class Sections:
    """The sections of a page.

    Attributes:
        of: of each block: the number of its section.
        last: of each block: the heading that it stands under, itself if it is one; or -1.
    """

    of: Numbers
    last: Numbers

    @classmethod
    def under(cls, heading: NDArray[np.bool_]) -> Sections:
        """Part a page at its headings, given whether each block is one."""
        number = np.arange(len(heading))
        return cls(np.cumsum(heading), np.maximum.accumulate(np.where(heading, number, -1)))

    def of_heading(self, values: Floats, without: float) -> Floats:
        """Return for each block the value of its heading, or another where it has none."""
        found: Floats = np.where(self.last >= 0, values[np.maximum(self.last, 0)], without)
        return found


def of_sections(sections: Sections, size: Floats, link: Floats, paragraph: Floats) -> Columns:
    """Return the columns of sections.

    Args:
        sections: of the page.
        size: of each block: its length in words.
        link: of each block: the share of it in links.
        paragraph: of each block: its length where it is a paragraph, or 0.
    """
    of = sections.of
    words, linked = np.bincount(of, size), np.bincount(of, size * link)
    links = linked / (words + 1e-6)
    blocks, paragraphs = np.bincount(of, minlength=len(words)), np.bincount(of, paragraph)
    before = np.concatenate([[0.0], np.cumsum(words)[:-1]])
    columns: Columns = {
        "section_words": np.log1p(words)[of],
        "section_links": links[of],
        "section_blocks": np.log1p(blocks)[of],
        "section_paragraphs": (paragraphs / (words + 1e-6))[of],
        "into_section": np.log1p(np.maximum(np.cumsum(size) - size - before[of], 0)),
        "heading_link": sections.of_heading(link, _NONE),
        "heading_words": sections.of_heading(size, 0.0),
    }
    for by in (-1, 1):
        around = np.pad(np.arange(len(words)), 1, mode="edge")[of + 1 + by]
        columns[f"section_words_{by}"] = np.log1p(words)[around]
        columns[f"section_links_{by}"] = links[around]
    return columns


def of_headings(sections: Sections, levels: Numbers, link: Floats) -> Columns:
    """Return the columns of the headings of a page.

    Args:
        sections: of the page.
        levels: of each block: 1 to 6 where it is a heading, or 0.
        link: of each block: the share of it in links.
    """
    is_linked = (levels > 0) & (link > _LINKED)
    count = np.bincount(levels, minlength=7)
    linked = np.bincount(levels, is_linked, 7) / np.maximum(count, 1)
    count[0] = 0
    level = sections.of_heading(levels.astype(float), 0.0).astype(int)
    even = np.ones(len(levels))
    return {
        "heading_level": level.astype(float),
        "headings_alike": np.log1p(count)[level],
        "headings_alike_linked": np.where(level > 0, linked[level], _NONE),
        "page_headings": even * np.log1p(count.sum()),
        "page_headings_linked": even * is_linked.sum() / max(int(count.sum()), 1),
    }
