"""The main text as HTML that is safe to show: few elements, few attributes, nothing that acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from webassay.main_text.addresses import address
from webassay.main_text.html_writer import Writer
from webassay.main_text.images import images_of
from webassay.main_text.tree import cut
from webassay.options import PLAIN, Options

if TYPE_CHECKING:
    from lxml.etree import _Element

    from webassay.main_text.main_text import Judged


def html_of(found: Judged, url: str | None, options: Options = PLAIN) -> str:
    """Write the kept blocks of a judged page as a fragment of HTML; its tree is used up.

    Args:
        found: the page, judged.
        url: its address, against which links are made absolute; None where it is not known.
        options: whether links and images are written.

    Returns:
        The fragment; empty where nothing was kept.
    """
    if not found.keep.any():
        return ""
    blocks = found.blocks
    images = images_of(blocks, found.keep) if options.images else []
    root = blocks.elements[0].getroottree().getroot()
    base = _base(root, url)
    texts = {image.element: image.text for image in images}
    cut(blocks, found.keep, [image.holder for image in images])
    return Writer(base, texts, links=options.links).write(root)


def _base(root: _Element, url: str | None) -> str | None:
    """Return the address against which a page's links are read (HTML Standard, 2.4.1)."""
    for element in root.iter("base"):
        if href := element.get("href"):
            return address(href, url)
    return url
