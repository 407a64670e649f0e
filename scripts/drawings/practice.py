"""Figures of what `scripts.experiments.practice` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What the page needs to bake, to practise and to bring the shown kitchen back.
PAGE = {"practice": ("shown", "steps", "cakes", "goal")}
WIDEST = 1.2  # of the bars, in units of how good a cake is


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Too little, right, too much.

    Axis: how good the cake is; below, how far off

    Caption: Squares are her cakes, the broken line is the truth of our invented kitchen. Of
    {config.n_page_seeds} such kitchens the first shown is the most typical.

    More: The distance between the two bars is overfitting. The curve has {quoted.n_knobs} knobs.
    Too little, right, too much: {quoted.few_steps}, {quoted.good_steps} and
    {quoted.last_step_million} million steps on {quoted.n_few} cakes. Each cake comes from another
    four minutes of the oven and is tasted with an error of {quoted.noise_std}. Off by: the root of
    the mean squared miss. On new cakes it is exact, for cakes of any minute, their taste included,
    so no curve gets below {quoted.noise_std}. Practice is gradient descent from zero. The number of
    knobs is the best on held-out cakes of kitchens with {quoted.most_cakes}; for ten cakes it is
    the worst, exactly enough. The middle length is the best in {config.n_validation} other
    kitchens. The misses on new cakes lie nearest to the medians of {config.n_kitchens:,} more.

    Alt: Three panels with the same ten points. After {quoted.few_steps} steps the curve is too
    stiff and both bars are long, {quoted.example_own_short:.2f} and {quoted.example_new_short:.2f}.
    After {quoted.good_steps} it follows the truth; the bars are {quoted.example_own_good:.2f} and
    {quoted.example_new_good:.2f}. After the most it passes through every point and swings between
    them; on her own cakes she is off by nothing, on new ones by {quoted.example_new_long:.2f}.

    Table: example_grid = x, -1 is 20 minutes, 1 is 60; example_truth = truth; example_fit[0] = too
    little; example_fit[1] = right; example_fit[2] = too much.
    """
    narrow = marks.is_narrow()
    fig = marks.canvas()
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    gap, top, foot = (10 if narrow else 20), 26, (122 if narrow else 134)  # px
    width = (0.992 * wide - 2 * gap) / 3
    x_minutes = 40 + 20 * np.array(data["example_grid"])
    cakes = 40 + 20 * np.array(data["example_x"])
    for i, steps in enumerate(data["lengths"]):
        left = i * (width + gap)
        box = (left / wide, foot / tall, width / wide, (tall - foot - top) / tall)
        ax = fig.add_axes(box)
        ticks = {20: "20", 60: "60 min"} if narrow else {20: "20", 40: "40", 60: "60 min"}
        marks.plot(ax, (20, 60), (-1.7, 1.7), ticks, {0: ""}, color, left=8, right=22)
        ax.set_title(_steps(steps, narrow and i), loc="left", fontsize="medium", pad=6)
        thin = {"linewidth": 1.3}
        marks.line(ax, x_minutes[::2], data["example_truth"][::2], "theory", color, **thin)
        marks.line(ax, x_minutes, data["example_fit"][i], "ink", color, linewidth=1.7)
        dots = {"marker": "s", "markersize": 4, "linestyle": "", "zorder": 5}
        ax.plot(cakes, data["example_y"], color=color["train"], **dots)
        if not i:
            marks.label(ax, 48.5, 0.85, "truth", color["theory"])
        bars = fig.add_axes((left / wide, 0, width / wide, (foot - 36) / tall))
        _bars(bars, data["example_own"][i], data["example_new"][i], color)
    return fig


def draw_gap(data: dict, color: marks.Color) -> Figure:
    """Title: Long practice opens the gap, more cakes close it.

    Axis: how far off she is, in units of how good a cake is

    Caption: On her own cakes (broken line) and on new ones (full line): median of
    {config.n_kitchens:,} kitchens, bands the middle 80 %. Left, practice on {quoted.n_few} cakes;
    right, {quoted.last_step_million} million steps on more and more of them. What leaves the
    picture is worst at {quoted.n_knobs} cakes, as many as knobs. Below, every third note tells of
    the cake before it; new cakes are never mixed up, so her own notes can be worse than she is.
    Dotted: the error of a taste, {quoted.noise_std}.

    Alt: Four panels. With true notes both lines fall together at first; from about a thousand steps
    on her own falls to nothing and the new one climbs out of the picture. With the longest practice
    the line for new cakes has a peak at ten cakes and meets her own near the dotted line at
    {quoted.most_cakes}. With contradictory notes the gap opens earlier and wider, and with many
    cakes her own line lies above the new one.

    Table: steps = steps; own[0][1] = own, 10 cakes; new[0][1] = new; own[0][4] = own, 200 cakes;
    new[0][4] = new; own[1][1] = own, 10 mixed up; new[1][1] = new; own[1][4] = own, 200 mixed up;
    new[1][4] = new.
    """
    narrow = marks.is_narrow()
    fig = marks.canvas(1.3 if narrow else 1.15)
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    room, gap, top, foot = 34, 14, 26, 44  # px: y labels, between, above each row, below the last
    width = (0.992 * wide - room - gap) / 2
    height = (tall - foot) / 2 - top
    few, long = data["sizes"].index(len(data["example_x"])), 2
    ends = [data["steps"], data["cakes"]]
    names = [f"{len(data['example_x'])} cakes", "longest practice"]
    ticks = [{1: "1", 1000: "1,000", 10**6: "million"}, {2: "2", 10: "10", 50: "50", 200: "200"}]
    units = [f"steps on {names[0]}" if narrow else "steps", "cakes"]
    for kind, notes in enumerate(("true notes", "contradictory")):
        for column in range(2):
            left = 0 if not column else room + width + gap
            box = (
                left,
                tall - (kind + 1) * (height + top),
                width + (0 if column else room),
                height,
            )
            ax = fig.add_axes(tuple(np.array(box) / [wide, tall, wide, tall]))
            x = ends[column]
            numbers = {0: "0", 0.5: "0.5", 1: "1"}
            shown = dict.fromkeys(numbers, "") if column else numbers
            marks.plot(
                ax, (x[0], x[-1]), (0, WIDEST), ticks[column] if kind else {}, shown, color,
                xlog=True, left=4 if column else room, right=14,
            )  # fmt: skip
            marks.level(ax, data["shown"]["noise_std"], (x[0], x[-1]), "noise", color)
            for name, role in (("own", "train"), ("new", "test")):
                rows = [
                    np.array(data[f"{name}{ending}"])[kind]
                    for ending in (
                        ("_by_cakes", "_by_cakes_p10", "_by_cakes_p90")
                        if column
                        else ("", "_p10", "_p90")
                    )
                ]
                middle, low, high = (row[:, long] if column else row[few] for row in rows)
                marks.band(ax, x, low, high, color[role])
                marks.line(ax, x, middle, role, color)
            title = names[column] if narrow and column else notes
            title += "" if narrow else f", {names[column]}"
            ax.set_title(title, loc="left", fontsize="medium", pad=6)
            if kind:
                ax.set_xlabel(units[column], labelpad=3)
            if not kind and not column:
                marks.label(ax, 1.2, 0.36, "own", color["train"])
                marks.label(ax, 20_000, 0.42, "new", color["test"], ha="right")
    return fig


def _steps(n: int, short: bool) -> str:
    """10 steps; 100 million steps; without the word where there is little room."""
    text = f"{n // 10**6} million" if n >= 10**6 else f"{n:,}"
    return text if short else f"{text} steps"


def _bars(ax: Axes, own: float, new: float, color: marks.Color) -> None:
    """Two bars, each under its name, and the distance between their ends."""
    narrow = marks.is_narrow()
    ax.set_axis_off()
    ax.set_xlim(0, WIDEST)
    ax.set_ylim(-3, 0)
    rows = ((0, "own", own, "train", "////"), (1, "new", new, "test", ""))
    for row, name, value, role, hatch in rows:
        bar = {"height": 0.3, "align": "edge", "edgecolor": color[role], "linewidth": 1}
        fill = "none" if hatch else color[role]
        ax.barh([-row - 0.95], [min(value, WIDEST)], color=fill, hatch=hatch, **bar)
        text = f"{name}{'' if narrow else ' cakes'} {_off(value)}"
        ax.text(0, -row - 0.6, text, color=color[role], weight="bold", va="bottom")
        if value > WIDEST:  # torn off
            for low in (-row - 0.95, -row - 0.8):
                tooth = ([WIDEST, WIDEST * 0.97, WIDEST], [low, low + 0.075, low + 0.15])
                ax.fill(*tooth, color=color["paper"], linewidth=0)
    if new - own < 0.005:
        return
    ends = [min(value, WIDEST) for value in (own, new)]
    ax.plot(ends, [-2.2, -2.2], color=color["ink"], linewidth=1.2)
    for end in ends:
        ax.plot([end, end], [-2.03, -2.37], color=color["ink"], linewidth=1.2)
    word = "gap" if narrow else "overfitting"
    ax.text(0, -2.95, f"{word} {_off(new - own)}", va="bottom")


def _off(miss: float) -> str:
    return "0" if miss < 0.005 else f"{miss:.2f}" if miss < 9.995 else f"{miss:,.0f}"
