"""Quoted numbers of `parameter_count`, counted by hand from the tables of the paper."""

import csv
import math

from scripts.compute.results import ROOT

WORDS = 50_257 + 2048  # tokens and positions, each with a row of d numbers
GPU = 80 * 1024**3  # bytes


def parts(layers: int, d: int, inner: int | None = None) -> dict[str, int]:
    """Parameters of a GPT by part; ``inner`` is how wide all heads are together."""
    a = inner or d
    return {
        "embedding": WORDS * d,
        "attention": layers * (3 * (d * a + a) + a * d + d),
        "mlp": layers * (d * 4 * d + 4 * d + 4 * d * d + d),
        "norm": layers * 4 * d + 2 * d,
    }


def percent(found: float, printed: float) -> float:
    """How much more than printed."""
    return (found - printed) / printed * 100


def rounds_to(printed: int, exact: int) -> bool:
    """Whether the exact number is printed when it is rounded to as many digits."""
    zeros = len(str(printed)) - len(str(printed).rstrip("0"))
    return round(exact, -zeros) == printed


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    lines = (ROOT / "scripts/data/gpt3_table21.csv").read_text(encoding="utf-8").splitlines()
    table = list(csv.DictReader(lines))
    rows = {
        row["name"]: {k: int(v) for k, v in row.items() if k != "name" and v.isdigit()}
        for row in table
    }
    each = {name: parts(row["n_layers"], row["d_model"]) for name, row in rows.items()}
    total = {name: sum(part.values()) for name, part in each.items()}
    small, large = "GPT-3 Small", "GPT-3 175B"
    off = {name: percent(total[name], row["params"]) for name, row in rows.items()}
    thumb = {name: 12 * row["n_layers"] * row["d_model"] ** 2 for name, row in rows.items()}
    agree = {name: rounds_to(row["params_d1"], total[name]) for name, row in rows.items()}
    xl, b13 = rows["GPT-3 XL"], rows["GPT-3 13B"]
    xl_wide = sum(parts(xl["n_layers"], xl["d_model"], 24 * 128).values())
    b13_even = sum(parts(b13["n_layers"], 40 * 128).values())
    ladder = dict(zip(data["ladder_name"], data["ladder_count"], strict=True))
    active = dict(zip(data["ladder_name"], data["ladder_active"], strict=True))
    last = max(ladder, key=ladder.get)
    second = sorted(ladder, key=ladder.get)[-2]
    third = sorted(ladder, key=ladder.get)[-3]
    exact = total[large]
    found = {
        "n_sizes": len(rows),
        "n_layers_175b": 96,
        "d_model_175b": 12_288,
        "published_175b": 175 * 10**9,
        "exact_175b": exact,
        "exact_175b_billion": exact / 10**9,
        "difference_percent_175b": off[large],
        "difference_d1_percent_175b": percent(exact, rows[large]["params_d1"]),
        "rule_of_thumb_175b_billion": thumb[large] / 10**9,
        "rule_of_thumb_off_percent_175b": percent(thumb[large], 175 * 10**9),
        "rule_of_thumb_off_percent_small": percent(thumb[small], 125 * 10**6),
        "exact_small": total[small],
        "largest_over_smallest": exact / total[small],
        "worst_difference_percent": max(abs(value) for value in off.values()),
        "agree_with_d1": sum(agree.values()),
        "inconsistent_rows": sum(
            row["n_heads"] * row["d_head"] != row["d_model"] for row in rows.values()
        ),
        "agree_with_d1_if_width_is_heads": sum(
            (agree | {"GPT-3 13B": rounds_to(b13["params_d1"], b13_even)}).values()
        ),
        "gpt3_xl_heads_that_fit": 2048 // 128,
        "gpt3_xl_if_heads_are_right": xl_wide,
        "gpt3_xl_if_heads_are_right_percent": percent(xl_wide, xl["params"]),
        "gpt3_xl_if_heads_are_right_d1_percent": percent(xl_wide, xl["params_d1"]),
        "gpt3_13b_if_width_is_heads": b13_even,
        "gpt3_13b_if_width_is_heads_d1_percent": percent(b13_even, b13["params_d1"]),
        "gpu_gb_decimal": GPU / 10**9,
        "train_bytes": 2 + 2 + 3 * 4,
        "gpus_for_gpt3_16_bits": math.ceil(2 * exact / GPU),
        "rumour_trillion": 100,
        "rumour_over_gpt3": 10**14 / (175 * 10**9),
        "rumour_terabytes": 200,
        "rumour_gpus": math.ceil(2 * 10**14 / GPU),
        "rumour_over_largest": 10**14 / ladder[last],
        "n_site_models": data["ladder_basis"].count("site"),
        "ladder_first": min(ladder.values()),
        "ladder_last_trillion": ladder[last] / 10**12,
        "ladder_last_name": last,
        "ladder_last_active_billion": active[last] / 10**9,
        "ladder_last_active_share": active[last] / ladder[last],
        "ladder_second_name": second,
        "ladder_second_trillion": ladder[second] / 10**12,
        "ladder_third_active_billion": active[third] / 10**9,
        "ladder_second_active_billion": active[second] / 10**9,
        "ladder_tens": math.log10(ladder[last]) - math.log10(2),
        "gpt3_over_cake_billion": exact / 2 / 10**9,
        "largest_over_gpt3": ladder[last] / exact,
        "gpt3_over_gpt2": exact
        / (1024 * 1600 + 50_257 * 1600 + 48 * (12 * 1600**2 + 13 * 1600) + 3200),
    }
    for part in ("embedding", "attention", "mlp", "norm"):
        found[f"{part}_share_small"] = each[small][part] / total[small]
        found[f"{part}_share_175b"] = each[large][part] / exact
    for key, name in {"gpt3_xl": "GPT-3 XL", "gpt3_13b": "GPT-3 13B"}.items():
        row = rows[name]
        found |= {
            f"{key}_heads": row["n_heads"],
            f"{key}_d_head": 128,
            f"{key}_heads_by_width": row["n_heads"] * 128,
            f"{key}_d_model": row["d_model"],
            f"{key}_published_d1": row["params_d1"],
            f"{key}_exact": total[name],
            f"{key}_difference_d1_percent": percent(total[name], row["params_d1"]),
        }
    counts = dict(zip(data["memory_name"], data["memory_count"], strict=True))
    models = {"gemma_3_270m": "Gemma-3-270M", "llama_3_8b": "Llama-3-8B"}
    for key, name in (models | {"mixtral_8x7b": "Mixtral-8x7B", "gpt3": "GPT-3"}).items():
        for bits in (16, 8, 4):
            found[f"{key}_gb_{bits}_bits"] = counts[name] / 8 * bits / 10**9
    return found
