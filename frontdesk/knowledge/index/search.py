"""Searches passages by meaning and by words together, and ranks articles."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np

from frontdesk.knowledge.index.dense import DenseIndex
from frontdesk.knowledge.index.lexical import LexicalIndex
from frontdesk.knowledge.model import KnownQuestion, Passage

Encode = Callable[[Sequence[str]], np.ndarray]

CANDIDATES = 80
# Weights measured on StackFAQ, CLAPNQ and Parley's questions (docs/measurements.md).
LEXICAL_WEIGHT = 0.3
QUESTION_WEIGHT = 0.5
SIBLING_WEIGHT = 0.3
SIBLINGS = 3


@dataclass(frozen=True)
class PassageHit:
    """A passage found. `dense` is a cosine, `lexical` the share of the question it covers, `score` both joined.

    `known` is the cosine to the nearest question that is known to be answered by this very section, 0 without any.
    """

    passage: Passage
    dense: float
    lexical: float
    known: float = 0.0

    @property
    def score(self) -> float:
        return self.dense + LEXICAL_WEIGHT * self.lexical


@dataclass(frozen=True)
class ArticleHit:
    """An article found, with its passages, best first.

    `known` is the cosine to its nearest known question or, if that is nearer, its title; 0 in an index without known
    questions. `probability` is that it answers the question, once that was judged.
    """

    article_id: str
    passages: tuple[PassageHit, ...]
    known: float
    probability: float = 0.0

    @property
    def score(self) -> float:
        best = self.passages[0]
        leading = [hit.score for hit in self.passages[:SIBLINGS]]
        siblings = SIBLING_WEIGHT * (sum(leading) / len(leading) - best.score)
        return best.score + siblings + QUESTION_WEIGHT * self.known


class PassageIndex:
    """Passages with their dense and lexical indexes, and the questions that articles are known to answer."""

    def __init__(
        self,
        passages: Sequence[Passage],
        dense: DenseIndex,
        lexical: LexicalIndex,
        questions: Sequence[KnownQuestion],
        question_vectors: np.ndarray,
        title_vectors: np.ndarray,
    ) -> None:
        self.passages = passages
        self._dense = dense
        self._lexical = lexical
        self._article_ids = np.array([passage.article_id for passage in passages], dtype=object)
        self._plans = np.array([set(passage.plans) for passage in passages], dtype=object)
        self._title_vectors = title_vectors
        self._question_vectors = question_vectors
        self._question_texts = np.array([question.text for question in questions], dtype=object)
        self._questions_of: dict[str, list[int]] = {}
        self._questions_of_section: dict[tuple[str, str], list[int]] = {}
        for row, question in enumerate(questions):
            self._questions_of.setdefault(question.article_id, []).append(row)
            if question.heading is not None:
                self._questions_of_section.setdefault((question.article_id, question.heading), []).append(row)

    def search(
        self,
        question: str,
        vector: np.ndarray,
        *,
        plan: str | None = None,
        topics: Collection[str] = (),
        without_articles: Collection[str] = (),
        without_question: str = "",
        limit: int = 10,
    ) -> list[ArticleHit]:
        """The articles nearest to a question, best first.

        Args:
            question: as the customer put it.
            vector: its unit vector, shape (dimension,).
            plan: search only what customers on this plan may see; None searches everything.
            topics: search only these topics; empty means all.
            without_articles: articles to leave out.
            without_question: a known question to leave out, so that it cannot find itself.
            limit: most articles returned.
        """
        allowed = self._allowed(plan, topics, without_articles)
        coverage = self._lexical.coverage(question)
        by_meaning, _ = self._dense.search(vector, allowed, CANDIDATES)
        by_words = allowed[np.argsort(-coverage[allowed], kind="stable")[: CANDIDATES // 2]]
        rows = np.union1d(by_meaning, by_words[coverage[by_words] > 0])
        if len(rows) == 0:
            return []
        cosines = self._dense.vectors(rows) @ vector
        known_cosines = self._question_vectors @ vector
        known_cosines[self._question_texts == without_question] = -1.0
        hits = [
            PassageHit(passage, float(cosine), float(coverage[row]), self._known_of_section(passage, known_cosines))
            for row, cosine in zip(rows, cosines, strict=True)
            if (passage := self.passages[row])
        ]
        return self._by_article(hits, rows, vector, known_cosines)[:limit]

    def articles_beside(self, article_ids: Collection[str]) -> set[str]:
        """The articles of the topics that `article_ids` belong to, themselves among them."""
        topics = {passage.topic for passage in self.passages if passage.article_id in article_ids}
        return {passage.article_id for passage in self.passages if passage.topic in topics}

    def _by_article(
        self, hits: list[PassageHit], rows: np.ndarray, vector: np.ndarray, known_cosines: np.ndarray
    ) -> list[ArticleHit]:
        hits_of: dict[str, list[PassageHit]] = {}
        title_cosine: dict[str, float] = {}
        nothing_known = len(self._question_texts) == 0
        for hit, row in zip(hits, rows, strict=True):
            article_id = hit.passage.article_id
            hits_of.setdefault(article_id, []).append(hit)
            cosine = float(self._title_vectors[row] @ vector)
            title_cosine[article_id] = max(cosine, title_cosine.get(article_id, -1.0))
        articles = []
        for article_id, of_article in hits_of.items():
            rows_of_questions = self._questions_of.get(article_id)
            nearest = float(known_cosines[rows_of_questions].max()) if rows_of_questions else -1.0
            ranked = tuple(sorted(of_article, key=lambda hit: -hit.score))
            known = 0.0 if nothing_known else max(nearest, title_cosine[article_id])
            articles.append(ArticleHit(article_id, ranked, known))
        return sorted(articles, key=lambda article: (-article.score, article.article_id))

    def _known_of_section(self, passage: Passage, known_cosines: np.ndarray) -> float:
        rows = self._questions_of_section.get((passage.article_id, passage.heading))
        return max(0.0, float(known_cosines[rows].max())) if rows else 0.0

    def _allowed(self, plan: str | None, topics: Collection[str], without_articles: Collection[str]) -> np.ndarray:
        allowed = np.ones(len(self.passages), dtype=bool)
        if plan is not None:
            allowed &= np.array([plan in plans for plans in self._plans], dtype=bool)
        if topics:
            allowed &= np.array([passage.topic in topics for passage in self.passages], dtype=bool)
        if without_articles:
            allowed &= ~np.isin(self._article_ids, list(without_articles))
        return np.flatnonzero(allowed).astype(np.int64)
