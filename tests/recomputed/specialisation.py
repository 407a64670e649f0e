"""Quoted numbers of `specialisation`, read off its curves, its texts and its two files."""

import numpy as np
import pytest
from repeats import mean

from scripts.compute.results import FIGURES, ROOT


def near(value: float) -> object:
    """Value to five decimals."""
    return pytest.approx(value, abs=2.5e-5)


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key; a mean of differences is the difference of the means."""
    at = {name: i for i, name in enumerate(data["domain"])}
    law, sport, fashion = (at[next(n for n in at if n.startswith(w))] for w in ("law", "sp", "fa"))
    only, without, half = data["control_bits"]
    usual, big = data["big_bits"]
    table = np.array(data["table_bits"])
    own = np.diag(table)
    with np.load(ROOT / "scripts/data/text_counts.npz") as file:
        planes = {name: file[f"{name}.counts"] for name in file if f"{name}.counts" in file}
    # The four planes hold a count's bytes, the lowest first.
    chars = {
        name: sum(int(p.sum(dtype=int)) * 256**k for k, p in enumerate(counts))
        for name, counts in planes.items()
    }
    dims = config["n_dims"]
    # 27 symbols' vectors, a layer that sees five of them, and a score for each symbol.
    small_params, big_params = (
        27 * dims + (5 * dims + 1) * hidden + (hidden + 1) * 27
        for hidden in (config["n_hidden"], config["big_hidden"])
    )
    found = {
        "n_params": small_params,
        "big_params": big_params,
        "n_general": sum(chars[f"{topic}_train"] for topic in ("sport", "fashion", "cooking")),
        "random_guess": np.log2(27),
        "n_read": config["n_steps"] * config["batch_size"],
        "mixed_gain_sport": near(only[sport] - half[sport]),
        "fashion_gain": near(only[fashion] - half[fashion]),
        "fashion_gain_without_fashion": near(only[fashion] - without[fashion]),
        "big_gain_law": near(usual[law] - big[law]),
        "big_gain_sport": near(usual[sport] - big[sport]),
        "law_big": big[law],
        "sport_big": big[sport],
        "table_own": own.mean(),
        "table_other": (table.sum() - own.sum()) / (table.size - len(own)),
        "table_worst_own": own.max(),
        "table_best_other": min(v for i, row in enumerate(table) for v in np.delete(row, i)),
        "kept_share": data["kept_share"],
        "kept_share_se": data["kept_share_se"],
    }
    # Six written digits of two numbers leave five decimals of their difference.
    for r, replay in enumerate(data["replay"]):
        first, last = data["replay_bits"][r][0], data["replay_bits"][r][-1]
        found[f"sport_forgotten_replay_{replay:.0%}".rstrip("%")] = near(last[1] - first[1])
        found[f"law_replay_{replay:.0%}".rstrip("%")] = last[0]
        found[f"sport_replay_{replay:.0%}".rstrip("%")] = last[1]
    found["law_before"], found["sport_before"] = data["replay_bits"][0][0]
    for order, bits in zip(data["order"], data["constitution_bits"], strict=True):
        found[f"constitution_order_{order}"] = bits
    for column, domain in enumerate(data["domain"]):
        for order, bits in zip(data["order"], data["bits"], strict=True):
            found[f"n_{domain}"] = chars[domain.removesuffix("_held_out") + "_held_out"]
            found[f"{domain}_order_{order}"] = bits[column]
        for k, share in enumerate(data["share"]):
            name = f"{domain}_share_{share:.0%}".rstrip("%")
            found[name] = data["share_bits"][k][column]
            found[f"{name}_se"] = data["share_bits_se"][k][column]
        for name, bits in zip(data["packed_name"], data["packed_bits"], strict=True):
            found[f"packed_{name}_{domain}"] = bits[column]
    widest = max(se for row in data["share_bits_se"] for se in row)
    hundredths = int(100 * widest)
    found |= {"n_symbols": 27, "largest_se_share": (hundredths + 1) / 100}
    found["n_law"] = max(data["n_chars"])
    for n, bits in zip((*config["sizes"], "all"), data["gap_bits"], strict=True):
        train, held_out, other = bits
        found |= {f"train_chars_{n}": train, f"law_chars_{n}": held_out, f"sport_chars_{n}": other}
        found |= {f"law_gap_{n}": near(held_out - train), f"sport_gap_{n}": near(other - held_out)}
    for k, name in enumerate(data["packed_name"]):
        lost = np.subtract(data["packed_bits"][k], data["full_bits"][k])
        file = FIGURES / f"specialisation.{name}.bin"  # the small run packs the same two
        found[f"packed_{name}_bytes"] = len(file.read_bytes())
        found[f"packed_{name}_cost"] = near(lost.max())
        found[f"example_{name}"] = near(sum(data["example_bits"][k]) / len(data["example"]))
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and standard errors by key, from the networks of all seeds, kind by kind."""
    (trained,) = seeds
    shares = [share for share in config["shares"] if share]
    sizes = [*config["sizes"], "all"]
    kinds = ["general", "big", "without", *(f"share {s}" for s in shares), *sizes]
    n = config["n_seeds"]
    by = {kind: trained[i * n : (i + 1) * n] for i, kind in enumerate(kinds)}
    tuned = np.array([path for path, _ in by["general"]])  # (seed, replay, stop, law and sport)
    before = np.array([bits for _, bits in by["general"]])
    big, without, half, law = (
        np.array(by[k]) for k in ("big", "without", "share 0.5", "share 1.0")
    )
    everything = np.array(by["all"])[:, 1:]  # the training text stands first
    shared = np.stack([before, *(np.array(by[f"share {s}"]) for s in shares)], axis=1)
    found = mean("share_bits", shared) | mean("replay_bits", tuned)
    found |= mean("control_bits", np.stack([law, without, half], axis=1))
    found |= mean("big_bits", np.stack([everything, big], axis=1))
    gained = law[:, 3] - half[:, 3]
    found |= mean("big_gain_law", everything[:, 0] - big[:, 0])
    found |= mean("big_gain_sport", everything[:, 2] - big[:, 2])
    found |= mean("mixed_gain_sport", law[:, 2] - half[:, 2])
    found |= mean("fashion_gain", gained)
    found |= mean("fashion_gain_without_fashion", law[:, 3] - without[:, 3])
    found |= mean("kept_share", (law[:, 3] - without[:, 3]) / gained)
    for r, replay in enumerate(config["replays"]):
        forgotten = tuned[:, r, -1, 1] - tuned[:, r, 0, 1]
        found |= mean(f"sport_forgotten_replay_{100 * replay:g}", forgotten)
    for size in sizes:
        own = np.array(by[size])[:, [0, 1, 3]]
        found |= mean(f"law_gap_{size}", own[:, 1] - own[:, 0])
        found |= mean(f"sport_gap_{size}", own[:, 2] - own[:, 1])
    return found
