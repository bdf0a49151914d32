# cython: language_level=3, boundscheck=True, wraparound=False
"""The walk over a page's tree: the compiled counterpart of `webassay.main_text.blocks.blocks_of`.

It goes from node to node of libxml2's tree, through lxml's public C interface, where the pure code
has lxml make a Python object of every element and of every text. Texts are gathered as UTF-8, and
are made strings once their block ends. The tables of tags and marks are those of the pure code.
"""

from cpython cimport array
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strcmp, strlen
from lxml.includes cimport tree
from lxml.includes.etreepublic cimport _Element, attributeValue, import_lxml__etree

from array import array as _array

import_lxml__etree()

include "text.pxi"
include "tags.pxi"


cdef class _Walk:
    """One page, as it is walked over; the names are those of `blocks_of`."""

    cdef _Tags known
    cdef _Buffer run, collapsed, described
    cdef list texts, names
    cdef dict written, seen
    cdef array.array owner, marked, linked, links, emphasis, images, shared
    cdef array.array depth, parent, tags, ends, marks_of
    cdef int linked_now, links_now, emphasis_now, images_now, low
    cdef int level, number, marks, in_link, strong
    cdef bint broken

    def __init__(self, _Tags known):
        self.known = known
        self.run, self.collapsed, self.described = _Buffer(), _Buffer(), _Buffer()
        self.texts, self.names, self.written, self.seen = [], [], {}, {"": ""}
        self.owner, self.marked, self.linked, self.links = _ints(), _ints(), _ints(), _ints()
        self.emphasis, self.images, self.shared = _ints(), _ints(), _ints()
        self.depth, self.parent, self.tags, self.ends = _ints(), _ints(), _ints(), _ints()
        self.marks_of = _ints()
        self.number = -1

    cdef int over(self, tree.xmlNode* root) except -1:
        """Walk over a tree, without recursion: pages are nested as deeply as they like."""
        cdef tree.xmlNode* node = root
        cdef tree.xmlNode* below
        cdef int kind
        while True:
            kind = self.known.kind_of(node)
            below = NULL
            if node.type == tree.XML_ENTITY_REF_NODE:  # what is below it is the entity's own tree
                self.read_name(<Text>node.name)
            elif kind != self.known.skip:
                self.start(node, kind)
                below = _element(node.children)
            if below is not NULL:
                node = below
                continue
            while True:
                self.end(node, self.known.kind_of(node))
                if node is root:
                    return 0
                below = _element(node.next)
                if below is not NULL:
                    node = below
                    break
                node = node.parent

    cdef int start(self, tree.xmlNode* node, int kind) except -1:
        if kind >= 0:
            if self.run.length:
                self.end_block()
            _append(self.depth, self.level)
            _append(self.parent, self.number)
            _append(self.tags, kind)
            _append(self.marks_of, self.marks)
            self.level += 1
            self.marks |= self.known.marks.data.as_ints[kind]
            self.names.append(self.describe(node) if node.properties is not NULL else "")
            self.number = len(self.ends)
            _append(self.ends, 0)
        elif kind == NO_KIND:
            pass
        elif kind == self.known.link:
            self.in_link += 1
            self.links_now += 1
        elif kind == self.known.line_break:
            if self.broken and self.run.length:
                self.end_block()
            self.run.add(b"\n", 1)
            self.broken = True
        elif kind == self.known.strong:
            self.strong += 1
        else:
            self.images_now += 1
        return self.read(node.children)

    cdef int end(self, tree.xmlNode* node, int kind) except -1:
        if kind >= 0:
            if self.run.length:
                self.end_block()
            self.ends.data.as_ints[self.number] = len(self.ends)
            self.marks = self.marks_of.data.as_ints[self.number]
            self.number = self.parent.data.as_ints[self.number]
            self.level -= 1
            if self.level <= self.low:
                self.low = self.level - 1
        elif kind == self.known.link:
            self.in_link -= 1
        elif kind == self.known.strong:
            self.strong -= 1
        return self.read(node.next)

    cdef int read(self, tree.xmlNode* node) except -1:
        """Take in a text: it may be in several nodes, as lxml's `text` and `tail` are."""
        cdef Py_ssize_t before = self.run.length
        cdef bint blank = True
        cdef int characters = 0, space
        cdef Text at
        while node is not NULL:
            if node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE:
                at = <Text>node.content
                if at is not NULL:
                    self.run.add(at, strlen(<const char*>at))
                    if self.in_link or self.strong:
                        characters += _characters(at)
                    while blank and at[0]:
                        space = _space(at)
                        blank = space > 0
                        at += space
            elif node.type != tree.XML_XINCLUDE_START and node.type != tree.XML_XINCLUDE_END:
                break
            node = node.next
        if self.run.length == before:
            return 0
        if blank:
            if not before:
                self.run.length = 0
            return 0
        self.count(characters)
        return 0

    cdef int read_name(self, Text name) except -1:
        """Take in an entity that is not resolved."""
        self.run.add(b"&", 1)
        self.run.add(name, strlen(<const char*>name))
        self.run.add(b";", 1)
        self.count(_characters(name) + 2)
        return 0

    cdef void count(self, int characters) noexcept:
        self.broken = False
        if self.in_link:
            self.linked_now += characters
        if self.strong:
            self.emphasis_now += characters

    cdef int end_block(self) except -1:
        self.collapsed.collapse(self.run)
        if self.collapsed.length:
            if self.marks & self.known.pre:
                self.written[len(self.texts)] = self.run.text().strip("\n").rstrip()
            self.texts.append(self.collapsed.text())
            _append(self.owner, self.number)
            _append(self.marked, self.marks)
            _append(self.linked, self.linked_now)
            _append(self.links, self.links_now)
            _append(self.emphasis, self.emphasis_now)
            _append(self.images, self.images_now)
            _append(self.shared, self.low)
            self.low = max(self.level - 1, 0)
            self.linked_now = self.links_now = self.emphasis_now = self.images_now = 0
        self.run.length = 0
        return 0

    cdef str describe(self, tree.xmlNode* node):
        """Return what an element says of itself, and mark what stands in it."""
        cdef tree.xmlAttr* attribute = node.properties
        cdef const char* key
        cdef str name
        self.described.length = 0
        while attribute is not NULL:
            key = <const char*>attribute.name
            if attribute.type != tree.XML_ATTRIBUTE_NODE or (
                attribute.ns is not NULL and attribute.ns.href is not NULL
            ):
                pass
            elif strcmp(key, "class") == 0 or strcmp(key, "id") == 0:
                self.describe_as(b" ", node, attribute)
            elif strcmp(key, "style") == 0:
                if self.known.unseen.search(_value(node, attribute)):
                    self.marks |= self.known.hidden
            elif strcmp(key, "role") == 0:
                self.marks |= self.known.roles.get(_value(node, attribute), 0)
                self.describe_as(b" role-", node, attribute)
            elif strcmp(key, "hidden") == 0 or (
                strcmp(key, "aria-hidden") == 0 and _value(node, attribute) == "true"
            ):
                self.marks |= self.known.hidden
            elif strcmp(key, "itemprop") == 0:
                self.marks |= self.known.item
                self.describe_as(b" prop-", node, attribute)
            attribute = attribute.next
        if not self.described.length:
            return ""
        name = self.described.text()
        return self.seen.setdefault(name, name)

    cdef int describe_as(
        self, const char* prefix, tree.xmlNode* node, tree.xmlAttr* attribute
    ) except -1:
        cdef tree.xmlNode* value = attribute.children
        cdef bytes encoded
        self.described.add(prefix, strlen(prefix))
        if _is_plain(value):
            self.described.add(value.content, strlen(<const char*>value.content))
        elif value is not NULL:
            encoded = attributeValue(node, attribute).encode("utf-8")
            self.described.add(<const char*>encoded, len(encoded))
        return 0

    cdef found(self, root):
        """Return the columns, as the pure code does."""
        return self.known.blocks(
            self.texts, self.written, self.owner, self.marked, self.linked, self.links,
            self.emphasis, self.images, self.shared, self.depth, self.parent, self.tags,
            self.ends, self.names, root,
        )


cdef inline bint _is_plain(tree.xmlNode* value) noexcept:
    return (
        value is not NULL
        and value.next is NULL
        and value.type == tree.XML_TEXT_NODE
        and value.content is not NULL
    )


cdef str _value(tree.xmlNode* node, tree.xmlAttr* attribute):
    cdef tree.xmlNode* value = attribute.children
    if _is_plain(value):
        return PyUnicode_DecodeUTF8(
            <const char*>value.content, strlen(<const char*>value.content), NULL
        )
    return attributeValue(node, attribute)


cdef inline tree.xmlNode* _element(tree.xmlNode* node) noexcept:
    """Return the first element, or entity, of some siblings, from one of them on; or NULL."""
    while (
        node is not NULL
        and node.type != tree.XML_ELEMENT_NODE
        and node.type != tree.XML_ENTITY_REF_NODE
    ):
        node = node.next
    return node


cdef array.array _ints():
    return _array("i")


cdef inline int _append(array.array column, int value) except -1:
    cdef Py_ssize_t length = len(column)
    array.resize_smart(column, length + 1)
    column.data.as_ints[length] = value
    return 0


cdef _Tags _tags = None


def blocks_of(_Element root not None):
    """List the blocks of a parsed page."""
    global _tags
    if _tags is None:
        _tags = _Tags()
    cdef _Walk walk = _Walk(_tags)
    walk.over(root._c_node)
    if walk.run.length:
        walk.end_block()
    return walk.found(root)
