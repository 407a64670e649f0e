"""Least squares for every prefix of the columns: one growing model instead of one model per width.

Model `w` uses the first `w` columns of one design matrix. Up to `w = n_train` the least-squares fit
is unique; beyond, infinitely many fits are perfect and the one of minimum norm is returned, the one
gradient descent from zero converges to. Nothing is refitted from scratch when the model grows:

- `w <= n`: one QR of the first n columns. Its leading blocks are the QR of every prefix, so each
  fit costs one back-substitution.
- `w > n`: the triangle R with `X_w X_w^T = R^T R` absorbs new columns with LAPACK's `dtpqrt`, the
  QR of a triangle on top of a block: `2 n^2 P` flops for all widths, however many. Where R is well
  conditioned and columns come in bulk, `R^T R` is updated and factorised instead: `n^2 P` flops
  and `n^3 / 3` a width. Coefficients are off by about eps times the condition number, relative to
  their norm; how well they meet the targets can suffer from its square.

Left out: designs whose columns depend on each other to working precision (up to n columns), or
whose rows do (beyond). Nothing is cut off here; the path stops with an error that names the width
and the rank, and `numpy.linalg.lstsq` is the tool for them. Random features of many inputs are of
full rank. Those of one or two inputs are not: smooth waves of one number span some twenty
dimensions, however many there are.

Sources: Björck (1996), Numerical Methods for Least Squares Problems, sections 2.4 and 3.2; Paige
(1973), Math. Comp. 27, 355-359 (minimum norm from R alone is stable); LAPACK 3.4 `dtpqrt`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

# Not imported lazily: a limit on BLAS threads only reaches libraries that are already loaded.
from scipy.linalg import cho_factor, cho_solve, qr, solve_triangular
from scipy.linalg.lapack import dtpqrt, dtrcon

PANEL = 16  # columns per Householder panel of dtpqrt: the fastest of 8, 16, 24, 32 at n = 500
WELL = 1e-4  # reciprocal condition number of R above which squaring it costs under eight digits
EPS = np.finfo(float).eps


def minimum_norm_path(
    features: np.ndarray, targets: np.ndarray, widths: Sequence[int]
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the (minimum-norm) least-squares coefficients for every width.

    Parameters
    ----------
    features : (n, P) array
        Column j is feature j; model w uses the first w columns.
    targets : (n, k) array
        Right-hand sides; all are solved together.
    widths : increasing sequence of int, each between 1 and P
        The models to fit.

    Yields
    ------
    width : int
    coefficients : (width, k) array

    Raises
    ------
    numpy.linalg.LinAlgError
        At the first width where the n rows or the columns depend on each other to working
        precision: the coefficients would be rounding errors, of any size.
    """
    n = len(features)
    small = [w for w in widths if w <= n]
    if small:
        m = small[-1]  # the QR of [X_m, Y] holds R and, in the columns of Y, Q^T Y
        upper = qr(np.hstack((features[:, :m], targets)), mode="r", check_finite=False)[0]
        doubtful = dtrcon(upper[:m, :m])[0] < n * EPS  # narrower ones are better conditioned
        for w in small:
            if doubtful:
                _check_rank(upper[:w, :w], features[:, :w])
            yield w, solve_triangular(upper[:w, :w], upper[:w, m:], check_finite=False)

    large = [w for w in widths if w > n]
    duals = [
        cho_solve((upper, False), targets, check_finite=False)  # (n, k)
        for upper in _triangles(features, large)
    ]
    yield from zip(large, _primal(features, duals, large), strict=True)


def _triangles(features: np.ndarray, widths: Sequence[int]) -> Iterator[np.ndarray]:
    """Upper triangle R with `R^T R = X_w X_w^T` for every width, all of them above n.

    Near w = n the triangle absorbs new columns by orthogonal transformations. Once it is well
    conditioned, which more columns only improve, and they come by the hundred, `R^T R` itself is
    updated and factorised: half the work.
    """
    n = len(features)
    upper, gram, done = None, None, 0
    for w in widths:
        block = features[:, done:w]  # (n, new columns)
        done = w
        if (
            gram is None
            and upper is not None
            and block.shape[1] > n / 5
            and dtrcon(upper)[0] > WELL
        ):
            triangle = np.triu(upper)
            gram = triangle.T @ triangle
        if gram is None:
            upper = _absorb(upper, block.T)
            _check_rank(upper, features[:, :w])
        else:
            gram += block @ block.T
            upper = cho_factor(gram.T, check_finite=False)[0]
        yield upper


def _check_rank(upper: np.ndarray, features: np.ndarray) -> None:
    """Stop unless the triangle R of features (n, w) has full rank to working precision.

    The threshold for the reciprocal condition number is the one NumPy counts the rank with.
    """
    n, w = features.shape
    reciprocal = dtrcon(upper)[0]
    if reciprocal < max(n, w) * EPS:
        rank = np.linalg.matrix_rank(features)
        raise np.linalg.LinAlgError(
            f"width {w}: the {n} x {w} features depend on each other to working precision "
            f"(numerical rank {rank} of {min(n, w)}, reciprocal condition number {reciprocal:.0e})"
        )


def _absorb(upper: np.ndarray | None, rows: np.ndarray) -> np.ndarray:
    """R of the QR of the rows below a triangle, or of the rows alone."""
    n = rows.shape[1]
    if upper is None:
        return np.asfortranarray(qr(rows, mode="r", check_finite=False)[0][:n])
    block = np.asfortranarray(rows)
    upper, _, _, info = dtpqrt(0, min(PANEL, n), upper, block, overwrite_a=1, overwrite_b=1)
    if info:
        raise np.linalg.LinAlgError(f"dtpqrt failed with info = {info}")
    return upper


def _primal(
    features: np.ndarray, duals: Sequence[np.ndarray], widths: Sequence[int]
) -> list[np.ndarray]:
    """Coefficients `X_w^T dual_w` of every width, reading each column once for all of them."""
    fits = [np.empty((w, dual.shape[1])) for w, dual in zip(widths, duals, strict=True)]
    for i, (start, stop) in enumerate(pairwise([0, *widths])):
        parts = features[:, start:stop].T @ np.concatenate(duals[i:], axis=1)
        for fit, part in zip(fits[i:], np.split(parts, len(duals) - i, axis=1), strict=True):
            fit[start:stop] = part  # (new columns, k)
    return fits


def ridge_path(
    features: np.ndarray, targets: np.ndarray, widths: Sequence[int], penalties: Sequence[float]
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield the ridge coefficients for every width, each width with its own penalty.

    Minimises `|targets - X_w b|^2 + penalty |b|^2` in the dual: the n x n Gram matrix grows by the
    new columns and one Cholesky factorisation per width solves for all right-hand sides. Squaring
    the condition number is harmless here, because a positive penalty bounds it.

    Parameters
    ----------
    features, targets, widths
        As for `minimum_norm_path`.
    penalties : sequence of float, one per width, all positive

    Yields
    ------
    width : int
    coefficients : (width, k) array
    """
    n = len(features)
    gram, done = np.zeros((n, n)), 0
    for w, penalty in zip(widths, penalties, strict=True):
        block = features[:, done:w]  # (n, new columns)
        gram += block @ block.T
        done = w
        try:
            factor = cho_factor(gram + penalty * np.eye(n), check_finite=False)
        except np.linalg.LinAlgError:
            says = f"width {w}: a penalty of {penalty:g} is lost beside features"
            raise ValueError(says) from None
        yield w, features[:, :w].T @ cho_solve(factor, targets, check_finite=False)
