"""Ridge that finds its own penalty, for several sets of labels on the same examples.

Each set of labels gets the penalty with the lowest squared leave-one-out error on those labels,
wrong ones included: no test data has a say. One eigendecomposition serves all sets.

Sources: Allen (1974), Technometrics 16, 125-127 (leave-one-out); Nakkiran, Venkat, Kakade and Ma
(2021), ICLR, arXiv:2003.01897 (tuned ridge).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scripts.models.ridge import Ridge


def tuned_ridge(
    features: np.ndarray,
    targets: np.ndarray,
    penalties: Sequence[float],
    gram: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fit every set of targets with the penalty that suits it.

    Parameters
    ----------
    features : (n, p) array
    targets : (q, n, k) array
        Sets of k scores; the k scores of a set share a penalty.
    penalties : sequence of positive floats, units of features squared
        Those that are tried.
    gram : (n, n) array, optional
        `X X^T`, if the caller has it.

    Returns
    -------
    means : (q, k) array
    coefficients : (q, p, k) array
        A prediction is `means + x @ coefficients`.
    chosen : (q,) int array
        Place of each set's penalty among those tried.
    """
    q, _, k = targets.shape
    ridge = Ridge(features, np.concatenate(targets, axis=1), gram=gram)  # (n, q k) targets
    squared = np.mean(ridge.leave_one_out(penalties) ** 2, axis=1)  # (L, q k)
    chosen = squared.reshape(len(penalties), q, k).mean(axis=2).argmin(axis=0)  # (q,)
    coefficients = np.empty((q, features.shape[1], k))
    for i in np.unique(chosen):
        fits = ridge.coefficients(penalties[i]).reshape(-1, q, k)  # (p, q, k)
        coefficients[chosen == i] = fits[:, chosen == i].swapaxes(0, 1)
    return ridge.mean.reshape(q, k), coefficients, chosen
