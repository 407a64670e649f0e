"""Curves made of Legendre polynomials, fitted at every number of knobs to many training sets.

Feature k, counted from 0, is the Legendre polynomial of degree k divided by (k + 1)^scaling. Once
there are more knobs than points, infinitely many curves pass through all of them, and the fit taken
is the one of minimum norm. The scaling decides what that means: a high degree then needs a large
coefficient, so the smallest solution prefers low degrees.

With fewer knobs than different x this is plain least squares, and the scaling changes nothing.
Singular values below CUTOFF of the largest count as zero, as in `numpy.linalg.lstsq`.

A fit is `X^T U S^-2 U^T y`, from the left singular vectors U and the singular values S of X alone.
Beyond n knobs they are those of the transpose of the triangle R in `X^T = Q R`, an n x n matrix to
which new knobs are added by a QR of R on top of the new rows: a step costs the same for the
hundredth knob as for the tenth, and X X^T, whose condition is the square, is never formed.
Coefficients carry a relative error of about eps times the condition number of X.

Features grow exponentially outside [-1, 1]: there one point drowns all others.

Sources: Paige (1973), Math. Comp. 27, 355-359 (minimum norm from R alone); Xie, Chou, Rauhut and
Ward (2020), arXiv:2006.08495 (weights that prefer smooth solutions, abstract seen); Allen (1974),
Technometrics 16, 125-127 (the leave-one-out identity).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import legendre

CUTOFF = 1e-12  # far above rounding, so that two computers count the same singular values


def scales(n_knobs: int, scaling: float) -> np.ndarray:
    """Factor of each polynomial, (n_knobs,): 1 / (k + 1)^scaling."""
    return (1.0 + np.arange(n_knobs)) ** -scaling


def features(x: np.ndarray, n_knobs: int, scaling: float) -> np.ndarray:
    """Scaled Legendre polynomials of degree 0 to n_knobs - 1 at x, (..., n_knobs)."""
    return legendre.legvander(x, n_knobs - 1) * scales(n_knobs, scaling)


def squared_distance(coefficients: np.ndarray, goal: np.ndarray, scaling: float) -> np.ndarray:
    """Mean squared distance on [-1, 1] between fits and a function: exact, by Parseval.

    Parameters
    ----------
    coefficients : (..., n_knobs) array
        Of the scaled features.
    goal : (K,) array, K at least n_knobs
        Of the unscaled Legendre polynomials, as `expansion` gives them.
    scaling : float

    Returns
    -------
    (...) array
    """
    n_knobs = coefficients.shape[-1]
    power = 1 / (2 * np.arange(len(goal)) + 1)  # mean square of each polynomial
    gap = coefficients * scales(n_knobs, scaling) - goal[:n_knobs]
    return gap**2 @ power[:n_knobs] + goal[n_knobs:] ** 2 @ power[n_knobs:]


def expansion(values: np.ndarray, weights: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Legendre coefficients, (K,), of a function given at Gauss-Legendre nodes.

    Parameters
    ----------
    values, weights : (g,) array
    basis : (g, K) array
        Unscaled polynomials at the nodes; K well below g.
    """
    return (weights * values) @ basis * (np.arange(basis.shape[1]) + 0.5)


@dataclass(frozen=True)
class Designs:
    """Many training sets seen through the same number of knobs.

    Parameters
    ----------
    features : (m, n, P) array
    vectors : (m, n, r) array
        Left singular vectors of each set's features.
    values : (m, r) array
        Singular values, falling; those that count as zero are zero.
    """

    features: np.ndarray
    vectors: np.ndarray
    values: np.ndarray

    def coefficients(self, y: np.ndarray, penalty: np.ndarray | float = 0.0) -> np.ndarray:
        """Coefficients b with the smallest |y - X b|^2 + penalty |b|^2, or of minimum norm.

        Parameters
        ----------
        y : (m, n, k) array
            k tables of targets share the points of a set.
        penalty : float or (m, k) array, units of the features squared
            Without one, the smallest b among those that fit best.

        Returns
        -------
        (m, P, k) array
        """
        rotated = self.vectors.transpose(0, 2, 1) @ y  # (m, r, k)
        penalty = np.broadcast_to(penalty, (len(y), y.shape[2]))[:, None]  # (m, 1, k)
        squares = self.values[:, :, None] ** 2 + penalty  # (m, r, k)
        kept = np.broadcast_to(self.values[:, :, None] > 0, squares.shape)
        shrunk = np.divide(rotated, squares, out=np.zeros_like(squares), where=kept)
        return self.features.transpose(0, 2, 1) @ (self.vectors @ shrunk)

    def residuals(self, y: np.ndarray) -> np.ndarray:
        """Targets minus the fit without a penalty, (m, n, k), at the training points.

        By projection: without the detour over coefficients, whose rounding errors are larger.
        """
        reached = self.vectors * (self.values > 0)[:, None]  # (m, n, r)
        return y - reached @ (reached.transpose(0, 2, 1) @ y)

    def leave_one_out(self, y: np.ndarray, penalties: Sequence[float]) -> np.ndarray:
        """Mean squared error at each point of the ridge fit to all the others; exact.

        Residuals divided by `1 - H_ii`, without a refit. Relative rounding error: eps times the
        largest squared singular value divided by the penalty.

        Parameters
        ----------
        y : (m, n, k) array
        penalties : sequence of L floats
            Positive; with fewer knobs than points also 0.

        Returns
        -------
        (L, m, k) array
        """
        rotated = self.vectors.transpose(0, 2, 1) @ y  # (m, r, k)
        squares = self.values**2  # (m, r)
        found = []
        for penalty in penalties:
            kept = np.divide(squares, squares + penalty, out=0 * squares, where=squares > 0)
            residual = y - self.vectors @ (kept[:, :, None] * rotated)  # (m, n, k)
            left = 1 - np.einsum("mnr,mr->mn", self.vectors**2, kept)  # (m, n)
            found.append(np.mean((residual / left[:, :, None]) ** 2, axis=1))
        return np.array(found)


def sweep(x: np.ndarray, knobs: Sequence[int], scaling: float) -> Iterator[tuple[int, Designs]]:
    """Yield the designs of each number of knobs.

    Parameters
    ----------
    x : (m, n) array
        One training set a row, in [-1, 1].
    knobs : increasing sequence of int
    scaling : float

    Yields
    ------
    n_knobs : int
    designs : Designs
    """
    n = x.shape[1]
    everything = features(x, knobs[-1], scaling)  # (m, n, P)
    triangle, done = None, 0
    for n_knobs in knobs:
        own = everything[:, :, :n_knobs]
        if n_knobs <= n:
            narrow = own
        else:
            rows = everything[:, :, done:n_knobs].transpose(0, 2, 1)  # (m, new knobs, n)
            stacked = rows if triangle is None else np.concatenate([triangle, rows], axis=1)
            triangle, done = np.linalg.qr(stacked, mode="r"), n_knobs  # (m, n, n)
            narrow = triangle.transpose(0, 2, 1)
        vectors, values, _ = np.linalg.svd(narrow, full_matrices=False)
        yield n_knobs, Designs(own, vectors, _zeroed(values))


def _zeroed(values: np.ndarray) -> np.ndarray:
    return np.where(values > CUTOFF * values[:, :1], values, 0.0)
