# cython: language_level=3, boundscheck=False, wraparound=False
"""The evaluation of trees: the compiled counterpart of `webassay.forest.sums`.

It does what the pure code does, but for a few rows at a time, whose answers stay in the processor's
cache. Bounds are checked once for each question and tree, not for each row.
"""

from libc.stdlib cimport free, malloc

import numpy as np

cdef enum:
    ROWS = 128  # at a time

ctypedef unsigned char Byte
ctypedef fused Value:
    float
    Byte


def sums(columns, questions, leaves):
    """Return of each row the sum of the leaves that it comes to."""
    found = np.zeros(columns.shape[1])
    if columns.strides[1] != columns.itemsize:  # the values of a column are read one after the other
        columns = np.ascontiguousarray(columns)
    if columns.dtype == np.uint8:
        _add[Byte](columns, questions.ranks, questions.columns, questions.asked, leaves, found)
    else:
        _add[float](columns, questions.borders, questions.columns, questions.asked, leaves, found)
    return found


cdef int _add(
    const Value[:, :] columns,
    const Value[::1] limits,
    const Py_ssize_t[::1] asked_columns,
    const Py_ssize_t[:, ::1] asked,
    const float[:, ::1] leaves,
    double[::1] found,
) except -1:
    cdef Py_ssize_t questions = limits.shape[0], trees = asked.shape[0], depth = asked.shape[1]
    cdef Py_ssize_t question, tree, level, start, row, rows
    cdef const Value* values
    cdef const float* leaf_values
    cdef unsigned char* answer
    cdef unsigned char leaf[ROWS]
    cdef Value limit
    _check(columns, limits, asked_columns, asked, leaves)
    cdef unsigned char* answers = <unsigned char*>malloc(max(questions, 1) * ROWS)
    if answers is NULL:
        raise MemoryError
    for start in range(0, columns.shape[1], ROWS):
        rows = min(columns.shape[1] - start, ROWS)
        for question in range(questions):
            values = &columns[asked_columns[question], start]
            limit = limits[question]
            answer = answers + question * ROWS
            for row in range(rows):
                answer[row] = values[row] > limit
        for tree in range(trees):
            for row in range(rows):
                leaf[row] = 0
            for level in range(depth - 1, -1, -1):
                answer = answers + asked[tree, level] * ROWS
                for row in range(rows):
                    leaf[row] = <unsigned char>(2 * leaf[row] + answer[row])
            leaf_values = &leaves[tree, 0]
            for row in range(rows):
                found[start + row] += leaf_values[leaf[row]]
    free(answers)
    return 0


cdef int _check(
    const Value[:, :] columns,
    const Value[::1] limits,
    const Py_ssize_t[::1] asked_columns,
    const Py_ssize_t[:, ::1] asked,
    const float[:, ::1] leaves,
) except -1:
    """Check that all numbers are in their bounds.

    Raises:
        IndexError, ValueError: they are not.
    """
    cdef Py_ssize_t place, level
    if asked_columns.shape[0] != limits.shape[0] or leaves.shape[0] != asked.shape[0]:
        raise ValueError("there are not as many questions, or leaves, as there should be")
    if asked.shape[1] > 8 or leaves.shape[1] < 1 << asked.shape[1]:
        raise ValueError("a tree does not have as many leaves as its depth asks for")
    for place in range(asked_columns.shape[0]):
        if not 0 <= asked_columns[place] < columns.shape[0]:
            raise IndexError(f"no column {asked_columns[place]}")
    for place in range(asked.shape[0]):
        for level in range(asked.shape[1]):
            if not 0 <= asked[place, level] < limits.shape[0]:
                raise IndexError(f"no question {asked[place, level]}")
    return 0
