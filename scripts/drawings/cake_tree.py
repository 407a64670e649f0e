"""Figures of what `scripts.experiments.cake_tree` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: A tree that knows every cake by name predicts the next one worse.

    Axis: error in the breaking angle, degrees

    Caption: {quoted.n_cakes} real cakes, and a baker who asks more and more yes-or-no questions
    (a tree). Test: each of {quoted.n_replicates} rounds of baking held out once. Level line: always
    saying the average.

    More: A regression tree on recipe, oven temperature and round. Bars: one standard error, over
    rounds, of the distance to the average. The best depth was picked on this error, among depths 0
    to {config.max_depth}. Below, or at the right, the same without the first {config.n_first}
    rounds, which chapter 1 found to be bad. Thin line, plain folds: a tenth of the cakes held out
    at random, whatever their round ({quoted.n_repeats} divisions, median), so that training and
    test share rounds, which flatters every tree.

    Alt: Two line charts of error against depth. With all {quoted.n_replicates} rounds, training
    error falls from {quoted.rmse_of_the_mean:.1f} degrees to {quoted.train_rmse_max_depth:.1f} at
    depth {config.max_depth}; error on unseen rounds falls from {quoted.round_rmse_depth_0:.1f} to
    {quoted.round_rmse_best:.1f} at depth {quoted.round_best_depth}, then climbs to
    {quoted.round_rmse_max_depth:.1f}, and its bar reaches the average. Plain folds show the same
    shape, a quarter to half a degree lower. Without the first {config.n_first} rounds the average
    is off by {quoted.later_rmse_depth_0:.1f} degrees, the best depth by
    {quoted.later_rmse_best:.1f} and the deepest tree by {quoted.later_rmse_max_depth:.1f}, more
    than the average.

    Table: depth = depth; n_leaves = leaves; train_rmse = train; round_rmse = unseen rounds;
    round_against_mean = against the average; round_against_mean_se = standard error; later_rmse =
    without the first two; later_against_mean = against the average; later_against_mean_se =
    standard error; cv_rmse = plain folds.
    """
    depth, best = data["depth"], data["round_best_depth"]
    ends = depth[0], depth[-1]
    fig, axes = marks.panels(
        ends,
        (0, 9.9),
        {d: str(d) for d in range(0, depth[-1] + 1, 3)},
        {2: "2", 4: "4", 6: "6", 8: "8°"},
        "depth of the tree",
        (f"all {len(data['round'])} rounds", "without the first two"),
        color,
    )
    point = axes[0].get_position().height * fig.get_figheight() * 72 / 9.9  # of a degree
    for ax, name in zip(axes, ("round", "later"), strict=True):
        rmse, error = (np.array(data[f"{name}_{what}"]) for what in ("rmse", "against_mean_se"))
        ax.plot(ends, (rmse[0], rmse[0]), color=color["ink"], linewidth=0.75)
        ax.vlines(depth, rmse - error, rmse + error, color=color["test"], linewidth=0.9)
        marks.line(ax, depth, rmse, "test", color, marker=True)
        marks.dot(ax, best, rmse[best], "test", color)
        to = 8.75 if name == "round" else 7.2
        marks.note(ax, best, rmse[best], f"best: depth {best}", color, dy=(to - rmse[best]) * point)
    top, below = (data[f"{name}_rmse"][0] for name in ("round", "later"))
    marks.label(axes[0], 7, top + 0.15, "average", color["ink"], ha="center", va="bottom")
    marks.label(axes[1], depth[-1], below - 0.3, "average", color["ink"], ha="right", va="top")
    marks.line(axes[0], depth, data["cv_rmse"], "muted", color)
    marks.line(axes[0], depth, data["train_rmse"], "train", color, marker=True)
    marks.note(axes[0], 10, data["cv_rmse"][10], "plain folds", color, dy=(4.9 - 7) * point)
    marks.label(axes[0], 5.5, 2.4, "train", color["train"], ha="right")
    marks.label(axes[1], 9, 8.2, "test", color["test"], ha="center")
    return fig


def draw_boxes(data: dict, color: marks.Color) -> Figure:
    """Title: Knowing every cake by name is not knowing the next.

    Axis: off by, degrees of the breaking angle

    Caption: {quoted.n_cakes} real cakes. Each of {quoted.n_replicates} rounds was kept from the
    baker once: new cakes. Bars: one standard error, of the distance to always saying the average.

    More: Boxes are the leaves of a regression tree on recipe, oven temperature and round, grown
    level by level to depth {config.max_depth}; each holds one number. Her own cakes: all of them.
    The best size was picked on the error that is shown. Plain folds, and the same without the first
    {config.n_first} rounds, are in the next figure.

    Alt: Line chart against the number of boxes on a log scale. Error on her own cakes falls from
    {quoted.train_rmse_depth_0:.1f} degrees to {quoted.train_rmse_max_depth:.1f} at
    {quoted.leaves_max_depth} boxes. Error on new rounds falls from
    {quoted.round_rmse_depth_0:.1f} to {quoted.round_rmse_best:.1f} at {quoted.leaves_best} boxes
    and climbs back to {quoted.round_rmse_max_depth:.1f}.

    Table: n_leaves = boxes; depth = depth; train_rmse = her own cakes; round_rmse = new rounds;
    round_against_mean = against the average; round_against_mean_se = standard error.
    """
    boxes, best, narrow = data["n_leaves"], data["round_best_depth"], marks.is_narrow()
    ends = boxes[0], boxes[-1]
    ticks = (1, boxes[best], 50, boxes[-1]) if narrow else (1, 2, 4, 8, 16, 32, 100, boxes[-1])
    fig, ax = marks.chart(
        ends,
        (0, 9.9),
        {n: f"{n}" for n in ticks},
        {2: "2", 4: "4", 6: "6", 8: "8°"},
        "boxes",
        color,
        xlog=True,
        right=40,
    )
    rmse, error = (np.array(data[f"round_{what}"]) for what in ("rmse", "against_mean_se"))
    ax.plot(ends, (rmse[0], rmse[0]), color=color["ink"], linewidth=0.75)
    bars = {"color": color["test"], "linewidth": 0.75, "alpha": 0.5}
    ax.vlines(boxes, rmse - error, rmse + error, **bars)
    marks.line(ax, boxes, rmse, "test", color, marker=True)
    marks.line(ax, boxes, data["train_rmse"], "train", color, marker=True)
    point = ax.get_position().height * fig.get_figheight() * 72 / 9.9  # of a degree
    marks.dot(ax, boxes[best], rmse[best], "test", color)
    up = (7.5 - rmse[best]) * point
    marks.note(ax, boxes[best], rmse[best], f"{rmse[best]:.1f}°", color, dy=up, leader=False)
    for series in (rmse, data["train_rmse"]):
        text, beside = f"{series[-1]:.1f}°", {"dx": 8, "dy": 0, "ha": "left", "leader": False}
        marks.note(ax, ends[1], series[-1], text, color, **beside)
    marks.label(ax, ends[1], rmse[0] + 0.15, "the average", color["ink"], ha="right", va="bottom")
    marks.label(ax, 40, 5.0, "new rounds", color["test"], va="top")
    marks.label(ax, 24, 3.4, "her own cakes", color["train"], ha="right")
    return fig
