"""Imitation by counting: a policy that writes one setting after the other.

The probability of a recipe is the product of the probabilities of its settings, each given the
`memory` settings before it. With a memory of 0 the settings are independent; with a longer one the
policy knows which go together, and its tables grow by a power. Counts are the maximum-likelihood
fit; where a table has seen little it leans on the one with a shorter memory, down to the uniform
distribution.

Left out: tables that skip settings, sharing between similar settings.

Source: MacKay and Peto (1995), Natural Language Engineering 1, 289-308 (the smoothing).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def n_params(shape: Sequence[int], memory: int) -> int:
    """Free parameters: every row of a table is a distribution and sums to one."""
    return sum(
        (size - 1) * int(np.prod(shape[max(0, j - memory) : j], dtype=int))
        for j, size in enumerate(shape)
    )


def fit(counts: np.ndarray, memory: int, strength: float) -> np.ndarray:
    """Probabilities of all recipes.

    Parameters
    ----------
    counts : array with one axis for each part of a recipe
        How often each recipe occurs in the corpus.
    memory : int
        How many settings before it a setting depends on.
    strength : float, positive
        Examples that a table's prior, the table with one less memory, counts for.

    Returns
    -------
    array of the shape of counts, its sum 1
    """
    axes = counts.ndim
    probabilities = np.ones(())
    for j in range(axes):
        chance = np.full(counts.shape[j], 1 / counts.shape[j])
        for depth in range(min(j, memory) + 1):  # from no memory to all of it
            others = tuple(a for a in range(axes) if not j - depth <= a <= j)
            seen = counts.sum(axis=others)  # the settings before, then this one
            chance = (seen + strength * chance) / (seen.sum(axis=-1, keepdims=True) + strength)
        probabilities = probabilities[..., None] * chance
    return probabilities


def log_likelihood(counts: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean log probability of the recipes counted, in nats."""
    seen = counts > 0
    return float(counts[seen] @ np.log(probabilities[seen]) / counts.sum())


def choose_strength(
    counts: np.ndarray, held_out: np.ndarray, memory: int, strengths: Sequence[float]
) -> float:
    """Strength of the prior with the highest likelihood on a held-out corpus."""
    return max(strengths, key=lambda s: log_likelihood(held_out, fit(counts, memory, s)))
