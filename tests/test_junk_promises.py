"""What the judge of lines promises not to do to a text."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from webassay import flag
from webassay.junk.thresholds import ANY, LOSSES, Thresholds


@pytest.mark.parametrize(
    "text",
    [
        "Share this article\nThe port stayed closed on Thursday.",
        "Accept all cookies\nA plain sentence about the sea.",
    ],
)
def test_in_a_short_text_a_sentence_is_not_taken_for_what_stands_beside_it(text: str) -> None:
    first, second = flag(text)
    assert (first.junk, second.junk) == (True, False)
    assert second.probability < 0.5


def test_below_the_floor_of_an_extractor_nothing_is_flagged() -> None:
    scores = np.full(len(LOSSES), -9.0)
    thresholds = Thresholds({"trafilatura": scores, ANY: scores}, {"trafilatura": 0.8})
    probabilities, words = np.array([0.79, 0.81]), np.ones(2)
    flags = thresholds.flags(probabilities, words, "trafilatura", 0.01)
    assert flags.tolist() == [False, True]
    assert thresholds.flags(probabilities, words, "another", 0.01).all()


def test_the_text_of_an_extractor_is_never_flagged_as_a_whole() -> None:
    text = "Share this article\nOpen in app\nAccept all cookies"
    assert all(line.junk for line in flag(text))
    assert not any(line.junk for line in flag(text, extractor="trafilatura"))


SEED = Path(os.environ.get("WEBASSAY_DATA", "")).resolve().parent / "seeds" / "cbs-piece.txt"


@pytest.mark.skipif(not SEED.is_file(), reason="the seed is not part of the repository")
def test_no_sentence_of_the_seed_is_lost_and_every_prompt_and_caption_is_found() -> None:
    for line in flag(SEED.read_text("utf-8")):
        if "state media says" not in line.text:  # the headline may go or stay
            prompt = len(line.text) < 50 or line.text.startswith("Get browser notifications")
            assert line.junk == prompt, line.text
