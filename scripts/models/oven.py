"""Invented kitchens: how good a cake is after its minutes in the oven, and cakes somebody tasted.

x in [-1, 1] stands for 20 to 60 minutes: 40 + 20 x.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from scripts.models import legendre


def kitchen(x: np.ndarray) -> np.ndarray:
    """Evaluate a cake that is best after 43 minutes."""
    return 1.6 * np.exp(-(((x - 0.15) / 0.38) ** 2)) - 0.6 - 0.35 * x


def wave(x: np.ndarray) -> np.ndarray:
    """Evaluate the truth of the classic curve, `capacity_sweep`."""
    return np.sin(5 * x + 0.8) * np.exp(-x / 2)


def burnt(x: np.ndarray) -> np.ndarray:
    """Evaluate a kitchen at its best until the cake burns, within a minute or so, at 52."""
    best = 0.134  # where the kitchen is at its best
    return kitchen(np.minimum(x, best)) - 1.9 / (1 + np.exp(-(x - 0.6) / 0.015))


TRUTHS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "kitchen": kitchen,
    "wave": wave,
    "burnt": burnt,
}


@cache
def goals() -> dict[str, np.ndarray]:
    """Legendre coefficients of every truth, (500,) each: what is left out is below 1e-10."""
    nodes, weights = np.polynomial.legendre.leggauss(1000)
    basis = np.polynomial.legendre.legvander(nodes, 499)
    return {
        name: legendre.expansion(truth(nodes), weights, basis) for name, truth in TRUTHS.items()
    }


def training_sets(
    n_sets: int, n_train: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw points and noise, not yet scaled, for some training sets.

    x is uniform in each of n_train equal cells of [-1, 1], one point a cell. Independent points
    leave gaps, and then the peak is far higher and its spread wider: `knob_sweep` shows both.

    Returns
    -------
    x, noise : (n_sets, n_train) array
    """
    x = -1 + 2 * (np.arange(n_train) + rng.uniform(size=(n_sets, n_train))) / n_train
    return x, rng.standard_normal(x.shape)
