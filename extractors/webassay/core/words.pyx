# cython: language_level=3, boundscheck=False, wraparound=False
"""Words and tokens: the compiled counterparts in `main_text.tokens`, `.evidence` and `.features`.

Characters are looked at one by one, in whatever script: a letter is what it is to Python's regular
expressions. Tokens are looked up as they are made, and are never all there at once.
"""

from cpython.object cimport PyObject
from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_FromKindAndData,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    PyUnicode_READ_CHAR,
    PyUnicode_Substring,
    Py_UNICODE_ISALNUM,
)
from libc.math cimport INFINITY, NAN, isnan
from libc.stdlib cimport calloc, free
from libc.string cimport memset

import numpy as np


cdef enum:
    BEGINNINGS = 64  # first letters that are told apart
    LENGTHS = 16
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
    """Count the different words of each text that stand in the title, and all different ones.

    Only words that are as long as one of the title's, and begin as it does, are looked up.
    """
    shared, different = np.zeros(len(texts)), np.ones(len(texts))
    cdef double[::1] of_shared = shared, of_different = different
    cdef unsigned char likely[BEGINNINGS][LENGTHS]
    cdef Py_ssize_t place
    cdef set words
    cdef str word
    memset(likely, 0, sizeof(likely))
    for word in title:
        likely[_beginning(word)][len(word) % LENGTHS] = True
    for place in range(len(texts)):
        words = None
        for word in <list?>texts[place]:
            if likely[_beginning(word)][len(word) % LENGTHS] and word in title:
                words = set(texts[place])
                break
        if words is not None:
            of_shared[place], of_different[place] = len(title & words), len(words)
    return shared, different


cdef inline unsigned int _beginning(str word) noexcept:
    return <Code>PyUnicode_READ_CHAR(word, 0) % BEGINNINGS if PyUnicode_GET_LENGTH(word) else 0


cdef struct _Entry:
    PyObject* token
    Py_hash_t hash
    double odds


cdef class Lexicon:
    """Log-odds by token, side by side in memory.

    In a dictionary of many thousand tokens most of the time of a look-up goes to waiting for memory,
    in four places; here there are two.
    """

    cdef _Entry* entries
    cdef size_t mask
    cdef dict odds  # keeps the tokens

    def __cinit__(self, dict odds not None):
        cdef size_t room = 8, place
        while room < 2 * <size_t>len(odds):
            room *= 2
        self.entries = <_Entry*>calloc(room, sizeof(_Entry))
        if self.entries is NULL:
            raise MemoryError
        self.mask, self.odds = room - 1, dict(odds)
        for token, value in self.odds.items():
            place = <size_t>hash(token) & self.mask
            while self.entries[place].token is not NULL:
                place = (place + 1) & self.mask
            self.entries[place] = _Entry(<PyObject*>token, hash(token), value)

    def __dealloc__(self):
        free(self.entries)

    cdef double of(self, str token) except? -1:
        """Return the log-odds of a token, or NaN where they are not known."""
        cdef Py_hash_t number = hash(token)
        cdef size_t place = <size_t>number & self.mask
        while self.entries[place].token is not NULL:
            if self.entries[place].hash == number and token == <str>self.entries[place].token:
                return self.entries[place].odds
            place = (place + 1) & self.mask
        return NAN


def lexicon(odds):
    """Return log-odds in the form in which they are looked up in."""
    return Lexicon(odds)


cdef class _Summary:
    """What is known of the tokens of a text."""

    cdef Lexicon odds
    cdef double total, lowest, highest
    cdef Py_ssize_t known

    def __init__(self, Lexicon odds not None):
        self.odds = odds

    cdef void begin(self) noexcept:
        self.total, self.lowest, self.highest, self.known = 0, INFINITY, -INFINITY, 0

    cdef int add(self, str token) except -1:
        cdef double value = self.odds.of(token)
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


def summaries_of_texts(list texts not None, Lexicon odds not None):
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
            summary.add("^" + <str?>words[number])
        if count:
            summary.add("$" + <str?>words[count - 1])
        if count <= SHORT:
            for number in range(count):
                summary.add(<str?>words[number])
        if count > 1:
            summary.add(<str?>words[0] + "_" + <str?>words[1])
        if 0 < count <= SHORTEST:
            summary.add("=" + " ".join(words))
        summary.write(table, place)
    return found


def summaries_of_names(list names not None, Lexicon odds not None):
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
            summary.add(<str?>token)
        summary.write(table, place)
    return found
