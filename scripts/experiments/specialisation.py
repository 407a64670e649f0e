"""The lawyer who cannot talk about football: a model that only ever read law, asked about sport.

Question: is a model that fails outside its subject overfitted, or has it just never seen the rest?
Sources: McCloskey and Cohen (1989), Psychology of Learning and Motivation 24, 109-165, and
Kirkpatrick et al. (2017), PNAS 114, 3521-3526 (forgetting); Bengio et al. (2003), JMLR 3, 1137-1155
(the network); legal texts from the SPDX licence list, glosses from WordNet 3.1, the constitution of
the United States: ``scripts/data/README.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from scripts.compute.datasets.text_counts import load_text_counts
from scripts.compute.parallel import spread
from scripts.models import char_mlp, ngram
from scripts.models.seeded import seeded
from scripts.models.summary import percent, tabled, with_se

DOMAIN = ("law_held_out", "law_gloss", "sport", "fashion", "cooking")
GENERAL = ("sport", "fashion", "cooking")  # what the diet holds beside law
GLOSSES = ("law_gloss", *GENERAL)
LAW, SPORT, FASHION = DOMAIN.index("law_held_out"), DOMAIN.index("sport"), DOMAIN.index("fashion")
DRAWS = ("a", "b", "c")  # stretches of the legal text


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 3  # each: its own text or draw from it, first weights and minibatches
    orders: tuple[int, ...] = (2, 3, 4, 5, 6)  # characters an n-gram looks at, the next included
    n_dims: int = 16  # of a character's vector
    n_hidden: int = 192  # 21,195 parameters
    big_hidden: int = 576  # three times as many
    n_steps: int = 750  # a matter of time: on validation text twice as many are 0.09 bits better
    batch_size: int = 160  # characters a step: 120,000 in all, as many as are in a diet
    lr: float = 0.02  # best of 0.005, 0.01, 0.02, 0.03 on validation text, mixed diet
    n_diet: int = 120_000  # different characters in every diet; the general texts hold 125,270
    shares: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 0.9, 1.0)  # of law in the diet
    control_share: float = 0.5  # of law in the mixed diet and in the one without fashion
    replays: tuple[float, ...] = (0.0, 0.1, 0.25, 0.5)  # share of old text while learning law
    tuning_stops: tuple[int, ...] = (0, 25, 50, 100, 200, 400)  # steps
    tuning_lr: float = 0.01  # best of 0.003, 0.006, 0.01, 0.02: law + sport validation, replay 0.25
    sizes: tuple[int, ...] = (3_000, 10_000, 30_000, 100_000, 300_000)  # then all legal characters
    table_chars: int = 30_000  # of each topic's glosses; the smallest training text has 31,937
    n_packed: int = 250_000  # characters behind each model that ships
    packed_order: int = 5
    cutoffs: tuple[int, ...] = (1, 1, 1, 2, 3)  # runs of 1, 2, ... characters seen less are pruned
    beginning: str = "the player"  # of the texts that the page shows before it is asked
    n_written: int = 160  # characters of each, the last begun word not shown
    example: str = "the goalkeeper kicked the ball over the bar"


QUICK = Config(
    n_seeds=2, n_dims=4, n_hidden=8, big_hidden=24, n_steps=8, batch_size=64, tuning_stops=(0, 4, 8)
)
DATA = ("text_counts.npz",)
# Double precision: with another processor's BLAS kernels, no written digit changed.
TOLERANCE = {"default": 1e-5}


@cache
def texts() -> dict[str, ngram.Table]:
    """6-gram counts of every piece, and "law_train" of all legal training text."""
    pieces = load_text_counts()
    parts = [f"law_{draw}_{size}" for draw in DRAWS for size in (3_000, 10_000, 30_000, 100_000)]
    law = ngram.merge(pieces[name] for name in [*parts, "law_rest"])
    return pieces | {"law_train": law, "law_held_out_held_out": pieces["law_held_out"]}


def held_out(domain: str) -> ngram.Table:
    """Text that no model learns from and no setting is chosen on, as counts."""
    return texts()[f"{domain}_held_out"]


def legal(n_chars: int, stretch: int) -> ngram.Table:
    """First n characters of a stretch of law, as counts; all three together from 300,000 on."""
    steps = [size for size in (3_000, 10_000, 30_000, 100_000) if size <= n_chars]
    stretches = DRAWS if n_chars > 100_000 else DRAWS[stretch % len(DRAWS)]
    return ngram.merge(texts()[f"law_{draw}_{size}"] for draw in stretches for size in steps)


@cache
def general_text(topics: tuple[str, ...]) -> ngram.Table:
    """Glosses on all of the topics to learn from, as counts."""
    return ngram.merge(texts()[f"{topic}_train"] for topic in topics)


def diet(
    cfg: Config, share: float, rng: np.random.Generator, topics: tuple[str, ...] = GENERAL
) -> ngram.Table:
    """Draw n_diet characters, a share of them law, the rest evenly from all the topics' text.

    Every diet has the same number of different places in the text, each with the five characters
    before it.
    """
    n_law = round(share * cfg.n_diet)
    general = general_text(topics)
    return ngram.mixed([(texts()["law_train"], n_law), (general, cfg.n_diet - n_law)], rng)


def bits(knobs: char_mlp.Knobs, domains: tuple[str, ...] = DOMAIN) -> list[float]:
    """Bits per character on held-out text of each domain."""
    return [char_mlp.bits(knobs, held_out(domain)) for domain in domains]


def one_network(
    cfg: Config, kind: str, value: float, stretch: int, rng: np.random.Generator
) -> list:
    """Train one network, or for "replay" one and its fine-tuned descendants.

    Parameters
    ----------
    cfg : Config
    kind : {"share", "without", "size", "big", "replay"}
    value : float
        Share of law in the diet; for "size", characters of law, 0 for all.
    stretch : int
        Which part of the legal text a "size" below 300,000 is taken from.
    rng : Generator

    Returns
    -------
    Bits per character: (5,) by domain; for "size", (6,) with the training text first; for "replay",
    (replay, step, 2) on held-out law and sport, and (5,) by domain before any law.
    """
    if kind in {"size", "big"}:
        table = legal(int(value), stretch) if value else texts()["law_train"]
    else:
        topics = tuple(t for t in GENERAL if t != "fashion") if kind == "without" else GENERAL
        table = diet(cfg, value, rng, topics)
    hidden = cfg.big_hidden if kind == "big" else cfg.n_hidden
    start = char_mlp.new(cfg.n_dims, hidden, rng)
    settings = cfg.n_steps, cfg.batch_size, cfg.lr
    [knobs] = char_mlp.train(start, np.repeat(*table), *settings, rng)
    if kind == "replay":
        return [[learn_law(cfg, knobs, replay, rng) for replay in cfg.replays], bits(knobs)]
    return [char_mlp.bits(knobs, table)] * (kind == "size") + bits(knobs)


def learn_law(
    cfg: Config, knobs: char_mlp.Knobs, replay: float, rng: np.random.Generator
) -> list[list[float]]:
    """Train a network on with law, a share of old text among it; (n_stops, 2) bits on the way."""
    codes = np.repeat(*diet(cfg, 1 - replay, rng))
    settings = cfg.tuning_stops[-1], cfg.batch_size, cfg.tuning_lr
    path = char_mlp.train(knobs, codes, *settings, rng, stops=cfg.tuning_stops)
    return [bits(stop, ("law_held_out", "sport")) for stop in path]


def networks(cfg: Config) -> dict[tuple[str, float], list]:
    """Train all networks.

    Returns
    -------
    (kind, value) to what `one_network` returns, one for each seed
    """
    plan = [("replay", 0.0), *(("big", 0.0), ("without", cfg.control_share))]
    plan += [("share", share) for share in cfg.shares if share > 0]
    plan += [("size", float(n)) for n in (*cfg.sizes, 0)]
    seeds = np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)
    rngs = [seed.spawn(len(plan)) for seed in seeds]
    tasks = [(cfg, *plan[i], s, rngs[s][i]) for i in range(len(plan)) for s in range(cfg.n_seeds)]
    found = spread(one_network, tasks, label="networks")
    return {key: found[i * cfg.n_seeds : (i + 1) * cfg.n_seeds] for i, key in enumerate(plan)}


def topic_table(cfg: Config, rngs: list[np.random.Generator]) -> tuple[int, np.ndarray]:
    """Train an n-gram on each topic's glosses and test it on each topic's.

    Returns
    -------
    order : int
        Lowest validation bits on the model's own topic, mean over topics and draws.
    bits : (seed, trained on, tested on) array
    """
    drawn = [
        [ngram.thin(texts()[f"{topic}_train"], cfg.table_chars, rng) for topic in GLOSSES]
        for rng in rngs
    ]

    pairs = [
        (table, texts()[f"{topic}_val"])
        for tables in drawn
        for topic, table in zip(GLOSSES, tables, strict=True)
    ]
    best = ngram.best_order(pairs, cfg.orders)
    models = [[ngram.fit(table, best) for table in tables] for tables in drawn]
    return best, np.array([[[m.bits(held_out(t)) for t in GLOSSES] for m in row] for row in models])


def run(cfg: Config) -> dict:
    """Train n-grams and small networks on law, on mixtures, and on law after something else.

    All bits are bits per character on text that nothing was learned from: the less, the better the
    guess. Networks: mean over seeds, with `_se`, the standard error of that mean: it says how well
    starts, draws and minibatches are averaged, not how another held-out text would differ.

    Returns
    -------
    domain : (5,) str
        Held-out legal documents; then dictionary glosses on law, sport, fashion and cooking.
    order : (n_orders,) int, characters an n-gram looks at, the guessed one included
    bits : (n_orders, 5) trained on all legal text: exact, nothing is random
    constitution_bits : (n_orders,) the same models on the constitution of the United States
    share : (n_shares,) share of law in the diet, the rest glosses on sport, fashion and cooking
    share_bits : (n_shares, 5), with `_se`
    control : (3,) str, diets: law only, half law without fashion, half law
    control_bits : (3, 5), with `_se`
    kept_share : float, share of the bits gained on fashion that remains without fashion; with
        `_se`. The diet without fashion has more sport and cooking instead, to be equally long
    replay : (n_replays,) share of the old text while a general network learns law
    replay_step : (n_stops,) int
    replay_bits : (n_replays, n_stops, 2) on held-out law and on sport, with `_se`
    n_chars : (n_sizes,) int, different legal characters, all of them last
    gap_text : (3,) str: the training text, held-out law, sport
    gap_bits : (n_sizes, 3), with `_se`; below 300,000 characters every seed has its own text
    big_bits : (2, 5) the usual network and one with three times the parameters, both on all legal
        text, with `_se`
    table_domain : (4,) str
    table_bits : (4, 4) an n-gram trained on the row's glosses, tested on the column's, with `_se`
    packed_name : (2,) str
    packed_bits : (2, 5) of the two models that ship, pruned and rounded
    full_bits : (2, 5) of the same two before pruning
    packed_bytes : int, of both files
    beginning, example : str, as in `Config`
    written : (2,) str, what each of them writes after `beginning`, with seed 1
    written_bits : dict by writer of (2, n letters) bits that each letter costs the two
    example_bits : (2, n letters) bits that each letter of `example` costs the two
    binaries : dict of bytes, the two models as `ngram.pack` writes them: files for the page
    quoted : dict of scalars
    """
    rng = np.random.default_rng([cfg.seed, 1])
    fitted = [ngram.fit(texts()["law_train"], order) for order in cfg.orders]
    data = {
        "domain": list(DOMAIN),
        "order": list(cfg.orders),
        "bits": np.array([[model.bits(held_out(d)) for d in DOMAIN] for model in fitted]),
        "constitution_bits": [model.bits(texts()["constitution"]) for model in fitted],
        "share": list(cfg.shares),
    }

    found = networks(cfg)
    tuned = np.array([tuned for tuned, _ in found["replay", 0]])  # (seed, replay, stop, 2)
    general = [before for _, before in found["replay", 0]]
    diets = np.array([found.get(("share", s), general) for s in cfg.shares])  # (share, seed, 5)
    half = diets[cfg.shares.index(cfg.control_share)]
    control = np.array([diets[-1], found["without", cfg.control_share], half])
    sizes = np.array([found["size", float(n)] for n in (*cfg.sizes, 0)])  # (size, seed, 6)
    big = np.array([sizes[-1][:, 1:], found["big", 0]])
    data |= with_se("share_bits", diets, axis=1)
    data["control"] = ["law only", "half law, without fashion", "half law"]
    data |= with_se("control_bits", control, axis=1)
    gained = control[0, :, FASHION] - control[1:, :, FASHION]  # (without or with, seed)
    data |= with_se("kept_share", gained[0] / gained[1], axis=0)
    data |= {"replay": list(cfg.replays), "replay_step": list(cfg.tuning_stops)}
    data |= with_se("replay_bits", tuned, axis=0)
    data["n_chars"] = [*cfg.sizes, int(texts()["law_train"][1].sum())]
    data["gap_text"] = ["train", "law_held_out", "sport"]
    data |= with_se("gap_bits", sizes[..., [0, 1 + LAW, 1 + SPORT]], axis=1)
    data |= with_se("big_bits", big, axis=1)

    table_order, table = topic_table(cfg, rng.spawn(cfg.n_seeds))
    data["table_domain"] = list(GLOSSES)
    data |= with_se("table_bits", table, axis=0)

    data |= shipped(cfg, rng)
    pairs = paired(cfg, control, big, tuned, sizes)
    data["quoted"] = quoted(cfg, data, table_order, pairs)
    return data


def paired(
    cfg: Config, control: np.ndarray, big: np.ndarray, tuned: np.ndarray, sizes: np.ndarray
) -> dict[str, np.ndarray]:
    """Differences between networks of the same seed, (n_seeds,) bits each, by name.

    Parameters
    ----------
    cfg : Config
    control : (3, n_seeds, 5) bits after law alone, half law without fashion, half law
    big : (2, n_seeds, 5) bits of the usual network and of the big one
    tuned : (n_seeds, n_replays, n_stops, 2) bits while a general network learns law
    sizes : (n_sizes, n_seeds, 6) bits on the training text, then by domain
    """
    gained = control[0, :, FASHION] - control[1:, :, FASHION]  # (without or with, seed)
    found = {
        "big_gain_law": big[0, :, LAW] - big[1, :, LAW],
        "big_gain_sport": big[0, :, SPORT] - big[1, :, SPORT],
        "mixed_gain_sport": control[0, :, SPORT] - control[2, :, SPORT],
        "fashion_gain": gained[1],
        "fashion_gain_without_fashion": gained[0],
        "kept_share": gained[0] / gained[1],
    }
    for r, replay in enumerate(cfg.replays):
        sport = tuned[:, r, :, 1]
        found[f"sport_forgotten_replay_{percent(replay)}"] = sport[:, -1] - sport[:, 0]
    for n, size in zip(_sizes(cfg), sizes, strict=True):
        found[f"law_gap_{n}"] = size[:, 1 + LAW] - size[:, 0]
        found[f"sport_gap_{n}"] = size[:, 1 + SPORT] - size[:, 1 + LAW]
    return found


def shipped(cfg: Config, rng: np.random.Generator) -> dict:
    """Fit and pack the two models that ship: from equally many characters, all and half law."""
    law, half = texts()["law_train"], cfg.n_packed // 2
    both = [ngram.thin(table, half, rng) for table in (law, general_text(GENERAL))]
    tables = {"law": ngram.thin(law, cfg.n_packed, rng), "mixed": ngram.merge(both)}
    order = cfg.packed_order
    full = [ngram.fit(table, order) for table in tables.values()]
    binaries = {name: ngram.pack(t, order, cfg.cutoffs[:order]) for name, t in tables.items()}
    pruned = [ngram.unpack(content) for content in binaries.values()]
    samples = [written(model, cfg.beginning, 1, cfg.n_written) for model in pruned]
    before = f" {cfg.beginning} "
    return {
        "packed_name": list(tables),
        "packed_bits": np.array([[m.bits(held_out(d)) for d in DOMAIN] for m in pruned]),
        "full_bits": np.array([[m.bits(held_out(d)) for d in DOMAIN] for m in full]),
        "beginning": cfg.beginning,
        "written": samples,
        "written_bits": {
            name: [ngram.surprises(m, text, before) for m in pruned]
            for name, text in zip(tables, samples, strict=True)
        },
        "example": cfg.example,
        "example_bits": [ngram.surprises(m, cfg.example) for m in pruned],
        "packed_bytes": sum(map(len, binaries.values())),
        "binaries": binaries,
    }


def written(model: ngram.Packed, beginning: str, seed: int, n: int) -> str:
    """Let a model write on from a beginning: whole words, the same as in the page."""
    for letter in beginning:  # every beginning its own chance: the models' memory is short
        seed = (31 * seed + ord(letter)) % 2**31
    text = ngram.sample(model, n, seeded(seed), f" {beginning} ")
    return text[: text.rindex(" ")].strip() if " " in text else text


def quoted(cfg: Config, data: dict, table_order: int, pairs: dict[str, np.ndarray]) -> dict:
    """Scalars that prose may quote; a name that ends in `_se` is a standard error over seeds."""
    n_params = len(char_mlp.new(cfg.n_dims, cfg.n_hidden, np.random.default_rng(0)).values)
    big_params = len(char_mlp.new(cfg.n_dims, cfg.big_hidden, np.random.default_rng(0)).values)
    numbers = {
        "random_guess": np.log2(ngram.N_SYMBOLS),
        "n_symbols": ngram.N_SYMBOLS,
        "n_seeds": cfg.n_seeds,
        "n_params": n_params,
        "big_params": big_params,
        "n_diet": cfg.n_diet,
        "n_read": cfg.n_steps * cfg.batch_size,
        "n_law": data["n_chars"][-1],
        "n_general": sum(int(texts()[f"{topic}_train"][1].sum()) for topic in GENERAL),
        "n_packed": cfg.n_packed,
        "table_order": table_order,
        "table_chars": cfg.table_chars,
    }
    numbers |= {f"n_{domain}": int(held_out(domain)[1].sum()) for domain in DOMAIN}
    orders = [f"order_{order}" for order in cfg.orders]
    numbers |= tabled(_columns(DOMAIN, data["bits"]), orders)
    numbers |= tabled({"constitution": data["constitution_bits"]}, orders)
    shares = [f"share_{percent(share)}" for share in cfg.shares]
    numbers |= tabled(_columns(DOMAIN, data["share_bits"]), shares)
    numbers |= tabled(_columns(DOMAIN, data["share_bits_se"]), shares, "{column}_{row}_se")
    numbers["law_before"], numbers["sport_before"] = data["replay_bits"][0, 0]
    largest = np.max(data["share_bits_se"])
    numbers["largest_se_share"] = np.ceil(100 * largest) / 100  # rounded up: "at most"
    replays = [f"replay_{percent(replay)}" for replay in cfg.replays]
    numbers |= tabled(_columns(("law", "sport"), data["replay_bits"][:, -1]), replays)
    sizes = [f"chars_{n}" for n in _sizes(cfg)]
    numbers |= tabled(_columns(("train", "law", "sport"), data["gap_bits"]), sizes)
    for name, values in pairs.items():
        numbers |= with_se(name, values)
    other = ~np.eye(len(GLOSSES), dtype=bool)
    numbers |= {
        "law_big": data["big_bits"][1, LAW],
        "sport_big": data["big_bits"][1, SPORT],
        "table_own": data["table_bits"][~other].mean(),
        "table_other": data["table_bits"][other].mean(),
        "table_worst_own": data["table_bits"][~other].max(),
        "table_best_other": data["table_bits"][other].min(),
    }
    for k, name in enumerate(data["packed_name"]):
        numbers[f"packed_{name}_bytes"] = len(data["binaries"][name])
        numbers |= {f"packed_{name}_{d}": data["packed_bits"][k, i] for i, d in enumerate(DOMAIN)}
        numbers[f"example_{name}"] = np.mean(data["example_bits"][k])
        numbers[f"packed_{name}_cost"] = (data["packed_bits"][k] - data["full_bits"][k]).max()
    return numbers


def _columns(names: tuple[str, ...], table: np.ndarray) -> dict[str, np.ndarray]:
    return dict(zip(names, table.T, strict=True))


def _sizes(cfg: Config) -> list[str]:
    """Names of the sizes of the legal text in quoted numbers."""
    return [*map(str, cfg.sizes), "all"]
