"""A world of endlessly many patterns with falling weights, and the best pupil that sees N of them.

The teacher adds up infinitely many independent Gaussian features, `y = sum_k w_k x_k + noise`, with
`w_k = 1 or -1` by the toss of a coin and `x_k` of variance `k^-(1 + decay)`: each feature explains
less than the one before, by a power law. The pupil of size N sees the first N features of D
examples. The others are, to it, noise of variance `unseen(N)`: Gaussian and independent of what it
sees. Ridge with all its noise variance as the penalty is then the best linear estimate there is, so
nothing is tuned. Its error, averaged over coins and noise, is known exactly for every sample
(`sample_error`): no test set, and no chance but that of the examples.

Over samples, the error E is close to the solution of one equation (`expected_error`)

    E = U + sum_{k <= N} (E / D) v_k / (v_k + E / D),   v_k = k^-(1 + decay),

U being what the pupil cannot see, label noise included. Without label noise and for large N and D,
sums become integrals, and with `k = N t` the equation says that `E N^decay` depends on D / N alone.
Doubling both divides E by `2^decay`, so the best split of a budget `N D = C` keeps one ratio D / N,
and N grows as `C^(1/2)` whatever the decay. With label noise, data help more slowly: for N without
end, E less the noise variance falls as `D^-(decay / (1 + decay))`, and balancing that against
`N^-decay` gives `N ~ C^(1 / (2 + decay))`. In both cases it falls to zero: there is no floor.

Left out: features the pupil has to find by itself. It is handed the best ones in their order.

Sources: Maloney, Roberts and Sully (2022), arXiv:2210.16859, and Bordelon, Canatar and Pehlevan
(2020), ICML, arXiv:2002.02561 (power-law spectra make power-law learning curves); Simon et al.
(2023), TMLR, arXiv:2110.03922 (the equation, from which it follows with the best penalty); Bartlett
(1933), Proc. R. Soc. Edinburgh 53, 260-283 (the product of a Gaussian matrix with itself).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Not imported lazily: a limit on BLAS threads only reaches libraries that are already loaded.
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.optimize import brentq
from scipy.special import zeta


def variances(n: int, decay: float) -> np.ndarray:
    """Variances of the first n features, (n,)."""
    return np.arange(1.0, n + 1) ** -(1 + decay)


def unseen(n: int, decay: float) -> float:
    """Variance of y in all features beyond the n-th; about `n^-decay / decay`."""
    return float(zeta(1 + decay, n + 1))


def sample_error(gram: np.ndarray, decay: float, noise_variance: float) -> float:
    """Squared error beyond the label noise of the best pupil on one sample.

    Averaged over coins and noise:
    `unseen(n) + trace(V (1 + G / U)^-1)`: what the pupil cannot see, and what it still does not
    know of the coins it sees.

    Parameters
    ----------
    gram : (n, n) array
        G: sums over the examples of products of the first n features.
    decay : float
    noise_variance : float, in units of y squared

    Returns
    -------
    float, in units of y squared
    """
    n = len(gram)
    hidden = unseen(n, decay)
    precision = gram / (hidden + noise_variance)
    precision.flat[:: n + 1] += 1
    # Only the lower triangle is read and written: this is the diagonal of the inverse.
    triangle, failed = dpotrf(precision, lower=1, clean=0, overwrite_a=1)
    inverse, _ = dpotri(triangle, lower=1, overwrite_c=1)
    if failed:
        raise np.linalg.LinAlgError(f"dpotrf failed with info = {failed}")
    return float(hidden + variances(n, decay) @ inverse.diagonal())


def growing_sample(
    sizes: Sequence[int],
    amounts: Sequence[int],
    decay: float,
    noise_std: Sequence[float],
    rng: np.random.Generator,
) -> np.ndarray:
    """`sample_error` of every size on every amount of data, from one sample that grows.

    Parameters
    ----------
    sizes, amounts : increasing sequences of int
    decay : float
    noise_std : sequence of float, of the labels, in units of y
    rng : numpy Generator

    Returns
    -------
    (n_noise, n_sizes, n_amounts) array, units of y squared
    """
    scale = np.sqrt(variances(sizes[-1], decay))
    gram, done = np.zeros((sizes[-1], sizes[-1])), 0
    error = np.empty((len(noise_std), len(sizes), len(amounts)))
    for j, amount in enumerate(amounts):
        rows = rng.standard_normal((amount - done, sizes[-1])) * scale
        gram += rows.T @ rows
        done = amount
        for i, size in enumerate(sizes):
            for q, std in enumerate(noise_std):
                error[q, i, j] = sample_error(gram[:size, :size], decay, std**2)
    return error


def expected_error(n: int, n_train: float, decay: float, noise_variance: float = 0.0) -> float:
    """Mean of `sample_error` over samples, by the equation above; exact for large samples.

    Parameters
    ----------
    n : int, features the pupil sees
    n_train : float, examples
    decay : float
    noise_variance : float, in units of y squared

    Returns
    -------
    float, in units of y squared
    """
    each = variances(n, decay)
    hidden = unseen(n, decay) + noise_variance

    def excess(error: float) -> float:
        scale = error / n_train
        return hidden + scale * np.sum(each / (each + scale)) - error

    return brentq(excess, hidden, hidden + each.sum(), rtol=1e-13) - noise_variance


def expected_errors(
    sizes: Sequence[int], amounts: Sequence[int], decay: float, noise_variance: float
) -> np.ndarray:
    """`expected_error` of every size on every amount of data, (n_sizes, n_amounts)."""
    return np.array([[expected_error(n, d, decay, noise_variance) for d in amounts] for n in sizes])


def best_split(budget: float, decay: float, noise_variance: float) -> tuple[int, int, float]:
    """Size, amount of data and `expected_error` of the best split of `size * amount = budget`.

    The best of 30 sizes, each about a seventh larger than the one before, none larger than the
    amount of data: at every decay tried here, 0.5 to 1.5, the best pupil has more examples than
    features.
    """
    most = int(np.sqrt(budget))
    sizes = np.unique(np.geomspace(max(2, most / 60), most, 30).astype(int))
    errors = [expected_error(n, budget / n, decay, noise_variance) for n in sizes]
    low = int(np.argmin(errors))
    return int(sizes[low]), round(budget / sizes[low]), errors[low]


def random_gram(n: int, n_train: int, decay: float, rng: np.random.Generator) -> np.ndarray:
    """Gram matrix of a fresh sample of at least n examples, without drawing the examples.

    `L L^T` with normal numbers below the diagonal of L and chi-squared roots on it has exactly the
    distribution of the sum of `n_train` products: n² / 2 random numbers in place of n n_train.

    Returns
    -------
    (n, n) array
    """
    if n_train < n:
        raise ValueError(f"needs as many examples as features, not {n_train} for {n}")
    lower = np.tril(rng.standard_normal((n, n)), -1)
    lower.flat[:: n + 1] = np.sqrt(rng.chisquare(n_train - np.arange(n)))
    lower *= np.sqrt(variances(n, decay))[:, None]
    return lower @ lower.T
