"""Fetch one page over HTTP when a person asks for it. Nothing else here uses the network."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

from webassay.errors import WebassayError
from webassay.installed import version_of

_LARGEST = 50 << 20  # bytes that are fetched of a page at most
_PATIENCE = 30  # seconds for a server to answer


def is_address(source: str) -> bool:
    """Tell whether a source is an address of the web rather than a file."""
    return source.lower().startswith(("http://", "https://"))


def fetch(url: str) -> tuple[bytes, str]:
    """Fetch a page.

    Args:
        url: an address for which `is_address` holds.

    Returns:
        Its bytes, and the address after redirections.

    Raises:
        WebassayError: it cannot be fetched, or is larger than 50 MiB.
    """
    agent = f"webassay/{version_of('webassay')}"
    request = urllib.request.Request(url, headers={"User-Agent": agent})  # noqa: S310 # http(s) alone
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            html = answer.read(_LARGEST + 1)
            address = str(answer.url)
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise WebassayError(f"cannot fetch {url}: {reason}") from error
    if len(html) > _LARGEST:
        raise WebassayError(f"{url} is larger than {_LARGEST >> 20} MiB; save it to a file first")
    return html, address
