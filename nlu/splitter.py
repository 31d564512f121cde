"""Decides which cuts of a message are real: two requests, or one that merely contains "and"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier

from nlu.segmentation import KINDS, Cut, Span, find_cuts, spans_between
from nlu.understanding import Judged, Understanding

Encode = Callable[[Sequence[str]], np.ndarray]


@dataclass(frozen=True)
class Stretch:
    """A part of a message with what is thought of it: its vector and its judgement."""

    span: Span
    text: str
    vector: np.ndarray
    judged: Judged

    @property
    def intent(self) -> int:
        return int(self.judged.best[0])

    @property
    def match(self) -> float:
        return float(self.judged.match[0])

    @property
    def confidence(self) -> float:
        return float(self.judged.probabilities[0, self.intent])


class OpeningWords:
    """How often requests begin with a word: the mark of a new request after "and"."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts: dict[str, int] = {}
        for text in texts:
            counts[_first_word(text)] = counts.get(_first_word(text), 0) + 1
        self._share = {word: count / len(texts) for word, count in counts.items()}

    def score(self, text: str) -> float:
        """Log-share of requests that begin as `text` does."""
        return float(np.log(self._share.get(_first_word(text), 0.0) + 1e-4))


def _first_word(text: str) -> str:
    words = text.lower().split()
    return words[0].strip(",.!?'\"") if words else ""


class RequestSplitter:
    """Splits a message where the evidence for two requests beats the evidence for one; untrained, it splits nothing.

    Args:
        opening_words: of the training examples.
        most_requests: how many requests a message may hold.
    """

    def __init__(self, opening_words: OpeningWords, most_requests: int) -> None:
        self.opening_words = opening_words
        self._most_requests = most_requests
        self._model = GradientBoostingClassifier(n_estimators=80, max_depth=3, subsample=0.8, random_state=0)
        self._is_trained = False
        self.threshold = 0.5

    def fit(self, features: np.ndarray, real: np.ndarray) -> RequestSplitter:
        """Learn from cuts: their `features` and whether each is `real`."""
        self._model.fit(features, real.astype(int))
        self._is_trained = True
        return self

    def split(self, text: str, vector: np.ndarray, encode: Encode, understanding: Understanding) -> list[Stretch]:
        """The requests of `text` in order; one stretch, the whole, when nothing is to be split."""
        cuts = find_cuts(text)
        whole = judge_stretches(text, [Span(0, len(text))], [vector], understanding)[0]
        if not cuts or not self._is_trained:
            return [whole]
        table = StretchTable(text, cuts, whole, encode, understanding)
        return self._divide(table, 0, len(cuts), self._most_requests)

    def best_cut(self, table: StretchTable, first: int, last: int) -> tuple[int, float]:
        """The likeliest cut of those from `first` up to `last`, and its probability."""
        features = np.stack([cut_features(table, first, cut, last, self.opening_words) for cut in range(first, last)])
        probabilities = self._model.predict_proba(features)[:, 1]
        best = int(probabilities.argmax())
        return first + best, float(probabilities[best])

    def _divide(self, table: StretchTable, first: int, last: int, allowed: int) -> list[Stretch]:
        whole = table.between(first, last)
        if first == last or allowed < 2:
            return [whole]
        cut, probability = self.best_cut(table, first, last)
        if probability < self.threshold:
            return [whole]
        left = self._divide(table, first, cut, allowed - 1)
        return left + self._divide(table, cut + 1, last, allowed - len(left))


class StretchTable:
    """Every stretch between two cuts of a message, encoded and judged in one batch.

    Pieces are numbered 0 to len(cuts); the stretch of pieces first to last is ``between(first, last)``.
    """

    def __init__(
        self, text: str, cuts: list[Cut], whole: Stretch, encode: Encode, understanding: Understanding
    ) -> None:
        self.cuts = cuts
        pairs, spans = stretch_spans(text, cuts)
        vectors = encode([text[span.start : span.end] for span in spans])
        stretches = judge_stretches(text, spans, vectors, understanding)
        self._stretches = dict(zip(pairs, stretches))
        self._stretches[0, len(cuts)] = whole

    def between(self, first: int, last: int) -> Stretch:
        """The stretch from piece `first` to piece `last`."""
        return self._stretches[first, last]


def stretch_spans(text: str, cuts: list[Cut]) -> tuple[list[tuple[int, int]], list[Span]]:
    """First and last piece of every stretch of `text` between `cuts` but the whole, and where it stands."""
    pieces = spans_between(text, cuts)
    pairs = [(i, j) for i in range(len(pieces)) for j in range(i, len(pieces)) if (i, j) != (0, len(pieces) - 1)]
    return pairs, [Span(pieces[i].start, max(pieces[i].start, pieces[j].end)) for i, j in pairs]


def judge_stretches(
    text: str, spans: Sequence[Span], vectors: Sequence[np.ndarray], understanding: Understanding
) -> list[Stretch]:
    """Judge the parts of `text` at `spans`, whose `vectors` are given."""
    parts = [text[span.start : span.end] for span in spans]
    judged = understanding.judge(parts, np.asarray(vectors))
    return [Stretch(spans[row], parts[row], vectors[row], judged.take(row)) for row in range(len(spans))]


def cut_features(table: StretchTable, first: int, cut: int, last: int, opening_words: OpeningWords) -> np.ndarray:
    """What speaks for and against cutting pieces `first` to `last` after piece `cut`.

    Each side is judged by its best stretch at the cut: what lies beyond may hold another request, and blur it.
    """
    left = max((table.between(piece, cut) for piece in range(first, cut + 1)), key=lambda side: side.match)
    right = max((table.between(cut + 1, piece) for piece in range(cut + 1, last + 1)), key=lambda side: side.match)
    whole = table.between(first, last)
    by_whole = whole.judged.probabilities[0]
    kind = table.cuts[cut].kind
    return np.array(
        [
            left.match,
            right.match,
            whole.match,
            left.confidence,
            right.confidence,
            whole.confidence,
            min(left.match, right.match) - whole.match,
            min(left.match, right.match) * float(left.intent != right.intent),
            by_whole[left.intent],
            by_whole[right.intent],
            float(left.intent == right.intent),
            float(left.intent == whole.intent),
            float(right.intent == whole.intent),
            float(left.vector @ right.vector),
            np.log1p(len(left.text.split())),
            np.log1p(len(right.text.split())),
            opening_words.score(left.text),
            opening_words.score(right.text),
            last - first,
            *(float(kind == name) for name in KINDS),
        ]
    )
