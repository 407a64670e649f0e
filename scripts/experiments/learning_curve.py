"""Does more data hurt: error as the training set grows, with and without a brake.

Question: can too much data cause overfitting, and too little underfitting?
Sources: Nakkiran, Venkat, Kakade and Ma (2021), ICLR, arXiv:2003.01897 (tuned ridge has no peak);
Nakkiran et al. (2020), ICLR (the peak in the number of examples); Goodfellow, Bengio and Courville
(2016), Deep Learning, section 5.2 (overfitting as the gap between training and test error).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import cho_solve, qr

from scripts.compute.datasets.digits import load_digits
from scripts.compute.parallel import spread
from scripts.models.least_squares import minimum_norm_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.ridge import Ridge
from scripts.models.summary import mean_se, with_ends

if TYPE_CHECKING:
    pass

N_CLASSES = 10
BLOCK = 10  # labels are flipped in blocks of ten, so that every training set has its share of them


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 12  # each draws its own images, label flips and random features
    label_noise_rate: float = 0.1  # share of training labels that are flipped
    widths: tuple[int, ...] = (50, 400, 2000)  # features
    # Images; every training set contains the smaller ones. Each width that fits is among them,
    # and there is one smaller than the smallest width, so that its peak has two sides.
    n_train: tuple[int, ...] = (
        *(20, 30, 40, 50, 60, 70, 100, 140, 200, 260, 310, 350, 380),
        *(400, 420, 440, 480, 540, 620, 800, 1050, 1400),
    )
    n_penalties: int = 21  # tried for every ridge fit
    smallest_penalty: float = 1e-4  # per feature: times the width, about the squared norm of a row
    largest_penalty: float = 10.0


QUICK = Config(n_seeds=2, widths=(20, 60, 200), n_train=(10, 20, 40, 60, 90, 160), n_penalties=11)
DATA = ()
# Two kernels of OpenBLAS (Haswell, Sandybridge) put no image of any seed on another side; 5e-3
# leaves room for a few of 397 x 12 to change, most likely those near the peaks. Errors near zero
# are counted in single images: the floor is one.
TOLERANCE = {"default": (5e-3, 2.2e-4)}


def penalties_of(cfg: Config) -> np.ndarray:
    """Ridge penalties per feature, geometric."""
    return np.geomspace(cfg.smallest_penalty, cfg.largest_penalty, cfg.n_penalties)


def minimum_norm_fits(
    features: np.ndarray, targets: Sequence[np.ndarray], sizes: Sequence[int]
) -> Iterator[np.ndarray]:
    """Fit every training set made of the first rows, without a penalty and without a cutoff.

    The QR of the transpose begins with the QR of every smaller training set, so one factorisation
    serves all sizes up to the width; each larger one has its own.

    Yields
    ------
    (width, k) array, for each size: coefficients of the (minimum-norm) least-squares fit
    """
    width = features.shape[1]
    wide = max((n for n in sizes if n <= width), default=0)
    if wide:
        upper = qr(features[:wide].T, mode="r", check_finite=False)[0][:wide]  # (wide, wide)
    for n, target in zip(sizes, targets, strict=True):
        if n <= width:
            dual = cho_solve((upper[:n, :n], False), target, check_finite=False)  # (n, k)
            yield features[:n].T @ dual
        else:
            yield dict(minimum_norm_path(features[:n], target, [width]))[width]


def one_seed(cfg: Config, rng: np.random.Generator) -> np.ndarray:
    """Errors of one random order of the images and one draw of the features.

    Returns
    -------
    (5, n_widths, n_train) array
        Without a penalty: test error (on clean labels), train error (on the labels given). With
        the tuned one: the same, and that penalty per feature.
    """
    images, labels = load_digits()
    order, sizes = rng.permutation(len(images)), cfg.n_train
    most = sizes[-1]  # the first n images are the training set of size n, those from here on test
    labels = labels[order]
    blocks = np.split(labels[:most], range(BLOCK, most, BLOCK))
    rates = (cfg.label_noise_rate,)
    noisy = np.concatenate([flip_labels(b, rates, N_CLASSES, rng)[0] for b in blocks])
    # Centred and scaled by the images that every training set contains, so that all sets share
    # their features. The centre does not matter: the phases are uniform.
    inputs = scaled_inputs(images[order] / 16, np.arange(sizes[0]))
    weights = rng.standard_normal((inputs.shape[1], cfg.widths[-1]))
    phases = rng.uniform(0, 2 * np.pi, cfg.widths[-1])
    every = random_features(inputs, weights, phases)  # (n_images, P)

    onehot = np.eye(N_CLASSES)[noisy]  # (most, 10)
    means = [onehot[:n].mean(axis=0) for n in sizes]
    centred = [onehot[:n] - mean for n, mean in zip(sizes, means, strict=True)]
    found = np.empty((5, len(cfg.widths), len(sizes)))
    for w, width in enumerate(cfg.widths):
        features = every[:, :width]
        rows = features[: min(width, most)]
        gram = rows @ rows.T  # (width, width): its corners are those of the smaller sets
        for i, fit in enumerate(minimum_norm_fits(features[:most], centred, sizes)):
            n = sizes[i]
            ridge = Ridge(features[:n], onehot[:n], gram=gram[:n, :n])
            penalty = ridge.best_penalty(width * penalties_of(cfg))
            for row, coefficients in ((0, fit), (2, ridge.coefficients(penalty))):
                guess = (means[i] + features @ coefficients).argmax(axis=1)
                found[row, w, i] = np.mean(guess[most:] != labels[most:])
                found[row + 1, w, i] = np.mean(guess[:n] != noisy[:n])
            found[4, w, i] = penalty / width
    return found


def run(cfg: Config) -> dict:
    """Grow the training set through the size where each model can just fit every label.

    Returns
    -------
    n_train : (n_sizes,) int, images
    width : (n_widths,) int, features
    label_noise_rate : float, share of training labels flipped to another class
    n_test : int, images, the same for every training set of a seed
    penalties : (n_penalties,) tried for every ridge fit, per feature
    ridgeless_error, tuned_error : (n_widths, n_sizes) share of test images, median over seeds
        Least squares without a penalty, and ridge with the penalty of the lowest squared
        leave-one-out error on the training labels, wrong ones included. Test labels are clean.
        With `_p10`, `_p90`, `_mean` and `_se` (standard error of the mean).
    ridgeless_train_error, tuned_train_error : (n_widths, n_sizes) share of training images
        On the labels the model was given. With the same endings.
    tuned_noisy_error : (n_widths, n_sizes) share of test labels, median over seeds
        Test error if the test labels were as wrong as the training labels, expected over the
        flips: q + (1 - 10 q / 9) tuned_error. It is what tuned_train_error is compared with.
        With `_p10`, `_p90` and `_mean`.
    tuned_gap : (n_widths, n_sizes) share, mean over seeds
        tuned_noisy_error - tuned_train_error, paired by seed. With `_se`.
    tuned_penalty : (n_widths, n_sizes) per feature, median over seeds
    penalty_at_edge : int, of the ridge fits of all seeds: chose the smallest or largest penalty
    tuned_rise, tuned_rise_se : (n_widths, n_sizes - 1) share of test images, mean over seeds
        Error at a size minus error at the size before, paired by seed: below zero, more data
        helps. With its standard error.
    more_from, more_to : (n_widths,) int, images
        From a quarter of the width (at least the smallest size) to the width, or to as many images
        as there are.
    more_difference, more_difference_se : (n_widths,) share of test images, mean over seeds
        Ridgeless error at more_to minus that at more_from, paired by seed.
    peak_n_train : (n_widths,) int, images
        Where the mean ridgeless error is highest; None if no training set reaches the width.
    quoted : dict of scalars
    """
    tasks = [(cfg, rng) for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)]
    found = np.array(spread(one_seed, tasks))  # (seed, 5, width, n)
    sizes, penalties = np.array(cfg.n_train), penalties_of(cfg)
    data = {
        "n_train": sizes,
        "width": list(cfg.widths),
        "label_noise_rate": cfg.label_noise_rate,
        "n_test": len(load_digits()[1]) - cfg.n_train[-1],
        "penalties": penalties,
    }
    names = ("ridgeless_error", "ridgeless_train_error", "tuned_error", "tuned_train_error")
    for i, name in enumerate(names):
        data |= with_ends(name, found[:, i])
        data[f"{name}_mean"], data[f"{name}_se"] = mean_se(found[:, i])
    q = cfg.label_noise_rate
    noisy = q + (1 - q * N_CLASSES / (N_CLASSES - 1)) * found[:, 2]
    data |= with_ends("tuned_noisy_error", noisy)
    data["tuned_noisy_error_mean"] = noisy.mean(axis=0)
    data["tuned_gap"], data["tuned_gap_se"] = mean_se(noisy - found[:, 3])
    chosen = found[:, 4]
    data["tuned_penalty"] = np.median(chosen, axis=0)
    edges = np.isclose(chosen, penalties[0]) | np.isclose(chosen, penalties[-1])
    data["penalty_at_edge"] = int(edges.sum())
    data["tuned_rise"], data["tuned_rise_se"] = mean_se(np.diff(found[:, 2], axis=-1))

    last = [int(np.flatnonzero(sizes <= width)[-1]) for width in cfg.widths]
    first = [int(np.flatnonzero(sizes <= max(sizes[i] // 4, sizes[0]))[-1]) for i in last]
    data["more_from"], data["more_to"] = sizes[first], sizes[last]
    rows = np.arange(len(cfg.widths))
    more = found[:, 0, rows, last] - found[:, 0, rows, first]  # (seed, width)
    data["more_difference"], data["more_difference_se"] = mean_se(more)
    data["peak_n_train"] = [
        int(sizes[error.argmax()]) if sizes[-1] >= width else None
        for width, error in zip(cfg.widths, data["ridgeless_error_mean"], strict=True)
    ]
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_small`, `_middle` and `_big` are the three widths."""
    rise, se = data["tuned_rise"], data["tuned_rise_se"]
    z = np.divide(rise, se, out=np.zeros(rise.shape), where=se > 0)
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_test": data["n_test"],
        "n_sizes": len(cfg.n_train),
        "n_penalties": cfg.n_penalties,
        "share_wrong": cfg.label_noise_rate,
        "smallest_n_train": cfg.n_train[0],
        "largest_n_train": cfg.n_train[-1],
        "penalty_at_edge": data["penalty_at_edge"],
        "ridge_fits": cfg.n_seeds * rise.shape[0] * len(cfg.n_train),
        "tuned_steps": rise.size,
        "tuned_steps_up": int(np.sum(rise > 0)),
        "tuned_largest_rise_points": 100 * rise.max(),
        "tuned_largest_rise_in_se": z.max(),
    }
    for w, name in enumerate(("small", "middle", "big")):
        start, end = (cfg.n_train.index(data[k][w]) for k in ("more_from", "more_to"))
        free, tuned = data["ridgeless_error_mean"][w], data["tuned_error_mean"][w]
        values = {
            "width": cfg.widths[w],
            "more_from": int(data["more_from"][w]),
            "more_to": int(data["more_to"][w]),
            "error_at_more_from": free[start],
            "error_at_more_to": free[end],
            "more_difference": data["more_difference"][w],
            "more_difference_se": data["more_difference_se"][w],
            "tuned_error_at_more_from": tuned[start],
            "tuned_error_at_more_to": tuned[end],
            "tuned_error_at_smallest": tuned[0],
            "tuned_error_at_largest": tuned[-1],
            "tuned_error_at_largest_se": data["tuned_error_se"][w, -1],
            "error_at_largest": free[-1],
            "error_at_largest_se": data["ridgeless_error_se"][w, -1],
            "train_error_at_largest": data["tuned_train_error_mean"][w, -1],
            "noisy_error_at_largest": data["tuned_noisy_error_mean"][w, -1],
            "gap_at_smallest": data["tuned_gap"][w, 0],
            "gap_at_largest": data["tuned_gap"][w, -1],
            "gap_at_largest_se": data["tuned_gap_se"][w, -1],
        }
        numbers |= {f"{key}_{name}": value for key, value in values.items()}
    return numbers
