"""A model with two knobs: a line through 270 real chocolate cakes, and how its knobs are found.

Question: what is a parameter, who turns it, and on which cakes should we test it?
Sources: Cook (1938), Iowa State; Cochran and Cox (1957), Experimental Designs, p. 300; Efron and
Tibshirani (1993), An Introduction to the Bootstrap, chapters 6 and 9; Roberts et al. (2017),
Ecography 40, 913-929 (what to hold out).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.compute.datasets.cake import load_cake
from scripts.models.summary import with_ends

GPT3_PARAMS = 175e9  # Brown et al. (2020), table 2.1


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_repeats: int = 2000  # resamples of the 15 rounds with replacement, and shuffles of the cakes
    middle: float = 200.0  # °C, where the model's temperature is 0: the middle of the range
    unit: float = 25.0  # °C, its step of 1
    start_intercept: float = 4.0  # degrees; a bad start, far off on both knobs
    start_slope: float = -21.0  # degrees per 25 °C
    lr: float = 0.1  # a fifth of the way down for the intercept; from 1 on the steps diverge
    n_steps: int = 60
    grid_intercept: tuple[float, float] = (0.0, 68.0)  # degrees
    grid_slope: tuple[float, float] = (-26.0, 36.0)  # degrees per 25 °C
    n_grid: int = 65  # settings of each knob
    n_line: int = 26  # temperatures at which the line is drawn
    unheated: float = 20.0  # °C, an oven that nobody turned on
    n_first: int = 2  # rounds of the line that saw nothing later


QUICK = Config(n_repeats=200, n_grid=17)
DATA = ("cake.csv",)
TOLERANCE = {"default": 1e-5}  # six written digits: sums of small integers, no solver


def cakes(cfg: Config) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Load the cakes as the model sees them.

    Returns
    -------
    heat : (270,) array, (temperature - 200 °C) / 25 °C: -1 to 1
    angle : (270,) array, degrees
    replicate : (270,) int array, from 0: which of the 15 rounds of baking
    """
    table = load_cake()
    heat = (table["temperature"] - cfg.middle) / cfg.unit
    replicate = np.unique(table["replicate"], return_inverse=True)[1]
    return heat, table["angle"].astype(float), replicate


def group_sums(heat: np.ndarray, angle: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Add up each group of cakes for `fit_lines` and `missed`.

    Parameters
    ----------
    heat, angle : (n,) array
    group : (n,) int array, from 0

    Returns
    -------
    (n_groups, 6) array: number of cakes and sums of x, x², y, x y and y²
    """
    columns = np.stack([np.ones_like(heat), heat, heat**2, angle, heat * angle, angle**2], axis=1)
    sums = np.zeros((group.max() + 1, columns.shape[1]))
    np.add.at(sums, group, columns)
    return sums


def fit_lines(sums: np.ndarray) -> np.ndarray:
    """Solve the normal equations of a line, many sets of points at once.

    Parameters
    ----------
    sums : (..., 6) array
        As from `group_sums`.

    Returns
    -------
    (..., 2) array: intercept, slope
    """
    n, x, xx, y, xy, _ = np.moveaxis(sums, -1, 0)
    slope = (n * xy - x * y) / (n * xx - x * x)
    return np.stack([(y - slope * x) / n, slope], axis=-1)


def missed(knobs: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Sum of squared misses of lines on sets of points, from their sums alone.

    Parameters
    ----------
    knobs : (..., 2) array
    sums : (..., 6) array

    Returns
    -------
    (...) array, degrees²
    """
    a, b = np.moveaxis(knobs, -1, 0)
    n, x, xx, y, xy, yy = np.moveaxis(sums, -1, 0)
    return yy - 2 * (a * y + b * xy) + n * a**2 + 2 * a * b * x + b**2 * xx


def held_out(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave each group out, fit a line to the others, test it on the group.

    Parameters
    ----------
    sums : (..., n_groups, 6) array

    Returns
    -------
    group_rmse : (..., n_groups) array, degrees
    rmse : (...) array, degrees, over all points, each predicted by a line that never saw its group
    """
    lines = fit_lines(sums.sum(axis=-2, keepdims=True) - sums)
    squares = missed(lines, sums)
    n = sums[..., 0]
    return np.sqrt(squares / n), np.sqrt(squares.sum(axis=-1) / n.sum(axis=-1))


def loss_and_gradient(
    knobs: np.ndarray, heat: np.ndarray, angle: np.ndarray
) -> tuple[float, np.ndarray]:
    """Mean squared error of a setting of the two knobs, and the way uphill.

    Returns
    -------
    loss : float, degrees²
    gradient : (2,) array, degrees² per unit of intercept and of slope
    """
    residual = knobs[0] + knobs[1] * heat - angle  # (n,)
    return np.mean(residual**2), 2 * np.array([np.mean(residual), np.mean(residual * heat)])


def curvature(heat: np.ndarray) -> np.ndarray:
    """Second derivatives of the loss, the same everywhere: (2, 2) array."""
    return 2 * np.array([[1, np.mean(heat)], [np.mean(heat), np.mean(heat**2)]])


def descend(cfg: Config, heat: np.ndarray, angle: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn both knobs a little downhill, again and again.

    Returns
    -------
    path : (n_steps + 1, 2) array, intercept and slope from the start on
    loss : (n_steps + 1,) array, degrees²
    """
    knobs = np.array([cfg.start_intercept, cfg.start_slope])
    path, losses = [], []
    for _ in range(cfg.n_steps + 1):
        loss, gradient = loss_and_gradient(knobs, heat, angle)
        path.append(knobs)
        losses.append(loss)
        knobs = knobs - cfg.lr * gradient
    return np.array(path), np.array(losses)


def run(cfg: Config) -> dict:
    """Fit the line, resample its rounds, map the loss, walk down it, and test it four ways.

    Returns
    -------
    temperature : (270,) int, °C
    angle : (270,) int, degrees at which a slice breaks
    recipe : (270,) str
    intercept : float, degrees at 200 °C
    slope : float, degrees per 25 °C
        Both with `_se`: standard deviation over resamples of whole rounds, because cakes of one
        round are not independent. With `_p10` and `_p90`, quantiles of the same.
    intercept_naive, slope_naive : float, standard errors of the textbook, which takes the cakes as
        independent: too small for the intercept, too large for the slope
    rmse : float, degrees, root mean square of what the line misses
    rmse_of_the_mean : float, degrees, the same for one knob: the mean of all cakes
    r, r2 : float, correlation of angle and temperature, and the share of the variance that the
        line explains
    line_temperature : (n_line,) °C
    line_angle : (n_line,) degrees, with `_p10` and `_p90` over resamples
    grid_intercept, grid_slope : (n_grid,) degrees, degrees per 25 °C
    grid_mse : (n_grid, n_grid) degrees², slope by intercept
    path_intercept, path_slope : (n_steps + 1,) gradient descent from a bad start
    path_mse : (n_steps + 1,) degrees²
    largest_lr : float, steps longer than this climb out of the valley: 2 over the largest curvature
    held_out : (4,) str, what is left out: a cake, a recipe, an oven temperature, a round
    held_out_rmse : (4,) degrees, over all cakes, each predicted by a line that never saw its group
    recipe_rmse, temperature_rmse, round_rmse : (3,), (6,), (15,) degrees, of each group left out
    shuffled_worst : float, degrees, the worst of 15 groups of 18 cakes drawn at random, each left
        out in turn; median over n_repeats, with `_p10` and `_p90`
    first_train_rmse, first_test_rmse : float, degrees, of a line that learned from the first
        n_first rounds only, on them and on all later ones
    quoted : dict of scalars
    """
    heat, angle, replicate = cakes(cfg)
    sums = group_sums(heat, angle, replicate)
    intercept, slope = best = fit_lines(sums.sum(axis=0))
    mse, _ = loss_and_gradient(best, heat, angle)
    r = np.corrcoef(heat, angle)[0, 1]

    n_rounds = len(sums)
    rng = np.random.default_rng(cfg.seed)
    drawn = rng.multinomial(
        n_rounds, np.full(n_rounds, 1 / n_rounds), size=cfg.n_repeats
    )  # (n_repeats, n_rounds): how often each round is in a resample
    lines = fit_lines(np.einsum("rs,sk->rk", drawn, sums))  # (n_repeats, 2)
    line_heat = np.linspace(heat.min(), heat.max(), cfg.n_line)
    spread = lines[:, :1] + lines[:, 1:] * line_heat  # (n_repeats, n_line)

    grid_intercept = np.linspace(*cfg.grid_intercept, cfg.n_grid)
    grid_slope = np.linspace(*cfg.grid_slope, cfg.n_grid)
    path, path_mse = descend(cfg, heat, angle)
    n = len(angle)
    naive = np.sqrt(mse * n / (n - 2) / n)  # of the intercept, as heat has mean 0
    table = load_cake()
    data = {name: table[name] for name in ("temperature", "angle", "recipe")}
    for i, name in enumerate(("intercept", "slope")):
        data |= with_ends(name, lines[:, i]) | {name: best[i]}
        data[f"{name}_se"] = lines[:, i].std(ddof=1)
    data |= {
        "intercept_naive": naive,
        "slope_naive": naive / heat.std(),
        "rmse": np.sqrt(mse),
        "rmse_of_the_mean": angle.std(),
        "r": r,
        "r2": r**2,
        "line_temperature": cfg.middle + cfg.unit * line_heat,
    }
    data |= with_ends("line_angle", spread) | {"line_angle": intercept + slope * line_heat}
    data |= {
        "grid_intercept": grid_intercept,
        "grid_slope": grid_slope,
        "grid_mse": [
            [loss_and_gradient((a, b), heat, angle)[0] for a in grid_intercept] for b in grid_slope
        ],
        "path_intercept": path[:, 0],
        "path_slope": path[:, 1],
        "path_mse": path_mse,
        "largest_lr": 2 / np.linalg.eigvalsh(curvature(heat)).max(),
    }
    data |= unseen(cfg, heat, angle, replicate, rng)
    data["quoted"] = quoted(cfg, data)
    return data


def unseen(
    cfg: Config,
    heat: np.ndarray,
    angle: np.ndarray,
    replicate: np.ndarray,
    rng: np.random.Generator,
) -> dict:
    """Test the line on cakes it has not seen, in four meanings of the word."""
    table = load_cake()
    groups = {
        "cake": np.arange(len(angle)),
        "recipe": np.unique(table["recipe"], return_inverse=True)[1],
        "temperature": np.unique(table["temperature"], return_inverse=True)[1],
        "round": replicate,
    }
    data: dict = {"held_out": list(groups), "held_out_rmse": []}
    for name, group in groups.items():
        each, rmse = held_out(group_sums(heat, angle, group))
        data["held_out_rmse"].append(rmse)
        if name != "cake":
            data[f"{name}_rmse"] = each
    shuffles = [group_sums(heat, angle, rng.permutation(replicate)) for _ in range(cfg.n_repeats)]
    data |= with_ends("shuffled_worst", held_out(np.array(shuffles))[0].max(axis=-1))
    parts = group_sums(heat, angle, (replicate >= cfg.n_first).astype(int))
    rmse = np.sqrt(missed(fit_lines(parts[0]), parts) / parts[:, 0])
    return data | {"first_train_rmse": rmse[0], "first_test_rmse": rmse[1]}


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote.

    What something explains is a share of the variance of these cakes. More knobs explain more by
    chance alone, `_by_chance` on average; `_adjusted` takes that out.
    """
    rmse, angle = np.sqrt(data["path_mse"]), data["angle"]
    coldest, hottest = int(data["temperature"].min()), int(data["temperature"].max())
    numbers = {
        "n_cakes": len(data["angle"]),
        "n_rounds": len(data["round_rmse"]),
        "n_recipes": len(data["recipe_rmse"]),
        "n_temperatures": len(data["temperature_rmse"]),
        "n_repeats": cfg.n_repeats,
        "n_knobs": 2,
        "middle": cfg.middle,
        "unit": cfg.unit,
        "coldest": coldest,
        "hottest": hottest,
        "coldest_fahrenheit": 32 + 1.8 * coldest,
        "hottest_fahrenheit": 32 + 1.8 * hottest,
        "coldest_if_it_were_fahrenheit": (coldest - 32) / 1.8,  # in °C
        "smallest_angle": int(data["angle"].min()),
        "largest_angle": int(data["angle"].max()),
        "angle_coldest": data["line_angle"][0],
        "angle_hottest": data["line_angle"][-1],
        "unheated": cfg.unheated,
        "angle_unheated": data["intercept"]
        + data["slope"] * (cfg.unheated - cfg.middle) / cfg.unit,
        "explained_percent": 100 * data["r2"],
        "rmse_gain_percent": 100 * (1 - data["rmse"] / data["rmse_of_the_mean"]),
        "intercept_se_over_naive": data["intercept_se"] / data["intercept_naive"],
        "slope_se_over_naive": data["slope_se"] / data["slope_naive"],
        "slope_in_se": data["slope"] / data["slope_se"],
        "start_intercept": cfg.start_intercept,
        "start_slope": cfg.start_slope,
        "start_rmse": rmse[0],
        "end_rmse": rmse[-1],
        "lr": cfg.lr,
        "n_steps": cfg.n_steps,
        "steps_to_one_percent": int(np.argmax(rmse < 1.01 * data["rmse"])),
        "largest_lr": data["largest_lr"],
        "nearly_best": np.ceil(10 * data["rmse"]) / 10,  # what a hand can reach
        "n_first_rounds": cfg.n_first,
        "n_later_rounds": len(data["round_rmse"]) - cfg.n_first,
        "hottest_unseen_rmse": data["temperature_rmse"][-1],
        "worst_recipe_rmse": max(data["recipe_rmse"]),
        "best_round_rmse": min(data["round_rmse"]),
        "worst_round_rmse": max(data["round_rmse"]),
        "second_worst_round_rmse": sorted(data["round_rmse"])[-2],
        "third_worst_round_rmse": sorted(data["round_rmse"])[-3],
        "worst_round_over_own": max(data["round_rmse"]) / data["rmse"],
        "first_test_over_train": data["first_test_rmse"] / data["first_train_rmse"],
        "gpt3_params": GPT3_PARAMS,
        "gpt3_times_billion": GPT3_PARAMS / 2 / 1e9,
    }
    numbers |= _explained("r2", data["r2"], 2, len(angle))
    for name, group in (("round", load_cake()["replicate"]), ("recipe", data["recipe"])):
        share = _between(angle, group)
        numbers |= _explained(f"{name}_explains", share, len(np.unique(group)), len(angle))
    scalars = [f"{name}{part}" for name in ("intercept", "slope") for part in ("", "_se", "_naive")]
    scalars += ["intercept_p10", "intercept_p90", "slope_p10", "slope_p90"]
    scalars += ["rmse", "rmse_of_the_mean", "r", "r2", "first_train_rmse", "first_test_rmse"]
    scalars += [f"shuffled_worst{part}" for part in ("", "_p10", "_p90")]
    numbers |= {name: data[name] for name in scalars}
    unseen_by = zip(data["held_out"], data["held_out_rmse"], strict=True)
    return numbers | {f"unseen_{name}_rmse": rmse for name, rmse in unseen_by}


def _between(values: np.ndarray, group: np.ndarray) -> float:
    """Share of the variance that lies between groups, not within them."""
    parts = [values[group == g] for g in np.unique(group)]
    between = sum(len(p) * (p.mean() - values.mean()) ** 2 for p in parts)
    return between / (len(values) * values.var())


def _explained(name: str, share: float, n_knobs: int, n: int) -> dict[str, float]:
    """Name a share of the variance of n values, adjusted for its knobs, and the share of chance."""
    return {
        name: share,
        f"{name}_adjusted": 1 - (1 - share) * (n - 1) / (n - n_knobs),
        f"{name}_by_chance": (n_knobs - 1) / (n - 1),
    }
