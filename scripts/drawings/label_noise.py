"""Figures of what `scripts.experiments.label_noise` found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ENDS = ("mean", "p10", "p90")
HEAP = 18  # labels in a row of a heap


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: On these digits one wrong label in nine ends a big model’s lead, unless it can doubt.

    Axis: new digits read rightly

    Caption: Spoilt: as many wrong. Mean of {config.n_seeds} repeats; bands hold the middle 80 %.

    More: Without a brake the big model believes every label, with one it need not. Handwritten
    digits, {config.n_train} to learn from. The small model has {quoted.smallest_width} knobs for
    each of the ten answers, the big one {quoted.largest_width:,} unless it says otherwise. Without
    a brake it fits every label that it can. The brake is ridge, the best of {quoted.n_penalties} by
    leave-one-out on those same wrong labels. Test labels are clean. Sizes next to {quoted.n_train}
    knobs, one for each image, do worst without a brake: with clean labels
    {quoted.minnorm_peak_noise_0:.0%} is right at that size.

    Alt: Line chart against the share of wrong labels. The small model with clean labels is a level
    line at {quoted.minnorm_smallest_noise_0:.0%}; with as many wrong ones it falls slowly. The big
    one without a brake begins at {quoted.minnorm_largest_noise_0:.0%} and is below the small
    model’s clean start from {quoted.minnorm_break_even:.0%} wrong labels on. With a brake it begins
    at {quoted.tuned_largest_noise_0:.0%} and stays above that start up to
    {quoted.tuned_break_even:.0%} wrong labels.

    Table: noise = share of wrong labels; minnorm_accuracy_mean[0] = small, no brake;
    tuned_accuracy_mean[0] = small, brake; minnorm_accuracy_mean[5] = big, no brake;
    tuned_accuracy_mean[5] = big, brake; tuned_accuracy_se[5] = standard error.
    """
    noise, narrow, numbers = data["noise"], marks.is_narrow(), data["quoted"]
    fig, ax = marks.chart(
        (noise[0], noise[-1]),
        (0, 1.06),
        _shares(noise, 0.2 if narrow else 0.1),
        {0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)},
        "training labels that are wrong",
        color,
        right=96 if narrow else 108,
    )
    clean = data["minnorm_accuracy_mean"][0][0]
    marks.level(ax, clean, (noise[0], noise[-1]), "small", color)
    for name, w, role in (("minnorm", -1, "big"), ("tuned", -1, "big")):
        mean, *ends = (data[f"{name}_accuracy_{end}"][w] for end in ENDS)
        marks.band(ax, noise, *ends, color[role])
        marks.line(ax, noise, mean, role, color, marker=True)
    spoilt, *ends = (data[f"minnorm_accuracy_{end}"][0] for end in ENDS)
    marks.band(ax, noise, *ends, color["small"])
    marks.line(ax, noise, spoilt, "small", color, linewidth=0.9)
    for name, place in (("minnorm", (-6, -16, "right")), ("tuned", (4, 12, "left"))):
        even, (dx, dy, ha) = numbers[f"{name}_break_even"], place
        marks.dot(ax, even, clean, "big", color)
        text = marks.percent(even)
        marks.note(ax, even, clean, text, color, dx=dx, dy=dy, ha=ha, leader=False)
    end = noise[-1] + 0.02
    for at, words, role in (
        (clean, "small, clean", "small"),
        (data["tuned_accuracy_mean"][-1][-1], "big, brake", "big"),
        (spoilt[-1], "small,\nspoilt too", "small"),
        (data["minnorm_accuracy_mean"][-1][-1], "big,\nno brake", "big"),
    ):
        marks.label(ax, end, at, words, color[role])
    return fig


def draw_widths(data: dict, color: marks.Color) -> Figure:
    """Title: On these digits 80 knobs with clean labels beat 1,280 with two in five wrong.

    Axis: new digits read rightly

    Caption: The models with the brake, with {config.n_train} training images of which none to 40 %
    have a wrong label, from {quoted.smallest_width} to {quoted.largest_width:,} knobs for each of
    the ten answers. Level line: the most knobs with the worst of these labels. Mean of
    {config.n_seeds} seeds; the bands are one standard error on either side. The brake is the best
    of {quoted.n_penalties} by leave-one-out on the labels the model is given; test labels are
    clean.

    Alt: Five lines against the number of knobs, one for each share of wrong labels. All rise and
    level off: at {quoted.tuned_largest_noise_0:.0%} with clean labels, at
    {quoted.tuned_largest_noise_20:.0%} with 20 % and at {quoted.tuned_largest_noise_40:.0%} with
    40 % wrong ones. With clean labels {quoted.tuned_clean_match_noise_40} knobs do better than
    {quoted.largest_width:,} with 40 % wrong ones.

    Table: width = knobs; tuned_accuracy_mean[:,0] = clean; tuned_accuracy_mean[:,1] = 10 % wrong;
    tuned_accuracy_mean[:,2] = 20 % wrong; tuned_accuracy_mean[:,3] = 30 % wrong;
    tuned_accuracy_mean[:,4] = 40 % wrong.
    """
    width, narrow = data["width"], marks.is_narrow()
    ticks = [w for w in width if not narrow or w in width[::2]]
    fig, ax = marks.chart(
        (width[0], width[-1]),
        (0.72, 1.005),
        {w: f"{w:,}" for w in ticks},
        {0.75: "75", 0.8: "80", 0.85: "85", 0.9: "90", 0.95: "95", 1: marks.percent(1)},
        "knobs",
        color,
        xlog=True,
        right=52 if narrow else 96,
    )
    worst = data["tuned_accuracy_mean"][-1][4]
    ax.plot((width[0], width[-1]), (worst, worst), color=color["ink"], linewidth=0.75)
    for q in range(5):
        mean, se = (np.array(data[f"tuned_accuracy_{end}"])[:, q] for end in ("mean", "se"))
        marks.band(ax, width, mean - se, mean + se, color["test"])
        marks.line(ax, width, mean, "test", color, marker=True, linewidth=2.4 - 0.3 * q)
        text = marks.percent(data["noise"][q]) + ("" if narrow else " wrong")
        marks.label(ax, width[-1] * 1.08, mean[-1], text, color["test"])
    return fig


def draw_labels(data: dict, color: marks.Color) -> Figure:
    """Title: Where one in five of these labels is wrong, a clean one is worth more than two.

    Axis: labels that replace one clean label, log scale

    Caption: How many training labels a model with {quoted.label_width} knobs and the brake needs
    until it reads 85 or 90 % of new digits rightly, over how many clean ones it needs
    ({quoted.labels_needed_85_noise_0:.0f} and {quoted.labels_needed_90_noise_0:.0f}). Read off the
    mean learning curve of {config.n_seeds} seeds; the bands are 95 % intervals (jackknife) and
    cover the seeds alone. Over {quoted.worth_n} pairs of a target and a number of knobs, a clean
    label is worth {quoted.worth_least:.1f} to {quoted.worth_most:.1f} where one in five is wrong.
    Where a line ends, {quoted.largest_label_size:,} images were not enough. Broken: what the lost
    signal alone would cost, 1 / (1 − 10 q / 9)².

    Alt: Line chart on a log scale. One clean label is worth
    {quoted.label_worth_90_noise_10:.1f} labels of which 10 % are wrong,
    {quoted.label_worth_90_noise_20:.1f} at 20 %, {quoted.label_worth_90_noise_40:.1f} at 40 % and
    {quoted.label_worth_90_noise_50:.1f} at 50 %, for either target. The line for the lost signal
    runs below, at {quoted.lost_signal_noise_20:.1f} and {quoted.lost_signal_noise_40:.1f} for 20
    and 40 %.

    Table: noise = share of wrong labels; label_worth[0] = to reach 85 %; label_worth_se[0] =
    standard error; label_worth[1] = to reach 90 %; label_worth_se[1] = standard error; lost_signal
    = lost signal alone; labels_needed[0] = labels for 85 %; labels_needed[1] = labels for 90 %.
    """
    noise, narrow = data["noise"], marks.is_narrow()
    fig, ax = marks.chart(
        (noise[0], noise[-1]),
        (0.9, 24),
        _shares(noise, 0.2 if narrow else 0.1),
        {1: "1", 2: "2", 5: "5", 10: "10", 20: "20"},
        "labels that are wrong",
        color,
        ylog=True,
        right=14,
    )
    marks.line(ax, noise, data["lost_signal"], "theory", color)
    for t, target in enumerate(data["label_target"]):
        pairs = zip(data["label_worth"][t], data["label_worth_se"][t], strict=True)
        reached = [(value, se) for value, se in pairs if value is not None]
        if not reached:
            continue
        worth, se = np.transpose(reached)
        x, ratio = noise[: len(worth)], np.exp(1.96 * se / worth)  # symmetric on a log scale
        marks.band(ax, x, worth / ratio, worth * ratio, color["human"])
        marks.line(ax, x, worth, "human", color, marker=True)
        text = marks.percent(target) + ("" if narrow else " right")
        marks.label(ax, x[-1] - 0.02, 1.1 * worth[-1], text, color["human"], ha="right")
    marks.label(ax, 0.5, 3.6, "lost signal" if narrow else "lost signal alone", color["theory"])
    return fig


def draw_heaps(data: dict, color: marks.Color) -> Figure:
    """Title: With one wrong label in five, it takes more than twice as many.

    Axis: labels that teach to read nine digits in ten

    Caption: Each mark is a label, each cross a wrong one. Read off the mean of {config.n_seeds}
    repeats.

    More: Either heap teaches the same model to read nine new digits in ten. It has
    {quoted.label_width} knobs for each of the ten answers, and the brake. One standard error of the
    heap of {quoted.labels_needed_90_noise_0:.0f} clean labels is
    {quoted.labels_needed_90_noise_0_se:.0f}, of that of {quoted.labels_needed_90_noise_20:.0f} it
    is {quoted.labels_needed_90_noise_20_se:.0f}; they cover other images, flips and random features
    alone. Which label is wrong was decided by lot, and so is what it says instead.

    Alt: Two heaps of dots on the same ground. The clean one has
    {quoted.labels_needed_90_noise_0:.0f}. The other, in which one in five is a cross, has
    {quoted.labels_needed_90_noise_20:.0f}, and is
    {quoted.label_worth_90_noise_20:.1f} times as high.

    Table: noise = share of wrong labels; labels_needed[1] = labels for 90 %; labels_needed_se[1] =
    standard error; label_worth[1] = of them, for one clean label.
    """
    q = data["noise"].index(0.2)
    needed = data["labels_needed"][1]
    fig = marks.canvas(0.56 if marks.is_narrow() else 0.46)
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(tall, 0))
    ax.set_axis_off()
    across, pitch = HEAP, 8.6 if marks.is_narrow() else 10
    ground, gap = tall - 44, 1.5 * pitch
    heaps = ((needed[0], 0.0, "all right"), (needed[q], 0.2, "one in five wrong"))
    for h, (enough, share, words) in enumerate(heaps):
        n = round(enough or 0)  # a small run may not get there
        left = 1 + h * (across * pitch + gap)
        i = np.arange(n)
        x, y = left + pitch * (i % across + 0.5), ground - pitch * (i // across + 0.5)
        bad = wrong(n, share)
        ax.plot(x[~bad], y[~bad], "o", color=color["human"], markersize=0.4 * pitch)
        cross = {"markersize": 0.5 * pitch, "markeredgewidth": 1.5, "color": color["noise"]}
        ax.plot(x[bad], y[bad], "x", **cross)
        ends = (left, left + across * pitch)
        ax.plot(ends, (ground + 1.5, ground + 1.5), color=color["ink"], linewidth=1.5)
        ax.text(left, ground + 15, f"{n} labels", weight="bold", va="center")
        ax.text(left, ground + 32, words, color=color["muted"], va="center")
    return fig


def wrong(n: int, share: float) -> np.ndarray:
    """Which labels of a heap are drawn as wrong ones: as many as there are, scattered evenly.

    The twin of ``wrong`` in docs/js/widgets/label_noise_heaps.js.
    """
    order = np.argsort((np.arange(1, n + 1) * 0.6180339887498949) % 1, kind="stable")
    return np.isin(np.arange(n), order[: round(share * n)])


def _shares(values: Sequence[float], step: float) -> dict[float, str]:
    """Build ticks for shares at multiples of a step, the unit on the last."""
    kept = [v for v in values if abs(v / step - round(v / step)) < 1e-9]
    return {v: f"{100 * v:.0f}" for v in kept[:-1]} | {kept[-1]: marks.percent(kept[-1])}
