"""How sure the assistant may be that the knowledge base holds an answer.

The model calibrates itself on the knowledge base. Known questions (each hidden from itself) and fragments of sentences
are asked twice, once as they are and once with the article they come from taken away. The first kind has an answer, the
second has none, and a logistic regression learns to tell them apart from the search's scores alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from frontdesk.knowledge.index.search import ArticleHit, PassageIndex
from frontdesk.knowledge.model import KnownQuestion, Passage
from frontdesk.knowledge.sentences import plain

MOST_PROBES = 400
ANSWERABLE_ACCEPTED = 0.96

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Confidence:
    """Turns a search's result into the probability that it holds the answer.

    Attributes:
        weights: of the features, the last one the constant.
        threshold: below this the assistant says that it does not know.
    """

    weights: tuple[float, ...]
    threshold: float

    def probability(self, hits: Sequence[ArticleHit]) -> float:
        """Probability from 0 to 1; 0 without any hit."""
        if not hits:
            return 0.0
        score = float(np.dot([*features(hits), 1.0], self.weights))
        return float(1.0 / (1.0 + np.exp(-score)))


def features(hits: Sequence[ArticleHit]) -> list[float]:
    """What confidence looks at: the best article's passage, words, known question and lead over the next."""
    best = hits[0]
    dense = max(hit.dense for hit in best.passages)
    lexical = max(hit.lexical for hit in best.passages)
    next_score = hits[1].score if len(hits) > 1 else 0.0
    return [dense, lexical, best.known, best.score - next_score]


def calibrate(
    index: PassageIndex,
    questions: Sequence[KnownQuestion],
    encode: Callable[[Sequence[str]], np.ndarray],
    seed: int = 0,
) -> Confidence:
    """Learn from the knowledge base itself; see the module's text."""
    from sklearn.linear_model import LogisticRegression  # Only building an index needs it.

    probes = _probes(index.passages, questions, seed)
    vectors = encode([text for text, _ in probes])
    rows, answerable = [], []
    for (text, article_id), vector in zip(probes, vectors, strict=True):
        hits = index.search(text, vector, without_question=text)
        if hits and hits[0].article_id == article_id:
            rows.append(features(hits))
            answerable.append(True)
        if without := index.search(text, vector, without_articles=[article_id]):
            rows.append(features(without))
            answerable.append(False)
    if len(set(answerable)) < 2:
        return Confidence((4.0, 2.0, 2.0, 0.0, -4.0), 0.5)
    model = LogisticRegression(class_weight="balanced", max_iter=1000).fit(rows, answerable)
    weights = (*(float(w) for w in model.coef_[0]), float(model.intercept_[0]))
    probabilities = model.predict_proba(rows)[:, 1]
    threshold = float(np.quantile(probabilities[np.asarray(answerable)], 1.0 - ANSWERABLE_ACCEPTED))
    return Confidence(weights, min(threshold, 0.5))


def _probes(passages: Sequence[Passage], questions: Sequence[KnownQuestion], seed: int) -> list[tuple[str, str]]:
    """Texts to ask, each with the article it comes from."""
    order = np.random.RandomState(seed)
    sentences = {(plain(unit.text), passage.article_id) for passage in passages for unit in passage.units[:2]}
    fragments = [(_fragment(text, order), article_id) for text, article_id in sorted(sentences)]
    asked = sorted({(question.text, question.article_id) for question in questions})
    pools = [pool for pool in (fragments, asked) if pool]
    probes: list[tuple[str, str]] = []
    for pool in pools:
        chosen = order.permutation(len(pool))[: MOST_PROBES // len(pools)]
        probes.extend(pool[row] for row in chosen)
    return probes


def _fragment(sentence: str, order: np.random.RandomState) -> str:
    """Half of a sentence's words from a random place: about what a customer would remember of it."""
    words = sentence.split()
    length = max(3, len(words) // 2)
    start = order.randint(max(1, len(words) - length + 1))
    return " ".join(words[start : start + length])
