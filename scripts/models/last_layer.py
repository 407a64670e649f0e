"""The last layer of a network, tuned to new examples while everything below it stays.

What the layer reads, the features of an image, is computed once; what is left is multinomial
logistic regression, started from the layer as it was, by plain gradient descent. Stopping early is
what keeps it close to where it started. Many draws of examples go at once.

Source: Yosinski et al. (2014), NeurIPS (features that transfer; the last layer is the special one).
"""

from __future__ import annotations

import numpy as np

from scripts.models import quantize


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


def drawn(
    labels: np.ndarray, most: int, n_draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw examples of each class, and what is left.

    Returns
    -------
    examples : (n_draws, most, k) int array
        Row i of a draw is its i-th example of every class, so that the first rows are a small draw.
    rest : (n_draws, n - k most) int array
    """
    examples, rest = [], []
    for _ in range(n_draws):
        order = rng.permutation(len(labels))
        classes = [order[labels[order] == c] for c in range(labels.max() + 1)]
        examples.append(np.stack([members[:most] for members in classes], axis=1))
        rest.append(np.concatenate([members[most:] for members in classes]))
    return np.array(examples), np.array(rest)


def searched(
    layer: np.ndarray,
    x: np.ndarray,
    labels: np.ndarray,
    taken: np.ndarray,
    left: np.ndarray,
    numbers: tuple[int, ...],
    lrs: tuple[float, ...],
    stops: tuple[int, ...],
) -> np.ndarray:
    """Try learning rates and numbers of steps.

    Parameters
    ----------
    layer : (k, d + 1) array
    x : (n, d + 1) array
    labels : (n,) int array
    taken, left : (n_draws, ...) int arrays, of `drawn`
    numbers : of examples of each class, all weighing the same
    lrs, stops : what to try; see `tuned`

    Returns
    -------
    (n_lrs, n_stops) array
        Accuracy on what is left, mean over draws and numbers of examples.
    """
    found = np.zeros((len(lrs), len(stops)))
    for i, lr in enumerate(lrs):
        for n in numbers:
            rows = taken[:, :n].reshape(len(taken), -1)
            layers = tuned(layer, x[rows], labels[rows], lr, stops)
            scores = [accuracy(one, x[left], labels[left]).mean() for one in layers]
            found[i] += np.array(scores) / len(numbers)
    return found


def rounded(layer: np.ndarray, bits: int) -> np.ndarray:
    """Layer (k, d + 1) as it would be packed: k-bit weights, 16-bit biases."""
    weights = layer[:, :-1]
    few = quantize.rounded(weights, quantize.fit_scales(weights, bits), bits)
    return np.column_stack([few, layer[:, -1].astype(np.float16)])
