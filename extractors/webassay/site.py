"""The site that an address is of: its registered domain."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def site_of(url: str | None) -> str | None:
    """Return the registered domain of an address (`news.bbc.co.uk` -> `bbc.co.uk`), or None.

    The public suffix list decides, without its private part: blogs on one platform are one site.
    """
    from tld import get_fld

    if not url:
        return None
    domain = get_fld(url, fail_silently=True, fix_protocol=True)
    if domain:
        return str(domain)
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return None
    try:
        return str(ip_address(host))
    except ValueError:
        return ".".join(host.split(".")[-2:]) or None
