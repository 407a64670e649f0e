"""What is known about the sizes of language models, what is guessed, and what size buys.

Question: are models getting smaller, and does a model with more parameters do better?
Sources: a model card, paper or press report for every row, named in scripts/data/models.csv; A.
Romero, "GPT-4 Will Have 100 Trillion Parameters", Towards Data Science, September 2021 (the
rumour), and GPT-4 Technical Report (2023), arXiv:2303.08774, section 2 (no size); metadata of
torchvision 0.29.1 for the image models; Singh et al. (2022), CVPR, arXiv:2201.08371 (SWAG).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import linregress, spearmanr

from scripts.compute.datasets.imagenet_models import load_imagenet_models
from scripts.compute.datasets.models import load_models

if TYPE_CHECKING:
    pass

UNITS = {"M": 10**6, "B": 10**9, "T": 10**12}
EXTRA = "SWAG"  # in the name of weights: first trained on 3.6 billion more pictures


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0  # unused: nothing here is drawn by lot
    small: int = 500_000_000  # parameters; at most this is "a few hundred million"
    periods: tuple[int, ...] = (2018, 2021, 2024, 2027)  # first years; the last one ends them
    rumour: int = 100 * 10**12  # of parameters, denied by the head of OpenAI in January 2023
    rumour_about: str = "GPT-4"
    rumour_from: str = "2021-09-01"  # the month of the headline named above


QUICK = Config(small=400_000_000)
DATA = ("models.csv", "torchvision_imagenet.csv")
TOLERANCE = {"default": 1e-6}  # counts, and correlations of them


def decimal_year(day: str) -> float:
    """Year with a fraction, of a date in ISO 8601.

    >>> decimal_year("2021-01-01")
    2021.0
    """
    when = date.fromisoformat(day)
    days = date(when.year + 1, 1, 1) - date(when.year, 1, 1)
    return when.year + (when - date(when.year, 1, 1)).days / days.days


def estimates_of(model: dict) -> list[tuple[int, str]]:
    """Guesses by others at a size that its maker keeps, with whose they are.

    >>> estimates_of({"estimates": "1.76T G. Hotz (June 2023)"})
    [(1760000000000, 'G. Hotz (June 2023)')]
    """
    found = []
    for estimate in filter(None, model["estimates"].split("; ")):
        number, unit, by = re.fullmatch(r"([\d.]+)([MBT]) (.+)", estimate).groups()
        found.append((round(float(number) * UNITS[unit]), by))
    return found


def largest_kind(model: dict) -> str:
    """Whether the largest of a family uses all of itself ("dense") or some, or "undisclosed".

    In a family of both kinds the largest one is a mixture of experts if a number of active
    parameters is on record.
    """
    if model["kind"] == "dense and mixture of experts":
        return "mixture of experts" if model["active"] else "dense"
    return model["kind"]


def run(cfg: Config) -> dict:
    """Sort the models by what is known of them, and relate the image models' size to accuracy.

    Nothing is random: these are published numbers, without spread.

    Returns
    -------
    name, developer, date, source : (n_models,) str
    year : (n_models,) float
    smallest, largest : (n_models,) int, parameters of a family's ends; None: undisclosed
    active : (n_models,) int, parameters of the largest that one token uses; None: all of them, or
        not known
    kind : (n_models,) str, of the largest: "dense", "mixture of experts", "undisclosed"
    estimate_name, estimate_by : (n_estimates,) str
    estimate_year : (n_estimates,) float, when the model appeared
    estimate_params : (n_estimates,) int
    rumour_year : (2,) float, from the headline to the day the model appeared
    record_name : (n_records,) str, disclosed and larger than every disclosed model before
    record_year : (n_records,) float
    record_params : (n_records,) int
    annual_year : (n_years,) int
    annual_largest, annual_smallest : (n_years,) int, parameters, among the disclosed
    annual_disclosed, annual_undisclosed : (n_years,) int, models and families in the table
    period : (3,) str, years
    period_disclosed, period_undisclosed : (3,) int
    period_small : (3,) int, families whose smallest has at most `small` parameters
    period_largest, period_largest_dense, period_smallest : (3,) int, parameters
    image_name, image_weights : (n_weights,) str
    image_params : (n_weights,) int
    image_acc1 : (n_weights,) % of ImageNet's validation pictures named rightly
    image_gflops : (n_weights,) 10⁹ operations a picture
    image_extra : (n_weights,) int, 1: first trained on billions of other pictures (SWAG)
    retrained_name : (n_pairs,) str, image models published with two recipes
    retrained_gain : (n_pairs,) percentage points, second recipe minus first
    quoted : dict of scalars
    """
    models = load_models()
    columns = ("name", "developer", "date", "source", "smallest", "largest", "active")
    data = {column: [model[column] for model in models] for column in columns}
    data["year"] = [decimal_year(model["date"]) for model in models]
    data["kind"] = [largest_kind(model) for model in models]
    guesses = [(model, *guess) for model in models for guess in estimates_of(model)]
    data |= {
        "estimate_name": [model["name"] for model, _, _ in guesses],
        "estimate_by": [by for _, _, by in guesses],
        "estimate_year": [decimal_year(model["date"]) for model, _, _ in guesses],
        "estimate_params": [size for _, size, _ in guesses],
    }
    about = next(model for model in models if model["name"] == cfg.rumour_about)
    data["rumour_year"] = [decimal_year(day) for day in (cfg.rumour_from, about["date"])]
    known = [model for model in models if model["status"] == "disclosed"]
    data |= _records(known) | _counts(cfg, models, known)
    data |= _images(load_imagenet_models())
    data["quoted"] = quoted(cfg, models, data) | _quoted_images(data)
    return data


def _records(known: list[dict]) -> dict:
    records, most = [], 0
    for model in known:
        if model["largest"] > most:
            most = model["largest"]
            records.append(model)
    return {
        "record_name": [model["name"] for model in records],
        "record_year": [decimal_year(model["date"]) for model in records],
        "record_params": [model["largest"] for model in records],
    }


def _counts(cfg: Config, models: list[dict], known: list[dict]) -> dict:
    """Find the ends of the range and count the models, by year and by three years."""

    def between(rows: list[dict], first: int, end: int) -> list[dict]:
        return [row for row in rows if first <= int(row["date"][:4]) < end]

    first, last = (int(models[i]["date"][:4]) for i in (0, -1))
    years = list(range(first, last + 1))
    annual = [between(known, year, year + 1) for year in years]
    periods = list(pairwise(cfg.periods))
    threes = [between(known, *period) for period in periods]
    dense = [[row for row in three if largest_kind(row) == "dense"] for three in threes]
    return {
        "annual_year": years,
        "annual_largest": [max(row["largest"] for row in rows) for rows in annual],
        "annual_smallest": [min(row["smallest"] for row in rows) for rows in annual],
        "annual_disclosed": [len(rows) for rows in annual],
        "annual_undisclosed": [
            len(between(models, year, year + 1)) - len(rows)
            for year, rows in zip(years, annual, strict=True)
        ],
        "period": [f"{start}–{end - 1}" for start, end in periods],
        "period_disclosed": [len(rows) for rows in threes],
        "period_undisclosed": [
            len(between(models, *period)) - len(rows)
            for period, rows in zip(periods, threes, strict=True)
        ],
        "period_small": [sum(row["smallest"] <= cfg.small for row in rows) for rows in threes],
        "period_largest": [max(row["largest"] for row in rows) for rows in threes],
        "period_largest_dense": [max(row["largest"] for row in rows) for rows in dense],
        "period_smallest": [min(row["smallest"] for row in rows) for rows in threes],
    }


def _images(rows: list[dict]) -> dict:
    """Columns of the image models, and those that were trained twice on the same pictures."""
    keys = {"name": "model", "weights": "weights", "params": "num_params", "acc1": "acc1"}
    keys["gflops"] = "gflops"
    data = {f"image_{key}": [row[column] for row in rows] for key, column in keys.items()}
    data["image_extra"] = [int(EXTRA in row["weights"]) for row in rows]
    accuracy = {(row["model"], row["weights"]): row["acc1"] for row in rows}
    first, second = "IMAGENET1K_V1", "IMAGENET1K_V2"
    pairs = [name for name, weights in accuracy if weights == second and (name, first) in accuracy]
    return data | {
        "retrained_name": pairs,
        "retrained_gain": [accuracy[name, second] - accuracy[name, first] for name in pairs],
    }


def quoted(cfg: Config, models: list[dict], data: dict) -> dict:
    """Scalars that prose may quote about language models; periods are `_first`, `_middle`, `_last`.

    Ends of the range count what is in the table, which is a selection and not a census.
    """
    known = [model for model in models if model["status"] == "disclosed"]
    by_name = {model["name"]: model for model in models}
    top, before = data["record_name"][-1], data["record_name"][-2]
    largest, smallest = by_name[top], min(known, key=lambda model: model["smallest"])
    hidden = [model for model in models if model["status"] == "undisclosed"]
    gpt3 = by_name["GPT-3"]["largest"]
    guessed = [size for size, _ in estimates_of(by_name[cfg.rumour_about])]
    apart = by_name["Llama 3.1 405B"]["largest"], by_name["Gemma 3 270M"]["largest"]
    small = [model for model in known if model["smallest"] <= cfg.small]
    numbers = {
        "n_models": len(models),
        "n_disclosed": len(known),
        "n_undisclosed": len(hidden),
        "n_estimates": len(data["estimate_params"]),
        "n_estimated": len(set(data["estimate_name"])),
        "n_mixtures": data["kind"].count("mixture of experts"),
        "n_mixtures_with_active": sum(active is not None for active in data["active"]),
        "n_secondary": sum("secondary" in model["seen"] for model in models),
        "n_size_to_check": sum(
            bool(re.search(r"to check:[^;]*size", model["seen"])) for model in models
        ),
        "first_undisclosed": hidden[0]["name"],
        "small_million": cfg.small / 1e6,
        "n_small": len(small),
        "largest_name": top,
        "largest_trillion": largest["largest"] / 1e12,
        "largest_active_billion": largest["active"] / 1e9,
        "largest_active_share": largest["active"] / largest["largest"],
        "record_before_name": before,
        "record_before_trillion": data["record_params"][-2] / 1e12,
        "record_before_years": data["record_year"][-1] - data["record_year"][-2],
        "largest_over_record_before": data["record_params"][-1] / data["record_params"][-2],
        "smallest_name": smallest["name"],
        "smallest_million": smallest["smallest"] / 1e6,
        "llama_405b_over_gemma_270m": apart[0] / apart[1],
        "gpt3_billion": gpt3 / 1e9,
        "rumour_trillion": cfg.rumour / 1e12,
        "rumour_over_gpt3": cfg.rumour / gpt3,
        "rumour_over_largest": cfg.rumour / largest["largest"],
        "rumour_over_highest_estimate": cfg.rumour / max(guessed),
        "gpt4_estimate_low_trillion": min(guessed) / 1e12,
        "gpt4_estimate_high_trillion": max(guessed) / 1e12,
        "year_of_lowest_peak": data["annual_year"][int(np.argmin(data["annual_largest"][3:])) + 3],
        "lowest_peak_billion": min(data["annual_largest"][3:]) / 1e9,
    }
    for p, when in enumerate(("first", "middle", "last")):
        numbers[f"period_{when}"] = data["period"][p]
        for key in ("disclosed", "undisclosed", "small"):
            numbers[f"{key}_{when}"] = data[f"period_{key}"][p]
        numbers[f"largest_billion_{when}"] = data["period_largest"][p] / 1e9
        numbers[f"largest_dense_billion_{when}"] = data["period_largest_dense"][p] / 1e9
        numbers[f"smallest_million_{when}"] = data["period_smallest"][p] / 1e6
    return numbers


def _quoted_images(data: dict) -> dict:
    """Scalars about image models; `_all` counts those trained on billions of other pictures."""
    params, accuracy = np.log10(data["image_params"]), np.array(data["image_acc1"])
    flops, plain = np.log10(data["image_gflops"]), np.array(data["image_extra"]) == 0
    line = linregress(params[plain], accuracy[plain])
    gain = np.array(data["retrained_gain"])
    rows = zip(data["image_name"], data["image_weights"], strict=True)
    index = {name: i for i, name in enumerate(rows)}
    vgg, b0, old, new = (
        index[name, f"IMAGENET1K_V{version}"]
        for name, version in (
            *(("VGG16", 1), ("EfficientNet_B0", 1)),
            *(("ResNet50", 1), ("ResNet50", 2)),
        )
    )
    size = data["image_params"]
    larger = plain & (np.array(size) > size[b0])
    return {
        "n_image_weights": len(params),
        "n_image_models": len(set(data["image_name"])),
        "n_image_extra": int(np.sum(~plain)),
        "n_image_plain": int(np.sum(plain)),
        "vgg16_million": size[vgg] / 1e6,
        "vgg16_acc1": accuracy[vgg],
        "efficientnet_b0_million": size[b0] / 1e6,
        "efficientnet_b0_acc1": accuracy[b0],
        "vgg16_over_efficientnet_b0": size[vgg] / size[b0],
        "efficientnet_b0_lead_points": accuracy[b0] - accuracy[vgg],
        "n_larger_and_worse_than_b0": int(np.sum(accuracy[larger] < accuracy[b0])),
        "n_larger_than_b0": int(np.sum(larger)),
        "resnet50_million": size[old] / 1e6,
        "resnet50_old_acc1": accuracy[old],
        "resnet50_new_acc1": accuracy[new],
        "resnet50_gain_points": accuracy[new] - accuracy[old],
        "n_retrained": len(gain),
        "retrained_gain_points": gain.mean(),
        "retrained_gain_least": gain.min(),
        "retrained_gain_most": gain.max(),
        "correlation": line.rvalue,
        "correlation_squared": line.rvalue**2,
        "correlation_all": linregress(params, accuracy).rvalue,
        "rank_correlation": float(spearmanr(params[plain], accuracy[plain]).statistic),
        "points_per_tenfold": line.slope,
        "correlation_with_operations": linregress(flops[plain], accuracy[plain]).rvalue,
    }
