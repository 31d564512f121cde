"""How likely each article found answers the question, learnt from the questions that articles are known to answer.

Every known question is asked with itself hidden, and some once more with its articles taken away, which makes it a
question without an answer. A logistic regression learns which of the articles found are the right ones, from what the
search and an `ArticleModel` that never saw the question say of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frontdesk.knowledge.index.article_model import ArticleModel, held_out_probabilities, train_article_model
from frontdesk.knowledge.index.confidence import fewest_mistakes
from frontdesk.knowledge.index.search import ArticleHit, PassageIndex
from frontdesk.knowledge.model import KnownQuestion

CANDIDATE_ARTICLES = 20
MOST_PROBES = 1200
UNANSWERABLE_PROBES = 0.4
NEAREST = 3
SMALLEST_PROBABILITY = 1e-4


@dataclass(frozen=True)
class LearnedRelevance:
    """Ranks articles by the probability that they answer.

    Attributes:
        model: reads the question's vector.
        weights: of the features, the last one the constant.
        threshold: below this probability an article is no answer.
    """

    model: ArticleModel
    weights: tuple[float, ...]
    threshold: float

    def judge(self, hits: Sequence[ArticleHit], vector: np.ndarray) -> list[ArticleHit]:
        """`hits` with their probabilities, best first."""
        if not hits:
            return []
        by_article = dict(zip(self.model.articles, self.model.probabilities(vector[None])[0], strict=True))
        scores = _features(hits, by_article) @ np.asarray(self.weights[:-1]) + self.weights[-1]
        probabilities = 1.0 / (1.0 + np.exp(-scores))
        judged = [replace(hit, probability=float(p)) for hit, p in zip(hits, probabilities, strict=True)]
        return sorted(judged, key=lambda hit: (-hit.probability, hit.article_id))


def learn_relevance(
    index: PassageIndex, questions: Sequence[KnownQuestion], vectors: np.ndarray, seed: int = 0
) -> LearnedRelevance:
    """Learn from `questions` and their `vectors`; see the module's text."""
    model = train_article_model(questions, vectors)
    held_out = held_out_probabilities(questions, vectors, model.articles, seed)
    answered_by: dict[str, set[str]] = {}
    row_of: dict[str, int] = {}
    for row, question in enumerate(questions):
        answered_by.setdefault(question.text, set()).add(question.article_id)
        row_of[question.text] = row
    order = np.random.RandomState(seed)
    texts = [sorted(row_of)[place] for place in order.permutation(len(row_of))[:MOST_PROBES]]
    features: list[np.ndarray] = []
    right: list[np.ndarray] = []
    asked: list[tuple[np.ndarray, bool]] = []
    for text in texts:
        row, answers = row_of[text], answered_by[text]
        by_article = dict(zip(model.articles, held_out[row], strict=True))
        kinds: list[Collection[str]] = [()]
        if order.rand() < UNANSWERABLE_PROBES:
            kinds.append(answers)
        for without in kinds:
            hits = index.search(
                text, vectors[row], without_question=text, without_articles=without, limit=CANDIDATE_ARTICLES
            )
            if hits:
                evidence = _features(hits, {**by_article, **dict.fromkeys(without, 0.0)})
                features.append(evidence)
                right.append(np.array([hit.article_id in answers for hit in hits]))
                asked.append((evidence, not without))
    weights = _fit(np.concatenate(features), np.concatenate(right))
    best = [float((evidence @ weights[:-1] + weights[-1]).max()) for evidence, _ in asked]
    probabilities = 1.0 / (1.0 + np.exp(-np.array(best)))
    answerable = np.array([is_answerable for _, is_answerable in asked])
    threshold = fewest_mistakes(probabilities, answerable)
    return LearnedRelevance(model, tuple(float(weight) for weight in weights), threshold)


def _features(hits: Sequence[ArticleHit], by_article: dict[str, float]) -> np.ndarray:
    """One row a hit: what speaks for it, and how far it is behind the best hit in each."""
    rows = []
    for hit in hits:
        probability = by_article.get(hit.article_id, 0.0)
        nearest = [passage.dense for passage in hit.passages[:NEAREST]]
        rows.append(
            (
                max(passage.dense for passage in hit.passages),
                max(passage.lexical for passage in hit.passages),
                hit.known,
                np.log(probability + SMALLEST_PROBABILITY),
                np.sqrt(probability),
                hit.score,
                sum(nearest) / len(nearest),
            )
        )
    own = np.array(rows)
    return np.hstack([own, own - own.max(axis=0)])


def _fit(features: np.ndarray, right: np.ndarray) -> np.ndarray:
    from sklearn.linear_model import LogisticRegression  # Only building an index needs it.

    means, scales = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-9)
    model = LogisticRegression(max_iter=500).fit((features - means) / scales, right)
    weights = model.coef_[0] / scales
    return np.append(weights, model.intercept_[0] - weights @ means)
