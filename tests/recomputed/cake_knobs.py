"""Quoted numbers of `cake_knobs`, from the table of cakes and NumPy's own least squares."""

import csv

import numpy as np
import pytest

from scripts.compute.results import ROOT


def loo(x: np.ndarray, y: np.ndarray, group: np.ndarray) -> np.ndarray:
    """What a line misses of each cake when its whole group is left out: (I - H_gg)^-1 e_g."""
    design = np.stack([np.ones_like(x), x], axis=1)
    hat = design @ np.linalg.pinv(design)
    left, missed = y - hat @ y, np.empty_like(y)
    for g in np.unique(group):
        rows = np.flatnonzero(group == g)
        missed[rows] = np.linalg.solve(np.eye(len(rows)) - hat[np.ix_(rows, rows)], left[rows])
    return missed


def rms(values: np.ndarray) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(np.square(values))))


def within(values: np.ndarray, group: np.ndarray) -> float:
    """Share of the variance that is left when every group has its own mean."""
    means = {g: values[group == g].mean() for g in np.unique(group)}
    return rms(values - [means[g] for g in group]) ** 2 / values.var()


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key; what rests on random draws of other seeds has a tolerance of its own."""
    lines = (ROOT / "scripts/data/cake.csv").read_text(encoding="utf-8").splitlines()
    table = list(csv.DictReader(lines))
    celsius, angle = (np.array([float(r[k]) for r in table]) for k in ("temp", "angle"))
    recipe, baked = (np.array([row[k] for row in table]) for k in ("recipe", "replicate"))
    baked = baked.astype(int)
    x = (celsius - config["middle"]) / config["unit"]
    slope, intercept = np.polyfit(x, angle, 1)
    own = rms(angle - intercept - slope * x)
    textbook = np.sqrt(np.diag(np.polyfit(x, angle, 1, cov=True)[1]))[::-1]
    rounds = np.unique(baked)

    # Every round bakes the same temperatures: the line of a resample is the mean of its rounds'.
    rng = np.random.default_rng(7)
    each = np.array([np.polyfit(x[baked == r], angle[baked == r], 1)[::-1] for r in rounds])
    resampled = each[rng.integers(len(rounds), size=(20_000, len(rounds)))].mean(axis=1)
    se, (p10, p90) = resampled.std(axis=0), np.quantile(resampled, (0.1, 0.9), axis=0)
    worst = []
    for _ in range(300):
        shuffled = rng.permutation(baked)
        missed = loo(x, angle, shuffled)
        worst.append(max(rms(missed[shuffled == r]) for r in rounds))

    missed = {
        "cake": loo(x, angle, np.arange(len(x))),
        "recipe": loo(x, angle, recipe),
        "temperature": loo(x, angle, celsius),
        "round": loo(x, angle, baked),
    }
    by_round = sorted((rms(missed["round"][baked == r]) for r in rounds), reverse=True)
    first = baked <= config["n_first"]
    few = 1 / np.sqrt(config["n_repeats"])  # how uncertain what was resampled is
    of_first = np.polyfit(x[first], angle[first], 1)
    train, test = (rms(angle[part] - np.polyval(of_first, x[part])) for part in (first, ~first))
    # Of random columns a projection keeps its rank's share of the variance: less one for the mean.
    line = np.stack([np.ones_like(x), x], axis=1)
    columns = {"r2": line} | {
        name: (group[:, None] == np.unique(group)).astype(float)
        for name, group in (("round_explains", baked), ("recipe_explains", recipe))
    }
    explained = {}
    for name, design in columns.items():
        n_knobs = round(np.trace(design @ np.linalg.pinv(design)))
        left = angle - design @ np.linalg.pinv(design) @ angle
        explained[f"{name}_by_chance"] = (n_knobs - 1) / (len(angle) - 1)
        explained[f"{name}_adjusted"] = pytest.approx(
            1 - left @ left / (len(angle) - n_knobs) / angle.var(ddof=1), rel=1e-4, abs=1e-9
        )
    path = [
        rms(angle - a - b * x)
        for a, b in zip(data["path_intercept"], data["path_slope"], strict=True)
    ]
    found = {
        "n_cakes": 270,
        "n_rounds": 15,
        "n_recipes": 3,
        "n_temperatures": 6,
        "n_knobs": 2,
        "coldest": celsius.min(),
        "hottest": celsius.max(),
        "coldest_fahrenheit": 347,
        "hottest_fahrenheit": 437,
        "coldest_if_it_were_fahrenheit": (175 - 32) * 5 / 9,
        "smallest_angle": angle.min(),
        "largest_angle": angle.max(),
        "angle_coldest": intercept - slope,
        "angle_hottest": intercept + slope,
        "angle_unheated": intercept - slope * 7.2,  # 180 °C colder than 200 °C
        "explained_percent": 100 * (1 - own**2 / angle.var()),
        "rmse_gain_percent": 100 * (angle.std() - own) / angle.std(),
        "intercept_se_over_naive": pytest.approx(se[0] / textbook[0], rel=3 * few),
        "slope_se_over_naive": pytest.approx(se[1] / textbook[1], rel=3 * few),
        "slope_in_se": pytest.approx(slope / se[1], rel=3 * few),
        "start_rmse": rms(angle - config["start_intercept"] - config["start_slope"] * x),
        "end_rmse": path[-1],
        "steps_to_one_percent": next(i for i, loss in enumerate(path) if loss < 1.01 * own),
        "largest_lr": 1 / max(1, np.mean(x**2)),  # 2 over the largest curvature, 2 or 2 mean x²
        "nearly_best": 7.8,
        "round_explains": 1 - within(angle, baked),
        "recipe_explains": 1 - within(angle, recipe),
        "n_first_rounds": len(np.unique(baked[first])),
        "n_later_rounds": len(np.unique(baked[~first])),
        "hottest_unseen_rmse": rms(missed["temperature"][celsius == 225]),
        "worst_recipe_rmse": max(rms(missed["recipe"][recipe == r]) for r in "ABC"),
        "best_round_rmse": by_round[-1],
        "worst_round_rmse": by_round[0],
        "second_worst_round_rmse": by_round[1],
        "third_worst_round_rmse": by_round[2],
        "worst_round_over_own": by_round[0] / own,
        "first_test_over_train": test / train,
        "first_train_rmse": train,
        "first_test_rmse": test,
        "gpt3_params": 175_000_000_000,
        "gpt3_times_billion": 87.5,
        "rmse": own,
        "rmse_of_the_mean": angle.std(),
        "r": np.corrcoef(celsius, angle)[0, 1],
        "r2": np.corrcoef(celsius, angle)[0, 1] ** 2,
        "shuffled_worst": pytest.approx(np.median(worst), rel=0.02 + 0.5 * few),
        "shuffled_worst_p10": pytest.approx(np.quantile(worst, 0.1), rel=0.02 + 0.5 * few),
        "shuffled_worst_p90": pytest.approx(np.quantile(worst, 0.9), rel=0.02 + 0.5 * few),
    }
    for i, (name, value) in enumerate({"intercept": intercept, "slope": slope}.items()):
        found |= {
            name: value,
            f"{name}_naive": textbook[i],
            f"{name}_se": pytest.approx(se[i], rel=3 * few),
            f"{name}_p10": pytest.approx(p10[i], abs=5 * few * se[i]),
            f"{name}_p90": pytest.approx(p90[i], abs=5 * few * se[i]),
        }
    found |= explained
    return found | {f"unseen_{name}_rmse": rms(values) for name, values in missed.items()}
