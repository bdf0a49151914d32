"""What the pure code says of tags and attributes, in the form in which the walk looks it up."""

from cpython cimport array
from libc.string cimport strcmp
from lxml.includes cimport tree

from array import array as _array

cdef enum:
    SLOTS = 1024  # of the table of tags: a power of two, far above their number
    NO_KIND = -100


cdef class _Tags:
    """What the pure code says of tags and attributes."""

    cdef list names
    cdef const char* name[SLOTS]
    cdef int kind[SLOTS]
    cdef array.array marks  # of block-level tags, by number
    cdef dict roles
    cdef object unseen, blocks
    cdef int pre, hidden, item, skip, link, line_break, strong

    def __init__(self):
        from webassay.main_text import blocks

        self.blocks, self.roles, self.unseen = blocks.Blocks, blocks._ROLES, blocks._UNSEEN
        self.marks = _array("i", blocks._MARKS)
        self.pre, self.hidden, self.item = blocks._MARKED["pre"], blocks._HIDDEN, blocks._ITEM
        self.skip, self.link, self.strong = blocks._SKIP, blocks._LINK, blocks._STRONG
        self.line_break = blocks._BREAK
        self.names = [(name.encode("ascii"), kind) for name, kind in blocks._KINDS.items()]
        assert 2 * len(self.names) < SLOTS
        cdef unsigned int slot
        cdef bytes tag
        for tag, kind in self.names:
            slot = self.slot(tag)
            while self.name[slot] is not NULL:
                slot = (slot + 1) % SLOTS
            self.name[slot], self.kind[slot] = tag, kind

    cdef unsigned int slot(self, const char* name) noexcept:
        cdef unsigned int sum = 5381
        while name[0]:
            sum = sum * 33 + <unsigned char>name[0]
            name += 1
        return sum % SLOTS

    cdef int kind_of(self, tree.xmlNode* node) noexcept:
        cdef unsigned int slot
        cdef const char* name = <const char*>node.name
        if node.type != tree.XML_ELEMENT_NODE:
            return NO_KIND
        if node.ns is not NULL and node.ns.href is not NULL:
            return NO_KIND
        slot = self.slot(name)
        while self.name[slot] is not NULL:
            if strcmp(self.name[slot], name) == 0:
                return self.kind[slot]
            slot = (slot + 1) % SLOTS
        return NO_KIND
