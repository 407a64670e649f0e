"""Figures of what `scripts.experiments.other_data` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CHOICES = {  # as the heads of columns, in two lines, and as the names of rows
    "digits": ("digits", "digits"),
    "other_hands": ("other\nhands", "other hands"),
    "slower_waves": ("slower\nwaves", "slower waves"),
    "finer_waves": ("finer\nwaves", "finer waves"),
    "ramps": ("ramps", "ramps"),
    "mnist": ("MNIST", "MNIST"),
    "cell_nuclei": ("cell\nnuclei", "cell nuclei"),
    "wine": ("wine", "wine"),
}
SENTENCES = {  # in two lines beside a row, and in one above it
    "large_clean": ("labels correct: the largest\nmodel beats the small one", None),
    "small_noise_10": ("10 % wrong, no brake:\nthe small one wins", None),
    "small_noise_20": ("20 % wrong, no brake:\nthe small one wins", None),
    "braked_large": ("with a brake: no smaller\nmodel beats the largest", None),
    "long_training": ("labels correct: a million\nsteps hardly hurt", None),
    "earlier_stop": ("40 % wrong labels:\nan earlier stop", None),
    "clean_small": (
        "no brake: small and clean\nbeats big with 20 % wrong",
        "no brake: small, clean beats big, 20 % wrong",
    ),
    "noisy_big": (
        "brake: big with 20 % wrong\nbeats small and clean",
        "brake: big, 20 % wrong beats small, clean",
    ),
    "label_worth": (
        "one clean label is worth more\nthan two with 20 % wrong",
        "a clean label is worth over two, 20 % wrong",
    ),
    "peak": ("the error peaks at one\nknob for each example", None),
}
WORDS = {"survives": "survives", "undecided": "too close to tell", "reversed": "reversed"}
NORMAL, SMALL = 9.75, 8.7  # points
DIFFERENCES = {  # headline to the title of its panel, and +1 if the largest model is ahead above 0
    "large_clean": ("no brake\nall correct", 1),
    "small_noise_10": ("no brake\n10 % wrong", -1),
    "small_noise_20": ("no brake\n20 % wrong", -1),
    "braked_large": ("brake\nworst case", 1),
}


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: {quoted.everywhere} of {quoted.n_headlines} sentences hold on everything we tried.

    Axis: sentences of the chapters, and what they were tried on

    Caption: Every sentence was tried {quoted.n_choices} times: on the digits of the chapters, in a
    smaller run, and with one thing changed. Other hands: no block of the file that is tested on, of
    {quoted.n_blocks}, is trained on; the blocks stand in for the {quoted.n_blocks} writers. Slower
    and finer waves, ramps: other random features. MNIST: another set of digits. Cell nuclei and
    wine: tables of measurements, with two and three classes. Each cell is the mean of
    {config.n_seeds} seeds, which draw other training and test examples of the same set, other wrong
    labels and other features; {quoted.n_train_digits} training images
    ({quoted.n_train_cell_nuclei} nuclei, {quoted.n_train_wine} wines), the largest model
    {quoted.largest_over_n_train:.0f} knobs for each. A sentence survives or is reversed where the
    mean lies more than {quoted.clearly:.0f} standard errors from where it turns; at that very
    place, chance alone gives a verdict in {quoted.chance_of_verdict:.0%} of cells. “Hardly” and “no
    smaller model” allow one point. Sizes without a brake and brakes are set by leave-one-out, steps
    by validation; only the smaller model with a brake is picked on test examples, in its favour.
    Nothing that was tried is left out.

    Alt: Table of {quoted.n_headlines} sentences and {quoted.n_choices} choices with a mark in each
    of {quoted.n_cells} cells: {quoted.n_survives} filled discs for survives, {quoted.n_reversed}
    crosses for reversed and {quoted.n_undecided} open circles for too close to tell. That the error
    peaks at one knob for each example survives {quoted.survives_peak} times, that more wrong labels
    mean an earlier stop {quoted.survives_earlier_stop}, that the largest model wins with
    correct labels {quoted.survives_large_clean}, and that the small one wins with 10 % wrong
    {quoted.survives_small_noise_10}.

    Table: sentence = sentence; verdict[:,0] = digits; verdict[:,1] = other hands; verdict[:,2] =
    slower waves; verdict[:,3] = finer waves; verdict[:,4] = ramps; verdict[:,5] = MNIST;
    verdict[:,6] = cell nuclei; verdict[:,7] = wine.
    """
    narrow, rows = marks.is_narrow(), data["headline"]
    heads = [CHOICES[key][0] for key in data["choice"]]
    fig = marks.canvas(1.58 if narrow else 1.16)
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(tall, 0))
    ax.set_axis_off()
    left, step = (22, 40) if narrow else (252, 53)  # px: centre of the first column, between them
    head, foot = 40, 30  # px
    each = (tall - head - foot) / len(rows)
    words = {"va": "center", "fontsize": SMALL if narrow else NORMAL}
    for i, name in enumerate(heads):
        _lines(ax, left + i * step, head / 2, name, ha="center", color=color["muted"], **words)
    for h, key in enumerate(rows):
        y = head + (h + 0.5) * each
        beside, above = SENTENCES[key]
        ax.plot((0, wide), (y - each / 2, y - each / 2), color=color["grid"], linewidth=0.75)
        for c, verdict in enumerate(data["verdict"][h]):
            _mark(ax, left + c * step, y + 9 if narrow else y, verdict, color)
        if narrow:
            ax.text(0, y - 10, above or beside.replace("\n", " "), **words)
        else:
            count = f"{data['verdict'][h].count('survives')} of {len(heads)}"
            _lines(ax, 0, y, beside, **words)
            ax.text(wide, y, count, ha="right", weight="bold", **words)
    if not narrow:
        ax.text(wide, head / 2, "survives", ha="right", color=color["muted"], **words)
    places = (left, left + 84, left + 212) if narrow else (left, left + 2 * step, left + 5 * step)
    for x, (verdict, word) in zip(places, WORDS.items(), strict=True):
        _mark(ax, x, tall - foot / 2 + 3, verdict, color)
        ax.text(x + 11, tall - foot / 2 + 3, word, **words)
    return fig


def draw_differences(data: dict, color: marks.Color) -> Figure:
    """Title: Without a brake, who wins depends on the data, the waves and the labels.

    Axis: how far the largest model is ahead of a smaller one, percentage points

    Caption: The runs of the table above, {config.n_seeds} seeds for each of {quoted.n_choices}
    choices: differences in the share of test examples that are read wrongly, mean and two standard
    errors over seeds, which draw other examples of the same set, other wrong labels and other
    features. Three columns have no brake; there the small model’s size is picked by leave-one-out
    among {quoted.n_small_widths}. The last has one (ridge, the best of {quoted.n_penalties} by
    leave-one-out), and shows the worst case for the largest model: of all smaller sizes and of none
    to 40 % wrong labels the pair with the lowest mean, picked on the test examples.

    Alt: Four columns of {quoted.n_choices} dots with bars around a line at zero. With correct
    labels the largest model is ahead by {quoted.large_clean_digits:.1f} points on the digits and
    {quoted.large_clean_mnist:.0f} on MNIST, and behind on cell nuclei. With 20 % wrong labels it is
    behind by {quoted.small_noise_20_digits:.0f} points on the digits and
    {quoted.small_noise_20_cell_nuclei:.0f} on cell nuclei, and ahead on MNIST and with finer waves.
    With a brake every dot is close to zero.

    Table: choice = choice; effect[0] = correct labels, largest ahead; effect_se[0] = standard
    error; effect[1] = 10 % wrong, small ahead; effect_se[1] = standard error; effect[2] = 20 %
    wrong, small ahead; effect_se[2] = standard error; effect[3] = brake, largest ahead;
    effect_se[3] = standard error.
    """
    narrow, n = marks.is_narrow(), len(data["choice"])
    fig = marks.canvas(1.05 if narrow else 0.9)
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    size = SMALL if narrow else NORMAL
    first, gap, top, foot = (76, 8, 58, 46) if narrow else (104, 20, 44, 48)  # px
    each = (0.992 * wide - first - gap * (len(DIFFERENCES) - 1)) / len(DIFFERENCES)
    for p, (key, (title, sign)) in enumerate(DIFFERENCES.items()):
        left = first + p * (each + gap)
        box = (left / wide, foot / tall, each / wide, (tall - top - foot) / tall)
        ax = fig.add_axes(box, xlim=(-29, 22), ylim=(n - 0.5, -0.5))
        ax.spines[:].set_visible(False)
        ax.set_yticks([])
        ax.set_xticks((-20, 0, 20), ("−20", "0", "" if narrow else "+20"))
        ax.tick_params(axis="x", length=0, labelsize=size)
        ax.grid(axis="x")
        ax.axvline(0, color=color["muted"], linewidth=0.75, zorder=2)
        middle = (left + each * 29 / (29 + 22)) / wide  # over the zero
        title = "\n".join(title.rsplit(" ", 1)) if narrow else title
        for i, line in enumerate(title.split("\n")):
            y = 1 - (8 + 16 * i) / tall
            fig.text(middle, y, line, ha="center", va="center", fontsize=size)
        h = data["headline"].index(key)
        for c in range(n):
            mean, se = sign * 100 * data["effect"][h][c], 100 * data["effect_se"][h][c]
            spread = (mean - 2 * se, mean + 2 * se)
            ax.plot(spread, (c, c), color=color["big"], linewidth=1.4, zorder=3)
            ax.plot(mean, c, "D", color=color["big"], markersize=4.5, zorder=4)
    for c, key in enumerate(data["choice"]):
        y = 1 - (top + (c + 0.5) * (tall - top - foot) / n) / tall
        fig.text(0, y, CHOICES[key][1], va="center", fontsize=size)
    words = {"y": 6 / tall, "va": "bottom", "color": color["muted"], "fontsize": size}
    fig.text(first / wide, s="← a smaller one ahead", **words)
    fig.text(0.992, s="the largest ahead →", ha="right", **words)
    return fig


def _lines(ax: Axes, x: float, y: float, text: str, **settings: object) -> None:
    """Lines of a text around y, evenly spaced whatever letters they have."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        ax.text(x, y + 15 * (i - (len(lines) - 1) / 2), line, **settings)


def _mark(ax: Axes, x: float, y: float, verdict: str, color: marks.Color) -> None:
    """Shape of a verdict: full disc, cross or open circle."""
    if verdict == "survives":
        ax.plot(x, y, "o", color=color["ink"], markersize=8)
    elif verdict == "reversed":
        ax.plot(x, y, "x", color=color["ink"], markersize=7.5, markeredgewidth=2.2)
    else:
        ring = {"markerfacecolor": "none", "markeredgecolor": color["muted"]}
        ax.plot(x, y, "o", markersize=7, markeredgewidth=1.2, **ring)
