"""Better data or a bigger model: wrong labels against more knobs.

Question: is a small model with clean labels better than a big one with wrong labels, and how many
labels that may be wrong does one clean label replace?
Sources: Angluin and Laird (1988), Machine Learning 2, 343-370 (learning from flipped labels, and
the square in its price); Nakkiran, Venkat, Kakade and Ma (2021), ICLR, arXiv:2003.01897 (tuned
ridge); Allen (1974), Technometrics 16, 125-127 (leave-one-out).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scripts.compute.datasets.digits import load_digits
from scripts.compute.parallel import spread
from scripts.models.least_squares import minimum_norm_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.ridge import Ridge
from scripts.models.summary import crossing, jackknife, mean_se, percent, with_ends, with_se
from scripts.models.targets import apart, beside, one_hot

N_CLASSES = 10
BLOCK = 10  # labels are flipped in blocks of ten, so that every training set has its share of them
FITS = ("minnorm", "tuned")


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 16  # each draws its own images, label flips and random features
    n_train: int = 400  # images; the other 1,397 are the test set
    widths: tuple[int, ...] = (40, 80, 160, 320, 640, 1280)  # features
    label_noise_rates: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    label_width: int = 320  # features of the model whose labels are counted
    label_sizes: tuple[int, ...] = (40, 60, 90, 130, 200, 300, 440, 640, 940, 1400)  # images
    label_targets: tuple[float, ...] = (0.85, 0.9)  # share of test images read rightly
    # What a clean label is worth is asked again of other models and targets, at one share of noise.
    worth_noise: float = 0.2
    worth_widths: tuple[int, ...] = (160, 320, 640)  # features; label_width among them
    worth_targets: tuple[float, ...] = (0.85, 0.87, 0.9, 0.92)
    n_worth_sizes: int = 8  # of label_sizes: the targets are reached before
    n_penalties: int = 9  # tried for every ridge fit
    smallest_penalty: float = 1e-2  # per feature: times the width, about the squared norm of a row
    largest_penalty: float = 100.0


QUICK = Config(
    n_seeds=2,
    n_train=100,
    widths=(10, 20, 40, 60, 150, 200),
    label_width=60,
    label_sizes=(40, 90, 200),
    worth_widths=(40, 60),
    worth_targets=(0.4, 0.5),
    n_worth_sizes=3,
    n_penalties=6,
)
DATA = ()
# Two kernels of OpenBLAS (Haswell, Sandybridge) agree to this, at the peak too.
TOLERANCE = {"default": 1e-3}


def tuned_answers(
    cfg: Config, features: np.ndarray, onehot: np.ndarray, test: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Answers of ridge, its penalty tuned on the labels it is given.

    Parameters
    ----------
    cfg : Config
    features : (n, width) array
    onehot : (q, n, 10) array
        Labels with every share of wrong ones.
    test : (m, width) array
        Features of other images.

    Returns
    -------
    guess : (q, m) int array
    penalty : (q,) array, per feature
        The one with the lowest squared leave-one-out error on those same labels.
    """
    rates, width = len(onehot), features.shape[1]
    penalties = np.geomspace(cfg.smallest_penalty, cfg.largest_penalty, cfg.n_penalties)
    ridge = Ridge(features, beside(onehot))  # one decomposition for all rates
    squared = np.mean(ridge.leave_one_out(width * penalties) ** 2, axis=1)  # (L, 10 q)
    chosen = squared.reshape(len(penalties), rates, N_CLASSES).mean(axis=2).argmin(axis=0)  # (q,)
    columns = np.repeat(chosen, N_CLASSES)  # (10 q,)
    fits = np.empty((width, len(columns)))
    for i in np.unique(chosen):
        fits[:, columns == i] = ridge.coefficients(width * penalties[i])[:, columns == i]
    return answers(ridge.mean + test @ fits, rates), penalties[chosen]


def answers(scores: np.ndarray, rates: int) -> np.ndarray:
    """Digit with the highest score: (m, 10 q) array in, (q, m) int array out."""
    return apart(scores, rates).argmax(axis=2)


def one_seed(cfg: Config, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Accuracies of one order of the images and one draw of flips and features.

    Returns
    -------
    by_width : (3, n_widths, q) array
        Share of the images after the first n_train that are read rightly, by the minimum-norm fit
        and by tuned ridge, and the penalty of the latter per feature.
    peak : (q,) array
        The same for the minimum-norm fit with as many features as images.
    by_size : (n_sizes, q) array
        Share of the images after the largest training set, by tuned ridge of label_width.
    worth : (n_worth_widths, n_worth_sizes, 2) array
        The same of other widths, with clean labels and with worth_noise.
    """
    images, labels = load_digits()
    order, n, most = rng.permutation(len(images)), cfg.n_train, cfg.label_sizes[-1]
    labels = labels[order]
    blocks = np.split(labels[:most], range(BLOCK, most, BLOCK))
    flipped = [flip_labels(b, cfg.label_noise_rates, N_CLASSES, rng) for b in blocks]
    onehot = one_hot(np.concatenate(flipped, axis=1), N_CLASSES)  # (q, most, 10)
    # Centred and scaled by the images that every training set contains.
    inputs = scaled_inputs(images[order] / 16, np.arange(cfg.label_sizes[0]))
    widest = max(cfg.widths)
    weights = rng.standard_normal((inputs.shape[1], widest))
    every = random_features(inputs, weights, rng.uniform(0, 2 * np.pi, widest))  # (n_images, P)

    rates = len(onehot)
    targets = beside(onehot[:, :n])  # (n, 10 q)
    mean = targets.mean(axis=0)
    by_width = np.empty((3, len(cfg.widths), rates))
    peak = np.empty(rates)
    path = minimum_norm_path(every[:n], targets - mean, sorted({*cfg.widths, n}))
    for width, coefficients in path:
        guess = answers(mean + every[n:, :width] @ coefficients, rates)
        accuracy = np.mean(guess == labels[n:], axis=1)
        if width in cfg.widths:
            by_width[0, cfg.widths.index(width)] = accuracy
        if width == n:
            peak = accuracy
    for w, width in enumerate(cfg.widths):
        features = every[:, :width]
        guess, by_width[2, w] = tuned_answers(cfg, features[:n], onehot[:, :n], features[n:])
        by_width[1, w] = np.mean(guess == labels[n:], axis=1)

    by_size = np.empty((len(cfg.label_sizes), rates))
    features = every[:, : cfg.label_width]
    for i, size in enumerate(cfg.label_sizes):
        guess, _ = tuned_answers(cfg, features[:size], onehot[:, :size], features[most:])
        by_size[i] = np.mean(guess == labels[most:], axis=1)

    two = [0, cfg.label_noise_rates.index(cfg.worth_noise)]
    sizes = cfg.label_sizes[: cfg.n_worth_sizes]
    worth = np.empty((len(cfg.worth_widths), len(sizes), 2))
    for w, width in enumerate(cfg.worth_widths):
        if width == cfg.label_width:
            worth[w] = by_size[: len(sizes), two]
            continue
        features = every[:, :width]
        for i, size in enumerate(sizes):
            guess, _ = tuned_answers(cfg, features[:size], onehot[two, :size], features[most:])
            worth[w, i] = np.mean(guess == labels[most:], axis=1)
    return by_width, peak, by_size, worth


def labels_needed(
    sizes: Sequence[int], targets: Sequence[float], accuracy: np.ndarray
) -> np.ndarray:
    """Images to label for each target, (n_targets, q), from (n_sizes, q) mean accuracies."""
    logs = np.log(sizes)  # straight lines on a logarithmic scale
    return np.exp([[crossing(logs, y, target) for y in accuracy.T] for target in targets])


def worth_of(cfg: Config, accuracy: np.ndarray) -> np.ndarray:
    """Labels that replace a clean one, (n_widths, n_targets), from (n_widths, n_sizes, 2) means."""
    sizes = cfg.label_sizes[: cfg.n_worth_sizes]
    needed = [labels_needed(sizes, cfg.worth_targets, each) for each in accuracy]
    return np.array([noisy / clean for clean, noisy in np.moveaxis(needed, -1, 1)])


def break_even(cfg: Config, accuracy: np.ndarray) -> float:
    """Share of wrong labels that brings the widest model down to the narrowest with clean ones.

    From (n_widths, q) mean accuracies; nan if no share that was tried does.
    """
    return crossing(cfg.label_noise_rates, -accuracy[-1], -accuracy[0, 0])


def run(cfg: Config) -> dict:
    """Flip ever more labels for models of every width, and count the labels that make up for it.

    Returns
    -------
    width : (n_widths,) int, features
    noise : (q,) share of training labels flipped to another class
    n_train, n_test : int, images
    minnorm_accuracy, tuned_accuracy : (n_widths, q) share of test images, median over seeds
        The least-squares fit of minimum norm, and ridge with the penalty of the lowest squared
        leave-one-out error on the training labels, wrong ones included. Test labels are clean. With
        `_p10`, `_p90`, `_mean` and `_se` (standard error of the mean).
    tuned_penalty : (n_widths, q) per feature, median over seeds
    penalty_at_edge : int, of the ridge fits at n_train: chose the smallest or largest penalty
    peak_minnorm_accuracy : (q,) share of test images, mean over seeds
        With exactly n_train features, where the minimum-norm fit is at its worst. With `_se`.
    pair_small_width, pair_big_width : (n_pairs,) int, features
        Every pair of widths, the smaller one first.
    minnorm_lead, tuned_lead : (n_pairs, q) share of test images, mean over seeds
        Accuracy of the smaller width with clean labels minus that of the bigger one with a share of
        wrong labels, paired by seed: above zero, small and clean wins. With `_se`.
    label_size : (n_sizes,) int, images
    label_accuracy : (n_sizes, q) share of test images, mean over seeds
        Of tuned ridge with label_width features. With `_se`.
    label_target : (n_targets,) share of test images
    labels_needed : (n_targets, q) images
        Where the mean accuracy reaches the target, interpolated over log(images); None where the
        largest training set does not reach it. With `_se` (jackknife over seeds): how far other
        seeds would move it, not how far another target, width or set of images would.
    label_worth : (n_targets, q) labels_needed over labels_needed with clean labels: how many labels
        of that kind one clean label is worth. With `_se`.
    worth_width, worth_target : (n_worth_widths,), (n_worth_targets,)
    worth_accuracy : (n_worth_widths, n_worth_sizes, 2) share of test images, mean over seeds, with
        clean labels and with a share worth_noise of wrong ones
    worth : (n_worth_widths, n_worth_targets) label_worth at a share worth_noise of wrong labels, of
        models of other widths and for other targets; None where one is not reached. With `_se`
    lost_signal : (q,) the same if only the lost signal had to be made up for
        A flip to a random other class turns the mean of a one-hot label into s times itself plus a
        constant, s = 1 - 10 q / 9, and leaves its variance over balanced classes alone. An average
        of n such labels has the signal-to-noise ratio of n s² clean ones, so 1 / s² times as many
        are needed. A fit that has learnt to tell the classes apart loses more: for it clean labels
        hardly vary, and the flips do.
    quoted : dict of scalars
    """
    tasks = [(cfg, rng) for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)]
    found = spread(one_seed, tasks)
    by_width, peak, by_size, by_worth = (np.array(part) for part in zip(*found, strict=True))
    data = {
        "width": list(cfg.widths),
        "noise": list(cfg.label_noise_rates),
        "n_train": cfg.n_train,
        "n_test": len(load_digits()[1]) - cfg.n_train,
    }
    for i, name in enumerate(FITS):
        accuracy = by_width[:, i]  # (seed, width, q)
        data |= with_ends(f"{name}_accuracy", accuracy)
        data[f"{name}_accuracy_mean"], data[f"{name}_accuracy_se"] = mean_se(accuracy)
    penalties = by_width[:, 2]
    data["tuned_penalty"] = np.median(penalties, axis=0)
    edges = np.isclose(penalties, cfg.smallest_penalty) | np.isclose(penalties, cfg.largest_penalty)
    data["penalty_at_edge"] = int(edges.sum())
    data |= with_se("peak_minnorm_accuracy", peak)

    small, big = np.triu_indices(len(cfg.widths), k=1)
    data["pair_small_width"] = np.array(cfg.widths)[small]
    data["pair_big_width"] = np.array(cfg.widths)[big]
    for i, name in enumerate(FITS):
        lead = by_width[:, i, small, :1] - by_width[:, i, big]  # (seed, pair, q)
        data |= with_se(f"{name}_lead", lead)

    data["label_size"] = list(cfg.label_sizes)
    data |= with_se("label_accuracy", by_size)
    data["label_target"] = list(cfg.label_targets)
    needed = jackknife(
        lambda mean: labels_needed(cfg.label_sizes, cfg.label_targets, mean), by_size
    )
    worth = jackknife(
        lambda mean: _over_clean(labels_needed(cfg.label_sizes, cfg.label_targets, mean)), by_size
    )
    data |= {"worth_width": list(cfg.worth_widths), "worth_target": list(cfg.worth_targets)}
    data["worth_accuracy"] = by_worth.mean(axis=0)
    others = jackknife(lambda mean: worth_of(cfg, mean), by_worth)
    pairs = {"labels_needed": needed, "label_worth": worth, "worth": others}
    for name, pair in pairs.items():
        known = np.isfinite(pair).all(axis=0)
        data[name], data[f"{name}_se"] = (_known(values, known) for values in pair)
    s = 1 - np.array(cfg.label_noise_rates) * N_CLASSES / (N_CLASSES - 1)
    data["lost_signal"] = 1 / s**2
    even = [jackknife(lambda mean: break_even(cfg, mean), by_width[:, i]) for i in (0, 1)]
    data["quoted"] = quoted(cfg, data, dict(zip(FITS, even, strict=True)))
    return data


def _over_clean(needed: np.ndarray) -> np.ndarray:
    return needed / needed[:, :1]


def _known(values: np.ndarray, known: np.ndarray) -> list:
    """Nested list with None where a value is not known."""
    return np.where(known, values, None).tolist()


def worth_range(data: dict) -> dict:
    """Least and most that a clean label is worth over widths and targets, and where."""
    worth = np.array(data["worth"], dtype=float)
    reached = [tuple(place) for place in np.argwhere(np.isfinite(worth))]
    found = {"worth_n": len(reached)}
    for end, choose in (("least", min), ("most", max)):
        names = [f"worth_{end}{what}" for what in ("", "_se", "_width", "_target")]
        found |= dict.fromkeys(names, "not reached")
        if reached:
            w, t = choose(reached, key=worth.__getitem__)
            values = worth[w, t], data["worth_se"][w][t], data["worth_width"][w]
            found |= zip(names, (*values, data["worth_target"][t]), strict=True)
    return found


def quoted(cfg: Config, data: dict, even: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict:
    """Scalars that prose may quote; `_noise_20` means 20 % wrong labels, `_90` a target."""
    counts = data["minnorm_lead"].shape
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_train": cfg.n_train,
        "n_test": data["n_test"],
        "n_test_labels": len(load_digits()[1]) - cfg.label_sizes[-1],
        "n_penalties": cfg.n_penalties,
        "penalty_at_edge": data["penalty_at_edge"],
        "smallest_width": cfg.widths[0],
        "largest_width": cfg.widths[-1],
        "largest_over_smallest": cfg.widths[-1] / cfg.widths[0],
        "largest_noise": cfg.label_noise_rates[-1],
        "label_width": cfg.label_width,
        "largest_label_size": cfg.label_sizes[-1],
        **worth_range(data),
        "pairs": counts[0],
        "comparisons": counts[0] * (counts[1] - 1),
    }
    for name in FITS:
        lead, se = data[f"{name}_lead"][:, 1:], data[f"{name}_lead_se"][:, 1:]
        numbers |= {
            f"{name}_small_wins": int(np.sum(lead > 0)),
            f"{name}_small_wins_clearly": int(np.sum(lead > 2 * se)),
            f"{name}_big_wins_clearly": int(np.sum(lead < -2 * se)),
            f"{name}_break_even": float(even[name][0]),
            f"{name}_break_even_se": float(even[name][1]),
        }
    for q, rate in enumerate(cfg.label_noise_rates):
        end = f"noise_{percent(rate)}"
        for name in FITS:
            lead, accuracy = data[f"{name}_lead"][:, q], data[f"{name}_accuracy_mean"]
            enough = np.flatnonzero(accuracy[:, 0] >= accuracy[-1, q])[0]
            numbers |= {
                # Fewest knobs that do as well with clean labels as the most knobs with these.
                f"{name}_clean_match_{end}": cfg.widths[enough],
                f"{name}_small_wins_{end}": int(np.sum(lead > 0)),
            }
            for size, w in (("smallest", 0), ("largest", -1)):
                numbers[f"{name}_{size}_{end}"] = accuracy[w, q]
                numbers[f"{name}_{size}_{end}_se"] = data[f"{name}_accuracy_se"][w, q]
        numbers[f"minnorm_peak_{end}"] = data["peak_minnorm_accuracy"][q]
        numbers[f"minnorm_peak_{end}_se"] = data["peak_minnorm_accuracy_se"][q]
        numbers[f"lost_signal_{end}"] = data["lost_signal"][q]
        for t, target in enumerate(cfg.label_targets):
            for key in ("labels_needed", "label_worth"):
                name, value = f"{key}_{percent(target)}_{end}", data[key][t][q]
                numbers[name] = "not reached" if value is None else value
                error = data[f"{key}_se"][t][q]
                numbers[f"{name}_se"] = "not known" if error is None else error
    return numbers
