"""Other data: which of our sentences survive when one choice is made differently.

Question: the chapters measure on one set of digits with one kind of waves; what of it holds for
other digits, other hands, other waves, and for tables that are no pictures?
Sources: Steegen, Tuerlinckx, Gelman and Vanpaemel (2016), Perspectives on Psychological Science 11,
702-712 (a multiverse: every defensible choice is run, and all are shown); the models are those of
Belkin et al. (2019), PNAS 116, 15849-15854; Yao, Rosasco and Caponnetto (2007), Constructive
Approximation 26, 289-315; Angluin and Laird (1988), Machine Learning 2, 343-370. Data: Alpaydin and
Kaynak (1998), digits; LeCun and Cortes, MNIST; Street, Wolberg and Mangasarian (1993), cell nuclei;
Forina and others, wine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import stdtr

from scripts.compute.datasets.breast_cancer import load_breast_cancer
from scripts.compute.datasets.digits import load_digits
from scripts.compute.datasets.mnist import load_mnist
from scripts.compute.datasets.wine import load_wine
from scripts.compute.parallel import spread
from scripts.models.classify import (
    descent_errors,
    least_squares_errors,
    pick_width,
    ridge_errors,
)
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.summary import crossing, jackknife, mean_se, percent

BLOCK = 10  # labels are flipped in blocks of ten, so that every training set has its share of them
ERRORS = (  # that prose may quote for each choice and share of wrong labels
    *("small_error", "best_small_error", "large_error", "braked_error"),
    *("stop_error", "end_error"),
)
VERDICTS = ("survives", "reversed", "undecided")


class Choice(NamedTuple):
    """What is run: the first is what the chapters use, every other changes one thing."""

    key: str
    table: str  # a key of TABLES
    kind: str  # of random features
    gamma: float  # inverse bandwidth
    n_train: int  # examples; a multiple of 40


class Headline(NamedTuple):
    """A sentence of the chapters as a number that should exceed a margin."""

    key: str
    sentence: str
    unit: str  # "share": of test examples; "log10": powers of ten
    margin: float


HEADLINES = (
    Headline("large_clean", "Correct labels: the largest model beats the small one", "share", 0),
    Headline("small_noise_10", "10 % wrong, no brake: the small one wins", "share", 0),
    Headline("small_noise_20", "20 % wrong, no brake: the small one wins", "share", 0),
    Headline("braked_large", "With a brake, no smaller model beats the largest", "share", -0.01),
    Headline("long_training", "Correct labels: a million steps hardly hurt", "share", -0.01),
    Headline(
        "earlier_stop", "With 40 % wrong labels validation stops earlier than with none", "log10", 0
    ),
    Headline("clean_small", "No brake: small and clean beats big with 20 % wrong", "share", 0),
    Headline("noisy_big", "Brake: big with 20 % wrong beats small and clean", "share", 0),
    Headline("label_worth", "One clean label is worth more than two with 20 % wrong", "share", 0),
    Headline("peak", "The error peaks at one knob for each example", "log10", 0),
)


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 10  # each draws its own split, label flips and random features
    choices: tuple[Choice, ...] = (
        Choice("digits", "digits", "cos", 1.0, 400),
        Choice("other_hands", "digits by block", "cos", 1.0, 400),
        Choice("slower_waves", "digits", "cos", 0.5, 400),
        Choice("finer_waves", "digits", "cos", 2.0, 400),
        Choice("ramps", "digits", "relu", 1.0, 400),
        Choice("mnist", "mnist", "cos", 1.0, 400),
        Choice("cell_nuclei", "cell nuclei", "cos", 1.0, 200),
        Choice("wine", "wine", "cos", 1.0, 80),
    )
    most_test: int = 1000  # test examples
    n_blocks: int = 13  # of the digits' file, in order: as many as writers
    test_blocks: int = 4  # of which no image is trained on
    label_noise_rates: tuple[float, ...] = (0.0, 0.1, 0.2, 0.4, 0.6)  # share of labels flipped
    small_widths: tuple[float, ...] = (0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75)
    more_widths: tuple[float, ...] = (0.9, 1, 1.1, 2)  # features per training example, like those
    largest_width: float = 8.0
    braked_widths: tuple[float, ...] = (0.1, 0.2, 0.4, 0.75, 1, 2)  # and the largest
    small_width: float = 0.1  # of the small model with clean labels
    braked_rates: int = 4  # the first of label_noise_rates: those that all widths compete at
    smallest_penalty: float = 1e-4  # per feature
    largest_penalty: float = 1e2
    n_penalties: int = 10  # tried for every ridge fit
    step_rates: tuple[int, ...] = (0, 2, 3)  # places in label_noise_rates
    n_checkpoints: int = 43
    last_step: int = 1_000_000
    validation: float = 0.2  # share of the training examples, held out to choose the step
    label_sizes: tuple[float, ...] = (0.25, 0.5, 0.75, 1)  # of n_train, with clean labels the first
    worth_rate: int = 2  # place in label_noise_rates
    clearly: float = 2.0  # standard errors


QUICK = Config(
    n_seeds=3,
    choices=tuple(choice._replace(n_train=40) for choice in Config().choices),
    most_test=100,
    n_penalties=4,
    n_checkpoints=13,
)
DATA = ("mnist_q4_10k_2k.npz",)
TOLERANCE = {"default": 1e-3}


def mnist() -> tuple[np.ndarray, np.ndarray]:
    """All 12,000 digits of the MNIST file: (12000, 784) pixels and (12000,) labels."""
    data = load_mnist()
    images = np.concatenate([data["train_images"], data["test_images"]])
    labels = np.concatenate([data["train_labels"], data["test_labels"]])
    return images.reshape(len(images), -1), labels


TABLES: dict[str, Callable[[], tuple[np.ndarray, np.ndarray]]] = {
    "digits": load_digits,
    "digits by block": load_digits,
    "mnist": mnist,
    "cell nuclei": load_breast_cancer,
    "wine": load_wine,
}
UNITS_DIFFER = {"cell nuclei", "wine"}  # columns are first brought to the same spread


def split(
    cfg: Config, choice: Choice, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, int]:
    """Draw training and test examples.

    Returns
    -------
    inputs : (n_train + n_test, d) array
        Training examples first; centred and scaled by them, so that one has unit squared norm on
        average. Columns of tables, which have different units, are standardised before.
    labels : (n_train + n_test,) int array
    n_classes : int
    """
    rows, labels = TABLES[choice.table]()
    order = rng.permutation(len(rows))
    if choice.table == "digits by block":
        held_out = rng.permutation(cfg.n_blocks)[: cfg.test_blocks]
        unseen = np.isin(order * cfg.n_blocks // len(rows), held_out)
        train, test = order[~unseen][: choice.n_train], order[unseen]
    else:
        train, test = order[: choice.n_train], order[choice.n_train :]
    kept = np.concatenate([train, test[: cfg.most_test]])
    inputs = rows[kept].astype(float)
    first = np.arange(choice.n_train)
    if choice.table in UNITS_DIFFER:
        inputs /= inputs[first].std(axis=0)
    return scaled_inputs(inputs, first), labels[kept], int(labels.max()) + 1


def widths_of(cfg: Config, n: int) -> list[int]:
    """All widths without a brake, in features."""
    shares = (*cfg.small_widths, *cfg.more_widths, cfg.largest_width)
    return [round(share * n) for share in shares]


def one_seed(cfg: Config, choice: Choice, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Everything that is measured for one choice, one split and one draw of flips and features.

    Returns
    -------
    n_test, n_classes : () int
    minnorm_error, minnorm_mse : (q, W) share of test examples; squared error per class
        Of the least-squares fit of minimum norm.
    picked : (q,) int
        Place of the small width with the lowest squared leave-one-out error.
    braked_error : (q, B) share of test examples
        Of ridge tuned by leave-one-out.
    at_edge : () int, of those ridge fits: chose the smallest or the largest penalty
    stop_step, stop_error, end_error : (steps' rates,) steps, share, share of test examples
        Where a validation split of the training examples stops gradient descent, the error there
        and after the last step.
    label_error : (2, sizes) share of test examples
        Of the largest model with a brake on clean and on wrong labels, mean over disjoint stretches
        of the training examples.
    """
    n = choice.n_train
    inputs, labels, n_classes = split(cfg, choice, rng)
    blocks = np.split(labels[:n], range(BLOCK, n, BLOCK))
    flipped = [flip_labels(b, cfg.label_noise_rates, n_classes, rng) for b in blocks]
    onehot = np.eye(n_classes)[np.concatenate(flipped, axis=1)]  # (q, n, k)
    widths = widths_of(cfg, n)
    truth = labels[n:]
    weights = rng.standard_normal((inputs.shape[1], widths[-1]))
    phases = rng.uniform(0, 2 * np.pi, widths[-1])
    features = random_features(inputs, weights, phases, choice.kind, choice.gamma)
    train, test = features[:n], features[n:]  # (n, P), (m, P)
    gram, cross = train @ train.T, test @ train.T  # (n, n), (m, n)

    error, mse = least_squares_errors(train, test, onehot, truth, widths)
    picked = pick_width(train, onehot, widths[: len(cfg.small_widths)])
    tried = np.geomspace(cfg.smallest_penalty, cfg.largest_penalty, cfg.n_penalties)
    braked = [
        ridge_errors(train[:, :width], test[:, :width], onehot, truth, width * tried)
        for width in (round(share * n) for share in cfg.braked_widths)
    ]
    braked.append(ridge_errors(train, test, onehot, truth, widths[-1] * tried, gram))
    steps = np.unique(np.geomspace(1, cfg.last_step, cfg.n_checkpoints).round().astype(int))
    rates, held_out = list(cfg.step_rates), round(cfg.validation * n)
    stop, stop_error, end_error = descent_errors(gram, cross, onehot[rates], truth, steps, held_out)

    def on_stretch(start: int, size: int) -> np.ndarray:
        """Errors of the largest model with a brake on some of the examples, right and wrong."""
        kept, two = slice(start, start + size), onehot[[0, cfg.worth_rate]]
        known, penalties = gram[kept, kept], widths[-1] * tried
        return ridge_errors(train[kept], test, two[:, kept], truth, penalties, known)[0]

    label_error = []
    for size in (round(share * n) for share in cfg.label_sizes):
        starts = range(0, n - size + 1, size)  # as many stretches as there are, none overlapping
        label_error.append(np.mean([on_stretch(start, size) for start in starts], axis=0))
    return {
        "n_test": np.array(len(truth)),
        "n_classes": np.array(n_classes),
        "minnorm_error": error,
        "minnorm_mse": mse,
        "picked": picked,
        "braked_error": np.transpose([error for error, _ in braked]),
        "at_edge": np.sum(np.isin([place for _, place in braked], (0, cfg.n_penalties - 1))),
        "stop_step": stop,
        "stop_error": stop_error,
        "end_error": end_error,
        "label_error": np.transpose(label_error),
    }


def at_picked(found: dict[str, np.ndarray]) -> np.ndarray:
    """Error of the small width that leave-one-out picks, (seed, choice, q)."""
    return np.take_along_axis(found["minnorm_error"], found["picked"][..., None], axis=3)[..., 0]


def effects(cfg: Config, found: dict[str, np.ndarray]) -> np.ndarray:
    """Each headline as a number, (seed, headline, choice): what exceeds its margin speaks for it.

    Parameters
    ----------
    cfg : Config
    found : dict
        What `one_seed` returns, each stacked to (seed, choice, ...).
    """
    error, picked = found["minnorm_error"], at_picked(found)  # (s, c, q, W), (s, c, q)
    large, small = error[..., -1], error[..., cfg.small_widths.index(cfg.small_width)]
    brake = found["braked_error"]  # (s, c, q, B)
    least, wrong = cfg.braked_widths.index(cfg.small_width), cfg.worth_rate
    rival = brake[:, :, : cfg.braked_rates, :-1] - brake[:, :, : cfg.braked_rates, -1:]
    rival = rival.reshape(*rival.shape[:2], -1)  # (s, c, share of wrong labels and width)
    hardest = rival.mean(axis=0).argmin(axis=1)  # (c,)
    steps, labels = np.log10(found["stop_step"]), found["label_error"]
    mse = np.log10(found["minnorm_mse"][:, :, 0])  # (s, c, W), correct labels
    at_n = len(cfg.small_widths) + cfg.more_widths.index(1)
    by_key = {
        "large_clean": picked[..., 0] - large[..., 0],
        "small_noise_10": large[..., cfg.label_noise_rates.index(0.1)]
        - picked[..., cfg.label_noise_rates.index(0.1)],
        "small_noise_20": large[..., wrong] - picked[..., wrong],
        "braked_large": np.take_along_axis(rival, hardest[None, :, None], axis=2)[..., 0],
        "long_training": found["stop_error"][..., 0] - found["end_error"][..., 0],
        "earlier_stop": steps[..., 0] - steps[..., -1],
        "clean_small": large[..., wrong] - small[..., 0],
        "noisy_big": brake[..., 0, least] - brake[..., wrong, -1],
        "label_worth": labels[..., 1, 1] - labels[..., 0, 0],  # twice as many against clean ones
        "peak": mse[..., at_n] - np.delete(mse, at_n, axis=2).max(axis=2),
    }
    return np.stack([by_key[headline.key] for headline in HEADLINES], axis=1)


def verdict(effect: float, se: float, margin: float, clearly: float) -> str:
    """Whether an effect lies beyond its margin, before it, or too near to tell."""
    if effect - margin > clearly * se:
        return "survives"
    return "reversed" if effect - margin < -clearly * se else "undecided"


def levels(cfg: Config, found: dict[str, np.ndarray]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Values behind the headlines, each with its standard error over seeds, (choice, ...)."""
    error, brake, labels = (found[f"{key}_error"] for key in ("minnorm", "braked", "label"))
    small = error[..., cfg.small_widths.index(cfg.small_width)]
    least = brake[..., cfg.braked_widths.index(cfg.small_width)]
    sizes = np.log(cfg.label_sizes)

    def break_even(pair: np.ndarray) -> np.ndarray:
        """Share of wrong labels that spoils the large model, (c,), from (2, c, q) mean errors."""
        few, many = pair
        reached = [
            crossing(cfg.label_noise_rates, y, x) for x, y in zip(few[:, 0], many, strict=True)
        ]
        return np.array(reached)

    def worth(error: np.ndarray) -> np.ndarray:
        """Labels that replace one clean label, (c,), from (c, 2, sizes) mean errors."""
        reached = [crossing(sizes, -noisy, -clean[0]) for clean, noisy in error]
        return np.exp(reached) / cfg.label_sizes[0]

    small_widths = error[..., : len(cfg.small_widths)]
    best = small_widths.mean(axis=0).argmin(axis=2)  # (c, q)
    at_best = np.take_along_axis(small_widths, best[None, ..., None], axis=3)[..., 0]
    return {
        "small_error": mean_se(at_picked(found)),
        "best_small_error": mean_se(at_best),
        "large_error": mean_se(error[..., -1]),
        "braked_error": mean_se(brake[..., -1]),
        "stop_error": mean_se(found["stop_error"]),
        "end_error": mean_se(found["end_error"]),
        "log_stop_step": mean_se(np.log10(found["stop_step"])),
        "break_even": jackknife(break_even, np.stack([small, error[..., -1]], axis=1)),
        "braked_break_even": jackknife(break_even, np.stack([least, brake[..., -1]], axis=1)),
        "label_error": mean_se(labels),
        "labels_for_one": jackknife(worth, labels),
    }


def run(cfg: Config) -> dict:
    """Measure every headline for every choice.

    Returns
    -------
    choice : (c,) str
        What is run, by key: first what the chapters use, then seven runs that each change one
        thing.
    n_train, n_test, n_classes : (c,) int
    headline, sentence, unit : (h,) str
        "share": of test examples; "log10": powers of ten.
    margin : (h,) in that unit
        What the effect has to exceed for the sentence to be true.
    effect : (h, c) in that unit, mean over seeds. With `_se`, standard error of the mean
        large_clean: error of the small model minus that of the largest, neither with a brake, with
        correct labels. Small: the width up to 0.75 n_train with the lowest squared leave-one-out
        error on the training labels, seed by seed.
        small_noise_10, small_noise_20: the other way round, with 10 and 20 % wrong labels.
        braked_large: error of a smaller model minus that of the largest, both ridge tuned by
        leave-one-out; the lowest of all smaller widths and of 0 to 40 % wrong labels. The width and
        the share are picked on the test examples, which flatters the smaller model.
        long_training: error where a validation split stops gradient descent minus error at its last
        step, with correct labels.
        earlier_stop: log10 of where it stops with correct labels over where with 40 % wrong ones.
        clean_small: error of the largest model with 20 % wrong labels minus that of one with a
        tenth of n_train knobs and correct labels, neither with a brake.
        noisy_big: the other way round, both with a brake.
        label_worth: error of the largest model with a brake on twice as many labels, of which 20 %
        are wrong, minus its error on a quarter of n_train, all correct.
        peak: log10 of the squared test error at n_train knobs over the highest at any other width,
        with correct labels and no brake.
    effect_by_seed : (s, h, c) in that unit
    verdict : (h, c) str
        "survives" if effect - margin is above `clearly` standard errors, "reversed" if it is below
        minus that many, else "undecided".
    noise : (q,) share of training labels moved to another class
    small_error, large_error, braked_error : (c, q) share of test examples, mean over seeds
        Of the small model that leave-one-out picks and of the largest without a brake, and of the
        largest with one. With `_se`.
    best_small_error : (c, q) share of test examples, mean over seeds
        Of the small width with the lowest mean error on the test examples, as in `double_descent`:
        picked with their help, which flatters it. With `_se`.
    step_noise : (3,) share of training labels moved to another class
    stop_error, end_error : (c, 3) share of test examples, mean over seeds
        Of gradient descent where a validation split stops it and after the last step. With `_se`.
    log_stop_step : (c, 3) log10 of that step, mean over seeds. With `_se`
    break_even, braked_break_even : (c,) share of training labels
        That are wrong where the largest model has the error of one with a tenth of n_train knobs
        and correct labels, between the shares that were tried by straight lines; without and with a
        brake. None where no share that was tried is enough. With `_se` (jackknife over seeds).
    label_size : (sizes,) training examples, as a share of n_train
    label_error : (c, 2, sizes) share of test examples, mean over seeds
        Of the largest model with a brake on so many labels, all correct or 20 % wrong. With `_se`.
    labels_for_one : (c,) labels, of which 20 % are wrong, that replace one correct label
        At a quarter of n_train correct labels, with a brake; between the sizes by straight lines
        over log(labels). None where n_train is not enough. With `_se` (jackknife over seeds).
    at_edge : int, of the ridge fits: chose the smallest or the largest penalty
    quoted : dict of scalars
    """
    tasks = [
        (cfg, choice, rng)
        for choice in cfg.choices
        for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)  # the same for every choice
    ]
    results = spread(one_seed, tasks)
    found = {
        key: np.array([result[key] for result in results])
        .reshape(len(cfg.choices), cfg.n_seeds, *np.shape(results[0][key]))
        .swapaxes(0, 1)
        for key in results[0]
    }
    by_seed = effects(cfg, found)  # (s, h, c)
    effect, se = mean_se(by_seed)
    data = {
        "choice": [choice.key for choice in cfg.choices],
        "n_train": [choice.n_train for choice in cfg.choices],
        "n_test": found["n_test"].min(axis=0),
        "n_classes": found["n_classes"][0],
        "headline": [headline.key for headline in HEADLINES],
        "sentence": [headline.sentence for headline in HEADLINES],
        "unit": [headline.unit for headline in HEADLINES],
        "margin": [headline.margin for headline in HEADLINES],
        "effect": effect,
        "effect_se": se,
        "effect_by_seed": by_seed,
        "verdict": [
            [verdict(*cell, headline.margin, cfg.clearly) for cell in zip(*row, strict=True)]
            for headline, *row in zip(HEADLINES, effect, se, strict=True)
        ],
        "noise": list(cfg.label_noise_rates),
        "step_noise": [cfg.label_noise_rates[i] for i in cfg.step_rates],
        "label_size": list(cfg.label_sizes),
    }
    for name, values in levels(cfg, found).items():
        known = np.isfinite(values).all(axis=0)
        pair = (np.where(known, value, None).tolist() for value in values)
        data[name], data[f"{name}_se"] = pair
    data["at_edge"] = int(found["at_edge"].sum())
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote.

    `survives_<headline>` counts choices. `<headline>_<choice>` is its effect, in percentage points
    or as a factor; a factor's `_se` is to first order. `<level>_<choice>_noise_20` is a level with
    20 % wrong labels.
    """
    verdicts = data["verdict"]
    counts = {key: [row.count(key) for row in verdicts] for key in VERDICTS}
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_choices": len(cfg.choices),
        "n_headlines": len(HEADLINES),
        "n_cells": len(cfg.choices) * len(HEADLINES),
        "n_penalties": cfg.n_penalties,
        "n_small_widths": len(cfg.small_widths),
        "n_ridge_fits": len(cfg.choices)
        * cfg.n_seeds
        * len(cfg.label_noise_rates)
        * (1 + len(cfg.braked_widths)),
        "at_edge": data["at_edge"],
        "largest_over_n_train": cfg.largest_width,
        "last_step": cfg.last_step,
        "clearly": cfg.clearly,
        # Of an effect that lies on its margin: a verdict by chance (Student's t).
        "chance_of_verdict": float(2 * stdtr(cfg.n_seeds - 1, -cfg.clearly)),
        "n_blocks": cfg.n_blocks,
        "test_blocks": cfg.test_blocks,
        "everywhere": counts["survives"].count(len(cfg.choices)),
        "nowhere_reversed": counts["reversed"].count(0),
        **{f"n_{key}": sum(counts[key]) for key in VERDICTS},
    }
    for h, headline in enumerate(HEADLINES):
        numbers |= {f"{key}_{headline.key}": counts[key][h] for key in VERDICTS}
        for c, choice in enumerate(cfg.choices):
            value, se = data["effect"][h][c], data["effect_se"][h][c]
            if headline.unit == "share":
                value, se = 100 * value, 100 * se
            else:
                value, se = 10**value, 10**value * np.log(10) * se
            name = f"{headline.key}_{choice.key}"
            numbers |= {name: float(value), f"{name}_se": float(se)}
            numbers[f"{name}_verdict"] = verdicts[h][c]
    for c, choice in enumerate(cfg.choices):
        numbers |= {f"{key}_{choice.key}": int(data[key][c]) for key in ("n_train", "n_test")}
        for name in ERRORS:
            rates = data["step_noise" if name in {"stop_error", "end_error"} else "noise"]
            for q, rate in enumerate(rates[: cfg.braked_rates]):
                key = f"{name}_{choice.key}_noise_{percent(rate)}"
                numbers |= {key: data[name][c][q], f"{key}_se": data[f"{name}_se"][c][q]}
        for q, rate in enumerate(data["step_noise"]):
            key = f"stop_step_{choice.key}_noise_{percent(rate)}"
            numbers[key] = float(10 ** data["log_stop_step"][c][q])
        for name in ("break_even", "braked_break_even", "labels_for_one"):
            value, se = data[name][c], data[f"{name}_se"][c]
            numbers[f"{name}_{choice.key}"] = "not reached" if value is None else value
            numbers[f"{name}_{choice.key}_se"] = "not known" if se is None else se
    return numbers
