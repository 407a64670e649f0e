"""Preferences: from who won which comparison to a reward, and from a reward to a policy.

Bradley and Terry: a is preferred to b with probability `σ(r(a) - r(b))`, σ the logistic function.
With a reward that is linear in features, `r = x θ`, that is a logistic regression without an
intercept on differences of features; its loss is convex and Newton's method (iteratively reweighted
least squares) finds the minimum in a handful of steps.

Given a reward, the policy that earns most of it at a Kullback-Leibler divergence of at most k from
where it started is the exponential tilt `p(x) exp(r(x) / β) / Z`; β falls as k grows. Where all
outcomes can be listed nothing has to be sampled: `tilt` and everything it returns are exact.

Left out: an intercept (pairs have no first and second), ties, one reward per taster, learning the
policy by gradient (PPO, DPO): the tilt is where they go if nothing is in their way.

Sources: Bradley and Terry (1952), Biometrika 39, 324-345; Ziegler et al. (2019), arXiv:1909.08593,
and Rafailov et al. (2023), arXiv:2305.18290, section 4 (the tilt as the optimum); Bishop (2006),
Pattern Recognition and Machine Learning, section 4.3.3 (Newton's method).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

# Not imported lazily: a limit on BLAS threads only reaches libraries that are already loaded.
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit, log_expit

GRID = 1024  # steps of a table of differences; the error of a mean choice is below 1e-5


def loss_and_gradient(
    reward: np.ndarray, differences: np.ndarray, penalty: float
) -> tuple[float, np.ndarray]:
    """Penalised negative log-likelihood, `Σ -log σ(d θ) + penalty / 2 |θ|²`, and its gradient.

    Parameters
    ----------
    reward : (p,) array
        θ, in logits per unit of a feature.
    differences : (n, p) array
        Features of the preferred one minus features of the other.
    penalty : float

    Returns
    -------
    loss : float, nats
    gradient : (p,) array
    """
    return _parts(reward, differences, penalty)[:2]


def fit_reward(
    differences: np.ndarray,
    penalty: float,
    start: np.ndarray | None = None,
    tolerance: float = 1e-10,
) -> np.ndarray:
    """Reward of the lowest penalised loss, by Newton's method with step halving.

    Parameters
    ----------
    differences : (n, p) array
        As for `loss_and_gradient`.
    penalty : float, positive
        Makes the minimum unique, however few comparisons there are.
    start : (p,) array, optional
        Where to begin, zero if not given; a fit at another penalty saves steps.
    tolerance : float, nats
        The last step is the one that promises to lower the loss by less than this share of it.

    Returns
    -------
    (p,) array
    """
    if not penalty > 0:
        raise ValueError(f"a penalty must be positive, not {penalty}")
    reward = np.zeros(differences.shape[1]) if start is None else start
    loss, gradient, lost = _parts(reward, differences, penalty)
    for _ in range(100):
        hessian = (differences.T * (lost * (1 - lost))) @ differences
        hessian[np.diag_indices_from(hessian)] += penalty
        try:
            factor = cho_factor(hessian, check_finite=False)
        except np.linalg.LinAlgError:
            raise ValueError(f"a penalty of {penalty:g} is lost beside differences") from None
        step = cho_solve(factor, gradient, check_finite=False)
        promise = gradient @ step / 2
        if promise <= tolerance * loss:
            return reward - step
        share = 1.0
        after = _parts(reward - step, differences, penalty)
        while after[0] > loss - 1e-4 * share * promise and share > 1e-8:
            share /= 2
            after = _parts(reward - share * step, differences, penalty)
        reward, (loss, gradient, lost) = reward - share * step, after
    raise ValueError("differences of this size: Newton's method did not converge in 100 steps")


def _parts(
    reward: np.ndarray, differences: np.ndarray, penalty: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """Loss, gradient, and the probability of the choice that was not made, (n,)."""
    margins = differences @ reward
    lost = expit(-margins)
    loss = penalty / 2 * (reward @ reward) - log_expit(margins).sum()
    return float(loss), penalty * reward - lost @ differences, lost


def choose_penalty(
    differences: np.ndarray, penalties: Sequence[float], n_folds: int = 5
) -> tuple[float, np.ndarray]:
    """Penalty with the lowest loss on comparisons that were left out, fold by fold.

    Parameters
    ----------
    differences : (n, p) array
        In random order: a fold is every n_folds-th row.
    penalties : sequence of L positive floats
    n_folds : int

    Returns
    -------
    penalty : float
    losses : (L,) array, nats per comparison
    """
    order = np.argsort(penalties)[::-1]  # from the strongest: each fit starts the next one
    folds = np.arange(len(differences)) % n_folds
    losses = np.zeros(len(penalties))
    for fold in range(n_folds):
        train, held_out = differences[folds != fold], differences[folds == fold]
        reward = None
        for i in order:
            reward = fit_reward(train, penalties[i], reward, tolerance=1e-6)
            losses[i] -= log_expit(held_out @ reward).sum()
    return float(penalties[int(losses.argmin())]), losses / len(differences)


def divergence(policy: np.ndarray, base: np.ndarray) -> float:
    """Kullback-Leibler divergence of a policy from where it started, in nats."""
    used = policy > 0
    return float(np.sum(policy[used] * np.log(policy[used] / base[used])))


def tilt(base: np.ndarray, reward: np.ndarray, strength: float) -> np.ndarray:
    """Policy proportional to `base exp(strength * reward)`; the strength is 1 / β, per logit."""
    weights = base * np.exp(strength * (reward - reward.max()))
    return weights / weights.sum()


def furthest(base: np.ndarray, reward: np.ndarray) -> float:
    """Divergence of the policy that is left with nothing but the best outcomes, in nats."""
    return float(-np.log(base[reward == reward.max()].sum()))


def tilt_path(
    base: np.ndarray, reward: np.ndarray, divergences: Sequence[float]
) -> Iterator[tuple[float, np.ndarray]]:
    """Tilt a policy until it is exactly as far from its start as asked.

    The square root of the divergence is nearly linear in the strength, so Newton's method on it
    needs two or three steps from the strength before; a bracket keeps it where the root is.

    Parameters
    ----------
    base : (n,) array of probabilities
    reward : (n,) array
    divergences : increasing sequence of float, nats, from 0 to below `furthest`

    Yields
    ------
    strength : float
        1 / β, per logit of the reward.
    policy : (n,) array
    """
    most = furthest(base, reward)
    reward = reward - reward.max()
    powers = np.array([np.ones(len(reward)), reward, reward**2])
    strength, found, weights, total = 0.0, 0.0, base, 1.0
    mean = base @ reward
    slope = np.sqrt((base @ reward**2 - mean**2) / 2)  # of the root of the divergence
    for asked in divergences:
        if not 0 <= asked < most:
            raise ValueError(f"a divergence of {asked:g} nats is not between 0 and {most:g}")
        low, high = strength, np.inf
        while abs(found - asked) > 1e-7 * asked:
            low, high = (strength, high) if found < asked else (low, strength)
            newton = strength + (np.sqrt(asked) - np.sqrt(found)) / slope
            middle = (low + high) / 2 if np.isfinite(high) else 2 * strength
            farthest = high if strength == 0 else min(high, 4 * strength)
            strength = newton if low < newton < farthest else middle
            weights = strength * reward
            np.exp(weights, out=weights)
            weights *= base
            total, mean, square = powers @ weights
            mean, square = mean / total, square / total
            found = max(strength * mean - np.log(total), 0.0)
            slope = strength * (square - mean**2) / (2 * np.sqrt(found))
        yield float(strength), weights / total


def choice_against(
    taste: np.ndarray, opponent: np.ndarray, chance: Callable[[np.ndarray], np.ndarray] = expit
) -> np.ndarray:
    """Probability that each outcome is preferred to one drawn from an opponent.

    The mean of σ(taste(x) - taste(y)) over y, for every x: the win rate of a policy is then just
    the mean of this. Tastes are spread over a table of `GRID` even steps, each between its two
    neighbours, so that the mean is a convolution.

    Parameters
    ----------
    taste : (n,) array, logits
    opponent : (n,) array of probabilities
    chance : function of a difference of tastes
        What to take the mean of; the probability of being preferred if not given.

    Returns
    -------
    (n,) array
    """
    low, high = taste.min(), taste.max()
    if low == high:
        return np.full(len(taste), float(chance(np.zeros(1))[0]))
    place = (taste - low) * (GRID / (high - low))  # (n,) between 0 and GRID
    below = np.minimum(place.astype(int), GRID - 1)
    above = opponent * (place - below)
    mass = np.bincount(below, opponent - above, GRID + 1)
    mass[1:] += np.bincount(below, above, GRID)  # (GRID + 1,)
    apart = (high - low) / GRID * np.arange(-GRID, GRID + 1)
    table = np.convolve(chance(apart), mass, "valid")  # (GRID + 1,)
    return table[below] + (table[below + 1] - table[below]) * (place - below)
