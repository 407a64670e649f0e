"""Figures of what `scripts.experiments.learning_curve` found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def _draw_panels(
    data: dict,
    y: tuple[float, float],
    yticks: dict[float, str],
    rows: Sequence[int],
    color: marks.Color,
    ylog: bool = False,
) -> tuple[Figure, list[Axes]]:
    """One chart for each width, over the number of training images."""
    sizes, titles = data["n_train"], [f"{data['width'][w]:,} knobs per answer" for w in rows]
    xticks = {t: f"{t:,}" for t in (20, 100, 400, 1400)}
    frame = {"xlog": True, "ylog": ylog, "right": 18}
    span = (sizes[0], sizes[-1])
    return marks.panels(span, y, xticks, yticks, "training images", titles, color, **frame)


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Here more data hurt only without a brake.

    Axis: new digits read wrongly

    Caption: One label in ten is wrong. Mean of {config.n_seeds} repeats; the band holds the middle
    80 %.

    More: The digits are learned from {quoted.smallest_n_train} to {quoted.largest_n_train:,} images
    by models with {quoted.width_small}, {quoted.width_middle} and {quoted.width_big:,} knobs for
    each of the ten answers. Without a brake (least squares) a model has to fit whatever it can.
    With one, on the size of the knobs (ridge), it need not; its strength is the best of
    {quoted.n_penalties} by leave-one-out on those same labels. Repeats are orders of the same
    images, by the same writers. Each is tested on {quoted.n_test} new images with correct labels.

    Alt: Three panels of test error against the number of training images. Without a brake the error
    of {quoted.width_small} knobs peaks at {quoted.more_to_small} images, that of
    {quoted.width_middle} knobs climbs from {quoted.error_at_more_from_middle:.0%} at
    {quoted.more_from_middle} images to {quoted.error_at_more_to_middle:.0%} at
    {quoted.more_to_middle}, and that of {quoted.width_big:,} knobs from
    {quoted.error_at_more_from_big:.0%} at {quoted.more_from_big} to
    {quoted.error_at_more_to_big:.0%} at {quoted.more_to_big:,}. With the brake all three fall, but
    for {quoted.tuned_steps_up} small steps up.

    Table: n_train = images; ridgeless_error_mean[0] = small, no brake; tuned_error_mean[0] = small,
    brake; ridgeless_error_mean[1] = middle, no brake; tuned_error_mean[1] = middle, brake;
    ridgeless_error_mean[2] = big, no brake; tuned_error_mean[2] = big, brake.
    """
    sizes, narrow = data["n_train"], marks.is_narrow()
    yticks = {0: "0", 0.5: "50", 1: marks.percent(1)}
    if not narrow:
        yticks = {0: "0", 0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)}
    fig, axes = _draw_panels(data, (0, 1.15 if narrow else 1.08), yticks, (0, 1, 2), color)
    for w, ax in enumerate(axes):
        for name, width in (("ridgeless", 1.4), ("tuned", 2.85)):
            mean, *ends = (data[f"{name}_error_{end}"][w] for end in ("mean", "p10", "p90"))
            marks.band(ax, sizes, *ends, color["test"])
            marks.line(ax, sizes, mean, "test", color, linewidth=width)
            if data["width"][w] > sizes[-1]:
                marks.dot(ax, sizes[-1], mean[-1], "test", color)
                if narrow and name == "tuned":
                    continue  # no room between the lines
                place = {"dx": 4, "dy": 8, "ha": "right", "leader": False}
                text = marks.percent(mean[-1], 1 if mean[-1] < 0.1 else 0)
                marks.note(ax, sizes[-1], mean[-1], text, color, **place)
        if data["width"][w] in sizes:
            marks.upright(ax, data["width"][w], (0.005, 1.2), color)
    marks.label(axes[0], 64, 0.72, "no brake", color["test"])
    marks.label(axes[0], 44, 0.13 if narrow else 0.2, "brake", color["test"], ha="right")
    axes[1].text(370, 0.86 if narrow else 0.97, "images = knobs", ha="right", va="center")
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
