"""How sure the assistant may be that the knowledge base holds an answer, where few questions are known.

The model calibrates itself on the text. Fragments of sentences are asked twice, once as they are and once with the
article they come from taken away. The first kind has an answer, the second has none, and a logistic regression learns
to tell them apart from the search's scores alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frontdesk.knowledge.index.search import ArticleHit, PassageIndex
from frontdesk.knowledge.model import Passage
from frontdesk.knowledge.sentences import plain

MOST_PROBES = 400
ANSWERABLE_SHARE = 0.7
REGULARISATION = 1e-3


@dataclass(frozen=True)
class Confidence:
    """Turns a search's result into the probability that it holds the answer.

    Attributes:
        weights: of the features, the last one the constant.
        threshold: below this the assistant says that it does not know.
    """

    weights: tuple[float, ...]
    threshold: float

    def judge(self, hits: Sequence[ArticleHit], vector: np.ndarray) -> list[ArticleHit]:
        """`hits` in their order with their probabilities, each as if it were the best."""
        scores = [float(np.dot([*features(hits[place:]), 1.0], self.weights)) for place in range(len(hits))]
        probabilities = 1.0 / (1.0 + np.exp(-np.array(scores)))
        return [replace(hit, probability=float(p)) for hit, p in zip(hits, probabilities, strict=True)]


def features(hits: Sequence[ArticleHit]) -> list[float]:
    """What confidence looks at: the best article's nearest passage, its nearest known question, its lead over the next.

    The words in common are left out: a fragment of the text itself shares more of them than any customer's question.
    """
    best = hits[0]
    dense = max(hit.dense for hit in best.passages)
    next_score = hits[1].score if len(hits) > 1 else 0.0
    return [dense, best.known, best.score - next_score]


def calibrate(index: PassageIndex, encode: Callable[[Sequence[str]], np.ndarray], seed: int = 0) -> Confidence:
    """Learn from the text itself; see the module's text."""
    probes = _probes(index.passages, seed)
    vectors = encode([text for text, _ in probes])
    rows, answerable = [], []
    for (text, article_id), vector in zip(probes, vectors, strict=True):
        hits = index.search(text, vector)
        if hits and hits[0].article_id == article_id:
            rows.append(features(hits))
            answerable.append(True)
        if without := index.search(text, vector, without_articles=[article_id]):
            rows.append(features(without))
            answerable.append(False)
    if len(set(answerable)) < 2:
        return Confidence((4.0, 2.0, 0.0, -4.0), 0.5)
    evidence, truth = np.asarray(rows), np.asarray(answerable)
    weights = _fit(evidence, truth)
    probabilities = 1.0 / (1.0 + np.exp(-(evidence @ weights[:-1] + weights[-1])))
    return Confidence(tuple(float(weight) for weight in weights), fewest_mistakes(probabilities, truth))


def fewest_mistakes(probabilities: np.ndarray, answerable: np.ndarray) -> float:
    """The threshold with the fewest mistakes when ANSWERABLE_SHARE of the questions have an answer."""
    candidates = np.quantile(probabilities, np.linspace(0.02, 0.98, 97))
    accepted = [(probabilities[answerable] >= candidate).mean() for candidate in candidates]
    refused = [(probabilities[~answerable] < candidate).mean() for candidate in candidates]
    right = ANSWERABLE_SHARE * np.array(accepted) + (1.0 - ANSWERABLE_SHARE) * np.array(refused)
    return float(candidates[int(right.argmax())])


def _fit(evidence: np.ndarray, answerable: np.ndarray) -> np.ndarray:
    """Logistic regression in which no evidence may speak against an answer; both outcomes weigh the same."""
    from scipy.optimize import minimize  # Only building an index needs it.

    signs = np.where(answerable, 1.0, -1.0)
    importance = np.where(answerable, 0.5 / answerable.sum(), 0.5 / (~answerable).sum())

    def loss(weights: np.ndarray) -> float:
        margins = signs * (evidence @ weights[:-1] + weights[-1])
        return float(importance @ np.logaddexp(0.0, -margins) + REGULARISATION * (weights[:-1] ** 2).sum())

    bounds = [(0.0, None)] * evidence.shape[1] + [(None, None)]
    return minimize(loss, np.zeros(evidence.shape[1] + 1), method="L-BFGS-B", bounds=bounds).x


def _probes(passages: Sequence[Passage], seed: int) -> list[tuple[str, str]]:
    """Texts to ask, each with the article it comes from."""
    order = np.random.RandomState(seed)
    sentences = {(plain(unit.text), passage.article_id) for passage in passages for unit in passage.units[:2]}
    pool = [(_fragment(text, order), article_id) for text, article_id in sorted(sentences)]
    return [pool[row] for row in order.permutation(len(pool))[:MOST_PROBES]]


def _fragment(sentence: str, order: np.random.RandomState) -> str:
    """Half of a sentence's words from a random place: about what a customer would remember of it."""
    words = sentence.split()
    length = max(3, len(words) // 2)
    start = order.randint(max(1, len(words) - length + 1))
    return " ".join(words[start : start + length])
