"""Quoted numbers of `knob_sweep`, read off its curves, and the shown cakes fitted once more."""

from collections import Counter

import numpy as np
import pytest
from numpy.polynomial.legendre import leggauss, legvander
from repeats import summary

NAMES = ("truth", "n_train", "noise_std", "scaling")


def example_errors(data: dict) -> dict[int, float]:
    """Squared distance to the truth of the shown fits, by the pseudo-inverse and quadrature."""
    nodes, weights = leggauss(500)
    truth = 1.6 * np.exp(-(((nodes - 0.15) / 0.38) ** 2)) - 0.6 - 0.35 * nodes
    x, y = np.array(data["example_x"]), np.array(data["example_y"])
    found = {}
    for n_knobs in data["example_knobs"]:
        scale = 1 / np.arange(1, n_knobs + 1)  # the story's scaling is 1
        fit = np.linalg.pinv(legvander(x, n_knobs - 1) * scale) @ y
        gap = legvander(nodes, n_knobs - 1) @ (fit * scale) - truth
        found[n_knobs] = float(gap**2 @ weights / 2)
    return found


def winner(share: float, n_sets: int) -> str:
    """Who wins more than half of the sets, by two standard errors of a share of a half."""
    z = (share - 0.5) / (0.5 / n_sets**0.5)
    return "giant" if z > 2 else "small" if z < -2 else "level"


def of_grid(data: dict, config: dict) -> dict:
    """Numbers by key of who wins in all combinations."""
    found = {"n_grid": 4 * 3 * 3 * 3}
    rows = {name: data[f"grid_{name}"] for name in NAMES}
    shares = {
        "": data["grid_giant_share"],
        "ridge_": data["grid_ridge_giant_share"],
        "chosen_": data["grid_giant_share_chosen"],
    }
    for prefix, values in shares.items():
        winners = [winner(share, config["n_sets"]) for share in values]
        count = Counter(winners)
        found |= {f"{prefix}wins_{who}": count[who] for who in ("giant", "small", "level")}
        if prefix == "chosen_":
            continue
        for name in ("truth", "scaling"):
            for value in config[f"grid_{name}"]:
                pairs = zip(winners, rows[name], strict=True)
                key = f"{prefix}wins_giant_{name}_{value}".replace(".", "")
                found[key] = sum(pair == ("giant", value) for pair in pairs)
        ends = data[f"grid_{prefix}at_largest"], data[f"grid_{prefix}best_small"]
        ratios = [largest / small for largest, small in zip(*ends, strict=True)]
        found |= {f"{prefix}ratio_lowest": min(ratios), f"{prefix}ratio_highest": max(ratios)}
    return found


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    knobs = data["knobs"]
    curves = [dict(zip(knobs, row, strict=True)) for row in data["test_mse"]]
    lows, highs = (dict(zip(knobs, data[f"test_mse_{p}"][0], strict=True)) for p in ("p10", "p90"))
    story, braked = curves[0], dict(zip(knobs, data["ridge_test_mse"][0], strict=True))
    n, largest = config["settings"][0][1], max(knobs)
    peaks = [max(curve, key=curve.get) for curve in curves]
    bests = [
        min((k for k in curve if k < setting[1]), key=curve.get)
        for curve, setting in zip(curves, config["settings"], strict=True)
    ]
    peak, small = peaks[0], bests[0]
    scattered = dict(zip(data["independent_knobs"], data["independent_test_mse"], strict=True))
    at_n = data["independent_knobs"].index(n)
    found = {
        "n_train": n,
        "noise_std": config["settings"][0][2],
        "n_knob_counts": len(set(knobs)),
        "n_settings": len(data["setting"]),
        "peaks_at_n_train": sum(
            k == setting["n_train"] for k, setting in zip(peaks, data["setting"], strict=True)
        ),
        "stiff": story[3],
        "best_small_knobs": small,
        "peak_knobs": peak,
        "at_20": story[20],
        "peak_over_best_small": story[peak] / story[small],
        "largest_over_best_small": story[largest] / story[small],
        "giant_share": data["giant_share"][0],
        "chosen_small": data["chosen_small"][0],
        "giant_share_chosen": data["giant_share_chosen"][0],
        "ridge_best_knobs": min(braked, key=braked.get),
        "ridge_best": min(braked.values()),
        "ridge_at_peak": braked[peak],
        "ridge_at_largest": braked[largest],
        "ridge_worst_from_peak": max(error for k, error in braked.items() if k >= peak),
        "independent_best_small": min(error for k, error in scattered.items() if k < n),
        "independent_at_largest": scattered[max(scattered)],
        "independent_peak": scattered[n],
        "independent_peak_p10": data["independent_test_mse_p10"][at_n],
        "independent_peak_p90": data["independent_test_mse_p90"][at_n],
    }
    for name, k in (("best_small", small), ("peak", peak), ("at_largest", largest)):
        found |= {name: story[k], f"{name}_p10": lows[k], f"{name}_p90": highs[k]}
    for i, (curve, setting) in enumerate(zip(curves, config["settings"], strict=True)):
        truth, *rest = setting
        end = "_".join([truth, *(f"{value:g}" for value in rest)]).replace(".", "")
        found |= {
            f"best_small_knobs_{end}": bests[i],
            f"best_small_{end}": curve[bests[i]],
            f"at_largest_{end}": curve[largest],
            f"giant_share_{end}": data["giant_share"][i],
            f"peak_{end}": max(curve.values()),
        }
    # The points are written to six digits; where they are as many as the knobs, that is multiplied.
    for n_knobs, error in example_errors(data).items():
        off = 1e-2 if n_knobs == n else 1e-4
        found[f"example_{n_knobs}"] = pytest.approx(error, rel=off)
    return found | of_grid(data, config)


def series(seeds: list, config: dict) -> dict:
    """Medians and shares by key, from the training sets of all chunks."""
    (chunks,) = seeds
    every: dict[tuple, np.ndarray] = {}
    for setting in {setting for chunk in chunks for setting in chunk}:
        parts = [chunk[setting] for chunk in chunks if setting in chunk]
        every[setting] = np.concatenate(parts, axis=2)  # (knobs, 4, set)
    curves = np.array([every[tuple(setting)] for setting in config["settings"]])
    found = {}
    for i, name in enumerate(("train_mse", "test_mse", "ridge_test_mse")):
        found |= summary(name, np.moveaxis(curves[:, :, i], -1, 0), "_p10 _p90")
    shown = [ends(every[tuple(setting)], setting[1], 1) for setting in config["settings"]]
    names = ("best_small_knobs", "best_small", "at_largest", "giant_share", "chosen_small")
    names += ("giant_share_chosen",)
    found |= dict(zip(names, zip(*shown, strict=True), strict=True))
    grid = [
        (truth, n, noise, scaling)
        for truth in config["grid_truth"]
        for n in config["grid_n_train"]
        for noise in config["grid_noise_std"]
        for scaling in config["grid_scaling"]
    ]
    for prefix, which in (("grid_", 1), ("grid_ridge_", 2)):
        rows = list(zip(*(ends(every[s], s[1], which) for s in grid), strict=True))
        found[f"{prefix}small_knobs"] = rows[0]
        kept = names[1:] if which == 1 else names[1:4]
        found |= {f"{prefix}{name}": rows[1 + k] for k, name in enumerate(kept)}
    return found


def ends(errors: np.ndarray, n_train: int, which: int) -> tuple:
    """Best small size, the medians there and at the largest, and how often the largest is better.

    Parameters
    ----------
    errors : (knobs, 4, set) array, knobs from 1 on
    n_train : int
    which : 1 without a brake, 2 with one
    """
    test, left_out = errors[:, which], errors[: n_train - 1, 3]
    middles = [np.median(test[k]) for k in range(n_train - 1)]
    best = middles.index(min(middles))
    own = [test[left_out[:, s].argmin(), s] for s in range(test.shape[1])]
    share = sum(test[-1, s] < test[best, s] for s in range(test.shape[1])) / test.shape[1]
    of_chosen = sum(test[-1, s] < own[s] for s in range(len(own))) / len(own)
    return best + 1, min(middles), np.median(test[-1]), share, np.median(own), of_chosen
