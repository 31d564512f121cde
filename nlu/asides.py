"""Tells what a customer asks for from what they tell around it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu.understanding import Trained

# Things that people say in any trade and that ask for nothing, and lines of machines, one a line.
ASIDES = Path(__file__).with_name("asides.txt")
# Share of the examples that count as a request where a message has two parts.
KEPT_BESIDE = 0.98
# Share of the examples that count as a second request far from the first one, as in a long story.
KEPT_FAR = 0.5

Encode = Callable[[Sequence[str]], np.ndarray]


class AsideModel:
    """Scores how much a part of a message is like a request.

    Attributes:
        least_odds: what `odds` must reach in a message of two parts.
        least_far: what `scores` must reach far from another request.
    """

    def __init__(self) -> None:
        self._model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=500)
        self.least_odds = 0.0
        self.least_far = 0.0

    def fit(self, vectors: np.ndarray, encode: Encode) -> AsideModel:
        """Learn from the `vectors` of the training examples beside the ASIDES, which `encode` turns into vectors."""
        asides = encode([line for line in ASIDES.read_text(encoding="utf-8").splitlines() if line])
        truth = np.concatenate([np.ones(len(vectors)), np.zeros(len(asides))])
        self._model.fit(np.concatenate([vectors, asides]), truth)
        self.least_odds = float(np.quantile(self.odds(vectors), 1.0 - KEPT_BESIDE))
        return self

    def odds(self, vectors: np.ndarray) -> np.ndarray:
        """Log-odds of being like a training example rather than like an aside."""
        return self._model.decision_function(vectors)

    def scores(self, vectors: np.ndarray, match: np.ndarray) -> np.ndarray:
        """`odds` and those of the `match` probabilities together."""
        return self.odds(vectors) + log_odds(match)


def log_odds(probability: np.ndarray) -> np.ndarray:
    """Logarithms of the odds, finite for 0 and 1 too."""
    likely = np.clip(probability, 1e-6, 1 - 1e-6)
    return np.log(likely) - np.log(1 - likely)


def train_asides(texts: Sequence[str], vectors: np.ndarray, trained: Trained, encode: Encode) -> AsideModel:
    """Train on the examples; what a far request must reach is set by models that never saw the examples they read."""
    model = AsideModel().fit(vectors, encode)
    reached = []
    for fold, view in zip(trained.folds, trained.fold_understandings):
        rows = fold.held_out
        judged = view.judge([texts[row] for row in rows], vectors[rows])
        reached.append(model.scores(vectors[rows], judged.match))
    if reached:
        model.least_far = float(np.quantile(np.concatenate(reached), 1.0 - KEPT_FAR))
    return model
