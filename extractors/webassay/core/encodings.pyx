# cython: language_level=3, boundscheck=False, wraparound=False
"""A check of encoded text: the compiled counterpart of `webassay.page.is_utf8`."""

from libc.stdint cimport uint64_t
from libc.string cimport memcpy


def is_utf8(const unsigned char[::1] html not None):
    """Tell whether bytes are UTF-8 without a fault, by Table 3-7 of the Unicode Standard."""
    if not html.shape[0]:
        return True
    cdef const unsigned char* at = &html[0]
    cdef const unsigned char* end = at + html.shape[0]
    cdef unsigned char lead, low, high
    cdef int more
    cdef uint64_t eight, beyond_ascii = (<uint64_t>0x80808080U << 32) | 0x80808080U
    while at < end:
        lead = at[0]
        if lead < 0x80:
            at += 1
            while end - at >= 8:  # most of a page is ASCII: eight bytes are looked at together
                memcpy(&eight, at, 8)
                if eight & beyond_ascii:
                    break
                at += 8
            continue
        at += 1
        low, high = 0x80, 0xBF  # of the byte after the first
        if 0xC2 <= lead <= 0xDF:
            more = 1
        elif 0xE0 <= lead <= 0xEF:
            more = 2
            if lead == 0xE0:
                low = 0xA0
            elif lead == 0xED:
                high = 0x9F
        elif 0xF0 <= lead <= 0xF4:
            more = 3
            if lead == 0xF0:
                low = 0x90
            elif lead == 0xF4:
                high = 0x8F
        else:
            return False
        while more:
            if at == end or not low <= at[0] <= high:
                return False
            low, high = 0x80, 0xBF
            at += 1
            more -= 1
    return True
