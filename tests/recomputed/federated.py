"""Some quoted numbers of `federated`, read off its curves."""

import numpy as np
from repeats import mean


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    found = {
        "numbers_sent": 2 * data["n_params"] * len(data["round"]),
        "numbers_in_images": 8 * 8 * config["n_images"],
        "times_more_sent": data["n_params"] * len(data["round"]) / (32 * config["n_images"]),
        "pooled": data["pooled"][0],
        "n_rates": len(data["rates"]),
        "example_named": sum(
            [change > 0 for change in changes] == [bool(owned) for owned in held]
            for changes, held in zip(data["example_change"], data["example_held"], strict=True)
        ),
        "n_images_all": 10 * config["n_images"],
    }
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
            f"fedavg_gain_{kinds}": curve[-1] - data["ensemble"][s],
            f"fedavg_loss_{kinds}": data["pooled"][s] - curve[-1],
            f"rounds_needed_{kinds}": reached[0] if reached else f"more than {len(curve)}",
        }
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and standard errors by key, from the divisions; the first map ran the pilots."""
    divisions = seeds[1]
    each = {name: np.array([d[name] for d in divisions]) for name in divisions[0]}
    found = mean("fedavg_gain", each["fedavg"] - each["ensemble"])
    found |= mean("fedavg_loss", each["pooled"] - each["fedavg"])
    for name in ("fedavg", "ensemble", "averaged", "pooled", "curve", "local_own", "fedavg_own"):
        found |= mean(name, each[name])
    for name in ("fedavg", "curve"):
        for end in (10, 90):
            found[f"{name}_p{end}"] = np.percentile(each[name], end, axis=0)
    return found
