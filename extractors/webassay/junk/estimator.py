"""The judge of lines as a scikit-learn transformer, for pipelines.

>>> from sklearn.pipeline import make_pipeline
>>> from sklearn.feature_extraction.text import TfidfVectorizer
>>> from webassay.junk.estimator import JunkCleaner
>>> model = make_pipeline(JunkCleaner(), TfidfVectorizer())
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from sklearn.base import BaseEstimator, TransformerMixin

from webassay.junk.document import Document
from webassay.junk.flagging import DEFAULT_LOSS, Settings, flag_all
from webassay.junk.removal import without


class JunkCleaner(TransformerMixin, BaseEstimator):  # type: ignore[misc] # the library has no types
    """Takes texts and gives them back without the lines that are flagged as junk.

    It is trained already: `fit` learns nothing.

    Args:
        loss: the share of the words of content that may be lost, from 0 to 1.
        extractor: the name of the extractor that made the texts, or "".
    """

    def __init__(self, loss: float = DEFAULT_LOSS, extractor: str = "") -> None:
        self.loss = loss
        self.extractor = extractor

    def fit(self, X: Iterable[str], y: Any = None) -> Self:  # noqa: ARG002, N803 # scikit-learn's names
        """Return itself."""
        return self

    def transform(self, X: Iterable[str]) -> list[str]:  # noqa: N803 # scikit-learn's name
        """Return the cleaned texts, in order."""
        texts = list(X)
        documents = (Document(text, extractor=self.extractor) for text in texts)
        judged = flag_all(documents, Settings(loss=self.loss))
        return [without(text, lines) for text, lines in zip(texts, judged, strict=True)]

    def __sklearn_is_fitted__(self) -> bool:
        """Say that it needs no fit."""
        return True
