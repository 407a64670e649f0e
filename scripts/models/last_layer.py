"""The last layer of a network, tuned to new examples while everything below it stays.

What the layer reads, the features of an image, is computed once; what is left is multinomial
logistic regression, started from the layer as it was, by plain gradient descent. Stopping early is
what keeps it close to where it started. Many draws of examples go at once.

`docs/js/lib/last_layer.js` tunes the same way, on what a reader draws, and unpacks the same bytes.

Source: Yosinski et al. (2014), NeurIPS (features that transfer; the last layer is the special one).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scripts.models import quantize
from scripts.models.summary import mean_se


class Pupils(NamedTuple):
    """Draws of examples to learn, and of others to be tested on."""

    x: np.ndarray  # (n, d + 1), the last column ones
    labels: np.ndarray  # (n,) int
    taken: np.ndarray  # (n_draws, most, k) int: of `drawn`
    left: np.ndarray  # (n_draws, m) int


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


def paced(lr: float, labels: np.ndarray, n_classes: int) -> float:
    """Learning rate for lessons that are not of every class alike.

    `tuned` takes the mean over examples, so one lonely example would pull as hard as one of each
    class together, and what was known of the others would be lost. Here classes that have too few
    examples are counted as if the missing ones were read rightly: they do not pull. With as many of
    each class it is `lr` itself.

    Parameters
    ----------
    lr : float, chosen with as many examples of each class
    labels : (n,) int array, not empty
    n_classes : int
    """
    return lr * len(labels) / (n_classes * np.bincount(labels).max())


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


def taught(
    layer: np.ndarray,
    x: np.ndarray,
    labels: np.ndarray,
    taken: np.ndarray,
    numbers: tuple[int, ...],
    lr: float,
    steps: int,
) -> list[np.ndarray]:
    """Tune on more and more examples of each class.

    Parameters
    ----------
    layer, x, labels, taken : as for `searched`
    numbers : of examples of each class, 0 for the layer as it was
    lr, steps : as for `tuned`

    Returns
    -------
    layers : list of (n_draws, k, d + 1) arrays, one a number
    """
    found = []
    for n in numbers:
        layers = np.repeat(layer[None], len(taken), axis=0)
        if n:
            rows = taken[:, :n].reshape(len(taken), -1)
            [layers] = tuned(layer, x[rows], labels[rows], lr, (steps,))
        found.append(layers)
    return found


def study(
    layer: np.ndarray,
    validation: Pupils,
    test: Pupils,
    old: tuple[np.ndarray, np.ndarray],
    numbers: tuple[int, ...],
    lrs: tuple[float, ...],
    stops: tuple[int, ...],
    bits: int,
) -> dict:
    """Choose rate and steps on some pupils, teach others, and see what is learned and forgotten.

    Parameters
    ----------
    layer : (k, d + 1) array
    validation, test : Pupils
    old : x and labels of what the layer was made for
    numbers, lrs, stops : as for `searched`
    bits : of the taught layer's weights when it is rounded again

    Returns
    -------
    dict
        examples, lr, steps, n_test; tuning as `searched` gives it; accuracy, rounded_accuracy and
        old_accuracy, each a mean over pupils with _se, _p10, _p90, and by the number of examples
        from none; each and old_each: (n_draws, number) arrays.
    """
    tuning = searched(layer, *validation, numbers, lrs, stops)
    best = np.unravel_index(tuning.argmax(), tuning.shape)
    lr, steps = lrs[best[0]], stops[best[1]]
    x, labels, taken, left = test
    layers = taught(layer, x, labels, taken, (0, *numbers), lr, steps)
    few = [np.array([rounded(one, bits) for one in many]) for many in layers]
    rates = {
        "accuracy": [accuracy(many, x[left], labels[left]) for many in layers],
        "rounded_accuracy": [accuracy(many, x[left], labels[left]) for many in few],
        "old_accuracy": [accuracy(many, *old) for many in layers],
    }
    found = {"examples": [0, *numbers], "lr": lr, "steps": steps, "tuning": tuning}
    for key, values in rates.items():
        found[key], found[f"{key}_se"] = mean_se(np.array(values).T)
        found[f"{key}_p10"], found[f"{key}_p90"] = np.quantile(values, (0.1, 0.9), axis=1)
    each = {"each": rates["accuracy"], "old_each": rates["old_accuracy"]}
    return found | {k: np.array(v).T for k, v in each.items()} | {"n_test": left.shape[1]}


def rounded(layer: np.ndarray, bits: int) -> np.ndarray:
    """Layer (k, d + 1) as it would be packed: k-bit weights, 16-bit biases."""
    weights = layer[:, :-1]
    few = quantize.rounded(weights, quantize.fit_scales(weights, bits), bits)
    return np.column_stack([few, layer[:, -1].astype(np.float16)])


def packed(features: np.ndarray, labels: np.ndarray) -> tuple[bytes, dict[str, float]]:
    """Pack rectified features, about half of them zero, and labels.

    1. A bit for each feature, the highest first: whether it is above zero. Row after row.
    2. Labels of 4 bits, of two in a byte the first in the low half.
    3. A byte for each feature above zero: how many times `scale` it is.

    Parameters
    ----------
    features : (n, d) array, at least 0, n d a multiple of 8
    labels : (n,) int array below 16, n even

    Returns
    -------
    content : bytes
    layout : dict of n, n_features, bytes and scale, a power of two
    """
    scale = 2.0 ** np.ceil(np.log2(max(features.max(), 1e-9) / 255))
    codes = np.rint(features / scale).astype(np.uint8)
    low, high = labels.reshape(-1, 2).astype(np.uint8).T
    content = np.packbits(codes > 0).tobytes() + (low | high << 4).tobytes()
    content += codes[codes > 0].tobytes()
    n, n_features = features.shape
    layout = {"n": n, "n_features": n_features, "bytes": len(content), "scale": scale}
    return content, layout


def unpacked(content: bytes, layout: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Give back what was `packed`: (n, d) float and (n,) int arrays."""
    n, n_features = layout["n"], layout["n_features"]
    found = np.frombuffer(content, dtype=np.uint8)
    bits, pairs, codes = np.split(found, [n * n_features // 8, (n * n_features + 4 * n) // 8])
    features = np.zeros(n * n_features)
    features[np.unpackbits(bits) == 1] = layout["scale"] * codes
    labels = np.stack([pairs & 15, pairs >> 4], axis=1).ravel().astype(int)
    return features.reshape(n, n_features), labels
