"""Figures of what `scripts.experiments.digit_knobs` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The widget draws the same dials: docs/js/widgets/digit_knobs_dials.js.
RADIUS = 0.43  # of a knob, from knob to knob


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: 640 knobs at their real settings.

    Axis: one square for each digit, one knob for each pixel

    Caption: Turned right and filled: ink here speaks for the digit. Turned left and open: against
    it.

    More: Each dial is a number in a machine that reads handwritten digits. Nobody turned them:
    {quoted.n_steps} steps of training on {quoted.n_train} images did. With random settings it
    reads, on average, {quoted.before_mean:.0%} of {quoted.n_test} images it has never seen, by the
    same thirteen hands; trained, {quoted.end_accuracy:.0%}. Another random division of the images
    gives {quoted.split_sd:.1%} more or less (standard deviation of {config.n_splits}). Of digits in
    a style it never met, written by a program that imitates a pen, it reads
    {quoted.pens_accuracy:.0%}. Ten more numbers, one for each digit, are not drawn.

    Alt: Ten squares of eight by eight dials. Dials turned to the right are filled, dials turned to
    the left are open, and the filled ones draw the digits 0 to 9.

    Table: step = step; accuracy = read correctly, scramble 1; by_step = median of all scrambles;
    by_step_p10 = a tenth reads less; by_step_p90 = a tenth reads more.
    """
    from matplotlib.figure import Figure

    narrow = marks.is_narrow()
    columns, pitch, gap = (4, 28 / 3, 12.0) if narrow else (5, 25.6, 37.0)  # px
    turn = np.clip(np.array(data["weights"]) / data["full_turn"], -1, 1)  # (10, 8, 8)
    digit, row, column = np.indices(turn.shape)
    square = 8 * pitch + gap
    x = ((digit % columns) * square + (column + 0.5) * pitch).ravel()
    y = ((digit // columns) * square + (row + 0.5) * pitch).ravel()
    turn = turn.ravel()
    width, height = columns * square - gap, -(-10 // columns) * square - gap
    fig = Figure(figsize=(width * marks.PX, height * marks.PX))
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()

    radius, thick = RADIUS * pitch, 0.5 if narrow else 1.0
    dial = {"marker": "o", "linestyle": "", "markersize": 2 * radius * 0.75}
    shade = np.round(10 * np.clip(turn, 0, 1)) / 10  # ten shades: fewer bytes, the same picture
    for level in np.unique(shade):
        here = shade == level
        fill = (color["ink"], level) if level else "none"
        edge = {
            "markeredgecolor": color["muted" if level > 0.2 else "rule"],
            "markeredgewidth": 0.9 * thick,
        }
        ax.plot(x[here], y[here], markerfacecolor=fill, **dial, **edge)

    angle = np.radians(135 * turn)
    dx, dy = np.sin(angle), -np.cos(angle)
    quiet = np.abs(turn) < 0.2
    for here, hue, heavy in (
        (quiet & (shade < 0.5), color["muted"], 1.0),
        (~quiet & (shade < 0.5), color["ink"], 1.4),
        (shade >= 0.5, color["paper"], 1.4),
    ):
        # gaps of nan: all pointers of one colour are one path
        lines_x, lines_y = (
            np.stack([p + 0.25 * radius * d, p + 0.8 * radius * d, np.full(len(p), np.nan)], 1)
            for p, d in ((x[here], dx[here]), (y[here], dy[here]))
        )
        ax.plot(lines_x.ravel(), lines_y.ravel(), color=hue, linewidth=heavy * thick)
    return fig
