"""Scaling laws: loss = A N^-alpha + B D^-beta + E fitted as published, and read off without a law.

N is the number of parameters, D the amount of data, E a floor that neither can lower. The fit
minimises the Huber loss of the difference of logarithms, so that a loss of 0.01 counts as much as
one of 1. Its parameters are `log A, alpha, log B, beta, log E`: A, B and E stay positive, as in the
paper, and a floor of zero can only be approached.

The budget is a product: `N D = C` (a paper's `6 N D = FLOP` is `C = FLOP / 6`). Under the law the
best split of it has a closed form, and `N` grows as `C^(beta / (alpha + beta))`.

How: least squares with weights inside a trust region, from several starts, with the width of the
Huber loss lowered in steps. The paper's width, 0.001, is far below the residuals here, so that the
sum is one of absolute values, which has kinks a start from afar gets caught in.

`best_splits` assumes no law: the error against size at a fixed budget, and where it is lowest.

Left out: error bars. They depend on what is repeated; the caller repeats.

Sources: Hoffmann et al. (2022), arXiv:2203.15556, sections 3.2 (a fixed budget) and 3.3, appendix
D.2; Besiroglu et al. (2024), arXiv:2404.10102 (what stopping the fit early did to it).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.optimize import least_squares

EXPONENTS = (0.3, 1.0)  # starts, for alpha and for beta
FLOOR = 0.3  # start, for E as a share of the lowest loss
WIDTHS = (0.1, 0.01)  # Huber widths on the way to the one asked for
NO_FLOOR = 1e-8  # of the lowest loss: the fit may go down to here
LEAST_START = 1e-3  # of the lowest loss: from further down, log E would hardly move
IS_NONE = 1e-5  # of the lowest loss: a floor below is written as zero


@dataclass(frozen=True)
class ScalingLaw:
    """A law of three terms; A, B and E in the unit of the loss."""

    A: float
    alpha: float
    B: float
    beta: float
    E: float

    def loss(self, n_params: np.ndarray, n_train: np.ndarray) -> np.ndarray:
        """Predicted loss of models of these sizes on these amounts of data."""
        n_params, n_train = np.asarray(n_params, float), np.asarray(n_train, float)
        return self.A * n_params**-self.alpha + self.B * n_train**-self.beta + self.E

    @property
    def exponent(self) -> float:
        """How the best size grows with the budget: `N = const C^exponent`."""
        return self.beta / (self.alpha + self.beta)

    def optimum(self, budget: float) -> tuple[float, float]:
        """Size and amount of data with the lowest loss among all with `N D = budget`.

        The derivative of `A N^-alpha + B (C / N)^-beta` is zero where
        `alpha A N^-alpha = beta B D^-beta`.
        """
        ratio = self.alpha * self.A / (self.beta * self.B)
        n_params = ratio ** (1 / (self.alpha + self.beta)) * budget**self.exponent
        return n_params, budget / n_params


def residuals(theta: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Log of the law minus log of the loss.

    Parameters
    ----------
    theta : (5,) array: log A, alpha, log B, beta, log E
    points : (3, m) array: log N, log D, log loss

    Returns
    -------
    (m,) array
    """
    return np.logaddexp.reduce(_terms(theta, points)) - points[2]


def jacobian(theta: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Differentiate `residuals`, (m, 5): each term's share of the law, times its own slope."""
    terms = _terms(theta, points)  # (3, m)
    of_n, of_d, of_e = np.exp(terms - np.logaddexp.reduce(terms))
    return np.column_stack([of_n, -points[0] * of_n, of_d, -points[1] * of_d, of_e])


def objective(theta: np.ndarray, points: np.ndarray, delta: float) -> tuple[float, np.ndarray]:
    """Huber loss summed over the points, and its gradient.

    Parameters
    ----------
    theta, points
        As for `residuals`.
    delta : float
        Half the square below this difference of logarithms, straight beyond.
    """
    off = residuals(theta, points)
    slope = np.clip(off, -delta, delta)
    return float(np.sum(slope * (off - slope / 2))), slope @ jacobian(theta, points)


def fit(
    n_params: np.ndarray,
    n_train: np.ndarray,
    loss: np.ndarray,
    delta: float = 1e-3,
    start: ScalingLaw | None = None,
) -> ScalingLaw:
    """Law with the lowest summed Huber loss.

    Parameters
    ----------
    n_params, n_train, loss : arrays of one shape, all positive
    delta : float
        Width of the Huber loss; 1e-3 is the paper's.
    start : ScalingLaw, optional
        Begin here only, for example at the fit of almost the same points.
    """
    points = np.log([np.ravel(n_params), np.ravel(n_train), np.ravel(loss)])
    middle = points[:2].mean(axis=1)  # centred, coefficients and exponents hardly interact
    centred = points - np.append(middle, 0)[:, None]
    starts = _starts(centred) if start is None else [_theta(start, middle, np.min(loss))]
    wide, *narrower = [*(w for w in WIDTHS if w > delta), delta]
    found = [_descend(theta, centred, wide) for theta in starts]
    best = min(found, key=lambda theta: objective(theta, centred, wide)[0])
    for width in narrower:
        best = _descend(best, centred, width)
    log_a, alpha, log_b, beta, log_e = best.tolist()
    a, b = np.exp(log_a + alpha * middle[0]), np.exp(log_b + beta * middle[1])
    floor = np.exp(log_e) * (log_e > points[2].min() + np.log(IS_NONE))
    return ScalingLaw(float(a), alpha, float(b), beta, float(floor))


def best_splits(
    sizes: np.ndarray, amounts: np.ndarray, loss: np.ndarray, budgets: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Loss against size at every budget, and where it is lowest.

    A spline through the logarithms gives the loss on budget / size examples; a parabola through
    the lowest size and its neighbours gives the minimum.

    Parameters
    ----------
    sizes : (n_sizes,) array
    amounts : (n_amounts,) array
    loss : (n_sizes, n_amounts) array
    budgets : (n_budgets,) array, size times amount

    Returns
    -------
    curve : (n_budgets, n_sizes) array, nan where the amount would be outside the grid
    size, lowest : (n_budgets,) arrays
    """
    needed = budgets[:, None] / sizes  # (n_budgets, n_sizes)
    inside = (needed >= amounts[0]) & (needed <= amounts[-1])
    curve = np.full(needed.shape, np.nan)
    for i, here in enumerate(inside.T):
        spline = CubicSpline(np.log(amounts), np.log(loss[i]))
        curve[here, i] = spline(np.log(needed[here, i]))
    lowest = np.exp([_vertex(np.log(sizes), row) for row in curve])  # (n_budgets, 2)
    return np.exp(curve), lowest[:, 0], lowest[:, 1]


def slope(x: np.ndarray, y: np.ndarray) -> float:
    """Exponent of a power law by least squares: how log y grows with log x."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def _vertex(x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Minimum of the parabola through the lowest point and its two neighbours."""
    low = int(np.nanargmin(y))
    near = slice(low - 1, low + 2)
    if not 0 < low < len(y) - 1 or np.isnan(y[near]).any():
        raise ValueError("the lowest loss is at the edge of the grid: there is no minimum in it")
    a, b, c = np.polyfit(x[near] - x[low], y[near], 2)
    return x[low] - b / (2 * a), c - b**2 / (4 * a)


def _terms(theta: np.ndarray, points: np.ndarray) -> np.ndarray:
    log_a, alpha, log_b, beta, log_e = theta
    constant = np.full_like(points[0], log_e)
    return np.array([log_a - alpha * points[0], log_b - beta * points[1], constant])  # (3, m)


def _starts(points: np.ndarray) -> list[np.ndarray]:
    """Exponents to begin at; both terms share what the floor leaves of a middling loss."""
    floor = FLOOR * np.exp(points[2].min())
    half = np.log((np.exp(np.median(points[2])) - floor) / 2)
    return [
        np.array([half, alpha, half, beta, np.log(floor)])
        for alpha, beta in product(EXPONENTS, EXPONENTS)
    ]


def _theta(law: ScalingLaw, middle: np.ndarray, lowest: float) -> np.ndarray:
    """Parameters of a law for points whose logarithms were centred, with a floor to begin at."""
    log_a, log_b = np.log(law.A) - law.alpha * middle[0], np.log(law.B) - law.beta * middle[1]
    floor = max(law.E, LEAST_START * lowest)
    return np.array([log_a, law.alpha, log_b, law.beta, np.log(floor)])


def _descend(theta: np.ndarray, points: np.ndarray, width: float) -> np.ndarray:
    lowest = points[2].min()
    low = np.array([-np.inf, 0, -np.inf, 0, lowest + np.log(NO_FLOOR)])
    high = np.array([np.inf, np.inf, np.inf, np.inf, lowest])
    exact = {"ftol": 1e-13, "xtol": 1e-13, "gtol": 1e-13, "loss": "huber", "args": (points,)}
    inside = np.clip(theta, low + 1e-6, high - 1e-6)
    return least_squares(residuals, inside, jacobian, (low, high), f_scale=width, **exact).x
