"""Elements of one form within one element: cards of products, teasers, posts, rows of a list."""

from __future__ import annotations

import numpy as np

from webassay.main_text.surroundings import Columns, Floats, Numbers, Tree, places_of

_LEVELS = 5  # elements above a block that are looked at, its own among them


def of_siblings(
    tree: Tree, form: Numbers, size: Floats, link: Floats, paragraph: Floats
) -> Columns:
    """Return the columns of siblings.

    Args:
        tree: the elements.
        form: of each element: a number that elements of the same tag and names share.
        size: of each block: its length in words.
        link: of each block: the share of it in links.
        paragraph: of each block: its length where it is a paragraph, or 0.
    """
    pair = tree.parent * (int(form.max()) + 1) + form
    kin = np.unique(pair, return_inverse=True)[1]
    words = tree.within(size)
    count, sums = np.bincount(kin), np.bincount(kin, words)
    links = np.bincount(kin, tree.within(size * link)) / (sums + 1e-6)
    paragraphs = np.bincount(kin, tree.within(paragraph)) / (sums + 1e-6)
    length = np.log1p(words)
    mean = np.bincount(kin, length) / count
    spread = np.sqrt(np.maximum(np.bincount(kin, length**2) / count - mean**2, 0))
    place = places_of(kin)
    columns: Columns = {}
    most, most_level = np.zeros(len(size)), np.full(len(size), -1.0)
    for level, element in enumerate(tree.above[:_LEVELS]):
        of = kin[element]
        columns[f"siblings_{level}"] = np.log1p(count)[of]
        columns[f"siblings_words_{level}"] = np.log1p(sums[of] / count[of])
        columns[f"siblings_links_{level}"] = links[of]
        columns[f"siblings_paragraphs_{level}"] = paragraphs[of]
        columns[f"siblings_spread_{level}"] = spread[of]
        columns[f"sibling_{level}"] = place[element].astype(float)
        more = (count[of] > most) & (count[of] > 1)
        most, most_level = np.where(more, count[of], most), np.where(more, level, most_level)
    columns["siblings_most"], columns["siblings_most_level"] = np.log1p(most), most_level
    return columns
