"""Multinomial logistic regression: one linear score per class, turned into probabilities.

The model that a single layer of knobs makes: scores = x W^T + b, probabilities = softmax(scores).
The loss is convex, so there is one best setting of all knobs, and L-BFGS finds it. Biases are not
penalised; only their differences matter, and starting from zero keeps their sum at zero.

Source: Bishop (2006), Pattern Recognition and Machine Learning, section 4.3.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg  # noqa: F401  a limit on BLAS threads only reaches libraries already loaded


@dataclass
class Softmax:
    """A fitted classifier."""

    weights: np.ndarray  # (k, d) one row of knobs per class
    biases: np.ndarray  # (k,)

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Most probable class of each row of x: (n, d) array in, (n,) int array out."""
        return (x @ self.weights.T + self.biases).argmax(axis=1)

    def accuracy(self, x: np.ndarray, labels: np.ndarray) -> float:
        """Share of rows that get their own label."""
        return float(np.mean(self.predict(x) == labels))


def loss_and_gradient(
    knobs: np.ndarray, x: np.ndarray, onehot: np.ndarray, penalty: float
) -> tuple[float, np.ndarray]:
    """Penalised loss per example, `(sum of -log p(label) + penalty / 2 |W|^2) / n`.

    Parameters
    ----------
    knobs : (k * (d + 1),) array
        Weights and bias of each class, class after class.
    x : (n, d) array
    onehot : (n, k) array
    penalty : float
        1 / C in scikit-learn's terms.

    Returns
    -------
    loss : float, nats
    gradient : (k * (d + 1),) array
    """
    n, k = onehot.shape
    table = knobs.reshape(k, -1)
    weights, biases = table[:, :-1], table[:, -1]  # (k, d), (k,)
    scores = x @ weights.T + biases  # (n, k)
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores)
    total = p.sum(axis=1, keepdims=True)
    loss = (penalty / 2 * np.sum(weights**2) + np.sum(np.log(total)) - np.sum(onehot * scores)) / n
    error = p / total - onehot  # (n, k)
    gradient = np.column_stack([error.T @ x + penalty * weights, error.sum(axis=0)]) / n
    return loss, gradient.ravel()


def fit_softmax(
    x: np.ndarray, labels: np.ndarray, n_classes: int, penalty: float, tolerance: float = 1e-7
) -> Softmax:
    """Find the knobs of the lowest penalised loss.

    Parameters
    ----------
    x : (n, d) array
    labels : (n,) array of int below n_classes
    n_classes : int
    penalty : float
        1 / C in scikit-learn's terms.
    tolerance : float
        Largest component of the gradient at which to stop, nats per unit of a knob.

    Returns
    -------
    Softmax
    """
    from scipy.optimize import minimize  # half a second more to import: only when needed

    start = np.zeros(n_classes * (x.shape[1] + 1))
    found = minimize(
        loss_and_gradient,
        start,
        args=(x, np.eye(n_classes)[labels], penalty),
        jac=True,
        method="L-BFGS-B",
        options={"gtol": tolerance, "ftol": 0, "maxiter": 10_000, "maxfun": 20_000},
    )
    table = found.x.reshape(n_classes, -1)
    return Softmax(table[:, :-1].copy(), table[:, -1].copy())
