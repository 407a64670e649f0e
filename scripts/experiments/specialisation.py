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
from typing import TYPE_CHECKING

import numpy as np

from scripts import datasets, marks
from scripts.models import char_mlp, ngram
from scripts.parallel import spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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


QUICK = Config(
    n_seeds=2, n_dims=4, n_hidden=8, big_hidden=24, n_steps=8, batch_size=64, tuning_stops=(0, 4, 8)
)
DATA = ("text_counts.npz",)
# Double precision: with another processor's BLAS kernels, no written digit changed.
TOLERANCE = {"default": 1e-5}


@cache
def texts() -> dict[str, ngram.Table]:
    """6-gram counts of every piece, and "law_train" of all legal training text."""
    pieces = datasets.load_text_counts()
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
    parts = [(texts()["law_train"], n_law), (general, cfg.n_diet - n_law)]
    return ngram.merge(ngram.thin(table, n, rng) for table, n in parts if n)


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
    if kind != "replay":
        return [char_mlp.bits(knobs, table)] * (kind == "size") + bits(knobs)
    before = bits(knobs)
    tuned = []
    for replay in cfg.replays:
        codes = np.repeat(*diet(cfg, 1 - replay, rng))
        settings = cfg.tuning_stops[-1], cfg.batch_size, cfg.tuning_lr
        path = char_mlp.train(knobs, codes, *settings, rng, stops=cfg.tuning_stops[1:])
        pair = [before[LAW], before[SPORT]]
        tuned.append([pair, *(bits(k, ("law_held_out", "sport")) for k in path)])
    return [tuned, before]


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

    def own(order: int) -> float:
        return sum(
            ngram.fit(table, order).bits(texts()[f"{topic}_val"])
            for tables in drawn
            for topic, table in zip(GLOSSES, tables, strict=True)
        )

    best = min(cfg.orders, key=own)
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
    kept_share : float, share of the bits gained on fashion that remains without fashion; with `_se`
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
    data |= _mean("share_bits", diets, axis=1)
    data["control"] = ["law only", "half law, without fashion", "half law"]
    data |= _mean("control_bits", control, axis=1)
    gained = control[0, :, FASHION] - control[1:, :, FASHION]  # (without or with, seed)
    data |= _mean("kept_share", gained[0] / gained[1], axis=0)
    data |= {"replay": list(cfg.replays), "replay_step": list(cfg.tuning_stops)}
    data |= _mean("replay_bits", tuned, axis=0)
    data["n_chars"] = [*cfg.sizes, int(texts()["law_train"][1].sum())]
    data["gap_text"] = ["train", "law_held_out", "sport"]
    data |= _mean("gap_bits", sizes[..., [0, 1 + LAW, 1 + SPORT]], axis=1)
    data |= _mean("big_bits", big, axis=1)

    table_order, table = topic_table(cfg, rng.spawn(cfg.n_seeds))
    data["table_domain"] = list(GLOSSES)
    data |= _mean("table_bits", table, axis=0)

    tables = shipped(cfg, rng)
    full = [ngram.fit(t, cfg.packed_order) for t in tables.values()]
    binaries = {
        name: ngram.pack(t, cfg.packed_order, cfg.cutoffs[: cfg.packed_order])
        for name, t in tables.items()
    }
    pruned = [ngram.unpack(content) for content in binaries.values()]
    data |= {
        "packed_name": list(tables),
        "packed_bits": np.array([[m.bits(held_out(d)) for d in DOMAIN] for m in pruned]),
        "full_bits": np.array([[m.bits(held_out(d)) for d in DOMAIN] for m in full]),
        "binaries": binaries,
    }
    rises = tuned[..., -1, :] - tuned[..., 0, :]  # (seed, replay, 2)
    paired = {
        "big_gain_law": big[0, :, LAW] - big[1, :, LAW],
        "big_gain_sport": big[0, :, SPORT] - big[1, :, SPORT],
        "mixed_gain_sport": control[0, :, SPORT] - control[2, :, SPORT],
        "fashion_gain": gained[1],
        "fashion_gain_without_fashion": gained[0],
        "kept_share": gained[0] / gained[1],
    }
    for r, rise in zip(cfg.replays, rises.swapaxes(0, 1), strict=True):
        paired[f"sport_forgotten_replay_{_percent(r)}"] = rise[:, 1]
    for n, size in zip(_sizes(cfg), sizes, strict=True):
        paired[f"law_gap_{n}"] = size[:, 1 + LAW] - size[:, 0]
        paired[f"sport_gap_{n}"] = size[:, 1 + SPORT] - size[:, 1 + LAW]
    data["quoted"] = quoted(cfg, data, table_order, paired)
    return data


def shipped(cfg: Config, rng: np.random.Generator) -> dict[str, ngram.Table]:
    """Draw the texts of the two models that ship: equally many characters, all and half law."""
    law, half = texts()["law_train"], cfg.n_packed // 2
    both = [ngram.thin(table, half, rng) for table in (law, general_text(GENERAL))]
    return {"law": ngram.thin(law, cfg.n_packed, rng), "mixed": ngram.merge(both)}


def quoted(cfg: Config, data: dict, table_order: int, paired: dict[str, np.ndarray]) -> dict:
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
    for k, order in enumerate(cfg.orders):
        numbers |= {f"{d}_order_{order}": data["bits"][k, i] for i, d in enumerate(DOMAIN)}
        numbers[f"constitution_order_{order}"] = data["constitution_bits"][k]
    for k, share in enumerate(cfg.shares):
        for i, d in enumerate(DOMAIN):
            numbers[f"{d}_share_{_percent(share)}"] = data["share_bits"][k, i]
            numbers[f"{d}_share_{_percent(share)}_se"] = data["share_bits_se"][k, i]
    numbers["law_before"], numbers["sport_before"] = data["replay_bits"][0, 0]
    largest = np.max(data["share_bits_se"])
    numbers["largest_se_share"] = np.ceil(100 * largest) / 100  # rounded up: "at most"
    for k, replay in enumerate(cfg.replays):
        numbers[f"law_replay_{_percent(replay)}"] = data["replay_bits"][k, -1, 0]
        numbers[f"sport_replay_{_percent(replay)}"] = data["replay_bits"][k, -1, 1]
    for k, n in enumerate(_sizes(cfg)):
        for i, name in enumerate(("train", "law", "sport")):
            numbers[f"{name}_chars_{n}"] = data["gap_bits"][k, i]
    for name, values in paired.items():
        numbers |= {name: values.mean(), f"{name}_se": values.std(ddof=1) / np.sqrt(cfg.n_seeds)}
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
        numbers[f"packed_{name}_cost"] = (data["packed_bits"][k] - data["full_bits"][k]).max()
    return numbers


def _mean(name: str, values: np.ndarray, axis: int) -> dict[str, np.ndarray]:
    """Mean over seeds and its standard error."""
    error = values.std(axis=axis, ddof=1) / np.sqrt(values.shape[axis])
    return {name: values.mean(axis=axis), f"{name}_se": error}


def _percent(share: float) -> int:
    return round(100 * share)


def _sizes(cfg: Config) -> list[str]:
    """Names of the sizes of the legal text in quoted numbers."""
    return [*map(str, cfg.sizes), "all"]


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: A longer memory for law buys little else.

    Axis: bits per character on unseen text, fewer is better

    Caption: Models that count which character follows which, trained on {quoted.n_law:,} characters
    of licence texts and nothing else, then tested on other licences and on dictionary definitions
    of four topics. They are exact counts: no seed, no luck. Topic and style change together here;
    the other figures pull them apart.

    Alt: Line chart. As the memory grows from one to five characters, the bits needed for unseen
    licences fall from {quoted.law_held_out_order_2:.1f} to {quoted.law_held_out_order_6:.1f}. For
    definitions from law they fall to {quoted.law_gloss_order_6:.1f}, for sport only from
    {quoted.sport_order_2:.1f} to {quoted.sport_order_6:.1f}; fashion and cooking end where they
    began or higher. A random guess needs {quoted.random_guess:.2f}.

    Table: order = characters looked at, the guessed one included; bits[:,0] = unseen licences;
    bits[:,1] = law definitions; bits[:,2] = sport; bits[:,3] = fashion; bits[:,4] = cooking;
    constitution_bits = the constitution.
    """
    narrow = marks.is_narrow()
    memory = [order - 1 for order in data["order"]]
    fig, ax = marks.chart(
        (memory[0], memory[-1]),
        (0, 5.2),
        {m: str(m) for m in memory},
        {1: "1", 2: "2", 3: "3", 4: "4 bits"},
        "characters it remembers",
        color,
        right=78 if narrow else 150,
    )
    _draw_guess(ax, data, color)
    _draw_domains(ax, memory, data["bits"], color)
    return fig


def draw_diet(data: dict, color: marks.Color) -> Figure:
    """Title: A little of everything costs the lawyer little.

    Axis: bits per character on unseen text, fewer is better

    Caption: Networks with {quoted.n_params:,} knobs, each fed {config.n_diet:,} different
    characters; only the share of licence texts changes, the rest is definitions of sport, fashion
    and cooking. Mean of {config.n_seeds} seeds, standard errors at most
    {quoted.largest_se_share:.2f} bits. Topic or style? With half law and no fashion in the diet,
    {quoted.kept_share:.0%} of the gain on fashion remains, and law definitions, in no diet, gain
    too.

    Alt: Line chart. With only law in the diet, unseen licences need
    {quoted.law_held_out_share_100:.2f} bits and sport {quoted.sport_share_100:.2f}. With a tenth of
    the diet from elsewhere, licences need {quoted.law_held_out_share_90:.2f} and sport
    {quoted.sport_share_90:.2f}; half and half gives {quoted.law_held_out_share_50:.2f} and
    {quoted.sport_share_50:.2f}. Without law, licences need {quoted.law_held_out_share_0:.2f}.

    Table: share = share of law; share_bits[:,0] = unseen licences; share_bits_se[:,0] = standard
    error; share_bits[:,2] = sport; share_bits_se[:,2] = standard error; share_bits[:,1] = law
    definitions; share_bits[:,3] = fashion; share_bits[:,4] = cooking.
    """
    narrow = marks.is_narrow()
    share = data["share"]
    ticks = (0, 0.5, 1) if narrow else (0, 0.25, 0.5, 0.75, 0.9, 1)
    fig, ax = marks.chart(
        (share[0], share[-1]),
        (1, 4.4),
        {s: marks.percent(s) if s == 1 else f"{100 * s:.0f}" for s in ticks},
        {2: "2", 3: "3", 4: "4 bits"},
        "share of law in the diet",
        color,
        right=78 if narrow else 150,
    )
    _draw_domains(ax, share, data["share_bits"], color)
    at = share[-2], data["share_bits"][-2][SPORT]
    text = "a tenth else" if narrow else "with a tenth of other text"
    marks.note(ax, *at, text, color, dx=-12, dy=-50 if narrow else -64, ha="right")
    return fig


def draw_forgetting(data: dict, color: marks.Color) -> Figure:
    """Title: It learns law and forgets sport. A little of the old diet helps.

    Axis: bits per character on unseen text, fewer is better

    Caption: A network that read about sport, fashion and cooking goes on with law. The bold line is
    sport when all it reads now is law, the thinner ones when 10, 25 or 50 % is the old text. Unseen
    licences, in the same four runs: the less law it reads, the later they improve. Mean of
    {config.n_seeds} seeds; bands are one standard error on either side.

    Alt: Line chart over the steps of retraining on law. Without old text, sport rises from
    {quoted.sport_before:.2f} to {quoted.sport_replay_0:.2f} bits. With a tenth of old text it ends
    at {quoted.sport_replay_10:.2f}, with a quarter at {quoted.sport_replay_25:.2f}, with half at
    {quoted.sport_replay_50:.2f}. Licences fall from {quoted.law_before:.2f} to between
    {quoted.law_replay_0:.2f} and {quoted.law_replay_50:.2f}.

    Table: replay_step = step; replay_bits[0,:,1] = sport, no old text; replay_bits[1,:,1] = sport,
    10 %; replay_bits[2,:,1] = sport, 25 %; replay_bits[3,:,1] = sport, 50 %; replay_bits[0,:,0] =
    licences, no old text; replay_bits[3,:,0] = licences, 50 %.
    """
    narrow = marks.is_narrow()
    step = data["replay_step"]
    fig, ax = marks.chart(
        (step[0], step[-1]),
        (1.5, 3.4),
        {t: str(t) for t in (0, 100, 200, 300, 400) if not narrow or t % 200 == 0},
        {2: "2", 2.5: "2.5", 3: "3 bits"},
        "steps of learning law",
        color,
        right=88 if narrow else 120,
    )
    beside = step[-1] + 9 * (step[-1] - step[0]) / (190 if narrow else 550)  # 9 px
    for k, replay in reversed(list(enumerate(data["replay"]))):
        law, sport = zip(*data["replay_bits"][k], strict=True)
        errors = zip(*data["replay_bits_se"][k], strict=True)
        role = "muted" if replay else "ink"
        for bits, error, hue in zip((law, sport), errors, ("test", role), strict=True):
            sides = [np.array(bits) + sign * np.array(error) for sign in (-1, 1)]
            marks.band(ax, step, *sides, color[hue])
            marks.line(ax, step, bits, hue, color, linewidth=1.4 if replay else 1.9)
        text = marks.percent(replay) + ("" if narrow else " old text")
        marks.label(ax, beside, sport[-1], text if replay else "no old text", color[role])
    last = [row[-1][0] for row in data["replay_bits"]]
    marks.label(ax, beside, float(np.mean(last)), "licences", color["test"])
    return fig


def draw_two_gaps(data: dict, color: marks.Color) -> Figure:
    """Title: One gap is overfitting, and closes. The other is not, and stays.

    Axis: bits per character, fewer is better

    Caption: The same network on more and more law, always with {quoted.n_read:,} looks at it. The
    gap between training text and unseen licences closes with data. The gap to sport does not; the
    open dot is a network with half of its {config.n_diet:,} characters from elsewhere. Mean of
    {config.n_seeds} seeds, bands one standard error on either side; below 300,000 each seed has its
    own text.

    Alt: Line chart over the amount of legal text. With 3,000 characters the training text needs
    {quoted.train_chars_3000:.1f} bits, unseen licences {quoted.law_chars_3000:.1f} and sport
    {quoted.sport_chars_3000:.1f}, both worse than the {quoted.random_guess:.2f} of a random guess.
    With {quoted.n_law:,} characters training text and licences meet at
    {quoted.train_chars_all:.2f} and {quoted.law_chars_all:.2f}; sport still needs
    {quoted.sport_chars_all:.2f}. With a mixed diet sport needs {quoted.sport_share_50:.2f}.

    Table: n_chars = characters of law; gap_bits[:,0] = training text; gap_bits_se[:,0] = standard
    error; gap_bits[:,1] = unseen licences; gap_bits_se[:,1] = standard error; gap_bits[:,2] =
    sport; gap_bits_se[:,2] = standard error.
    """
    narrow = marks.is_narrow()
    n_chars = data["n_chars"]
    fig, ax = marks.chart(
        (n_chars[0], n_chars[-1]),
        (0, 9.6),
        {n: f"{n:,}" for n in (n_chars[:-1:2] if narrow else n_chars[:-1])} | {n_chars[-1]: "all"},
        {2: "2", 4: "4", 6: "6", 8: "8 bits"},
        "characters of law it learned from",
        color,
        xlog=True,
        right=14,
    )
    _draw_guess(ax, data, color)
    for i, role in enumerate(("train", "test", "ink")):
        bits, error = (np.array(data[key])[:, i] for key in ("gap_bits", "gap_bits_se"))
        marks.band(ax, n_chars, bits - error, bits + error, color[role])
        marks.line(ax, n_chars, bits, role, color, marker=True)
    train, law, sport = np.transpose(data["gap_bits"])
    beside = n_chars[1] * 1.2
    marks.label(ax, beside, sport[1] + 0.25, "sport", color["ink"])
    marks.label(
        ax, beside, law[1] + 0.3, "licences" if narrow else "unseen licences", color["test"]
    )
    marks.label(ax, beside, train[1] - 0.3, "train", color["train"])
    for x, low, high, text, side in (
        (n_chars[0], train[0], law[0], "overfitting", 1),
        (n_chars[-1], law[-1], sport[-1], "new text" if narrow else "new kind of text", -1),
    ):
        arrow = {"arrowstyle": "<->", "color": color["ink"], "linewidth": 0.75, "shrinkA": 4}
        ax.annotate("", (x, low), (x, high), arrowprops=arrow | {"shrinkB": 4}, zorder=5)
        ha, y = ("left", 1.9) if side > 0 else ("right", 2.45)
        ax.text(x * 1.09**side, y, text, ha=ha, va="center", zorder=7)
    mixed = data["share_bits"][data["share"].index(0.5)][SPORT]
    ring = {"markerfacecolor": color["paper"], "markeredgecolor": color["ink"]}
    ax.plot([data["quoted"]["n_diet"]], [mixed], "o", markeredgewidth=1.5, markersize=7, **ring)
    text = "mixed diet" if narrow else "sport, mixed diet"
    ax.text(data["quoted"]["n_diet"], mixed + 0.28, text, ha="center", va="bottom")
    return fig


def draw_topics(data: dict, color: marks.Color) -> Figure:
    """Title: Even in one style, every topic is best known by its own model.

    Axis: what it is tested on

    Caption: Sixteen tests. The style is the same throughout, definitions from one dictionary, and
    each model counted {config.table_chars:,} characters of one topic. Bold: tested on new
    definitions of its own topic. Small: tested on another topic. Mean of {config.n_seeds} draws;
    standard errors are smaller than the dots.

    Alt: Four rows of dots, one row for each topic that is tested. The model of the topic itself
    needs about {quoted.table_own:.1f} bits per character, those of the three other topics
    {quoted.table_best_other:.1f} or more, {quoted.table_other:.1f} on average.

    Table: table_domain = model of; table_bits[:,0] = tested on law; table_bits[:,1] = on sport;
    table_bits[:,2] = on fashion; table_bits[:,3] = on cooking.
    """
    narrow = marks.is_narrow()
    names = ["law", "sport", "fashion", "cooking"]
    n = len(names)
    fig, ax = marks.chart(
        (1.8, 3.6),
        (-0.35, n - 0.3),
        {2: "2", 2.5: "2.5", 3: "3", 3.5: "3.5"},
        {n - 1 - i: name for i, name in enumerate(names)},
        "bits per character, fewer is better",
        color,
        left=76,
        right=14,
    )
    for tested in range(n):
        bits, y = [row[tested] for row in data["table_bits"]], n - 1 - tested
        others = [b for model, b in enumerate(bits) if model != tested]
        ax.plot(others, [y] * (n - 1), "o", color=color["muted"], markersize=5, zorder=3)
        marks.dot(ax, bits[tested], y, "ink", color)
        ax.text(bits[tested], y + 0.13, f"{bits[tested]:.1f}", ha="center", weight="bold")
    own, other = np.diag(data["table_bits"])[0], data["quoted"]["table_other"]
    top = n - 1 + (0.48 if narrow else 0.38)
    ax.text(own, top, "its own" if narrow else "its own model", ha="center", weight="bold")
    text = "three others" if narrow else "the three other models"
    ax.text(other + 0.05, top, text, ha="center", color=color["muted"])
    return fig


def _draw_domains(ax: Axes, x: list[float], bits: list[list[float]], color: marks.Color) -> None:
    """Lines for the five domains, their names pushed apart where they end close together."""
    short = marks.is_narrow()
    names = (
        "licences" if short else "unseen licences",
        "law words" if short else "law definitions",
    )
    names += ("sport", "fashion", "cooking")
    box = ax.get_window_extent()
    low, high = ax.get_ylim()
    apart = 15 * (high - low) / box.height  # 15 px of text
    order = sorted(range(len(DOMAIN)), key=lambda i: bits[-1][i])
    place = [bits[-1][i] for i in order]
    for _ in range(20):
        for k in range(len(place) - 1):
            short_of = max(0.0, apart - (place[k + 1] - place[k])) / 2
            place[k], place[k + 1] = place[k] - short_of, place[k + 1] + short_of
    for i, y in zip(order, place, strict=True):
        role = {LAW: "test", SPORT: "ink"}.get(i, "muted")
        marks.line(ax, x, [row[i] for row in bits], role, color, marker=True)
        left, right = ax.get_xlim()
        name = names[i] if short else f"{names[i]} {bits[-1][i]:.1f}"
        marks.label(ax, x[-1] + 9 * (right - left) / box.width, y, name, color[role])


def _draw_guess(ax: Axes, data: dict, color: marks.Color) -> None:
    """Level of a random guess from the first data on, labelled."""
    guess = data["quoted"]["random_guess"]
    marks.level(ax, guess, (ax.get_xticks()[0], ax.get_xlim()[1]), "theory", color)
    at = (1, guess)
    ax.annotate(
        "random guess",
        at,
        xytext=(0, 4),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        va="bottom",
    )
