"""Text in UTF-8, of the walk over a tree."""

from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdlib cimport free, realloc
from libc.string cimport memcpy

ctypedef const unsigned char* Text

cdef enum:
    # What is done at a byte: it is copied; it is white space; it may begin white space.
    PLAIN = 0
    BLANK = 1
    LEAD = 2

cdef unsigned char _class[256]
for _byte in range(256):
    _class[_byte] = PLAIN
for _byte in (*range(0x09, 0x0E), *range(0x1C, 0x21)):
    _class[_byte] = BLANK
for _byte in (0xC2, 0xE1, 0xE2, 0xE3):
    _class[_byte] = LEAD


cdef inline int _space(Text at) noexcept nogil:
    """Return the bytes of the white space, as `str.isspace` means it, that begins here; or 0.

    The text ends with a zero byte, so that no byte after it is looked at.
    """
    cdef unsigned char kind = _class[at[0]]
    if kind == PLAIN:
        return 0
    if kind == BLANK:
        return 1
    if at[0] == 0xC2:
        return 2 if at[1] == 0x85 or at[1] == 0xA0 else 0
    if at[0] == 0xE1:
        return 3 if at[1] == 0x9A and at[2] == 0x80 else 0
    if at[0] == 0xE3:
        return 3 if at[1] == 0x80 and at[2] == 0x80 else 0
    if at[1] == 0x80:
        return 3 if 0x80 <= at[2] <= 0x8A or at[2] in (0xA8, 0xA9, 0xAF) else 0
    return 3 if at[1] == 0x81 and at[2] == 0x9F else 0


cdef int _characters(Text at) noexcept nogil:
    """Count the characters of a text."""
    cdef int count = 0
    while at[0]:
        count += (at[0] & 0xC0) != 0x80
        at += 1
    return count


cdef class _Buffer:
    """Bytes that are added to, with a zero byte after the last."""

    cdef unsigned char* data
    cdef Py_ssize_t length, room

    def __dealloc__(self):
        free(self.data)

    cdef int reserve(self, Py_ssize_t more) except -1:
        cdef unsigned char* larger
        cdef Py_ssize_t room = self.room
        if self.length + more >= room:
            room = 2 * room + more + 64
            larger = <unsigned char*>realloc(self.data, room)
            if larger is NULL:
                raise MemoryError
            self.data, self.room = larger, room
        return 0

    cdef int add(self, const void* text, Py_ssize_t size) except -1:
        self.reserve(size)
        memcpy(self.data + self.length, text, size)
        self.length += size
        self.data[self.length] = 0
        return 0

    cdef str text(self):
        return PyUnicode_DecodeUTF8(<char*>self.data, self.length, NULL)

    cdef int collapse(self, _Buffer run) except -1:
        """Take over another's text, with one space in place of any white space, none at its ends."""
        cdef Text at
        cdef unsigned char* to
        cdef int blank
        self.length = 0
        self.reserve(run.length)
        at, to = run.data, self.data
        while at[0]:
            blank = _space(at)
            if not blank:
                to[0] = at[0]
                to += 1
                at += 1
            else:
                while blank:
                    at += blank
                    blank = _space(at)
                if at[0] and to > self.data:
                    to[0] = b" "
                    to += 1
        to[0] = 0
        self.length = to - self.data
        return 0
