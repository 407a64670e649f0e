"""Labels as targets of least squares: several sets of labels of the same images, fitted together.

Fits that share their features share the decomposition of them, so the q sets of labels (with ever
more of them wrong, say) lie beside each other as columns.
"""

import numpy as np


def one_hot(labels: np.ndarray, n_classes: int) -> np.ndarray:
    """Int array of any shape to (..., n_classes): 1 in the column of the label, else 0."""
    return np.eye(n_classes)[labels]


def beside(targets: np.ndarray) -> np.ndarray:
    """(q, n, k) to (n, q k): the columns of the first set, then those of the next."""
    return np.concatenate(targets, axis=1)


def apart(scores: np.ndarray, n_sets: int) -> np.ndarray:
    """Invert `beside` for scores of any images: (..., m, q k) to (..., q, m, k)."""
    return scores.reshape(*scores.shape[:-1], n_sets, -1).swapaxes(-3, -2)
