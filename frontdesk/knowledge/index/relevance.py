"""How likely each article found answers the question: what every way of judging it offers, and the choice of one."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from frontdesk.knowledge.index.confidence import calibrate
from frontdesk.knowledge.index.learned_relevance import learn_relevance
from frontdesk.knowledge.index.search import ArticleHit, PassageIndex
from frontdesk.knowledge.model import KnownQuestion

ENOUGH_QUESTIONS = 100


class Relevance(Protocol):
    """Judges what a search found.

    >>> hits = relevance.judge(index.search(question, vector), vector)
    >>> hits[0].probability >= relevance.threshold  # the knowledge base holds the answer
    True
    """

    @property
    def weights(self) -> tuple[float, ...]:
        """What was learnt, as it is stored."""

    @property
    def threshold(self) -> float:
        """Below this probability an article is no answer."""

    def judge(self, hits: Sequence[ArticleHit], vector: np.ndarray) -> list[ArticleHit]:
        """`hits` with their probabilities, best first."""


def relevance_of(
    index: PassageIndex,
    questions: Sequence[KnownQuestion],
    question_vectors: np.ndarray,
    encode: Callable[[Sequence[str]], np.ndarray],
) -> Relevance:
    """Learnt from the known `questions` of at least two articles if there are enough, else from the text itself."""
    if len({q.text for q in questions}) >= ENOUGH_QUESTIONS and len({q.article_id for q in questions}) > 1:
        return learn_relevance(index, questions, question_vectors)
    return calibrate(index, encode)
