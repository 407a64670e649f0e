"""Gradient descent on least squares, seen at any step without taking the steps before it.

Full-batch gradient descent from zero on the loss `|targets - X b|^2 / (2 n)`. In the eigenvectors
of the Gram matrix `X X^T` the steps do not mix: a direction with eigenvalue s keeps the share
`(1 - rate s / n)^t` of its residual after t steps, so step 1,000,000 costs as much as step 1.

Large eigenvalues are learnt at once, small ones late: stopping early is a brake on the small ones,
much like ridge with a penalty of about `n / (rate t)`. The steps are stable for a rate below
`2 n / s_max` (`largest_rate`); they end at the minimum-norm least-squares fit.

Rounding: fitted values carry a relative error of about `t eps`, as the step amplifies what the
eigendecomposition rounds; 4e-13 at step 2,000. Left out: momentum, mini-batches, changing rates.

Sources: Engl, Hanke and Neubauer (1996), Regularization of Inverse Problems, section 6.1
(Landweber iteration); Ali, Kolter and Tibshirani (2019), AISTATS, arXiv:1810.10082.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Not imported lazily: a limit on BLAS threads only reaches libraries that are already loaded.
from scipy.linalg import eigh


def loss_and_gradient(
    coefficients: np.ndarray, features: np.ndarray, targets: np.ndarray
) -> tuple[float, np.ndarray]:
    """Half the squared error per example and its gradient: what a single step would use.

    Parameters
    ----------
    coefficients : (p, k) array
    features : (n, p) array
    targets : (n, k) array

    Returns
    -------
    loss : float, units of the targets squared
    gradient : (p, k) array
    """
    residual = features @ coefficients - targets  # (n, k)
    loss = np.sum(residual**2) / (2 * len(features))
    return float(loss), features.T @ residual / len(features)


def largest_rate(gram: np.ndarray) -> float:
    """Rate at which descent stops being stable, `2 n / s_max`, for the (n, n) matrix `X X^T`."""
    last = len(gram) - 1
    top = eigh(gram, eigvals_only=True, subset_by_index=(last, last), check_finite=False)[0]
    return float(2 * len(gram) / top)


def gradient_path(
    gram: np.ndarray, targets: np.ndarray, steps: Sequence[int], rate: float | None = None
) -> np.ndarray:
    """Where gradient descent from zero is after each of the given numbers of steps.

    Parameters
    ----------
    gram : (n, n) array
        `X X^T`; of any rank, so X may be wide or narrow.
    targets : (n, k) array
        Right-hand sides; all descend together.
    steps : sequence of T int, 0 or more
    rate : float, optional
        Step size, below `largest_rate(gram)`; half of that if not given.

    Returns
    -------
    (T, n, k) array
        Duals a_t: the coefficients are `X^T a_t`, a prediction is `x X^T a_t`.
    """
    n = len(gram)
    eigenvalues, vectors = eigh(gram, check_finite=False)  # (n,), (n, n)
    eigenvalues = np.maximum(eigenvalues, 0)  # rounding leaves some below
    if not eigenvalues[-1] > 1e-200:
        raise ValueError("gram is zero: descent has no direction to go")
    stable = 2 * n / eigenvalues[-1]
    rate = stable / 2 if rate is None else rate
    if not 0 < rate < stable:
        raise ValueError(f"a rate of {rate:g} is not between 0 and {stable:g}: descent diverges")
    t = np.asarray(steps, dtype=float)[:, None]  # (T, 1)
    if t.min() < 0:
        raise ValueError(f"cannot take {t.min():g} steps")
    share = rate * eigenvalues / n  # (n,) of the residual that one step removes; below 2
    slow = share < 0.5  # 1 - share would round away the digits of a small share
    learnt = np.empty((len(t), n))  # of the target, per step and direction
    learnt[:, slow] = -np.expm1(t * np.log1p(-share[slow]))
    learnt[:, ~slow] = 1 - (1 - share[~slow]) ** t
    flat = eigenvalues == 0  # never learnt; the dual still grows by rate / n a step
    scale = np.where(flat, t * rate / n, learnt / np.where(flat, 1, eigenvalues))  # (T, n)
    return vectors @ (scale[:, :, None] * (vectors.T @ targets))
