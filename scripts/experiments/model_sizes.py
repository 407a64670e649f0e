"""What is known about the sizes of language models, what is guessed, and what size buys.

Question: are models getting smaller, and does a model with more parameters do better?
Sources: a model card, paper or report for every row, named in scripts/data/models.csv and
train_tokens.csv; A. Romero, "GPT-4 Will Have 100 Trillion Parameters", Towards Data Science,
September 2021 (the rumour), and GPT-4 Technical Report (2023), arXiv:2303.08774, section 2 (no
size); Hoffmann et al. (2022), arXiv:2203.15556 (20 tokens a parameter); metadata of torchvision
0.29.1 for the image models; Singh et al. (2022), CVPR, arXiv:2201.08371 (SWAG).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from scipy.stats import linregress, spearmanr

from scripts.compute.datasets.imagenet_models import load_imagenet_models
from scripts.compute.datasets.models import load_models
from scripts.compute.datasets.train_tokens import load_train_tokens

UNITS = {"M": 10**6, "B": 10**9, "T": 10**12}
EXTRA = "SWAG"  # in the name of weights: first trained on 3.6 billion more pictures
BASES = ("weights", "document", "announcement")
OLDEST = ("AlexNet", "VGG", "SqueezeNet")  # image models of 2012 to 2016: large layers, or tiny


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0  # unused: nothing here is drawn by lot
    small: int = 500_000_000  # parameters; at most this is "a few hundred million"
    periods: tuple[int, ...] = (2018, 2021, 2024, 2027)  # first years; the last one ends them
    rumour: int = 100 * 10**12  # of parameters, denied by the head of OpenAI in January 2023
    rumour_about: str = "GPT-4"
    rumour_from: str = "2021-09-01"  # the month of the headline named above
    chinchilla: int = 20  # tokens a parameter: Hoffmann et al. trained 70 billion on 1.4 trillion


QUICK = Config(small=400_000_000)
DATA = ("models.csv", "train_tokens.csv", "torchvision_imagenet.csv")
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

    Nothing is random: these are published numbers, without spread. A model is *finished* if it was
    trained to the end and its size is disclosed. A demonstration (run to show that a computer can
    hold so much) and a model that was announced and never came are no records and no yearly
    maxima.

    Returns
    -------
    name, developer, date, source : (n_models,) str; date is the first day with a public size
    precision : (n_models,) str, "day" or "month" to which the date is known
    basis : (n_models,) str, how the size is known: "weights", "document", "announcement",
        "demonstration", "none"
    rule : (n_models,) str, which of the rules A, B, C of scripts/data/README.md it is here by
    standing : (n_models,) str, "finished", "demonstration", "unreleased", "undisclosed"
    said : (n_models,) str, sizes that others said or estimated and whose they are; None: none
    reference : (n_models,) str, key of the source in docs/references.bib; None: not among them
    year : (n_models,) float
    smallest, largest : (n_models,) int, parameters of a family's ends; None: undisclosed
    active : (n_models,) int, parameters of the largest that one token uses; None: all of them, or
        not known
    kind : (n_models,) str, of the largest: "dense", "mixture of experts", "undisclosed"
    estimate_name, estimate_by : (n_estimates,) str; sizes said or estimated, in no document of the
        maker
    estimate_year : (n_estimates,) float, when the model appeared
    estimate_params : (n_estimates,) int
    rumour_params : int
    rumour_year : (2,) float, from the headline to the day the model appeared
    record_name : (n_records,) str, finished and larger than every finished model before
    record_year : (n_records,) float
    record_params : (n_records,) int
    documented_record_name, documented_record_year, documented_record_params : the same chain
        among sizes that a document or weights show
    dense_record_name, dense_record_year, dense_record_params : the same chain among dense models
    annual_year : (n_years,) int
    annual_largest, annual_smallest : (n_years,) int, parameters, among the finished
    annual_disclosed, annual_undisclosed : (n_years,) int, models and families in the table, without
        demonstrations
    period : (3,) str, years
    period_disclosed, period_undisclosed : (3,) int, without demonstrations
    period_small : (3,) int, disclosed families whose smallest has at most `small` parameters
    period_largest, period_largest_dense, period_smallest : (3,) int, parameters, finished
    tokens_name, tokens_source : (n_fed,) str, models whose makers say how much text they read
    tokens_of : (n_fed,) str, whether tokens_read is of the "model", "at least", or of its "family"
    tokens_date : (n_fed,) str, of the family
    tokens_year : (n_fed,) float
    tokens_params : (n_fed,) int, parameters
    tokens_active : (n_fed,) int, parameters that one token uses; None: all of them
    tokens_read : (n_fed,) int
    tokens_per_param, tokens_per_active : (n_fed,) tokens a parameter; the second None if dense
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
    columns = ("name", "developer", "date", "precision", "basis", "rule", "standing", "source")
    columns += ("smallest", "largest", "active")
    data = {column: [model[column] for model in models] for column in columns}
    data["said"] = [model["estimates"] or None for model in models]
    data["reference"] = [model["reference"] or None for model in models]
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
    data["rumour_params"] = cfg.rumour
    data["rumour_year"] = [decimal_year(day) for day in (cfg.rumour_from, about["date"])]
    finished = [model for model in models if model["standing"] == "finished"]
    shown = [model for model in finished if model["basis"] in ("weights", "document")]
    dense = [model for model in finished if largest_kind(model) == "dense"]
    chains = {"record": finished, "documented_record": shown, "dense_record": dense}
    for chain, rows in chains.items():
        data |= _records(chain, rows)
    data |= _counts(cfg, models) | _tokens(models) | _images(load_imagenet_models())
    data["quoted"] = quoted(cfg, models, data)
    data["quoted"] |= _quoted_tokens(cfg, data) | _quoted_images(data)
    return data


def _records(chain: str, rows: list[dict]) -> dict:
    """Models that are larger than all before them, in the order of their dates."""
    records, most = [], 0
    for model in rows:
        if model["largest"] > most:
            most = model["largest"]
            records.append(model)
    return {
        f"{chain}_name": [model["name"] for model in records],
        f"{chain}_year": [decimal_year(model["date"]) for model in records],
        f"{chain}_params": [model["largest"] for model in records],
    }


def _counts(cfg: Config, models: list[dict]) -> dict:
    """Find the ends of the range and count the models, by year and by three years."""

    def between(standings: tuple[str, ...], first: int, end: int) -> list[dict]:
        return [
            model
            for model in models
            if model["standing"] in standings and first <= int(model["date"][:4]) < end
        ]

    done, sized, hidden = ("finished",), ("finished", "unreleased"), ("undisclosed",)
    first, last = (int(models[i]["date"][:4]) for i in (0, -1))
    years = [(year, year + 1) for year in range(first, last + 1)]
    annual = [between(done, *year) for year in years]
    periods = list(pairwise(cfg.periods))
    threes = [between(done, *period) for period in periods]
    families = [between(sized, *period) for period in periods]
    dense = [[row for row in three if largest_kind(row) == "dense"] for three in threes]
    return {
        "annual_year": [year for year, _ in years],
        "annual_largest": [max(row["largest"] for row in rows) for rows in annual],
        "annual_smallest": [min(row["smallest"] for row in rows) for rows in annual],
        "annual_disclosed": [len(between(sized, *year)) for year in years],
        "annual_undisclosed": [len(between(hidden, *year)) for year in years],
        "period": [f"{start}–{end - 1}" for start, end in periods],
        "period_disclosed": [len(rows) for rows in families],
        "period_undisclosed": [len(between(hidden, *period)) for period in periods],
        "period_small": [sum(row["smallest"] <= cfg.small for row in rows) for rows in families],
        "period_largest": [max(row["largest"] for row in rows) for rows in threes],
        "period_largest_dense": [max(row["largest"] for row in rows) for rows in dense],
        "period_smallest": [min(row["smallest"] for row in rows) for rows in threes],
    }


def _tokens(models: list[dict]) -> dict:
    """Tokens a parameter of the models whose makers say how much they read, by date."""
    dates = {model["name"]: model["date"] for model in models}
    fed = sorted(load_train_tokens(), key=lambda row: dates[row["family"]])
    keys = {"name": "name", "of": "tokens_of", "params": "params", "active": "active"}
    keys |= {"read": "tokens", "source": "source"}
    return {
        **{f"tokens_{key}": [row[column] for row in fed] for key, column in keys.items()},
        "tokens_date": [dates[row["family"]] for row in fed],
        "tokens_year": [decimal_year(dates[row["family"]]) for row in fed],
        "tokens_per_param": [row["tokens"] / row["params"] for row in fed],
        "tokens_per_active": [
            row["tokens"] / row["active"] if row["active"] else None for row in fed
        ],
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
    """Scalars that prose may quote about language models.

    They count what is in the table, which is a selection and not a census. "Largest" is always the
    largest finished one.
    """
    hidden = [model for model in models if model["status"] == "undisclosed"]
    finished = [model for model in models if model["standing"] == "finished"]
    standings = [model["standing"] for model in models]
    numbers = {
        "n_models": len(models),
        "n_disclosed": len(models) - len(hidden),
        "n_undisclosed": len(hidden),
        "n_finished": len(finished),
        "n_demonstrations": standings.count("demonstration"),
        "n_unreleased": standings.count("unreleased"),
        "n_dated_to_the_month": data["precision"].count("month"),
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
        "n_small": sum(model["smallest"] <= cfg.small for model in finished),
    }
    numbers |= {f"n_{basis}": data["basis"].count(basis) for basis in BASES}
    for chain in ("record", "documented_record", "dense_record"):
        numbers |= _quoted_chain(chain, data)
    numbers |= _quoted_largest(models, finished, data) | _quoted_guesses(cfg, models, data)
    return numbers | _quoted_times(finished, data)


def _quoted_largest(models: list[dict], finished: list[dict], data: dict) -> dict:
    """Scalars of the ends of the range, and of what lies above it without being finished."""
    size = {model["name"]: model["largest"] for model in models}
    largest = next(model for model in models if model["name"] == data["record_name"][-1])
    smallest = min(finished, key=lambda model: model["smallest"])
    bagualu = next(model for model in models if model["name"] == "BaGuaLu")
    return {
        "largest_name": largest["name"],
        "largest_trillion": largest["largest"] / 1e12,
        "largest_active_billion": largest["active"] / 1e9,
        "largest_active_share": largest["active"] / largest["largest"],
        "largest_over_gpt3": largest["largest"] / size["GPT-3"],
        "largest_active_over_gpt3": largest["active"] / size["GPT-3"],
        "smallest_name": smallest["name"],
        "smallest_million": smallest["smallest"] / 1e6,
        "llama_405b_over_gemma_270m": size["Llama 3.1"] / size["Gemma 3 270M"],
        "gpt3_billion": size["GPT-3"] / 1e9,
        "m6_trillion": size["M6-10T"] / 1e12,
        "bagualu_trained_trillion": bagualu["smallest"] / 1e12,
        "bagualu_tested_trillion": bagualu["largest"] / 1e12,
        "behemoth_trillion": size["Llama 4 Behemoth"] / 1e12,
    }


def _quoted_guesses(cfg: Config, models: list[dict], data: dict) -> dict:
    """Scalars of the rumour, of the estimates, and how far they are from what is known."""
    size = {model["name"]: model["largest"] for model in models}
    about = next(model for model in models if model["name"] == cfg.rumour_about)
    guessed = [params for params, _ in estimates_of(about)]
    return {
        "rumour_trillion": cfg.rumour / 1e12,
        "rumour_over_gpt3": cfg.rumour / size["GPT-3"],
        "rumour_over_largest": cfg.rumour / data["record_params"][-1],
        "rumour_over_m6": cfg.rumour / size["M6-10T"],
        "rumour_over_gpt4_estimate": cfg.rumour / max(guessed),
        "rumour_over_highest_estimate": cfg.rumour / max(data["estimate_params"]),
        "gpt4_estimate_low_trillion": min(guessed) / 1e12,
        "gpt4_estimate_high_trillion": max(guessed) / 1e12,
        "highest_estimate_trillion": max(data["estimate_params"]) / 1e12,
    }


def _quoted_times(finished: list[dict], data: dict) -> dict:
    """Scalars by year and by period; periods are `_first`, `_middle`, `_last`."""
    years, peaks = data["annual_year"], data["annual_largest"]
    start = years.index(2021)  # when sizes passed a trillion
    lowest = start + int(np.argmin(peaks[start:]))
    of_2021 = data["record_params"].index(peaks[start])
    newest = [m for m in finished if m["date"] >= "2026" and largest_kind(m) == "dense"]
    numbers = {
        "year_of_lowest_peak": years[lowest],
        "lowest_peak_billion": peaks[lowest] / 1e9,
        "largest_2021_name": data["record_name"][of_2021],
        "largest_2021_trillion": peaks[start] / 1e12,
        "largest_over_2021": data["record_params"][-1] / peaks[start],
        "record_of_2021_stood_years": data["record_year"][of_2021 + 1]
        - data["record_year"][of_2021],
        "largest_dense_2026_billion": max(model["largest"] for model in newest) / 1e9,
        "smallest_2026_million": data["annual_smallest"][years.index(2026)] / 1e6,
    }
    for p, when in enumerate(("first", "middle", "last")):
        numbers[f"period_{when}"] = data["period"][p]
        for key in ("disclosed", "undisclosed", "small"):
            numbers[f"{key}_{when}"] = data[f"period_{key}"][p]
        numbers[f"small_share_{when}"] = data["period_small"][p] / data["period_disclosed"][p]
        numbers[f"largest_billion_{when}"] = data["period_largest"][p] / 1e9
        numbers[f"largest_dense_billion_{when}"] = data["period_largest_dense"][p] / 1e9
        numbers[f"smallest_million_{when}"] = data["period_smallest"][p] / 1e6
    return numbers


def _quoted_chain(chain: str, data: dict) -> dict:
    """Scalars of a chain of records: its last link, and the one before."""
    (before, last), years = data[f"{chain}_params"][-2:], data[f"{chain}_year"][-2:]
    return {
        f"{chain}_name": data[f"{chain}_name"][-1],
        f"{chain}_billion": last / 1e9,
        f"{chain}_before_name": data[f"{chain}_name"][-2],
        f"{chain}_before_trillion": before / 1e12,
        f"{chain}_before_years": years[1] - years[0],
        f"largest_over_{chain}_before": last / before,
    }


def _quoted_tokens(cfg: Config, data: dict) -> dict:
    """Scalars about tokens a parameter."""
    ratio = data["tokens_per_param"]
    order = sorted(range(len(ratio)), key=ratio.__getitem__)
    numbers = {
        "n_tokens_models": len(ratio),
        "tokens_chinchilla": cfg.chinchilla,
        "tokens_least": ratio[order[0]],
        "tokens_least_name": data["tokens_name"][order[0]],
        "tokens_most": ratio[order[-1]],
        "tokens_most_name": data["tokens_name"][order[-1]],
        "tokens_most_of_a_model": max(
            r for r, of in zip(ratio, data["tokens_of"], strict=True) if of == "model"
        ),
        "n_tokens_above_chinchilla": sum(r > cfg.chinchilla for r in ratio),
        "n_tokens_mixtures": sum(active is not None for active in data["tokens_active"]),
    }
    spoken = {"gpt3": "GPT-3", "llama_7b": "LLaMA-7B", "llama_3_8b": "Llama 3 8B"}
    spoken |= {"llama_405b": "Llama 3.1 405B", "kimi_k2": "Kimi K2"}
    for key, name in spoken.items():
        numbers[f"tokens_{key}"] = ratio[data["tokens_name"].index(name)]
    kimi = data["tokens_name"].index("Kimi K2")
    numbers["tokens_kimi_k2_active"] = data["tokens_per_active"][kimi]
    numbers["tokens_most_over_gpt3"] = numbers["tokens_most"] / numbers["tokens_gpt3"]
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
    recipe = np.array([weights == "IMAGENET1K_V2" for weights in data["image_weights"]])
    newer = plain & [not name.startswith(OLDEST) for name in data["image_name"]]
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
        "correlation_squared_operations": linregress(flops[plain], accuracy[plain]).rvalue ** 2,
        "n_image_second_recipe": int(np.sum(recipe)),
        "correlation_squared_second_recipe": linregress(params[recipe], accuracy[recipe]).rvalue
        ** 2,
        "n_image_without_oldest": int(np.sum(newer)),
        "n_image_oldest": int(np.sum(plain) - np.sum(newer)),
        "correlation_squared_without_oldest": linregress(params[newer], accuracy[newer]).rvalue
        ** 2,
    }
