"""Quoted numbers of `other_data`, from the effects of its seeds and from the errors behind them."""

import math

import numpy as np
import pytest
from repeats import first_reached, jackknifed, mean
from scipy import stats

# What the effects of these headlines are the difference of: levels, and places in them.
BEHIND = {
    "large_clean": (("small_error", 0), ("large_error", 0)),
    "small_noise_10": (("large_error", 1), ("small_error", 1)),
    "small_noise_20": (("large_error", 2), ("small_error", 2)),
    "long_training": (("stop_error", 0), ("end_error", 0)),
    "earlier_stop": (("log_stop_step", 0), ("log_stop_step", 2)),
    "label_worth": (("label_error", (1, 1)), ("label_error", (0, 0))),
}
VERDICTS = ("survives", "reversed", "undecided")


def judged(effects: np.ndarray, margin: float, clearly: float) -> str:
    """Verdict of Student's t against so many standard errors."""
    error = stats.sem(effects)
    t = (np.mean(effects) - margin) / error if error else math.inf * (np.mean(effects) - margin)
    return "survives" if t > clearly else "reversed" if t < -clearly else "undecided"


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    names, headlines = data["choice"], data["headline"]
    effects = np.array(data["effect_by_seed"])  # (seed, headline, choice)
    n_seeds = config["n_seeds"]
    n_widths = len(config["braked_widths"]) + 1
    verdict = {
        (key, name): judged(effects[:, h, c], data["margin"][h], config["clearly"])
        for h, key in enumerate(headlines)
        for c, name in enumerate(names)
    }
    found = {
        "n_choices": len(names),
        "n_headlines": len(headlines),
        "n_cells": len(verdict),
        "n_small_widths": len(config["small_widths"]),
        "n_ridge_fits": len(names) * n_seeds * len(data["noise"]) * n_widths,
        "at_edge": data["at_edge"],  # `series` counts them
        "largest_over_n_train": config["largest_width"],
        "chance_of_verdict": 2 * stats.t.sf(config["clearly"], n_seeds - 1),
        "everywhere": sum({verdict[key, n] for n in names} == {"survives"} for key in headlines),
        "nowhere_reversed": sum(
            "reversed" not in {verdict[key, n] for n in names} for key in headlines
        ),
    }
    for word in VERDICTS:
        found[f"n_{word}"] = list(verdict.values()).count(word)
        for key in headlines:
            found[f"{word}_{key}"] = sum(verdict[key, name] == word for name in names)
    for h, key in enumerate(headlines):
        for c, name in enumerate(names):
            value, error = effects[:, h, c].mean(), stats.sem(effects[:, h, c])
            if key in BEHIND:  # the same from the means of levels
                more, less = (np.array(data[level][c])[place] for level, place in BEHIND[key])
                value = more - less
            if data["unit"][h] == "share":
                values = pytest.approx(100 * value, rel=1e-4, abs=1e-4), 100 * error
            else:
                values = 10**value, 10**value * error / math.log10(math.e)
            found |= {f"{key}_{name}": values[0], f"{key}_{name}_se": values[1]}
            found[f"{key}_{name}_verdict"] = verdict[key, name]
    for c, name in enumerate(names):
        found |= of_choice(data, config, c, name)
    return found


def of_choice(data: dict, config: dict, c: int, name: str) -> dict:
    """Numbers by key of the levels of one choice."""
    found = {f"n_train_{name}": data["n_train"][c], f"n_test_{name}": data["n_test"][c]}
    levels = dict.fromkeys(("small", "best_small", "large", "braked"), data["noise"][:4])
    levels |= dict.fromkeys(("stop", "end"), data["step_noise"])
    for level, rates in levels.items():
        for q, rate in enumerate(rates):
            key = f"{level}_error_{name}_noise_{100 * rate:g}"
            found[key] = data[f"{level}_error"][c][q]
            found[f"{key}_se"] = data[f"{level}_error_se"][c][q]
    for q, rate in enumerate(data["step_noise"]):
        key = f"stop_step_{name}_noise_{100 * rate:g}"
        found[key] = pytest.approx(10 ** data["log_stop_step"][c][q], rel=2e-5)
    for key in ("break_even", "braked_break_even", "labels_for_one"):
        value, error = data[key][c], data[f"{key}_se"][c]
        if key == "labels_for_one" and error is not None:
            value = worth(config, np.array(data["label_error"][c]))
        found[f"{key}_{name}"] = "not reached" if error is None else value
        found[f"{key}_{name}_se"] = "not known" if error is None else error
    return found


def worth(config: dict, error: np.ndarray) -> float:
    """Labels that replace one clean one, from (2, sizes) errors, by lines over their logarithm."""
    sizes = np.log(config["label_sizes"])
    return math.exp(first_reached(sizes, -error[1], -error[0, 0]) - sizes[0])


def series(seeds: list, config: dict) -> dict:
    """Effects, levels and errors by key, from the seeds."""
    n, choices = config["n_seeds"], len(config["choices"])
    runs = [seeds[0][c * n : (c + 1) * n] for c in range(choices)]
    each = {key: np.array([[run[key] for run in row] for row in runs]) for key in runs[0][0]}
    each = {key: np.swapaxes(value, 0, 1) for key, value in each.items()}  # (seed, choice, ...)
    free, brake, labels = (each[f"{key}_error"] for key in ("minnorm", "braked", "label"))
    n_small = len(config["small_widths"])
    tenth, of_brake = (config[key].index(0.1) for key in ("small_widths", "braked_widths"))
    picked = np.empty(free.shape[:-1])
    for place in np.ndindex(picked.shape):
        picked[place] = free[place][each["picked"][place]]
    at_best = np.empty(free.shape[:-1])
    for c, q in np.ndindex(at_best.shape[1:]):
        at_best[:, c, q] = free[:, c, q, free[:, c, q, :n_small].sum(axis=0).argmin()]
    levels = {
        "small_error": picked,
        "best_small_error": at_best,
        "large_error": free[..., -1],
        "braked_error": brake[..., -1],
        "stop_error": each["stop_error"],
        "end_error": each["end_error"],
        "log_stop_step": np.log10(each["stop_step"]),
        "label_error": labels,
    }
    found = {"at_edge": each["at_edge"].sum(), "n_test": each["n_test"][0]}
    for name, values in levels.items():
        found |= mean(name, values)

    def even(pair: np.ndarray) -> np.ndarray:  # (2, choice, noise) small and large
        rates = config["label_noise_rates"]
        rows = zip(*pair, strict=True)
        return np.array([first_reached(rates, big, little[0]) for little, big in rows])

    pairs = {
        "break_even": (even, np.stack([free[..., tenth], free[..., -1]], axis=1)),
        "braked_break_even": (even, np.stack([brake[..., of_brake], brake[..., -1]], axis=1)),
        "labels_for_one": (lambda m: np.array([worth(config, one) for one in m]), labels),
    }
    for name, (statistic, values) in pairs.items():
        error = jackknifed(statistic, values)
        known = np.isfinite(error)
        found[f"{name}_se"] = error
        found[name] = np.where(known, statistic(values.mean(axis=0)), np.nan)
    by_seed = of_headlines(config, each, levels)
    found |= {"effect_by_seed": by_seed} | mean("effect", by_seed)
    return found


def of_headlines(config: dict, each: dict, levels: dict) -> np.ndarray:
    """Effects, (seed, headline, choice), of what the seeds gave."""
    free, brake = each["minnorm_error"], each["braked_error"]
    small, large = levels["small_error"], levels["large_error"]
    tenth, of_brake = (config[key].index(0.1) for key in ("small_widths", "braked_widths"))
    leads = brake[:, :, :4, :-1] - brake[:, :, :4, -1:]
    hardest = np.empty(leads.shape[:2])
    for c in range(leads.shape[1]):
        q, w = min(np.ndindex(leads.shape[2:]), key=lambda qw: leads[:, c, qw[0], qw[1]].sum())
        hardest[:, c] = leads[:, c, q, w]
    steps, labels = levels["log_stop_step"], each["label_error"]
    at_n = len(config["small_widths"]) + config["more_widths"].index(1)
    clean = np.log10(each["minnorm_mse"][:, :, 0])
    others = [w for w in range(clean.shape[-1]) if w != at_n]
    effects = [
        small[..., 0] - large[..., 0],
        large[..., 1] - small[..., 1],
        large[..., 2] - small[..., 2],
        hardest,
        levels["stop_error"][..., 0] - levels["end_error"][..., 0],
        steps[..., 0] - steps[..., 2],
        large[..., 2] - free[..., 0, tenth],
        brake[..., 0, of_brake] - brake[..., 2, -1],
        labels[..., 1, 1] - labels[..., 0, 0],
        clean[..., at_n] - np.max([clean[..., w] for w in others], axis=0),
    ]
    return np.stack(effects, axis=1)
