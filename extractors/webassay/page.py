"""A page as it was fetched, and its bytes turned into text as browsers do it.

Follows the HTML Standard, 13.2.3.2 "Determining the character encoding": a byte-order mark wins;
then what the page declares in `<meta>` or an XML declaration; then detection; labels mean what the
Encoding Standard says (`iso-8859-1` and `ascii` are windows-1252).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property

from webassay.core import compiled_in
from webassay.encodings import decode_bytes, detect

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))
_PRESCAN = 1024  # bytes; browsers go on to the end of the head where that is later, and so do we
_AT_ONCE = 1 << 20  # bytes that are checked together: bounds the memory on long pages
_LONGEST_HEAD = 1 << 16  # bytes; beyond it no declaration is looked for
_HEAD_END = re.compile(rb"</head\s*>|<body[\s>]", re.IGNORECASE)
_META = re.compile(
    rb"(?is)<!--.*?-->"
    rb"|<meta[\s/]((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>"
    rb"|<[a-z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"  # what other tags hold in quotes is no tag
)
_XML = re.compile(rb"\s*<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"([^\s=/\"'>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([^\s\"';,]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One web page, as bytes.

    Attributes:
        html: the page as it came over the network, not decoded.
        url: its address, or None where it is not known.
        id: its name within a dataset; free of meaning elsewhere.
    """

    html: bytes
    url: str | None = None
    id: str = ""

    @classmethod
    def of(cls, html: bytes | str, url: str | None = None) -> Page:
        """Make a page of bytes, or of text that has been decoded already.

        Text is stored as UTF-8 with a byte-order mark, which outweighs a `<meta charset>` that was
        true of the bytes that the text once was.
        """
        if isinstance(html, str):
            html = html.removeprefix("\ufeff").encode("utf-8-sig", "replace")
        return cls(html=html, url=url)

    @cached_property
    def encoding(self) -> str:
        """The encoding's name in the Encoding Standard, in lower case."""
        return sniff(self.html)

    @cached_property
    def text(self) -> str:
        """The page decoded as a browser decodes it; bytes that make no sense become U+FFFD."""
        return decode(self.html, self.encoding)

    @property
    def utf8(self) -> bytes:
        """The page's text in UTF-8: its own bytes, where they are that already."""
        if self.encoding == "utf-8" and "text" not in self.__dict__ and is_utf8(self.html):
            return self.html.removeprefix(codecs.BOM_UTF8)
        return self.text.encode("utf-8", "replace")


def decode(html: bytes, encoding: str | None = None) -> str:
    """Decode a page's bytes.

    Args:
        html: the bytes.
        encoding: a label of the Encoding Standard; None to find it out with `sniff`.

    Returns:
        The text, without byte-order mark. Never fails: undecodable bytes become U+FFFD.
    """
    encoding = encoding or sniff(html)
    for bom, _ in _BOMS:
        if html.startswith(bom):
            html = html[len(bom) :]
            break
    return decode_bytes(html, _standard_name(encoding) or "utf-8")


@compiled_in("encodings")
def is_utf8(html: bytes) -> bool:
    """Tell whether bytes are UTF-8 without a fault; takes little memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(html), _AT_ONCE):
            end = start + _AT_ONCE
            decoder.decode(html[start:end], final=end >= len(html))
    except UnicodeDecodeError:
        return False
    return True


def sniff(html: bytes) -> str:
    """Find the encoding of a page's bytes: byte-order mark, declaration, detection.

    Returns:
        A name of the Encoding Standard in lower case, such as `utf-8` or `windows-1252`.
    """
    for bom, encoding in _BOMS:
        if html.startswith(bom):
            return encoding
    return declared(html) or detect(html)


def declared(html: bytes) -> str | None:
    """Return the encoding that a page's `<meta>` or XML declaration names, if it is a real one."""
    head = _HEAD_END.search(html, 0, _LONGEST_HEAD)
    window = html[: max(_PRESCAN, head.end() if head else 0)]
    for match in _META.finditer(window):
        if match[1] is not None and (encoding := _meta_charset(match[1])):
            return encoding
    xml = _XML.match(html[:_PRESCAN])
    return _declared_name(xml[1]) if xml else None


def _meta_charset(attributes: bytes) -> str | None:
    values: dict[bytes, bytes] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        values.setdefault(name.lower(), double or single or bare)
    if b"charset" in values:
        return _declared_name(values[b"charset"])
    if values.get(b"http-equiv", b"").strip().lower() == b"content-type":
        charset = _CHARSET.search(values.get(b"content", b""))
        return _declared_name(charset[1]) if charset else None
    return None


def _declared_name(label: bytes | str) -> str | None:
    """Return what a declaration means: the bytes that hold it were readable as ASCII."""
    name = _standard_name(label)
    if name is not None and name.startswith("utf-16"):
        return "utf-8"
    return "windows-1252" if name == "x-user-defined" else name


def _standard_name(label: bytes | str) -> str | None:
    import webencodings

    if isinstance(label, bytes):
        label = label.decode("ascii", "replace")
    encoding = webencodings.lookup(label)
    if encoding is None:
        return None
    return str(encoding.name)
