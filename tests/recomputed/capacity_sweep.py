"""Quoted numbers of `capacity_sweep`, from its series, the law of its errors and its settings."""

import math

import numpy as np
import pytest
from repeats import mean, summary

from scripts.compute.datasets.mcycle import load_mcycle


def lowest(values: list[float]) -> int:
    """Where the lowest value stands."""
    return min(range(len(values)), key=values.__getitem__)


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key: the mean error is noise, squared bias and variance, to sampling error."""
    noise = 0.2**2
    mean, median = data["test_mse_mean"], data["test_mse"]
    bias2, variance, train = data["bias2"], data["variance"], data["train_mse_mean"]
    theory = [noise + b + v for b, v in zip(bias2, variance, strict=True)]
    best = lowest(theory)
    real, real_train = data["real_test_mse"], data["real_train_mse"]
    real_best = lowest(real)
    n = len(load_mcycle()[0])
    mean_of_few = pytest.approx(noise * (40 - 25) / 40, rel=0.7 / config["n_sets"] ** 0.5)
    return {
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
        "max_degree_median_over_best": median[24] / median[best],
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
        "real_n": n,
        "real_n_test": n - 90,
        "real_n_splits": config["n_splits"],
        "real_best_degree": real_best,
        "real_test_rmse_degree_0": math.sqrt(real[0]),
        "real_test_rmse_best": math.sqrt(min(real)),
        "real_test_rmse_max_degree": math.sqrt(real[26]),
        "real_train_rmse_best": math.sqrt(real_train[real_best]),
        "real_train_rmse_max_degree": math.sqrt(real_train[26]),
        "real_test_mse_degree_0": real[0],
        "real_test_mse_best": min(real),
        "real_test_mse_max_degree": real[26],
        "real_max_degree_over_best": real[26] / min(real),
    }


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the training sets of all chunks."""
    (chunks,) = seeds
    found = {}
    for name in ("train_mse", "test_mse"):
        sets = np.concatenate([chunk[name].T for chunk in chunks])  # (set, degree)
        found |= summary(name, sets, "_p10 _p90")
        found |= mean(f"{name}_mean", sets)
    return found
