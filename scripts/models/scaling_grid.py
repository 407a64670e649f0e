"""What a grid of errors says about size and data: laws fitted to it, and best sizes read off it.

Every size of model was trained on every amount of data; a repeat is another grid of the same shape.
A budget is size times amount. A law is fitted to the mean over repeats, and to each repeat to say
how far chance moves it; the direct reading assumes no law.

Sources: Hoffmann et al. (2022), arXiv:2203.15556, section 3.2 (a fixed budget) and 3.3 (the law).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from scripts.models.scaling_fit import ScalingLaw, best_splits, fit, slope
from scripts.models.summary import mean_se

TERMS = ("A", "alpha", "B", "beta", "E", "exponent")


@dataclass(frozen=True, eq=False)
class Grid:
    """Sizes by amounts, and the budgets at which the best size is read off."""

    sizes: np.ndarray  # (n_sizes,) int, knobs
    amounts: np.ndarray  # (n_amounts,) int, examples
    budgets: np.ndarray  # (n_budgets,) int, knobs times examples

    def fitted(
        self, error: np.ndarray, delta: float, start: ScalingLaw | None = None
    ) -> ScalingLaw:
        """Law of three terms for errors (n_sizes, n_amounts), by a Huber loss of width delta."""
        n_params, n_train = np.meshgrid(self.sizes, self.amounts, indexing="ij")
        return fit(n_params, n_train, error, delta, start)

    def read(self, error: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give `best_splits` of errors (n_sizes, n_amounts) at every budget."""
        return best_splits(self.sizes, self.amounts, error, self.budgets)


def fits(
    grid: Grid, errors: np.ndarray, laws: list[ScalingLaw], delta: float, wide: float
) -> dict[str, list | np.ndarray]:
    """Law for each label noise, how well it fits, and how it differs between repeats.

    Parameters
    ----------
    grid : Grid
    errors : (n_seeds, n_noise, n_sizes, n_amounts) array
    laws : (n_noise,) list
        Fitted to the mean errors.
    delta, wide : float
        Width of the Huber loss of these laws, and one so wide that the fit is one of squares.

    Returns
    -------
    fit_A, fit_alpha, fit_B, fit_beta, fit_E, fit_exponent : (n_noise,). With `_se`.
    fit_rms : (n_noise,) root mean square of log law minus log error
    squares_E, squares_exponent : (n_noise,)
    """
    singles = [
        [_terms(grid.fitted(error, delta, law)) for error, law in zip(seed, laws, strict=True)]
        for seed in errors
    ]
    se = mean_se(np.array(singles))[1]  # (noise, term)
    data = {}
    for t, name in enumerate(TERMS):
        data[f"fit_{name}"] = [_terms(law)[t] for law in laws]
        data[f"fit_{name}_se"] = se[:, t]
    mean = errors.mean(axis=0)
    law_says = [law.loss(grid.sizes[:, None], grid.amounts) for law in laws]
    off = np.log(law_says / mean)  # (noise, size, amount)
    squares = [grid.fitted(error, wide, law) for error, law in zip(mean, laws, strict=True)]
    return data | {
        "fit_rms": np.sqrt(np.mean(off**2, axis=(1, 2))),
        "squares_E": [law.E for law in squares],
        "squares_exponent": [law.exponent for law in squares],
    }


def direct(grid: Grid, errors: np.ndarray) -> dict[str, np.ndarray | list]:
    """Read the best size off at every budget, and how it grows: no law is assumed.

    Parameters
    ----------
    grid : Grid
    errors : (n_seeds, n_noise, n_sizes, n_amounts) array

    Returns
    -------
    budget : (n_budgets,)
    budget_error : (n_noise, n_budgets, n_sizes), None where the grid has no such amount. With `_se`
    best_params, best_error : (n_noise, n_budgets). With `_se`.
    direct_exponent : (n_noise,). With `_se`.
    """
    found = [[grid.read(error) for error in seed] for seed in errors]
    curves, sizes, lowest = (
        np.array([[parts[i] for parts in seed] for seed in found]) for i in range(3)
    )  # (seed, noise, budget, size), (seed, noise, budget) twice
    slopes = np.array([[slope(grid.budgets, noise) for noise in seed] for seed in sizes])
    data = {"budget": grid.budgets}
    for name, values in (
        ("budget_error", curves),
        ("best_params", sizes),
        ("best_error", lowest),
        ("direct_exponent", slopes),
    ):
        data[name], data[f"{name}_se"] = map(nulls, mean_se(values))
    return data


def off_the_best(grid: Grid, curve: list[float | None], best: float, factor: float) -> float:
    """Error at a size that is `factor` times the best one.

    Parameters
    ----------
    curve : (n_sizes,) errors at one budget, None where there is none
    best : float, the best size at that budget
    """
    errors = np.array(curve, dtype=float)
    known = ~np.isnan(errors)
    x, y = np.log(grid.sizes[known]), np.log(errors[known])
    return float(np.exp(np.interp(np.log(best * factor), x, y)))


def nulls(values: np.ndarray) -> list:
    """Nested lists with None for nan."""
    return np.where(np.isnan(values), None, values).tolist()


def _terms(law: ScalingLaw) -> list[float]:
    return [*asdict(law).values(), law.exponent]
