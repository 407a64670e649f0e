"""Quoted numbers of `cake_tree`: its curves read, its rounds held out again with other trees."""

import csv
from functools import cache

import numpy as np
from repeats import mean, summary
from scipy import stats
from sklearn.tree import DecisionTreeRegressor

from scripts.compute.results import ROOT


@cache
def held_out(max_depth: int, n_first: int) -> np.ndarray:
    """Error on each round but the first ones by scikit-learn's trees: (round, depth), degrees²."""
    lines = (ROOT / "scripts/data/cake.csv").read_text(encoding="utf-8").splitlines()
    table = [row for row in csv.DictReader(lines) if int(row["replicate"]) > n_first]
    baked, angle = (np.array([float(row[key]) for row in table]) for key in ("replicate", "angle"))
    recipes = [[row["recipe"] == name for row in table] for name in "ABC"]
    inputs = np.array([[float(row["temp"]) for row in table], baked, *recipes]).T
    found = []
    for own in np.unique(baked):
        test = baked == own
        guesses = [np.full(np.count_nonzero(test), angle[~test].mean())]
        for depth in range(1, max_depth + 1):
            tree = DecisionTreeRegressor(max_depth=depth, random_state=0)
            guesses.append(tree.fit(inputs[~test], angle[~test]).predict(inputs[test]))
        found.append([np.mean((guess - angle[test]) ** 2) for guess in guesses])
    return np.array(found)


def of_rounds(name: str, best: int, mse: np.ndarray) -> dict:
    """What is said of rounds that were held out, from their errors by depth."""
    zero, shown, deepest = mse[:, 0], mse[:, best], mse[:, -1]
    found = {f"{name}_rmse_depth_0": np.sqrt(zero.sum() / len(zero))}
    for end, own in (("best", shown), ("max_depth", deepest)):
        found |= {
            f"{name}_rmse_{end}": np.sqrt(own.sum() / len(own)),
            f"{name}_gain_{end}": (zero - own).sum() / len(own),
            f"{name}_gain_{end}_se": stats.sem(zero - own),
            f"{name}_wins_{end}": sum(a < b for a, b in zip(own, zero, strict=True)),
        }
    return found | {
        f"{name}_lost_max_depth": (deepest - shown).sum() / len(zero),
        f"{name}_lost_max_depth_se": stats.sem(deepest - shown),
        f"{name}_lost_max_depth_rounds": sum(a > b for a, b in zip(deepest, shown, strict=True)),
    }


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    plain, grouped, train = data["cv_rmse"], data["grouped_cv_rmse"], data["train_rmse"]
    best, grouped_best = plain.index(min(plain)), grouped.index(min(grouped))
    deepest = config["max_depth"]
    leaves = data["n_leaves"]
    # Between equal splits scikit-learn chooses its own way; at the depths that are quoted, 0, the
    # best and the deepest, no choice matters. The best is read off the published errors of rounds.
    round_best = int(np.mean(data["round_mse"], axis=0).argmin())
    found = of_rounds("round", round_best, held_out(deepest, 0))
    found |= of_rounds("later", round_best, held_out(deepest, config["n_first"]))
    return found | {
        "round_best_depth": round_best,
        "n_later_rounds": 15 - config["n_first"],
        "thresholds_max_depth": max(leaves) - 1,
        "leaves_and_thresholds_max_depth": max(leaves) + max(leaves) - 1,
        "optimism_sd_grouped_best": data["optimism_se"][grouped_best] * config["n_repeats"] ** 0.5,
        "n_cakes": 270,
        "n_replicates": 15,
        "cakes_per_replicate": 270 // 15,
        "rmse_of_the_mean": train[0],
        "best_depth": best,
        "grouped_best_depth": grouped_best,
        "leaves_best": leaves[best],
        "leaves_grouped_best": leaves[grouped_best],
        "leaves_max_depth": max(leaves),
        "optimism_grouped_best": data["optimism"][grouped_best],
        "optimism_se_grouped_best": data["optimism_se"][grouped_best],
        "train_rmse_depth_0": max(train),
        "train_rmse_best": train[best],
        "train_rmse_max_depth": min(train),
        "cv_rmse_depth_0": plain[0],
        "cv_rmse_best": min(plain),
        "cv_rmse_max_depth": plain[deepest],
        "grouped_cv_rmse_depth_0": grouped[0],
        "grouped_cv_rmse_best": min(grouped),
        "grouped_cv_rmse_max_depth": grouped[deepest],
        "optimism_depth_0": data["optimism"][0],
        "optimism_best": data["optimism"][best],
        "optimism_max_depth": data["optimism"][deepest],
        "cv_rise_percent": (plain[deepest] - min(plain)) / min(plain) * 100,
        "grouped_rise_percent": (grouped[deepest] - min(grouped)) / min(grouped) * 100,
        "grouped_max_depth_over_mean": grouped[deepest] / grouped[0],
        "grouped_gain_percent": (grouped[0] - min(grouped)) / grouped[0] * 100,
        "plain_gain_percent": (plain[0] - min(plain)) / plain[0] * 100,
    }


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the divisions into folds."""
    plain, grouped = np.moveaxis(seeds[0], 1, 0)
    found = summary("cv_rmse", plain, "_p10 _p90") | summary(
        "grouped_cv_rmse", grouped, "_p10 _p90"
    )
    return found | mean("optimism", grouped - plain)
