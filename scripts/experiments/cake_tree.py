"""It happens with real cakes too: a regression tree of growing depth on 270 chocolate cakes.

Question: does a model with too many knobs also predict badly on real data, and how would we know?
Two spreads answer the second half: over random divisions of the same cakes, which says how well a
number was computed, and over rounds of baking, which says how far it holds for the next round.
Sources: Cook (1938), Iowa State; Cochran and Cox (1957), Experimental Designs, p. 300; Roberts
et al. (2017), Ecography 40, 913-929 (why related rows belong in one fold).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.compute.datasets.cake import load_cake
from scripts.compute.parallel import spread
from scripts.models.summary import jackknife, mean_se, with_ends, with_se
from scripts.models.tree import grow_tree


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_repeats: int = 40  # random divisions into folds, of each kind
    n_folds: int = 10  # both kinds, so that they train on the same share of the cakes
    max_depth: int = 12  # levels of splits; 0 predicts the mean
    n_first: int = 2  # rounds that are left out to see what hangs on them: chapter 1 finds them bad


QUICK = Config(n_repeats=4)
DATA = ("cake.csv",)
TOLERANCE = {"default": 2e-5}  # six written digits: integer angles make every split exact


def cakes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Load the cakes as numbers a tree can compare.

    The recipe is one column per recipe: recipes have no order, and three 0/1 columns allow each of
    the three ways to tell one recipe from the other two, where 0/1/2 would allow only two.
    Replicates seem to be numbered in baking order, so a tree may tell early from late sessions.

    Returns
    -------
    inputs : (270, 5) array: recipe A, B, C as 0/1, temperature in °C, replicate
    angle : (270,) array, degrees
    replicate : (270,) int array
    """
    table = load_cake()
    recipes = [table["recipe"] == name for name in np.unique(table["recipe"])]
    inputs = np.column_stack([*recipes, table["temperature"], table["replicate"]]).astype(float)
    return inputs, table["angle"].astype(float), table["replicate"]


def folds(
    cfg: Config, replicate: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Divide the cakes at random, once cake by cake and once by whole replicates.

    Returns
    -------
    plain, grouped : (270,) int array
        Fold of each cake; both kinds hold out a tenth of the cakes, grouped ones as near as whole
        replicates allow.
    """
    groups, group = np.unique(replicate, return_inverse=True)
    plain = rng.permutation(np.arange(len(replicate)) % cfg.n_folds)
    return plain, rng.permutation(np.arange(len(groups)) % cfg.n_folds)[group]


def one_repeat(cfg: Config, rng: np.random.Generator) -> np.ndarray:
    """Cross-validate every depth, once with plain and once with grouped folds.

    Returns
    -------
    (2, max_depth + 1) array
        Root mean square error over all held-out cakes, degrees: plain, grouped by replicate.
    """
    inputs, angle, replicate = cakes()
    rmse = []
    for fold in folds(cfg, replicate, rng):
        predictions = np.empty((cfg.max_depth + 1, len(angle)))
        for k in range(cfg.n_folds):
            held_out = fold == k
            tree = grow_tree(inputs[~held_out], angle[~held_out], cfg.max_depth)
            predictions[:, held_out] = tree.predict_path(inputs[held_out], cfg.max_depth)
        rmse.append(np.sqrt(np.mean((predictions - angle) ** 2, axis=1)))
    return np.array(rmse)


def leave_a_round_out(cfg: Config, rounds: np.ndarray) -> np.ndarray:
    """Test every depth on each round, by trees grown on the other rounds.

    Parameters
    ----------
    cfg : Config
    rounds : (n_rounds,) int array
        Replicates that take part.

    Returns
    -------
    (n_rounds, max_depth + 1) array, degrees², mean over the cakes of the round
    """
    inputs, angle, replicate = cakes()
    found = []
    for held_out in rounds:
        test, train = replicate == held_out, np.isin(replicate, rounds) & (replicate != held_out)
        tree = grow_tree(inputs[train], angle[train], cfg.max_depth)
        missed = tree.predict_path(inputs[test], cfg.max_depth) - angle[test]
        found.append(np.mean(missed**2, axis=1))
    return np.array(found)


def by_rounds(name: str, mse: np.ndarray) -> dict:
    """Sum up errors on rounds that were each held out, paired by round: see `run`."""
    rmse = np.sqrt(mse.mean(axis=0))
    against, against_se = jackknife(lambda mean: np.sqrt(mean) - np.sqrt(mean[0]), mse)
    gain = mse[:, :1] - mse
    return {
        f"{name}_mse": mse,
        f"{name}_rmse": rmse,
        f"{name}_against_mean": against,
        f"{name}_against_mean_se": against_se,
        **with_se(f"{name}_gain", gain),
        f"{name}_wins": np.sum(gain > 0, axis=0),
    }


def run(cfg: Config) -> dict:
    """Grow the tree level by level and cross-validate every depth in two ways.

    Returns
    -------
    depth : (max_depth + 1,) int
    n_leaves : (max_depth + 1,) int, pieces of the tree grown on all cakes: each has one mean
    train_rmse : (max_depth + 1,) degrees, the tree grown on all 270 cakes
    cv_rmse : (max_depth + 1,) degrees, plain folds: median over repeats, with `_p10`, `_p90`
    grouped_cv_rmse : (max_depth + 1,) degrees, whole replicates (baking sessions) held out:
        median over repeats, with `_p10`, `_p90`
    optimism : (max_depth + 1,) degrees, grouped_cv_rmse - cv_rmse: mean over paired repeats, with
        `_se`, the standard deviation over repeats divided by the root of their number; it says how
        well the divisions into folds are averaged, not how another 270 cakes would differ
    best_depth, grouped_best_depth : int, lowest median of either kind
    round : (15,) int, replicates
    round_mse : (15, max_depth + 1) degrees², each round held out once, trees grown on the others
    round_rmse : (max_depth + 1,) degrees, root of the mean of round_mse: no division is random
    round_against_mean : (max_depth + 1,) degrees, round_rmse less that of depth 0, with `_se`
        (jackknife over rounds): how far it would differ with other rounds
    round_gain : (max_depth + 1,) degrees², what depth d misses less than depth 0 does, mean over
        rounds, paired, with `_se` over rounds
    round_wins : (max_depth + 1,) int, rounds in which depth d misses less than depth 0
    later_mse, later_rmse, later_against_mean, later_gain, later_wins : the same of all rounds but
        the first n_first, with trees that never saw those
    round_best_depth : int, lowest round_rmse
    quoted : dict of scalars
    """
    tasks = [(cfg, rng) for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_repeats)]
    rmse = np.array(spread(one_repeat, tasks, label="repeats"))  # (repeat, 2, depth)
    inputs, angle, replicate = cakes()
    tree = grow_tree(inputs, angle, cfg.max_depth)
    fitted = tree.predict_path(inputs, cfg.max_depth)  # (depth, 270)
    data = {
        "depth": np.arange(cfg.max_depth + 1),
        "n_leaves": tree.leaves_path(cfg.max_depth),
        "train_rmse": np.sqrt(np.mean((fitted - angle) ** 2, axis=1)),
    }
    difference = rmse[:, 1] - rmse[:, 0]  # (repeat, depth)
    data |= with_se("optimism", difference)
    for i, name in enumerate(("cv_rmse", "grouped_cv_rmse")):
        data |= with_ends(name, rmse[:, i])
    best, grouped_best = int(data["cv_rmse"].argmin()), int(data["grouped_cv_rmse"].argmin())
    data |= {"best_depth": best, "grouped_best_depth": grouped_best}
    rounds = np.unique(replicate)
    data["round"] = rounds
    for name, kept in (("round", rounds), ("later", rounds[cfg.n_first :])):
        data |= by_rounds(name, leave_a_round_out(cfg, kept))
    data["round_best_depth"] = int(data["round_rmse"].argmin())
    data["quoted"] = quoted(cfg, data, difference)
    return data


def quoted(cfg: Config, data: dict, difference: np.ndarray) -> dict:
    """Scalars that prose may quote; `_max_depth` is the deepest tree, `_best` the best depth.

    Parameters
    ----------
    cfg : Config
    data : dict
    difference : (n_repeats, max_depth + 1) degrees, grouped less plain folds
    """
    best, grouped_best = data["best_depth"], data["grouped_best_depth"]
    angle, rounds, leaves = cakes()[1], data["round"], data["n_leaves"]
    numbers = {
        "n_cakes": len(angle),
        "n_replicates": len(rounds),
        "n_later_rounds": len(rounds) - cfg.n_first,
        "cakes_per_replicate": len(angle) // len(rounds),
        "n_repeats": cfg.n_repeats,
        "n_folds": cfg.n_folds,
        "max_depth": cfg.max_depth,
        "rmse_of_the_mean": data["train_rmse"][0],
        "best_depth": best,
        "grouped_best_depth": grouped_best,
        "leaves_best": int(leaves[best]),
        "leaves_grouped_best": int(leaves[grouped_best]),
        "leaves_max_depth": int(leaves[-1]),
        # What training sets beside the leaves: each split compares one input with a threshold.
        "thresholds_max_depth": int(leaves[-1]) - 1,
        "leaves_and_thresholds_max_depth": 2 * int(leaves[-1]) - 1,
        "optimism_grouped_best": data["optimism"][grouped_best],
        "optimism_se_grouped_best": data["optimism_se"][grouped_best],
        "optimism_sd_grouped_best": difference[:, grouped_best].std(ddof=1),  # of one division
        "round_best_depth": data["round_best_depth"],
    }
    for name in ("round", "later"):
        mse = data[f"{name}_mse"]
        lost, lost_se = mean_se(mse[:, -1] - mse[:, data["round_best_depth"]])
        for end, depth in (("depth_0", 0), ("best", data["round_best_depth"]), ("max_depth", -1)):
            numbers[f"{name}_rmse_{end}"] = data[f"{name}_rmse"][depth]
            if depth:
                numbers[f"{name}_gain_{end}"] = data[f"{name}_gain"][depth]
                numbers[f"{name}_gain_{end}_se"] = data[f"{name}_gain_se"][depth]
                numbers[f"{name}_wins_{end}"] = int(data[f"{name}_wins"][depth])
        numbers |= {  # of the deepest tree against the best depth, degrees²
            f"{name}_lost_max_depth": lost,
            f"{name}_lost_max_depth_se": lost_se,
            f"{name}_lost_max_depth_rounds": int(
                np.sum(mse[:, -1] > mse[:, data["round_best_depth"]])
            ),
        }
    for name in ("train_rmse", "cv_rmse", "grouped_cv_rmse", "optimism"):
        values = data[name]
        numbers |= {
            f"{name}_depth_0": values[0],
            f"{name}_best": values[best if name != "grouped_cv_rmse" else grouped_best],
            f"{name}_max_depth": values[-1],
        }
    grouped, plain = data["grouped_cv_rmse"], data["cv_rmse"]
    return numbers | {
        "cv_rise_percent": 100 * (plain[-1] / plain[best] - 1),
        "grouped_rise_percent": 100 * (grouped[-1] / grouped[grouped_best] - 1),
        "grouped_max_depth_over_mean": grouped[-1] / grouped[0],
        "grouped_gain_percent": 100 * (1 - grouped[grouped_best] / grouped[0]),
        "plain_gain_percent": 100 * (1 - plain[best] / plain[0]),
    }
