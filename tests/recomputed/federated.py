"""Quoted numbers of `federated`, read off its curves."""

import numpy as np
import pytest
from repeats import mean

METHODS = ("local", "ensemble", "averaged", "fedavg", "pooled")


def apart(mean: float, other: float) -> object:
    """Difference of two means that have six written digits each."""
    return pytest.approx(mean - other, abs=1.1e-6)


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    found = {
        "numbers_sent": 2 * data["n_params"] * len(data["round"]),
        "numbers_in_images": 8 * 8 * config["n_images"],
        "times_more_sent": data["n_params"] * len(data["round"]) / (32 * config["n_images"]),
        "n_clients": 10,
        "n_test": 1797 - config["n_val"] - 10 * config["n_images"],
        "n_params": 64 * config["n_hidden"] + config["n_hidden"] + config["n_hidden"] * 10 + 10,
        "steps_alone": config["n_images"] // config["batch_size"] * config["n_rounds"],
        "steps_pooled": 10 * config["n_images"] // config["batch_size"] * config["n_rounds"],
        "named_wrongly": sum(map(sum, data["named_wrongly"])),
        "n_rates": len(data["rates"]),
        "example_named": sum(
            [change > 0 for change in changes] == [bool(owned) for owned in held]
            for changes, held in zip(data["example_change"], data["example_held"], strict=True)
        ),
        "n_images_all": 10 * config["n_images"],
    }
    trials = np.array(data["pilot_accuracy"])  # (method, setting, rate)
    by_rate = trials.sum(axis=(0, 1)).tolist()
    chosen = by_rate.index(max(by_rate))
    found["lr"] = data["rates"][chosen]
    found |= {
        "owners_rounds": max(data["owners_round"]),
        "owners_steps": data["recipe"]["n_steps"],
        "owners_n_train": data["lesson"]["n_train"],
        "owners_n_test": data["lesson"]["n_test"],
        "owners_n_validation": 1797 - data["lesson"]["n_train"] - data["lesson"]["n_test"],
        "owners_n_rates": len(data["owners_tried"]),
        "owners_lr": min(zip(data["owners_tried"], config["owner_rates"], strict=True))[1],
    }
    for kinds, average, alone, named in zip(
        data["classes_per_client"],
        *(data[f"owners_{name}"] for name in ("average", "alone", "named")),
        strict=True,
    ):
        found[f"owners_average_{kinds}"] = average[-1]
        found[f"owners_alone_{kinds}"] = alone[-1]
        found[f"owners_named_{kinds}"] = named[0]
    for name in ("pooled", "pooled_short", "pooled_wide"):  # whatever an owner has
        found |= {name: data[name][0], f"{name}_se": data[f"{name}_se"][0]}
    for method, own in zip(METHODS, trials, strict=True):
        gains = [max(row) - row[chosen] for row in own]
        found[f"own_rate_gain_{method}"] = pytest.approx(max(gains), abs=2e-6)
        for kinds, gain in zip(data["classes_per_client"], gains, strict=True):
            found[f"own_rate_gain_{method}_{kinds}"] = pytest.approx(gain, abs=2e-6)
    for s, kinds in enumerate(data["classes_per_client"]):
        curve = data["curve"][s]
        reached = [r for r, accuracy in enumerate(curve, start=1) if accuracy >= 0.9]
        first, last = data["named"][s]
        found |= {
            f"named_first_{kinds}": first,
            f"named_last_{kinds}": last,
            f"fedavg_loss_se_{kinds}": data["fedavg_loss_se"][s],
            f"fedavg_gain_se_{kinds}": data["fedavg_gain_se"][s],
            f"local_own_{kinds}": data["local_own"][s],
            f"fedavg_own_{kinds}": data["fedavg_own"][s],
            f"fedavg_{kinds}": curve[-1],
            f"local_{kinds}": data["local"][s],
            f"ensemble_{kinds}": data["ensemble"][s],
            f"averaged_{kinds}": data["averaged"][s],
            f"own_loss_{kinds}": apart(data["local_own"][s], data["fedavg_own"][s]),
            f"fedavg_loss_short_{kinds}": apart(data["pooled_short"][s], curve[-1]),
            f"fedavg_loss_wide_{kinds}": apart(data["pooled_wide"][s], curve[-1]),
            f"fedavg_gain_{kinds}": curve[-1] - data["ensemble"][s],
            f"fedavg_loss_{kinds}": data["pooled"][s] - curve[-1],
            f"rounds_needed_{kinds}": reached[0] if reached else f"more than {len(curve)}",
        }
        beside = (*METHODS[:4], "local_own", "fedavg_own", "own_loss")
        for name in (*beside, "fedavg_loss_short", "fedavg_loss_wide"):
            found[f"{name}_se_{kinds}"] = data[f"{name}_se"][s]
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and standard errors by key, from the divisions; the first map ran the pilots."""
    divisions = seeds[1]
    each = {name: np.array([d[name] for d in divisions]) for name in divisions[0]}
    found = mean("fedavg_gain", each["fedavg"] - each["ensemble"])
    found |= mean("fedavg_loss", each["pooled"] - each["fedavg"])
    found |= mean("own_loss", each["local_own"] - each["fedavg_own"])
    for name in ("short", "wide"):
        found |= mean(f"fedavg_loss_{name}", each[f"pooled_{name}"] - each["fedavg"])
    of_own = ("local_own", "fedavg_own", "pooled_short", "pooled_wide")
    for name in (*METHODS, "curve", *of_own):
        found |= mean(name, each[name])
    for name in ("fedavg", "curve"):
        for end in (10, 90):
            found[f"{name}_p{end}"] = np.percentile(each[name], end, axis=0)
    return found
