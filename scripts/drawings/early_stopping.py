"""Figures of what `scripts.experiments.early_stopping` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Trained too long, it learns the mistakes too.

    Axis: digits read wrongly

    Caption: Broken line: images it learns from. Full lines: new ones. Mean of {config.n_seeds}
    repeats; bands hold the middle 80 %.

    More: A model with {quoted.width:,} knobs for each of the ten answers is trained by gradient
    descent on {quoted.n_train} images; the labels of the new digits, the test, are always right.
    The broken line is the training error, the labels it disagrees with, with
    {quoted.share_wrong_noise_40:.0%} of the labels wrong unless it says otherwise. A repeat is a
    seed: other images of the same set, other wrong labels, other waves. The best step is picked on
    test error among {config.n_checkpoints}. With {quoted.share_wrong_noise_40:.0%} wrong,
    {quoted.n_validation} held-out training images say when to stop: the model of the other
    {quoted.n_fewer} misreads {quoted.error_of_fewer_noise_40:.1%}; trained again on all
    {quoted.n_train} for as many steps, {quoted.error_at_validated_noise_40:.1%}. The best step has
    {quoted.error_at_best_noise_40:.1%}.

    Alt: Error against training steps on a log scale. With {quoted.share_wrong_noise_40:.0%} wrong
    labels the test error falls to {quoted.error_at_best_noise_40:.1%} after
    {quoted.best_step_noise_40} steps and then climbs to {quoted.error_at_end_noise_40:.0%}. The
    training error lingers near {quoted.share_wrong_noise_40:.0%} until then and falls to zero
    afterwards. With {quoted.share_wrong_noise_20:.0%} wrong labels the test error climbs to
    {quoted.error_at_end_noise_20:.0%}, with none it hardly climbs.

    Table: step = steps; train_error_mean[2] = 40 % wrong, train; test_error_mean[2] = 40 % wrong,
    test; test_error_mean[1] = 20 % wrong, test; test_error_mean[0] = none wrong, test.
    """
    step, narrow = data["step"], marks.is_narrow()
    ticks = {1: "1", 100: "100", 10_000: "10,000", 1_000_000: "1 million"}
    fig, ax = marks.chart(
        (step[0], step[-1]),
        (0, 0.68),
        ticks,
        {0: "0", 0.2: "20", 0.4: "40", 0.6: marks.percent(0.6)},
        "training steps",
        color,
        xlog=True,
        right=34 if narrow else 96,
    )
    series = [("test", q) for q in range(len(data["noise"]))] + [("train", len(data["noise"]) - 1)]
    for role, q in series:
        error, *ends = (data[f"{role}_error{end}"][q] for end in ("_mean", "_p10", "_p90"))
        marks.band(ax, step, *ends, color[role])
        width = 1.4 + 0.4 * q if role == "test" else 1.9
        marks.line(ax, step, error, role, color, linewidth=width)
        if role == "test":
            text = f"{marks.percent(data['noise'][q])} wrong"
            if narrow:  # on its own end
                marks.label(ax, step[-1], error[-1] + 0.025, text, color["test"], ha="right")
            else:
                marks.label(ax, step[-1] * 1.3, error[-1], text, color["test"])
            marks.dot(ax, data["best_step"][q], data["error_at_best"][q], "test", color)
    best, error = data["best_step"][-1], data["error_at_best"][-1]
    text = marks.percent(error) if narrow else f"{marks.percent(error)} after {best} steps"
    marks.note(ax, best, error, text, color, dy=40)
    marks.label(ax, step[-1], 0.39, "new digits", color["test"], ha="right")
    at = (best / 6, 0.52) if narrow else (1.5 * best, 0.42)
    marks.label(ax, *at, "its own notes", color["train"])
    return fig


def draw_miniature(data: dict, color: marks.Color) -> Figure:
    """Draw the chapter's curve at the size of a line in the contents."""
    return marks.miniature(data["step"], data["train_error"][-1], data["test_error"][-1], color)
