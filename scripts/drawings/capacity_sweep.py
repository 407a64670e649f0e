"""Figures of what `scripts.experiments.capacity_sweep` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Six degrees help, the next six cost little, the rest ruin it.

    Axis: mean squared error, log scale

    Caption: The classic curve. Median over {config.n_sets:,} training sets of {config.n_train}
    points; the bands hold the middle 80 %. On a log scale each gridline is ten times the one below.
    Training sets and noise are simulated, test error is exact. The best degree has the lowest mean
    and was picked on test error among {quoted.max_knobs}. The points are spread evenly: one at a
    random place in each of {config.n_train} equal parts of the range. Drawn independently they
    leave gaps; degree {quoted.independent_best_degree} stays best, but at degree
    {quoted.twice_best_degree} the median is {quoted.independent_test_mse_twice_best:.2f} instead of
    {quoted.test_mse_twice_best_median:.2f}.

    Alt: Line chart on a log scale. Training error falls with every degree. Test error falls to a
    minimum of {quoted.test_mse_best:.3f} at degree {quoted.best_degree}, just above the noise at
    {config.noise_std} squared, then climbs, slowly at first, to
    {quoted.test_mse_max_degree_median:.0f} at degree {quoted.max_degree}.

    Table: degree = degree; train_mse = train, median; train_mse_p10 = train, 10 %;
    train_mse_p90 = train, 90 %; test_mse = test, median; test_mse_p10 = test, 10 %;
    test_mse_p90 = test, 90 %.
    """
    degree, best = data["degree"], data["best_degree"]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (degree[0], degree[-1]),
        (0.006, 200),
        {d: str(d) for d in ((0, 6, 12, 18, 24) if narrow else range(0, 25, 3))},
        {0.01: "0.01", 0.1: "0.1", 1: "1", 10: "10", 100: "100"},
        "degree of the polynomial",
        color,
        ylog=True,
    )
    marks.level(ax, data["noise"], (degree[0], degree[-1]), "noise", color)
    for role in ("train", "test"):
        spread = (data[f"{role}_mse_{p}"] for p in ("p10", "p90"))
        marks.band(ax, degree, *spread, color[role])
        marks.line(ax, degree, data[f"{role}_mse"], role, color, marker=True)
    marks.dot(ax, best, data["test_mse"][best], "test", color)
    marks.note(ax, best, data["test_mse"][best], f"best: degree {best}", color, dy=44, dx=6)
    marks.label(ax, 16.2, 5, "test", color["test"], ha="right")
    marks.label(ax, 13, 0.0085, "train", color["train"])
    marks.label(ax, 0, 0.029, "noise" if narrow else "noise floor", color["noise"])
    return fig


def draw_examples(data: dict, color: marks.Color) -> Figure:
    """Title: Too few knobs miss the curve, too many chase the noise.

    Axis: the same {config.n_train} points, fitted three times

    Caption: One training set (squares) of the {config.n_sets:,} behind the next figure, the truth
    it was drawn from (broken line) and the fitted polynomial (full line), of degree
    {quoted.example_too_few}, {quoted.best_degree} and {quoted.example_too_many}.

    Alt: Three panels with the same points. A parabola misses the bends of the truth. The polynomial
    of degree {quoted.best_degree} lies on the truth. The polynomial of degree
    {quoted.example_too_many} runs through more of the points and swings far off between them.

    Table: example_grid = x; example_truth = truth; example_fit[0] = too few; example_fit[1] = best;
    example_fit[2] = too many.
    """
    narrow = marks.is_narrow()
    fig = marks.canvas(1.75 if narrow else 0.62)
    words = ("too few", "the best", "too many")
    for i, degree in enumerate(data["example_degree"]):
        stacked, beside = (0, 0.69 - 0.325 * i, 0.992, 0.265), (0.337 * i, 0.06, 0.318, 0.8)
        ax = fig.add_axes(stacked if narrow else beside)
        marks.plot(ax, (-1, 1), (-1.75, 1.9), {}, {0: ""}, color, left=6, right=6)
        ax.set_title(f"degree {degree}, {words[i]}", loc="left", fontsize="medium", pad=6)
        line = {"linewidth": 1.5}
        marks.line(ax, data["example_grid"], data["example_truth"], "theory", color, **line)
        marks.line(ax, data["example_grid"], data["example_fit"][i], "ink", color)
        dots = {"marker": "s", "markersize": 3.2, "linestyle": "", "zorder": 2}
        ax.plot(data["example_x"], data["example_y"], color=color["train"], **dots)
        if not i:
            marks.label(ax, 0.52, 1.35, "truth", color["theory"])
            marks.label(ax, -0.04, -0.42, "fit", color["ink"])
            marks.label(ax, -0.3, -1.3, "train", color["train"])
    return fig


def draw_bias_variance(data: dict, color: marks.Color) -> Figure:
    """Title: The curve is a sum: one part falls, one part climbs.

    Axis: mean squared error and its parts, log scale

    Caption: Mean test error over {config.n_sets:,} training sets is exactly noise + bias² +
    variance. Bias: how far the average fit is from the truth. Variance: how far one fit is from the
    average fit. Band: two standard errors of the mean, mostly narrower than the line. Degrees above
    16 are in the data; there variance is everything.

    Alt: Four lines against degree. Squared bias falls from {quoted.bias2_degree_0:.2f} to
    {quoted.bias2_best:.4f} by degree {quoted.best_degree}. Variance climbs steadily and overtakes
    it. Their sum with the constant noise is the U-shaped test error.

    Table: degree = degree; test_mse_mean = test, mean;
    test_mse_mean_se = standard error; bias2 = bias²; variance = variance.
    """
    last = 16
    degree = data["degree"][: last + 1]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (0, last),
        (0.0005, 3),
        {d: str(d) for d in range(0, last + 1, 4 if narrow else 2)},
        {0.001: "0.001", 0.01: "0.01", 0.1: "0.1", 1: "1"},
        "degree of the polynomial",
        color,
        ylog=True,
        left=56,
    )
    marks.level(ax, data["noise"], (0, last), "noise", color)
    marks.line(ax, degree, data["bias2"][: last + 1], "muted", color, marker=True)
    marks.line(ax, degree, data["variance"][: last + 1], "ink", color, marker=True)
    mean, se = (np.array(data[k][: last + 1]) for k in ("test_mse_mean", "test_mse_mean_se"))
    marks.band(ax, degree, mean - 2 * se, mean + 2 * se, color["test"])
    marks.line(ax, degree, mean, "test", color, marker=True)
    marks.label(ax, 2.6, 0.75, "test", color["test"])
    marks.label(ax, 4.7, 0.0021, "bias²", color["muted"], ha="right")
    marks.label(ax, 9, 0.0062, "variance", color["ink"], ha="center")
    marks.label(ax, last, 0.029, "noise", color["noise"], ha="right")
    return fig


def draw_real(data: dict, color: marks.Color) -> Figure:
    """Title: A crash test does the same.

    Axis: root mean squared error in g, log scale

    Caption: {quoted.real_n} measurements of head acceleration in a staged motorcycle crash
    (Silverman 1985), split {config.n_splits:,} times into {quoted.real_n_train} to fit and
    {quoted.real_n_test} to test; those of one instant stay together. Median and middle 80 % of the
    splits. Lowest mean, as in the other figures: degree {quoted.real_best_degree}, but few splits
    decide it ({quoted.real_best_share:.0%} of resamples agree). Lowest median: degree
    {quoted.real_best_degree_median}, which in {quoted.real_worse_share_best_median:.0%} of the
    splits is worse than always saying the average. Both were picked on test error among degrees 0
    to {quoted.real_max_degree}.

    Alt: Line chart on a log scale. Training error falls with every degree. Median test error falls
    from {quoted.real_test_rmse_degree_0:.0f} g to {quoted.real_test_rmse_best:.0f} g at degree
    {quoted.real_best_degree} and {quoted.real_test_rmse_best_median:.0f} g at degree
    {quoted.real_best_degree_median}, then explodes to about
    {quoted.real_test_rmse_max_degree:,.0f} g at degree {quoted.real_max_degree}.

    Table: real_degree = degree; real_train_mse = train, median, g²; real_test_mse = test, median,
    g²; real_test_mse_p10 = test, 10 %; real_test_mse_p90 = test, 90 %; real_test_mse_mean = test,
    mean; real_worse_share = splits worse than the average; random_test_mse = split at random,
    median.
    """
    degree, best = data["real_degree"], data["real_best_degree"]
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (degree[0], degree[-1]),
        (8, 500_000),
        {d: str(d) for d in ((0, 6, 12, 18, 26) if narrow else (0, 4, 8, 12, 16, 20, 26))},
        {20: "20", 100: "100", 1000: "1,000", 10_000: "10,000", 100_000: "100,000 g"},
        "degree of the polynomial",
        color,
        ylog=True,
        left=52,
    )
    for role in ("train", "test"):
        spread = (np.sqrt(data[f"real_{role}_mse_{p}"]) for p in ("p10", "p90"))
        marks.band(ax, degree, *spread, color[role])
        marks.line(ax, degree, np.sqrt(data[f"real_{role}_mse"]), role, color, marker=True)
    middle = int(np.argmin(data["real_test_mse"]))
    long = "" if narrow else "degree "
    for at, text, dx, dy in (
        (best, f"lowest mean:\n{long}{best}", 4, 44),
        (middle, f"lowest median:\n{long}{middle}", -6 if narrow else 0, 96),
    ):
        error = data["real_test_mse"][at] ** 0.5
        marks.dot(ax, at, error, "test", color)
        marks.note(ax, at, error, text, color, dx=dx, dy=dy)
    marks.label(ax, 24, 3000, "test", color["test"], ha="right")
    marks.label(ax, 22, 11.5, "train", color["train"])
    return fig
