"""Figures of what `scripts.experiments.double_descent` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


PER_ANSWER = "knobs per answer"  # there are ten: a model has ten times as many parameters, and ten


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Without a brake, the worst place is in the middle.

    Axis: digits read wrongly

    Caption: {config.n_train} handwritten digits to learn from, every label right unless it says
    otherwise. Mean of {config.n_seeds} repeats ({config.n_ridge_seeds} where there is a brake); the
    band holds the middle 80 %.

    More: Models from {quoted.smallest_width} to {quoted.largest_width:,} knobs for each of the ten
    answers. A repeat has other waves, and other examples out of the same {quoted.n_images:,}
    images, by {quoted.n_writers} writers. The best small model was picked on test error among
    {quoted.small_widths_tried} sizes, which flatters it.

    Alt: Line chart. Error on new digits falls to {quoted.best_small_error_noise_0:.1%} at
    {quoted.best_small_width_noise_0} knobs, shoots up to {quoted.peak_error_noise_0:.0%} at
    {quoted.n_train} knobs per answer, one for each example, and comes down to
    {quoted.error_at_largest_noise_0:.1%} at {quoted.largest_width:,}. Error on the training digits
    falls to zero before the peak and stays there.

    Table: width = knobs; train_error_mean[0] = train error; test_error_mean[0] = test error;
    test_error_p10[0] = 10 % of seeds below; test_error_p90[0] = 90 % of seeds below.
    """
    width, n = data["width"], data["n_train"]
    narrow = marks.is_narrow()
    fig, ax = _misread(width, 14, color)
    marks.upright(ax, n, (0, 0.97), color)
    for role in ("train", "test"):
        spread = (data[f"{role}_error_{p}"][0] for p in ("p10", "p90"))
        marks.band(ax, width, *spread, color[role])
        marks.line(ax, width, data[f"{role}_error_mean"][0], role, color)
    small, error = data["best_small_width"][0], data["best_small_error"][0]
    marks.dot(ax, small, error, "test", color)
    marks.note(ax, small, error, marks.percent(error, 1), color, dx=-6, dy=22)
    marks.dot(ax, width[-1], data["error_at_largest"][0], "test", color)
    last = marks.percent(data["error_at_largest"][0], 1)
    at = (width[-1], data["error_at_largest"][0])
    marks.note(ax, *at, last, color, dx=4, dy=10, ha="right", leader=False)
    peak = "knobs = examples" if narrow else "for each answer, a knob per example"
    ax.text(n * 0.9, 0.97, peak, ha="right", va="top")
    marks.label(ax, 11, 0.62, "new digits", color["test"])
    own = "own" if narrow else "its own digits"
    marks.label(ax, 5.5, 0.2, own, color["train"])
    return fig


def _misread(width: Sequence[float], right: float, color: marks.Color) -> tuple[Figure, Axes]:
    """Frame of a share misread against knobs per answer, with `right` px for names."""
    ticks = (5, 50, 500, 4000) if marks.is_narrow() else (5, 20, 100, 500, 1000, 4000)
    return marks.chart(
        (width[0], width[-1]),
        (0, 1),
        {t: f"{t:,}" for t in ticks},
        {0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)},
        PER_ANSWER,
        color,
        xlog=True,
        right=right,
    )


def draw_noise(data: dict, color: marks.Color) -> Figure:
    """Title: The more wrong labels, the less the error comes back.

    Axis: digits read wrongly, four shares of wrong labels

    Caption: The same models, none with a brake, trained when none, 10 %, 20 % and 40 % of the
    {config.n_train} training labels are wrong; the test labels are always right. Median of
    {config.n_seeds} repeats, band from 10 to 90 %. Dots are means: the best model below
    {quoted.small_below_width:.0f} knobs per answer, picked on test error.

    Alt: Four curves of test error against the number of knobs. All peak at {quoted.n_train} knobs
    per answer. With correct labels the largest model is the best. With 10, 20 and 40 % wrong labels
    the best small model stays better than the largest one.

    Table: width = knobs; test_error[0] = no wrong labels; test_error[1] = 10 % wrong;
    test_error[2] = 20 % wrong; test_error[3] = 40 % wrong.
    """
    width, narrow = data["width"], marks.is_narrow()
    fig, ax = _misread(width, 44 if narrow else 96, color)
    marks.upright(ax, data["n_train"], (0, 0.97), color)
    for q, rate in enumerate(data["noise"]):
        error = data["test_error"][q]
        marks.band(ax, width, data["test_error_p10"][q], data["test_error_p90"][q], color["test"])
        marks.line(ax, width, error, "test", color, linewidth=1.4 + 0.3 * q)
        marks.dot(ax, data["best_small_width"][q], data["best_small_error"][q], "test", color)
        text = marks.percent(rate) + ("" if narrow else " wrong")
        marks.label(ax, width[-1] * 1.06, error[-1], text, color["test"])
    return fig


def draw_features(data: dict, color: marks.Color) -> Figure:
    """Title: Whether the giant wins depends on the labels, and on the features.

    Axis: test error of the largest model minus the best small one, percentage points

    Caption: Four ways to make features from the same pixels; γ says how fine the waves are. No
    model has a brake. Below zero the one with {quoted.largest_width:,} knobs per answer wins, above
    it the best of {quoted.small_widths_tried} small ones, which was picked on test error. Mean of
    {config.n_seeds} repeats, paired; bars are 95 % intervals, many shorter than their dot. Repeats
    split the same {quoted.n_images:,} images.

    Alt: Four lines against the share of wrong labels. With correct labels all four are below zero:
    the largest model wins. Three rise above zero as soon as one label in ten is wrong. The fourth,
    with the finest waves, stays below zero even with 40 % wrong labels.

    Table: setting_name = features; setting_difference[:,0] = no wrong labels;
    setting_difference_se[:,0] = standard error; setting_difference[:,1] = 10 % wrong;
    setting_difference_se[:,1] = standard error; setting_difference[:,2] = 20 % wrong;
    setting_difference_se[:,2] = standard error; setting_difference[:,3] = 40 % wrong;
    setting_difference_se[:,3] = standard error.
    """
    narrow = marks.is_narrow()
    noise = data["noise"]
    fig, ax = marks.chart(
        (noise[0], noise[-1]),
        (-0.14, 0.34),
        {rate: marks.percent(rate) if rate == noise[-1] else f"{100 * rate:.0f}" for rate in noise},
        {-0.1: "−10", 0: "0", 0.1: "10", 0.2: "20", 0.3: "30"},
        "training labels that are wrong",
        color,
        right=64 if narrow else 150,
    )
    marks.level(ax, 0, ax.get_xlim(), "muted", color)
    above, below = (
        ("small wins", "largest wins") if narrow else ("the small model wins", "the largest wins")
    )
    ax.text(0.3, 0.012, above, ha="center", va="bottom")
    ax.text(0.3, -0.012, below, ha="center", va="top")
    names = ("cos, γ 1", "relu", "cos, γ ½", "cos, γ 2")
    names = (
        names
        if narrow
        else ("waves, γ 1 (above)", "ramps (relu)", "slow waves, γ ½", "fine waves, γ 2")
    )
    for s, name in enumerate(names):
        hue, weight = (color["ink"], "bold") if s == 3 else (color["muted"], "normal")
        error = 1.96 * np.array(data["setting_difference_se"][s])
        ax.errorbar(noise, data["setting_difference"][s], error, color=hue, marker="o", zorder=3)
        at = data["setting_difference"][s][-1] + (0.012, -0.012, 0, 0)[s]
        ax.text(noise[-1] + 0.012, at, name, color=hue, weight=weight, va="center")
    return fig


def draw_brake(data: dict, color: marks.Color) -> Figure:
    """Title: With a brake there is no peak, and no size in the middle is the best.

    Axis: digits read wrongly, log scale

    Caption: Thin: without a brake. Thick: with one. Means of {config.n_seeds} repeats without and
    {config.n_ridge_seeds} with a brake; bands from 10 to 90 %.

    More: The brake is a price on the size of the knobs (ridge), at each size the best of
    {quoted.n_penalties} by leave-one-out on the training labels, wrong ones included; no test digit
    had a say. Dots: the best small model without a brake, which was picked on test error, and the
    largest with one. Repeats are splits of the same {quoted.n_images:,} images, by
    {quoted.n_writers} writers: they overlap, and say nothing of other hands.

    Alt: Four panels, from no wrong labels to 40 %. Without a brake every curve peaks at
    {quoted.n_train} knobs per answer, and from 10 % wrong labels on it ends above its best small
    model. With a brake every curve falls, with no peak: at {quoted.largest_width:,} knobs
    per answer it is at {quoted.ridge_error_at_largest_noise_0:.1%},
    {quoted.ridge_error_at_largest_noise_10:.1%}, {quoted.ridge_error_at_largest_noise_20:.1%} and
    {quoted.ridge_error_at_largest_noise_40:.1%}, below the best small model without one in each.

    Table: ridge_width = knobs per answer; ridge_test_error_mean[0] = no wrong labels, brake;
    ridge_test_error_se[0] = standard error; ridge_test_error_mean[1] = 10 % wrong, brake;
    ridge_test_error_se[1] = standard error; ridge_test_error_mean[2] = 20 % wrong, brake;
    ridge_test_error_se[2] = standard error; ridge_test_error_mean[3] = 40 % wrong, brake;
    ridge_test_error_se[3] = standard error.
    """
    width, tuned = data["width"], data["ridge_width"]
    narrow, rates = marks.is_narrow(), data["noise"]
    titles = [f"{marks.percent(rate)} wrong" if rate else "labels right" for rate in rates]
    yticks = {0.01: "1", 0.1: "10", 1: marks.percent(1)}
    fig, axes = marks.panels(
        (width[0], width[-1]),
        (0.005, 2.6) if narrow else (0.01, 1.5),
        {t: f"{t:,}" for t in (5, 50, 500, 4000)},
        yticks if narrow else yticks | {0.03: "3", 0.3: "30"},
        PER_ANSWER,
        titles,
        color,
        xlog=True,
        ylog=True,
        right=20,
    )
    for q, ax in enumerate(axes):
        for x, name, weight in ((width, "test_error", 1.4), (tuned, "ridge_test_error", 2.85)):
            mean, *ends = (data[f"{name}_{end}"][q] for end in ("mean", "p10", "p90"))
            marks.band(ax, x, *ends, color["test"])
            marks.line(ax, x, mean, "test", color, linewidth=weight)
        small, error = data["best_small_width"][q], data["best_small_error"][q]
        marks.dot(ax, small, error, "test", color)
        text = marks.percent(error, 1)
        dx, dy = (-3, 14) if narrow else ((-9, 46), (-2, 46), (-1, 42), (1, 36))[q]
        marks.note(ax, small, error, text, color, dx=dx, dy=dy, leader=not narrow)
        last = data["ridge_test_error_mean"][q][-1]
        marks.dot(ax, width[-1], last, "test", color)
        place = {"dx": 4, "dy": -8, "ha": "right", "leader": False}
        marks.note(ax, width[-1], last, marks.percent(last, 1), color, **place)
    high = 0.45 if narrow else 0.8
    marks.label(axes[0], 370, high, "no brake", color["test"], ha="right")
    marks.label(axes[0], 50, 0.03 if narrow else 0.045, "brake", color["test"], ha="right")
    return fig


def draw_wrong_notes(data: dict, color: marks.Color) -> Figure:
    """Title: With a brake, the giant beats the best small one.

    Axis: new digits misread

    Caption: One note in five is wrong. Means of {config.n_seeds} repeats without and
    {config.n_ridge_seeds} with a brake; bands hold the middle 80 %.

    More: The panel with {quoted.flipped_labels_noise_20} wrong labels of the next figure, drawn to
    an even scale. The best small model was picked on test error.

    Alt: Two lines against the number of knobs. Without a brake the error falls to
    {quoted.best_small_error_noise_20:.1%}, peaks at {quoted.n_train} knobs per answer and ends at
    {quoted.error_at_largest_noise_20:.0%}. With a brake it falls all the way, to
    {quoted.ridge_error_at_largest_noise_20:.1%}.

    Table: ridge_width = knobs per answer; ridge_test_error_mean[2] = brake; ridge_test_error_se[2]
    = standard error.
    """
    width, tuned, narrow = data["width"], data["ridge_width"], marks.is_narrow()
    q = data["noise"].index(0.2)
    fig, ax = _misread(width, 50, color)
    ends = {}
    for x, name, weight in ((width, "test_error", 1.4), (tuned, "ridge_test_error", 2.85)):
        mean, *spread = (data[f"{name}_{end}"][q] for end in ("mean", "p10", "p90"))
        marks.band(ax, x, *spread, color["test"])
        marks.line(ax, x, mean, "test", color, linewidth=weight)
        ends[name] = mean[-1]
    small, error = data["best_small_width"][q], data["best_small_error"][q]
    for x, y, digits in (
        (width[-1], ends["test_error"], 0),
        (width[-1], ends["ridge_test_error"], 1),
    ):
        marks.dot(ax, x, y, "test", color)
        beside = {"dx": 8, "dy": 0, "ha": "left", "leader": False}
        marks.note(ax, x, y, marks.percent(y, digits), color, **beside)
    marks.dot(ax, small, error, "test", color)
    text = f"best small: {marks.percent(error)}"
    marks.note(ax, small, error, text, color, dx=-9 if narrow else -8, dy=66 if narrow else 30)
    marks.label(ax, 620, 0.62, "no brake", color["test"])
    marks.label(ax, 75, 0.05, "brake", color["test"], ha="right")
    return fig
