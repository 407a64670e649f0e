"""The last layer of a network, tuned to new examples while everything below it stays.

What the layer reads, the features of an image, is computed once; what is left is multinomial
logistic regression, started from the layer as it was, by plain gradient descent. Stopping early is
what keeps it close to where it started. Many draws of examples go at once.

Source: Yosinski et al. (2014), NeurIPS (features that transfer; the last layer is the special one).
"""

from __future__ import annotations

import numpy as np


def with_ones(features: np.ndarray) -> np.ndarray:
    """Append a column of ones, for the biases: (n, d) to (n, d + 1)."""
    return np.column_stack([features, np.ones(len(features), dtype=features.dtype)])


def tuned(
    layer: np.ndarray, x: np.ndarray, labels: np.ndarray, lr: float, stops: tuple[int, ...]
) -> list[np.ndarray]:
    """Tune by gradient descent on the mean of -log p(label).

    Parameters
    ----------
    layer : (k, d + 1) array
        Weights and, in the last column, biases to start from.
    x : (draws, n, d + 1) array, the last column ones
    labels : (draws, n) int array
    lr : float
    stops : increasing
        Steps after which a copy is kept.

    Returns
    -------
    list of (draws, k, d + 1) arrays, one a stop
    """
    onehot = np.eye(len(layer), dtype=x.dtype)[labels]
    layers, kept = np.repeat(layer[None], len(x), axis=0), []
    for step in range(1, stops[-1] + 1):
        scores = x @ layers.swapaxes(1, 2)  # (draws, n, k)
        p = np.exp(scores - scores.max(axis=2, keepdims=True))
        p /= p.sum(axis=2, keepdims=True)
        p -= onehot
        layers -= x.dtype.type(lr / x.shape[1]) * (p.swapaxes(1, 2) @ x)
        if step in stops:
            kept.append(layers.copy())
    return kept


def accuracy(layers: np.ndarray, x: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Share read rightly by each draw's own layer.

    Parameters
    ----------
    layers : (draws, k, d + 1) array
    x : (draws, n, d + 1) or (n, d + 1) array
    labels : (draws, n) or (n,) int array

    Returns
    -------
    (draws,) array
    """
    return np.mean((x @ layers.swapaxes(1, 2)).argmax(axis=2) == labels, axis=1)
