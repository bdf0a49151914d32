"""Families that see the blocks of a page as a sequence."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from webassay.forest import logistic
from webassay.main_text.features import PageFeatures
from webassay.main_text.surroundings import Floats, Numbers
from webassay.page import Page
from webassay_bench.train.folds import SEED
from webassay_bench.train.study.alone import Scale, quietly, row_table
from webassay_bench.train.study.family import Family, Table, look
from webassay_bench.train.study.taught import Taught

_REACH = 2  # blocks before and behind that the network sees
_UNITS = 64
_ROUNDS = 6  # each block is drawn so often, if all weighed the same
_AT_ONCE = 8192  # blocks
_TINY = 1e-6  # no probability is nearer to 0 and 1
_TRIALS = 150  # of the three numbers of a chain
_STARTS = ((1.0, 0.0, 0.0), (0.8, 0.0, 0.0), (1.0, 0.3, 0.0), (1.0, 0.0, 0.5))
_CERTAIN = 1 - 1e-9


def network(taught: Taught) -> Family:
    """Fit one hidden layer over a window of blocks: a convolution along the page.

    A block is drawn as often as it weighs, and drawn as content as often as its label says, so
    that the network sees the loss of the trees.
    """
    from sklearn.neural_network import MLPClassifier

    scale = Scale.of(taught.pages.table)
    table, draws = scale(taught.pages.table), np.random.default_rng(SEED)
    first, last = _bounds(taught.pages.blocks)
    chances = taught.pages.weights.astype(float) / taught.pages.weights.sum(dtype=float)
    model = MLPClassifier((_UNITS,), batch_size=256, alpha=1e-3, random_state=SEED)
    for _ in range(max(len(table) * _ROUNDS // _AT_ONCE, 1)):
        drawn = draws.choice(len(table), _AT_ONCE, p=chances)
        answers = draws.random(_AT_ONCE) < taught.pages.labels[drawn]
        seen = _window(table, drawn, first[drawn], last[drawn])
        quietly(model.partial_fit, seen, answers, classes=[False, True])

    def judge(page: PageFeatures, _: Page) -> Floats:
        own, places = scale(row_table(page, taught)), np.arange(len(page.size))
        seen = _window(own, places, np.zeros_like(places), np.full_like(places, len(places) - 1))
        found: Floats = model.predict_proba(seen)[:, 1].astype(float)
        return found

    return Family(judge)


def _bounds(blocks: Sequence[int]) -> tuple[Numbers, Numbers]:
    """Return for each block of all pages the first and the last of its page."""
    ends = np.cumsum(blocks)
    return np.repeat(ends - blocks, blocks), np.repeat(ends - 1, blocks)


def _window(table: Table, places: Numbers, first: Numbers, last: Numbers) -> Table:
    """Put the columns of the blocks around beside those of each, the outermost for what is out."""
    beside = range(-_REACH, _REACH + 1)
    return np.concatenate([table[np.clip(places + by, first, last)] for by in beside], axis=1)


@dataclass(frozen=True)
class Chain:
    """A linear chain over the blocks of a page, of two states: content, or not.

    Attributes:
        scale, bias: of the log-odds that the trees give a block.
        coupling: the log-odds that two neighbours are of one kind.
    """

    scale: float
    bias: float
    coupling: float

    def log_odds(self, first: Floats) -> Floats:
        """Return the marginal log-odds of each block, by passing messages both ways."""
        own = self.scale * first + self.bias
        pull = min(max(math.tanh(self.coupling / 2), -_CERTAIN), _CERTAIN)
        before, behind = _messages(own.tolist(), pull), _messages(own[::-1].tolist(), pull)[::-1]
        found: Floats = own + before + behind
        return found


def _messages(own: list[float], pull: float) -> list[float]:
    """Return what each of a row of blocks hears from the one before it."""
    heard, message = [], 0.0
    for value in own:
        heard.append(message)
        message = 2 * math.atanh(pull * math.tanh((value + message) / 2))
    return heard


def chain(taught: Taught) -> Family:
    """Fit a chain over what the trees say of pages that they did not see.

    Its numbers are those of the least cross entropy of the marginals, since shares as labels have
    no likelihood of a sequence. Source: Kakade, Teh and Roweis 2002, "An Alternate Objective
    Function for Markovian Fields".
    """
    from scipy.optimize import minimize

    said = [_log_odds(probabilities) for probabilities in taught.looks]

    def loss(numbers: Floats) -> float:
        odds = np.concatenate([Chain(*numbers.tolist()).log_odds(first) for first in said])
        return float(taught.pages.weights @ (np.logaddexp(0, odds) - taught.pages.labels * odds))

    options = {"initial_simplex": _STARTS, "maxfev": _TRIALS, "xatol": 1e-3, "fatol": 1e-7}
    found = minimize(loss, _STARTS[0], method="Nelder-Mead", options=options)
    learnt = Chain(*found.x.tolist())
    first = taught.shipped

    def judge(page: PageFeatures, _: Page) -> Floats:
        odds = learnt.log_odds(_log_odds(look(first, page)))
        return logistic(odds)

    about = f"scale {learnt.scale:.2f}, bias {learnt.bias:.2f}, coupling {learnt.coupling:.2f}"
    return Family(judge, about=about)


def _log_odds(probabilities: Floats) -> Floats:
    bounded = np.clip(probabilities, _TINY, 1 - _TINY)
    found: Floats = np.log(bounded / (1 - bounded))
    return found
