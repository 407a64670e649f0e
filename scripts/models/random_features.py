"""Random features: a two-layer network whose first layer is drawn once and never trained.

With cosine features the trained last layer approximates a Gaussian-kernel machine of bandwidth
1 / gamma, and its width is a knob for the number of parameters that leaves everything else alone.

Sources: Rahimi and Recht (2007), Random Features for Large-Scale Kernel Machines; Belkin et al.
(2019), PNAS 116, 15849-15854.
"""

from __future__ import annotations

import numpy as np


def scaled_inputs(images: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Centre and scale images so that a training image has unit squared norm on average.

    Parameters
    ----------
    images : (n, d) array
    train : (n_train,) array of int
        Rows that centre and scale are measured on; the other rows stay unseen.

    Returns
    -------
    (n, d) array
    """
    centred = images - images[train].mean(axis=0)
    length = np.sqrt(np.mean(np.sum(centred[train] ** 2, axis=1)))
    if not length > 0:
        raise ValueError("images are all alike in the rows of train: they have no scale")
    return centred / length


def random_features(
    inputs: np.ndarray, weights: np.ndarray, phases: np.ndarray, kind: str = "cos", gamma: float = 1
) -> np.ndarray:
    """Evaluate one frozen random layer.

    Parameters
    ----------
    inputs : (n, d) array
    weights : (d, width) array
        Standard normal directions.
    phases : (width,) array
        Uniform on [0, 2 pi); unused by "relu".
    kind : {"cos", "relu"}
        `sqrt(2) cos(gamma x W + b)` or `sqrt(2) max(gamma x W, 0)`; both have a mean square of
        about one.
    gamma : float
        Inverse bandwidth: larger means a rougher function class.

    Returns
    -------
    (n, width) array
    """
    features = inputs @ (gamma * weights)  # (n, width)
    if kind == "cos":
        features += phases
        np.cos(features, out=features)
    elif kind == "relu":
        np.maximum(features, 0, out=features)
    else:
        raise ValueError(f"kind must be 'cos' or 'relu', not {kind!r}")
    features *= np.sqrt(2)
    return features


def flip_labels(
    labels: np.ndarray, rates: tuple[float, ...], n_classes: int, rng: np.random.Generator
) -> np.ndarray:
    """Give a fixed share of the labels to another class, chosen at random.

    The flips are nested: every label that is wrong at one rate is wrong, in the same way, at each
    higher rate. That makes differences between rates less noisy.

    Parameters
    ----------
    labels : (n,) array of int
    rates : tuple of float
        Shares to flip: exactly round(rate * n) labels change.
    n_classes : int
    rng : numpy Generator

    Returns
    -------
    (len(rates), n) array of int
    """
    order = rng.permutation(len(labels))
    others = (labels + rng.integers(1, n_classes, size=len(labels))) % n_classes  # never the same
    noisy = np.tile(labels, (len(rates), 1))
    for row, rate in zip(noisy, rates, strict=True):
        flipped = order[: round(rate * len(labels))]
        row[flipped] = others[flipped]
    return noisy
