"""Some quoted numbers of `specialisation`, read off its curves."""

import numpy as np
import pytest


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
    found = {
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
    for column, domain in enumerate(data["domain"]):
        for order, bits in zip(data["order"], data["bits"], strict=True):
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
        found[f"packed_{name}_cost"] = near(lost.max())
    return found
