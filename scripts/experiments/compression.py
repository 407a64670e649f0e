"""Chopping a model down: how small a reader of digits can get, by cutting and by design.

Question: can a big model be cut to a hundredth of its size, or is it better to design a small one?
Sources: Han et al. (2016), ICLR, arXiv:1510.00149 (pruning and rounding together); Hinton et al.
(2015), arXiv:1503.02531 (a small network taught by a big one); LeCun et al. (1998), Proc. IEEE 86,
2278-2324 (convolutional networks, and the digits: MNIST, ``scripts/data/README.md``). How each is
done here stands in ``scripts/models/mlp.py``, ``quantize.py``, ``sparse.py``, ``tiny_cnn.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from scripts.compute.datasets.mnist import load_mnist
from scripts.compute.parallel import spread
from scripts.models import mlp, sparse, tiny_cnn
from scripts.models.mlp import Mlp
from scripts.models.summary import mean_se
from scripts.models.tiny_cnn import Layer, Network

if TYPE_CHECKING:
    pass

N_CLASSES = 10
SIDE = 28  # pixels
FLOAT = 4  # bytes of a parameter while it trains: 32 bits
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
    pruned: tuple[float, ...] = (0.5, 0.9, 0.95, 0.98)  # share of the weights taken out
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


@dataclass(frozen=True)
class Version:
    """A trained network as it would ship."""

    key: str  # in the names of quoted numbers
    name: str
    family: str
    n_bytes: int
    n_params: int  # of a pruned one: those left
    validation: float  # share of the validation images read correctly
    right: np.ndarray  # (n_test,) bool: which test images


@dataclass(frozen=True)
class Digits:
    """One split: images as rows of pixels from 0 (paper) to 1 (ink), and their labels."""

    images: np.ndarray  # (n_train, 784) float32
    labels: np.ndarray  # (n_train,)
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]

    def version(
        self, key: str, name: str, family: str, network: Mlp | Network, content: bytes | None = None
    ) -> Version:
        """Try a network on images it has not seen; ``content`` is what would ship of it."""
        shape = (-1, SIDE, SIDE) if isinstance(network, Network) else (-1, SIDE**2)
        right = [
            network.scores(images.reshape(shape)).argmax(axis=1) == labels
            for images, labels in (self.validation, self.test)
        ]
        n_bytes = FLOAT * network.n_params if content is None else len(content)
        left = np.count_nonzero(network.values) if "pruned" in family else network.n_params
        return Version(key, name, family, n_bytes, int(left), float(right[0].mean()), right[1])


@cache
def pixels() -> dict[str, np.ndarray]:
    """All images as rows of float32, and labels, by the names of `load_mnist`."""
    found = load_mnist()
    for name in ("train_images", "test_images"):
        found[name] = found[name].reshape(-1, SIDE**2).astype(np.float32) / 15
    return found


def split(cfg: Config, order: np.ndarray) -> Digits:
    """Training and validation images by a permutation of the 10,000."""
    found = pixels()
    ends = cfg.n_train, cfg.n_train + cfg.n_validation
    train, validation = (
        (found["train_images"][rows], found["train_labels"][rows])
        for rows in np.split(order, ends)[:2]
    )
    return Digits(*train, validation, (found["test_images"], found["test_labels"]))


# Networks. Each task trains on one split and gives versions, the same in every seed.


def train(
    cfg: Config,
    network: Mlp,
    digits: Digits,
    n_epochs: float,
    lr: tuple[float, float],
    rng: np.random.Generator,
    **settings: object,
) -> Mlp:
    """Train a perceptron on all of the training images."""
    images, labels = digits.images, digits.labels
    return mlp.train(network, images, labels, n_epochs, cfg.batch_size, lr, rng, **settings)


def big_network(
    cfg: Config, order: np.ndarray, rng: np.random.Generator
) -> tuple[Mlp, Mlp, list[Version]]:
    """Train the big network; then round it, or prune it, without any more training.

    Returns
    -------
    start : Mlp, after n_epochs: where what is cut from it sets out
    teacher : Mlp, after n_more too
    versions : the teacher, rounded to each number of bits, and pruned to each share
    """
    digits = split(cfg, order)
    untrained = mlp.new((SIDE**2, *cfg.hidden, N_CLASSES), rng, cfg.gain)
    start = train(cfg, untrained, digits, cfg.n_epochs, (cfg.lr, 0), rng)
    teacher = train(cfg, start, digits, cfg.n_more, (cfg.more_lr, 0), rng)
    versions = [digits.version("big", "big", "big", teacher)]
    for bits in cfg.bits:
        what = f"after_{bits}", f"big, {bits_of(bits)} afterwards", "rounded afterwards"
        versions.append(digits.version(*what, teacher.rounded(bits), teacher.packed(bits)))
    for share in cfg.pruned:
        mask = mlp.keep(teacher, 1 - share, digits.images[: cfg.n_weighed])
        found, percent = Mlp(teacher.sizes, teacher.values * mask), round(100 * share)
        what = f"pruned_after_{percent}", f"big, {percent} % pruned afterwards", "pruned afterwards"
        versions.append(digits.version(*what, found, sparse.pack(found.parts())))
    return start, teacher, versions


def round_big(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, start: Mlp, bits: int
) -> list[Version]:
    """Train the big network on with its weights rounded."""
    digits = split(cfg, order)
    found = train(cfg, start, digits, cfg.n_more, (cfg.more_lr, 0), rng, bits=bits)
    what = f"during_{bits}", f"big, {bits_of(bits)} in training", "rounded in training"
    return [digits.version(*what, found.rounded(bits), found.packed(bits))]


def prune_big(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, start: Mlp, share: float
) -> list[Version]:
    """Train the big network on while weights are taken out; then round what is left."""
    digits, found, n = split(cfg, order), start, len(cfg.stages)
    highest = cfg.pruned_lr[cfg.pruned.index(share)]
    for i, exponent in enumerate(cfg.stages):
        mask = mlp.keep(found, (1 - share) ** exponent, digits.images[: cfg.n_weighed])
        lr = highest * (1 - i / n), highest * (1 - (i + 1) / n)
        found = train(cfg, found, digits, cfg.n_more / n, lr, rng, mask=mask)
    bits, percent = cfg.small_bits, round(100 * share)
    key, name = f"pruned_{percent}", f"big, {percent} % pruned"
    whole = key, name, "pruned"
    few = f"{key}_rounded", f"{name}, {bits_of(bits)}", "pruned, rounded"
    return [
        digits.version(*whole, found, sparse.pack(found.parts())),
        digits.version(*few, found.rounded(bits), sparse.pack(found.parts(), bits)),
    ]


def small_network(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, teacher: Mlp, width: int
) -> list[Version]:
    """Train a network with one small hidden layer: on labels alone, and taught by the big one."""
    digits = split(cfg, order)
    untrained = mlp.new((SIDE**2, width, N_CLASSES), rng, cfg.gain)
    bits, lr = cfg.small_bits, (cfg.width_lr, 0)
    start = train(cfg, untrained, digits, cfg.n_epochs, lr, rng)
    whole = train(cfg, start, digits, cfg.n_more, lr, rng)
    few = train(cfg, start, digits, cfg.n_more, lr, rng, bits=bits)
    pupil, lr = untrained, (cfg.taught_lr, 0)
    lesson = mlp.lesson(teacher, digits.images, cfg.temperature, cfg.taught_share)
    for n_epochs in (cfg.n_epochs, cfg.n_more):
        pupil = train(cfg, pupil, digits, n_epochs, lr, rng, taught=lesson)
    key, name = f"small_{width}", f"small, {width} hidden units"
    what = f"{key}_rounded", f"{name}, {bits_of(bits)}", "small, rounded"
    return [
        digits.version(key, name, "small", whole),
        digits.version(*what, few.rounded(bits), few.packed(bits)),
        digits.version(f"taught_{width}", f"{name}, taught", "small, taught", pupil),
    ]


def conv_network(
    cfg: Config, order: np.ndarray, rng: np.random.Generator, channels: tuple[int, ...]
) -> list[Version]:
    """Train a tiny convolutional network: 3 x 3 convolutions that halve the picture, then scores.

    After n_epochs it goes on as it is, and with its weights rounded.
    """
    digits, bits = split(cfg, order), cfg.small_bits
    images = digits.images.reshape(-1, SIDE, SIDE), digits.labels
    layers = [*(Layer("conv", n, stride=2) for n in channels), Layer("linear", N_CLASSES)]
    untrained = tiny_cnn.new(layers, (1, SIDE, SIDE), rng)
    start = tiny_cnn.train(untrained, *images, cfg.n_epochs, cfg.batch_size, cfg.conv_lr, rng)
    more = start, *images, cfg.n_more, cfg.batch_size, cfg.conv_more_lr, rng
    whole = tiny_cnn.train(*more)
    few = tiny_cnn.train(*more, bits=bits, round_from=0)
    key = f"conv_{cfg.channels.index(channels) + 1}"
    name = f"convolutional, {'-'.join(map(str, channels))} channels"
    what = f"{key}_rounded", f"{name}, {bits_of(bits)}", "convolutional, rounded"
    return [
        digits.version(key, name, "convolutional", whole),
        digits.version(*what, few, few.packed(bits)),
    ]


def bits_of(bits: int) -> str:
    """1 bit, 2 bits, ..."""
    return f"{bits} bit{'s' if bits > 1 else ''}"


def call(task: Callable, *arguments: object) -> list[Version] | tuple[Mlp, Mlp, list[Version]]:
    """Do one task of a list of different ones."""
    return task(*arguments)


def all_versions(cfg: Config) -> list[list[Version]]:
    """Train everything.

    Returns
    -------
    For each seed its versions, the same in the same order
    """
    seeds = np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)
    orders = [rng.permutation(len(pixels()["train_labels"])) for rng in seeds]
    every = list(zip(orders, seeds, strict=True))
    big = [(big_network, cfg, order, *rng.spawn(1)) for order, rng in every]
    conv = [
        (conv_network, cfg, order, *rng.spawn(1), channels)
        for order, rng in every
        for channels in cfg.channels
    ]
    found = spread(call, big + conv, label="networks")
    big, conv = found[: cfg.n_seeds], found[cfg.n_seeds :]
    rest = [
        (task, cfg, order, *rng.spawn(1), network, value)
        for (order, rng), (start, teacher, _) in zip(every, big, strict=True)
        for task, network, values in (
            (round_big, start, cfg.trained_bits),
            (prune_big, start, cfg.pruned),
            (small_network, teacher, cfg.widths),
        )
        for value in values
    ]
    rest = spread(call, rest, label="smaller versions")

    def of_seed(tasks: list[list[Version]], s: int) -> list[Version]:
        each = len(tasks) // cfg.n_seeds
        return [version for task in tasks[s * each : (s + 1) * each] for version in task]

    return [[*big[s][2], *of_seed(rest, s), *of_seed(conv, s)] for s in range(cfg.n_seeds)]


# What is said of them


def run(cfg: Config) -> dict:
    """Train a big network, networks cut from it, and small ones, with the same number of examples.

    Every version has seen each training image n_epochs + n_more times. What is cut from the big
    network shares its first n_epochs; the training of the teacher does not count for the taught.
    A standard error is over seeds and over test images together: the root of the sum of both
    squares. Differences are paired by seed and by test image.

    Returns
    -------
    key, name, family : (n_versions,) str
    bytes : (n_versions,) int, of everything that ships, mean over seeds. 32-bit floats, unless
        rounded; scales and biases of a rounded network as 16-bit floats; of a pruned one also the
        places of the weights left, see `scripts.models.sparse`
    params : (n_versions,) int, of pruned ones those left, mean over seeds
    validation_accuracy : (n_versions,) share of images, mean over seeds
    test_accuracy : (n_versions,) share of images, mean over seeds, once for each version
    accuracy_se : (n_versions,) its standard error
    difference : (n_versions,) test_accuracy less that of the big network, with `_se`
    bits : (n_bits,) int
    after_accuracy, during_accuracy : (n_bits,) of the big network rounded after training and while
        it trains (null: not tried), with `_se`
    left : (n_pruned,) share of the weights that is left
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
    seeds = all_versions(cfg)
    first = seeds[0]
    right = np.array([[v.right for v in versions] for versions in seeds], dtype=float)
    place = {version.key: i for i, version in enumerate(first)}
    data = {what: [getattr(v, what) for v in first] for what in ("key", "name", "family")}
    for what in ("bytes", "params"):
        counts = [[getattr(v, f"n_{what}") for v in versions] for versions in seeds]
        data[what] = np.rint(np.mean(counts, axis=0)).astype(int)
    data["validation_accuracy"] = np.mean([[v.validation for v in vs] for vs in seeds], axis=0)
    data["test_accuracy"], data["accuracy_se"] = both_se(right)
    data["difference"], data["difference_se"] = both_se(right - right[:, :1])

    def series(name: str, keys: list[str]) -> None:
        for what, source in ((name, "test_accuracy"), (f"{name}_se", "accuracy_se")):
            data[what] = [data[source][place[key]] if key in place else None for key in keys]

    data["bits"] = list(cfg.bits)
    for when in ("after", "during"):
        series(f"{when}_accuracy", [f"{when}_{bits}" for bits in cfg.bits])
    data["left"] = 1 - np.array(cfg.pruned)
    for start, end in (("pruned_after", ""), ("pruned", ""), ("pruned", "_rounded")):
        keys = [f"{start}_{round(100 * share)}{end}" for share in cfg.pruned]
        series(f"{start}{end}_accuracy", keys)
    data["width"] = list(cfg.widths)
    alone, taught = ([f"{kind}_{width}" for width in cfg.widths] for kind in ("small", "taught"))
    series("small_accuracy", alone)
    series("taught_accuracy", taught)
    pairs = [[place[key] for key in keys] for keys in (taught, alone)]
    data["taught_gain"], data["taught_gain_se"] = both_se(right[:, pairs[0]] - right[:, pairs[1]])

    data |= routes(cfg, data)
    data |= {"tried_family": list(TRIED), "tried": list(TRIED.values())}
    data["quoted"] = quoted(cfg, data, right)
    return data


def both_se(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over seeds and images, and its standard error over both.

    Parameters
    ----------
    values : (n_seeds, m, n_images) array

    Returns
    -------
    mean, standard_error : (m,) arrays
    """
    mean, over_seeds = mean_se(values.mean(axis=2))
    _, over_images = mean_se(values.mean(axis=0).T)
    return mean, np.hypot(over_seeds, over_images)


def routes(cfg: Config, data: dict) -> dict:
    """Find the smallest version of each family that reads almost as well, on validation images.

    Where none does, the most accurate one there stands in for it.
    """
    found, enough = [], []
    least = data["validation_accuracy"][0] - cfg.allowed_loss
    for route in ROUTES:
        own = np.flatnonzero(np.array(data["family"]) == route)
        able = own[data["validation_accuracy"][own] >= least]
        enough.append(bool(len(able)))
        best = own[[data["validation_accuracy"][own].argmax()]]
        found.append(min(able if len(able) else best, key=lambda i: data["bytes"][i]))
    return {
        "route": list(ROUTES),
        "route_enough": enough,
        "route_key": [data["key"][i] for i in found],
        "route_bytes": data["bytes"][found],
        "route_times": data["bytes"][0] / data["bytes"][found],
        "route_difference": data["difference"][found],
        "route_difference_se": data["difference_se"][found],
    }


def factors(found: dict) -> tuple[float, float, float]:
    """How many times smaller: by cutting the big network, by design alone, and by both."""
    times = dict(zip(found["route"], found["route_times"], strict=True))
    cut = max(times[route] for route in ("rounded in training", "pruned", "pruned, rounded"))
    return cut, times["convolutional"], times["convolutional, rounded"]


def quoted(cfg: Config, data: dict, right: np.ndarray) -> dict:
    """Scalars that prose may quote, a few for each version by its key; kb is 1,000 bytes."""
    place = {key: i for i, key in enumerate(data["key"])}
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_train": cfg.n_train,
        "n_validation": cfg.n_validation,
        "n_test": right.shape[2],
        "n_epochs": cfg.n_epochs + cfg.n_more,
        "n_more": cfg.n_more,
        "n_examples": cfg.n_train * (cfg.n_epochs + cfg.n_more),
        "n_versions": len(place),
        "allowed_loss": cfg.allowed_loss,
        "small_bits": cfg.small_bits,
        "big_params": int(data["params"][0]),
    }
    for key, i in place.items():
        numbers |= {
            f"{key}_kb": data["bytes"][i] / 1000,
            f"{key}_times": data["bytes"][0] / data["bytes"][i],
            f"{key}_accuracy": data["test_accuracy"][i],
            f"{key}_accuracy_se": data["accuracy_se"][i],
            f"{key}_error": 1 - data["test_accuracy"][i],
            f"{key}_difference": data["difference"][i],
            f"{key}_difference_se": data["difference_se"][i],
        }

    for i, route in enumerate(data["route"]):
        short = slug(route)
        numbers |= {
            f"route_{short}_enough": int(data["route_enough"][i]),
            f"route_{short}_kb": data["route_bytes"][i] / 1000,
            f"route_{short}_times": data["route_times"][i],
            f"route_{short}_difference": data["route_difference"][i],
            f"route_{short}_difference_se": data["route_difference_se"][i],
        }
    cut, design, both = factors(data)
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

    for name, better, worse in comparisons(cfg):
        pair = right[:, [place[better]]] - right[:, [place[worse]]]
        for what, value in zip((name, f"{name}_se"), both_se(pair), strict=True):
            numbers[what] = value[0]
    return numbers | {f"tried_{slug(family)}": n for family, n in TRIED.items()}


def keys(cfg: Config) -> list[str]:
    """Keys of all versions, in their order."""
    pruned = [round(100 * share) for share in cfg.pruned]
    n_conv = range(1, 1 + len(cfg.channels))
    return [
        "big",
        *(f"after_{bits}" for bits in cfg.bits),
        *(f"pruned_after_{percent}" for percent in pruned),
        *(f"during_{bits}" for bits in cfg.trained_bits),
        *(f"pruned_{percent}{end}" for percent in pruned for end in ("", "_rounded")),
        *(key for w in cfg.widths for key in (f"small_{w}", f"small_{w}_rounded", f"taught_{w}")),
        *(f"conv_{i}{end}" for i in n_conv for end in ("", "_rounded")),
    ]


def uncertain(cfg: Config) -> list[str]:
    """Names of the numbers that another machine may find otherwise.

    With other BLAS kernels a network ends elsewhere, as with another seed: differences between
    networks, standard errors, and what is left of a network that was cut too deep.
    """
    every, routes = keys(cfg), [slug(route) for route in ROUTES]
    deep = [key for key in every if "after" in key]
    pairs = [name for name, *_ in comparisons(cfg)]
    series = ("after", "pruned_after", "during", "pruned", "pruned_rounded", "small", "taught")
    return [
        *("validation_accuracy", "test_accuracy", "after_accuracy", "pruned_after_accuracy"),
        *("accuracy_se", *(f"{name}_accuracy_se" for name in series)),
        *(f"{key}_{what}" for key in every for what in ("accuracy_se", "error")),
        *(f"{key}_accuracy" for key in deep),
        *(
            f"{what}{end}"
            for what in (
                "difference",
                "route_difference",
                "taught_gain",
                *(f"{key}_difference" for key in every),
                *(f"route_{route}_difference" for route in routes),
                *pairs,
            )
            for end in ("", "_se")
        ),
    ]


def comparisons(cfg: Config) -> list[tuple[str, str, str]]:
    """Pairs of versions whose difference is quoted: name, the better one, the worse one."""
    pruned = [round(100 * share) for share in cfg.pruned]
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


# Between the kernels Haswell and Sandybridge of OpenBLAS accuracies moved by up to 0.5 %, bytes by
# 0.3 %, and the same versions were compared.
TOLERANCE = {"default": 1e-2} | dict.fromkeys(uncertain(Config()))
