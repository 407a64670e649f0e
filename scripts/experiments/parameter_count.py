"""Where 175 billion comes from: the parameters of GPT-3, counted from its printed shape.

Question: what do 175 billion parameters consist of, where do they fit, and how far is it from 2?
Sources: Brown et al. (2020), arXiv:2005.14165, tables 2.1 and D.1; Kaplan et al. (2020),
arXiv:2001.08361, for the rule of thumb 12 L d²; model cards named in scripts/data/.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from fractions import Fraction

import numpy as np

from scripts.compute.datasets.gpt3_sizes import load_gpt3_sizes
from scripts.compute.datasets.ladder import load_ladder
from scripts.compute.datasets.param_counts import BESIDE, load_param_counts, sizes
from scripts.models.transformer import TransformerShape, count_parameters, memory_bytes

PARTS = ("embedding", "attention", "mlp", "norm", "router", "head")
BIASES = ("qkv_bias", "out_bias", "mlp_bias")
DEVICES = (  # one of each kind that was sold in 2026 with this memory, and where that was read
    ("iPhone 17", "https://techplugged.com/?p=10069868"),
    ("MacBook Air M5", "https://setupai.cc/update/macbook-air-770e46bb"),
    ("NVIDIA H100", "https://www.nvidia.com/en-us/data-center/h100/"),
)


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0  # unused: there is no chance in counting
    vocab_size: int = 50_257  # GPT-2's tokens, which GPT-3 uses
    n_positions: int = 2048  # tokens of context, each with a learned position
    bits: tuple[int, ...] = (16, 8, 4)  # of a weight: as trained, and quantised twice
    # Memory as it is sold: 1 GB here is 2^30 bytes.
    phone_gb: int = 8  # what many phones of 2024 to 2026 have; others of 2026 have 12
    laptop_gb: int = 16  # what a MacBook Air and many others have had at least since 2024
    gpu_gb: int = 80  # an NVIDIA A100 or H100; GPUs that came later have 141 GB and more
    # Bytes a parameter while a model is trained with Adam in mixed precision: 2 for the weight, 2
    # for its gradient, 12 for weight, mean and variance in full. Rajbhandari et al. (2020),
    # arXiv:1910.02054, section 3.1.
    train_bytes: int = 16
    memory_models: tuple[str, ...] = (  # of param_counts.csv; GPT-3 comes on top
        "Gemma-3-270M",
        "Llama-3.2-1B",
        "phi-2",
        "Llama-3-8B",
        "Mixtral-8x7B",
    )
    rumour: int = 100 * 10**12  # what GPT-4 was said to have, by nobody who knew
    site_models: tuple[tuple[str, int], ...] = (  # trained for other figures of this site
        ("cake line", 2),  # cake_knobs: intercept and slope
        ("best polynomial", 7),  # capacity_sweep: degree 6
        ("digit reader", 650),  # digit_knobs: 64 weights and an offset for each of ten digits
        ("widest digit reader", 40_010),  # double_descent: 4,000 and an offset for each of ten
    )


QUICK = Config(site_models=Config.site_models[:1])
DATA = ("gpt3_table21.csv", "param_counts.csv", "ladder.csv")
TOLERANCE = {"default": 1e-9}  # whole numbers and their ratios


def gpt3_shape(cfg: Config, row: dict) -> TransformerShape:
    """Shape of a row of the paper's table.

    Heads get d_model / n_heads each, also in the two rows that print another width of head, so
    that queries are as wide as the model.

    Parameters
    ----------
    cfg : Config
    row : dict
        Of `load_gpt3_sizes`.
    """
    d = row["d_model"]
    return TransformerShape(
        n_layers=row["n_layers"],
        d_model=d,
        n_heads=row["n_heads"],
        n_kv_heads=row["n_heads"],
        d_head=Fraction(d, row["n_heads"]),
        d_ff=4 * d,
        vocab_size=cfg.vocab_size,
        n_positions=cfg.n_positions,
    )


def last_digit(number: int) -> int:
    """Value of the last digit that is not zero: how finely a printed number is rounded.

    >>> last_digit(12_850)
    10
    """
    unit = 1
    while number % (10 * unit) == 0:
        unit *= 10
    return unit


def agrees(printed: int, exact: int) -> bool:
    """Whether a printed number is the exact one, rounded to its last digit that is not zero."""
    return abs(printed - exact) <= last_digit(printed) / 2


def run(cfg: Config) -> dict:
    """Count GPT-3's eight sizes, what models weigh in memory, and the ladder from 2 up.

    Nothing is random: the counts are exact, and have no spread.

    Returns
    -------
    name : (8,) str, sizes of GPT-3
    published, published_d1 : (8,) int, parameters as printed in tables 2.1 and D.1
    exact : (8,) int, parameters counted from the printed shape
    difference_percent, difference_d1_percent : (8,) exact against published, against published_d1
    agrees_d1 : (8,) 1 where published_d1 is exact, rounded
    embedding, attention, mlp, norm, router, head : (8,) int, parameters; they add up to exact
    rule_of_thumb : (8,) int, 12 L d²
    heads_by_width : (8,) int, printed heads times printed width of a head; d_model where the row
        is consistent
    n_layers, d_model : (8,) int, printed
    memory_name : (n_models,) str
    memory_count : (n_models,) int, parameters, all experts
    bits : (n_bits,) int, of a weight
    memory : (n_models, n_bits) bytes, weights alone
    presets : list of dict, a model each: name; params and active, published; source; window and
        windowed where blocks look back no further; shape, the fields of `TransformerShape` that are
        not at their defaults. A width of a head that is d_model / n_heads and an MLP of four times
        the width are left out
    train_bytes : int, of a parameter while it is trained
    device_name : (3,) str
    device_example : (3,) str, one that has this memory
    device_source : (3,) str, where that was read
    device_gb : (3,) int, memory as sold
    device_bytes : (3,) int, device_gb times 2^30
    fits : (n_models, n_bits) int, how many of the devices hold the weights: 0 to 3
    ladder_name : (n,) str, from small to large
    ladder_count : (n,) int, parameters
    ladder_active : (n,) int, parameters that one token uses
    ladder_basis : (n,) str, "site" (trained here), "counted" (from the published shape) or "stated"
        (by the maker)
    ladder_source : (n,) str
    quoted : dict of scalars
    """
    rows = load_gpt3_sizes()
    counts = [count_parameters(gpt3_shape(cfg, row)) for row in rows]
    exact = [count.total for count in counts]
    data = {
        "name": [row["name"] for row in rows],
        "published": [row["params"] for row in rows],
        "published_d1": [row["params_d1"] for row in rows],
        "exact": exact,
        "difference_percent": [_percent(e, row["params"]) for e, row in _pairs(exact, rows)],
        "difference_d1_percent": [_percent(e, row["params_d1"]) for e, row in _pairs(exact, rows)],
        "agrees_d1": [int(agrees(row["params_d1"], e)) for e, row in _pairs(exact, rows)],
    }
    data |= {part: [asdict(count)[part] for count in counts] for part in PARTS}
    data |= {
        "rule_of_thumb": [12 * row["n_layers"] * row["d_model"] ** 2 for row in rows],
        "heads_by_width": [row["n_heads"] * row["d_head"] for row in rows],
        "n_layers": [row["n_layers"] for row in rows],
        "d_model": [row["d_model"] for row in rows],
    }
    data |= _memory(cfg, exact[-1])
    data["presets"] = _presets(cfg, rows, exact)
    data["train_bytes"] = cfg.train_bytes
    data |= _ladder(cfg)
    data["quoted"] = quoted(cfg, rows, data)
    return data


def _memory(cfg: Config, gpt3: int) -> dict:
    table = {row["name"]: row["params"] for row in load_param_counts()}
    counts = {name: table[name] for name in cfg.memory_models} | {"GPT-3": gpt3}
    devices = {"phone": cfg.phone_gb, "laptop": cfg.laptop_gb, "one GPU": cfg.gpu_gb}
    capacity = np.array([gb * 2**30 for gb in devices.values()])
    memory = np.array([[memory_bytes(n, b) for b in cfg.bits] for n in counts.values()])
    return {
        "memory_name": list(counts),
        "memory_count": list(counts.values()),
        "bits": list(cfg.bits),
        "memory": memory,
        "device_name": list(devices),
        "device_example": [name for name, _ in DEVICES],
        "device_source": [source for _, source in DEVICES],
        "device_gb": list(devices.values()),
        "device_bytes": capacity,
        "fits": np.sum(memory[..., None] <= capacity, axis=-1),
    }


def _presets(cfg: Config, rows: list[dict], exact: list[int]) -> list[dict]:
    """Shapes of GPT-3 and of the models of param_counts.csv, as briefly as they can be told."""
    paper = "arXiv:2005.14165, table 2.1"
    presets = [
        {"name": row["name"], "params": row["params"], "active": row["params"], "source": paper}
        | {"shape": told(gpt3_shape(cfg, row))}
        for row in rows
    ]
    for row in load_param_counts():
        beside = {key: row[key] for key in BESIDE if key in row}
        presets.append(beside | {"shape": told(TransformerShape(**sizes(row)))})
    return presets


def told(shape: TransformerShape) -> dict:
    """Fields of a shape that have to be told, switches as true and false."""
    found = {}
    for field in fields(shape):
        value = getattr(shape, field.name)
        if field.name == "qk_norm":
            value = {0: "no", 1: "head"}.get(value, value)
        elif field.type.startswith("bool") and value is not None:
            value = bool(value)
        width = {"d_head": Fraction(shape.d_model, shape.n_heads), "d_ff": 4 * shape.d_model}
        usual = shape.linear_bias if field.name in BIASES else field.default
        if value not in (usual, field.default, width.get(field.name), "no"):
            found[field.name] = value
    return found


def _ladder(cfg: Config) -> dict:
    ours = [
        {"name": name, "params": n, "active": n, "basis": "site", "source": "this site"}
        for name, n in cfg.site_models
    ]
    rungs = ours + load_ladder()
    columns = {"name": "name", "count": "params", "active": "active", "basis": "basis"}
    columns["source"] = "source"
    return {f"ladder_{key}": [rung[column] for rung in rungs] for key, column in columns.items()}


def quoted(cfg: Config, rows: list[dict], data: dict) -> dict:
    """Scalars that prose may quote; ``_175b`` is the largest size, ``_small`` the smallest."""
    largest = rows[-1]
    numbers = {
        "n_sizes": len(rows),
        "vocab_size": cfg.vocab_size,
        "n_positions": cfg.n_positions,
        "n_layers_175b": largest["n_layers"],
        "d_model_175b": largest["d_model"],
        "published_175b": data["published"][-1],
        "exact_175b": data["exact"][-1],
        "exact_175b_billion": data["exact"][-1] / 1e9,
        "difference_percent_175b": data["difference_percent"][-1],
        "difference_d1_percent_175b": data["difference_d1_percent"][-1],
        "rule_of_thumb_175b_billion": data["rule_of_thumb"][-1] / 1e9,
        "rule_of_thumb_off_percent_175b": _percent(
            data["rule_of_thumb"][-1], data["published"][-1]
        ),
        "rule_of_thumb_off_percent_small": _percent(data["rule_of_thumb"][0], data["published"][0]),
        "exact_small": data["exact"][0],
        "largest_over_smallest": data["exact"][-1] / data["exact"][0],
        "worst_difference_percent": max(map(abs, data["difference_percent"])),
        "agree_with_d1": sum(data["agrees_d1"]),
    }
    for part in ("embedding", "attention", "mlp", "norm"):
        for size, i in (("small", 0), ("175b", -1)):
            numbers[f"{part}_share_{size}"] = data[part][i] / data["exact"][i]
    numbers |= _misprints(cfg, rows, data)
    gpt3 = dict(zip(data["bits"], data["memory"][-1], strict=True))
    gpu = data["device_bytes"][-1]
    numbers |= {
        "phone_gb": cfg.phone_gb,
        "laptop_gb": cfg.laptop_gb,
        "gpu_gb": cfg.gpu_gb,
        "gpu_gb_decimal": gpu / 1e9,
        "train_bytes": cfg.train_bytes,
        "gpus_for_gpt3_16_bits": int(np.ceil(gpt3[16] / gpu)),
    }
    numbers |= {f"gpt3_gb_{bits}_bits": size / 1e9 for bits, size in gpt3.items()}
    for name in ("Gemma-3-270M", "Llama-3-8B", "Mixtral-8x7B"):
        sizes = data["memory"][data["memory_name"].index(name)]
        key = name.lower().replace("-", "_")
        numbers |= {f"{key}_gb_{b}_bits": s / 1e9 for b, s in zip(cfg.bits, sizes, strict=True)}
    rumour = memory_bytes(cfg.rumour, max(cfg.bits))
    first, last = data["ladder_count"][0], data["ladder_count"][-1]
    numbers |= {
        "rumour_trillion": cfg.rumour / 1e12,
        "rumour_over_gpt3": cfg.rumour / data["published"][-1],
        "rumour_terabytes": rumour / 1e12,
        "rumour_gpus": int(np.ceil(rumour / gpu)),
        "rumour_over_largest": cfg.rumour / last,
        "n_site_models": len(cfg.site_models),
        "ladder_first": first,
        "ladder_last_trillion": last / 1e12,
        "ladder_last_name": data["ladder_name"][-1],
        "ladder_last_active_billion": data["ladder_active"][-1] / 1e9,
        "ladder_last_active_share": data["ladder_active"][-1] / last,
        "ladder_second_name": data["ladder_name"][-2],
        "ladder_second_trillion": data["ladder_count"][-2] / 1e12,
        "ladder_second_active_billion": data["ladder_active"][-2] / 1e9,
        "ladder_third_active_billion": data["ladder_active"][-3] / 1e9,
        "ladder_tens": float(np.log10(last / first)),
        "gpt3_over_cake_billion": data["exact"][-1] / first / 1e9,
        "largest_over_gpt3": last / data["exact"][-1],
        "gpt3_over_gpt2": data["exact"][-1]
        / data["ladder_count"][data["ladder_name"].index("GPT-2")],
    }
    return numbers


def _misprints(cfg: Config, rows: list[dict], data: dict) -> dict:
    """Count what the two inconsistent rows could have meant.

    XL prints 24 heads of 128, which is 3,072, for a width of 2,048. 13B prints 40 heads of 128,
    which is 5,120, for a width of 5,140. Each reading gives another total; table D.1 decides.
    """
    odd = [row["name"] for row in rows if row["n_heads"] * row["d_head"] != row["d_model"]]
    by_name = {row["name"]: row for row in rows}
    xl, b13 = by_name["GPT-3 XL"], by_name["GPT-3 13B"]
    xl_wide = count_parameters(replace(gpt3_shape(cfg, xl), d_head=xl["d_head"])).total
    b13_width = b13["n_heads"] * b13["d_head"]
    b13_exact = data["exact"][data["name"].index("GPT-3 13B")]
    xl_exact = data["exact"][data["name"].index("GPT-3 XL")]
    b13_even = count_parameters(gpt3_shape(cfg, b13 | {"d_model": b13_width})).total
    mended = [
        agrees(row["params_d1"], b13_even if row is b13 else e)
        for e, row in _pairs(data["exact"], rows)
    ]
    return {
        "inconsistent_rows": len(odd),
        "gpt3_xl_heads": xl["n_heads"],
        "gpt3_xl_d_head": xl["d_head"],
        "gpt3_xl_heads_by_width": xl["n_heads"] * xl["d_head"],
        "gpt3_xl_d_model": xl["d_model"],
        "gpt3_xl_heads_that_fit": xl["d_model"] // xl["d_head"],
        "gpt3_xl_published_d1": xl["params_d1"],
        "gpt3_xl_exact": xl_exact,
        "gpt3_xl_difference_d1_percent": _percent(xl_exact, xl["params_d1"]),
        "gpt3_xl_if_heads_are_right": xl_wide,
        "gpt3_xl_if_heads_are_right_percent": _percent(xl_wide, xl["params"]),
        "gpt3_xl_if_heads_are_right_d1_percent": _percent(xl_wide, xl["params_d1"]),
        "gpt3_13b_heads": b13["n_heads"],
        "gpt3_13b_d_head": b13["d_head"],
        "gpt3_13b_heads_by_width": b13_width,
        "gpt3_13b_d_model": b13["d_model"],
        "gpt3_13b_published_d1": b13["params_d1"],
        "gpt3_13b_exact": b13_exact,
        "gpt3_13b_difference_d1_percent": _percent(b13_exact, b13["params_d1"]),
        "gpt3_13b_if_width_is_heads": b13_even,
        "gpt3_13b_if_width_is_heads_d1_percent": _percent(b13_even, b13["params_d1"]),
        "agree_with_d1_if_width_is_heads": sum(mended),
    }


def _percent(found: float, reference: float) -> float:
    return 100 * (found / reference - 1)


def _pairs(exact: list[int], rows: list[dict]) -> list[tuple[int, dict]]:
    return list(zip(exact, rows, strict=True))
