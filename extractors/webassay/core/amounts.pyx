# cython: language_level=3, boundscheck=False, wraparound=False
"""Dates and prices: the compiled counterpart of `webassay.main_text.amounts.bearing`.

One pass over a text in place of two regular expressions, which it follows alternative by
alternative. Four characters beyond ASCII equal ASCII letters where case is ignored; a text with
one of them is left to the expressions themselves.
"""

from cpython.unicode cimport (
    PyUnicode_DATA,
    PyUnicode_GET_LENGTH,
    PyUnicode_KIND,
    PyUnicode_READ,
    Py_UNICODE_ISALNUM,
    Py_UNICODE_ISDECIMAL,
    Py_UNICODE_ISSPACE,
)

import numpy as np

cdef enum:
    LONGEST = 120  # characters; as in the pure code
    AROUND = 12  # zeros behind a text, so that looking ahead stays within it


ctypedef unsigned int Code


cdef struct Text:
    Code at[LONGEST + AROUND]
    unsigned char is_digit[LONGEST + AROUND]
    unsigned char is_word[LONGEST + AROUND]
    int length


def bearing(list texts not None, dates, prices):
    """Tell of each text whether it bears a date, and whether it bears a price."""
    of_date, of_price = np.zeros(len(texts)), np.zeros(len(texts))
    cdef double[::1] date = of_date, price = of_price
    cdef Text text
    cdef Py_ssize_t number
    cdef str given
    for number in range(len(texts)):
        given = texts[number]
        if PyUnicode_GET_LENGTH(given) >= LONGEST:
            continue
        if _read(given, &text):
            date[number], price[number] = _has_date(&text), _has_price(&text)
        else:
            date[number] = dates.search(given) is not None
            price[number] = prices.search(given) is not None
    return of_date, of_price


cdef bint _read(str given, Text* text) noexcept:
    """Take in a text in lower case, as far as that is ASCII's; false where it must not be."""
    cdef int kind = PyUnicode_KIND(given), place
    cdef void* data = PyUnicode_DATA(given)
    cdef Code character
    text.length = <int>PyUnicode_GET_LENGTH(given)
    for place in range(text.length):
        character = <Code>PyUnicode_READ(kind, data, place)
        if character < 128:
            text.is_digit[place] = c"0" <= character <= c"9"
            if c"A" <= character <= c"Z":
                character += 32
            text.is_word[place] = (
                text.is_digit[place] or c"a" <= character <= c"z" or character == c"_"
            )
        elif character in (0x130, 0x131, 0x17F, 0x212A):
            return False
        else:
            text.is_digit[place] = Py_UNICODE_ISDECIMAL(character)
            text.is_word[place] = Py_UNICODE_ISALNUM(character)
        text.at[place] = character
    for place in range(text.length, text.length + AROUND):
        text.at[place] = text.is_digit[place] = text.is_word[place] = 0
    return True


cdef bint _has_date(Text* text) noexcept:
    cdef int place
    for place in range(text.length):
        if text.is_digit[place]:
            if _is_day(text, place) or _is_time(text, place):
                return True
        if text.is_word[place] and not (place and text.is_word[place - 1]):
            if _is_year(text, place) or _is_month(text, place) or _is_ago(text, place):
                return True
    return False


cdef inline bint _is_year(Text* text, int at) noexcept:
    r"""Follow `\b(?:19|20)\d\d\b`, at the start of a word."""
    return (
        (
            (text.at[at] == c"1" and text.at[at + 1] == c"9")
            or (text.at[at] == c"2" and text.at[at + 1] == c"0")
        )
        and text.is_digit[at + 2]
        and text.is_digit[at + 3]
        and not text.is_word[at + 4]
    )


cdef inline bint _parts(Code character) noexcept:
    return character == c"." or character == c"/" or character == c"-"


cdef inline bint _is_day(Text* text, int at) noexcept:
    r"""Follow `\d{1,2}[./-]\d{1,2}[./-]\d{2,4}`, whose first digit may be its only one."""
    if not _parts(text.at[at + 1]) or not text.is_digit[at + 2]:
        return False
    at += 4 if text.is_digit[at + 3] else 3
    return _parts(text.at[at]) and text.is_digit[at + 1] and text.is_digit[at + 2]


cdef inline bint _is_time(Text* text, int at) noexcept:
    r"""Follow `\d{1,2}:\d\d`, whose first digit may be its only one."""
    return text.at[at + 1] == c":" and text.is_digit[at + 2] and text.is_digit[at + 3]


cdef inline bint _says(Text* text, int at, const char* word) noexcept:
    while word[0]:
        if text.at[at] != <Code>word[0]:
            return False
        at += 1
        word += 1
    return True


cdef bint _is_month(Text* text, int at) noexcept:
    r"""Follow `\b(?:jan|feb|…|dec)[a-z]*\b`, at the start of a word."""
    cdef const char* month = b"janfebmaraprmayjunjulaugsepoctnovdec"
    cdef int place
    for place in range(0, 36, 3):
        if (
            text.at[at] == <Code>month[place]
            and text.at[at + 1] == <Code>month[place + 1]
            and text.at[at + 2] == <Code>month[place + 2]
        ):
            at += 3
            while c"a" <= text.at[at] <= c"z":
                at += 1
            return not text.is_word[at]
    return False


cdef bint _is_ago(Text* text, int at) noexcept:
    r"""Follow `\b(?:hours?|days?|minutes?|months?) ago`, at the start of a word."""
    if _says(text, at, b"day"):
        at += 3
    elif _says(text, at, b"hour"):
        at += 4
    elif _says(text, at, b"month"):
        at += 5
    elif _says(text, at, b"minute"):
        at += 6
    else:
        return False
    return _says(text, at + (text.at[at] == c"s"), b" ago")


cdef inline bint _is_space(Code character) noexcept:
    return Py_UNICODE_ISSPACE(character)


cdef bint _has_price(Text* text) noexcept:
    r"""Follow `[$€£¥₹]\s?\d|\d\s?(?:€|kr|zł|usd|eur)\b`."""
    cdef int place, after
    cdef Code character
    for place in range(text.length):
        character = text.at[place]
        after = place + 1
        if character in (0x24, 0x20AC, 0xA3, 0xA5, 0x20B9):
            if text.is_digit[after + _is_space(text.at[after])]:
                return True
        elif text.is_digit[place]:
            after += _is_space(text.at[after])
            if _is_currency(text, after):
                return True
    return False


cdef inline bint _is_currency(Text* text, int at) noexcept:
    r"""Follow `(?:€|kr|zł|usd|eur)\b`: behind a sign that is no letter, a letter has to stand."""
    if text.at[at] == 0x20AC:
        return text.is_word[at + 1]
    if _says(text, at, b"kr"):
        return not text.is_word[at + 2]
    if text.at[at] == c"z" and text.at[at + 1] in (0x141, 0x142):
        return not text.is_word[at + 2]
    if _says(text, at, b"usd") or _says(text, at, b"eur"):
        return not text.is_word[at + 3]
    return False
