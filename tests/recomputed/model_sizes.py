"""Quoted numbers of `model_sizes`, from the tables themselves, read row by row."""

import csv
import re
from collections import Counter
from datetime import date

import numpy as np
from scipy.stats import rankdata

from scripts.compute.results import ROOT

Row = dict[str, str]


def table(name: str) -> list[Row]:
    """Rows of a table, all text."""
    lines = (ROOT / "scripts/data" / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines))


def years_between(before: str, after: str) -> float:
    """Years from one day to another, by the share of its own year that each has seen."""
    ends = []
    for day in map(date.fromisoformat, (before, after)):
        n_days = date(day.year, 12, 31).timetuple().tm_yday
        ends.append(day.year + (day.timetuple().tm_yday - 1) / n_days)
    return ends[1] - ends[0]


def is_dense(row: Row) -> bool:
    """Whether the largest of a family uses all of itself."""
    return row["kind"] == "dense" or (row["kind"].startswith("dense and") and not row["active"])


def chain(key: str, rows: list[Row]) -> dict:
    """Numbers by key of the models that were each larger than all before."""
    records, most = [], 0
    for row in rows:
        if int(row["largest"]) > most:
            records.append(row)
            most = int(row["largest"])
    before, last = records[-2:]
    return {
        f"{key}_name": last["name"],
        f"{key}_billion": most / 10**9,
        f"{key}_before_name": before["name"],
        f"{key}_before_trillion": int(before["largest"]) / 10**12,
        f"{key}_before_years": years_between(before["date"], last["date"]),
        f"largest_over_{key}_before": most / int(before["largest"]),
    }


def of_language(config: dict) -> dict:
    """Numbers by key of the table of language models."""
    rows = table("models.csv")
    hidden = [row for row in rows if row["status"] == "undisclosed"]
    shown = [row for row in rows if row["status"] != "undisclosed"]
    held = [row for row in shown if row["basis"] == "demonstration"]
    never = [row for row in shown if "never released" in row["stated"]]
    done = [row for row in shown if row not in held and row not in never]
    basis = Counter(row["basis"] for row in rows)
    mixed = [row for row in shown if not is_dense(row)]
    guesses = [
        (row["name"], float(number) * {"B": 10**9, "T": 10**12}[unit])
        for row in rows
        for number, unit in re.findall(r"(?:^|; )([\d.]+)([BT]) ", row["estimates"])
    ]
    size = {row["name"]: int(row["largest"]) for row in shown}
    active = {row["name"]: int(row["active"]) for row in shown if row["active"]}
    least = {row["name"]: int(row["smallest"]) for row in shown}
    of_gpt4 = [guess for name, guess in guesses if name == "GPT-4"]
    highest = max(guess for _, guess in guesses)
    small = [row for row in done if int(row["smallest"]) <= config["small"]]
    largest = max(done, key=lambda row: int(row["largest"]))["name"]
    smallest = min(done, key=lambda row: int(row["smallest"]))["name"]
    rumour = 10**14
    found = chain("record", done)
    found |= chain("documented_record", [r for r in done if r["basis"] in ("weights", "document")])
    found |= chain("dense_record", [row for row in done if is_dense(row)])
    found |= of_times(config, done, shown, held, hidden)
    return found | {
        "n_models": len(rows),
        "n_disclosed": len(shown),
        "n_undisclosed": len(hidden),
        "n_finished": len(done),
        "n_demonstrations": len(held),
        "n_unreleased": len(never),
        "n_dated_to_the_month": sum(row["precision"] == "month" for row in rows),
        "n_estimates": len(guesses),
        "n_estimated": len({name for name, _ in guesses}),
        "n_mixtures": len(mixed),
        "n_mixtures_with_active": sum(row["active"] != "" for row in rows),
        "n_secondary": sum("secondary" in row["seen"] for row in rows),
        "n_size_to_check": sum(
            any("size" in part.partition("to check:")[2] for part in row["seen"].split(";"))
            for row in rows
        ),
        "first_undisclosed": min(hidden, key=lambda row: row["date"])["name"],
        "small_million": config["small"] / 10**6,
        "n_small": len(small),
        **{f"n_{name}": basis[name] for name in ("weights", "document", "announcement")},
        "largest_name": largest,
        "largest_trillion": size[largest] / 10**12,
        "largest_active_billion": active[largest] / 10**9,
        "largest_active_share": active[largest] / size[largest],
        "largest_over_gpt3": size[largest] / (175 * 10**9),
        "largest_active_over_gpt3": active[largest] / (175 * 10**9),
        "smallest_name": smallest,
        "smallest_million": least[smallest] / 10**6,
        "llama_405b_over_gemma_270m": size["Llama 3.1"] / size["Gemma 3 270M"],
        "gpt3_billion": 175,
        "m6_trillion": 10,
        "bagualu_trained_trillion": least["BaGuaLu"] / 10**12,
        "bagualu_tested_trillion": size["BaGuaLu"] / 10**12,
        "behemoth_trillion": size["Llama 4 Behemoth"] / 10**12,
        "rumour_trillion": 100,
        "rumour_over_gpt3": rumour / (175 * 10**9),
        "rumour_over_largest": rumour / size[largest],
        "rumour_over_m6": 10,
        "rumour_over_gpt4_estimate": rumour / max(of_gpt4),
        "rumour_over_highest_estimate": rumour / highest,
        "gpt4_estimate_low_trillion": min(of_gpt4) / 10**12,
        "gpt4_estimate_high_trillion": max(of_gpt4) / 10**12,
        "highest_estimate_trillion": highest / 10**12,
    }


def of_times(
    config: dict, done: list[Row], shown: list[Row], held: list[Row], hidden: list[Row]
) -> dict:
    """Numbers by key of years and of three years at a time."""
    peak = {
        year: max(int(row["largest"]) for row in done if row["date"].startswith(year))
        for year in {row["date"][:4] for row in done}
    }
    low = min((year for year in peak if year >= "2021"), key=lambda year: (peak[year], year))
    of_2021 = next(row for row in done if int(row["largest"]) == peak["2021"])
    beyond = next(row for row in done if int(row["largest"]) > peak["2021"])
    of_2026 = [row for row in done if row["date"].startswith("2026")]
    found = {
        "year_of_lowest_peak": int(low),
        "lowest_peak_billion": peak[low] / 10**9,
        "largest_2021_name": of_2021["name"],
        "largest_2021_trillion": peak["2021"] / 10**12,
        "largest_over_2021": max(peak.values()) / peak["2021"],
        "record_of_2021_stood_years": years_between(of_2021["date"], beyond["date"]),
        "largest_dense_2026_billion": max(int(r["largest"]) for r in of_2026 if is_dense(r)) / 1e9,
        "smallest_2026_million": min(int(row["smallest"]) for row in of_2026) / 10**6,
    }
    for when, start in zip(("first", "middle", "last"), config["periods"], strict=False):
        years = [str(start + k) for k in range(3)]
        sized, own, kept = (
            [row for row in rows if row["date"][:4] in years]
            for rows in ([row for row in shown if row not in held], done, hidden)
        )
        small = sum(int(row["smallest"]) <= config["small"] for row in sized)
        dense = [int(row["largest"]) for row in own if is_dense(row)]
        found |= {
            f"period_{when}": f"{years[0]}–{years[-1]}",
            f"disclosed_{when}": len(sized),
            f"undisclosed_{when}": len(kept),
            f"small_{when}": small,
            f"small_share_{when}": small / len(sized),
            f"largest_billion_{when}": max(int(row["largest"]) for row in own) / 10**9,
            f"largest_dense_billion_{when}": max(dense) / 10**9,
            f"smallest_million_{when}": min(int(row["smallest"]) for row in own) / 10**6,
        }
    return found


def of_tokens() -> dict:
    """Numbers by key of the text that models read."""
    rows = table("train_tokens.csv")
    ratio = {row["name"]: int(row["tokens"]) / int(row["params"]) for row in rows}
    least, most = min(ratio, key=ratio.get), max(ratio, key=ratio.get)
    kimi = next(row for row in rows if row["name"] == "Kimi K2")
    return {
        "n_tokens_models": len(rows),
        "tokens_chinchilla": 20,
        "tokens_least": ratio[least],
        "tokens_least_name": least,
        "tokens_most": ratio[most],
        "tokens_most_name": most,
        "tokens_most_of_a_model": max(
            ratio[row["name"]] for row in rows if row["tokens_of"] == "model"
        ),
        "n_tokens_above_chinchilla": sum(value > 20 for value in ratio.values()),
        "n_tokens_mixtures": sum(row["active"] != "" for row in rows),
        "tokens_gpt3": ratio["GPT-3"],
        "tokens_llama_7b": ratio["LLaMA-7B"],
        "tokens_llama_3_8b": ratio["Llama 3 8B"],
        "tokens_llama_405b": ratio["Llama 3.1 405B"],
        "tokens_kimi_k2": ratio["Kimi K2"],
        "tokens_kimi_k2_active": int(kimi["tokens"]) / int(kimi["active"]),
        "tokens_most_over_gpt3": ratio[most] / ratio["GPT-3"],
    }


def r_squared(x: np.ndarray, y: np.ndarray) -> float:
    """Share of the variance that a line explains."""
    left = y - np.polyval(np.polyfit(x, y, 1), x)
    return 1 - left.var() / y.var()


def of_images() -> dict:
    """Numbers by key of the table of image models."""
    rows = table("torchvision_imagenet.csv")
    of = {(row["model"], row["weights"]): float(row["acc1"]) for row in rows}
    params = {row["model"]: int(row["num_params"]) for row in rows}
    extra = np.array(["SWAG" in row["weights"] for row in rows])
    right = np.array([float(row["acc1"]) for row in rows])
    size, flops = (np.log10([float(row[key]) for row in rows]) for key in ("num_params", "gflops"))
    second = np.array([row["weights"].endswith("1K_V2") for row in rows])
    old = np.array([re.match("AlexNet|VGG|SqueezeNet", row["model"]) is not None for row in rows])
    old_resnet, new_resnet = (of["ResNet50", f"IMAGENET1K_V{v}"] for v in (1, 2))
    b0, vgg = of["EfficientNet_B0", "IMAGENET1K_V1"], of["VGG16", "IMAGENET1K_V1"]
    larger = ~extra & (size > np.log10(params["EfficientNet_B0"]) + 1e-9)
    gains = [
        of[name, "IMAGENET1K_V2"] - of[name, "IMAGENET1K_V1"]
        for name, weights in of
        if weights.endswith("K_V2") and (name, "IMAGENET1K_V1") in of
    ]
    r = np.corrcoef(size[~extra], right[~extra])[0, 1]
    return {
        "n_image_weights": len(of),
        "n_image_models": len(params),
        "n_image_extra": extra.sum(),
        "n_image_plain": len(of) - extra.sum(),
        "vgg16_million": params["VGG16"] / 10**6,
        "vgg16_acc1": vgg,
        "efficientnet_b0_million": params["EfficientNet_B0"] / 10**6,
        "efficientnet_b0_acc1": b0,
        "efficientnet_b0_lead_points": b0 - vgg,
        "vgg16_over_efficientnet_b0": params["VGG16"] / params["EfficientNet_B0"],
        "n_larger_than_b0": larger.sum(),
        "n_larger_and_worse_than_b0": np.count_nonzero(right[larger] < b0),
        "resnet50_million": params["ResNet50"] / 10**6,
        "resnet50_old_acc1": old_resnet,
        "resnet50_new_acc1": new_resnet,
        "resnet50_gain_points": new_resnet - old_resnet,
        "n_retrained": len(gains),
        "retrained_gain_points": sum(gains) / len(gains),
        "retrained_gain_least": min(gains),
        "retrained_gain_most": max(gains),
        "correlation": r,
        "correlation_squared": r * r,
        "correlation_all": np.corrcoef(size, right)[0, 1],
        "rank_correlation": np.corrcoef(rankdata(size[~extra]), rankdata(right[~extra]))[0, 1],
        "points_per_tenfold": np.polyfit(size[~extra], right[~extra], 1)[0],
        "correlation_with_operations": np.corrcoef(flops[~extra], right[~extra])[0, 1],
        "correlation_squared_operations": r_squared(flops[~extra], right[~extra]),
        "n_image_second_recipe": second.sum(),
        "correlation_squared_second_recipe": r_squared(size[second], right[second]),
        "n_image_oldest": np.count_nonzero(old & ~extra),
        "n_image_without_oldest": np.count_nonzero(~old & ~extra),
        "correlation_squared_without_oldest": r_squared(size[~old & ~extra], right[~old & ~extra]),
    }


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key; nothing is taken from the result."""
    return of_language(config) | of_tokens() | of_images()
