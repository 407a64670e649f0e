"""Figures of what `scripts.experiments.digit_knobs` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PITCH, GAP, RADIUS = 25.6, 37.0, 11.0  # px: from knob to knob, between squares, of a knob


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: 640 knobs at their real settings.

    Axis: one square for each digit, one knob for each pixel

    Caption: Each dial is one number in a model that reads handwritten digits. Filled, turned right:
    ink at this spot speaks for the digit. Open, turned left: against it. Look for the shapes of 0
    to 9. The largest 3 % are drawn at full turn. The model has {quoted.n_params} numbers; ten
    offsets are not drawn. GPT-3 has {quoted.gpt3_times_million:.0f} million times the
    {quoted.n_knobs} you see. We held the knobs back strongly so that the shapes show. It costs
    accuracy: {quoted.test_accuracy:.0%} of new digits by the same thirteen hands read correctly,
    against {quoted.better_test_accuracy:.0%} when held back less. Means of {config.n_splits} random
    divisions of the same images into training and test; one division differs from the next by
    {quoted.test_accuracy_sd:.1%} and {quoted.better_test_accuracy_sd:.1%} (standard deviation). The
    first is drawn, at {quoted.shown_test_accuracy:.0%}.

    Alt: Ten squares of eight by eight dials. Dials turned to the right are filled, dials turned to
    the left are open, and the filled ones draw the digits 0 to 9.

    Table: digit = digit; biases = offset (not drawn).
    """
    from matplotlib.figure import Figure

    weights = np.array(data["weights"])  # (10, 8, 8)
    turn = np.clip(weights / np.quantile(np.abs(weights), 0.97), -1, 1)
    digit, row, column = np.indices(turn.shape)
    square = 8 * PITCH + GAP
    x = ((digit % 5) * square + (column + 0.5) * PITCH).ravel()
    y = ((digit // 5) * square + (row + 0.5) * PITCH).ravel()
    turn = turn.ravel()
    width, height = 5 * square - GAP, 2 * square - GAP
    fig = Figure(figsize=(width * marks.PX, height * marks.PX))
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()

    dial = {"marker": "o", "linestyle": "", "markersize": 2 * RADIUS * 0.75}
    shade = np.round(10 * np.clip(turn, 0, 1)) / 10  # ten shades: fewer bytes, the same picture
    for level in np.unique(shade):
        here = shade == level
        fill = (color["ink"], level) if level else "none"
        edge = {
            "markeredgecolor": color["muted" if level > 0.2 else "rule"],
            "markeredgewidth": 0.9,
        }
        ax.plot(x[here], y[here], markerfacecolor=fill, **dial, **edge)

    angle = np.radians(135 * turn)
    dx, dy = np.sin(angle), -np.cos(angle)
    quiet = np.abs(turn) < 0.2
    for here, hue, thick in (
        (quiet & (shade < 0.5), color["muted"], 1.0),
        (~quiet & (shade < 0.5), color["ink"], 1.4),
        (shade >= 0.5, color["paper"], 1.4),
    ):
        # gaps of nan: all pointers of one colour are one path
        lines_x, lines_y = (
            np.stack([p + 0.25 * RADIUS * d, p + 0.8 * RADIUS * d, np.full(len(p), np.nan)], 1)
            for p, d in ((x[here], dx[here]), (y[here], dy[here]))
        )
        ax.plot(lines_x.ravel(), lines_y.ravel(), color=hue, linewidth=thick)
    return fig
