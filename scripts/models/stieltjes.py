"""Polynomial least squares of every degree at once, for many training sets at once.

Each training set gets the polynomials that are orthogonal on its own points, built one degree after
the other by a three-term recurrence. In that basis the next degree adds one coefficient and changes
none of the others, so a sweep over degrees costs no more than its largest fit: a handful of
multiplications per point and degree, all training sets side by side in one array.

The coefficient is taken from what the lower degrees left over, not from y: then rounding errors of
earlier coefficients are corrected and not inherited. Left out: re-orthogonalisation. On 40 points
the fits agree with a QR of the Legendre basis to about 1e-9 up to degree 16 and 1e-7 up to 20.

Sources: Forsythe (1957), J. SIAM 5, 74-88; Gautschi (2004), Orthogonal Polynomials, section 2.2.3.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def polynomial_path(
    x: np.ndarray, y: np.ndarray, grid: np.ndarray, max_degree: int
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield the least-squares polynomial fits of degree 0, 1, ..., max_degree.

    Parameters
    ----------
    x, y : (m, n) array
        One training set a row; x of the order of 1, more than max_degree different values a row.
    grid : (g,) or (m, g) array
        Where to predict: the same points for every training set, or a row for each.
    max_degree : int, below n

    Yields
    ------
    degree : int
    residual : (m, n) array
        y minus the fit. Updated in place by the next degree: copy it to keep it.
    prediction : (m, g) array
        The fits on the grid. Updated in place likewise.
    """
    m, n = x.shape
    grid = np.broadcast_to(grid, (m, np.shape(grid)[-1]))
    residual = y.astype(float)  # (m, n), a copy
    prediction = np.zeros(grid.shape)  # (m, g)
    basis, before = np.full((m, n), 1 / np.sqrt(n)), np.zeros((m, n))
    on_grid, on_grid_before = np.full(grid.shape, 1 / np.sqrt(n)), np.zeros(grid.shape)
    norm = np.zeros((m, 1))
    for degree in range(max_degree + 1):
        coefficient = _dot(basis, residual)  # (m, 1)
        residual -= coefficient * basis
        prediction += coefficient * on_grid
        yield degree, residual, prediction
        # x p_k = norm_(k+1) p_(k+1) + centre p_k + norm_k p_(k-1)
        centre = _dot(x * basis, basis)
        basis, before = (x - centre) * basis - norm * before, basis
        on_grid, on_grid_before = (grid - centre) * on_grid - norm * on_grid_before, on_grid
        norm = np.sqrt(_dot(basis, basis))
        basis /= norm
        on_grid /= norm


def _dot(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.einsum("mn,mn->m", a, b)[:, None]  # (m, 1)
