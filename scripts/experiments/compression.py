"""Chopping a model down: how small a reader of digits can get, by cutting and by design.

Question: can a big model be cut to a hundredth of its size, or is it better to design a small one?
Sources: Han et al. (2016), ICLR, arXiv:1510.00149 (pruning and rounding together); Hinton et al.
(2015), arXiv:1503.02531 (a small network taught by a big one); LeCun et al. (1998), Proc. IEEE 86,
2278-2324 (convolutional networks, and the digits: MNIST, ``scripts/data/README.md``). How each is
done here stands in ``scripts/models/shrinking.py`` and in what it brings together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from scripts.compute.datasets.mnist import load_mnist
from scripts.compute.parallel import spread
from scripts.models import mlp, shrinking, tiny_cnn
from scripts.models.comparison import Comparison, Split, Version
from scripts.models.mlp import Mlp
from scripts.models.summary import percent, tabled

N_CLASSES = 10
SIDE = 28  # pixels
ROUTES = (  # families of which the smallest version that reads well enough is compared
    *("rounded in training", "pruned", "pruned, rounded"),
    *("small", "convolutional", "convolutional, rounded"),
)
# How many settings (learning rates, batch sizes, ways to choose and to schedule what is pruned,
# temperatures, layers) were compared for a family, on validation images and with other seeds.
TRIED = {
    "big": 49,
    "rounded afterwards": 0,
    "pruned afterwards": 0,
    "rounded in training": 5,
    "pruned": 54,
    "small": 7,
    "small, taught": 23,
    "convolutional": 28,
}


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 3  # each: its own split, first weights and order of the images
    n_train: int = 7000  # images
    n_validation: int = 3000  # images; together all 10,000, and the test set is 2,000 others
    hidden: tuple[int, ...] = (300, 100)  # units of the big network
    n_epochs: int = 3  # every network starts with these
    n_more: int = 3  # and then has these: while it is made smaller, or as it is
    batch_size: int = 100
    # Learning rates are the best on validation images of those in brackets, with other seeds.
    gain: float = 0.5  # of the first weights on pixels (0.1, 0.25, 0.5, 1)
    lr: float = 0.008  # (0.002, 0.004, 0.008, 0.012)
    more_lr: float = 0.008  # also while it is rounded (0.004, 0.008, 0.016)
    # Shares of the weights taken out: of the trained network, which costs nothing, and in training.
    pruned_after: tuple[float, ...] = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98)
    rounded_after: float = 0.75  # the share of which what is left is also rounded, untrained
    pruned: tuple[float, ...] = (0.5, 0.9, 0.95, 0.98)
    pruned_lr: tuple[float, ...] = (0.008, 0.016, 0.016, 0.016)  # of each share (and 0.032)
    # In the n_more epochs the mask is drawn anew this often, with less left: exponents of the share
    # that is left in the end.
    stages: tuple[float, ...] = (0.5, 0.75, 0.9, 1, 1, 1)
    n_weighed: int = 1000  # training images by which inputs are weighed before pruning
    bits: tuple[int, ...] = (8, 4, 3, 2, 1)
    trained_bits: tuple[int, ...] = (4, 3, 2, 1)  # with 8 there is nothing to win back
    small_bits: int = 4  # of what is pruned, small or convolutional
    widths: tuple[int, ...] = (16, 32, 64)  # hidden units of the small networks
    width_lr: float = 0.01  # (0.01, 0.02, 0.04)
    taught_lr: float = 0.02  # (0.01, 0.02, 0.04)
    temperature: float = 2.0  # of the big network's answers to the small ones (1, 2, 4, 8)
    taught_share: float = 0.9  # of the loss (0.5, 0.9)
    channels: tuple[tuple[int, ...], ...] = ((2, 4, 6), (4, 8, 12), (6, 10, 16))
    conv_lr: float = 0.02  # (0.01, 0.02, 0.04)
    conv_more_lr: float = 0.02  # (0.005, 0.01, 0.02)
    allowed_loss: float = 0.01  # of accuracy on validation images, for the sizes that are compared


QUICK = Config(
    n_seeds=2,
    n_train=300,
    n_validation=100,
    hidden=(12, 8),
    n_epochs=1,
    n_more=1,
    batch_size=25,
    n_weighed=100,
    channels=((1, 1, 2), (1, 2, 2), (1, 2, 3)),
)
DATA = ("mnist_q4_10k_2k.npz",)


@cache
def pixels() -> dict[str, np.ndarray]:
    """All images as rows of float32, 0 paper to 1 ink, and labels, by the names of `load_mnist`."""
    found = load_mnist()
    for name in ("train_images", "test_images"):
        found[name] = found[name].reshape(-1, SIDE**2).astype(np.float32) / 15
    return found


def split(cfg: Config, order: np.ndarray) -> Split:
    """Training and validation images by a permutation of the 10,000."""
    found, middle = pixels(), cfg.n_train
    images, labels = found["train_images"][order], found["train_labels"][order]
    held_out = slice(middle, middle + cfg.n_validation)
    return Split(
        shrinking.Course(images[:middle], labels[:middle], cfg.batch_size),
        validation=(images[held_out], labels[held_out]),
        test=(found["test_images"], found["test_labels"]),
    )


# Networks. Each task trains on one split and gives versions, the same in every seed.


def big_network(
    cfg: Config, order: np.ndarray, rng: np.random.Generator
) -> tuple[Mlp, Mlp, dict[str, Version]]:
    """Train the big network; then round it, or prune it, without any more training.

    Returns
    -------
    start : Mlp, after n_epochs: where what is cut from it sets out
    teacher : Mlp, after n_more too
    versions : the teacher, rounded to each number of bits, pruned to each share, and both
    """
    digits = split(cfg, order)
    untrained = mlp.new((SIDE**2, *cfg.hidden, N_CLASSES), rng, cfg.gain)
    start = digits.course.train(untrained, cfg.n_epochs, (cfg.lr, 0), rng)
    teacher = digits.course.train(start, cfg.n_more, (cfg.more_lr, 0), rng)
    made = {"big": shrinking.whole(teacher)}
    made |= {f"after_{bits}": shrinking.rounded(teacher, bits) for bits in cfg.bits}
    for share in cfg.pruned_after:
        found = shrinking.pruned(teacher, share, digits.course.images[: cfg.n_weighed])
        key = f"pruned_after_{percent(share)}"
        made[key] = shrinking.thinned(found)
        if share == cfg.rounded_after:
            made[f"{key}_rounded"] = shrinking.thinned(found, cfg.small_bits)
    return start, teacher, digits.tried(made)


def round_big(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, start: Mlp, bits: int
) -> dict[str, Version]:
    """Train the big network on with its weights rounded."""
    digits = split(cfg, order)
    found = digits.course.train(start, cfg.n_more, (cfg.more_lr, 0), rng, bits=bits)
    return digits.tried({f"during_{bits}": shrinking.rounded(found, bits)})


def prune_big(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, start: Mlp, share: float
) -> dict[str, Version]:
    """Train the big network on while weights are taken out; then round what is left."""
    digits, lr = split(cfg, order), cfg.pruned_lr[cfg.pruned.index(share)]
    settings = cfg.n_more, lr, cfg.stages, cfg.n_weighed, rng
    found = shrinking.pruned_in_stages(start, share, digits.course, *settings)
    key = f"pruned_{percent(share)}"
    few = shrinking.thinned(found, cfg.small_bits)
    return digits.tried({key: shrinking.thinned(found), f"{key}_rounded": few})


def small_network(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, teacher: Mlp, width: int
) -> dict[str, Version]:
    """Train a network with one small hidden layer: on labels alone, and taught by the big one."""
    digits, bits, lr = split(cfg, order), cfg.small_bits, (cfg.width_lr, 0)
    train, images = digits.course.train, digits.course.images
    untrained = mlp.new((SIDE**2, width, N_CLASSES), rng, cfg.gain)
    start = train(untrained, cfg.n_epochs, lr, rng)
    alone = train(start, cfg.n_more, lr, rng)
    few = train(start, cfg.n_more, lr, rng, bits=bits)
    lesson = mlp.lesson(teacher, images, cfg.temperature, cfg.taught_share)
    pupil = untrained
    for n_epochs in (cfg.n_epochs, cfg.n_more):
        pupil = train(pupil, n_epochs, (cfg.taught_lr, 0), rng, taught=lesson)
    made = {
        f"small_{width}": shrinking.whole(alone),
        f"small_{width}_rounded": shrinking.rounded(few, bits),
        f"taught_{width}": shrinking.whole(pupil),
    }
    return digits.tried(made)


def conv_network(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, channels: tuple[int, ...]
) -> dict[str, Version]:
    """Train a tiny convolutional network: n_epochs, then on as it is, and with rounded weights."""
    digits = split(cfg, order)
    images = digits.course.images.reshape(-1, SIDE, SIDE), digits.course.labels
    untrained = shrinking.halving(channels, SIDE, N_CLASSES, rng)
    start = tiny_cnn.train(untrained, *images, cfg.n_epochs, cfg.batch_size, cfg.conv_lr, rng)
    more = start, *images, cfg.n_more, cfg.batch_size, cfg.conv_more_lr, rng
    plain = tiny_cnn.train(*more)
    few = tiny_cnn.train(*more, bits=cfg.small_bits, round_from=0)
    few = shrinking.rounded(few, cfg.small_bits)
    key = f"conv_{cfg.channels.index(channels) + 1}"
    return digits.tried({key: shrinking.whole(plain), f"{key}_rounded": few})


def described(cfg: Config, key: str) -> tuple[str, str]:
    """Name and family of a version."""
    kind, _, n = key.removesuffix("_rounded").rpartition("_")
    bits = f"{n} bit{'' if n == '1' else 's'}"
    channels = "-".join(map(str, cfg.channels[int(n) - 1])) if kind == "conv" else ""
    name, family = {
        "": ("big", "big"),
        "after": (f"big, {bits} afterwards", "rounded afterwards"),
        "pruned_after": (f"big, {n} % pruned afterwards", "pruned afterwards"),
        "during": (f"big, {bits} in training", "rounded in training"),
        "pruned": (f"big, {n} % pruned", "pruned"),
        "small": (f"small, {n} hidden units", "small"),
        "taught": (f"small, {n} hidden units, taught", "small, taught"),
        "conv": (f"convolutional, {channels} channels", "convolutional"),
    }[kind]
    few = key.endswith("_rounded")
    return name + f", {cfg.small_bits} bits" * few, family + ", rounded" * few


def call(
    task: Callable, *arguments: object
) -> dict[str, Version] | tuple[Mlp, Mlp, dict[str, Version]]:
    """Do one task of a list of different ones."""
    return task(*arguments)


def all_versions(cfg: Config) -> list[dict[str, Version]]:
    """Train everything; for each seed its versions by key, in the same order."""
    n = cfg.n_seeds
    seeds = np.random.default_rng(cfg.seed).spawn(n)
    every = [(rng.permutation(len(pixels()["train_labels"])), rng) for rng in seeds]
    plan = [(big_network,), *((conv_network, channels) for channels in cfg.channels)]
    tasks = [
        (task, cfg, order, *rng.spawn(1), *values) for task, *values in plan for order, rng in every
    ]
    found = spread(call, tasks, label="networks")
    big, conv = found[:n], found[n:]
    plan = (
        (round_big, 0, cfg.trained_bits),
        (prune_big, 0, cfg.pruned),
        (small_network, 1, cfg.widths),
    )
    tasks = [
        (task, cfg, order, *rng.spawn(1), networks[which], value)
        for task, which, values in plan
        for value in values
        for (order, rng), networks in zip(every, big, strict=True)
    ]
    rest = spread(call, tasks, label="smaller versions")
    parts = ([big[s][2], *rest[s::n], *conv[s::n]] for s in range(n))
    return [{key: v for part in each for key, v in part.items()} for each in parts]


# What is said of them


def run(cfg: Config) -> dict:
    """Train a big network, networks cut from it, and small ones, with the same number of examples.

    Every version has seen each training image n_epochs + n_more times. What is cut from the big
    network shares its first n_epochs; the training of the teacher does not count for the taught.
    A standard error is over seeds and over test images together: the root of the sum of both
    squares. Differences are paired by seed and by test image. Three seeds are few: a standard error
    over them is itself uncertain by half.

    Returns
    -------
    key, name, family : (n_versions,) str
    bytes : (n_versions,) int, of everything that ships, mean over seeds. 32-bit floats, unless
        rounded; scales and biases of a rounded network as 16-bit floats; of a pruned one also the
        places of the weights left, see `scripts.models.sparse`
    params : (n_versions,) int, of pruned ones those left, mean over seeds
    validation_accuracy : (n_versions,) share of images, mean over seeds
    validation_difference : (n_versions,) the same less that of the big network, with `_se`; each
        seed has its own validation images
    test_accuracy : (n_versions,) share of images, mean over seeds, once for each version. With
        `_se`
    difference : (n_versions,) test_accuracy less that of the big network, with `_se`
    bits : (n_bits,) int
    after_accuracy, during_accuracy : (n_bits,) of the big network rounded after training and while
        it trains (null: not tried), with `_se`
    left : (n_pruned,) share of the weights that is left; null: not tried in training
    pruned_after_accuracy, pruned_accuracy, pruned_rounded_accuracy : (n_pruned,) of the big
        network pruned after training; while it trains; and with what is left rounded. With `_se`
    width : (n_widths,) int, hidden units
    small_accuracy, taught_accuracy, taught_gain : (n_widths,) with `_se`
    route : (n_routes,) str, families whose smallest version that loses at most allowed_loss against
        the big network, on validation images, is compared
    route_enough : (n_routes,) bool, whether there is one; if not, the most accurate stands in
    route_key, route_bytes, route_times : (n_routes,) that version, and how many times smaller it is
        than the big network
    route_difference : (n_routes,) with `_se`
    tried_family : (n_families,) str
    tried : (n_families,) int, settings compared on validation images, with other seeds
    quoted : dict of scalars
    """
    found = Comparison.of(all_versions(cfg))
    described_as = [described(cfg, key) for key in found.key]
    data = found.columns(against="big")
    data["name"], data["family"] = map(list, zip(*described_as, strict=True))
    cuts, widths = [percent(share) for share in cfg.pruned_after], cfg.widths
    taught, alone = ([f"{kind}_{width}" for width in widths] for kind in ("taught", "small"))
    series = {
        "after": [f"after_{bits}" for bits in cfg.bits],
        "during": [f"during_{bits}" for bits in cfg.bits],
        "pruned_after": [f"pruned_after_{cut}" for cut in cuts],
        "pruned": [f"pruned_{cut}" for cut in cuts],
        "pruned_rounded": [f"pruned_{cut}_rounded" for cut in cuts],
        "small": alone,
        "taught": taught,
    }
    for name, keys in series.items():
        for end in ("", "_se"):
            read = dict(zip(found.key, data[f"test_accuracy{end}"], strict=True))
            data[f"{name}_accuracy{end}"] = [read.get(key) for key in keys]
    data["taught_gain"], data["taught_gain_se"] = found.gain(taught, over=alone)
    data |= {"bits": list(cfg.bits), "left": 1 - np.array(cfg.pruned_after), "width": list(widths)}

    data |= routes(cfg, found, data)
    data |= {"tried_family": list(TRIED), "tried": list(TRIED.values())}
    data["quoted"] = quoted(cfg, found, data)
    return data


def routes(cfg: Config, found: Comparison, data: dict) -> dict:
    """Find the smallest version of each family that reads almost as well, on validation images."""
    least = data["validation_accuracy"][0] - cfg.allowed_loss
    families = {route: [] for route in ROUTES}
    for key, family in zip(data["key"], data["family"], strict=True):
        families.setdefault(family, []).append(key)
    kept = [found.smallest_enough(families[route], least) for route in ROUTES]
    rows = [found.key.index(key) for key, _ in kept]
    return {
        "route": list(ROUTES),
        "route_enough": [able for _, able in kept],
        "route_key": [key for key, _ in kept],
        "route_times": data["bytes"][0] / data["bytes"][rows],
    } | {f"route_{name}": data[name][rows] for name in ("bytes", "difference", "difference_se")}


def quoted(cfg: Config, found: Comparison, data: dict) -> dict:
    """Scalars that prose may quote, a few for each version by its key; kb is 1,000 bytes."""
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_train": cfg.n_train,
        "n_validation": cfg.n_validation,
        "n_test": found.right.shape[2],
        "n_epochs": cfg.n_epochs + cfg.n_more,
        "n_more": cfg.n_more,
        "n_examples": cfg.n_train * (cfg.n_epochs + cfg.n_more),
        "n_versions": len(found.key),
        "allowed_loss": cfg.allowed_loss,
        "small_bits": cfg.small_bits,
        "big_params": int(data["params"][0]),
    }
    columns = {
        "kb": data["bytes"] / 1000,
        "times": data["bytes"][0] / data["bytes"],
        "accuracy": data["test_accuracy"],
        "accuracy_se": data["test_accuracy_se"],
        "error": 1 - data["test_accuracy"],
        "error_se": data["test_accuracy_se"],
        "difference": data["difference"],
        "difference_se": data["difference_se"],
        "validation_difference": data["validation_difference"],
        "validation_difference_se": data["validation_difference_se"],
    }
    numbers |= tabled(columns, found.key, "{row}_{column}")
    columns = {
        "enough": [int(able) for able in data["route_enough"]],
        "kb": data["route_bytes"] / 1000,
        "times": data["route_times"],
        "difference": data["route_difference"],
        "difference_se": data["route_difference_se"],
    }
    numbers |= tabled(columns, [slug(route) for route in data["route"]], "route_{row}_{column}")
    times = dict(zip(data["route"], data["route_times"], strict=True))
    cut = max(times[route] for route in ("rounded in training", "pruned", "pruned, rounded"))
    design, both = times["convolutional"], times["convolutional, rounded"]
    # Of the way from the big network to the smallest, on a scale of factors: what each does alone,
    # that is first; what it adds when the other came first is the rest.
    numbers |= {
        "cut_times": cut,
        "design_times": design,
        "both_times": both,
        "cut_share_first": np.log(cut) / np.log(both),
        "cut_share_last": 1 - np.log(design) / np.log(both),
        "design_share_first": np.log(design) / np.log(both),
        "design_share_last": 1 - np.log(cut) / np.log(both),
    }
    names, better, worse = zip(*comparisons(cfg), strict=True)
    gain, error = found.gain(better, over=worse)
    numbers |= tabled({"": gain, "_se": error}, names, "{row}{column}")
    return numbers | {f"tried_{slug(family)}": n for family, n in TRIED.items()}


def comparisons(cfg: Config) -> list[tuple[str, str, str]]:
    """Pairs of versions whose difference is quoted: name, the better one, the worse one."""
    pruned = [percent(share) for share in cfg.pruned]
    return [
        *(
            (f"rounding_gain_{bits}", f"during_{bits}", f"after_{bits}")
            for bits in cfg.trained_bits
        ),
        *((f"pruning_gain_{p}", f"pruned_{p}", f"pruned_after_{p}") for p in pruned),
        *((f"taught_gain_{w}", f"taught_{w}", f"small_{w}") for w in cfg.widths),
        ("pruned_over_small", "pruned_95_rounded", "small_64"),
        ("conv_over_pruned_98", "conv_2_rounded", "pruned_98_rounded"),
        ("conv_over_pruned_95", "conv_3_rounded", "pruned_95_rounded"),
    ]


def slug(family: str) -> str:
    """Family as a part of a name."""
    return family.replace(", ", "_").replace(" ", "_")


# With other BLAS kernels a network ends elsewhere, as with another seed, so what has a standard
# error beside it is compared by that. Between Haswell and SkylakeX of OpenBLAS hardly anything
# moved by more than two, and the same versions were chosen; but what is left of a network without
# 98 % of its weights hangs on the last bits, and moved by almost five, and of three seeds all three
# rounded afterwards moved the same way, by three on validation digits.
DEEP = [f"pruned_after_98_{what}" for what in ("accuracy", "error", "difference")]
ROUNDED = [f"after_{bits}" for bits in Config().bits]
TOLERANCE = {
    "default": 1e-2,
    "standard errors": {"default": 3}
    | dict.fromkeys(("test_accuracy", "difference", "pruned_after_accuracy"), 6)
    | dict.fromkeys((*DEEP, "pruning_gain_98", "validation_difference"), 6)
    | {f"{key}_validation_difference": 6 for key in ("pruned_after_98", *ROUNDED)},
    "validation_accuracy": "what is chosen by it is compared, and its differences",
}
