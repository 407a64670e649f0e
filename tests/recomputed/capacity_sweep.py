"""Quoted numbers of `capacity_sweep`, from its series, the law of its errors and its settings."""

import math
from collections import Counter
from functools import cache

import numpy as np
import pytest
from numpy.polynomial.legendre import legvander
from repeats import mean, summary

from scripts.compute.datasets.mcycle import load_mcycle


def lowest(values: list[float]) -> int:
    """Where the lowest value stands."""
    return min(range(len(values)), key=values.__getitem__)


def order_of(value: float) -> float:
    """Nearest of 1, 3, 10, 30, ... on a logarithmic scale."""
    tens = [m * 10.0**k for k in range(-3, 12) for m in (1, 3)]
    return min(tens, key=lambda other: abs(math.log(value) - math.log(other)))


@cache
def wild_share(degree: int, limit: float) -> float:
    """Share of samples with independent points whose fit misses by more, of 8,000 new ones."""
    rng = np.random.default_rng(3)
    x = rng.uniform(-1, 1, (8000, 40))
    grid = np.linspace(-1, 1, 4001)
    truth = [np.sin(5 * at + 0.8) * np.exp(-at / 2) for at in (x, grid)]
    y = truth[0] + 0.2 * rng.standard_normal(x.shape)
    wild = 0
    for points, values in zip(x, y, strict=True):
        fit = np.linalg.lstsq(legvander(points, degree), values, rcond=None)[0]
        wild += np.mean((legvander(grid, degree) @ fit - truth[1]) ** 2) + 0.04 > limit
    return wild / len(x)


def two_digits(value: float) -> float:
    """Value to two significant digits."""
    unit = 10 ** (math.floor(math.log10(value)) - 1)
    return round(value / unit) * unit


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key: the mean error is noise, squared bias and variance, to sampling error."""
    noise = 0.2**2
    mean, median = data["test_mse_mean"], data["test_mse"]
    bias2, variance, train = data["bias2"], data["variance"], data["train_mse_mean"]
    theory = [noise + b + v for b, v in zip(bias2, variance, strict=True)]
    best = lowest(theory)
    independent = data["independent_test_mse"]
    mean_of_few = pytest.approx(noise * (40 - 25) / 40, rel=0.7 / config["n_sets"] ** 0.5)
    wild = wild_share(2 * best, median[0])
    return of_the_crash(data, config) | {
        "noise": noise,
        "max_knobs": len(mean),
        "n_fits": config["n_sets"] * 25,
        "best_degree": best,
        "best_knobs": best + 1,
        "best_degree_by_median": lowest(median),
        "test_mse_degree_0": theory[0],
        "test_mse_best": theory[best],
        "test_mse_best_over_noise": theory[best] / noise,
        "test_mse_max_degree": theory[24],
        "test_mse_max_degree_median": median[24],
        "max_degree_median_over_best_rounded": two_digits(median[24] / median[best]),
        "max_degree_over_best": theory[24] / theory[best],
        "degree_0_over_best": theory[0] / theory[best],
        "train_mse_degree_0": train[0],
        "train_mse_best": train[best],
        # Where there is no bias, what n - knobs directions of n hold of the noise.
        "train_mse_max_degree": mean_of_few,
        "bias2_degree_0": bias2[0],
        "bias2_best": mean[best] - noise - variance[best],
        "bias2_max_degree": bias2[24],
        "variance_degree_0": variance[0],
        "variance_best": mean[best] - noise - bias2[best],
        "variance_max_degree": mean[24] - noise - bias2[24],
        "variance_growth_best_to_max": variance[24] / variance[best],
        "example_too_few": min(data["example_degree"]),
        "example_too_many": max(data["example_degree"]),
        "twice_best_degree": best + best,
        "test_mse_twice_best_median": median[best + best],
        # Lowest in the mean, which hangs on few samples: `series` finds it from all of them.
        "independent_best_degree": data["independent_best_degree"],
        "independent_test_mse_best": independent[data["independent_best_degree"]],
        "independent_test_mse_twice_best": independent[best + best],
        "independent_test_mse_max_degree": independent[24],
        # Two standard errors of the share: of these samples and of those.
        "independent_wild_share_twice_best": pytest.approx(
            wild, abs=2 * math.sqrt(wild * (1 - wild) * (1 / config["n_sets"] + 1 / 8000))
        ),
    }


def of_the_crash(data: dict, config: dict) -> dict:
    """Numbers of the motorcycle data by key."""
    times = load_mcycle()[0].tolist()
    count = Counter(times)
    by_time, mean = data["real_test_mse"], data["real_test_mse_mean"]
    at_random, worse = data["random_test_mse"], data["real_worse_share"]
    best, middle = lowest(mean), lowest(by_time)
    assert sum(data["real_best_votes"]) == config["n_resamples"]
    return {
        "real_n": len(times),
        "real_n_instants": len(count),
        "real_n_shared": sum(n for n in count.values() if n > 1),
        "real_n_test": len(times) - 90,
        "real_n_splits": config["n_splits"],
        "real_best_degree": best,
        "real_best_degree_median": middle,
        "real_best_share": data["real_best_votes"][best] / config["n_resamples"],
        "real_mean_rmse_best": min(mean) ** 0.5,
        "real_mean_rmse_degree_0": mean[0] ** 0.5,
        "real_worse_share_best": worse[best],
        "real_worse_share_best_median": worse[middle],
        "real_test_rmse_degree_0": by_time[0] ** 0.5,
        "real_test_rmse_best": by_time[best] ** 0.5,
        "real_test_rmse_best_median": min(by_time) ** 0.5,
        "real_test_rmse_max_degree": order_of(by_time[26] ** 0.5),
        "real_train_rmse_best": data["real_train_mse"][best] ** 0.5,
        "real_train_rmse_max_degree": data["real_train_mse"][26] ** 0.5,
        "random_best_degree": lowest(data["random_test_mse_mean"]),
        "random_best_degree_median": lowest(at_random),
        "random_test_rmse_best_median": min(at_random) ** 0.5,
        "random_test_rmse_max_degree": order_of(at_random[26] ** 0.5),
    }


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the training sets of all chunks."""
    chunks, independent = seeds
    found = {}
    for name in ("train_mse", "test_mse"):
        sets = np.concatenate([chunk[name].T for chunk in chunks])  # (set, degree)
        found |= summary(name, sets, "_p10 _p90")
        found |= mean(f"{name}_mean", sets)
    sets = np.concatenate(independent, axis=1)  # (degree, set)
    found |= summary("independent_test_mse", sets.T, "_p10 _p90")
    return found | {"independent_best_degree": lowest(sets.sum(axis=1).tolist())}
