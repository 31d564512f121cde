"""How likely each article found answers the question, learnt from the questions that articles are known to answer.

Every known question is asked with itself hidden, and some once more with its articles, or its whole topic, taken away,
which makes it a question without an answer. A logistic regression learns which of the articles found are the right
ones, from what the search and an `ArticleModel` that never saw the question say of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from frontdesk.knowledge.index.article_model import ArticleModel, held_out_probabilities, train_article_model
from frontdesk.knowledge.index.confidence import fewest_mistakes
from frontdesk.knowledge.index.regression import fit_evidence, probabilities
from frontdesk.knowledge.index.search import ArticleHit, PassageIndex
from frontdesk.knowledge.model import KnownQuestion

CANDIDATE_ARTICLES = 20
MOST_PROBES = 1200
UNANSWERABLE_PROBES = 0.4
NEAREST = 3
SMALLEST_PROBABILITY = 1e-4
REGULARISATION = 0.5
# Where so few articles are there that taking some away leaves nothing to find.
UNCALIBRATED_THRESHOLD = 0.5
# The column of the features that holds the cosine to the nearest known question.
KNOWN = 2
# Share of the questions with an answer that is given up to what lies far from every known question.
FOREIGN_SHARE = 0.02


@dataclass(frozen=True)
class LearnedRelevance:
    """Ranks articles by the probability that they answer.

    Attributes:
        model: reads the question's vector.
        weights: of the features, the last one the constant.
        threshold: below this probability an article is no answer.
        least_known: an article whose nearest known question is farther than this cosine answers nothing: the question
            is in no language that was taught.
    """

    model: ArticleModel
    weights: tuple[float, ...]
    threshold: float
    least_known: float

    def judge(self, hits: Sequence[ArticleHit], vector: np.ndarray) -> list[ArticleHit]:
        """`hits` with their probabilities, best first."""
        if not hits:
            return []
        by_article = dict(zip(self.model.articles, self.model.probabilities(vector[None])[0], strict=True))
        likely = probabilities(_features(hits, by_article), self.weights)
        likely *= [hit.known >= self.least_known for hit in hits]
        judged = [replace(hit, probability=float(p)) for hit, p in zip(hits, likely, strict=True)]
        return sorted(judged, key=lambda hit: (-hit.probability, hit.article_id))


def learn_relevance(
    index: PassageIndex, questions: Sequence[KnownQuestion], vectors: np.ndarray, seed: int = 0
) -> LearnedRelevance:
    """Learn from `questions` and their `vectors`; see the module's text."""
    model = train_article_model(questions, vectors)
    held_out = held_out_probabilities(questions, vectors, model.articles, seed)
    probes = list(_probes(index, questions, held_out, model.articles, vectors, seed))
    weights = _fit(np.concatenate([probe.evidence for probe in probes]), np.concatenate([p.right for p in probes]))
    best = np.array([probabilities(probe.evidence, weights).max() for probe in probes])
    answerable = np.array([probe.is_answerable for probe in probes])
    threshold = UNCALIBRATED_THRESHOLD if answerable.all() else fewest_mistakes(best, answerable)
    known = np.concatenate([probe.evidence[probe.right, KNOWN] for probe in probes if probe.is_answerable])
    return LearnedRelevance(model, weights, threshold, float(np.quantile(known, FOREIGN_SHARE)))


class _Probe(NamedTuple):
    """A question that was asked: the features of the articles found, and which of them are right."""

    evidence: np.ndarray
    right: np.ndarray
    is_answerable: bool


def _probes(
    index: PassageIndex,
    questions: Sequence[KnownQuestion],
    held_out: np.ndarray,
    columns: Sequence[str],
    vectors: np.ndarray,
    seed: int,
) -> Iterator[_Probe]:
    answered_by: dict[str, set[str]] = {}
    row_of: dict[str, int] = {}
    for row, question in enumerate(questions):
        answered_by.setdefault(question.text, set()).add(question.article_id)
        row_of[question.text] = row
    random = np.random.RandomState(seed)
    texts = [sorted(row_of)[place] for place in random.permutation(len(row_of))[:MOST_PROBES]]
    for text in texts:
        row, answers = row_of[text], answered_by[text]
        taken_away: list[Collection[str]] = [()]
        if random.rand() < UNANSWERABLE_PROBES:
            # What nobody wrote about is near some article, or near none.
            taken_away.append(answers if random.rand() < 0.5 else index.articles_beside(answers))
        for without in taken_away:
            hits = index.search(
                text, vectors[row], without_question=text, without_articles=without, limit=CANDIDATE_ARTICLES
            )
            if hits:
                left = held_out[row] * ~np.isin(columns, list(without))
                by_article = dict(zip(columns, left / max(left.sum(), 1e-9), strict=True))
                right = np.array([hit.article_id in answers for hit in hits])
                yield _Probe(_features(hits, by_article), right, not without)


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


def _fit(features: np.ndarray, right: np.ndarray) -> tuple[float, ...]:
    means, scales = features.mean(axis=0), np.maximum(features.std(axis=0), 1e-9)
    fitted = fit_evidence((features - means) / scales, right, np.ones(len(right)), REGULARISATION)
    weights = np.array(fitted[:-1]) / scales
    return (*map(float, weights), float(fitted[-1] - weights @ means))
