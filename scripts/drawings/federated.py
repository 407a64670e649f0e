"""Figures of what `scripts.experiments.federated` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


PAGE = {
    "federated": (
        *("classes_per_client", "recipe", "lesson", "owners_round", "owners_average"),
        "owners_alone",
    )
}


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Knobs go out, come back, and are averaged.

    Axis: unseen digits misread

    Caption: The smallest such machine: 650 knobs. Ten owners, at first of two kinds of digit each,
    share {quoted.owners_n_train} images; it is tested on {quoted.owners_n_test} others.

    More: No hidden layer. In a round each owner takes {quoted.owners_steps} steps on its own
    images, and the mean of their knobs is the common machine. The other images are by the same
    thirteen hands. The step length is the best of {quoted.owners_n_rates} on
    {quoted.owners_n_validation} further images. The still drawing shows one division of the images,
    with a band for the middle 80 % of {config.n_seeds}; dashed, an owner’s machine that learns
    alone, mean of the ten. With other numbers of kinds: in the data and, turned by hand, above.
    Where a figure shows a larger network, its numbers are its own.

    Alt: Line chart over {quoted.owners_rounds} rounds of averaging, error from 90 % down. The
    common machine of owners with two kinds of digit each ends at {quoted.owners_average_2:.1%}.
    Alone, such an owner stays at {quoted.owners_alone_2:.0%}.

    Table: owners_round = round; owners_average[0] = common, one kind each; owners_average[1] = two;
    owners_average[2] = three; owners_average[3] = five; owners_average[4] = ten; owners_alone[1] =
    alone, two kinds; owners_alone[4] = alone, ten.
    """
    kinds, rounds = data["classes_per_client"], data["owners_round"]
    fig, ax = marks.chart(
        (rounds[0], rounds[-1]),
        (0, 1.0),
        {t: str(t) for t in (0, 10, 20, 30)},
        {0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)},
        "rounds of training and averaging",
        color,
        right=14,
    )
    s = kinds.index(2)
    marks.band(ax, rounds, *(data[f"owners_average_{p}"][s] for p in ("p10", "p90")), color["ink"])
    common, alone = data["owners_average"][s], data["owners_alone"][s]
    marks.line(ax, rounds, common, "ink", color)
    ax.plot(rounds, alone, color=color["muted"], linewidth=1.2, dashes=(4, 2))
    for series, name, role in ((alone, "alone", "muted"), (common, "common", "ink")):
        text = f"{name}: {marks.percent(series[-1])}"
        marks.label(ax, rounds[-1], series[-1] + 0.03, text, color[role], ha="right", va="bottom")
    return fig


def draw_kinds(data: dict, color: marks.Color) -> Figure:
    """Title: Ten who know two digits each can read all ten, and no image changes hands.

    Axis: test digits of all ten kinds read rightly

    Caption: Ten owners, {quoted.n_images} images each, of one to ten kinds of digit. Alone: the
    mean of their ten models. Vote: the mean of the ten models’ answers. Averaged once: the mean of
    their knobs at the end. Averaged {quoted.n_rounds} times (FedAvg): the mean after every pass
    over their own images, sent back to all. In one place: one model on all {quoted.n_images_all}
    images. All start from the same random knobs and see every image {quoted.n_rounds} times, in
    batches of {config.batch_size}; in one place that makes {quoted.steps_pooled:,} steps in a row
    instead of {quoted.steps_alone}. With as many steps as an owner takes, one place reads
    {quoted.pooled_wide:.1%} in batches ten times as large and {quoted.pooled_short:.1%} in a tenth
    of the passes. Dashed: an owner’s own model on its own kinds only. With two it reads
    {quoted.local_own_2:.1%} of them and the shared model {quoted.fedavg_own_2:.1%}: for what it
    knows already, an owner of few kinds pays. One learning rate for all, the best of
    {quoted.n_rates} on {quoted.n_val} other images. Mean of {config.n_seeds} seeds; bands hold the
    middle 80 %. Sharing knobs is not privacy by itself.

    Alt: Line chart over the number of kinds of digit each owner has. Alone, the accuracy is about a
    tenth for each kind, {quoted.local_2:.0%} with two. One average gives
    {quoted.averaged_2:.0%} with two, a vote {quoted.ensemble_2:.0%}, {quoted.n_rounds} averages
    {quoted.fedavg_2:.0%}, close to the {quoted.pooled:.0%} of one model that saw every image. With
    all ten kinds the five lie between {quoted.local_10:.0%} and {quoted.pooled:.0%}. A dashed line,
    an owner’s own model on its own kinds, falls from {quoted.local_own_1:.0%} with one kind to
    {quoted.local_own_10:.0%} with ten and crosses the shared model’s between three and five.

    Table: classes_per_client = kinds of digit each; local = alone; local_se = standard error;
    averaged = averaged once; averaged_se = standard error; ensemble = vote; ensemble_se = standard
    error; fedavg = averaged every round; fedavg_se = standard error; pooled = in one place;
    pooled_se = standard error; pooled_wide = in one place, as many steps as an owner;
    pooled_wide_se = standard error; local_own = alone, on its own kinds; local_own_se = standard
    error; fedavg_own = shared, on its own kinds; fedavg_own_se = standard error.
    """
    narrow, kinds = marks.is_narrow(), data["classes_per_client"]
    fig, ax = marks.chart(
        (kinds[0], kinds[-1]),
        (0, 1.1),
        {k: str(k) for k in kinds},
        {0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)},
        "kinds of digit each owner has",
        color,
        xlog=True,
        right=14,
    )
    for name in ("pooled", "local", "averaged", "ensemble", "fedavg"):
        role = "ink" if name == "fedavg" else "muted"
        marks.band(ax, kinds, data[f"{name}_p10"], data[f"{name}_p90"], color[role])
        marks.line(ax, kinds, data[name], role, color, marker=name != "pooled")
    ax.plot(kinds, data["local_own"], color=color["muted"], linewidth=1.2, dashes=(4, 2))
    two, below = kinds.index(2), {"dx": 6, "dy": -8, "ha": "left"}
    for name in ("local", "fedavg") if narrow else ("local", "averaged", "ensemble", "fedavg"):
        place = below if name in ("local", "fedavg") else {"dx": -5, "dy": 8, "ha": "right"}
        value = data[name][two]
        marks.note(ax, 2, value, marks.percent(value), color, leader=False, **place)
    times = len(data["round"])
    marks.label(ax, 10, 1.04, "in one place", color["muted"], ha="right")
    text = "alone, own kinds" if narrow else "alone, on its own kinds"
    marks.label(ax, 1, 1.04, text, color["muted"])
    text = f"{times} averages" if narrow else f"averaged {times} times"
    marks.label(ax, 1.02, 0.83, text, color["ink"])
    marks.label(ax, 1.42, 0.56, "vote", color["muted"], ha="right")
    text = "once" if narrow else "averaged once"
    marks.label(ax, 2.8, 0.6, text, color["muted"], ha="right")
    marks.label(ax, 3.9, 0.31, "alone", color["muted"])
    return fig


def draw_rounds(data: dict, color: marks.Color) -> Figure:
    """Title: The less their digits are alike, the longer they have to talk.

    Axis: test digits of all ten kinds read rightly

    Caption: The shared model after each of {quoted.n_rounds} averages. With one kind of digit each
    it needs {quoted.rounds_needed_1} rounds to read 90 %, with two {quoted.rounds_needed_2}, with
    all ten {quoted.rounds_needed_10}. Mean of {config.n_seeds} seeds; the bands of the first and
    the last hold the middle 80 %. Talk is not cheap: each owner sends and receives
    {quoted.numbers_sent:,} numbers, {quoted.times_more_sent:.0f} times as many as its images have
    pixels.

    Alt: Five rising curves over the rounds. The more kinds of digit each owner has, the earlier its
    curve rises: 90 % is reached after {quoted.rounds_needed_10} rounds with ten kinds,
    {quoted.rounds_needed_5} with five, {quoted.rounds_needed_3} with three,
    {quoted.rounds_needed_2} with two and {quoted.rounds_needed_1} with one. At the end all lie
    between {quoted.fedavg_1:.0%} and {quoted.fedavg_10:.0%}.

    Table: round = round; curve[0] = one kind each; curve_se[0] = standard error; curve[1] = two;
    curve_se[1] = standard error; curve[2] = three; curve[3] = five; curve[4] = ten; curve_se[4] =
    standard error.
    """
    kinds, rounds = data["classes_per_client"], data["round"]
    fig, ax = marks.chart(
        (rounds[0], rounds[-1]),
        (0, 1.16),
        {t: str(t) for t in (1, 3, 10, 30, 60) if not (marks.is_narrow() and t == 30)},
        {0.25: "25", 0.5: "50", 0.75: "75", 0.9: marks.percent(0.9)},
        "rounds of training and averaging",
        color,
        xlog=True,
        right=14,
    )
    names = {10: ("ten", "right", 6), 2: ("two", "right", 6), 1: ("one", "left", -6)}
    for s in range(len(kinds)):
        role = "ink" if kinds[s] == 2 else "muted"
        if s in (0, len(kinds) - 1):
            marks.band(ax, rounds, data["curve_p10"][s], data["curve_p90"][s], color[role])
        marks.line(ax, rounds, data["curve"][s], role, color)
        needed = data["rounds_needed"][s]
        name, ha, dx = names.get(kinds[s], ("", "", 0))
        if needed is not None and name:
            marks.upright(ax, needed, (0.9, 1.03), color)
            marks.dot(ax, needed, 0.9, role, color)
            place = {"dx": dx, "dy": 2, "ha": ha, "leader": False}
            marks.note(ax, needed, 1.03, f"{name}: {needed}", color, **place)
    marks.label(ax, 6.5, 0.46, "one kind each", color["muted"])
    marks.label(ax, 1.7, 0.68, "all ten", color["muted"], ha="right")
    return fig


def draw_message(data: dict, color: marks.Color) -> Figure:
    """Title: No image leaves its owner, yet its first message says which digits it has.

    Axis: ten owners with two kinds of digit each

    Caption: What one round of training does to the ten output biases, in the first of
    {config.n_seeds} seeds. Rings: what the owner has. Discs: biases that went up, larger for more;
    dots: those that went down. A digit that is not there can only push its bias down. Over all
    seeds the raised biases name exactly the digits of {quoted.named_first_2:.0%} of the owners in
    the first round and of {quoted.named_last_2:.0%} in the last; with five kinds each
    {quoted.named_first_5:.0%} and {quoted.named_last_5:.0%}. Others have rebuilt whole images from
    messages of small batches. There are two remedies, and none is used here: messages can be masked
    so that the masks cancel and the server learns the exact sum and no single message, at no cost
    in accuracy; and noise, at some cost, limits what the sum tells.

    Alt: A grid of ten owners by ten digits. Two places in each row carry a ring, the digits the
    owner has. All discs, the biases that its training raised, sit in rings; in
    {quoted.example_named} of the ten rows both rings are filled.

    Table: example_change[:,0] = 0; example_change[:,1] = 1; example_change[:,2] = 2;
    example_change[:,3] = 3; example_change[:,4] = 4; example_change[:,5] = 5; example_change[:,6] =
    6; example_change[:,7] = 7; example_change[:,8] = 8; example_change[:,9] = 9.
    """
    change, held = np.array(data["example_change"]), np.array(data["example_held"])
    n_clients, n_classes = change.shape
    fig, ax = marks.chart(
        (0, n_classes - 1),
        (n_clients - 0.4, -0.7),
        {k: str(k) for k in range(n_classes)},
        dict.fromkeys(range(n_clients), ""),
        "digit",
        color,
        left=24,
        right=22,
    )
    owner, digit = np.nonzero(held)
    ring = {"facecolors": "none", "edgecolors": color["ink"], "linewidths": 1.2}
    ax.scatter(digit, owner, s=210, zorder=4, **ring)
    owner, digit = np.nonzero(change > 0)
    size = 130 * change[owner, digit] / change.max()  # points squared
    ax.scatter(digit, owner, s=size, color=color["ink"], linewidths=0, zorder=5)
    owner, digit = np.nonzero(change <= 0)
    ax.scatter(digit, owner, s=9, color=color["muted"], linewidths=0, zorder=3)
    return fig
