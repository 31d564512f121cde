"""The intent classifier: two linear views of a text, averaged, with probabilities that mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

LEXICAL_WEIGHTS = (0.0, 0.2, 0.35, 0.5)
MARGIN_SCALE = 4.0


@dataclass(frozen=True)
class Blend:
    """How the two views are joined.

    Attributes:
        lexical_weight: share of the word view, 0 to 1.
        temperature: what joined scores are divided by; above 1 lowers confidence.
    """

    lexical_weight: float = 0.2
    temperature: float = 1.0


class IntentModel:
    """Scores intents from a text's embedding (what it means) and its character n-grams (how it is written).

    Args:
        C: inverse regularisation of the embedding's logistic regression.
        max_ngrams: most n-grams kept of each kind.
    """

    def __init__(self, C: float = 20.0, max_ngrams: int = 20_000) -> None:
        self._semantic = LogisticRegression(C=C, max_iter=300)
        self._lexical = LinearSVC(C=0.5, random_state=0)
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=max_ngrams
        )
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_features=max_ngrams)
        self.intents: list[str] = []

    def fit(self, texts: Sequence[str], vectors: np.ndarray, intents: Sequence[str]) -> IntentModel:
        """Learn from `texts`, their `vectors` of shape (n, dimension) and their `intents`; at least two of these."""
        self._characters.fit(texts)
        self._words.fit(texts)
        self._semantic.fit(vectors, intents)
        self._lexical.fit(self._ngrams(texts), intents)
        self.intents = list(self._semantic.classes_)
        return self

    def scores(self, texts: Sequence[str], vectors: np.ndarray, lexical_weight: float) -> np.ndarray:
        """Joined log-scores of shape (len(texts), len(self.intents))."""
        meaning, wording = self.views(texts, vectors)
        return join_views(meaning, wording, lexical_weight)

    def views(self, texts: Sequence[str], vectors: np.ndarray) -> tuple:
        """The two views' scores, each of shape (len(texts), len(self.intents))."""
        meaning = np.log(self._semantic.predict_proba(vectors) + 1e-9)
        margins = self._lexical.decision_function(self._ngrams(texts))
        if margins.ndim == 1:
            margins = np.stack([-margins, margins], axis=1)
        return meaning, margins * MARGIN_SCALE

    def _ngrams(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([self._characters.transform(texts), self._words.transform(texts)]).tocsr()


def join_views(meaning: np.ndarray, wording: np.ndarray, lexical_weight: float) -> np.ndarray:
    """Weighted mean of two views' scores."""
    return (1.0 - lexical_weight) * meaning + lexical_weight * wording


def softmax(scores: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Probabilities of `scores` over the last axis."""
    shifted = scores / temperature
    shifted = shifted - shifted.max(axis=-1, keepdims=True)
    exponentials = np.exp(shifted)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def fit_blend(meaning: np.ndarray, wording: np.ndarray, truth: np.ndarray) -> Blend:
    """Choose weight and temperature from held-out scores.

    Args:
        meaning, wording: scores of shape (n, intents) from models that never saw these n texts.
        truth: index of each text's intent, shape (n,).
    """
    weight = max(LEXICAL_WEIGHTS, key=lambda w: float((join_views(meaning, wording, w).argmax(1) == truth).mean()))
    joined = join_views(meaning, wording, weight)
    rows = np.arange(len(truth))

    def negative_log_likelihood(log_temperature: float) -> float:
        return float(-np.log(softmax(joined, np.exp(log_temperature))[rows, truth] + 1e-9).mean())

    best = minimize_scalar(negative_log_likelihood, bounds=(-2.5, 1.5), method="bounded")
    return Blend(lexical_weight=weight, temperature=float(np.exp(best.x)))
