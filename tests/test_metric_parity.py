"""Metrics beside the scorers they follow: on real pages, and on any text.

The scorers that have no package are stated again at the end, after the files that are named there.
"""

from __future__ import annotations

import json
import re
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webassay import registry
from webassay_bench import datasets, texts
from webassay_bench.datasets import Gold
from webassay_bench.metrics import METRICS
from webassay_bench.run import Settings, measure
from webassay_bench.stats import plain_figures

Pair = tuple[str, str]  # of gold and output
Shares = dict[str, float]

TOLERANCE = 1e-9
ARTICLES = 84
_SHARES = ("precision", "recall", "f1")

# All that could be taken for a word, a mark, an address or white space, or be turned into it.
_PIECES = st.sampled_from(
    [
        *"a b A B aa _ é É ß İ ﬁ Σ ς 文字 <p> <H> </p> URL URL:x . - AT&T \u0301".split(),
        *("\n", "\r\n", "\t", "\u00a0", "\u2028", "\x1c", "\x0b", "\x00", "\u00ad"),
    ]
)
_GAPS = st.sampled_from(["", " ", " ", "\n"])
_TEXTS = st.lists(st.tuples(_PIECES, _GAPS), max_size=25).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)
_PAIRS = st.lists(st.tuples(_TEXTS, _TEXTS), min_size=1, max_size=6)


def _figures(name: str, pairs: Sequence[Pair]) -> Shares:
    """Return a metric's figures over pages."""
    rows = [{"scores": {name: METRICS[name].page(Gold(text=gold), text)}} for gold, text in pairs]
    return plain_figures(METRICS[name], rows)


@pytest.fixture(scope="module")
def pairs(cases: list[tuple[Gold, str]]) -> list[Pair]:
    found = [(gold.text, text) for gold, text in cases if gold.text is not None]
    assert len(found) >= 24
    return found


def test_on_real_pages_words_are_those_of_wcxb(pairs: list[Pair]) -> None:
    assert _figures("words", pairs) == pytest.approx(_wcxb(pairs), abs=TOLERANCE)


@given(_PAIRS)
def test_on_any_text_words_are_those_of_wcxb(pairs: list[Pair]) -> None:
    assert _figures("words", pairs) == pytest.approx(_wcxb(pairs), abs=TOLERANCE)


def test_on_real_pages_levenshtein_is_that_of_the_benchmark(pairs: list[Pair]) -> None:
    expected = statistics.fmean(_web_content_extraction(*pair) for pair in pairs)
    assert _figures("levenshtein", pairs)["similarity"] == pytest.approx(expected, abs=TOLERANCE)


@given(_TEXTS, _TEXTS)
def test_on_any_text_levenshtein_is_that_of_the_benchmark(gold: str, text: str) -> None:
    found = _figures("levenshtein", [(gold, text)])["similarity"]
    assert found == pytest.approx(_web_content_extraction(gold, text), abs=TOLERANCE)
    assert found == _figures("levenshtein", [(text, gold)])["similarity"]
    assert 0 <= found <= 1
    assert _figures("levenshtein", [(text, text)])["similarity"] == 1


def test_on_real_pages_cleaneval_is_evert_s(pairs: list[Pair]) -> None:
    assert _figures("cleaneval", pairs) == pytest.approx(_cleaneval(pairs), abs=TOLERANCE)


@given(_PAIRS)
def test_on_any_text_cleaneval_is_evert_s(pairs: list[Pair]) -> None:
    found = _figures("cleaneval", pairs)
    assert found == pytest.approx(_cleaneval(pairs), abs=TOLERANCE)
    assert all(0 <= value <= 1 for value in found.values())
    assert set(_figures("cleaneval", [(text, text) for text, _ in pairs]).values()) == {1.0}


def test_cleaneval_by_hand() -> None:
    # The address is left out; gold: '' the cat sat ''; out: the cat ran -> two of five, of three.
    found = _figures("cleaneval", [("URL: http://x\n the cat sat\n", "the cat ran")])
    assert found == pytest.approx(
        {"precision": 2 / 3, "recall": 2 / 5, "f1": 1 / 2}
        | {"precision_all": 2 / 3, "recall_all": 2 / 5, "f1_all": 1 / 2}
    )


def test_on_real_pages_segments_are_those_of_trafilatura(cases: list[tuple[Gold, str]]) -> None:
    scored = [(gold, text) for gold, text in cases if gold.required or gold.forbidden]
    if not scored:
        pytest.skip("WEBASSAY_DATA does not name the folder of the data")
    metric = METRICS["segments"]
    rows = [{"scores": {"segments": metric.page(gold, text)}} for gold, text in scored]
    expected = _trafilatura([(gold.required, gold.forbidden, text) for gold, text in scored])
    assert plain_figures(metric, rows) == pytest.approx(expected, abs=TOLERANCE)


@given(st.lists(st.tuples(st.lists(_TEXTS), st.lists(_TEXTS), _TEXTS), min_size=1, max_size=4))
def test_on_any_text_segments_are_those_of_trafilatura(
    items: list[tuple[list[str], list[str], str]],
) -> None:
    metric = METRICS["segments"]
    scores = [metric.page(Gold(required=(*w,), forbidden=(*o,)), text) for w, o, text in items]
    rows = [{"scores": {"segments": score}} for score in scores if score is not None]
    if rows:
        found = plain_figures(metric, rows)
        assert found == pytest.approx(_trafilatura(items), abs=TOLERANCE)


@given(_PAIRS)
def test_on_any_text_shingles_are_those_of_the_article_benchmark(pairs: list[Pair]) -> None:
    sides = [{str(n): {"articleBody": pair[k]} for n, pair in enumerate(pairs)} for k in (0, 1)]
    expected = _article_benchmark(*sides)
    if expected is not None:
        found = _figures("shingles", pairs)
        assert {name: found[name] for name in expected} == pytest.approx(expected, abs=TOLERANCE)


@pytest.mark.parametrize("name", ["trafilatura", "readability-lxml", "resiliparse"])
def test_a_run_on_the_articles_has_the_figures_of_their_own_scorer(
    name: str, data: Path, tmp_path: Path
) -> None:
    extractor = registry.load(name)
    if missing := extractor.missing():
        pytest.skip(missing)
    folder = data / "article-extraction-benchmark"
    result = measure(datasets.load(folder), extractor, Settings(tmp_path, jobs=2, texts=True))
    output = {
        page.removesuffix(".html"): {"articleBody": given.text}
        for page, given in texts.read(result.file).items()
    }
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    assert len(output) == ARTICLES
    expected = _article_benchmark({page: truth[page] for page in output}, output)
    assert expected is not None
    found = plain_figures(METRICS["shingles"], result.rows)
    assert {figure: found[figure] for figure in expected} == pytest.approx(expected, abs=TOLERANCE)


def _wcxb(pairs: Sequence[Pair]) -> Shares:
    """Murrough-Foley/web-content-extraction-benchmark, evaluate.py: `tokenize`, `word_f1`."""
    pages = []
    for pair in pairs:
        gold, text = (re.findall(r"\w+", side.lower()) for side in pair)
        if not gold or not text:
            pages.append([float(not gold and not text)] * 3)
            continue
        overlap = sum((Counter(gold) & Counter(text)).values())
        precision, recall = overlap / len(text), overlap / len(gold)
        pages.append([precision, recall, 2 * precision * recall / (precision + recall or 1)])
    return dict(zip(_SHARES, map(statistics.fmean, zip(*pages, strict=True)), strict=True))


def _web_content_extraction(gold: str, text: str) -> float:
    """chatnoir-eu/web-content-extraction-benchmark: eval.py, `levenshtein_eval`; `tokenize_ws`."""
    levenshtein = pytest.importorskip("Levenshtein")
    sides = (re.split(r"\s+", side.strip()) if side.strip() else [] for side in (gold, text))
    return float(levenshtein.ratio(*sides))


def _cleaneval(pairs: Sequence[Pair]) -> Shares:
    """cleaneval.py 1.0 (Stefan Evert 2008), of Python 2: `normalize`, `make_diff`, `evaluate`."""
    pages, total = [], Counter[str]()
    for pair in pairs:
        gold, text = map(_cleaneval_words, pair)
        counts = Counter[str]()
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, text, gold).get_opcodes():
            if tag == "equal":
                counts["tp"] += i2 - i1
            else:  # what was replaced was deleted, and something else inserted
                counts["fp"] += i2 - i1
                counts["fn"] += j2 - j1
        pages.append(_cleaneval_shares(counts))
        total += counts
    together = dict(zip(_SHARES, _cleaneval_shares(total), strict=True))
    return {
        **dict(zip(_SHARES, map(statistics.fmean, zip(*pages, strict=True)), strict=True)),
        **{f"{name}_all": value for name, value in together.items()},
    }


def _cleaneval_words(text: str) -> list[bytes]:
    plain = re.sub(rb"^\s*URL.*$", b"", text.encode(), flags=re.MULTILINE)
    plain = re.sub(rb"[\x00-\x1f]+", b" ", plain)
    plain = re.sub(rb"(<[phl]>)", rb"\n\1 ", plain, flags=re.IGNORECASE)
    return re.split(rb"\s+", re.sub(rb"\s+", b" ", plain))


def _cleaneval_shares(counts: Mapping[str, int]) -> tuple[float, float, float]:
    precision = counts["tp"] / (counts["tp"] + counts["fp"] or 1)
    recall = counts["tp"] / (counts["tp"] + counts["fn"] or 1)
    return precision, recall, 2 * precision * recall / (precision + recall or 1)


def _trafilatura(items: Sequence[tuple[Sequence[str], Sequence[str], str]]) -> Shares:
    """trafilatura, tests/eval_common.py: `norm`, `count_item`, `ConfusionMatrix`."""

    def norm(text: str) -> str:
        return re.sub(r"\s+", " ", text).strip()

    tp = sum(norm(segment) in norm(text) for wanted, _, text in items for segment in wanted)
    fp = sum(norm(segment) in norm(text) for _, others, text in items for segment in others)
    fn = sum(len(wanted) for wanted, _, _ in items) - tp
    tn = sum(len(others) for _, others, _ in items) - fp
    return {
        "precision": tp / (tp + fp or 1),
        "recall": tp / (tp + fn or 1),
        "f1": 2 * tp / (2 * tp + fp + fn or 1),
        "accuracy": (tp + tn) / (tp + fp + fn + tn),
    }


def _article_benchmark(truth: Mapping[str, Any], output: Mapping[str, Any]) -> Shares | None:
    """scrapinghub/article-extraction-benchmark, evaluate.py: `evaluate`.

    With `string_shingle_matching`, `metrics_from_tp_fp_fns` and `get_accuracy`; None where these
    have no figure: no page has a shingle, or none has one in both.
    """
    precisions, recalls, same = [], [], []
    for page in truth:
        sides = [
            re.findall(r"\w+", given[page].get("articleBody", "")) for given in (truth, output)
        ]
        same.append(float(sides[0] == sides[1]))
        runs = [
            Counter(
                run
                for start in range(max(1, len(words) - 3))
                if (run := tuple(words[start : start + 4]))
            )
            for words in sides
        ]
        tp = sum((runs[0] & runs[1]).values())
        if runs[1]:
            precisions.append(tp / sum(runs[1].values()))
        if runs[0]:
            recalls.append(tp / sum(runs[0].values()))
    if not precisions or not recalls or not any(recalls):
        return None
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    f1 = 2 * precision * recall / (precision + recall)
    accuracy = statistics.mean(same)
    return {"precision": precision, "recall": recall, "f1": f1, "accuracy": accuracy}
