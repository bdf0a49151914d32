# cython: language_level=3, boundscheck=False, wraparound=False
"""The evaluation of trees: the compiled counterparts of `webassay.forest.sums` and `free_sums`.

It does what the pure code does, but for a few rows at a time, whose answers stay in the processor's
cache. Bounds are checked once for each question and tree, not for each row.
"""

from libc.stdlib cimport free, malloc

import numpy as np

cdef extern from *:
    """
    /* Processors with wide registers take half the time; which it is, is found out when loaded. */
    #if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
    #define WEBASSAY_WIDE __attribute__((target_clones("avx2", "default")))
    #else
    #define WEBASSAY_WIDE
    #endif
    WEBASSAY_WIDE static void webassay_rule_out(
        const float *values, float limit, unsigned own, unsigned *out, Py_ssize_t rows
    ) {
        for (Py_ssize_t row = 0; row < rows; row++) out[row] |= values[row] > limit ? own : 0;
    }
    """
    void rule_out "webassay_rule_out" (
        const float* values, float limit, unsigned int own, unsigned int* out, Py_ssize_t rows
    ) noexcept nogil

cdef enum:
    ROWS = 128  # at a time

cdef int _PLACES[32]
for _number in range(32):
    _PLACES[((0x077CB531 << _number) & 0xFFFFFFFF) >> 27] = _number

ctypedef unsigned char Byte
ctypedef fused Value:
    float
    Byte


cdef _in_rows(columns):
    """Return columns whose values, which are read one after the other, stand so."""
    return columns if columns.strides[1] == columns.itemsize else np.ascontiguousarray(columns)


def sums(columns, limits, questions, leaves):
    """Return of each row the sum of the leaves that it comes to."""
    found = np.zeros(columns.shape[1])
    columns = _in_rows(columns)
    if columns.dtype == np.uint8:
        _add[Byte](columns, limits, questions.columns, questions.asked, leaves, found)
    else:
        _add[float](columns, limits, questions.columns, questions.asked, leaves, found)
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


def free_sums(columns, limits, forest):
    """Return of each row the sum of the leaves that it comes to."""
    found = np.zeros(columns.shape[1])
    columns = _in_rows(columns)
    nodes = forest.features, forest.ruled_out, forest.starts, forest.leaves
    if columns.dtype == np.uint8:
        _rule_out[Byte](columns, limits, *nodes, found)
    else:
        _rule_out[float](columns, forest.borders, *nodes, found)
    return found


cdef int _rule_out(
    const Value[:, :] columns,
    const Value[::1] limits,
    const int[::1] features,
    const unsigned int[::1] ruled_out,
    const int[::1] starts,
    const float[:, ::1] leaves,
    double[::1] found,
) except -1:
    cdef Py_ssize_t trees = starts.shape[0], tree, node, end, start, row, rows
    cdef const Value* values
    cdef unsigned int out[ROWS]
    cdef unsigned int own, first
    cdef Value limit
    _check_nodes(columns, limits, features, ruled_out, starts, leaves)
    for start in range(0, columns.shape[1], ROWS):
        rows = min(columns.shape[1] - start, ROWS)
        for tree in range(trees):
            end = starts[tree + 1] if tree + 1 < trees else features.shape[0]
            for row in range(rows):
                out[row] = 0
            for node in range(starts[tree], end):
                values = &columns[features[node], start]
                limit, own = limits[node], ruled_out[node]
                if Value is float:
                    rule_out(values, limit, own, out, rows)
                else:
                    for row in range(rows):
                        out[row] |= own if values[row] > limit else 0
            for row in range(rows):
                first = ~out[row] & (out[row] + 1)  # the lowest leaf that is left, as a bit
                found[start + row] += leaves[tree, _place(first)]
    return 0


cdef inline int _place(unsigned int bit) noexcept nogil:
    """Return the number of the one bit that is set, by a product that shifts a sequence of which no
    five bits are alike (Leiserson, Prokop and Randall 1998)."""
    return _PLACES[(bit * 0x077CB531U) >> 27]


cdef int _check_nodes(
    const Value[:, :] columns,
    const Value[::1] limits,
    const int[::1] features,
    const unsigned int[::1] ruled_out,
    const int[::1] starts,
    const float[:, ::1] leaves,
) except -1:
    """Check that all numbers are in their bounds, and that no tree can run out of leaves.

    Raises:
        IndexError, ValueError: they are not, or one can.
    """
    cdef Py_ssize_t nodes = features.shape[0], place, tree, end
    cdef unsigned int last
    if ruled_out.shape[0] != nodes or limits.shape[0] != nodes:
        raise ValueError("there are not as many nodes as there should be")
    if leaves.shape[0] != starts.shape[0] or not 0 < leaves.shape[1] <= 32:
        raise ValueError("there are not as many leaves as there should be")
    last = <unsigned int>1 << (leaves.shape[1] - 1)
    for tree in range(starts.shape[0]):
        end = starts[tree + 1] if tree + 1 < starts.shape[0] else nodes
        if not 0 <= starts[tree] < end <= nodes:
            raise IndexError(f"no node {starts[tree]}")
    for place in range(nodes):
        if not 0 <= features[place] < columns.shape[0]:
            raise IndexError(f"no column {features[place]}")
        if ruled_out[place] >= last:
            raise IndexError(f"more leaves than {leaves.shape[1]}")
    return 0
