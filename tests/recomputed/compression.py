"""Some quoted numbers of `compression`, read off its list of versions."""

import math

import pytest


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    size = dict(zip(data["key"], data["bytes"], strict=True))
    right = dict(zip(data["key"], data["test_accuracy"], strict=True))
    valid = dict(zip(data["key"], data["validation_accuracy"], strict=True))
    family = dict(zip(data["key"], data["family"], strict=True))
    found = {
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
        }
    for width, small, taught in zip(
        data["width"], data["small_accuracy"], data["taught_accuracy"], strict=True
    ):
        found[f"taught_gain_{width}"] = pytest.approx(taught - small, abs=2e-6)
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
