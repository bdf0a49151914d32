"""Addresses of links and images that are safe to write, made absolute where the page's is known."""

from __future__ import annotations

import re
from urllib.parse import urljoin

_AROUND = "".join(map(chr, range(0x21)))  # what browsers strip: C0 controls and space
_WITHIN = re.compile(r"[\t\n\r]")  # and what they drop wherever it stands
_SCHEME = re.compile(r"([^/?#:]*):")
_OF_LINKS = frozenset({"http", "https", "mailto"})
_OF_IMAGES = frozenset({"http", "https"})


def address(value: str, base: str | None, *, image: bool = False) -> str | None:
    """Return an address that is safe to write, or None.

    Follows the URL Standard (4.4 "URL parsing") in what is stripped before a scheme is looked for,
    so that what is no `javascript:` here is none in a browser. Schemes are allowed, not refused.

    Args:
        value: the attribute, as it stands in the page.
        base: the address against which it is read; None where that is not known.
        image: whether an image is asked for, rather than a link.
    """
    value = _WITHIN.sub("", value.strip(_AROUND))
    if not value:
        return None
    if base and not _SCHEME.match(value):
        try:
            value = urljoin(base, value)
        except ValueError:
            return None
    if value.startswith("#"):
        return None  # leads nowhere: what it names is not written
    scheme = _SCHEME.match(value)
    if scheme and scheme[1].lower() not in (_OF_IMAGES if image else _OF_LINKS):
        return None
    return value
