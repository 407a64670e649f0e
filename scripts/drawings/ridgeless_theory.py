"""Figures of what `scripts.experiments.ridgeless_theory` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: In this model the peak is a theorem.

    Axis: error beyond the noise, log scale

    Caption: Least squares on {config.n_train} simulated examples. Line: the exact formula. Dots:
    {config.n_seeds} simulated training sets each, mean and two standard errors; at {config.n_train}
    knobs the mean is infinite, and only the median is shown. Full line below: the same models with
    the best brake on the size of their knobs (ridge), mean and middle 80 %. Knowing nothing costs
    {quoted.signal:.0f}.

    Alt: Dots lie on the theoretical curve: error climbs from {quoted.exact_risk_smallest:.3f} to
    infinity as the knobs approach the {config.n_train} examples and falls again beyond, to a second
    minimum of {quoted.best_risk_beyond:.2f}, far above the first. The ridge curve below has no
    peak.

    Table: width = knobs; exact = exact; simulated = simulated, mean; simulated_se = standard error;
    simulated_median = median; ridge_simulated = ridge, mean; ridge_se = ridge, standard error.
    """
    width, n = np.array(data["width"]), data["n_train"]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (width[0], width[-1]),
        (0.008, 300),
        {
            t: f"{t:,}"
            for t in ((10, 50, 200, 2000) if narrow else (10, 20, 50, 100, 200, 500, 2000))
        },
        {0.01: "0.01", 0.1: "0.1", 1: "1", 10: "10", 100: "100"},
        "knobs",
        color,
        xlog=True,
        ylog=True,
        right=22,
    )
    marks.upright(ax, n, (0.008, 250), color)
    for side in (width < n, width > n):
        curve = [value for value, here in zip(data["exact"], side, strict=True) if here]
        marks.line(ax, width[side], curve, "theory", color)
    other = width != n
    mean, se = (np.array(data[k], dtype=float)[other] for k in ("simulated", "simulated_se"))
    dots = {"fmt": "o", "markersize": 4.5, "elinewidth": 1.2, "zorder": 5, "color": color["test"]}
    ax.errorbar(width[other], mean, 2 * se, **dots)
    median = data["simulated_median"][int(np.flatnonzero(~other)[0])]
    ax.plot(
        [n],
        [median],
        "o",
        color=color["paper"],
        markeredgecolor=color["test"],
        markeredgewidth=1.4,
        zorder=5,
    )
    marks.band(ax, width, data["ridge_p10"], data["ridge_p90"], color["muted"])
    marks.line(ax, width, data["ridge_simulated"], "muted", color)
    marks.note(ax, n, median, f"median {median:.0f}", color, dx=12, dy=0, ha="left", leader=False)
    marks.label(ax, 60, 0.62, "theorem", color["theory"], ha="right")
    marks.label(ax, 90, 1.5, "simulated", color["test"], ha="right")
    marks.label(ax, 700, 0.42, "with a brake", color["muted"], ha="center")
    return fig
