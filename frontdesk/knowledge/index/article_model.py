"""Reads a question's vector for the article that answers it, as learnt from the questions that articles answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from frontdesk.knowledge.model import KnownQuestion

FOLDS = 3
INVERSE_REGULARISATION = 10.0
MOST_ITERATIONS = 100


@dataclass(frozen=True)
class ArticleModel:
    """Multinomial logistic regression over unit vectors.

    Attributes:
        articles: ids, one for each row of the weights.
        weights: shape (articles, dimension).
        constants: shape (articles,).
    """

    articles: tuple[str, ...]
    weights: np.ndarray
    constants: np.ndarray

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """The probability of each article, shape (n, articles), for `vectors` of shape (n, dimension)."""
        scores = vectors @ self.weights.T + self.constants
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)


def train_article_model(questions: Sequence[KnownQuestion], vectors: np.ndarray) -> ArticleModel:
    """Learn from `questions` and their `vectors`; one that several articles answer counts for each by its share."""
    from sklearn.linear_model import LogisticRegression  # Only building an index needs it.

    answered_by: dict[str, int] = {}
    for question in questions:
        answered_by[question.text] = answered_by.get(question.text, 0) + 1
    shares = [1.0 / answered_by[question.text] for question in questions]
    model = LogisticRegression(C=INVERSE_REGULARISATION, max_iter=MOST_ITERATIONS, tol=1e-3)
    model.fit(vectors, [question.article_id for question in questions], sample_weight=shares)
    weights, constants = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # scikit-learn keeps one row of two.
        weights, constants = np.vstack([-weights, weights]) / 2, np.array([-constants[0], constants[0]]) / 2
    articles = tuple(str(article) for article in model.classes_)
    return ArticleModel(articles, weights.astype(np.float32), constants.astype(np.float32))


def held_out_probabilities(
    questions: Sequence[KnownQuestion], vectors: np.ndarray, articles: Sequence[str], seed: int
) -> np.ndarray:
    """What models that never saw a question's text say of it: shape (questions, articles), columns as `articles`."""
    texts = sorted({question.text for question in questions})
    fold_of = dict(zip(texts, np.random.RandomState(seed).randint(FOLDS, size=len(texts)), strict=True))
    folds = np.array([fold_of[question.text] for question in questions])
    column = {article: place for place, article in enumerate(articles)}
    probabilities = np.zeros((len(questions), len(articles)), dtype=np.float32)
    for fold in range(FOLDS):
        seen, hidden = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        model = train_article_model([questions[int(row)] for row in seen], vectors[seen])
        columns = np.array([column[article] for article in model.articles])
        probabilities[np.ix_(hidden, columns)] = model.probabilities(vectors[hidden])
    return probabilities
