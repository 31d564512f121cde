"""How sure the assistant may be that the knowledge base holds an answer, where few questions are known.

The model calibrates itself on the text. Fragments of sentences are asked twice, once as they are and once with the
article they come from taken away. The first kind has an answer, the second has none, and a logistic regression learns
to tell them apart from the search's scores alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frontdesk.knowledge.index.regression import fit_evidence, probabilities
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
        if not hits:
            return []
        evidence = np.array([features(hits[place:]) for place in range(len(hits))])
        judged = probabilities(evidence, self.weights)
        return [replace(hit, probability=float(p)) for hit, p in zip(hits, judged, strict=True)]


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
    # Both outcomes weigh the same.
    importance = np.where(truth, 0.5 / truth.sum(), 0.5 / (~truth).sum())
    weights = fit_evidence(evidence, truth, importance, REGULARISATION)
    return Confidence(weights, fewest_mistakes(probabilities(evidence, weights), truth))


def fewest_mistakes(judged: np.ndarray, answerable: np.ndarray) -> float:
    """The threshold with the fewest mistakes when ANSWERABLE_SHARE of the questions have an answer.

    `answerable` must have both outcomes.
    """
    candidates = np.quantile(judged, np.linspace(0.02, 0.98, 97))
    accepted = [(judged[answerable] >= candidate).mean() for candidate in candidates]
    refused = [(judged[~answerable] < candidate).mean() for candidate in candidates]
    right = ANSWERABLE_SHARE * np.array(accepted) + (1.0 - ANSWERABLE_SHARE) * np.array(refused)
    return float(candidates[int(right.argmax())])


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
