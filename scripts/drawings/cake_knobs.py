"""Figures of what `scripts.experiments.cake_knobs` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Two knobs say a little about every cake.

    Axis: angle at which a slice breaks, degrees

    Caption: {quoted.n_cakes} real cakes (squares), and a line with two knobs.

    More: Squares stand side by side where they would hide one another. Oven temperature explains
    {quoted.r2:.0%} of their variance; the typical miss of the best line is {quoted.rmse:.1f}°, and
    without tilt {quoted.rmse_of_the_mean:.1f}°. In the still drawing, the band holds that line in
    the middle 80 % of {config.n_repeats:,} resamples of the {quoted.n_rounds} rounds of baking.

    Alt: Six columns of squares, one for each oven temperature from {quoted.coldest} to
    {quoted.hottest} °C, spread from {quoted.smallest_angle} to {quoted.largest_angle} degrees. A
    line climbs through them from {quoted.angle_coldest:.0f} to {quoted.angle_hottest:.0f} degrees,
    far less than the cakes of one column differ.

    Table: temperature = oven, °C; recipe = recipe; angle = breaking angle, degrees.
    """
    narrow = marks.is_narrow()
    ends = min(data["temperature"]), max(data["temperature"])
    left, right = (62, 28) if narrow else (84, 40)
    fig, ax = marks.chart(
        ends,
        (10, 65),
        {t: str(t) for t in (range(175, 226, 10) if narrow else sorted(set(data["temperature"])))},
        {20: "20", 30: "30", 40: "40", 50: "50", 60: "60°"},
        "oven temperature, °C",
        color,
        left=left,
        right=right,
    )
    size, apart = (2.6, 4.3) if narrow else (3.4, 5.6)  # points; px from square to square
    wide = ax.get_position().width * fig.get_figwidth() / marks.PX - left - right
    x = _draw_beside(data, apart * (ends[1] - ends[0]) / wide)
    squares = {"marker": "s", "markersize": size, "linestyle": "", "zorder": 2}
    ax.plot(x, data["angle"], color=color["train"], alpha=0.75, **squares)
    line = data["line_temperature"]
    marks.band(ax, line, data["line_angle_p10"], data["line_angle_p90"], color["small"])
    marks.line(ax, line, data["line_angle"], "small", color, zorder=5)
    first, second = data["intercept"], data["slope"]
    texts = f"{first:.1f}° at 200 °C", f"{second:+.1f}° per 25 °C"
    marks.dot(ax, 200, first, "small", color)
    point = ax.get_position().height * fig.get_figheight() * 72 / np.ptp(ax.get_ylim())
    if narrow:
        both = ",\n".join(texts)
        marks.note(ax, 200, first, both, color, dx=-40, dy=(17.6 - first) * point, ha="left")
    else:
        at = first + 0.8 * second  # of the line at 220 °C
        marks.note(ax, 200, first, f"height: {texts[0]}", color, dy=(17.6 - first) * point)
        marks.note(ax, 220, at, f"tilt: {texts[1]}", color, dy=(14.4 - at) * point)
    marks.label(ax, 190, 58, "cakes", color["train"], ha="center")
    marks.label(ax, 220, 42, "line", color["small"], ha="center")
    return fig


def draw_surface(data: dict, color: marks.Color) -> Figure:
    """Title: Nobody turns the knobs: they roll downhill.

    Axis: tilt, degrees per 25 °C

    Caption: Every point is a setting of the two knobs, and the rings join settings that miss the
    {quoted.n_cakes} cakes equally: by 10° (root mean square), 15° and so on. From a bad start,
    {config.n_steps} steps straight downhill (gradient descent, step {config.lr}) end beside the
    best setting, with a miss of {quoted.end_rmse:.1f}°. No chance in this walk, and no seeds; each
    square is a step.

    Alt: A map with oval rings around one lowest point, at {quoted.intercept:.1f} degrees and
    {quoted.slope:.1f} degrees per 25 °C. A path of squares starts in the lower left corner, at a
    miss of {quoted.start_rmse:.0f} degrees, and bends into the middle in steps that shrink.

    Table: path_intercept = height, degrees; path_slope = tilt, degrees per 25 °C; path_mse = mean
    squared miss, degrees².
    """
    narrow = marks.is_narrow()
    x, y = data["grid_intercept"], data["grid_slope"]
    fig, ax = marks.chart(
        (x[0], x[-1]),
        (y[0], y[-1]),
        {a: str(a) for a in (range(0, 61, 20) if narrow else range(0, 61, 10))},
        {-20: "−20", -10: "−10", 0: "0", 10: "10", 20: "20", 30: "+30"},
        "height, degrees at 200 °C",
        color,
        left=34,
        right=4,
    )
    rmse = np.sqrt(data["grid_mse"])
    levels = (10, 20, 30) if narrow else (10, 15, 20, 25, 30)
    for level in levels:
        ax.contourf(
            x,
            y,
            rmse,
            [level, 1e3],
            colors=[color["ink"]],
            alpha=0.06 if narrow else 0.035,
            zorder=0.5,
        )
    ax.contour(x, y, rmse, levels, colors=color["muted"], linewidths=0.75, zorder=1.5)
    first, second = data["intercept"], data["slope"]
    row = rmse[int(np.argmin(np.abs(np.array(y) - second)))]
    beyond = np.array(x) > first
    for level in levels:
        at = np.interp(level, row[beyond], np.array(x)[beyond])
        text = f"{level}°" if narrow or level > 10 else "10° off"
        ax.text(at + 0.6, second, text, color=color["muted"], va="center_baseline")
    path = data["path_intercept"], data["path_slope"]
    marks.line(ax, *path, "train", color, marker=True, linewidth=1.2, markersize=4)
    marks.label(ax, 0.8, path[1][0] - 3, "start", color["train"])
    marks.dot(ax, first, second, "small", color)
    best = "best" if narrow else f"best: {first:.1f}° and {second:+.1f}°"
    marks.note(ax, first, second, best, color, dy=40 if narrow else 52)
    return fig


def draw_unseen(data: dict, color: marks.Color) -> Figure:
    """Title: Two rounds are further off than chance would have them.

    Axis: what was kept from the line while it learned

    Caption: Each ring is one recipe, oven temperature or round that the line did not see while it
    learned, and how far it is off there. Dots: all of that kind together.

    More: Off by the root mean square. Dotted: {quoted.rmse:.1f}°, on the cakes it learned from. A
    group of few cakes can be bad by bad luck, so we also drew {quoted.n_rounds} groups at random:
    the worst of them is typically off by {quoted.shuffled_worst:.1f}° (cross; bar: middle 80 % of
    {config.n_repeats:,} draws, seed 0). The first two rounds are far beyond that.

    Alt: Four rows of rings on one axis. A cake left out: {quoted.unseen_cake_rmse:.1f} degrees.
    Three recipes lie around {quoted.unseen_recipe_rmse:.1f}, six oven temperatures around
    {quoted.unseen_temperature_rmse:.1f}. Fifteen rounds spread from {quoted.best_round_rmse:.1f} to
    {quoted.worst_round_rmse:.1f}, with two of them alone on the far right.

    Table: held_out = left out; held_out_rmse = miss over all cakes, degrees.
    """
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (4, 16.6),
        (-0.55, 3.62),
        {x: f"{x}°" if x == 16 else str(x) for x in range(4, 17, 4 if narrow else 2)},
        {row: "" for row in range(4)},
        "miss on what was kept from it, degrees",
        color,
        left=12 if narrow else 40,
        right=16 if narrow else 40,
        height=1.0 if narrow else 0.85,
    )
    own = data["rmse"]
    marks.upright(ax, own, (-0.55, 3.5), color)
    ax.text(own, 3.52, "on its own cakes", color=color["train"], ha="center", weight="bold")
    names = {"cake": "one cake", "recipe": "a recipe", "temperature": "a temperature"}
    ring = {"marker": "o", "linestyle": "", "markersize": 5.5, "markerfacecolor": color["paper"]}
    ring |= {"markeredgecolor": color["test"], "markeredgewidth": 1.3, "zorder": 4}
    above = {"textcoords": "offset points", "va": "bottom"}
    for row, (name, rmse) in enumerate(zip(data["held_out"], data["held_out_rmse"], strict=True)):
        y = 3 - row
        at = {"xytext": (0, 5), "xycoords": ("axes fraction", "data")} | above
        ax.annotate(names.get(name, "a round"), (0, y), color=color["muted"], **at)
        each = data.get(f"{name}_rmse", [])
        ax.plot(each, [y] * len(each), **ring)
        marks.dot(ax, rmse, y, "test", color)
        ax.annotate(f"{rmse:.1f}°", (rmse, y), (9, 6), weight="bold", color=color["test"], **above)
    last = max(data["round_rmse"][:2])
    ax.annotate("rounds 2 and 1", (last, 0), (4, 7), ha="right", **above)
    low, high = data["shuffled_worst_p10"], data["shuffled_worst_p90"]
    ax.plot([low, high], [0, 0], color=color["noise"], linewidth=5, alpha=0.35, zorder=3)
    ax.plot(
        data["shuffled_worst"], 0, color=color["noise"], marker="x", markeredgewidth=1.8, zorder=5
    )
    marks.label(ax, data["shuffled_worst"], -0.25, "worst by chance", color["noise"], ha="center")
    return fig


def draw_kept(data: dict, color: marks.Color) -> Figure:
    """Title: A new recipe is easy; two of the rounds are not.

    Axis: what was kept from the line while it learned

    Caption: Each ring is one recipe, oven temperature or round that the line did not see while it
    learned, and how far it is off there. Filled: the worst of its kind.

    More: Off by the root mean square. Dotted: {quoted.rmse:.1f}°, on the cakes it learned from. The
    hottest oven is the worst temperature. Every group is left out once, so there is no chance in
    this, and no seeds; how bad a group can be by chance is in the next figure.

    Alt: Three rows of rings on one axis. Three recipes lie near the line’s own cakes, the worst at
    {quoted.worst_recipe_rmse:.1f} degrees, six oven temperatures too, the worst at
    {quoted.hottest_unseen_rmse:.1f}. Fifteen rounds spread from {quoted.best_round_rmse:.1f}
    degrees to the right end, where the first two stand alone at {quoted.worst_round_rmse:.1f} and
    {quoted.second_worst_round_rmse:.1f}.

    Table: held_out = left out; held_out_rmse = miss over all cakes, degrees.
    """
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (4, 16.6),
        (-0.3, 2.9),
        {x: f"{x}°" if x == 16 else str(x) for x in range(4, 17, 4 if narrow else 2)},
        {row: "" for row in range(3)},
        "off by, degrees",
        color,
        left=12 if narrow else 40,
        right=16 if narrow else 40,
        height=0.92 if narrow else 0.75,
    )
    marks.upright(ax, data["rmse"], (-0.3, 2.66), color)
    ax.text(data["rmse"], 2.7, "its own cakes", color=color["train"], ha="center", weight="bold")
    ring = {"marker": "o", "linestyle": "", "markersize": 5.5, "zorder": 4}
    ring |= {"markeredgecolor": color["test"], "markeredgewidth": 1.3}
    above = {"textcoords": "offset points", "va": "bottom"}
    last = "{1:.1f}° and {0:.1f}°" + ("" if narrow else ", the first two")
    rows = (
        ("a recipe", "recipe", 1, "{0:.1f}°"),
        ("a temperature", "temperature", 1, "{0:.1f}°, the hottest"),
        ("a round", "round", 2, last),
    )
    for row, (name, key, n_worst, words) in enumerate(rows):
        y, each = 2 - row, sorted(data[f"{key}_rmse"], reverse=True)
        at = {"xytext": (0, 5), "xycoords": ("axes fraction", "data")} | above
        ax.annotate(name, (0, y), color=color["muted"], **at)
        ax.plot(each[n_worst:], [y] * len(each[n_worst:]), color=color["paper"], **ring)
        ax.plot(each[:n_worst], [y] * n_worst, color=color["test"], **ring)
        ha, dx = ("right", 4) if n_worst > 1 else ("left", -4)
        ax.annotate(
            words.format(*each), (each[0], y), (dx, 7), ha=ha, weight="bold", color=color["test"],
            **above,
        )  # fmt: skip
    return fig


def draw_miniature(data: dict, color: marks.Color) -> Figure:
    """Draw the cakes and their line at the size of a line in the contents."""
    fig = marks.strip()
    ax = fig.add_axes((0.01, 0.06, 0.98, 0.88))
    ax.set_axis_off()
    points = sorted(set(zip(data["temperature"], data["angle"], strict=True)))
    dots = {"marker": "s", "markersize": 1.4, "linestyle": "", "color": color["train"]}
    ax.plot(*zip(*points, strict=True), **dots)
    marks.line(ax, data["line_temperature"], data["line_angle"], "small", color, linewidth=1.6)
    return fig


def _draw_beside(data: dict, apart: float) -> list[float]:
    """Temperatures with equal cakes set side by side, ``apart`` °C from each other."""
    cakes = list(zip(data["temperature"], data["angle"], strict=True))
    return [
        cake[0] + apart * (cakes[:i].count(cake) - (cakes.count(cake) - 1) / 2)
        for i, cake in enumerate(cakes)
    ]
