"""Stiff, wild, calm: one family of curves from one knob to two hundred, fitted to ten cakes.

Question: a curve with exactly as many knobs as points is at its worst; what happens beyond, and is
the giant then better than the best small curve?
Sources: Schaeffer et al. (2023), arXiv:2303.14151 (the same with polynomials: abstract, code and
stored results seen, not the paper: 15 independent points of 2 x + cos 25 x without noise, unscaled
Legendre polynomials of degree 1 to 200, 30 repeats; in their stored errors 200 knobs, median 0.56,
do not beat one knob, 0.51); Xie, Chou, Rauhut and Ward (2020),
arXiv:2006.08495 (weights that prefer smooth curves, abstract seen); Allen (1974), Technometrics 16,
125-127 (leave-one-out).

What differs from theirs: noise, one point in each of n equal cells instead of independent points,
a constant among the features, and features that shrink with their degree. Which size wins depends
on the number of points, the noise, that shrinking and the truth, so all of them are varied.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from scripts.compute.parallel import spread
from scripts.models import legendre
from scripts.models.oven import TRUTHS, goals, training_sets
from scripts.models.summary import with_ends

Setting = tuple[str, int, float, float]  # truth, n_train, noise_std, scaling


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_sets: int = 1000  # training sets: fresh cakes from the same kitchen
    chunk: int = 250  # training sets per task
    settings: tuple[Setting, ...] = (  # those whose curves are kept; the first is the story's
        ("kitchen", 10, 0.2, 1.0),
        ("kitchen", 10, 0.1, 1.0),
        ("kitchen", 10, 0.4, 1.0),
        ("kitchen", 12, 0.2, 1.0),
        ("kitchen", 15, 0.2, 1.0),
        ("kitchen", 20, 0.2, 1.0),
        ("kitchen", 10, 0.2, 0.5),
        ("kitchen", 10, 0.2, 1.5),
        ("wave", 10, 0.2, 1.0),
        ("wave", 15, 0.2, 1.0),
        ("burnt", 10, 0.2, 1.0),
        ("burnt", 20, 0.2, 1.0),
    )
    grid_n_train: tuple[int, ...] = (10, 12, 15, 20)  # every combination of these four rows:
    grid_noise_std: tuple[float, ...] = (0.1, 0.2, 0.4)  # who wins, without the curves
    grid_scaling: tuple[float, ...] = (0.5, 1.0, 1.5)
    grid_truth: tuple[str, ...] = ("kitchen", "wave", "burnt")
    max_knobs: int = 200
    every_knob_to: int = 26  # beyond, counts grow by a constant factor: 26 past the largest n_train
    n_knob_counts: int = 56
    # Two a decade, units of features squared: from no brake to a curve pressed flat on zero.
    penalties: tuple[float, float, int] = (1e-5, 1e3, 17)
    example_knobs: tuple[int, ...] = (3, 7, 10, 12, 30, 200)
    n_grid: int = 401  # points of the example's curves


QUICK = Config(n_sets=40, chunk=20, n_knob_counts=34, n_grid=51)
DATA = ()
# Conditions of points in cells stay below 1e8: coefficients have eight sure digits at the peak.
TOLERANCE = {"default": 1e-3}
NO_ERROR = 1e-20  # a training error below this is rounding


def knobs_of(cfg: Config) -> list[int]:
    """Numbers of knobs of the sweep: every one at first, then a constant factor apart."""
    rest = np.geomspace(cfg.every_knob_to, cfg.max_knobs, cfg.n_knob_counts - cfg.every_knob_to + 1)
    dense = range(1, cfg.every_knob_to + 1)
    return sorted({*dense, *cfg.example_knobs, *rest.round().astype(int).tolist()})


def errors(
    cfg: Config, designs: legendre.Designs, y: np.ndarray, goal: list[np.ndarray], scaling: float
) -> np.ndarray:
    """Train, test, braked test and leave-one-out error at one number of knobs.

    Leave-one-out is that of the fit without a brake; infinite from as many knobs as points on.

    Parameters
    ----------
    y : (m, n, k) array
        k tables of targets.
    goal : k arrays
        The truth of each table.

    Returns
    -------
    (k, 4, m) array, units of y squared
    """
    plain = designs.coefficients(y)  # (m, P, k)
    train = np.mean(designs.residuals(y) ** 2, axis=1)  # (m, k)
    left_out = np.full_like(train, np.inf)
    if plain.shape[1] < y.shape[1]:
        left_out = designs.leave_one_out(y, [0.0])[0]
    penalties = np.geomspace(*cfg.penalties)
    best = designs.leave_one_out(y, penalties).argmin(axis=0)  # (m, k)
    braked = designs.coefficients(y, penalties[best])
    found = [
        (
            np.where(train[:, j] < NO_ERROR, 0, train[:, j]),
            legendre.squared_distance(plain[:, :, j], goal[j], scaling),
            legendre.squared_distance(braked[:, :, j], goal[j], scaling),
            left_out[:, j],
        )
        for j in range(len(goal))
    ]
    return np.array(found)


def one_chunk(
    cfg: Config, n_train: int, n_sets: int, rng: np.random.Generator
) -> dict[Setting, np.ndarray]:
    """Fit some training sets of one size in every kitchen, with every noise and scaling.

    All share their points and the shape of their noise, so that settings differ in nothing else.

    Returns
    -------
    setting to (n_knobs, 4, n_sets) array
        As `errors`, at all numbers of knobs, or, where no curve is kept, at those below n_train and
        the largest.
    """
    x, noise = training_sets(n_sets, n_train, rng)
    truth = goals()
    found: dict[Setting, list[np.ndarray]] = {}
    for scaling in cfg.grid_scaling:
        here = [(t, n_train, s, scaling) for t, s in product(cfg.grid_truth, cfg.grid_noise_std)]
        y = {(t, n, s, a): TRUTHS[t](x) + s * noise for t, n, s, a in here}
        curves = [setting for setting in here if setting in cfg.settings]
        ends = [*range(1, n_train), cfg.max_knobs]
        knobs = knobs_of(cfg) if curves else ends
        for n_knobs, designs in legendre.sweep(x, knobs, scaling):
            wanted = here if n_knobs in ends else curves
            targets = np.stack([y[setting] for setting in wanted], axis=-1)  # (m, n, k)
            goal = [truth[setting[0]] for setting in wanted]
            for setting, values in zip(
                wanted, errors(cfg, designs, targets, goal, scaling), strict=True
            ):
                found.setdefault(setting, []).append(values)
    return {setting: np.array(values) for setting, values in found.items()}


def independent_points(cfg: Config) -> dict[str, np.ndarray]:
    """Sweep the story's setting once more, with every point drawn without regard to the others."""
    truth, n_train, noise_std, scaling = cfg.settings[0]
    rng = np.random.default_rng(cfg.seed).spawn(len(tasks(cfg)) + 1)[-1]  # theirs and one more
    x = rng.uniform(-1, 1, size=(cfg.n_sets, n_train))
    y = TRUTHS[truth](x) + noise_std * rng.standard_normal(x.shape)
    knobs = [*range(1, n_train + 1), *(n for n in cfg.example_knobs if n > n_train)]
    test = [
        legendre.squared_distance(
            designs.coefficients(y[:, :, None])[:, :, 0], goals()[truth], scaling
        )
        for _, designs in legendre.sweep(x, knobs, scaling)
    ]
    return {
        "independent_knobs": knobs,
        **with_ends("independent_test_mse", np.array(test), axis=-1),
    }


def run(cfg: Config) -> dict:
    """Sweep the number of knobs in a dozen settings, and find who wins in all combinations.

    A test error is the squared distance between fit and truth, averaged over x: the noise of new
    cakes is not part of it. The best small size is the number of knobs below n_train with the
    lowest median; it is picked with the truth known, and one size serves all training sets.

    Returns
    -------
    setting : list of {truth, n_train, noise_std, scaling}, the story's first
    knobs : (n_knobs,) int
    train_mse, test_mse, ridge_test_mse : (n_settings, n_knobs) units of y squared, median over
        training sets, with `_p10` and `_p90`; ridge chooses its penalty for each training set and
        size by leave-one-out. A training error of 0 is below 1e-20
    peak_knobs : (n_settings,) int, highest test_mse
    best_small_knobs : (n_settings,) int
    best_small, at_largest : (n_settings,) median test error at that size and at the largest, with
        `_p10` and `_p90`
    chosen_small : (n_settings,) the same where each training set chooses its own small size, by
        leave-one-out and without a brake: what somebody gets who does not know the truth
    giant_share, giant_share_chosen : (n_settings,) share of training sets on which the largest has
        a lower error than the best small size, and than the chosen one
    grid_truth, grid_n_train, grid_noise_std, grid_scaling : (n_grid,) every combination
    grid_small_knobs, grid_best_small, grid_at_largest, grid_giant_share, grid_chosen_small,
        grid_giant_share_chosen : (n_grid,) as above
    grid_ridge_small_knobs, grid_ridge_best_small, grid_ridge_at_largest, grid_ridge_giant_share :
        (n_grid,) the same with ridge at every size, the best small one picked anew
    grid_winner, grid_winner_chosen, grid_ridge_winner : (n_grid,) "giant", "small", or "level"
        where the share is within two standard errors of a half
    example_knobs : (6,) int
    example_x, example_y : (n_train,) the training set of the story's setting whose log errors at
        these six sizes lie nearest to the medians
    example_grid : (n_points,), example_truth : (n_points,), example_fit : (6, n_points)
    example_test_mse : (6,) units of y squared
    independent_knobs : (n,) int
    independent_test_mse : (n,) units of y squared, median, with `_p10` and `_p90`: the story's
        setting with points that are drawn without regard to each other
    goal : (64,) Legendre coefficients of the story's truth, those above 1e-8: for a page to find
        the distance to it
    quoted : dict of scalars
    """
    parts: dict[Setting, list[np.ndarray]] = {}
    for chunk in spread(one_chunk, tasks(cfg), label="chunks"):
        for setting, values in chunk.items():
            parts.setdefault(setting, []).append(values)
    found = {setting: np.concatenate(values, axis=2) for setting, values in parts.items()}

    knobs = np.array(knobs_of(cfg))
    names = ("truth", "n_train", "noise_std", "scaling")
    data = {"setting": [dict(zip(names, setting, strict=True)) for setting in cfg.settings]}
    data["knobs"] = knobs
    curves = np.array([found[setting] for setting in cfg.settings])  # (settings, knobs, 4, sets)
    for i, name in enumerate(("train_mse", "test_mse", "ridge_test_mse")):
        data |= with_ends(name, curves[:, :, i], axis=-1)
    data["peak_knobs"] = knobs[data["test_mse"].argmax(axis=1)]
    data |= _ends(
        [found[setting][:, 1] for setting in cfg.settings],
        [found[setting][:, 3] for setting in cfg.settings],
    )

    grid = list(product(cfg.grid_truth, cfg.grid_n_train, cfg.grid_noise_std, cfg.grid_scaling))
    for name, column in zip(names, zip(*grid, strict=True), strict=True):
        data[f"grid_{name}"] = list(column)
    kept = ("best_small", "at_largest", "giant_share", "chosen_small", "giant_share_chosen")
    for prefix, i in (("grid_", 1), ("grid_ridge_", 2)):
        ends = _ends([found[s][:, i] for s in grid], [found[s][:, 3] for s in grid])
        data[f"{prefix}small_knobs"] = ends["best_small_knobs"]
        data |= {f"{prefix}{key}": ends[key] for key in kept[: 3 if i == 2 else 5]}
        data[f"{prefix}winner"] = _winners(cfg, ends["giant_share"])
    data["grid_winner_chosen"] = _winners(cfg, data["grid_giant_share_chosen"])

    data |= _example(cfg, found[cfg.settings[0]][:, 1])
    data |= independent_points(cfg)
    data["goal"] = goals()[cfg.settings[0][0]][:64]
    data["quoted"] = quoted(cfg, data)
    return data


def tasks(cfg: Config) -> list[tuple]:
    """Arguments of every `one_chunk`, with fresh generators."""
    sizes = [min(cfg.chunk, cfg.n_sets - done) for done in range(0, cfg.n_sets, cfg.chunk)]
    shapes = list(product(cfg.grid_n_train, sizes))
    rngs = np.random.default_rng(cfg.seed).spawn(len(shapes))
    return [(cfg, *shape, rng) for shape, rng in zip(shapes, rngs, strict=True)]


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; those of a setting end in its four values without dots."""
    knobs, test, ridge = data["knobs"], data["test_mse"], data["ridge_test_mse"]
    at = {int(n): i for i, n in enumerate(knobs)}
    _, n_train, noise_std, _ = cfg.settings[0]
    peak, small = at[int(data["peak_knobs"][0])], at[int(data["best_small_knobs"][0])]
    found = {
        "n_sets": cfg.n_sets,
        "n_train": n_train,
        "noise_std": noise_std,
        "max_knobs": cfg.max_knobs,
        "n_knob_counts": len(knobs),
        "n_settings": len(cfg.settings),
        "peaks_at_n_train": sum(
            int(k == s[1]) for k, s in zip(data["peak_knobs"], cfg.settings, strict=True)
        ),
        "stiff": test[0, at[3]],
        "best_small_knobs": data["best_small_knobs"][0],
        "peak_knobs": data["peak_knobs"][0],
        "at_20": test[0, at[20]],
        "peak_over_best_small": test[0, peak] / test[0, small],
        "largest_over_best_small": test[0, -1] / test[0, small],
        "giant_share": data["giant_share"][0],
        "chosen_small": data["chosen_small"][0],
        "giant_share_chosen": data["giant_share_chosen"][0],
        "ridge_best_knobs": knobs[ridge[0].argmin()],
        "ridge_best": ridge[0].min(),
        "ridge_at_peak": ridge[0, peak],
        "ridge_at_largest": ridge[0, -1],
        "ridge_worst_from_peak": ridge[0, peak:].max(),
        "n_grid": len(data["grid_truth"]),
    }
    for name, i in (("best_small", small), ("peak", peak), ("at_largest", -1)):
        found |= {name: test[0, i]}
        found |= {f"{name}_{p}": data[f"test_mse_{p}"][0, i] for p in ("p10", "p90")}
    scattered = data["independent_test_mse"]
    found["independent_best_small"] = scattered[: n_train - 1].min()
    found["independent_at_largest"] = scattered[-1]
    for p in ("", "_p10", "_p90"):
        found[f"independent_peak{p}"] = data[f"independent_test_mse{p}"][n_train - 1]
    words = ("giant", "small", "level")
    found |= {f"chosen_wins_{word}": data["grid_winner_chosen"].count(word) for word in words}
    for prefix in ("", "ridge_"):
        winners = data[f"grid_{prefix}winner"]
        found |= {f"{prefix}wins_{word}": winners.count(word) for word in words}
        for row, values in (("truth", cfg.grid_truth), ("scaling", cfg.grid_scaling)):
            for value in values:
                here = [w for w, v in zip(winners, data[f"grid_{row}"], strict=True) if v == value]
                name = f"{prefix}wins_giant_{row}_{value}".replace(".", "")
                found[name] = here.count("giant")
        ratio = data[f"grid_{prefix}at_largest"] / data[f"grid_{prefix}best_small"]
        found |= {f"{prefix}ratio_lowest": ratio.min(), f"{prefix}ratio_highest": ratio.max()}
    for i, setting in enumerate(cfg.settings):
        name = "_".join(map("{:g}".format, setting[1:])).replace(".", "")
        for key in ("best_small_knobs", "best_small", "at_largest", "giant_share"):
            found[f"{key}_{setting[0]}_{name}"] = data[key][i]
        found[f"peak_{setting[0]}_{name}"] = test[i].max()
    for size, error in zip(data["example_knobs"], data["example_test_mse"], strict=True):
        found[f"example_{size}"] = error
    return found


def _ends(test: list[np.ndarray], left_out: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Compare small sizes with the largest.

    Parameters
    ----------
    test, left_out : for each setting an (n_knobs, n_sets) array, n_knobs from 1 on
        The leave-one-out error is finite for small sizes.
    """
    best, at_best, chosen = [], [], []
    for errors_of_test, errors_left_out in zip(test, left_out, strict=True):
        small = np.isfinite(errors_left_out).all(axis=1)
        best.append(int(np.median(errors_of_test[small], axis=1).argmin()))
        at_best.append(errors_of_test[best[-1]])
        own = errors_left_out.argmin(axis=0)[None]  # (1, n_sets)
        chosen.append(np.take_along_axis(errors_of_test, own, axis=0)[0])
    at_largest = np.array([errors_of_test[-1] for errors_of_test in test])  # (settings, n_sets)
    return {
        "best_small_knobs": np.array(best) + 1,
        **with_ends("best_small", np.array(at_best), axis=-1),
        **with_ends("chosen_small", np.array(chosen), axis=-1),
        **with_ends("at_largest", at_largest, axis=-1),
        "giant_share": np.mean(at_largest < at_best, axis=1),
        "giant_share_chosen": np.mean(at_largest < chosen, axis=1),
    }


def _winners(cfg: Config, shares: np.ndarray) -> list[str]:
    beyond = 1 / np.sqrt(cfg.n_sets)  # two standard errors of a share of a half
    return [
        "giant" if share > 0.5 + beyond else "small" if share < 0.5 - beyond else "level"
        for share in shares
    ]


def _example(cfg: Config, test: np.ndarray) -> dict:
    """Fit the most typical set of the story's setting again; test is (n_knobs, n_sets)."""
    truth, n_train, noise_std, scaling = cfg.settings[0]
    knobs, sizes = knobs_of(cfg), list(cfg.example_knobs)
    logs = np.log(test[[knobs.index(size) for size in sizes]])  # (6, n_sets)
    typical = int(np.sum((logs - np.median(logs, axis=1)[:, None]) ** 2, axis=0).argmin())
    chunks = [training_sets(m, n, rng) for _, n, m, rng in tasks(cfg) if n == n_train]
    x, noise = (np.concatenate(parts)[[typical]] for parts in zip(*chunks, strict=True))
    y = TRUTHS[truth](x) + noise_std * noise  # (1, n_train)
    grid = np.linspace(-1, 1, cfg.n_grid)
    fits = [
        legendre.features(grid, size, scaling) @ designs.coefficients(y[..., None])[0, :, 0]
        for size, designs in legendre.sweep(x, sizes, scaling)
    ]
    return {
        "example_knobs": sizes,
        "example_x": x[0],
        "example_y": y[0],
        "example_grid": grid,
        "example_truth": TRUTHS[truth](grid),
        "example_fit": np.array(fits),
        "example_test_mse": test[[knobs.index(size) for size in sizes], typical],
    }
