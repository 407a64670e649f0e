"""A baker who practises: gradient descent on one curve, seen after any number of steps.

The curve is that of `legendre`, always with the same number of knobs. Descent starts with every
knob at zero, on the loss `|y - X b|^2 / (2 n)`, at half of the largest stable rate, n / S_1^2. In
the singular directions of X the steps do not mix: one with the singular value S keeps the share
`(1 - S^2 / S_1^2)^t` of what it misses after t steps, so a thousand million steps cost as much as
one. They end at the least-squares fit, with fewer cakes than knobs the smallest that is perfect.

`gradient_path` does the same from X X^T, which squares the condition: beyond a million steps it is
rounding that is learnt. Here what is learnt after t steps carries a relative error of about eps
times the square root of t.

Sources: as of `gradient_path`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scripts.models import legendre

ROUND = 10  # cakes, one at a chance moment of each of as many equal parts of the time
EVERY = 3  # which note is about another cake
LEVEL = 1e-6  # units of y: misses as near to each other are equal
SCALING = 1.0  # of the features, as in the knob sweep's story


def rounds(
    n_kitchens: int, n_cakes: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Bake round after round in some kitchens: more cakes leave the first ones as they are.

    A round is one cake from each of ten equal parts of the time, in a chance order.

    Returns
    -------
    x, noise : (n_kitchens, n_cakes) array
        The noise is not yet scaled.
    """
    n_rounds = -(-n_cakes // ROUND)
    cells = np.broadcast_to(np.arange(ROUND), (n_kitchens, n_rounds, ROUND))
    cells = rng.permuted(cells, axis=-1).reshape(n_kitchens, -1)
    x = -1 + 2 * (cells + rng.uniform(size=cells.shape)) / ROUND
    noise = rng.standard_normal(x.shape)
    return x[:, :n_cakes], noise[:, :n_cakes]


def contradictory(y: np.ndarray) -> np.ndarray:
    """Write notes of which every third tells how the cake before it turned out.

    Parameters
    ----------
    y : (..., n) array
        In the order in which the cakes were baked.
    """
    noted = y.copy()
    wrong = noted[..., EVERY - 1 :: EVERY]
    wrong[...] = y[..., EVERY - 2 :: EVERY][..., : wrong.shape[-1]]
    return noted


def stops(last: float, per_decade: int) -> np.ndarray:
    """Numbers of steps from 1 to the last, evenly by ratio, of two digits each, none twice."""
    exact = 10 ** (np.arange(round(per_decade * np.log10(last)) + 1) / per_decade)
    return np.unique([int(float(f"{value:.1e}")) for value in exact])


def design(x: np.ndarray, n_knobs: int) -> legendre.Designs:
    """Look at some sets of cakes, (m, n), one a row, through the knobs."""
    ((_, designs),) = legendre.sweep(x, [n_knobs], SCALING)
    return designs


def pace(values: np.ndarray, steps: Sequence[int]) -> np.ndarray:
    """Logarithm of the share of each singular direction that is still to be learnt.

    Parameters
    ----------
    values : (m, r) array
        Singular values, the largest first.
    steps : sequence of T int, 1 or more

    Returns
    -------
    (m, T, r) array
    """
    share = (values / values[:, :1]) ** 2  # removed by one step
    with np.errstate(divide="ignore"):  # the first direction is learnt at once
        return np.asarray(steps, dtype=float)[:, None] * np.log1p(-share)[:, None]


def coefficients(designs: legendre.Designs, y: np.ndarray, steps: Sequence[int]) -> np.ndarray:
    """Where the knobs stand after each number of steps, (m, T, P).

    Parameters
    ----------
    designs : of m sets
    y : (m, n) array
    steps : sequence of T int, 1 or more
    """
    rotated = np.einsum("mnr,mn->mr", designs.vectors, y)
    learnt = -np.expm1(pace(designs.values, steps))  # (m, T, r)
    squares = designs.values[:, None] ** 2
    shares = np.divide(learnt * rotated[:, None], squares, out=0 * learnt, where=squares > 0)
    return shares @ (designs.vectors.transpose(0, 2, 1) @ designs.features)


def own_miss(designs: legendre.Designs, y: np.ndarray, steps: Sequence[int]) -> np.ndarray:
    """How far off she is on her own cakes: root of the mean squared miss, (m, T), units of y.

    By projection, so that a miss of nothing is not drowned by the rounding of large knobs.
    """
    rotated = np.einsum("mnr,mn->mr", designs.vectors, y)
    outside = y - np.einsum("mnr,mr->mn", designs.vectors, rotated)  # no knob reaches it
    left = (np.exp(pace(designs.values, steps)) * rotated[:, None]) ** 2  # (m, T, r)
    total = left.sum(axis=2) + np.sum(outside**2, axis=1)[:, None]
    return np.sqrt(total / y.shape[1])


def new_miss(fitted: np.ndarray, goal: np.ndarray, noise_std: float) -> np.ndarray:
    """How far off a curve is on new cakes: root of the expected squared miss, units of y.

    New cakes come out at any moment with the same chance, and are tasted with the same error as her
    own. Exact, by Parseval: no cake is drawn for it.

    Parameters
    ----------
    fitted : (..., P) array
    goal : (K,) array
        Legendre coefficients of the truth, K at least P.
    noise_std : float
        Of a taste: no curve gets below it.
    """
    return np.sqrt(legendre.squared_distance(fitted, goal, SCALING) + noise_std**2)


def first_best(new: np.ndarray, axis: int) -> np.ndarray:
    """Index of the first miss along an axis that no other is clearly below.

    Long practice ends in a plateau, on which rounding alone would choose.
    """
    return np.argmax(new <= new.min(axis=axis, keepdims=True) + LEVEL, axis=axis)
