"""Figures of what `scripts.experiments.cake_tree` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: A tree that knows every cake by name predicts the next one worse.

    Axis: error in the breaking angle, degrees

    Caption: {quoted.n_cakes} real cakes and a regression tree on recipe, oven temperature and
    round of baking. Test: rounds the tree has never seen, held out in {config.n_folds} parts
    (folds), divided at random {quoted.n_repeats} times; median and middle 80 %. The best depth was
    picked on this error, among depths 0 to {config.max_depth}. Thin line, plain folds: cakes held
    out one by one, so that training and test share rounds, which flatters every tree.

    Alt: Line chart. Training error falls from {quoted.rmse_of_the_mean:.1f} degrees to
    {quoted.train_rmse_max_depth:.1f} at depth {config.max_depth}. Error on unseen rounds falls to
    {quoted.grouped_cv_rmse_best:.1f} at depth {quoted.grouped_best_depth}, then climbs to
    {quoted.grouped_cv_rmse_max_depth:.1f}. Plain folds show the same shape, a quarter to half a
    degree lower.

    Table: depth = depth; n_leaves = leaves; train_rmse = train; grouped_cv_rmse = unseen
    rounds, median; grouped_cv_rmse_p10 = 10 %; grouped_cv_rmse_p90 = 90 %; cv_rmse = plain folds,
    median.
    """
    depth, best = data["depth"], data["grouped_best_depth"]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (depth[0], depth[-1]),
        (0, 9.6),
        {d: str(d) for d in range(0, depth[-1] + 1, 3 if narrow else 1)},
        {2: "2", 4: "4", 6: "6", 8: "8°"},
        "depth of the tree",
        color,
        right=14,
    )
    for name, hue in (("cv_rmse", color["muted"]), ("grouped_cv_rmse", color["test"])):
        marks.band(ax, depth, data[f"{name}_p10"], data[f"{name}_p90"], hue)
    marks.line(ax, depth, data["cv_rmse"], "muted", color)
    marks.line(ax, depth, data["train_rmse"], "train", color, marker=True)
    marks.line(ax, depth, data["grouped_cv_rmse"], "test", color, marker=True)
    error = data["grouped_cv_rmse"][best]
    marks.dot(ax, best, error, "test", color)
    marks.note(ax, best, error, f"best: depth {best}", color, dx=20, dy=44)
    marks.label(ax, 9, 7.95, "test", color["test"], ha="center")
    marks.label(ax, 9, 6.35, "plain folds", color["muted"], ha="center")
    marks.label(ax, 8, 2.05, "train", color["train"], ha="right")
    return fig
