"""Tells a message the assistant was taught from one it was not."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

NEIGHBOURS = 3
# How many messages in a hundred are assumed to be about something nobody taught the assistant.
FOREIGN_SHARE = 0.1


class Neighbourhood:
    """The training examples by intent, for asking how near a message is to them.

    Args:
        vectors: unit vectors of shape (n, dimension).
        labels: index of each example's intent, shape (n,).
        intents: how many intents there are.
    """

    def __init__(self, vectors: np.ndarray, labels: np.ndarray, intents: int) -> None:
        self._vectors = vectors
        self._rows_of: list[np.ndarray] = [np.flatnonzero(labels == intent) for intent in range(intents)]

    def similarity(self, vectors: np.ndarray, predicted: np.ndarray) -> np.ndarray:
        """Cosines of shape (n, 2): to the nearest example, and on average to the nearest of the predicted intent."""
        cosines = vectors @ self._vectors.T
        columns = [cosines.max(axis=1)]
        within = np.empty(len(vectors), dtype=np.float32)
        for row, intent in enumerate(predicted):
            of_intent = np.sort(cosines[row, self._rows_of[intent]])
            within[row] = of_intent[-NEIGHBOURS:].mean()
        return np.stack([*columns, within], axis=1)


def gate_features(probabilities: np.ndarray, similarity: np.ndarray) -> np.ndarray:
    """What the gate looks at, shape (n, 5): log-odds of the best intent, its lead, spread, and both similarities."""
    ranked = np.sort(probabilities, axis=1)
    best = np.clip(ranked[:, -1], 1e-6, 1 - 1e-6)
    lead = np.log(best) - np.log(np.clip(ranked[:, -2], 1e-9, 1.0))
    entropy = -(probabilities * np.log(probabilities + 1e-12)).sum(axis=1)
    return np.column_stack([np.log(best / (1 - best)), lead, entropy, similarity])


class MatchGate:
    """The probability that a message's best intent is what its author meant.

    Untrained, as where the held-out messages were all read rightly or all wrongly, it is the best intent's own.
    """

    def __init__(self) -> None:
        self._model: Pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=500))
        self._is_trained = False

    def fit(self, features: np.ndarray, right: np.ndarray, foreign: np.ndarray) -> MatchGate:
        """Learn from held-out messages.

        Args:
            features: shape (n, 5).
            right: whether the best intent was the right one, shape (n,).
            foreign: which messages stand in for what nobody taught, shape (n,); they are weighted to FOREIGN_SHARE.
        """
        if len(np.unique(right)) < 2:
            return self
        weights = np.ones(len(features))
        if foreign.any():
            weights[foreign] = FOREIGN_SHARE / (1 - FOREIGN_SHARE) * (~foreign).sum() / foreign.sum()
        self._model.fit(features, right.astype(int), logisticregression__sample_weight=weights)
        self._is_trained = True
        return self

    def probability(self, features: np.ndarray) -> np.ndarray:
        """Probabilities of shape (n,)."""
        if not self._is_trained:
            return 1.0 / (1.0 + np.exp(-features[:, 0]))
        return self._model.predict_proba(features)[:, 1]
