# cython: language_level=3, boundscheck=False, wraparound=False
"""Kinds of characters: the compiled counterpart of `webassay.characters.counted`."""

from cpython.unicode cimport PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND, PyUnicode_READ

import numpy as np

cdef enum:
    MOST = 16  # kinds: a power of two


def counted(list texts not None):
    """Count the characters of each of some texts by kind."""
    from webassay import characters

    cdef const unsigned char[::1] table = characters._table()
    cdef Py_ssize_t end = table.shape[0] - 1, kinds = characters.KINDS
    cdef dict beyond = characters._BEYOND
    assert kinds <= MOST
    count = np.zeros((len(texts), kinds))
    first, last = np.zeros(len(texts), np.uint8), np.zeros(len(texts), np.uint8)
    cdef double[:, ::1] of_text = count
    cdef unsigned char[::1] of_first = first, of_last = last
    cdef Py_ssize_t number, place, length
    cdef Py_ssize_t found[MOST]
    cdef unsigned char of_character
    cdef Py_UCS4 character
    cdef int kind
    cdef void* data
    cdef str text
    for number in range(len(texts)):
        text = texts[number]
        kind, data, length = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
        for place in range(kinds):
            found[place] = 0
        found[0] = 1  # what stands behind a text in the pure code
        of_character = 0
        for place in range(length):
            character = PyUnicode_READ(kind, data, place)
            if character < <Py_UCS4>end:
                of_character = table[character]
            else:
                of_character = beyond.get(<int>character, table[end])
            found[of_character % MOST] += 1
            if not place:
                of_first[number] = of_character
        of_last[number] = of_character
        for place in range(kinds):
            of_text[number, place] = found[place]
    return count, first, last
