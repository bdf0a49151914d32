# cython: language_level=3, boundscheck=True, wraparound=False
"""Sums over elements and over neighbours: counterparts in `webassay.main_text.surroundings`.

Numbers are added one after the other, in the order in which NumPy adds them.
"""

import numpy as np


def sums_within(
    const Py_ssize_t[::1] owner, const Py_ssize_t[::1] ends, const double[:] values
):
    """Sum what blocks have, for each element, over all that is in it."""
    cdef Py_ssize_t number, elements = ends.shape[0]
    found, sums = np.zeros(elements), np.zeros(elements + 1)
    cdef double[::1] of_element = found, until = sums
    for number in range(owner.shape[0]):
        of_element[owner[number]] += values[number]
    for number in range(elements):
        until[number + 1] = (until[number] if number else -0.0) + of_element[number]
    for number in range(elements):
        of_element[number] = until[ends[number]] - until[number]
    return found


def window(const double[:] values, const double[:] weights, Py_ssize_t reach):
    """Return for each block the weighted mean over it and `reach` blocks on both sides."""
    cdef Py_ssize_t number, first, last, count = values.shape[0]
    found, both = np.empty(count), np.zeros((2, count + 1))
    cdef double[::1] mean = found
    cdef double[:, ::1] until = both
    for number in range(count):
        until[0, number + 1] = (until[0, number] if number else -0.0) + (
            values[number] * weights[number]
        )
        until[1, number + 1] = (until[1, number] if number else -0.0) + weights[number]
    for number in range(count):
        first, last = max(number - reach, 0), min(number + reach + 1, count)
        mean[number] = (until[0, last] - until[0, first]) / (
            until[1, last] - until[1, first] + 1e-9
        )
    return found
