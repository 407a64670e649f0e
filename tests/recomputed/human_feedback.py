"""Some quoted numbers of `human_feedback`, read off its curves and its worlds."""

import math

import numpy as np
from repeats import mean, summary


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    small, big = data["n_params"]
    kl = data["kl"]
    found = {
        "small_params": small,
        "big_params": big,
        "big_over_small": big / small,
        "tuned_small_params": small + data["n_reward_params"],
        "reward_params": 5 + 5 + 5 * 4 // 2,
        "n_recipes": data["n_settings"] ** 5,
        "n_penalties": len(config["penalties"]),
        "n_kl_tried": len(config["kl_tried"]),
        "largest_kl": max(kl),
        "much": 5 * config["fall"],
        "little": config["fall"] / 5,
        "best_accuracy": data["best_accuracy"],
        "unpushed_small_beats_big": data["unpushed_small_beats_big"],
        "best_of_at_end": math.e ** (max(kl) + 1),
    }
    for name in ("imitation", "ruined"):
        for policy, value, se in zip(data["policy"], data[name], data[f"{name}_se"], strict=True):
            found |= {f"{policy}_{name}": value, f"{policy}_{name}_se": se}
    for i, n in enumerate(data["n_comparisons"]):
        gold = data["gold"][i]
        peak = gold.index(max(gold))
        found |= {
            f"peak_kl_{n}": kl[peak],
            f"fall_{n}": max(gold) - gold[-1],
            f"gold_at_peak_{n}": max(gold),
            f"gold_at_end_{n}": gold[-1],
            f"win_rate_at_peak_{n}": data["win_rate"][i][peak],
            f"win_rate_at_end_{n}": data["win_rate"][i][-1],
            f"win_rate_at_end_{n}_p10": data["win_rate_p10"][i][-1],
            f"promised_rate_at_peak_{n}": data["promised_rate"][i][peak],
            f"promised_rate_at_end_{n}": data["promised_rate"][i][-1],
            f"small_beats_big_{n}": data["small_beats_big"][i],
            f"big_beats_small_{n}": data["big_beats_small"][i],
            f"reward_accuracy_{n}": data["reward_accuracy"][i],
            f"fall_{n}_se": data["fall_se"][i],
            f"small_beats_big_{n}_se": data["small_beats_big_se"][i],
            f"big_beats_small_{n}_se": data["big_beats_small_se"][i],
            f"reward_accuracy_{n}_se": data["reward_accuracy_se"][i],
            f"gold_at_end_{n}_se": data["gold_se"][i][-1],
            f"win_rate_at_end_{n}_se": data["win_rate_se"][i][-1],
        }
    for i, n in enumerate(data["world_comparisons"]):
        worlds = [world[i] for world in data["world_gold"]]
        falls = [max(gold) - gold[-1] for gold in worlds]  # every proxy rises: tested elsewhere
        found |= {
            f"worlds_below_start_{n}": sum(gold[-1] < 0 for gold in worlds),
            f"worlds_fallen_{n}": sum(fall > config["fall"] for fall in falls),
            f"worlds_fallen_little_{n}": sum(fall > config["fall"] / 5 for fall in falls),
            f"worlds_fallen_much_{n}": sum(fall > config["fall"] * 5 for fall in falls),
        }
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the seeds."""
    means, duels, bases = (np.array(part) for part in zip(*seeds[0], strict=True))
    gold, wins, proxy, promised = np.moveaxis(means, -1, 0)  # each (seed, comparisons, kl)
    wins[..., 0] = promised[..., 0] = 0.5
    curves = {
        "gold": gold - gold[..., :1],
        "proxy": proxy - proxy[..., :1],
        "win_rate": wins,
        "promised_rate": promised,
        "small_beats_big": duels[..., 2],
        "big_beats_small": duels[..., 3],
        "reward_accuracy": duels[..., 4],
    }
    found = mean("imitation", bases[:, :2]) | mean("ruined", bases[:, 2:4])
    found |= mean("unpushed_small_beats_big", bases[:, 4])
    for name, values in curves.items():
        found |= summary(name, values, "_p10 _p90") | mean(name, values)
    return found
