# cython: language_level=3, boundscheck=False, wraparound=False
"""Words and tokens: the compiled counterparts in `main_text.tokens`, `.evidence` and `.features`.

Characters are looked at one by one, in whatever script: a letter is what it is to Python's regular
expressions. Tokens are looked up as they are made, and are never all there at once.
"""

from cpython.dict cimport PyDict_GetItemWithError
from cpython.object cimport PyObject
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_Substring,
    Py_UNICODE_ISALNUM,
)
from libc.math cimport INFINITY, isnan

import numpy as np


cdef enum:
    LONGEST = 32  # letters of a word in a name: more than the pure code takes
    OTHER = 0
    LOWER = 1
    UPPER = 2

cdef unsigned char _ascii_words[128]
for _code in range(128):
    _ascii_words[_code] = chr(_code).isalnum() or _code == 95  # the underscore

ctypedef unsigned int Code

cdef Py_ssize_t SHORT, SHORTEST, STARTS, LONGEST_NAME, LONG
cdef bint _is_ready = False


cdef int _make_ready() except -1:
    """Read the limits of the pure code, where they are written once."""
    global SHORT, SHORTEST, STARTS, LONGEST_NAME, LONG, _is_ready
    if not _is_ready:
        from webassay.main_text import tokens

        SHORT, SHORTEST, STARTS = tokens._SHORT, tokens._SHORTEST, tokens._STARTS
        LONGEST_NAME, LONG = tokens._LONGEST_NAME, tokens._LONG
        assert LONGEST_NAME <= LONGEST
        _is_ready = True
    return 0


cdef inline bint _in_word(Py_UCS4 character) noexcept:
    if character < 128:
        return _ascii_words[character]
    return Py_UNICODE_ISALNUM(character)


def words_of_texts(list texts not None):
    """List the words of each of some texts; of much text, in little memory."""
    _make_ready()
    cdef dict known = {} if sum(map(len, texts)) >= LONG else None
    return [_words_of(text, known) for text in texts]


cdef list _words_of(str text, dict known):
    cdef str lower = text.lower()
    cdef int kind = PyUnicode_KIND(lower)
    cdef void* data = PyUnicode_DATA(lower)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(lower), place = 0, start
    cdef list words = []
    cdef str word
    while place < length:
        if not _in_word(PyUnicode_READ(kind, data, place)):
            place += 1
            continue
        start = place
        place += 1
        while place < length and _in_word(PyUnicode_READ(kind, data, place)):
            place += 1
        word = PyUnicode_Substring(lower, start, place)
        words.append(word if known is None else known.setdefault(word, word))
    return words


cdef inline int _case(Py_UCS4 character) noexcept:
    if u"a" <= character <= u"z":
        return LOWER
    return UPPER if u"A" <= character <= u"Z" else OTHER


def name_tokens(str name not None):
    """List the words in the class, id and role of an element, each once.

    A word is what `[A-Z]?[a-z]+|[A-Z]+` finds, from left to right.
    """
    _make_ready()
    cdef int kind = PyUnicode_KIND(name)
    cdef void* data = PyUnicode_DATA(name)
    cdef Py_ssize_t length = PyUnicode_GET_LENGTH(name), place = 0, start, letter
    cdef dict words = {}
    cdef unsigned char word[LONGEST]
    while place < length:
        start = place
        if _case(PyUnicode_READ(kind, data, place)) == UPPER:
            place += 1
        while place < length and _case(PyUnicode_READ(kind, data, place)) == LOWER:
            place += 1
        if place == start:
            place += 1
            continue
        if place == start + 1 and _case(PyUnicode_READ(kind, data, start)) == UPPER:
            while place < length and _case(PyUnicode_READ(kind, data, place)) == UPPER:
                place += 1
        if 1 < place - start <= LONGEST_NAME:
            for letter in range(start, place):
                word[letter - start] = <Code>PyUnicode_READ(kind, data, letter) | 0x20  # in lower case
            words[PyUnicode_FromKindAndData(1, word, place - start)] = None
    return tuple(words)


def shared_with_title(list texts not None, set title not None):
    """Count of each text its different words, and those that stand in the title too."""
    different, shared = np.empty(len(texts)), np.empty(len(texts))
    cdef double[::1] of_different = different, of_shared = shared
    cdef Py_ssize_t place
    cdef set words
    for place in range(len(texts)):
        words = set(texts[place])
        of_different[place] = len(words)
        of_shared[place] = len(title & words) if title else 0
    return different, shared


cdef class _Summary:
    """What is known of the tokens of a text."""

    cdef dict odds
    cdef double total, lowest, highest
    cdef Py_ssize_t known

    def __init__(self, dict odds not None):
        self.odds = odds

    cdef void begin(self) noexcept:
        self.total, self.lowest, self.highest, self.known = 0, INFINITY, -INFINITY, 0

    cdef int add(self, str token) except -1:
        cdef PyObject* found = PyDict_GetItemWithError(self.odds, token)
        cdef double value
        if found is NULL:
            return 0
        value = <object>found
        if isnan(value):
            return 0
        self.total += value
        self.lowest = min(self.lowest, value)
        self.highest = max(self.highest, value)
        self.known += 1
        return 0

    cdef void write(self, double[:, ::1] table, Py_ssize_t place) noexcept:
        table[0, place], table[3, place] = self.total, self.known
        table[1, place] = self.lowest if self.known else 0
        table[2, place] = self.highest if self.known else 0


def summaries_of_texts(list texts not None, dict odds not None):
    """Return what is known of the tokens of each text, by its words."""
    _make_ready()
    found = np.empty((4, len(texts)))
    cdef double[:, ::1] table = found
    cdef _Summary summary = _Summary(odds)
    cdef list words
    cdef Py_ssize_t place, number, count
    for place in range(len(texts)):
        words = texts[place]
        count = len(words)
        summary.begin()
        for number in range(min(count, STARTS)):
            summary.add("^" + <str>words[number])
        if count:
            summary.add("$" + <str>words[count - 1])
        if count <= SHORT:
            for number in range(count):
                summary.add(<str>words[number])
        if count > 1:
            summary.add(<str>words[0] + "_" + <str>words[1])
        if 0 < count <= SHORTEST:
            summary.add("=" + " ".join(words))
        summary.write(table, place)
    return found


def summaries_of_names(list names not None, dict odds not None):
    """Return what is known of the tokens of each name."""
    found = np.empty((4, len(names)))
    cdef double[:, ::1] table = found
    cdef _Summary summary = _Summary(odds)
    cdef tuple tokens
    cdef Py_ssize_t place
    for place in range(len(names)):
        tokens = names[place]
        summary.begin()
        for token in tokens:
            summary.add(token)
        summary.write(table, place)
    return found
