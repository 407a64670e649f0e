"""Past the peak: test error as a model grows through the size where it can fit every label.

Question: why can a model with more knobs than examples do well, and when does it win?
Sources: Belkin et al. (2019), PNAS 116, 15849-15854, figure 2; Nakkiran et al. (2020), ICLR; the
digits are scikit-learn's copy of the UCI test set of handwritten digits (Alpaydin and Kaynak 1998).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from scripts.compute.datasets.digits import load_digits
from scripts.compute.parallel import spread
from scripts.models.least_squares import minimum_norm_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs

if TYPE_CHECKING:
    pass

N_CLASSES = 10


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 20  # each draws its own split, label flips and random features
    n_train: int = 500  # images; the other 1,297 are the test set
    label_noise_rates: tuple[float, ...] = (0.0, 0.1, 0.2, 0.4)  # share of training labels flipped
    n_widths: int = 60  # how many model sizes
    smallest_width: int = 5  # features
    largest_width: int = 4000  # features: eight times n_train
    settings: tuple[tuple[str, str, float], ...] = (  # name, kind, gamma; the first is drawn
        ("cos, gamma 1", "cos", 1.0),
        ("relu", "relu", 1.0),
        ("cos, gamma 0.5", "cos", 0.5),
        ("cos, gamma 2", "cos", 2.0),
    )
    small_below: float = 0.8  # a model is small below this share of n_train: clear of the peak


QUICK = Config(n_seeds=2, n_train=100, n_widths=24, largest_width=600)
DATA = ()
# Other BLAS kernels moved squared errors by 4e-13 and no test image at all; 5e-3 leaves room for a
# few images of 1,297 x 20 to change sides. Errors near zero are counted in single images: the floor
# is one of the 500 x 20 that are trained on.
TOLERANCE = {"default": (5e-3, 1e-4)}


def widths_of(cfg: Config) -> np.ndarray:
    """Model sizes: geometric, twice as dense within a factor of two of n_train, n_train included.

    Returns
    -------
    (n_widths,) int array
    """
    log_n = np.log(cfg.n_train)
    low, high = np.log(cfg.smallest_width), np.log(cfg.largest_width)
    fine = np.linspace(low, high, 4001)
    density = 1 + (np.abs(fine - log_n) < np.log(2))  # widths per unit of log width
    spent = np.cumsum(density) / density.sum()
    widths = np.exp(np.interp(np.linspace(spent[0], 1, cfg.n_widths), spent, fine)).round()
    index = np.arange(cfg.n_widths)
    widths = np.maximum.accumulate(widths - index) + index  # no width twice
    widths[np.argmin(np.abs(widths - cfg.n_train))] = cfg.n_train
    return widths.astype(int)


def one_seed(cfg: Config, rng: np.random.Generator) -> np.ndarray:
    """Errors of one random split and one draw of the features, for every setting.

    Returns
    -------
    (n_settings, 3, n_noise, n_widths) array
        Train error (on the labels the model was given), test error (on clean labels) and mean
        squared test error (over images and classes).
    """
    images, labels = load_digits()
    order = rng.permutation(len(images))
    train, test = order[: cfg.n_train], order[cfg.n_train :]
    inputs = scaled_inputs(images / 16, train)[order]  # training rows first
    noisy = flip_labels(labels[train], cfg.label_noise_rates, N_CLASSES, rng)  # (q, n)
    onehot = np.eye(N_CLASSES)[noisy]  # (q, n, 10)
    means = onehot.mean(axis=1)  # (q, 10)
    targets = np.concatenate(onehot - means[:, None], axis=1)  # (n, 10 q)
    truth = np.eye(N_CLASSES)[labels[test]]  # (n_test, 10)
    weights = rng.standard_normal((inputs.shape[1], cfg.largest_width))
    phases = rng.uniform(0, 2 * np.pi, cfg.largest_width)

    widths = widths_of(cfg)
    errors = np.empty((len(cfg.settings), 3, len(noisy), len(widths)))
    for s, (_, kind, gamma) in enumerate(cfg.settings):
        features = random_features(inputs, weights, phases, kind, gamma)  # (n + n_test, P)
        path = minimum_norm_path(features[: cfg.n_train], targets, widths)
        for w, (width, coefficients) in enumerate(path):
            scores = (features[:, :width] @ coefficients).reshape(len(inputs), -1, N_CLASSES)
            scores = scores.swapaxes(0, 1) + means[:, None]  # (q, n + n_test, 10)
            guess = scores.argmax(axis=2)
            errors[s, 0, :, w] = np.mean(guess[:, : cfg.n_train] != noisy, axis=1)
            errors[s, 1, :, w] = np.mean(guess[:, cfg.n_train :] != labels[test], axis=1)
            errors[s, 2, :, w] = np.mean((scores[:, cfg.n_train :] - truth) ** 2, axis=(1, 2))
    return errors


def run(cfg: Config) -> dict:
    """Sweep the width through n_train for every label noise and every kind of feature.

    Returns
    -------
    width : (n_widths,) int, features
    noise : (n_noise,) share of training labels flipped to another class
    n_train, n_test : int, images
    train_error, test_error : (n_noise, n_widths) share of images, median over seeds
        Train error counts the labels the model was given, flipped ones included; test labels are
        clean. With `_p10`, `_p90`, `_mean` and `_se` (standard error of the mean).
    test_mse : (n_noise, n_widths) squared error of the ten scores, mean over images and classes,
        median over seeds. With `_p10`, `_p90`.
    best_small_width : (n_noise,) int, features
        The width below `small_below * n_train` with the lowest mean test error: picked on test
        error, among `small_widths_tried` widths, which flatters the small model.
    best_small_error, error_at_largest, difference : (n_noise,) share of images, mean over seeds
        `difference = error_at_largest - best_small_error`, paired by seed: negative where the
        largest model wins. With `difference_se`.
    peak_width : (n_noise,) int, features
        Where the median test_mse is highest.
    setting_name : (n_settings,) str
    setting_width : (n_settings, n_noise) int, features
        Where the median test_mse of that setting is highest.
    setting_best_small_width : (n_settings, n_noise) int, features
    setting_best_small_error, setting_error_at_largest, setting_difference, setting_difference_se
        (n_settings, n_noise) share of images
    quoted : dict of scalars
    """
    tasks = [(cfg, rng) for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)]
    errors = np.array(spread(one_seed, tasks))  # (seed, setting, 3, q, width)
    widths = widths_of(cfg)
    small = widths < cfg.small_below * cfg.n_train  # the first columns: widths increase
    data = {
        "width": widths,
        "noise": list(cfg.label_noise_rates),
        "n_train": cfg.n_train,
        "n_test": len(load_digits()[1]) - cfg.n_train,
        "small_widths_tried": int(small.sum()),
    }
    for i, name in enumerate(("train_error", "test_error", "test_mse")):
        values = errors[:, 0, i]  # (seed, q, width)
        data[name] = np.median(values, axis=0)
        data[f"{name}_p10"], data[f"{name}_p90"] = np.quantile(values, (0.1, 0.9), axis=0)
        if name != "test_mse":  # its mean over seeds is dominated by a few at the peak
            data[f"{name}_mean"] = values.mean(axis=0)
            data[f"{name}_se"] = values.std(axis=0, ddof=1) / np.sqrt(cfg.n_seeds)

    test_error = errors[:, :, 1]  # (seed, setting, q, width)
    best = test_error.mean(axis=0)[..., small].argmin(axis=-1)  # (setting, q)
    at_best = np.take_along_axis(test_error, best[None, ..., None], axis=-1)[..., 0]
    at_largest = test_error[..., -1]  # (seed, setting, q)
    difference = at_largest - at_best
    settings = {
        "best_small_width": widths[best],
        "best_small_error": at_best.mean(axis=0),
        "error_at_largest": at_largest.mean(axis=0),
        "difference": difference.mean(axis=0),
        "difference_se": difference.std(axis=0, ddof=1) / np.sqrt(cfg.n_seeds),
    }
    data |= {name: values[0] for name, values in settings.items()}
    data["setting_name"] = [name for name, _, _ in cfg.settings]
    data["setting_width"] = widths[np.median(errors[:, :, 2], axis=0).argmax(axis=-1)]
    data["peak_width"] = data["setting_width"][0]
    data |= {f"setting_{name}": values for name, values in settings.items()}
    data["quoted"] = quoted(cfg, data)
    return data


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_noise_20` means 20 % of the training labels were flipped."""
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_train": cfg.n_train,
        "n_test": data["n_test"],
        "n_widths": cfg.n_widths,
        "n_settings": len(cfg.settings),
        "smallest_width": cfg.smallest_width,
        "largest_width": cfg.largest_width,
        "largest_over_n_train": cfg.largest_width / cfg.n_train,
        "small_below_width": cfg.small_below * cfg.n_train,
        "small_widths_tried": data["small_widths_tried"],
        "settings_where_peak_is_at_n_train": int(
            np.sum(np.all(data["setting_width"] == cfg.n_train, axis=1))
        ),
    }
    at_n = int(np.flatnonzero(data["width"] == cfg.n_train)[0])
    for q, rate in enumerate(cfg.label_noise_rates):
        error, mse = data["test_error"][q], data["test_mse"][q]
        numbers |= {
            f"{name}_noise_{round(100 * rate)}": value
            for name, value in {
                "share_wrong": rate,
                "flipped_labels": round(rate * cfg.n_train),
                "peak_width": int(data["peak_width"][q]),
                "peak_error": error[at_n],
                "peak_error_over_largest": error[at_n] / error[-1],
                "peak_mse_over_largest": mse[at_n] / mse[-1],
                "peak_error_over_best_small": error[at_n] / data["best_small_error"][q],
                "best_small_width": int(data["best_small_width"][q]),
                "best_small_error": data["best_small_error"][q],
                "error_at_largest": data["error_at_largest"][q],
                "difference": data["difference"][q],
                "difference_se": data["difference_se"][q],
                "difference_in_se": data["difference"][q] / data["difference_se"][q],
                "median_error_at_largest": error[-1],
                "train_error_at_best_small": data["train_error_mean"][
                    q, data["width"] == data["best_small_width"][q]
                ][0],
                "largest_wins": int(np.sum(data["setting_difference"][:, q] < 0)),
                "finest_lead_points": -100 * data["setting_difference"][-1, q],
                "finest_lead_points_se": 100 * data["setting_difference_se"][-1, q],
                "train_error_at_largest": data["train_error_mean"][q, -1],
            }.items()
        }
    return numbers
