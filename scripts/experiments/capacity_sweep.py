"""The classic curve: polynomials of growing degree on noisy samples of a known function.

Question: why do too few knobs and too many knobs both predict badly?
Sources: Geman, Bienenstock and Doursat (1992), Neural Computation 4, 1-58 (bias and variance);
Silverman (1985), J. R. Stat. Soc. B 47, 1-52 (the motorcycle data).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scripts import datasets, marks
from scripts.models.stieltjes import polynomial_path
from scripts.parallel import spread

if TYPE_CHECKING:
    from matplotlib.figure import Figure


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
    n_splits: int = 400  # random splits of the 133 measurements of the motorcycle data
    real_n_train: int = 90  # points of a split; the other 43 are its test set
    real_max_degree: int = 26


QUICK = Config(n_sets=500, n_splits=40)
DATA = ("mcycle.csv",)
# No linear algebra: other BLAS kernels moved results by 1e-15. Splits of the motorcycle data that
# leave wide gaps multiply rounding errors by up to 1e9 at degree 26.
TOLERANCE = {"default": 1e-4}


def truth(x: np.ndarray) -> np.ndarray:
    """Evaluate the function that the noisy samples are drawn from, for x in [-1, 1]."""
    return np.sin(5 * x + 0.8) * np.exp(-x / 2)


def training_sets(
    cfg: Config, n_sets: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Draw noisy samples of the truth.

    x is uniform in each of n_train equal cells of [-1, 1], one point a cell. With fully independent
    points some samples leave a gap at an end, and the mean test error over samples never settles.

    Returns
    -------
    x, y : (n_sets, n_train) array
    """
    cells = np.arange(cfg.n_train)
    x = -1 + 2 * (cells + rng.uniform(size=(n_sets, cfg.n_train))) / cfg.n_train
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


def real_sweep(cfg: Config, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Fit the same polynomials to random splits of the motorcycle data.

    Returns
    -------
    train_mse, test_mse : (real_max_degree + 1, n_splits), g²
    """
    times, accel = datasets.load_mcycle()
    x = 2 * (times - times.min()) / np.ptp(times) - 1
    splits = rng.permuted(np.tile(np.arange(len(x)), (cfg.n_splits, 1)), axis=1)
    train, test = splits[:, : cfg.real_n_train], splits[:, cfg.real_n_train :]
    path = polynomial_path(x[train], accel[train], x[test], cfg.real_max_degree)
    errors = [(np.mean(r**2, axis=1), np.mean((p - accel[test]) ** 2, axis=1)) for _, r, p in path]
    return tuple(np.array(rows) for rows in zip(*errors, strict=True))


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
    real_degree : (real_max_degree + 1,) int
    real_train_mse, real_test_mse : (real_max_degree + 1,) g², median over splits, with `_p10`
        and `_p90`
    real_best_degree : int, lowest real_test_mse: picked on test error
    real_x, real_y : (133,) milliseconds after the impact, g
    quoted : dict of scalars
    """
    rng = np.random.default_rng(cfg.seed)
    sizes = [min(cfg.chunk, cfg.n_sets - done) for done in range(0, cfg.n_sets, cfg.chunk)]
    *chunk_rngs, example_rng, real_rng = rng.spawn(len(sizes) + 2)
    tasks = [(cfg, size, r) for size, r in zip(sizes, chunk_rngs, strict=True)]
    chunks = spread(one_chunk, tasks, label="chunks")

    data = {"degree": np.arange(cfg.max_degree + 1), "noise": cfg.noise_std**2}
    for name in ("train_mse", "test_mse"):
        values = np.concatenate([chunk[name] for chunk in chunks], axis=1)  # (degree, n_sets)
        data |= _summary(name, values)
        data[f"{name}_mean"] = values.mean(axis=1)
        data[f"{name}_mean_se"] = values.std(axis=1, ddof=1) / np.sqrt(cfg.n_sets)
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
    data["real_degree"] = np.arange(cfg.real_max_degree + 1)
    for name, values in zip(("train_mse", "test_mse"), real_sweep(cfg, real_rng), strict=True):
        data |= _summary(f"real_{name}", values)
    data["real_best_degree"] = int(data["real_test_mse"].argmin())
    data["real_x"], data["real_y"] = datasets.load_mcycle()
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote."""
    best, real_best = data["best_degree"], data["real_best_degree"]
    mean, real = data["test_mse_mean"], data["real_test_mse"]
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
        "max_degree_median_over_best": data["test_mse"][-1] / data["test_mse"][best],
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
        "real_n": len(data["real_y"]),
        "real_n_train": cfg.real_n_train,
        "real_n_test": len(data["real_y"]) - cfg.real_n_train,
        "real_n_splits": cfg.n_splits,
        "real_max_degree": cfg.real_max_degree,
        "real_best_degree": real_best,
        "real_test_rmse_degree_0": np.sqrt(real[0]),
        "real_test_rmse_best": np.sqrt(real[real_best]),
        "real_test_rmse_max_degree": np.sqrt(real[-1]),
        "real_train_rmse_best": np.sqrt(data["real_train_mse"][real_best]),
        "real_train_rmse_max_degree": np.sqrt(data["real_train_mse"][-1]),
        "real_test_mse_degree_0": real[0],
        "real_test_mse_best": real[real_best],
        "real_test_mse_max_degree": real[-1],
        "real_max_degree_over_best": real[-1] / real[real_best],
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


def _summary(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    p10, median, p90 = np.quantile(values, (0.1, 0.5, 0.9), axis=1)
    return {name: median, f"{name}_p10": p10, f"{name}_p90": p90}


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Six degrees help, the next six cost little, the rest ruin it.

    Axis: mean squared error, log scale

    Caption: The classic curve. Median over {config.n_sets:,} training sets of {config.n_train}
    points; the bands hold the middle 80 %. On a log scale each gridline is ten times the one below.
    Training sets and noise are simulated, test error is exact. The best degree was picked on test
    error among {quoted.max_knobs}.

    Alt: Line chart on a log scale. Training error falls with every degree. Test error falls to a
    minimum of {quoted.test_mse_best:.3f} at degree {quoted.best_degree}, just above the noise at
    {config.noise_std} squared, then climbs, slowly at first, to
    {quoted.test_mse_max_degree_median:.0f} at degree {quoted.max_degree}.

    Table: degree = degree; train_mse = train, median; train_mse_p10 = train, 10 %;
    train_mse_p90 = train, 90 %; test_mse = test, median; test_mse_p10 = test, 10 %;
    test_mse_p90 = test, 90 %.
    """
    degree, best = data["degree"], data["best_degree"]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (degree[0], degree[-1]),
        (0.006, 200),
        {d: str(d) for d in ((0, 6, 12, 18, 24) if narrow else range(0, 25, 3))},
        {0.01: "0.01", 0.1: "0.1", 1: "1", 10: "10", 100: "100"},
        "degree of the polynomial",
        color,
        ylog=True,
    )
    marks.level(ax, data["noise"], (degree[0], degree[-1]), "noise", color)
    for role in ("train", "test"):
        spread = (data[f"{role}_mse_{p}"] for p in ("p10", "p90"))
        marks.band(ax, degree, *spread, color[role])
        marks.line(ax, degree, data[f"{role}_mse"], role, color, marker=True)
    marks.dot(ax, best, data["test_mse"][best], "test", color)
    marks.note(ax, best, data["test_mse"][best], f"best: degree {best}", color, dy=44, dx=6)
    marks.label(ax, 16.2, 5, "test", color["test"], ha="right")
    marks.label(ax, 13, 0.0085, "train", color["train"])
    marks.label(ax, 0, 0.029, "noise" if narrow else "noise floor", color["noise"])
    return fig


def draw_examples(data: dict, color: marks.Color) -> Figure:
    """Title: Too few knobs miss the curve, too many chase the noise.

    Axis: the same {config.n_train} points, fitted three times

    Caption: One training set (squares) of the {config.n_sets:,} behind the next figure, the truth
    it was drawn from (broken line) and the fitted polynomial (full line), of degree
    {quoted.example_too_few}, {quoted.best_degree} and {quoted.example_too_many}.

    Alt: Three panels with the same points. A parabola misses the bends of the truth. The polynomial
    of degree {quoted.best_degree} lies on the truth. The polynomial of degree
    {quoted.example_too_many} runs through more of the points and swings far off between them.

    Table: example_grid = x; example_truth = truth; example_fit[0] = too few; example_fit[1] = best;
    example_fit[2] = too many.
    """
    narrow = marks.is_narrow()
    fig = marks.canvas(1.75 if narrow else 0.62)
    words = ("too few", "the best", "too many")
    for i, degree in enumerate(data["example_degree"]):
        stacked, beside = (0, 0.69 - 0.325 * i, 0.992, 0.265), (0.337 * i, 0.06, 0.318, 0.8)
        ax = fig.add_axes(stacked if narrow else beside)
        marks.plot(ax, (-1, 1), (-1.75, 1.9), {}, {0: ""}, color, left=6, right=6)
        ax.set_title(f"degree {degree}, {words[i]}", loc="left", fontsize="medium", pad=6)
        line = {"linewidth": 1.5}
        marks.line(ax, data["example_grid"], data["example_truth"], "theory", color, **line)
        marks.line(ax, data["example_grid"], data["example_fit"][i], "ink", color)
        dots = {"marker": "s", "markersize": 3.2, "linestyle": "", "zorder": 2}
        ax.plot(data["example_x"], data["example_y"], color=color["train"], **dots)
        if not i:
            marks.label(ax, 0.52, 1.35, "truth", color["theory"])
            marks.label(ax, -0.04, -0.42, "fit", color["ink"])
            marks.label(ax, -0.3, -1.3, "train", color["train"])
    return fig


def draw_bias_variance(data: dict, color: marks.Color) -> Figure:
    """Title: The curve is a sum: one part falls, one part climbs.

    Axis: mean squared error and its parts, log scale

    Caption: Mean test error over {config.n_sets:,} training sets is exactly noise + bias² +
    variance. Bias: how far the average fit is from the truth. Variance: how far one fit is from the
    average fit. Band: two standard errors of the mean, mostly narrower than the line. Degrees above
    16 are in the data; there variance is everything.

    Alt: Four lines against degree. Squared bias falls from {quoted.bias2_degree_0:.2f} to
    {quoted.bias2_best:.4f} by degree {quoted.best_degree}. Variance climbs steadily and overtakes
    it. Their sum with the constant noise is the U-shaped test error.

    Table: degree = degree; test_mse_mean = test, mean;
    test_mse_mean_se = standard error; bias2 = bias²; variance = variance.
    """
    last = 16
    degree = data["degree"][: last + 1]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (0, last),
        (0.0005, 3),
        {d: str(d) for d in range(0, last + 1, 4 if narrow else 2)},
        {0.001: "0.001", 0.01: "0.01", 0.1: "0.1", 1: "1"},
        "degree of the polynomial",
        color,
        ylog=True,
        left=56,
    )
    marks.level(ax, data["noise"], (0, last), "noise", color)
    marks.line(ax, degree, data["bias2"][: last + 1], "muted", color, marker=True)
    marks.line(ax, degree, data["variance"][: last + 1], "ink", color, marker=True)
    mean, se = (np.array(data[k][: last + 1]) for k in ("test_mse_mean", "test_mse_mean_se"))
    marks.band(ax, degree, mean - 2 * se, mean + 2 * se, color["test"])
    marks.line(ax, degree, mean, "test", color, marker=True)
    marks.label(ax, 2.6, 0.75, "test", color["test"])
    marks.label(ax, 4.7, 0.0021, "bias²", color["muted"], ha="right")
    marks.label(ax, 9, 0.0062, "variance", color["ink"], ha="center")
    marks.label(ax, last, 0.029, "noise", color["noise"], ha="right")
    return fig


def draw_real(data: dict, color: marks.Color) -> Figure:
    """Title: A crash test does the same.

    Axis: root mean squared error in g, log scale

    Caption: {quoted.real_n} measurements of head acceleration in a staged motorcycle crash
    (Silverman 1985), split {config.n_splits} times into {quoted.real_n_train} to fit and
    {quoted.real_n_test} to test. Median and middle 80 % of the splits. The best degree was picked
    on test error among degrees 0 to {quoted.real_max_degree}.

    Alt: Line chart on a log scale. Training error falls with every degree. Test error falls from
    {quoted.real_test_rmse_degree_0:.0f} g to {quoted.real_test_rmse_best:.1f} g at degree
    {quoted.real_best_degree}, then explodes to {quoted.real_test_rmse_max_degree:,.0f} g at degree
    {quoted.real_max_degree}.

    Table: real_degree = degree; real_train_mse = train, median, g²; real_test_mse = test, median,
    g²; real_test_mse_p10 = test, 10 %; real_test_mse_p90 = test, 90 %.
    """
    degree, best = data["real_degree"], data["real_best_degree"]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (degree[0], degree[-1]),
        (12, 500_000),
        {d: str(d) for d in ((0, 6, 12, 18, 26) if narrow else (0, 4, 8, 12, 16, 20, 26))},
        {20: "20", 100: "100", 1000: "1,000", 10_000: "10,000", 100_000: "100,000 g"},
        "degree of the polynomial",
        color,
        ylog=True,
        left=52,
    )
    for role in ("train", "test"):
        spread = (np.sqrt(data[f"real_{role}_mse_{p}"]) for p in ("p10", "p90"))
        marks.band(ax, degree, *spread, color[role])
        marks.line(ax, degree, np.sqrt(data[f"real_{role}_mse"]), role, color, marker=True)
    error = data["real_test_mse"][best] ** 0.5
    marks.dot(ax, best, error, "test", color)
    marks.note(ax, best, error, f"best: degree {best}", color, dx=-24, dy=62)
    marks.label(ax, 14.5, 5000, "test", color["test"], ha="right")
    marks.label(ax, 22, 15, "train", color["train"])
    return fig
