"""Quoted numbers of `human_feedback`, read off its curves and its worlds."""

import math

import numpy as np
from repeats import mean, summary
from scipy import stats


def outcomes(name: str, n: int, golds: list, fall: float) -> dict:
    """Counts by key of what becomes of single repeats."""
    falls = [max(gold) - gold[-1] for gold in golds]
    return {
        f"{name}_below_start_{n}": sum(gold[-1] < 0 for gold in golds),
        f"{name}_highest_at_end_{n}": sum(gold[-1] == max(gold) for gold in golds),
        f"{name}_kept_{n}": sum(not own > fall for own in falls),
        f"{name}_fallen_{n}": sum(own > fall for own in falls),
        f"{name}_fallen_little_{n}": sum(own > fall / 5 for own in falls),
        f"{name}_fallen_much_{n}": sum(own > fall * 5 for own in falls),
    }


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
        "unpushed_small_beats_big_se": data["unpushed_small_beats_big_se"],
        "unpushed_big_beats_small": 1 - data["unpushed_small_beats_big"],
        "penalty_at_edge": data["penalty_at_edge"],  # `series` counts them
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
            f"gold_at_peak_{n}_se": data["gold_se"][i][peak],
            f"win_rate_at_peak_{n}_se": data["win_rate_se"][i][peak],
            f"promised_rate_at_peak_{n}_se": data["promised_rate_se"][i][peak],
            f"promised_rate_at_end_{n}_se": data["promised_rate_se"][i][-1],
            f"gold_at_end_{n}_se": data["gold_se"][i][-1],
            f"win_rate_at_end_{n}_se": data["win_rate_se"][i][-1],
        }
    for i, n in enumerate(data["world_comparisons"]):
        worlds = [world[i] for world in data["world_gold"]]  # every proxy rises: tested elsewhere
        found |= outcomes("worlds", n, worlds, config["fall"])
        found |= outcomes("seeds", n, data["seed_gold"][i], config["fall"])
        ends = [rates[-1] for rates in data["seed_win_rate"][i]]
        found |= {f"seed_win_rate_lowest_{n}": min(ends), f"seed_win_rate_highest_{n}": max(ends)}
        for name in ("win_rate", "promised_rate"):
            rates = [world[i] for world in data[f"world_{name}"]]
            found |= of_worlds(f"other_{name}_at_end_{n}", rates)
    found |= of_worlds("other_unpushed_small_beats_big", data["world_unpushed"])
    for i, n in enumerate(data["n_comparisons"]):
        for name in ("small_beats_big", "big_beats_small", "reward_accuracy"):
            values, key = [world[i] for world in data[f"world_{name}"]], f"other_{name}_{n}"
            found |= of_worlds(key, values)
            found |= {f"{key}_lowest": min(values), f"{key}_highest": max(values)}
        lost = [world[i] < 1 / 2 for world in data["world_small_beats_big"]]
        found[f"worlds_lost_{n}"] = sum(lost)
        for name in ("seed_peak_kl", "small_kl", "big_kl"):  # `series` finds all three
            found |= {f"{name}_{n}{end}": data[f"{name}{end}"][i] for end in ("", "_p10", "_p90")}
    return found | of_tasters(data, config)


def of_tasters(data: dict, config: dict) -> dict:
    """Of models of single tasters: from their ranks, and each family at each number of choices."""
    ranks, perfect = data["taster_rank"], data["shown_perfect"]
    words = [
        "none",
        "hardly any",
        "little",
        "rather little",
        "a medium amount",
        "rather a lot",
        "a lot",
    ]
    words += ["nearly the most", "the most"]
    found = {
        "n_choices": min(config["choices"]),
        "choices_most": max(config["choices"]),
        "n_held": 20 - 12,
        "shown_rank": ranks[data["shown"]],
        "shown_ends": perfect.count(0) + perfect.count(8),
        "in_lower_half": sum(rank < 1 / 2 for rank in ranks),
        "in_top_tenth": sum(rank >= 0.9 for rank in ranks),
        **{
            f"shown_{name}_words": ", ".join(
                f"{ingredient}: {words[amount]}"
                for ingredient, amount in zip(
                    data["ingredient"], data[f"shown_{name}"], strict=True
                )
            )
            for name in ("perfect", "best")
        },
    }
    names = [f"choice_{name}" for name in ("accuracy", "held", "ends", "rank")]
    for name in [*names, "wavering_accuracy", "wavering_rank"]:
        for i, n in enumerate(config["choices"]):
            for end in ("", "_se", "_p10", "_p90"):
                found[f"{name}_{n}{end}"] = data[f"{name}{end}"][i]
    rank = f"choice_rank_{min(config['choices'])}"
    return found | of_worlds(rank, ranks)


def of_worlds(key: str, values: list[float]) -> dict:
    """Mean over the worlds and its standard error."""
    return {key: math.fsum(values) / len(values), f"{key}_se": stats.sem(values)}


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
    others, other_duels, other_bases = (np.array(p) for p in zip(*seeds[1], strict=True))
    rows = [config["n_comparisons"].index(n) for n in config["world_comparisons"]]
    tastes, steps = others[..., 0][:, rows], np.array(config["kl"])
    penalties = config["penalties"]
    edges = [penalties[0], penalties[-1]]
    of_all = {
        "world_unpushed": other_bases[:, 4],
        "world_small_beats_big": other_duels[..., 2],
        "world_big_beats_small": other_duels[..., 3],
        "world_reward_accuracy": other_duels[..., 4],
        "world_win_rate": others[:, rows, -1, 1],
        "world_promised_rate": others[:, rows, -1, 3],
        "world_gold": tastes - tastes[..., :1],
        "seed_gold": np.swapaxes(gold[:, rows] - gold[:, rows, :1], 0, 1),
        "seed_win_rate": np.swapaxes(wins[:, rows], 0, 1),
        "penalty_at_edge": sum(penalty in edges for penalty in duels[..., 5].flat),
    }
    ends = "_p10 _p90"
    of_all |= summary("seed_peak_kl", steps[gold.argmax(axis=2)], ends)
    of_all |= summary("small_kl", duels[..., 0], ends) | summary("big_kl", duels[..., 1], ends)
    found = of_all | mean("imitation", bases[:, :2]) | mean("ruined", bases[:, 2:4])
    found |= mean("unpushed_small_beats_big", bases[:, 4])
    for name, values in curves.items():
        found |= summary(name, values, "_p10 _p90") | mean(name, values)
    return found | tasters(seeds[2], seeds[3], config)


def tasters(before: list, asked: list, config: dict) -> dict:
    """Of models of single tasters, from each of them."""
    known, path = (np.array([taster[i] for taster in asked]) for i in (1, 2))
    penalty = min(zip(np.sum(before, axis=0), config["penalties"], strict=True))[1]
    rank = known[:, 0, 0, 3]
    path[:, 0] = 1 / 2
    found = {
        "choice_penalty": penalty,
        "taster_rank": rank,
        "rank_count": np.histogram(rank, np.linspace(0, 1, 11))[0],
    }
    curves = {
        "choice_accuracy": known[:, 0, :, 0],
        "choice_held": known[:, 0, :, 1],
        "choice_ends": known[:, 0, :, 2] / 5,
        "choice_rank": known[:, 0, :, 3],
        "wavering_accuracy": known[:, 1, :, 0],
        "wavering_rank": known[:, 1, :, 3],
        "choice_liked": path[..., 1],
        "choice_thought": path[..., 0],
    }
    for name, values in curves.items():
        found |= summary(name, values, "_p10 _p90") | mean(name, values)
    del found["choice_thought_se"]
    return found
