"""Past the peak: test error as a model grows through the size where it can fit every label.

Question: why can a model with more knobs than examples do well, and when does it win?
Sources: Belkin et al. (2019), PNAS 116, 15849-15854, figure 2; Nakkiran et al. (2020), ICLR;
Nakkiran, Venkat, Kakade and Ma (2021), ICLR, arXiv:2003.01897 (tuned ridge has no peak); the digits
are scikit-learn's copy of the UCI test set of handwritten digits (Alpaydin and Kaynak 1998), by
thirteen writers who are not named image by image.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from scripts.compute.datasets.digits import load_digits
from scripts.compute.parallel import spread
from scripts.models.least_squares import minimum_norm_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.ridge import tuned_path
from scripts.models.summary import mean_se, percent, with_ends
from scripts.models.targets import one_hot

N_CLASSES = 10
N_WRITERS = 13  # of scikit-learn's digits, says their description


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
    n_ridge_seeds: int = 12  # the first so many seeds are also fitted with a brake
    n_penalties: int = 19  # tried for every fit with a brake: three a decade
    smallest_penalty: float = 1e-4  # per feature: times the width, about the squared norm of a row
    largest_penalty: float = 100.0


QUICK = Config(n_seeds=2, n_train=100, n_widths=24, largest_width=600, n_ridge_seeds=2)
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


def penalties_of(cfg: Config) -> np.ndarray:
    """Ridge penalties per feature, geometric: (n_penalties,) array."""
    return np.geomspace(cfg.smallest_penalty, cfg.largest_penalty, cfg.n_penalties)


def braked_widths(cfg: Config, setting: int) -> np.ndarray:
    """Which widths are fitted with a brake: indices into `widths_of`, increasing.

    All small ones, n_train, the one nearest to twice n_train, and the largest; for the kind of
    features that is drawn, every second of the others too.
    """
    widths, n = widths_of(cfg), cfg.n_train
    chosen = {int(np.abs(widths - size).argmin()) for size in (n, 2 * n, cfg.largest_width)}
    chosen |= set(np.flatnonzero(widths < cfg.small_below * n).tolist())
    if setting == 0:
        chosen |= set(range(cfg.n_widths - 1, -1, -2))
    return np.array(sorted(chosen))


class Draw(NamedTuple):
    """What chance decides in one repeat."""

    inputs: np.ndarray  # (n + n_test, 64): training images first, centred and scaled by them
    noisy: np.ndarray  # (n_noise, n) labels to train on
    answers: np.ndarray  # (n_test,) right labels of the other images
    weights: np.ndarray  # (64, P) directions of the features
    phases: np.ndarray  # (P,)


def draw_of(cfg: Config, rng: np.random.Generator) -> Draw:
    """Split the images, flip labels and draw the features of one repeat."""
    images, labels = load_digits()
    order = rng.permutation(len(images))
    train, test = order[: cfg.n_train], order[cfg.n_train :]
    inputs = scaled_inputs(images / 16, train)[order]
    noisy = flip_labels(labels[train], cfg.label_noise_rates, N_CLASSES, rng)
    weights = rng.standard_normal((inputs.shape[1], cfg.largest_width))
    phases = rng.uniform(0, 2 * np.pi, cfg.largest_width)
    return Draw(inputs, noisy, labels[test], weights, phases)


def one_seed(cfg: Config, rng: np.random.Generator, braked: bool) -> tuple[np.ndarray, np.ndarray]:
    """Errors of one random split and one draw of the features, for every setting.

    Returns
    -------
    free : (n_settings, 3, n_noise, n_widths) array
        Without a brake: train error (on the labels the model was given), test error (on clean
        labels) and mean squared test error (over images and classes).
    ridge : (n_settings, 2, n_noise, n_widths) array
        With a brake: test error, and the penalty per feature that leave-one-out chose; nan where
        nothing was fitted, everywhere unless `braked`.
    """
    draw, widths, n = draw_of(cfg, rng), widths_of(cfg), cfg.n_train
    onehot = one_hot(draw.noisy, N_CLASSES)  # (q, n, 10)
    means = onehot.mean(axis=1)  # (q, 10)
    targets = np.concatenate(onehot - means[:, None], axis=1)  # (n, 10 q)
    truth = one_hot(draw.answers, N_CLASSES)  # (n_test, 10)

    def scores(features: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
        found = (features @ coefficients).reshape(len(features), -1, N_CLASSES)
        return found.swapaxes(0, 1) + means[:, None]  # (q, m, 10)

    rates = len(draw.noisy)
    free = np.empty((len(cfg.settings), 3, rates, len(widths)))
    ridge = np.full((len(cfg.settings), 2, rates, len(widths)), np.nan)
    for s, (_, kind, gamma) in enumerate(cfg.settings):
        features = random_features(draw.inputs, draw.weights, draw.phases, kind, gamma)
        path = minimum_norm_path(features[:n], targets, widths)
        for w, (width, coefficients) in enumerate(path):
            found = scores(features[:, :width], coefficients)
            guess = found.argmax(axis=2)  # (q, n + n_test)
            free[s, 0, :, w] = np.mean(guess[:, :n] != draw.noisy, axis=1)
            free[s, 1, :, w] = np.mean(guess[:, n:] != draw.answers, axis=1)
            free[s, 2, :, w] = np.mean((found[:, n:] - truth) ** 2, axis=(1, 2))
        where = braked_widths(cfg, s) if braked else []
        path = tuned_path(features[:n], targets, widths[where], penalties_of(cfg), rates)
        for w, (width, penalty, coefficients) in zip(where, path, strict=True):
            guess = scores(features[n:, :width], coefficients).argmax(axis=2)  # (q, n_test)
            ridge[s, 0, :, w] = np.mean(guess != draw.answers, axis=1)
            ridge[s, 1, :, w] = penalty
    return free, ridge


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
    ridge_width : (n_ridge_widths,) int, features
        Sizes also fitted with a brake: ridge whose penalty has the lowest squared leave-one-out
        error on the training labels, wrong ones included. Test labels choose nothing.
    ridge_test_error : (n_noise, n_ridge_widths) share of images, median over the first
        `n_ridge_seeds` seeds. With `_p10`, `_p90`, `_mean` and `_se`.
    ridge_penalty : (n_noise, n_ridge_widths) chosen penalty per feature, median over those seeds
    ridge_rise, ridge_rise_se : (n_noise, n_ridge_widths - 1) share of images
        Braked error at a width minus that at the one before, paired by seed: mean, standard error.
    ridge_fits, ridge_penalty_at_edge : int
        Fits with a brake, of all kinds of features, and how many chose the smallest or largest
        penalty.
    ridge_middle_width : int, features: the nearest to twice n_train
    setting_ridge_small_error, setting_ridge_best_small_error, setting_ridge_middle_error,
    setting_ridge_largest_error : (n_settings, n_noise) share of images, mean over those seeds
        Braked error at `setting_best_small_width`, at `setting_ridge_best_small_width`, at
        `ridge_middle_width` and at the largest width. With `_se`.
    setting_ridge_best_small_width, setting_ridge_rival_width : (n_settings, n_noise) int, features
        Widths with the lowest mean braked error, among the small ones and among all but the
        largest: picked on test error, which flatters them.
    setting_ridge_difference : (n_settings, n_noise) share of images, mean over those seeds
        Braked error at the largest width minus that at the rival, paired. With `_se`.
    setting_brake_lead : (n_settings, n_noise) share of images, mean over those seeds
        Error of the best small model without a brake minus that of the largest with one, paired.
        With `_se`.
    quoted : dict of scalars
    """
    rngs = np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)
    found = spread(one_seed, [(cfg, rng, i < cfg.n_ridge_seeds) for i, rng in enumerate(rngs)])
    errors = np.array([free for free, _ in found])  # (seed, setting, 3, q, width)
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
        data |= with_ends(name, values)
        if name != "test_mse":  # its mean over seeds is dominated by a few at the peak
            data[f"{name}_mean"], data[f"{name}_se"] = mean_se(values)

    test_error = errors[:, :, 1]  # (seed, setting, q, width)
    best = test_error.mean(axis=0)[..., small].argmin(axis=-1)  # (setting, q)
    at_best = np.take_along_axis(test_error, best[None, ..., None], axis=-1)[..., 0]
    at_largest = test_error[..., -1]  # (seed, setting, q)
    settings = {
        "best_small_width": widths[best],
        "best_small_error": at_best.mean(axis=0),
        "error_at_largest": at_largest.mean(axis=0),
    }
    settings["difference"], settings["difference_se"] = mean_se(at_largest - at_best)
    data |= {name: values[0] for name, values in settings.items()}
    data["setting_name"] = [name for name, _, _ in cfg.settings]
    data["setting_width"] = widths[np.median(errors[:, :, 2], axis=0).argmax(axis=-1)]
    data["peak_width"] = data["setting_width"][0]
    data |= {f"setting_{name}": values for name, values in settings.items()}
    ridge = np.array([tuned for _, tuned in found[: cfg.n_ridge_seeds]])
    data |= with_brake(cfg, ridge, best, at_best[: len(ridge)])
    data["quoted"] = quoted(cfg, data) | quoted_brake(cfg, data)
    return data


def with_brake(cfg: Config, ridge: np.ndarray, best: np.ndarray, free: np.ndarray) -> dict:
    """Summarise the fits with a brake; names as in `run`.

    Parameters
    ----------
    ridge : (n_ridge_seeds, n_settings, 2, n_noise, n_widths) array, from `one_seed`
    best : (n_settings, n_noise) int array
        Index of the best small width without a brake.
    free : (n_ridge_seeds, n_settings, n_noise) array
        Error there without a brake.
    """
    widths, error = widths_of(cfg), ridge[:, :, 0]  # (seed, setting, q, width)
    where = braked_widths(cfg, 0)
    drawn, penalties = error[:, 0][..., where], ridge[:, 0, 1][..., where]  # (seed, q, R)
    chosen, tried = ridge[:, :, 1][~np.isnan(ridge[:, :, 1])], penalties_of(cfg)
    edges = np.isclose(chosen, tried[0]) | np.isclose(chosen, tried[-1])
    middle = int(np.abs(widths - 2 * cfg.n_train).argmin())
    data = {
        "ridge_width": widths[where],
        "ridge_test_error": np.median(drawn, axis=0),
        "ridge_penalty": np.median(penalties, axis=0),
        "ridge_fits": len(chosen),
        "ridge_penalty_at_edge": int(edges.sum()),
        "ridge_middle_width": int(widths[middle]),
    }
    for end, share in (("p10", 0.1), ("p90", 0.9)):
        data[f"ridge_test_error_{end}"] = np.quantile(drawn, share, axis=0)
    data["ridge_test_error_mean"], data["ridge_test_error_se"] = mean_se(drawn)
    data["ridge_rise"], data["ridge_rise_se"] = mean_se(np.diff(drawn, axis=-1))

    mean = error.mean(axis=0)  # (setting, q, width), nan where nothing was fitted
    small = int(np.sum(widths < cfg.small_below * cfg.n_train))
    best_small = np.nanargmin(mean[..., :small], axis=-1)  # (setting, q)
    rival = np.nanargmin(mean[..., :-1], axis=-1)

    def at(index: np.ndarray) -> np.ndarray:
        return np.take_along_axis(error, index[None, ..., None], axis=-1)[..., 0]

    largest = error[..., -1]  # (seed, setting, q)
    for name, values in {
        "ridge_small_error": at(best),
        "ridge_best_small_error": at(best_small),
        "ridge_middle_error": error[..., middle],
        "ridge_largest_error": largest,
        "ridge_difference": largest - at(rival),
        "brake_lead": free - largest,
    }.items():
        data[f"setting_{name}"], data[f"setting_{name}_se"] = mean_se(values)
    data["setting_ridge_best_small_width"] = widths[best_small]
    data["setting_ridge_rival_width"] = widths[rival]
    return data


def in_standard_errors(mean: np.ndarray, se: np.ndarray) -> np.ndarray:
    """Divide, but give 0 where all repeats agree."""
    return np.divide(mean, se, out=np.zeros_like(mean), where=se > 0)


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_noise_20` means 20 % of the training labels were flipped."""
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_train": cfg.n_train,
        "n_test": data["n_test"],
        "n_images": cfg.n_train + data["n_test"],
        "n_writers": N_WRITERS,
        "n_answers": N_CLASSES,
        "n_targets": N_CLASSES * cfg.n_train,
        # One coefficient for each feature and answer, and the mean of each answer.
        "peak_params": N_CLASSES * (int(data["peak_width"][0]) + 1),
        "largest_params": N_CLASSES * (cfg.largest_width + 1),
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
            f"{name}_noise_{percent(rate)}": value
            for name, value in {
                "share_wrong": rate,
                "flipped_labels": round(rate * cfg.n_train),
                "peak_width": int(data["peak_width"][q]),
                "peak_error": error[at_n],
                "peak_error_over_largest": error[at_n] / error[-1],
                "peak_mse_over_largest": mse[at_n] / mse[-1],
                "peak_mse_over_largest_p10": data["test_mse_p10"][q, at_n] / mse[-1],
                "peak_mse_over_largest_p90": data["test_mse_p90"][q, at_n] / mse[-1],
                "peak_mse_over_largest_rounded": float(f"{mse[at_n] / mse[-1]:.0e}"),
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


def quoted_brake(cfg: Config, data: dict) -> dict:
    """Scalars about the brake; names end in `quoted`'s share of wrong labels.

    The kind of features that is drawn has no ending of its own; the others have one before the
    share: `ridge_error_at_largest_relu_noise_20`.
    """
    difference = data["setting_ridge_difference"]
    in_se = in_standard_errors(difference, data["setting_ridge_difference_se"])
    late = data["ridge_width"][1:] >= cfg.small_below * cfg.n_train  # where the peak was and after
    rise = data["ridge_rise"][:, late]
    numbers = {
        "n_ridge_seeds": cfg.n_ridge_seeds,
        "n_ridge_widths": len(data["ridge_width"]),
        "n_penalties": cfg.n_penalties,
        "ridge_fits": data["ridge_fits"],
        "ridge_penalty_at_edge": data["ridge_penalty_at_edge"],
        "ridge_middle_width": data["ridge_middle_width"],
        "ridge_comparisons": difference.size,
        "ridge_largest_ahead": int(np.sum(in_se < -2)),
        "ridge_largest_level": int(np.sum(np.abs(in_se) <= 2)),
        "ridge_largest_behind": int(np.sum(in_se > 2)),
        "ridge_largest_lag_points": 100 * difference.max(),
        "ridge_largest_lag_in_se": in_se.max(),
        "ridge_late_steps": rise.size,
        "ridge_late_steps_up": int(np.sum(rise > 0)),
        "ridge_late_largest_rise_points": 100 * rise.max(),
        "ridge_late_largest_rise_in_se": in_standard_errors(
            rise, data["ridge_rise_se"][:, late]
        ).max(),
    }
    at_n = int(np.flatnonzero(data["ridge_width"] == cfg.n_train)[0])
    for q, rate in enumerate(cfg.label_noise_rates):
        noise = f"noise_{percent(rate)}"
        numbers[f"ridge_error_at_n_train_{noise}"] = data["ridge_test_error_mean"][q, at_n]
        numbers[f"ridge_error_at_n_train_se_{noise}"] = data["ridge_test_error_se"][q, at_n]
        numbers[f"ridge_penalty_at_largest_{noise}"] = data["ridge_penalty"][q, -1]
        for s, name in enumerate(data["setting_name"]):
            kind = "_" + re.sub("[^a-z0-9]+", "_", name) if s else ""
            for key, source in {
                "ridge_error_at_best_small": "ridge_small_error",
                "ridge_best_small_error": "ridge_best_small_error",
                "ridge_error_at_middle": "ridge_middle_error",
                "ridge_error_at_largest": "ridge_largest_error",
                "ridge_difference": "ridge_difference",
                "brake_lead": "brake_lead",
            }.items():
                numbers[f"{key}{kind}_{noise}"] = data[f"setting_{source}"][s, q]
                numbers[f"{key}_se{kind}_{noise}"] = data[f"setting_{source}_se"][s, q]
            for key in ("ridge_best_small_width", "ridge_rival_width"):
                numbers[f"{key}{kind}_{noise}"] = int(data[f"setting_{key}"][s, q])
    return numbers
