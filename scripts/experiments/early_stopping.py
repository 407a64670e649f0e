"""Training too long: error on known and new digits after one step, a million steps, and between.

Question: does a model that trains for longer overfit, and when should it stop?
Sources: Yao, Rosasco and Caponnetto (2007), Constructive Approximation 26, 289-315 (early stopping
as regularisation); Ali, Kolter and Tibshirani (2019), AISTATS, arXiv:1810.10082; Prechelt (1998),
Early stopping, but when? (stopping on a validation set).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.compute.datasets.digits import load_digits
from scripts.compute.parallel import spread
from scripts.models.gradient_path import gradient_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.summary import mean_se, percent, tabled, with_ends, with_se
from scripts.models.targets import apart, beside, one_hot

N_CLASSES = 10
BY_NOISE = (  # results that prose may quote for each label noise
    *("error_at_best", "error_at_end", "difference", "difference_se", "train_error_at_best"),
    *("validated_step", "error_at_validated", "error_at_validated_se"),
    *("validated_difference", "validated_difference_se"),
    *("error_of_fewer", "error_of_fewer_se", "retrained_gain", "retrained_gain_se"),
)


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 20  # each draws its own split, label flips and random features
    n_train: int = 400  # images; the other 1,397 are the test set
    width: int = 1200  # features
    label_noise_rates: tuple[float, ...] = (0.0, 0.2, 0.4)  # share of training labels flipped
    n_checkpoints: int = 57
    last_step: int = 1_000_000
    n_validation: int = 80  # of the training images, held out to choose the step


QUICK = Config(n_seeds=3, n_train=100, width=300, n_checkpoints=25, n_validation=20)
DATA = ()
# Two kernels of OpenBLAS (Haswell, Sandybridge) gave the same six digits everywhere; 5e-3 leaves
# room for a few images of 1,397 x 20 to change sides. Errors near zero are counted in single
# images: the floor is one of the 400 x 20 that are trained on.
TOLERANCE = {"default": (5e-3, 1.3e-4), "test_mse": 1e-4}


def steps_of(cfg: Config) -> np.ndarray:
    """Checkpoints: numbers of steps from 1 to the last, geometric, none twice.

    Returns
    -------
    (n_checkpoints,) int array
    """
    index = np.arange(cfg.n_checkpoints)
    steps = np.geomspace(1, cfg.last_step, cfg.n_checkpoints).round()
    return (np.maximum.accumulate(steps - index) + index).astype(int)


def one_seed(cfg: Config, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Errors along the descent, for one random split and one draw of the features.

    Returns
    -------
    errors : (4, n_noise, n_steps) array
        Train error (on the labels given), test error (on clean labels), mean squared test error
        (over images and classes), and mean squared error on the validation images (on the labels
        given) of a descent on the other training images.
    fewer_error : (n_noise,) array
        Test error of that descent on fewer images, at the step its validation images choose.
    """
    images, labels = load_digits()
    n, fewer = cfg.n_train, cfg.n_train - cfg.n_validation
    order = rng.permutation(
        len(images)
    )  # training images first, the validation images last of them
    inputs = scaled_inputs(images / 16, order[:n])[order]
    labels = labels[order]
    noisy = flip_labels(labels[:n], cfg.label_noise_rates, N_CLASSES, rng)  # (q, n)
    onehot = one_hot(noisy, N_CLASSES)  # (q, n, 10)
    weights = rng.standard_normal((inputs.shape[1], cfg.width))
    features = random_features(inputs, weights, rng.uniform(0, 2 * np.pi, cfg.width))
    kernel = features @ features[:n].T  # (n_images, n)

    def descent(n: int) -> tuple[np.ndarray, np.ndarray]:
        """Descent on the first n images: duals (step, n, 10 q), and means of the labels (q, 10)."""
        means = onehot[:, :n].mean(axis=1)
        targets = beside(onehot[:, :n] - means[:, None])  # (n, 10 q)
        return gradient_path(kernel[:n, :n], targets, steps_of(cfg)), means

    duals, means = descent(n)
    whole = apart(kernel @ duals, len(means)) + means[:, None]  # (step, q, images, 10)
    guess = whole.argmax(axis=3)  # (step, q, n_images)
    truth = one_hot(labels[n:], N_CLASSES)
    duals, means = descent(fewer)
    held_out = apart(kernel[fewer:n, :fewer] @ duals, len(means)) + means[:, None]
    validation = np.mean((held_out - onehot[:, fewer:]) ** 2, axis=(2, 3))  # (step, q)
    errors = (
        np.mean(guess[..., :n] != noisy, axis=2),
        np.mean(guess[..., n:] != labels[n:], axis=2),
        np.mean((whole[:, :, n:] - truth) ** 2, axis=(2, 3)),
        validation,
    )
    chosen = duals[validation.argmin(axis=0)]  # (q, fewer, 10 q): each at its own step
    q = np.arange(len(means))
    alone = apart(kernel[n:, :fewer] @ chosen, len(means))[q, q] + means[:, None]
    fewer_error = np.mean(alone.argmax(axis=2) != labels[n:], axis=1)
    return np.array(errors).swapaxes(1, 2), fewer_error


def run(cfg: Config) -> dict:
    """Follow gradient descent from one step to a million, for every label noise.

    Returns
    -------
    step : (n_steps,) int, steps of half the largest stable size
    noise : (n_noise,) share of training labels flipped to another class
    n_train, n_test, width : int, images, images, features
    train_error, test_error : (n_noise, n_steps) share of images, median over seeds
        Train error counts the labels the model was given, flipped ones included; test labels are
        clean. With `_p10`, `_p90`, `_mean` and `_se` (standard error of the mean).
    test_mse : (n_noise, n_steps) squared error of the ten scores, mean over images and classes,
        median over seeds. With `_p10`, `_p90`, `_mean` and `_se`.
    best_step : (n_noise,) int
        Where the mean test error is lowest: picked on test error, among all checkpoints, which
        flatters it.
    error_at_best, error_at_end, difference : (n_noise,) share of images, mean over seeds
        `difference = error_at_end - error_at_best`, paired by seed: above zero, the last step is
        worse. With `difference_se`.
    train_error_at_best : (n_noise,) share of training images, mean over seeds
    validated_step : (n_noise,) steps, median over seeds. With `_p10`, `_p90`
        What a validation split picks, without a look at the test set: the lowest squared error on
        n_validation of the training images, with the labels given, of a descent on the others.
    error_at_validated : (n_noise,) share of test images, mean over seeds. With `_se`
        Of the descent on all training images, stopped there: a model that was trained again.
    error_of_fewer : (n_noise,) share of test images, mean over seeds. With `_se`
        Of the descent that chose the step, on the training images without those of validation.
    retrained_gain : (n_noise,) share of test images, error_of_fewer - error_at_validated, mean over
        seeds, paired. With `_se`
    validated_difference, validated_difference_se : (n_noise,) share of images, mean over seeds
        error_at_end - error_at_validated, paired by seed.
    quoted : dict of scalars
    """
    tasks = [(cfg, rng) for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)]
    errors, fewer_error = map(np.array, zip(*spread(one_seed, tasks), strict=True))
    # errors: (seed, 4, q, step); fewer_error: (seed, q)
    steps = steps_of(cfg)
    data = {
        "step": steps,
        "noise": list(cfg.label_noise_rates),
        "n_train": cfg.n_train,
        "n_test": len(load_digits()[1]) - cfg.n_train,
        "width": cfg.width,
    }
    for i, name in enumerate(("train_error", "test_error", "test_mse")):
        data |= with_ends(name, errors[:, i])
        data[f"{name}_mean"], data[f"{name}_se"] = mean_se(errors[:, i])

    train, test = errors[:, 0], errors[:, 1]  # (seed, q, step)
    q = np.arange(len(cfg.label_noise_rates))
    best = test.mean(axis=0).argmin(axis=1)  # (q,)
    data["best_step"] = steps[best]
    data["error_at_best"] = test[:, q, best].mean(axis=0)
    data["error_at_end"] = test[..., -1].mean(axis=0)
    data |= with_se("difference", test[..., -1] - test[:, q, best])
    data["train_error_at_best"] = train[:, q, best].mean(axis=0)

    picked = errors[:, 3].argmin(axis=2)  # (seed, q)
    at_picked = np.take_along_axis(test, picked[..., None], axis=2)[..., 0]
    data |= with_ends("validated_step", steps[picked])
    data |= with_se("error_at_validated", at_picked)
    data |= with_se("validated_difference", test[..., -1] - at_picked)
    data |= with_se("error_of_fewer", fewer_error)
    data |= with_se("retrained_gain", fewer_error - at_picked)
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_noise_20` means 20 % of the training labels were flipped."""
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_train": cfg.n_train,
        "n_test": data["n_test"],
        "n_validation": cfg.n_validation,
        "n_fewer": cfg.n_train - cfg.n_validation,
        "width": cfg.width,
        "n_checkpoints": cfg.n_checkpoints,
        "last_step": cfg.last_step,
    }
    last, fitted = len(data["step"]) - 1, data["train_error_mean"] < 0.005
    best = np.searchsorted(data["step"], data["best_step"])  # (q,)
    q, mse = np.arange(len(best)), data["test_mse_mean"]
    columns = {name: data[name] for name in BY_NOISE} | {
        "share_wrong": data["noise"],
        "best_step": data["best_step"],
        "best_over_end": data["error_at_end"] / data["error_at_best"],
        "error_at_first": data["test_error_mean"][:, 0],
        "train_error_at_first": data["train_error_mean"][:, 0],
        "test_mse_rise": mse[:, -1] / mse[q, best],
        "train_error_at_end": data["train_error_mean"][:, -1],
        # Where all but one training label in 200 is fitted; the last step if nowhere.
        "fitted_step": data["step"][np.where(fitted.any(axis=1), fitted.argmax(axis=1), last)],
    }
    return numbers | tabled(columns, [f"noise_{percent(rate)}" for rate in data["noise"]])
