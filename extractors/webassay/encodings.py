"""Bytes to text by the tables of the Encoding Standard, where Python's codecs differ from them.

Source: https://encoding.spec.whatwg.org/. Bytes of 0x80 to 0x9F that a Windows code page leaves
undefined are C1 controls; gbk is decoded as gb18030, with 0x80 for the euro sign; koi8-u is
KOI8-RU; euc-jp has the NEC extensions.
"""

from __future__ import annotations

import codecs
from functools import cache

_ASCII = bytes(range(0x80))
_C1 = range(0x80, 0xA0)
_EURO = 0x80
_OVERRIDES = {"koi8-u": {0xAE: "\u045e", 0xBE: "\u040e"}}
_SAMPLE = 1 << 16  # bytes handed to detection, which is slow
_BEFORE = 256  # bytes before the first telling one: the text about it says more than the head
_FALLBACK = "windows-1252"
_MIN_SHARE = 0.3  # of the characters beyond ASCII; running text of each language has far more
_MOST_DAMAGE = 0.02  # of the bytes beyond ASCII; a page with one bad byte is what it was
# (encoding, the characters that only its language has so many of): tried in this order.
_EAST_ASIAN = (
    ("shift_jis", "\u3040", "\u30ff"),
    ("euc-jp", "\u3040", "\u30ff"),
    ("euc-kr", "\uac00", "\ud7a3"),
)


def decode_bytes(content: bytes, encoding: str) -> str:
    """Decode bytes.

    Args:
        content: the bytes, without byte-order mark.
        encoding: a name of the Encoding Standard, in lower case.

    Returns:
        The text; what makes no sense is U+FFFD.
    """
    if encoding.startswith("windows-") or encoding in _OVERRIDES:
        return content.decode("latin-1").translate(_single_bytes(encoding))
    if encoding == "gbk":
        return _decode(content, "gb18030", {_EURO: "\u20ac"})
    if encoding == "euc-jp":
        return _decode(content, "euc_jp", {}, spare="euc_jis_2004")
    if encoding == "big5":
        return content.decode("big5hkscs", "replace")
    import webencodings

    found = webencodings.lookup(encoding) or webencodings.UTF8
    return str(found.codec_info.decode(content, "replace")[0])


def detect(content: bytes) -> str:
    """Guess the encoding of bytes that declare none.

    UTF-8 if they are UTF-8, but for a cut or a few damaged characters; Japanese or Korean where
    their own letters come out; else what charset-normalizer finds, or windows-1252.

    Returns:
        A name of the Encoding Standard, in lower case.
    """
    beyond_ascii = len(content.translate(None, _ASCII))
    damage = content.decode("utf-8", "replace").count("\ufffd")
    if damage <= _MOST_DAMAGE * beyond_ascii or (damage == 1 and beyond_ascii > 8):  # noqa: PLR2004
        return "utf-8"
    start = len(content) - len(content.lstrip(_ASCII))
    sample = content[max(0, start - _BEFORE) :][:_SAMPLE]
    for encoding, first, last in _EAST_ASIAN:
        letters = [c for c in decode_bytes(sample, encoding) if c > "\x7f"]
        own = sum(first <= c <= last for c in letters)
        if own > _MIN_SHARE * len(letters) and letters.count("\ufffd") <= 0.05 * len(letters):
            return encoding
    import webencodings
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    found = webencodings.lookup(best.encoding.replace("_", "-")) if best else None
    return str(found.name) if found else _FALLBACK


def _decode(content: bytes, codec: str, singles: dict[int, str], spare: str = "") -> str:
    """Decode with a Python codec, and mend what it refuses."""

    def mend(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101 # no other comes from decoding
        byte = error.object[error.start]
        if byte in singles:
            return singles[byte], error.start + 1
        if spare:
            try:
                pair = error.object[error.start : error.start + 2]
                return pair.decode(spare), error.start + 2
            except UnicodeDecodeError:
                pass
        return "\ufffd", max(error.end, error.start + 1)

    name = f"webassay-{codec}"
    codecs.register_error(name, mend)
    return content.decode(codec, name)


@cache
def _single_bytes(encoding: str) -> dict[int, str]:
    import webencodings

    codec = webencodings.lookup(encoding).codec_info
    table = {}
    for byte in range(0x80, 0x100):
        character = codec.decode(bytes([byte]), "replace")[0]
        undefined = chr(byte) if byte in _C1 else "\ufffd"
        table[byte] = undefined if character == "\ufffd" else character
    return table | _OVERRIDES.get(encoding, {})
