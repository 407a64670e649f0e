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

from scripts import datasets, marks
from scripts.models.least_squares import minimum_norm_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.ridge import Ridge
from scripts.models.summary import mean_se
from scripts.parallel import spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
# leaves room for a few of 397 x 12 to change, most likely those near the peaks.
TOLERANCE = {"default": 5e-3}


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
    images, labels = datasets.load_digits()
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
        "n_test": len(datasets.load_digits()[1]) - cfg.n_train[-1],
        "penalties": penalties,
    }
    names = ("ridgeless_error", "ridgeless_train_error", "tuned_error", "tuned_train_error")
    for i, name in enumerate(names):
        data |= spread_of(name, found[:, i])
        data[f"{name}_mean"], data[f"{name}_se"] = mean_se(found[:, i])
    q = cfg.label_noise_rate
    noisy = q + (1 - q * N_CLASSES / (N_CLASSES - 1)) * found[:, 2]
    data |= spread_of("tuned_noisy_error", noisy)
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


def spread_of(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """Median and 10-90 % band over seeds, the first axis, under a name and its endings."""
    p10, median, p90 = np.quantile(values, (0.1, 0.5, 0.9), axis=0)
    return {name: median, f"{name}_p10": p10, f"{name}_p90": p90}


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


def _draw_panels(
    data: dict,
    y: tuple[float, float],
    yticks: dict[float, str],
    rows: Sequence[int],
    color: marks.Color,
    ylog: bool = False,
) -> tuple[Figure, list[Axes]]:
    """One chart for each width, over the number of training images."""
    sizes, titles = data["n_train"], [f"{data['width'][w]:,} knobs" for w in rows]
    xticks = {t: f"{t:,}" for t in (20, 100, 400, 1400)}
    frame = {"xlog": True, "ylog": ylog, "right": 18}
    span = (sizes[0], sizes[-1])
    return marks.panels(span, y, xticks, yticks, "training images", titles, color, **frame)


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: More data hurts only a model without a brake.

    Axis: digits read wrongly, log scale

    Caption: The same digits learned from {quoted.smallest_n_train} to {quoted.largest_n_train:,}
    images, one label in ten wrong, by models with {quoted.width_small}, {quoted.width_middle} and
    {quoted.width_big:,} knobs for each of the ten answers. Thin: least squares, which has to fit
    whatever it can. Thick: the same with a brake on the size of the knobs (ridge), the best of
    {quoted.n_penalties} by leave-one-out on those same labels. Mean of {config.n_seeds} seeds; the
    band holds the middle 80 %. Each is tested on {quoted.n_test} new images with correct labels.

    Alt: Three panels of test error against the number of training images. Without a brake the error
    of {quoted.width_small} knobs peaks at {quoted.more_to_small} images, that of
    {quoted.width_middle} knobs climbs from {quoted.error_at_more_from_middle:.0%} at
    {quoted.more_from_middle} images to {quoted.error_at_more_to_middle:.0%} at
    {quoted.more_to_middle}, and that of {quoted.width_big:,} knobs from
    {quoted.error_at_more_from_big:.0%} at {quoted.more_from_big} to
    {quoted.error_at_more_to_big:.0%} at {quoted.more_to_big:,}. With the brake all three fall all
    the way.

    Table: n_train = images; ridgeless_error_mean[0] = small, no brake; tuned_error_mean[0] = small,
    brake; ridgeless_error_mean[1] = middle, no brake; tuned_error_mean[1] = middle, brake;
    ridgeless_error_mean[2] = big, no brake; tuned_error_mean[2] = big, brake.
    """
    sizes, narrow = data["n_train"], marks.is_narrow()
    yticks = {0.01: "1", 0.03: "3", 0.1: "10", 0.3: "30", 1: marks.percent(1)}
    if narrow:
        yticks = {0.01: "1", 0.1: "10", 1: marks.percent(1)}
    span = (0.005, 2.1 if narrow else 1.5)
    fig, axes = _draw_panels(data, span, yticks, (0, 1, 2), color, ylog=True)
    for w, ax in enumerate(axes):
        for name, width in (("ridgeless", 1.4), ("tuned", 2.85)):
            mean, *ends = (data[f"{name}_error_{end}"][w] for end in ("mean", "p10", "p90"))
            marks.band(ax, sizes, *ends, color["test"])
            marks.line(ax, sizes, mean, "test", color, linewidth=width)
            if data["width"][w] > sizes[-1]:
                marks.dot(ax, sizes[-1], mean[-1], "test", color)
                place = {"dx": 4, "ha": "right", "leader": False}
                text = marks.percent(mean[-1], 1 if mean[-1] < 0.1 else 0)
                dy = 8 if name == "ridgeless" else -9
                marks.note(ax, sizes[-1], mean[-1], text, color, dy=dy, **place)
        if data["width"][w] in sizes:
            marks.upright(ax, data["width"][w], (0.005, 1.2), color)
    marks.label(axes[0], 64, 0.72, "no brake", color["test"])
    marks.label(axes[0], 44, 0.13 if narrow else 0.2, "brake", color["test"], ha="right")
    axes[1].text(370, 0.02 if narrow else 0.0165, "images = knobs", ha="right", va="center")
    return fig


def draw_gap(data: dict, color: marks.Color) -> Figure:
    """Title: More images close the gap; more knobs lower the floor.

    Axis: answers that differ from the label, one label in ten wrong

    Caption: The small and the big model of the figure before, with the brake. Test labels here are
    as wrong as training labels (in expectation), so that the two compare and no test error can be
    below the dotted line. The gap between test and train is overfitting; a training error far above
    the dotted line is underfitting. Mean of {config.n_seeds} seeds; the band holds the middle 80 %.

    Alt: Two panels. With {quoted.width_small} knobs training error climbs and test error falls
    until they nearly meet at {quoted.train_error_at_largest_small:.0%} and
    {quoted.noisy_error_at_largest_small:.0%}, well above the {quoted.share_wrong:.0%} of wrong
    labels. With {quoted.width_big:,} knobs they nearly meet at
    {quoted.train_error_at_largest_big:.0%} and {quoted.noisy_error_at_largest_big:.0%}, next to the
    noise.

    Table: n_train = images; tuned_train_error_mean[0] = small, train; tuned_noisy_error_mean[0] =
    small, test; tuned_gap[0] = small, gap; tuned_gap_se[0] = standard error;
    tuned_train_error_mean[2] = big, train; tuned_noisy_error_mean[2] = big, test; tuned_gap[2] =
    big, gap; tuned_gap_se[2] = standard error.
    """
    sizes = data["n_train"]
    yticks = {0: "0", 0.2: "20", 0.4: "40", 0.6: marks.percent(0.6)}
    fig, axes = _draw_panels(data, (0, 0.66), yticks, (0, 2), color)
    for w, ax in zip((0, 2), axes, strict=True):
        marks.level(ax, data["label_noise_rate"], (sizes[0], sizes[-1]), "noise", color)
        for role, name in (("train", "tuned_train_error"), ("test", "tuned_noisy_error")):
            mean, *ends = (data[f"{name}_{end}"][w] for end in ("mean", "p10", "p90"))
            marks.band(ax, sizes, *ends, color[role])
            marks.line(ax, sizes, mean, role, color)
    small, big = axes
    marks.label(small, 62, 0.45, "test", color["test"])
    marks.label(small, 115, 0.06, "train", color["train"])
    marks.label(big, 22, 0.125, "wrong labels", color["noise"])
    small.text(88, 0.215, "overfitting", ha="center", va="center")
    if marks.is_narrow():
        marks.note(small, 900, 0.165, "underfitting", color, dy=-20)
    else:
        small.text(1400, 0.135, "underfitting", ha="right", va="center")
    return fig


def draw_miniature(data: dict, color: marks.Color) -> Figure:
    """Draw the chapter's curve at the size of a line in the contents."""
    train, test = (data[f"tuned_{name}_error_mean"][2] for name in ("train", "noisy"))
    return marks.miniature(data["n_train"], train, test, color)
