"""Logistic regression for what may only speak for an outcome."""

import numpy as np


def fit_evidence(
    evidence: np.ndarray, truth: np.ndarray, importance: np.ndarray, regularisation: float
) -> tuple[float, ...]:
    """The weights of the columns of `evidence`, none below 0, and last the constant.

    Args:
        evidence: shape (n, columns).
        truth: the outcomes, shape (n,), boolean.
        importance: of each row, shape (n,).
        regularisation: factor of the weights' squares, the constant's left out.
    """
    from scipy.optimize import minimize  # Only building an index needs it.

    signs = np.where(truth, 1.0, -1.0)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        margins = signs * (evidence @ weights[:-1] + weights[-1])
        pull = -signs * importance * np.exp(-np.logaddexp(0.0, margins))
        gradient = np.append(pull @ evidence + 2 * regularisation * weights[:-1], pull.sum())
        return float(importance @ np.logaddexp(0.0, -margins) + regularisation * (weights[:-1] ** 2).sum()), gradient

    bounds = [(0.0, None)] * evidence.shape[1] + [(None, None)]
    start = np.zeros(evidence.shape[1] + 1)
    return tuple(map(float, minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x))


def probabilities(evidence: np.ndarray, weights: tuple[float, ...]) -> np.ndarray:
    """The probability of the outcome for each row of `evidence`, by `weights` as `fit_evidence` gives them."""
    return 1.0 / (1.0 + np.exp(-(evidence @ np.asarray(weights[:-1]) + weights[-1])))
