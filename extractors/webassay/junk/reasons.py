"""Why a line is judged as it is, in a few words for a person."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webassay.junk.evidence import TOTAL
from webassay.junk.shapes import Columns

_STRONG = 1.0  # log-odds
_ALIKE = 0.8  # share of words
_SHORT = 10  # words

Found = NDArray[np.bool_]


def reasons_of(columns: Columns, junk: Found) -> list[str]:
    """Say of each line what speaks for the verdict; the first of these that holds.

    Args:
        columns: of the lines.
        junk: which lines are flagged.
    """
    evidence, words = columns[TOTAL], columns["words"]
    before, behind = columns[f"{TOTAL}<3"], columns[f"{TOTAL}>3"]
    repeats = np.maximum(columns["like_last"], columns["like_next"]) >= _ALIKE
    of_junk: dict[str, Found] = {
        "ends in a duration": columns["clock_at_end"] > 0,
        "repeats an earlier line": columns["copy"] > 0,
        "repeats the line beside it": repeats,
        "its words are those of junk": evidence > _STRONG,
        "stands among lines of junk": (before > 0) & (behind > 0),
        "stands before the text": columns["words_before"] == 0,
        "stands behind the text": columns["until_prose"] > columns["since_prose"],
        "is short where the text is long": (words < _SHORT) & (columns["mean_long"] > 0.5),  # noqa: PLR2004
    }
    of_content: dict[str, Found] = {
        "sentences": (columns["terminals"] > 0) & (words >= _SHORT),
        "its words are those of text": evidence < -_STRONG,
        "stands among lines of text": (before < 0) & (behind < 0),
    }
    found = np.select(
        [junk & holds for holds in of_junk.values()]
        + [~junk & holds for holds in of_content.values()],
        [*of_junk, *of_content],
        default="its shape and place",
    )
    reasons: list[str] = found.tolist()
    return reasons
