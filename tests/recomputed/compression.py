"""Quoted numbers of `compression`, read off its list of versions."""

import math

import numpy as np
import pytest
from scipy import stats

from scripts.compute.results import ROOT


def apart(mean: float, other: float) -> object:
    """Difference of two shares that have six written digits each."""
    return pytest.approx(mean - other, abs=1.1e-6)


def gains(config: dict) -> dict[str, tuple[str, str]]:
    """Pairs of versions whose difference is quoted: the better one, and what it is better than."""
    found = {f"rounding_gain_{b}": (f"during_{b}", f"after_{b}") for b in config["trained_bits"]}
    for share in config["pruned"]:
        end = f"{100 * share:.0f}"
        found[f"pruning_gain_{end}"] = f"pruned_{end}", f"pruned_after_{end}"
    found |= {f"taught_gain_{w}": (f"taught_{w}", f"small_{w}") for w in config["widths"]}
    return found | {
        "pruned_over_small": ("pruned_95_rounded", "small_64"),
        "conv_over_pruned_98": ("conv_2_rounded", "pruned_98_rounded"),
        "conv_over_pruned_95": ("conv_3_rounded", "pruned_95_rounded"),
    }


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    size = dict(zip(data["key"], data["bytes"], strict=True))
    right = dict(zip(data["key"], data["test_accuracy"], strict=True))
    valid = dict(zip(data["key"], data["validation_accuracy"], strict=True))
    family = dict(zip(data["key"], data["family"], strict=True))
    with np.load(ROOT / "scripts/data/mnist_q4_10k_2k.npz") as file:
        n_test = len(file["test_y"])
    found = {
        "n_test": n_test,
        "n_epochs": config["n_epochs"] + config["n_more"],
        "n_examples": config["n_train"] * (config["n_epochs"] + config["n_more"]),
        "n_versions": len(size),
        "big_params": data["params"][data["key"].index("big")],
    }
    for key in size:
        found |= {
            f"{key}_kb": size[key] / 1000,
            f"{key}_times": size["big"] / size[key],
            f"{key}_accuracy": right[key],
            f"{key}_error": 1 - right[key],
            f"{key}_difference": apart(right[key], right["big"]),
            f"{key}_validation_difference": apart(valid[key], valid["big"]),
        }
        row = data["key"].index(key)
        found[f"{key}_error_se"] = data["test_accuracy_se"][row]
        found[f"{key}_accuracy_se"] = data["test_accuracy_se"][row]
        for name in ("difference_se", "validation_difference_se"):
            found[f"{key}_{name}"] = data[name][row]
    for name, (better, worse) in gains(config).items():
        found[name] = apart(right[better], right[worse])
    for width, se in zip(data["width"], data["taught_gain_se"], strict=True):
        found[f"taught_gain_{width}_se"] = se
    for name, n in zip(data["tried_family"], data["tried"], strict=True):
        found["tried_" + name.replace(", ", "_").replace(" ", "_")] = n
    times = {}
    for route in data["route"]:
        own = [key for key in size if family[key] == route]
        able = [key for key in own if valid[key] >= valid["big"] - config["allowed_loss"]]
        key = min(able, key=size.get) if able else max(own, key=valid.get)
        times[route] = size["big"] / size[key]
        name = route.replace(", ", "_").replace(" ", "_")
        found |= {
            f"route_{name}_difference": apart(right[key], right["big"]),
            f"route_{name}_difference_se": data["difference_se"][data["key"].index(key)],
            f"route_{name}_enough": int(bool(able)),
            f"route_{name}_kb": size[key] / 1000,
            f"route_{name}_times": times[route],
        }
    cut = max(times[route] for route in ("rounded in training", "pruned", "pruned, rounded"))
    design, both = times["convolutional"], times["convolutional, rounded"]
    return found | {
        "cut_times": cut,
        "design_times": design,
        "both_times": both,
        "cut_share_first": math.log(cut, both),
        "cut_share_last": 1 - math.log(design, both),
        "design_share_first": math.log(design, both),
        "design_share_last": 1 - math.log(cut, both),
    }


def series(seeds: list, config: dict) -> dict:
    """Means and errors by key, from which images every version of every seed reads."""
    networks, smaller = seeds
    n = config["n_seeds"]
    of_seed = [
        {key: version for _, _, found in networks[s:n:n] for key, version in found.items()}
        | {k: v for made in (*smaller[s::n], *networks[n + s :: n]) for k, v in made.items()}
        for s in range(n)
    ]
    keys = list(of_seed[0])
    right, valid = (
        {
            key: np.array([getattr(versions[key], what) for versions in of_seed], float)
            for key in keys
        }
        for what in ("right", "validation")
    )  # (seed, image) each

    def crossed(values: np.ndarray) -> float:
        """Every seed reads the same images: both were drawn."""
        return math.hypot(stats.sem(values.mean(axis=1)), stats.sem(values.mean(axis=0)))

    def nested(values: np.ndarray) -> float:
        """Every seed has images of its own."""
        of_images = [stats.sem(own) for own in values]
        return math.hypot(stats.sem(values.mean(axis=1)), math.hypot(*of_images) / len(values))

    less = {key: right[key] - right["big"] for key in keys}
    behind = {key: valid[key] - valid["big"] for key in keys}
    found = {
        "test_accuracy": [right[key].mean() for key in keys],
        "test_accuracy_se": [crossed(right[key]) for key in keys],
        "difference": [less[key].mean() for key in keys],
        "difference_se": [crossed(less[key]) for key in keys],
        "validation_accuracy": [valid[key].mean() for key in keys],
        "validation_difference": [behind[key].mean() for key in keys],
        "validation_difference_se": [nested(behind[key]) for key in keys],
        "bytes": [round(np.mean([versions[key].n_bytes for versions in of_seed])) for key in keys],
    }
    for name, (better, worse) in gains(config).items():
        gain = right[better] - right[worse]
        found |= {name: gain.mean(), f"{name}_se": crossed(gain)}
    return found
