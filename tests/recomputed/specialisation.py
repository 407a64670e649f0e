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
    for n, bits in zip((*config["sizes"], "all"), data["gap_bits"], strict=True):
        train, held_out, other = bits
        found |= {f"law_gap_{n}": near(held_out - train), f"sport_gap_{n}": near(other - held_out)}
    for k, name in enumerate(data["packed_name"]):
        lost = np.subtract(data["packed_bits"][k], data["full_bits"][k])
        found[f"packed_{name}_cost"] = near(lost.max())
    return found
