"""In this model the curve is a theorem: simulated least squares beside its exact risk.

Question: is double descent a quirk of one data set, or can it be proved?
Sources: Hastie, Montanari, Rosset and Tibshirani (2022), Annals of Statistics 50(2), 949-986
(limit of many dimensions); Belkin, Hsu and Xu (2020), SIAM J. Math. Data Sci. 2(4), 1167-1180
(exact at every size, for Gaussian inputs).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.compute.parallel import spread
from scripts.models.least_squares import minimum_norm_path, ridge_path
from scripts.models.summary import mean_se


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 100  # each draws its own design matrix and noise
    n_train: int = 200  # examples
    signal: float = 1.0  # squared norm of the true coefficients: variance of the noiseless y
    noise_variance: float = 0.25  # of y around the truth
    # Number of inputs. Nearest to n_train are 191 and 210, besides n_train itself: closer, the risk
    # has so heavy a tail that 100 seeds do not settle its mean.
    widths: tuple[int, ...] = (
        *(10, 20, 30, 40, 60, 80, 100, 120, 135, 150, 160, 170, 178, 185, 191, 200),
        *(210, 217, 225, 237, 250, 270, 300, 340, 400, 500, 650, 850, 1100, 1500, 2000),
    )
    n_bootstrap: int = 10_000  # resamples of the seeds, for the median where there is no mean


QUICK = Config(n_seeds=40, n_train=50, widths=(10, 25, 40, 50, 60, 100, 400))
DATA = ()
TOLERANCE = {"default": 2e-5}  # six written digits; other BLAS kernels moved results by 2e-13


def exact_risk(cfg: Config, width: int) -> float | None:
    """Mean excess risk of minimum-norm least squares on n Gaussian examples.

    Beyond n the fit sees only the part of the truth that lies in the span of its n examples, hence
    the first term; everywhere the noise is amplified by near-singular designs, hence the second.

    Returns
    -------
    float, in units of y squared; None where it is infinite (within one of n_train)
    """
    n = cfg.n_train
    if abs(width - n) <= 1:
        return None
    if width < n:
        return cfg.noise_variance * width / (n - width - 1)
    return cfg.signal * (1 - n / width) + cfg.noise_variance * n / (width - n - 1)


def asymptotic_risk(cfg: Config, width: int) -> float | None:
    """Limit of the same risk when n and width grow at a fixed ratio.

    Returns
    -------
    float, in units of y squared; None at width = n_train
    """
    ratio = width / cfg.n_train
    if ratio == 1:
        return None
    if ratio < 1:
        return cfg.noise_variance * ratio / (1 - ratio)
    return cfg.signal * (1 - 1 / ratio) + cfg.noise_variance / (ratio - 1)


def one_seed(cfg: Config, rng: np.random.Generator) -> np.ndarray:
    """Excess risk of one sample at every width, minimum-norm and ridge.

    Inputs are isotropic, so only the length of the true coefficients matters, not their direction.
    Putting all the signal on input 1 makes the truth the same at every width, and one design matrix
    with its noise serves them all. A new point's expected squared error is then
    `|coefficients - truth|^2`: there is no test set and no sampling error from one.

    Returns
    -------
    (2, n_widths) array
    """
    design = rng.standard_normal((cfg.n_train, cfg.widths[-1]))  # (n, P)
    noise = np.sqrt(cfg.noise_variance) * rng.standard_normal(cfg.n_train)
    y = np.sqrt(cfg.signal) * design[:, 0] + noise
    # The penalty that minimises the mean risk: noise variance over signal variance per coefficient.
    penalties = [w * cfg.noise_variance / cfg.signal for w in cfg.widths]
    paths = (
        minimum_norm_path(design, y[:, None], cfg.widths),
        ridge_path(design, y[:, None], cfg.widths, penalties),
    )
    risk = np.empty((2, len(cfg.widths)))
    for p, path in enumerate(paths):
        for w, (_, coefficients) in enumerate(path):
            coefficients[0] -= np.sqrt(cfg.signal)
            risk[p, w] = np.sum(coefficients**2)
    return risk


def run(cfg: Config) -> dict:
    """Simulate the risk at every width and set the formulas beside it.

    All risks are excess risks: expected squared error on new points minus the noise variance, in
    units of y squared.

    Returns
    -------
    width : (n_widths,) int, number of inputs
    n_train : int
    signal, noise_variance : float, units of y squared
    simulated, simulated_se : (n_widths,) mean over seeds and its standard error; None at n_train,
        where the mean does not exist
    simulated_median, simulated_p10, simulated_p90 : (n_widths,) over seeds
    risk_at_n_train : (n_seeds,) of each seed at width = n_train, in increasing order
    median_at_n_train_se : float, bootstrap standard error of their median
        How far the medians of as many seeds, drawn from these with replacement, scatter.
    exact : (n_widths,) mean risk for n Gaussian examples; None where infinite
    asymptotic : (n_widths,) its limit for large n; None at n_train
    z_score : (n_widths,) (simulated - exact) / simulated_se; None at n_train
    ridge_simulated, ridge_se : (n_widths,) with the optimal ridge penalty, mean over seeds
    ridge_p10, ridge_p90 : (n_widths,)
    ridge_penalty : (n_widths,) width * noise_variance / signal
    null_risk : float, the risk of predicting zero: the signal
    quoted : dict of scalars
    """
    *rngs, again = np.random.default_rng(cfg.seed).spawn(cfg.n_seeds + 1)
    risk = np.array(spread(one_seed, [(cfg, rng) for rng in rngs]))  # (seed, 2, width)
    mean, se = mean_se(risk)
    p10, median, p90 = np.quantile(risk, (0.1, 0.5, 0.9), axis=0)
    at_n = np.sort(risk[:, 0, cfg.widths.index(cfg.n_train)])
    medians = np.median(again.choice(at_n, (cfg.n_bootstrap, cfg.n_seeds)), axis=1)
    exact = [exact_risk(cfg, w) for w in cfg.widths]
    finite = [value is not None for value in exact]
    data = {
        "width": list(cfg.widths),
        "n_train": cfg.n_train,
        "signal": cfg.signal,
        "noise_variance": cfg.noise_variance,
        "simulated": _where(finite, mean[0]),
        "simulated_se": _where(finite, se[0]),
        "simulated_median": median[0],
        "simulated_p10": p10[0],
        "simulated_p90": p90[0],
        "risk_at_n_train": at_n,
        "median_at_n_train_se": medians.std(ddof=1),
        "exact": exact,
        "asymptotic": [asymptotic_risk(cfg, w) for w in cfg.widths],
        "z_score": _where(finite, (mean[0] - [e or 0.0 for e in exact]) / se[0]),
        "ridge_simulated": mean[1],
        "ridge_se": se[1],
        "ridge_p10": p10[1],
        "ridge_p90": p90[1],
        "ridge_penalty": [w * cfg.noise_variance / cfg.signal for w in cfg.widths],
        "null_risk": cfg.signal,
    }
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote."""
    width = np.array(data["width"])
    exact = np.array([np.inf if value is None else value for value in data["exact"]])
    beyond = width > cfg.n_train
    best_beyond = np.flatnonzero(beyond)[exact[beyond].argmin()]
    at_n = int(np.flatnonzero(width == cfg.n_train)[0])
    z = np.array([value for value in data["z_score"] if value is not None])
    ridge = np.asarray(data["ridge_simulated"])
    return {
        "n_seeds": cfg.n_seeds,
        "n_train": cfg.n_train,
        "n_widths": len(width),
        "n_widths_compared": len(z),
        "signal": cfg.signal,
        "noise_variance": cfg.noise_variance,
        "smallest_width": int(width[0]),
        "largest_width": int(width[-1]),
        "nearest_width_below": int(width[at_n - 1]),
        "nearest_width_above": int(width[at_n + 1]),
        "largest_z": float(np.abs(z).max()),
        "z_below_2": int(np.sum(np.abs(z) < 2)),
        "median_risk_at_n_train": data["simulated_median"][at_n],
        # With its standard error, one digit is all that can be said.
        "median_risk_at_n_train_rounded": float(f"{data['simulated_median'][at_n]:.0e}"),
        "median_risk_at_n_train_se": data["median_at_n_train_se"],
        "risk_at_n_train_p10": data["simulated_p10"][at_n],
        "risk_at_n_train_p90": data["simulated_p90"][at_n],
        "exact_risk_smallest": exact[0],
        "exact_risk_nearest_below": exact[at_n - 1],
        "exact_risk_nearest_above": exact[at_n + 1],
        "asymptotic_risk_nearest_below": data["asymptotic"][at_n - 1],
        "best_width_beyond": int(width[best_beyond]),
        "best_risk_beyond": exact[best_beyond],
        "exact_risk_largest": exact[-1],
        "simulated_risk_largest": data["simulated"][-1],
        "simulated_se_largest": data["simulated_se"][-1],
        "ridge_risk_smallest": ridge[0],
        "ridge_risk_at_n_train": ridge[at_n],
        "ridge_se_at_n_train": data["ridge_se"][at_n],
        "ridge_risk_largest": ridge[-1],
        "ridge_largest_step_down": float(np.max(-np.diff(ridge), initial=0)),
        "median_over_ridge_at_n_train": data["simulated_median"][at_n] / ridge[at_n],
    }


def _where(finite: list[bool], values: np.ndarray) -> list[float | None]:
    return [v if ok else None for ok, v in zip(finite, values.tolist(), strict=True)]
