"""A model on the edge: two kilobytes of 4-bit weights that read digits in this page.

Question: how small can a model be and still be useful where the reader is, and what breaks it?
Sources: LeCun et al. (1998), Proc. IEEE 86, 2278-2324 (the digits, and the frame they are centred
in); Jacob et al. (2018), CVPR (training with the rounding in the loop); the other digits are
scikit-learn's copy of the UCI test set of handwritten digits (Alpaydin and Kaynak 1998). Strokes
are generated: `scripts.models.strokes`. No digit of MNIST's test set and no shape of the families
"clerk" and "flourished" is learned from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from scripts.compute.parallel import spread
from scripts.models import digit_images, digit_reader, digit_trials, last_layer, scrawls, strokes
from scripts.models.digit_reader import BITS, IMAGE, N_CLASSES, NONE, Training
from scripts.models.digit_trials import CONDITION, FAMILIES, SHADES, VALIDATED, Sample
from scripts.models.last_layer import Pupils
from scripts.models.strokes import SIZES
from scripts.models.summary import mean_se
from scripts.models.tiny_cnn import Network

SHORT = ("plain", "moved_2", "moved_4", "small", "thick", "thin", "other")  # in quoted names
SURE = 0.9  # certainty from which an answer counts as sure
CERTAINTIES = (0.0, 0.5, 0.6, 0.7, 0.8, SURE, 0.95, 0.99, 1.0)
COUNTS = (
    *("n_seeds", "n_train", "n_val", "n_tried", "bits", "n_strokes", "n_scrawls", "n_stroke_test"),
    *("n_scrawl_test", "n_draws", "n_other_val", "n_hands", "n_kept"),
)
DRAWN = ("dot", "scribble", "black paper")  # shown beside ten digits


@dataclass(frozen=True)
class Config(Sample):
    """The published run."""

    seed: int = 0
    n_seeds: int = 4  # each: its own first weights and order of the digits
    bits: int = BITS
    n_epochs: int = 8  # a matter of time: 16 are hardly better
    batch_size: int = 50  # 25 and 100 did not do better
    lr: float = 0.01  # best of 0.005, 0.006, 0.01, 0.015, 0.02
    round_from: float = 0.3  # share of the steps before the rounding begins; 0 and 0.7 as good
    n_tried: int = 61  # settings compared on validation digits, these and LAYERS among them
    false_alarms: float = 0.02  # of validation digits called no digit: sets the bar
    tuning_lrs: tuple[float, ...] = (0.1, 0.3, 1.0)
    tuning_steps: tuple[int, ...] = (10, 30, 100, 300)
    n_examples: int = 10  # pictures that are shown: so many read rightly, so many wrongly
    n_kept: int = 500  # test digits, drawn at random, that a page tests a taught layer on


QUICK = Config(
    n_seeds=2,
    n_train=400,
    n_val=100,
    n_test=150,
    n_strokes=300,
    n_scrawls=60,
    n_pool=1,
    n_epochs=2,
    n_stroke_val=30,
    n_stroke_test=50,
    n_scrawl_test=10,
    n_draws=2,
    n_tuning_draws=1,
    tuning_lrs=(0.1, 0.3),
    tuning_steps=(5, 10),
    n_hands=2,
    n_val_hands=1,
    n_hand_test=3,
    n_kept=50,
)
DATA = ("mnist_q4_10k_2k.npz",)

# Weights are not compared: with another processor's BLAS kernels training takes another path, and
# another network ships. What it achieves is: every quoted accuracy, relative to itself, within at
# most three of its published standard errors, which hold the choice of network. Shares called no
# digit are not: the bar is the network's own, and they move by tens of drawings. What another
# network moves by more than a tenth is compared by its standard error alone.
COMPARED = {
    0.004: "hand_10 hand_30 mean_test_accuracy",
    0.008: "hand_old_1 personal_30 personal_5",
    0.01: (
        "hand_3 hand_old_0 hand_old_10 personal_20 personal_old_0 strokes_sure_accuracy "
        "sure_accuracy"
    ),
    0.012: (
        "hand_old_3 hand_old_30 hand_rounded_10 hand_rounded_3 hand_rounded_30 personal_10 "
        "personal_old_10 personal_old_3 personal_rounded_5 strokes_learned_small"
    ),
    0.015: (
        "accuracy hand_1 hand_rounded_1 kept_accuracy moved_2_centred moved_4_centred personal_3 "
        "personal_old_2 personal_old_20 personal_old_30 personal_old_5 "
        "personal_rounded_10 personal_rounded_30 plain_centred strokes_accuracy "
        "strokes_learned_small_pixels test_accuracy thick_centred"
    ),
    0.02: (
        "personal_2 personal_rounded_20 personal_rounded_3 plain_raw small_centred "
        "strokes_learned_comfortable strokes_learned_comfortable_pixels strokes_learned_tiny "
        "strokes_new_comfortable strokes_new_comfortable_pixels strokes_new_tiny"
    ),
    0.025: "other_centred personal_old_1 strokes_new_small sure_share thin_centred thin_raw",
    0.03: (
        "hand_0 hand_rounded_0 moved_2_raw personal_1 personal_rounded_1 personal_rounded_2 "
        "strokes_new_small_pixels thick_raw"
    ),
    0.05: "other_raw strokes_new_tiny_pixels",
    0.07: "moved_4_raw strokes_learned_tiny_pixels",
}
WIDE = (
    *("right_unsure", "wrong_unsure", "unsure_accuracy", "small_raw"),
    *("strokes_right_unsure", "strokes_wrong_unsure", "strokes_unsure_accuracy"),
    *("strokes_sure_share", "personal_0", "personal_rounded_0"),
)
UNLIKE = "one network in single precision: another BLAS trains another"
TOLERANCE = {
    "default": UNLIKE,
    "standard errors": dict.fromkeys(WIDE, 4.25),  # three of a difference of two networks
    "bytes": 0.08,  # of test digits as a network sees them; those of the weights are tested exactly
    "n_params": 0,
} | {name: allowed for allowed, names in COMPARED.items() for name in names.split()}


def validated(cfg: Config, network: Network) -> float:
    """Mean accuracy over `checks`: what settings and the network that ships are chosen on."""
    return float(np.mean([network.accuracy(*trial) for trial in digit_trials.checks(cfg)]))


def one_network(cfg: Config, rng: np.random.Generator) -> dict:
    """Train one network, calibrate it, and see what it achieves; see `run` for most keys."""
    variants, labels = digit_trials.pool(cfg)
    training = Training(cfg.n_epochs, cfg.batch_size, cfg.lr, cfg.round_from)
    raw = digit_reader.trained(labels, variants, training, rng)
    new_hands = digit_trials.checks(cfg)[len(VALIDATED) :]  # the other collection and the strokes
    by = digit_reader.temperature([(raw.scores(images), y) for images, y in new_hands])
    packed = digit_reader.cooled(raw, by).packed(cfg.bits)
    network = digit_reader.unpacked(packed)
    seen = [network.scores(images) for images, _ in (digit_trials.checks(cfg)[0], *new_hands)]
    none_below = np.quantile(digit_reader.evidence(np.concatenate(seen)), cfg.false_alarms)
    tested = digit_trials.trials(cfg)
    families = [digit_trials.stroke_trials(cfg, family) for family in ("learned", "new")]
    new = [scaled for scaled, _ in families[1]]
    on_mnist, on_new = network.scores(tested[0][1]), [network.scores(images) for images, _ in new]
    digits = [tested[0][1], tested[-1][1], *(images for images, _ in new)]
    called_none = partial(digit_reader.called_none, network, none_below)
    certainty = partial(digit_reader.certainty, bins=CERTAINTIES)
    return {
        "packed": packed,
        "temperature": by,
        "none_below": none_below,
        "val_accuracy": validated(cfg, network),
        "robustness": [[network.accuracy(i, y) for i in pair] for *pair, y in tested],
        "strokes": [[[network.accuracy(*t) for t in pair] for pair in f] for f in families],
        "none_found": [called_none(images) for images in digit_trials.scrawl_trials(cfg)],
        "alarms": [called_none(images) for images in digits],
        "certainty": certainty(on_mnist, tested[0][2]),
        "strokes_certainty": certainty(np.concatenate(on_new), np.tile(new[0][1], len(new))),
        "personal": studied(cfg, network, digit_trials.other_lessons(cfg), cfg.examples),
        "hand": studied(cfg, network, digit_trials.hand_lessons(cfg), cfg.hand_examples),
    }


def studied(
    cfg: Config, network: Network, lessons: list[Pupils], numbers: tuple[int, ...]
) -> dict[str, np.ndarray]:
    """Teach the last layer, one hand or one draw of examples at a time: `last_layer.study`."""
    layer = np.column_stack(network.parts()[-1])  # (10, d + 1)
    seen = [k._replace(x=last_layer.with_ones(network.features(k.x))) for k in lessons]
    old = (
        last_layer.with_ones(network.features(digit_trials.trials(cfg)[0][1])),
        digit_trials.mnist(cfg)["test_labels"],
    )
    tried = numbers, cfg.tuning_lrs, cfg.tuning_steps
    return last_layer.study(layer, *seen, old, *tried, cfg.bits)


def examples(cfg: Config, network: Network) -> dict:
    """Test digits to show: the first of each class read rightly, the first ones read wrongly."""
    images, labels = (
        digit_trials.mnist(cfg)["test"].astype(float),
        digit_trials.mnist(cfg)["test_labels"],
    )
    scores = digit_reader.exact_scores(network, digit_images.centred(images))
    answers = scores.argmax(axis=1)
    first = [np.flatnonzero((labels == c) & (answers == c))[:1] for c in range(N_CLASSES)]
    rows = np.concatenate([*first, np.flatnonzero(labels != answers)[: cfg.n_examples]])
    shades = np.rint(SHADES * images[rows]).astype(int).reshape(len(rows), -1)
    rng = np.random.default_rng([cfg.seed, 7])
    digits = strokes.digits(np.arange(N_CLASSES), FAMILIES["new"], rng)
    shown = strokes.placed(
        strokes.joined([digits, scrawls.drawn(DRAWN, 1, rng)]), "comfortable", rng
    )
    pictures = strokes.pictures(shown, dtype=np.float64)
    return {
        "example_pixels": ["".join(f"{shade:x}" for shade in row) for row in shades],
        "example_label": labels[rows],
        "example_answer": answers[rows],
        "example_certainty": digit_reader.probabilities(scores[rows]).max(axis=1),
        "example_scores": scores[rows],
        "drawn": strokes.as_lists(shown),
        "drawn_label": [*range(N_CLASSES), *[NONE] * len(DRAWN)],
        "drawn_scores": digit_reader.exact_scores(network, pictures),
    }


def kept(cfg: Config, network: Network) -> dict:
    """Pack some test digits for a page, as the last layer reads them; see `run` for the keys."""
    rng = np.random.default_rng([cfg.seed, 10])
    rows = np.sort(rng.choice(cfg.n_test, cfg.n_kept, replace=False))
    digits = digit_trials.mnist(cfg)
    images = digit_images.centred(digits["test"][rows].astype(float))
    exact = Network(network.layers, network.image, network.values.astype(float))
    content, layout = last_layer.packed(exact.features(images), digits["test_labels"][rows])
    features, labels = last_layer.unpacked(content, layout)
    layer = np.column_stack(exact.parts()[-1])
    answers = (last_layer.with_ones(features) @ layer.T).argmax(axis=1)
    return {
        "kept": layout,
        "kept_rows": rows,
        "kept_answer": answers,
        "kept_accuracy": float(np.mean(answers == labels)),
        "binaries": {"kept": content},
    }


def run(cfg: Config) -> dict:
    """Train a few tiny networks, ship one, and look at what breaks it and what mends it.

    Accuracy is the share of digits read rightly, of the network that ships. Its standard error,
    `_se`, is that of a share of the digits tested and of the choice of first weights and order
    together: binomial, or that of a mean over draws or hands, and the deviation between seeds.
    `_mean` is a mean over seeds, `_seeds` all of them; `_p10` and `_p90` bound the middle 80 % of
    draws or hands.

    Returns
    -------
    bits : int, of a weight
    bytes : int, of the file: weights, scales and biases
    n_params : int
    image : (3,) int, channels, rows and columns that it reads
    layers : list of dict, one a layer: `scripts.models.digit_reader.layout`
    frame : dict, constants of fitting and centring: `scripts.models.digit_images`
    temperature : float, the scores were divided by it before packing: what ships is calibrated
    none_below : float, evidence (`scripts.models.digit_reader`) below which it may be no digit
    shipped : int, the seed with the highest seed_val_accuracy
    seed_val_accuracy : (n_seeds,) mean over seven sets of validation digits
    seed_temperature, seed_none_below : (n_seeds,)
    val_accuracy : float, of the network that ships
    condition : (7,) str
    condition_n : (7,) int, digits tested
    robustness, robustness_mean, robustness_seeds : (7, 2) by condition without and with centring
    stroke_family : (2,) str, of generated strokes: shapes that were learned, and new ones
    stroke_size : (3,) str, of the drawing on the paper: `scripts.models.strokes.SIZES`
    strokes, strokes_mean, strokes_seeds : (2, 3, 2) accuracy by family, size, and scaled as strokes
        or as pixels
    none_kind : (12,) str, drawings that are no digit; the first six kinds were learned from
    none_found, none_found_mean, none_found_seeds : (12,) share that is called no digit
    alarms_on : (5,) str, digits of MNIST, the other collection, new strokes by size
    alarms, alarms_mean, alarms_seeds : (5,) share that is called no digit though it is one
    drawn : (13,) lists of strokes, each a list of [x, y] in pixels: ten digits of the new family,
        a dot, a scribble, black paper
    drawn_label : (13,) int, 10 for no digit
    drawn_scores : (13, 10), in double precision
    example_pixels : (20,) str of 784 digits, 0 (paper) to f (ink), row by row: test digits, the
        first of each class read rightly, then the first ones read wrongly
    example_label, example_answer : (20,) int
    example_certainty : (20,) probability of the answer
    example_scores : (20, 10) of the centred pictures, in double precision
    certainty_from : (8,) probability of the answer, lower end of a bin; the last ends at 1
    certainty_right, certainty_wrong : (8,) int, centred test digits whose answer was that probable;
        certainty_right_seeds, certainty_wrong_seeds : (n_seeds, 8)
    certainty_mean : float, mean probability of the answer
    certainty_digit : (10,) accuracy by digit
    strokes_certainty_right, strokes_certainty_wrong, strokes_certainty_right_seeds,
    strokes_certainty_wrong_seeds, strokes_certainty_mean, strokes_certainty_digit : the same of new
        strokes of all sizes, scaled
    personal_examples : (8,) int, examples of each class of the other collection that it was taught
    personal_lr, personal_steps : of the teaching, chosen on `n_other_val` digits set aside
    personal_tuning : (n_lrs, n_steps) accuracy on them, mean over draws and numbers of examples
    personal_accuracy : (8,) digits of the other collection that are left, mean over draws
    personal_rounded_accuracy : (8,) the same with the taught layer rounded to 4 bits
    personal_old_accuracy : (8,) test digits of MNIST after the teaching
    personal_n_test : int, digits left
    personal_each, personal_old_each : (n_draws, 8) accuracies
    hand_examples, hand_lr, hand_steps, hand_tuning, hand_accuracy, hand_rounded_accuracy,
    hand_old_accuracy, hand_n_test, hand_each, hand_old_each : as personal, of generated hands of
        the new family, each taught alone; rate and steps chosen on hands of the validation family
    kept : dict, how the file of test digits for the page is packed: `scripts.models.last_layer`
    kept_rows : (n_kept,) int, which of the test digits they are, a random choice
    kept_answer : (n_kept,) int, what the network reads, from the packed features
    kept_accuracy : float
    binaries : dict of bytes, `weights`: the network as `scripts.models.quantize.pack` writes it;
        `kept`: test digits as the last layer reads them, and their labels
    quoted : dict of scalars
    """
    tasks = [(cfg, rng) for rng in np.random.default_rng([cfg.seed, 3]).spawn(cfg.n_seeds)]
    found = spread(one_network, tasks)
    shipped = int(np.argmax([seed["val_accuracy"] for seed in found]))
    ours = found[shipped]
    network = digit_reader.unpacked(ours["packed"])
    n = np.array([len(labels) for *_, labels in digit_trials.trials(cfg)])
    n_alarms = n[[0, -1]].tolist() + [cfg.n_stroke_test] * len(SIZES)
    data = {
        "bits": cfg.bits,
        "bytes": len(ours["packed"]),
        "n_params": network.n_params,
        "image": list(IMAGE),
        "layers": digit_reader.layout(),
        "frame": digit_images.FRAME,
        "shipped": shipped,
        "condition": list(CONDITION),
        "condition_n": n,
        "stroke_family": ["learned", "new"],
        "stroke_size": list(SIZES),
        "none_kind": [*scrawls.LEARNED, *scrawls.NEW],
        "alarms_on": ["mnist", "other", *(f"strokes_{size}" for size in SIZES)],
        "certainty_from": list(CERTAINTIES[:-1]),
    }
    for key in ("temperature", "none_below", "val_accuracy"):
        data[f"seed_{key}"] = [seed[key] for seed in found]
        data[key] = ours[key]
    for key, tested in {
        "robustness": n[:, None],
        "strokes": cfg.n_stroke_test,
        "none_found": cfg.n_scrawl_test,
        "alarms": np.array(n_alarms),
    }.items():
        seeds = np.array([seed[key] for seed in found])
        share = seeds[shipped]
        error = np.hypot(np.sqrt(share * (1 - share) / tested), seeds.std(axis=0, ddof=1))
        mean, mean_error = mean_se(seeds)
        data |= {key: share, f"{key}_se": error, f"{key}_mean": mean, f"{key}_mean_se": mean_error}
        data[f"{key}_seeds"] = seeds
    for key in ("certainty", "strokes_certainty"):
        data |= {f"{key}_{part}": value for part, value in ours[key].items()}
        for part in ("right", "wrong"):
            data[f"{key}_{part}_seeds"] = np.array([seed[key][part] for seed in found])
    for who in ("personal", "hand"):
        data |= {f"{who}_{part}": value for part, value in ours[who].items()}
        for key in ("accuracy", "rounded_accuracy", "old_accuracy"):
            between = np.std([seed[who][key] for seed in found], axis=0, ddof=1)
            data[f"{who}_{key}_se"] = np.hypot(data[f"{who}_{key}_se"], between)
    data |= examples(cfg, network)
    data |= kept(cfg, network)
    data["binaries"] = {"weights": ours["packed"]} | data["binaries"]
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_se` is a standard error: see `run`."""
    seeds, ours = data["robustness_seeds"][:, 0, 1], data["robustness"][0, 1]
    numbers = {
        **{key: getattr(cfg, key) for key in COUNTS},
        **{key: data[key] for key in ("n_params", "bytes", "temperature")},
        "test_accuracy": ours,
        "test_accuracy_se": data["robustness_se"][0, 1],
        "n_test": int(data["condition_n"][0]),
        "n_other": int(data["condition_n"][-1]),
        "n_weights": sum(layer["n_rows"] * layer["n_columns"] for layer in data["layers"]),
        "float_bytes": 4 * data["n_params"],
        "test_wrong": round((1 - ours) * data["condition_n"][0]),
        "mean_test_accuracy": seeds.mean(),
        "mean_test_accuracy_se": data["robustness_mean_se"][0, 1],
        "lowest_test_accuracy": seeds.min(),
        "highest_test_accuracy": seeds.max(),
        "largest_se": np.ceil(1000 * data["robustness_se"].max()) / 1000,  # rounded up: "at most"
        "kept_accuracy": data["kept_accuracy"],
        "kept_accuracy_se": np.sqrt(
            data["kept_accuracy"] * (1 - data["kept_accuracy"]) / cfg.n_kept
        ),
        "n_personal_test": data["personal_n_test"],
        "n_hand_test": data["hand_n_test"],
        "n_personal_tried": len(cfg.tuning_lrs) * len(cfg.tuning_steps),
        "personal_lr": data["personal_lr"],
        "personal_steps": data["personal_steps"],
        "hand_lr": data["hand_lr"],
        "hand_steps": data["hand_steps"],
        "personal_params": N_CLASSES * (data["layers"][-1]["n_columns"] + 1),
        "certainty": data["certainty_mean"],
        "sure": SURE,
        "strokes_certainty": data["strokes_certainty_mean"],
        "strokes_hardest": int(np.argmin(data["strokes_certainty_digit"])),
        "strokes_lowest_digit": data["strokes_certainty_digit"].min(),
    }
    numbers |= _sureness(data, "certainty", "") | _sureness(data, "strokes_certainty", "strokes_")
    named = {
        "robustness": [f"{name}_{way}" for name in SHORT for way in ("raw", "centred")],
        "strokes": [
            f"strokes_{family}_{size}{way}"
            for family in data["stroke_family"]
            for size in SIZES
            for way in ("", "_pixels")
        ],
        "none_found": [f"found_{kind.replace(' ', '_')}" for kind in data["none_kind"]],
        "alarms": [f"alarms_{on}" for on in data["alarms_on"]],
    }
    for who in ("personal", "hand"):
        for key in ("", "old_", "rounded_"):
            names = [f"{who}_{key}{n}" for n in data[f"{who}_examples"]]
            named[f"{who}_{key}accuracy"] = names
    for key, names in named.items():
        numbers |= dict(zip(names, np.ravel(data[key]), strict=True))
        errors = np.ravel(data[f"{key}_se"])
        numbers |= {f"{name}_se": error for name, error in zip(names, errors, strict=True)}
    half = len(scrawls.LEARNED)
    numbers |= {
        "found_learned": data["none_found"][:half].mean(),
        "found_new": data["none_found"][half:].mean(),
    }
    return numbers


def _sureness(data: dict, key: str, name: str) -> dict[str, float]:
    """How often it was sure, and right then, of digits; each with its `_se`."""
    right, wrong = (data[f"{key}_{part}_seeds"].T for part in ("right", "wrong"))  # (8, n_seeds)
    sure, both, found = np.array(CERTAINTIES[:-1]) >= SURE, right + wrong, {}
    for part, some, of in (
        ("accuracy", right, both),
        ("sure_share", both[sure], both),
        ("sure_accuracy", right[sure], both[sure]),
        ("unsure_accuracy", right[~sure], both[~sure]),
        ("wrong_unsure", wrong[~sure], wrong),
        ("right_unsure", right[~sure], right),
    ):
        n = np.maximum(of.sum(axis=0), 1)
        shares = some.sum(axis=0) / n
        p, n = shares[data["shipped"]], n[data["shipped"]]
        found[name + part] = p
        found[f"{name}{part}_se"] = np.hypot(np.sqrt(p * (1 - p) / n), shares.std(ddof=1))
    return found
