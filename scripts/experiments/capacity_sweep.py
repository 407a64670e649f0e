"""The classic curve: polynomials of growing degree on noisy samples of a known function.

Question: why do too few knobs and too many knobs both predict badly?
Sources: Geman, Bienenstock and Doursat (1992), Neural Computation 4, 1-58 (bias and variance);
Silverman (1985), J. R. Stat. Soc. B 47, 1-52 (the motorcycle data).

"Best" always means the lowest mean of squared errors. On the motorcycle data that mean hangs on few
splits, so what the median would choose stands beside it, and how often a resample chooses the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.compute.datasets.mcycle import load_mcycle
from scripts.compute.parallel import spread
from scripts.models.stieltjes import polynomial_path
from scripts.models.summary import with_ends, with_se


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_sets: int = 5000  # training sets, each a fresh sample of the same truth
    chunk: int = 250  # training sets per task: 250 x (40 + 64) numbers stay in the cache
    n_train: int = 40  # points per training set
    noise_std: float = 0.2  # in units of y
    max_degree: int = 24  # 25 knobs for 40 points
    n_nodes: int = 64  # Gauss-Legendre nodes: exact for squared fits up to degree 63
    example_degrees: tuple[int, int] = (2, 20)  # too few and too many; the best goes between
    n_grid: int = 201  # points of the example's curves
    n_splits: int = 2000  # splits of the 133 measurements of the motorcycle data
    real_n_train: int = 90  # points of a split; the other 43 are its test set
    real_max_degree: int = 26
    n_resamples: int = 400  # of the splits, to see how often another degree would be called best


QUICK = Config(n_sets=500, n_splits=40, n_resamples=20)
DATA = ("mcycle.csv",)
# No linear algebra: other BLAS kernels moved results by 1e-15. Splits of the motorcycle data that
# leave wide gaps multiply rounding errors by up to 1e9 at degree 26. The truth crosses zero.
TOLERANCE = {"default": 1e-4, "example_truth": (1e-4, 1e-12)}


def truth(x: np.ndarray) -> np.ndarray:
    """Evaluate the function that the noisy samples are drawn from, for x in [-1, 1]."""
    return np.sin(5 * x + 0.8) * np.exp(-x / 2)


def training_sets(
    cfg: Config, n_sets: int, rng: np.random.Generator, independent: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Draw noisy samples of the truth.

    x is uniform in each of n_train equal cells of [-1, 1], one point a cell. With fully independent
    points some samples leave a gap at an end, and the mean test error over samples never settles.

    Returns
    -------
    x, y : (n_sets, n_train) array
    """
    u = rng.uniform(size=(n_sets, cfg.n_train))
    x = -1 + 2 * (u if independent else (np.arange(cfg.n_train) + u) / cfg.n_train)
    return x, truth(x) + cfg.noise_std * rng.standard_normal(x.shape)


def one_chunk(cfg: Config, n_sets: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Fit every degree to some training sets and integrate the squared errors exactly.

    Returns
    -------
    train_mse, test_mse : (max_degree + 1, n_sets)
        Test error on fresh noisy points: squared distance to the truth plus the noise variance.
    mean, variance : (max_degree + 1, n_nodes)
        Of the fits at each node, over these training sets.
    """
    nodes, weights = np.polynomial.legendre.leggauss(cfg.n_nodes)
    goal = truth(nodes)
    x, y = training_sets(cfg, n_sets, rng)
    out = {"train_mse": [], "test_mse": [], "mean": [], "variance": []}
    for _, residual, prediction in polynomial_path(x, y, nodes, cfg.max_degree):
        out["train_mse"].append(np.mean(residual**2, axis=1))
        out["test_mse"].append((prediction - goal) ** 2 @ weights / 2 + cfg.noise_std**2)
        out["mean"].append(prediction.mean(axis=0))
        out["variance"].append(prediction.var(axis=0))
    return {name: np.array(rows) for name, rows in out.items()}


def independent_chunk(cfg: Config, n_sets: int, rng: np.random.Generator) -> np.ndarray:
    """Fit every degree to sets whose x are independent: (max_degree + 1, n_sets) test errors."""
    nodes, weights = np.polynomial.legendre.leggauss(cfg.n_nodes)
    x, y = training_sets(cfg, n_sets, rng, independent=True)
    path = polynomial_path(x, y, nodes, cfg.max_degree)
    missed = [(prediction - truth(nodes)) ** 2 @ weights / 2 for *_, prediction in path]
    return np.array(missed) + cfg.noise_std**2


def splits(cfg: Config, times: np.ndarray, rng: np.random.Generator, by_time: bool) -> np.ndarray:
    """Order the measurements at random, those to fit first.

    By time, measurements of the same instant stay together: times are taken in random order, each
    if all of its measurements still fit into real_n_train.

    Returns
    -------
    (n_splits, n) int array
    """
    n = len(times)
    if not by_time:
        return rng.permuted(np.tile(np.arange(n), (cfg.n_splits, 1)), axis=1)
    _, instant, size = np.unique(times, return_inverse=True, return_counts=True)
    held_out = np.ones((cfg.n_splits, len(size)), dtype=bool)
    for row in held_out:
        room = cfg.real_n_train
        for k in rng.permutation(len(size)):
            if size[k] <= room:
                row[k], room = False, room - size[k]
    return np.argsort(held_out[:, instant], axis=1, kind="stable")


def real_sweep(
    cfg: Config, rng: np.random.Generator, by_time: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the same polynomials to splits of the motorcycle data.

    Returns
    -------
    train_mse, test_mse : (real_max_degree + 1, n_splits), g²
    """
    times, accel = load_mcycle()
    x = 2 * (times - times.min()) / np.ptp(times) - 1
    order = splits(cfg, times, rng, by_time)
    train, test = order[:, : cfg.real_n_train], order[:, cfg.real_n_train :]
    path = polynomial_path(x[train], accel[train], x[test], cfg.real_max_degree)
    errors = [(np.mean(r**2, axis=1), np.mean((p - accel[test]) ** 2, axis=1)) for _, r, p in path]
    return tuple(np.array(rows) for rows in zip(*errors, strict=True))


def best_votes(cfg: Config, values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """How often each row has the lowest mean when the columns are drawn anew: (n_rows,) int."""
    times = rng.multinomial(
        values.shape[1], np.full(values.shape[1], 1 / values.shape[1]), cfg.n_resamples
    )
    return np.bincount((values @ times.T).argmin(axis=0), minlength=len(values))


def run(cfg: Config) -> dict:
    """Sweep the degree over many training sets, one example of them, and real data.

    Returns
    -------
    degree : (max_degree + 1,) int; a polynomial of degree d has d + 1 knobs
    noise : float, noise_std squared: no model can do better
    train_mse, test_mse : (max_degree + 1,) units of y squared, median over training sets, with
        `_p10` and `_p90`; test error is on fresh noisy points, integrated over x
    train_mse_mean, test_mse_mean : (max_degree + 1,) mean over training sets, with `_se`
    bias2, variance : (max_degree + 1,) units of y squared, averaged over x
        `test_mse_mean = noise + bias2 + variance`
    bias2_sampling : (max_degree + 1,) variance / n_sets, the part of bias2 that only comes from
        averaging a finite number of fits; where bias2 is not well above it, it is not resolved
    best_degree : int, lowest test_mse_mean: found with the truth known
    example_x, example_y : (n_train,) one training set
    example_degree : (3,) int: too few, the best, too many
    example_grid : (n_grid,), example_truth : (n_grid,), example_fit : (3, n_grid)
    example_train_mse, example_test_mse : (3,) errors of these three fits, units of y squared
    independent_test_mse : (max_degree + 1,) units of y squared, the same truth and noise with x
        drawn independently: median over training sets, with `_p10` and `_p90`
    independent_best_degree : int, lowest mean
    real_degree : (real_max_degree + 1,) int
    real_train_mse, real_test_mse : (real_max_degree + 1,) g², median over splits by time, with
        `_p10`, `_p90` and `_mean`
    random_train_mse, random_test_mse : the same over splits at random, where measurements of one
        instant may be on both sides
    real_best_degree, random_best_degree : int, lowest mean of the test errors: picked on test error
    real_best_votes : (real_max_degree + 1,) int, resamples of the splits that call it best
    real_worse_share : (real_max_degree + 1,) share of the splits in which a degree misses by more
        than degree 0, the average of its training points
    real_x, real_y : (133,) milliseconds after the impact, g
    quoted : dict of scalars
    """
    rng = np.random.default_rng(cfg.seed)
    sizes = [min(cfg.chunk, cfg.n_sets - done) for done in range(0, cfg.n_sets, cfg.chunk)]
    *chunk_rngs, example_rng, real_rng = rng.spawn(len(sizes) + 2)
    *independent_rngs, time_rng, vote_rng = rng.spawn(len(sizes) + 2)
    tasks = [(cfg, size, r) for size, r in zip(sizes, chunk_rngs, strict=True)]
    chunks = spread(one_chunk, tasks, label="chunks")

    data = {"degree": np.arange(cfg.max_degree + 1), "noise": cfg.noise_std**2}
    for name in ("train_mse", "test_mse"):
        values = np.concatenate([chunk[name] for chunk in chunks], axis=1)  # (degree, n_sets)
        data |= with_ends(name, values, axis=1) | with_se(f"{name}_mean", values, axis=1)
    nodes, weights = np.polynomial.legendre.leggauss(cfg.n_nodes)
    share = np.array(sizes) / cfg.n_sets
    means = np.array([chunk["mean"] for chunk in chunks])  # (chunk, degree, node)
    mean = np.tensordot(share, means, axes=1)  # (degree, node)
    # Law of total variance: within chunks plus between chunks, exact and free of cancellation.
    within = np.tensordot(share, np.array([chunk["variance"] for chunk in chunks]), axes=1)
    between = np.tensordot(share, (means - mean) ** 2, axes=1)
    data["variance"] = (within + between) @ weights / 2
    data["bias2"] = (mean - truth(nodes)) ** 2 @ weights / 2
    data["bias2_sampling"] = data["variance"] / cfg.n_sets
    data["best_degree"] = int(data["test_mse_mean"].argmin())

    data |= _example(cfg, data["best_degree"], example_rng)
    tasks = [(cfg, size, r) for size, r in zip(sizes, independent_rngs, strict=True)]
    independent = np.concatenate(spread(independent_chunk, tasks, label="independent"), axis=1)
    data |= with_ends("independent_test_mse", independent, axis=1)
    data["independent_best_degree"] = int(independent.mean(axis=1).argmin())

    data["real_degree"] = np.arange(cfg.real_max_degree + 1)
    for kind, r in (("real", time_rng), ("random", real_rng)):
        train, test = real_sweep(cfg, r, by_time=kind == "real")
        for name, values in ((f"{kind}_train_mse", train), (f"{kind}_test_mse", test)):
            data |= with_ends(name, values, axis=1)
            data[f"{name}_mean"] = values.mean(axis=1)
        data[f"{kind}_best_degree"] = int(data[f"{kind}_test_mse_mean"].argmin())
        if kind == "real":
            data["real_best_votes"] = best_votes(cfg, test, vote_rng)
            data["real_worse_share"] = np.mean(test > test[0], axis=1)
    data["real_x"], data["real_y"] = load_mcycle()
    wild = np.mean(independent[2 * data["best_degree"]] > data["test_mse"][0])
    data["quoted"] = quoted(cfg, data, float(wild))
    return data


def roughly(value: float) -> float:
    """Round to 1, 3, 10, 30, ..., for a number that the next seed may double.

    >>> roughly(13176.2)
    10000.0
    """
    power = 10.0 ** np.floor(np.log10(value))
    return float(min((1, 3, 10), key=lambda m: abs(np.log(value / power / m))) * power)


def quoted(cfg: Config, data: dict, wild: float) -> dict:
    """Scalars that prose may quote.

    Parameters
    ----------
    cfg : Config
    data : dict
    wild : float
        Share of the independent sets in which twice the best degree misses by more than degree 0.
    """
    best, mean = data["best_degree"], data["test_mse_mean"]
    return {
        "n_sets": cfg.n_sets,
        "n_train": cfg.n_train,
        "noise_std": cfg.noise_std,
        "noise": data["noise"],
        "max_degree": cfg.max_degree,
        "max_knobs": cfg.max_degree + 1,
        "n_fits": cfg.n_sets * (cfg.max_degree + 1),
        "best_degree": best,
        "best_knobs": best + 1,
        "best_degree_by_median": int(data["test_mse"].argmin()),
        "test_mse_degree_0": mean[0],
        "test_mse_best": mean[best],
        "test_mse_best_over_noise": mean[best] / data["noise"],
        "test_mse_max_degree": mean[-1],
        "test_mse_max_degree_median": data["test_mse"][-1],
        # two digits: 5,000 samples settle it to some 70
        "max_degree_median_over_best_rounded": float(
            f"{data['test_mse'][-1] / data['test_mse'][best]:.1e}"
        ),
        "max_degree_over_best": mean[-1] / mean[best],
        "degree_0_over_best": mean[0] / mean[best],
        "train_mse_degree_0": data["train_mse_mean"][0],
        "train_mse_best": data["train_mse_mean"][best],
        "train_mse_max_degree": data["train_mse_mean"][-1],
        "bias2_degree_0": data["bias2"][0],
        "bias2_best": data["bias2"][best],
        "bias2_max_degree": data["bias2"][-1],
        "variance_degree_0": data["variance"][0],
        "variance_best": data["variance"][best],
        "variance_max_degree": data["variance"][-1],
        "variance_growth_best_to_max": data["variance"][-1] / data["variance"][best],
        "example_too_few": data["example_degree"][0],
        "example_too_many": data["example_degree"][-1],
        "independent_best_degree": data["independent_best_degree"],
        "independent_test_mse_best": data["independent_test_mse"][data["independent_best_degree"]],
        "twice_best_degree": 2 * best,
        "test_mse_twice_best_median": data["test_mse"][2 * best],
        "independent_test_mse_twice_best": data["independent_test_mse"][2 * best],
        "independent_wild_share_twice_best": wild,
        "independent_test_mse_max_degree": data["independent_test_mse"][-1],
    } | quoted_crash(cfg, data)


def quoted_crash(cfg: Config, data: dict) -> dict:
    """Scalars of the motorcycle data; of errors that explode, the order of magnitude."""
    real, mean = data["real_test_mse"], data["real_test_mse_mean"]  # median and mean over splits
    best, by_median, times = data["real_best_degree"], int(np.argmin(real)), data["real_x"]
    instants, counts = np.unique(times, return_counts=True)
    return {
        "real_n": len(times),
        "real_n_instants": len(instants),
        "real_n_shared": int(counts[counts > 1].sum()),
        "real_n_train": cfg.real_n_train,
        "real_n_test": len(times) - cfg.real_n_train,
        "real_n_splits": cfg.n_splits,
        "real_max_degree": cfg.real_max_degree,
        "real_best_degree": best,
        "real_best_degree_median": by_median,
        "real_best_share": data["real_best_votes"][best] / cfg.n_resamples,
        "real_mean_rmse_best": np.sqrt(mean[best]),
        "real_mean_rmse_degree_0": np.sqrt(mean[0]),
        "real_worse_share_best": data["real_worse_share"][best],
        "real_worse_share_best_median": data["real_worse_share"][by_median],
        "real_test_rmse_degree_0": np.sqrt(real[0]),
        "real_test_rmse_best": np.sqrt(real[best]),
        "real_test_rmse_best_median": np.sqrt(real[by_median]),
        "real_test_rmse_max_degree": roughly(np.sqrt(real[-1])),
        "real_train_rmse_best": np.sqrt(data["real_train_mse"][best]),
        "real_train_rmse_max_degree": np.sqrt(data["real_train_mse"][-1]),
        "random_best_degree": data["random_best_degree"],
        "random_best_degree_median": int(np.argmin(data["random_test_mse"])),
        "random_test_rmse_best_median": np.sqrt(np.min(data["random_test_mse"])),
        "random_test_rmse_max_degree": roughly(np.sqrt(data["random_test_mse"][-1])),
    }


def _example(cfg: Config, best_degree: int, rng: np.random.Generator) -> dict:
    nodes, weights = np.polynomial.legendre.leggauss(cfg.n_nodes)
    grid = np.linspace(-1, 1, cfg.n_grid)
    x, y = training_sets(cfg, 1, rng)
    too_few, too_many = cfg.example_degrees
    degrees = [too_few, best_degree, too_many]
    path = polynomial_path(x, y, np.concatenate((grid, nodes)), max(degrees))
    fits = {degree: (np.mean(r**2), p[0].copy()) for degree, r, p in path if degree in degrees}
    at_nodes = np.array([fits[degree][1][cfg.n_grid :] for degree in degrees])  # (3, n_nodes)
    return {
        "example_x": x[0],
        "example_y": y[0],
        "example_degree": degrees,
        "example_grid": grid,
        "example_truth": truth(grid),
        "example_fit": np.array([fits[degree][1][: cfg.n_grid] for degree in degrees]),
        "example_train_mse": [float(fits[degree][0]) for degree in degrees],
        "example_test_mse": (at_nodes - truth(nodes)) ** 2 @ weights / 2 + cfg.noise_std**2,
    }
