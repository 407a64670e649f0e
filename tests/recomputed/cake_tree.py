"""Quoted numbers of `cake_tree`, read off its curves."""

import numpy as np
from repeats import mean, summary


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    plain, grouped, train = data["cv_rmse"], data["grouped_cv_rmse"], data["train_rmse"]
    best, grouped_best = plain.index(min(plain)), grouped.index(min(grouped))
    deepest = config["max_depth"]
    leaves = data["n_leaves"]
    return {
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
