"""Figures of what `scripts.experiments.knob_sweep` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What the page needs to fit such curves itself, and what a drawn guess is put beside at the end.
PAGE = {
    "knob_sweep": ("setting", "knobs", "example_x", "example_y", "goal"),
    "knob_sweep_error": ("knobs", "test_mse", "test_mse_p10", "test_mse_p90"),
}


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: The same ten cakes, with more and more knobs.

    Axis: how good the cake is, against minutes in the oven

    Caption: {quoted.n_train} cakes (squares), each tasted with a small error; the truth of our
    invented kitchen (broken line) and the curve that fits best (full line). Of {config.n_sets:,}
    such kitchens this is the most typical.

    More: Its misses at 3, 7, 10, 12, 30 and 200 knobs lie nearest to the medians. Each cake comes
    from a chance moment of another four minutes; the error of a taste is {quoted.noise_std}. Beyond
    {quoted.n_train} knobs the curve is the smallest of all that fit perfectly. A miss is the
    squared distance from the truth, averaged over the minutes.

    Alt: Six panels with the same ten points. With 3 knobs the curve is too stiff for the bump in
    the middle. With 7 it follows the bump and dives at the left end. With 10 it passes through
    every point and leaves the picture between them. With 12 it swings less, and with 30 and 200 it
    passes through every point and hardly swings; the last two look alike.

    Table: example_grid = x, -1 is 20 minutes, 1 is 60; example_truth = truth; example_fit[0] = 3
    knobs; example_fit[1] = 7; example_fit[2] = 10; example_fit[3] = 12; example_fit[4] = 30;
    example_fit[5] = 200.
    """
    narrow = marks.is_narrow()
    fig = marks.canvas(1.5 if narrow else 1.15)
    across, down = (2, 3) if narrow else (3, 2)
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    gap, top, foot = 14, 26, 40  # px: between panels, above each, below the last
    width, height = (0.992 * wide - gap * (across - 1)) / across, (tall - foot) / down - top
    minutes = 40 + 20 * np.array(data["example_grid"])
    for i, n_knobs in enumerate(data["example_knobs"]):
        row, column = divmod(i, across)
        x, y = column * (width + gap), tall - (row + 1) * (height + top)
        ax = fig.add_axes((x / wide, y / tall, width / wide, height / tall))
        ticks = {20: "20", 40: "40", 60: "60 min"} if row == down - 1 else {}
        marks.plot(ax, (20, 60), (-1.7, 1.7), ticks, {0: ""}, color, left=9, right=24)
        miss = f"{data['example_test_mse'][i]:.2g}"
        words = "knobs, miss" if narrow else "knobs miss by"
        ax.set_title(f"{n_knobs} {words} {miss}", loc="left", fontsize="medium", pad=5)
        thin = {"linewidth": 1.3}
        marks.line(ax, minutes[::4], data["example_truth"][::4], "theory", color, **thin)
        marks.line(ax, minutes, data["example_fit"][i], "ink", color, linewidth=1.7)
        dots = {"marker": "s", "markersize": 4, "linestyle": "", "zorder": 5}
        cakes = 40 + 20 * np.array(data["example_x"])
        ax.plot(cakes, data["example_y"], color=color["train"], **dots)
        if not i:
            marks.label(ax, 46.5, 1.05, "truth", color["theory"])
            marks.label(ax, 29, -1.12, "cakes", color["train"])
    return fig


def draw_miniature(data: dict, color: marks.Color) -> Figure:
    """Draw ten cakes and one curve, before the knob goes on, for a line of the contents."""
    fig = marks.strip()
    ax = fig.add_axes((0.02, 0.06, 0.95, 0.88), xlim=(-1, 1), ylim=(-1.3, 1.3))
    ax.set_axis_off()
    seven = data["example_knobs"].index(7)
    marks.line(ax, data["example_grid"], data["example_fit"][seven], "ink", color, linewidth=1.4)
    dots = {"marker": "s", "markersize": 3.5, "linestyle": "", "zorder": 5}
    ax.plot(data["example_x"], data["example_y"], color=color["train"], **dots)
    return fig


def draw_error(data: dict, color: marks.Color) -> Figure:
    """Title: The worst number of knobs we met is exactly enough.

    Axis: squared distance from the truth, log scale

    Caption: Median of {config.n_sets:,} simulated kitchens of {quoted.n_train} cakes, bands the
    middle 80 %; the noise of new cakes is not counted. Blue: no brake. At {quoted.best_small_knobs}
    knobs the miss is {quoted.best_small:.3f}, at {quoted.peak_knobs} it is {quoted.peak:.0f}, at
    {quoted.max_knobs} it is {quoted.at_largest:.3f}. Ink: ridge regression, its penalty chosen for
    each kitchen and size by leaving one cake out: {quoted.ridge_at_largest:.3f} at
    {quoted.max_knobs}. The best small size was picked with the truth known. Each cake comes from
    another four minutes of the oven; with times drawn without regard to each other the peak is
    tens of thousands of times as high.

    Alt: Line chart, both axes on a log scale. Without a brake the error falls to
    {quoted.best_small:.3f} at {quoted.best_small_knobs} knobs, leaps to {quoted.peak:.0f} at
    exactly {quoted.peak_knobs}, falls as steeply and settles at {quoted.at_largest:.3f}. With a
    brake it falls to {quoted.ridge_best:.3f} and stays there up to {quoted.max_knobs} knobs.

    Table: knobs = knobs; test_mse[0] = no brake, median; test_mse_p10[0] = 10 %; test_mse_p90[0] =
    90 %; ridge_test_mse[0] = brake, median; ridge_test_mse_p10[0] = 10 %; ridge_test_mse_p90[0] =
    90 %; train_mse[0] = no brake, on its own cakes.
    """
    narrow, knobs = marks.is_narrow(), data["knobs"]
    fig, ax = marks.chart(
        (1, knobs[-1]),
        (0.004, 300),
        {n: str(n) for n in (1, 3, 10, 30, 200)},
        {0.01: "0.01", 0.1: "0.1", 1: "1", 10: "10", 100: "100"},
        "knobs",
        color,
        xlog=True,
        ylog=True,
    )
    for name, role in (("ridge_test_mse", "ink"), ("test_mse", "test")):
        ends = (data[f"{name}_{p}"][0] for p in ("p10", "p90"))
        marks.band(ax, knobs, *ends, color[role])
        marks.line(ax, knobs, data[name][0], role, color)
    quoted, error = data["quoted"], dict(zip(knobs, data["test_mse"][0], strict=True))
    small, peak = quoted["best_small_knobs"], quoted["peak_knobs"]
    for n in (small, peak, knobs[-1]):
        marks.dot(ax, n, error[n], "test", color)
    marks.note(ax, small, error[small], f"{small} knobs", color, dx=-16, dy=62)
    side = {"dx": 12, "dy": 0, "ha": "left"} if narrow else {"dx": 26, "dy": 0, "ha": "left"}
    text = f"exactly {peak}" if narrow else f"exactly {peak}: as many as cakes"
    marks.note(ax, peak, error[peak], text, color, **side)
    marks.label(ax, 190, 0.115, "no brake", color["test"], ha="right")
    marks.label(ax, 190, 0.0066, "brake", color["ink"], ha="right")
    return fig


def draw_winners(data: dict, color: marks.Color) -> Figure:
    """Title: Who wins depends on the kitchen.

    Axis: best small size against {quoted.max_knobs} knobs, no brake

    Caption: {quoted.n_grid} settings, {config.n_sets:,} training sets each. Diamond: the giant has
    the smaller miss in more than half of them ({quoted.wins_giant} settings). Triangle: the best
    small size has ({quoted.wins_small}). Dot: too close to call ({quoted.wins_level}, within two
    standard errors of a half). The larger the mark, the further the ratio of the median misses is
    from 1; it goes from {quoted.ratio_lowest:.2f} to {quoted.ratio_highest:.1f}. Columns: cakes and
    the noise. Rows: features shrink with their degree k as (k + 1) to the power of 0.5, 1, 1.5. One
    small size for all sets was picked with the truth known. If each set chooses its own by leaving
    one cake out, the giant wins in {quoted.chosen_wins_giant} settings. With a brake at every size
    the ratios lie between {quoted.ridge_ratio_lowest:.2f} and {quoted.ridge_ratio_highest:.1f}.

    Alt: Three blocks of three rows and twelve columns. In our kitchen the giant wins with few cakes
    and little noise, the small size with more of either. On the wave the giant wins almost only
    with ten cakes. Where the cake burns suddenly the giant wins everywhere with the least noise,
    and rarely with the most. The faster the features shrink, the more often the small size wins.

    Table: grid_truth = truth; grid_n_train = cakes; grid_noise_std = noise; grid_scaling = power;
    grid_small_knobs = best small size; grid_best_small = its median miss; grid_at_largest = miss at
    200; grid_giant_share = giant wins in; grid_chosen_small = small, chosen;
    grid_ridge_best_small = small, braked; grid_ridge_at_largest = 200, braked.
    """
    narrow = marks.is_narrow()
    fig = marks.canvas(1.3 if narrow else 0.95)
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(tall, 0))
    ax.set_axis_off()
    truths, sizes, noises, powers = (
        list(dict.fromkeys(data[f"grid_{name}"]))
        for name in ("truth", "n_train", "noise_std", "scaling")
    )
    left, top = (40 if narrow else 200), 46  # px: room for the words
    step_x = (wide - left - 6) / (len(sizes) * (len(noises) + 0.5) - 0.5)
    step_y = (tall - top) / (len(truths) * (len(powers) + 1.15))
    ax.text(0, 12, "cakes" if narrow else "", va="center", color=color["muted"])
    ax.text(0, 32, "noise", va="center", color=color["muted"])
    for i, size in enumerate(sizes):
        x = left + step_x * (i * (len(noises) + 0.5) + len(noises) / 2)
        ax.text(x, 12, f"{size}" if narrow else f"{size} cakes", ha="center", va="center")
        for j, noise in enumerate(noises):
            at = left + step_x * (i * (len(noises) + 0.5) + j + 0.5)
            text = f"{noise:g}".lstrip("0") if narrow else f"{noise:g}"
            ax.text(at, 32, text, ha="center", va="center", color=color["muted"])
    names = {"kitchen": "our kitchen", "wave": "the wave", "burnt": "a cake that burns"}
    for b, truth in enumerate(truths):
        start = top + step_y * b * (len(powers) + 1.15)
        ax.plot([0, wide], [start, start], color=color["grid"], linewidth=0.75)
        ax.text(0, start + 0.6 * step_y, names[truth], va="center", weight="bold")
        for r, power in enumerate(powers):
            y = start + step_y * (r + 1.15 + 0.4)
            text = f"{power:g}" if narrow else f"shrinks with power {power:g}"
            ax.text(0, y, text, va="center", color=color["muted"])
    rows = zip(
        *(data[f"grid_{n}"] for n in ("truth", "n_train", "noise_std", "scaling")), strict=True
    )
    ratio = np.log(np.divide(data["grid_at_largest"], data["grid_best_small"]))
    for (truth, size, noise, power), r, winner in zip(
        rows, ratio, data["grid_winner"], strict=True
    ):
        x = step_x * (sizes.index(size) * (len(noises) + 0.5) + noises.index(noise) + 0.5)
        y = step_y * (truths.index(truth) * (len(powers) + 1.15) + powers.index(power) + 1.55)
        _winner(ax, left + x, top + y, winner, abs(r), 0.75 if narrow else 1, color)
    return fig


def _winner(
    ax: Axes, x: float, y: float, winner: str, size: float, scale: float, color: marks.Color
) -> None:
    shape, role = {"giant": ("D", "big"), "small": ("^", "small"), "level": ("o", "muted")}[winner]
    grown = 4 + 7 * np.sqrt(size / np.log(4))  # points; a factor of 4 fills the cell
    ax.plot([x], [y], marker=shape, markersize=scale * grown, color=color[role], linestyle="")
