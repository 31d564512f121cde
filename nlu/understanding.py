"""Intent model, match gate and their calibration, as one thing that is trained and asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from nlu.intent_model import Blend, IntentModel, fit_blend, join_views, softmax
from nlu.match_gate import MatchGate, Neighbourhood, gate_features

# The match threshold where no held-out message was read rightly, and none can be found from the data.
UNCALIBRATED_THRESHOLD = 0.5


@dataclass(frozen=True)
class Judged:
    """What is thought of some texts.

    Attributes:
        probabilities: shape (n, intents), rows sum to 1.
        best: index of each text's likeliest intent, shape (n,).
        match: probability that the likeliest intent is meant at all, shape (n,).
    """

    probabilities: np.ndarray
    best: np.ndarray
    match: np.ndarray

    def take(self, row: int) -> Judged:
        """The judgement of one text."""
        rows = slice(row, row + 1)
        return Judged(self.probabilities[rows], self.best[rows], self.match[rows])


class Understanding:
    """A trained intent model with calibrated probabilities and a gate for what it was not taught."""

    def __init__(
        self, model: IntentModel, neighbourhood: Neighbourhood, blend: Blend, gate: MatchGate, match_threshold: float
    ) -> None:
        self._model = model
        self._neighbourhood = neighbourhood
        self._blend = blend
        self._gate = gate
        self.match_threshold = match_threshold

    @property
    def intents(self) -> list[str]:
        """Names of the intents, in the order of the probabilities' columns."""
        return self._model.intents

    def judge(self, texts: Sequence[str], vectors: np.ndarray) -> Judged:
        """Judge `texts` with their `vectors` of shape (n, dimension)."""
        scores = self._model.scores(texts, vectors, self._blend.lexical_weight)
        probabilities = softmax(scores, self._blend.temperature)
        best = probabilities.argmax(axis=1)
        features = gate_features(probabilities, self._neighbourhood.similarity(vectors, best))
        return Judged(probabilities, best, self._gate.probability(features))


@dataclass(frozen=True)
class Fold:
    """A model and what it never saw: `held_out` texts of intents it knows, `foreign` ones of intents it does not."""

    model: IntentModel
    neighbourhood: Neighbourhood
    held_out: np.ndarray
    foreign: np.ndarray


@dataclass(frozen=True)
class Trained:
    """The result of training: the understanding, and the fold models that later stages calibrate on."""

    understanding: Understanding
    fold_understandings: list[Understanding]
    folds: list[Fold]


def train_understanding(
    texts: Sequence[str],
    vectors: np.ndarray,
    intents: Sequence[str],
    encode: Callable[[Sequence[str]], np.ndarray],
    *,
    C: float,
    folds: int,
    accept_right: float,
    seed: int,
) -> Trained:
    """Train on everything, and calibrate on what fold models were not shown. An intent's name is an example of it.

    The match threshold is the highest at which at least `accept_right` of the rightly read messages are matched.

    Each fold leaves out a part of the intents altogether, as stand-ins for what nobody taught the assistant, and a
    part of the other intents' examples. No out-of-scope data is needed.
    """
    texts, intents = np.asarray(texts, dtype=object), np.asarray(intents, dtype=object)
    names = _names(intents, encode)
    made = [_train_fold(texts, vectors, intents, names, C, *parts) for parts in _partition(intents, folds, seed)]
    blend = _fit_blend(made, texts, vectors, intents)
    gate, threshold = _fit_gate(made, blend, texts, vectors, intents, accept_right)
    model = _fit(texts, vectors, intents, names, C)
    understanding = Understanding(model, _neighbourhood(model, vectors, intents), blend, gate, threshold)
    fold_understandings = [Understanding(fold.model, fold.neighbourhood, blend, gate, threshold) for fold in made]
    return Trained(understanding, fold_understandings, made)


def _partition(intents: np.ndarray, folds: int, seed: int):
    random = np.random.RandomState(seed)
    names = random.permutation(np.unique(intents))
    example_fold = random.permutation(len(intents)) % folds
    for fold in range(folds):
        foreign_names = names[fold::folds] if len(names) >= 2 * folds else names[:0]
        foreign = np.isin(intents, foreign_names)
        held_out = ~foreign & (example_fold == fold) & _has_siblings(intents, example_fold, fold)
        if held_out.any():  # A few examples do not fill every fold.
            yield np.flatnonzero(~foreign & ~held_out), np.flatnonzero(held_out), np.flatnonzero(foreign)


def _has_siblings(intents: np.ndarray, example_fold: np.ndarray, fold: int) -> np.ndarray:
    return np.isin(intents, np.unique(intents[example_fold != fold]))


@dataclass(frozen=True)
class _Names:
    """The intents, their names in words, and the vectors of these."""

    intents: np.ndarray
    texts: np.ndarray
    vectors: np.ndarray


def _names(intents: np.ndarray, encode: Callable[[Sequence[str]], np.ndarray]) -> _Names:
    unique = np.unique(intents)
    texts = np.asarray([name.replace("_", " ").replace("/", " ") for name in unique], dtype=object)
    return _Names(unique, texts, encode(list(texts)))


def _fit(texts, vectors, intents, names: _Names, C: float) -> IntentModel:
    known = np.isin(names.intents, intents)
    return IntentModel(C).fit(
        np.concatenate([texts, names.texts[known]]),
        np.concatenate([vectors, names.vectors[known]]),
        np.concatenate([intents, names.intents[known]]),
    )


def _train_fold(texts, vectors, intents, names, C, shown, held_out, foreign) -> Fold:
    model = _fit(texts[shown], vectors[shown], intents[shown], names, C)
    return Fold(model, _neighbourhood(model, vectors[shown], intents[shown]), held_out, foreign)


def _neighbourhood(model: IntentModel, vectors: np.ndarray, intents: np.ndarray) -> Neighbourhood:
    return Neighbourhood(vectors, np.searchsorted(model.intents, intents), len(model.intents))


def _fit_blend(folds: list[Fold], texts, vectors, intents) -> Blend:
    if not folds:
        return Blend()
    views = [fold.model.views(texts[fold.held_out], vectors[fold.held_out]) for fold in folds]
    width = max(meaning.shape[1] for meaning, _ in views)
    truth = [np.searchsorted(fold.model.intents, intents[fold.held_out]) for fold in folds]
    # Folds know fewer intents than the whole; unknown columns score nothing and the comparison stays fair.
    meaning = np.concatenate([_widen(view, width) for view, _ in views])
    wording = np.concatenate([_widen(view, width) for _, view in views])
    return fit_blend(meaning, wording, np.concatenate(truth))


def _widen(scores: np.ndarray, width: int) -> np.ndarray:
    padded = np.full((len(scores), width), -1e3)
    padded[:, : scores.shape[1]] = scores
    return padded


def _fit_gate(folds: list[Fold], blend: Blend, texts, vectors, intents, accept_right: float) -> tuple[MatchGate, float]:
    if not folds:
        return MatchGate(), UNCALIBRATED_THRESHOLD
    features, right, foreign = [], [], []
    for fold in folds:
        for rows, known in ((fold.held_out, True), (fold.foreign, False)):
            if len(rows) == 0:
                continue
            meaning, wording = fold.model.views(texts[rows], vectors[rows])
            probabilities = softmax(join_views(meaning, wording, blend.lexical_weight), blend.temperature)
            best = probabilities.argmax(axis=1)
            features.append(gate_features(probabilities, fold.neighbourhood.similarity(vectors[rows], best)))
            names = np.asarray(fold.model.intents, dtype=object)[best]
            right.append(names == intents[rows] if known else np.zeros(len(rows), dtype=bool))
            foreign.append(np.full(len(rows), not known))
    joined, was_right = np.concatenate(features), np.concatenate(right)
    gate = MatchGate().fit(joined, was_right, np.concatenate(foreign))
    if not was_right.any():
        return gate, UNCALIBRATED_THRESHOLD
    return gate, float(np.quantile(gate.probability(joined[was_right]), 1.0 - accept_right))
