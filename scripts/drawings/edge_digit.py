"""Figures of what `scripts.experiments.edge_digit` found."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What the widget needs: docs/js/widgets/edge_digit.js.
PAGE = {
    "edge_digit": (
        *("bits", "bytes", "image", "layers", "frame", "none_below", "hand_lr", "hand_steps"),
        *("example_pixels", "example_label", "example_answer", "kept", "quoted"),
    )
}
SHADES = 15  # of grey in the MNIST file, as hexadecimal digits in the result


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Two kilobytes read digits. Where they are wrong, they mostly had their doubts.

    Axis: a digit, the answer, and how certain it is

    Caption: A network of {quoted.bytes:,} bytes. One network, the best of {config.n_seeds} seeds on
    validation digits.

    More: As examples, of MNIST’s test digits, the first of each kind that it reads rightly, then
    the first {config.n_examples} of the {quoted.test_wrong} among {quoted.n_test:,} that it reads
    wrongly. On {quoted.wrong_unsure:.0%} of its mistakes it is less than {quoted.sure:.0%} certain,
    on {quoted.right_unsure:.0%} of what it reads rightly. Digits: MNIST (LeCun and Cortes), CC
    BY-SA 3.0.

    Alt: Twenty small handwritten digits in two groups. The first ten, 0 to 9, are read rightly with
    a certainty near 100 %. The ten others are read wrongly, most of them with less certainty: they
    are crooked, broken or between two digits, though not all.

    Table: example_label = digit; example_answer = its answer; example_certainty = its certainty.
    """
    narrow = marks.is_narrow()
    n, columns = len(data["example_label"]), 5 if narrow else 10
    fig = marks.canvas(1.4 if narrow else 0.62)
    width, height = (length / marks.PX for length in fig.get_size_inches())
    cell = width / columns, height / -(-n // columns)
    side = (0.7 if narrow else 0.78) * cell[0]
    ax = _pictures(fig, data, range(n), columns, cell, side, color)
    for k in range(n):
        x, y = (k % columns + 0.5) * cell[0], height - (k // columns) * cell[1] - side
        answer, label = data["example_answer"][k], data["example_label"][k]
        sure = data["example_certainty"][k] >= 0.995
        certainty = ">\u202f99\u202f%" if sure else marks.percent(data["example_certainty"][k])
        lines = [(12, str(answer), "ink", 12), (28, certainty, "muted", 9)]
        if answer != label:
            lines.append((43, f"is {label}", "ink", 9))
        for below, text, hue, points in lines:
            weight = "bold" if points > 9 else "normal"
            style = {"color": color[hue], "fontsize": points, "weight": weight}
            ax.text(x, y - below, text, ha="center", va="center", **style)
    return fig


def draw_moved(data: dict, color: marks.Color) -> Figure:
    """Title: Four pixels to the side are too many. Centring mends it.

    Axis: what was done to the digits

    Caption: A network of {quoted.bytes:,} bytes, tested on {quoted.n_test:,} new digits under six
    conditions and on {quoted.n_other:,} digits of another collection. Ring: as it comes. Dot: after
    cropping, scaling and centring. Their standard errors are at most {quoted.largest_se:.1%}. Small
    strokes: {config.n_seeds} networks that differ in first weights and order of the digits; the one
    that ships is the best of them on validation digits, its settings the best of {quoted.n_tried}
    tried there. Digits: MNIST (LeCun and Cortes), CC BY-SA 3.0.

    Alt: Dot plot with seven rows. As they are, {quoted.plain_raw:.0%} of the digits are read right
    without centring and {quoted.plain_centred:.0%} with it. Moved by four pixels it is
    {quoted.moved_4_raw:.0%} and {quoted.moved_4_centred:.0%}, at 60 % of the size
    {quoted.small_raw:.0%} and {quoted.small_centred:.0%}. With a thick pen both are near
    {quoted.thick_centred:.0%}, with a thin pen near {quoted.thin_centred:.0%}. The other collection
    rises from {quoted.other_raw:.0%} to {quoted.other_centred:.0%}.

    Table: condition = condition; condition_n = digits; robustness[:,0] = without centring;
    robustness_se[:,0] = standard error; robustness[:,1] = with centring; robustness_se[:,1] =
    standard error; robustness_mean[:,0] = without, mean of seeds; robustness_mean[:,1] = with,
    mean of seeds.
    """
    narrow, rows = marks.is_narrow(), len(data["condition"])
    fig, ax = marks.chart(
        (0.5, 1),
        (-0.45, rows - 0.15),
        {t: marks.percent(t) if t == 1 else f"{100 * t:.0f}" for t in (0.5, 0.6, 0.7, 0.8, 0.9, 1)},
        {rows - 1 - i: name for i, name in enumerate(data["condition"])},
        "digits read rightly",
        color,
        left=146 if narrow else 150,
        right=48,
        height=1.15 if narrow else 1.0,
    )
    if narrow:
        ax.set_xticks([0.6, 0.8, 1], ["60", "80", marks.percent(1)])
    stroke = {"color": color["test"], "markersize": 6, "markeredgewidth": 1, "linestyle": ""}
    for i, pair in enumerate(data["robustness"]):
        raw, mended = pair
        y = rows - 1 - i
        ax.plot(pair, (y, y), color=color["test"], linewidth=1.2, zorder=2)
        for way, side in ((0, -1), (1, 1)):  # strokes of the ring below the line, the dot's above
            values = [seed[i][way] for seed in data["robustness_seeds"]]
            ax.plot(values, [y + 0.24 * side] * len(values), "|", **stroke)
        ring = {"markerfacecolor": color["paper"], "markeredgecolor": color["test"]}
        ax.plot(raw, y, "o", markersize=7, markeredgewidth=1.6, zorder=5, clip_on=False, **ring)
        marks.dot(ax, mended, y, "test", color)
        if mended - raw > 0.03:
            text = marks.percent(raw)
            marks.note(ax, raw, y, text, color, dx=-6, dy=2, ha="right", leader=False)
        marks.label(ax, 1.015, y, marks.percent(mended), color["test"])
    (raw, mended), y = data["robustness"][2], rows - 3
    marks.note(ax, raw, y, "as it comes", color, dx=7, dy=2, ha="left", leader=False)
    marks.label(ax, mended, y - 0.3, "centred", color["test"], ha="right")
    return fig


def draw_miniature(data: dict, color: marks.Color) -> Figure:
    """Five digits and what it reads, the last two wrongly, as a line of the contents."""
    fig = marks.strip()
    n = len(data["example_label"]) // 2
    shown = [3, 5, 8, n, n + 1]
    ax = _pictures(fig, data, shown, 5, (30, 46), 29, color)
    for k, row in enumerate(shown):
        answer = data["example_answer"][row]
        right = answer == data["example_label"][row]
        style = {"color": color["muted"]} if right else {"weight": "bold"}
        ax.text(30 * k + 15, 8, str(answer), ha="center", va="center", fontsize=9, **style)
    return fig


def _pictures(
    fig: Figure,
    data: dict,
    shown: list[int] | range,
    columns: int,
    cell: tuple[float, float],
    side: float,
    color: marks.Color,
) -> Axes:
    """Digits in ink on transparent paper, at the top of cells of so many pixels.

    Returns
    -------
    Axes in pixels from the bottom left
    """
    width, height = (length / marks.PX for length in fig.get_size_inches())
    ax = fig.add_axes((0, 0, 1, 1))
    ax.set_axis_off()
    ink = [int(color["ink"][i : i + 2], 16) for i in (1, 3, 5)]
    for k, row in enumerate(shown):
        shades = [int(shade, 16) for shade in data["example_pixels"][row]]
        n = math.isqrt(len(shades))
        picture = np.empty((n, n, 4), dtype=np.uint8)
        picture[..., :3] = ink
        picture[..., 3] = 255 // SHADES * np.reshape(shades, (n, n))
        left = (k % columns + 0.5) * cell[0] - side / 2
        top = height - (k // columns) * cell[1]
        ax.imshow(picture, extent=(left, left + side, top - side, top), interpolation="none")
    ax.set(xlim=(0, width), ylim=(0, height), aspect="auto")
    return ax


def draw_strokes(data: dict, color: marks.Color) -> Figure:
    """Title: Scaled before it becomes pixels, a tiny digit is read like a large one.

    Axis: size of the drawing on the paper

    Caption: Drawings by hands that a program made up, {quoted.n_stroke_test:,} of each size, in
    shapes the network of {quoted.bytes:,} bytes never learned from. Ring: made pixels first, then
    scaled, as a picture from elsewhere would be. Dot: strokes scaled first, as this page does. Bars
    reach one standard error either way: of the drawings and of the choice among {config.n_seeds}
    networks. No person drew these; how it reads you, only you can count.

    Alt: Dot plot with three rows. Comfortably large drawings are read right in
    {quoted.strokes_new_comfortable_pixels:.0%} as pixels and in
    {quoted.strokes_new_comfortable:.0%} with the strokes scaled, small ones in
    {quoted.strokes_new_small_pixels:.0%} and {quoted.strokes_new_small:.0%}, tiny ones in
    {quoted.strokes_new_tiny_pixels:.0%} and {quoted.strokes_new_tiny:.0%}.

    Table: stroke_size = size; strokes[1,:,1] = new shapes, as pixels; strokes_se[1,:,1] = standard
    error; strokes[1,:,0] = new shapes, strokes scaled; strokes_se[1,:,0] = standard error;
    strokes[0,:,1] = learned shapes, as pixels; strokes[0,:,0] = learned shapes, strokes scaled.
    """
    narrow, sizes = marks.is_narrow(), data["stroke_size"]
    fig, ax = marks.chart(
        (0.77, 1),
        (-0.5, len(sizes) - 0.25),
        {t: marks.percent(t) if t == 1 else f"{100 * t:.0f}" for t in (0.8, 0.85, 0.9, 0.95, 1)},
        {len(sizes) - 1 - i: size for i, size in enumerate(sizes)},
        "digits read rightly",
        color,
        left=96 if narrow else 110,
        right=48,
        height=0.9 if narrow else 0.75,
    )
    for i, (ways, errors) in enumerate(zip(data["strokes"][1], data["strokes_se"][1], strict=True)):
        (scaled, pixels), y = ways, len(sizes) - 1 - i
        for value, error, up in zip(ways, errors, (0.14, -0.14), strict=True):
            ends = [value - error, min(1, value + error)]
            ax.plot(ends, [y + up] * 2, color=color["test"], linewidth=1.2, zorder=2)
        ring = {"markerfacecolor": color["paper"], "markeredgecolor": color["test"]}
        ax.plot(pixels, y - 0.14, "o", markersize=7, markeredgewidth=1.6, zorder=5, **ring)
        marks.dot(ax, scaled, y + 0.14, "test", color)
        marks.label(ax, 1.006, y, marks.percent(scaled), color["test"])
    (scaled, pixels), y = data["strokes"][1][-1], 0
    marks.note(ax, pixels, y - 0.14, "as pixels", color, dy=7, leader=False)
    marks.note(ax, scaled, y + 0.14, "strokes scaled", color, dy=7, leader=False)
    return fig


def draw_personal(data: dict, color: marks.Color) -> Figure:
    """Title: Thirty examples of each digit teach it other hands. The old digits pay for it.

    Axis: digits it reads rightly

    Caption: Mean of {config.n_draws} draws of the examples, band from 10 to 90 % of them. Thin
    line: new digits of the collection that it learned first.

    More: Only the last layer, {quoted.personal_params:,} of {quoted.n_params:,} parameters, learns
    on from a few examples of the other collection; tested on {quoted.n_personal_test} of its digits
    that are left, by the same hands. Learning rate and number of steps: the best of
    {quoted.n_personal_tried} settings on {quoted.n_other_val} digits set aside, one for all. Thin
    line: {quoted.n_test:,} test digits. All are centred.

    Alt: Line chart over examples of each digit, from none to thirty. New digits of the other
    collection are read right in {quoted.personal_0:.0%} before, {quoted.personal_1:.0%} with one
    example, {quoted.personal_5:.0%} with five and {quoted.personal_30:.0%} with thirty. The digits
    it came from fall from {quoted.personal_old_0:.0%} to {quoted.personal_old_30:.0%}.

    Table: personal_examples = examples of each digit; personal_accuracy = other collection, mean;
    personal_accuracy_se = standard error; personal_accuracy_p10 = 10 % of draws below;
    personal_accuracy_p90 = 90 % of draws below; personal_old_accuracy = first collection;
    personal_rounded_accuracy = other collection, rounded to 4 bits again.
    """
    narrow = marks.is_narrow()
    n, found, old = (data[f"personal_{key}"] for key in ("examples", "accuracy", "old_accuracy"))
    x = np.log1p(n)  # none has a place, and the first ones have room
    fig, ax = marks.chart(
        (x[0], x[-1]),
        (0.885, 1.003),
        {np.log1p(t): str(t) if t else "none" for t in ((0, 1, 3, 10, 30) if narrow else n)},
        {0.9: "90", 0.95: "95", 1.0: marks.percent(1)},
        "examples of each digit",
        color,
        left=58,
        right=16,
    )
    band = data["personal_accuracy_p10"], data["personal_accuracy_p90"]
    marks.band(ax, x, *band, color["test"])
    marks.line(ax, x, old, "muted", color)
    marks.line(ax, x, found, "test", color, marker=True)
    marks.label(ax, 0.25, old[0] + 0.003, "the old digits", color["muted"])
    marks.label(ax, x[3], band[0][3] - 0.012, "the new hands", color["test"])
    for k in (0, -1):
        marks.dot(ax, x[k], found[k], "test", color)
        place = {"dx": -7, "dy": 0, "ha": "right"} if k == 0 else {"dy": 9}
        marks.note(ax, x[k], found[k], marks.percent(found[k]), color, leader=False, **place)
    return fig
