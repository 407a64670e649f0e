"""Figures of what `scripts.experiments.compression` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FLOAT_BITS = 32  # of a weight that is not rounded


def _draw_family(
    ax: Axes, data: dict, family: str, role: str, color: marks.Color, **settings: object
) -> None:
    """Versions of a family, joined by a line, with their standard errors."""
    rows = [i for i, name in enumerate(data["family"]) if name == family]
    size, read, error = (
        np.array([data[key][i] for i in rows])
        for key in ("bytes", "test_accuracy", "difference_se")
    )
    ax.vlines(size, read - error, read + error, color=color[role], linewidth=0.9, zorder=2.5)
    marks.line(ax, size, read, role, color, marker=True, markersize=6, **settings)


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: A network designed for pictures beats one cut down to size, and can be cut too.

    Axis: new digits read correctly

    Caption: Every network has seen {quoted.n_examples:,} training digits and is tried on
    {quoted.n_test:,} new ones. Big: {quoted.big_params:,} knobs in plain layers. Dots are cut from
    it: 50 to 98 % of the weights pruned and the rest kept in 4 bits, or all weights rounded.
    Triangles were small from the start, plain or convolutional, with 32 or 4 bits a knob. The size
    counts all that has to be stored, the places of the weights left too. Mean of {config.n_seeds}
    seeds, which is few; bars: one standard error of the distance to big. Settings were chosen on
    validation digits, and not equally long: of {quoted.tried_pruned} tried for pruned,
    {quoted.tried_big} for big, {quoted.tried_convolutional} for convolutional,
    {quoted.tried_small} for plain and {quoted.tried_rounded_in_training} for rounded.

    Alt: Size on a log scale against the share of new digits read correctly. The big network, of
    {quoted.big_kb:,.0f} kB, reads {quoted.big_accuracy:.1%}. Pruned and rounded to
    {quoted.pruned_95_rounded_kb:.0f} kB it reads {quoted.pruned_95_rounded_accuracy:.1%}. Small
    plain networks of {quoted.small_16_rounded_kb:.0f} to {quoted.small_64_kb:.0f} kB read
    {quoted.small_16_rounded_accuracy:.1%} to {quoted.small_64_accuracy:.1%}. A convolutional
    network of {quoted.conv_3_kb:.0f} kB reads {quoted.conv_3_accuracy:.1%}, and with 4 bits, at
    {quoted.conv_3_rounded_kb:.1f} kB, {quoted.conv_3_rounded_accuracy:.1%}.

    Table: name = network; bytes = bytes; params = knobs; validation_accuracy = on validation
    digits; test_accuracy = on new digits; test_accuracy_se = standard error; difference = against
    big; difference_se = standard error; validation_difference = against big, on validation digits;
    validation_difference_se = standard error.
    """
    narrow = marks.is_narrow()
    at = {
        key: (size, read)
        for key, size, read in zip(data["key"], data["bytes"], data["test_accuracy"], strict=True)
    }
    fig, ax = marks.chart(
        (600, 1.1e6),
        (0.895, 0.975),
        {1e3: "1 kB", 1e4: "10 kB", 1e5: "100 kB", 1e6: "1 MB"},
        {0.92: "92", 0.94: "94", 0.96: marks.percent(0.96)} | ({} if narrow else {0.9: "90"}),
        "size of the network",
        color,
        xlog=True,
        right=24,
    )
    ax.axhline(at["big"][1], color=color["muted"], linewidth=1, dashes=(1, 2.2), zorder=1.5)
    ax.plot(*at["big"], color=color["big"], marker="D", markersize=8, zorder=6)
    thin = {"linewidth": 1.2}
    _draw_family(ax, data, "rounded in training", "muted", color, **thin)
    _draw_family(ax, data, "pruned, rounded", "ink", color, **thin)
    hollow = {"markerfacecolor": color["paper"], "markeredgecolor": color["small"]}
    for end, bits in (("", "32 bits"), (", rounded", "4 bits")):
        settings = thin | hollow | {"markeredgewidth": 1.4}
        _draw_family(ax, data, f"small{end}", "small", color, **settings)
        _draw_family(ax, data, f"convolutional{end}", "small", color)
        for key in (first + end.replace(", ", "_") for first in ("small_16", "conv_1")):
            lowest = at[key][1] - data["difference_se"][data["key"].index(key)]
            ax.text(at[key][0], lowest - 0.001, bits, ha="center", va="top", color=color["small"])
    marks.label(ax, 1.3e6, 0.9625, "big", color["big"], ha="right", va="bottom")
    right, top = at["conv_3"][0], at["conv_3"][1] + 0.0045
    marks.label(ax, right, top, "convolutional", color["small"], ha="right", va="bottom")
    beside = at["small_64"][0] * (1.4 if narrow else 1.2)
    marks.label(ax, beside, at["small_64"][1], "plain", color["small"])
    above = {"dx": 10, "dy": 38} if narrow else {"dx": 14, "dy": 34}
    marks.note(ax, *at["pruned_90_rounded"], "pruned" + ", 4 bits" * (not narrow), color, **above)
    above = {"dx": 8, "dy": 16} if narrow else {"dx": 34, "dy": 20}
    marks.note(ax, *at["during_4"], "rounded" + ", 1 to 4 bits" * (not narrow), color, **above)
    return fig


def draw_squares(data: dict, color: marks.Color) -> Figure:
    """Title: Cut down, it takes a sixtieth of the bytes. Drawn small, a six-hundredth.

    Axis: squares as large as what has to be stored

    Caption: Three networks that read digits, means of {config.n_seeds} seeds. Each share has a
    standard error of about {quoted.big_accuracy_se:.1%}.

    More: Big: {quoted.big_params:,} knobs of 32 bits in plain layers. Cut: nineteen in twenty of
    them pruned while it trained on, and 4 bits for each that is left; the places of those left are
    counted too. Drawn small: a convolutional network that was never big, with 4 bits a knob. Cut
    and drawn are the smallest of theirs that lose at most one point on validation digits. What they
    read is counted on {quoted.n_test:,} new digits. All versions stand in the data below.

    Alt: Three squares whose areas are bytes. The big network, of {quoted.big_kb:,.0f} kB, reads
    {quoted.big_accuracy:.1%} of new digits. The one cut from it is a small square of
    {quoted.route_pruned_rounded_kb:.0f} kB and reads {quoted.pruned_95_rounded_accuracy:.1%}. The
    one drawn small is a speck of {quoted.route_convolutional_rounded_kb:.1f} kB and reads
    {quoted.conv_2_rounded_accuracy:.1%}.

    Table: name = network; bytes = bytes; params = knobs; test_accuracy = on new digits;
    test_accuracy_se = standard error.
    """
    from matplotlib.patches import Rectangle

    narrow = marks.is_narrow()
    fig = marks.canvas(0.56 if narrow else 0.68)
    width, height = (length / marks.PX for length in fig.get_size_inches())
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ax.set(xlim=(0, width), ylim=(0, height))  # pixels from the bottom left
    side = min(height - 4, 0.52 * width)  # of the largest
    whole = data["bytes"][data["key"].index("big")]
    rows = (
        ("big", "big", "as trained", 0.5),
        ("pruned_95_rounded", "ink", "cut down", 0.76),
        ("conv_2_rounded", "small", "drawn small", 0.24),
    )
    for key, role, name, up in rows:
        i = data["key"].index(key)
        size, share = data["bytes"][i], marks.percent(data["test_accuracy"][i], 1)
        edge = side * (size / whole) ** 0.5
        middle, text = (side / 2, 16) if key == "big" else (side * 1.065 + 14, side * 1.13 + 26)
        face = color["paper" if key == "big" else role]
        corner = (middle - edge / 2 + 1, 2 + up * side - edge / 2)
        outline = {"facecolor": face, "edgecolor": color[role], "linewidth": 1.6}
        ax.add_patch(Rectangle(corner, edge, edge, **outline))
        marks.label(ax, text, up * side + 22, name, color[role])
        kilobytes = f"{size / 1000:,.{0 if size > 1e4 else 1}f} kB"
        for line, said in enumerate((kilobytes, f"reads {share}")):
            ax.text(text, up * side + 3 - 19 * line, said, color=color["ink"], va="center")
    return fig


def draw_cutting(data: dict, color: marks.Color) -> Figure:
    """Title: A big network can lose seven knobs in ten, and nearly all if it may go on learning.

    Axis: new digits read wrongly, log scale

    Caption: The big network with its weights rounded to fewer bits, and with the least useful of
    them taken out. Grey: afterwards, nothing learnt since. Black: while it trains, in the last
    {quoted.n_more} of its {quoted.n_epochs} rounds through the training digits. Ring: three in four
    pruned and the rest kept in {quoted.small_bits} bits, afterwards, which makes it
    {quoted.pruned_after_75_rounded_times:.0f} times smaller. Mean of {config.n_seeds} seeds, which
    is few; the band is one standard error to each side, over seeds and over the {quoted.n_test:,}
    new digits. In training, {quoted.tried_pruned} settings were tried for pruning and
    {quoted.tried_rounded_in_training} for rounding; afterwards there is nothing to set.

    Alt: Two panels of error on new digits. Rounded afterwards, 8 bits change nothing and 1 bit
    raises the error from {quoted.big_error:.1%} to {quoted.after_1_error:.0%}; rounded while it
    trains, to {quoted.during_1_error:.1%}. Pruned afterwards, it misreads
    {quoted.pruned_after_70_error:.1%} without 70 % of the weights and
    {quoted.pruned_after_80_error:.1%} without 80 %, and with 2 % of them left
    {quoted.pruned_after_98_error:.0%}; pruned while it trains, {quoted.pruned_98_error:.1%}.

    Table: left = share of weights left; pruned_after_accuracy = read correctly, pruned afterwards;
    pruned_after_accuracy_se = standard error; pruned_accuracy = pruned in training;
    pruned_accuracy_se = standard error; pruned_rounded_accuracy = and rounded to 4 bits;
    pruned_rounded_accuracy_se = standard error.
    """
    fig = marks.canvas(1.6 if marks.is_narrow() else 0.95)
    big = data["test_accuracy"][0], data["test_accuracy_se"][0]
    bits = {value: str(value) for value in (FLOAT_BITS, *data["bits"])}
    left = {share: marks.percent(share) for share in (1, 0.5, 0.2, 0.1, 0.05, 0.02)}
    panels = (
        ("bits", "bits for each weight", FLOAT_BITS, bits, ("after", "during")),
        ("left", "weights left", 1, left, ("pruned_after", "pruned")),
    )
    for i, (key, xlabel, whole, ticks, (after, during)) in enumerate(panels):
        x = [whole, *data[key]]
        ax = _draw_panel(fig, i, x, ticks, xlabel, color)
        for name, role, first in ((after, "muted", big), (during, "ink", (None, None))):
            read, error = (
                np.array([value, *data[f"{name}_accuracy{end}"]], dtype=float)
                for value, end in zip(first, ("", "_se"), strict=True)
            )
            tried = np.isfinite(read)
            at, wrong, error = np.array(x)[tried], 1 - read[tried], error[tried]
            marks.band(ax, at, wrong - error, wrong + error, color[role])
            marks.line(ax, at, wrong, role, color, marker=True, markersize=5)
            text = marks.percent(wrong[-1], int(wrong[-1] < 0.1))
            dy = 7 if role == "muted" else -7
            marks.note(ax, at[-1], wrong[-1], text, color, dy=dy, leader=False)
        ax.plot(whole, 1 - big[0], color=color["big"], marker="D", markersize=7, zorder=6)
        if i == 0:
            marks.label(ax, whole, 0.053, "big", color["big"], ha="center", va="bottom")
            marks.label(ax, 1.7, 0.11, "afterwards", color["muted"], ha="right")
        else:
            ring = {"markerfacecolor": color["paper"], "color": color["ink"]}
            both = data["test_accuracy"][data["key"].index("pruned_after_75_rounded")]
            ax.plot(0.25, 1 - both, marker="o", markersize=6, markeredgewidth=1.4, zorder=6, **ring)
            marks.label(ax, 0.14, 0.036, "in training", color["ink"], ha="center")
    return fig


def _draw_panel(
    fig: Figure,
    i: int,
    x: list[float],
    xticks: dict[float, str],
    xlabel: str,
    color: marks.Color,
) -> Axes:
    """One of two charts side by side, on a phone one below the other."""
    narrow = marks.is_narrow()
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    room, gap, top, foot = 46, 26, 12, 50  # px: y labels, between panels, above, x labels
    if narrow:
        box = (0, foot + (1 - i) * tall / 2, 0.992 * wide, tall / 2 - foot - top)
    else:  # only the first has y labels; the data of both are equally wide
        each = (0.992 * wide - gap - room + 10) / 2
        box = (i * (each + gap + room - 10), foot, each + (room - 10) * (not i), tall - foot - top)
    ax = fig.add_axes((box[0] / wide, box[1] / tall, box[2] / wide, box[3] / tall))
    yticks = {0.05: "5", 0.1: "10", 0.25: "25", 0.75: marks.percent(0.75)}
    shown = {value: text if narrow or not i else "" for value, text in yticks.items()}
    left = 18 if i and not narrow else room + 8
    frame = {"xlog": True, "ylog": True, "left": left, "right": 30}
    marks.plot(ax, (x[0], x[-1]), (0.03, 1.1), xticks, shown, color, **frame)
    ax.set_xlabel(xlabel, labelpad=5)
    return ax
