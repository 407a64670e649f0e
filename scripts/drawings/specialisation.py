"""Figures of what `scripts.experiments.specialisation` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LAW, LAW_WORDS, SPORT = 0, 1, 2  # in "domain": unseen licences, definitions from law, from sport
PAGE = {
    "specialisation": (
        *("packed_name", "packed_bytes", "beginning", "written", "written_bits"),
        *("example", "example_bits"),
    )
}
MOST_BITS, DARKEST = 10, 0.45  # a letter of so many bits has the darkest ground; see widgets.css


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Whatever it begins with, the lawyer writes law.

    Axis: below, the darker a letter, the more it surprised

    Caption: Both counted {config.n_packed:,} characters of text; half of the mixed diet is law.

    More: Above, two small models write on from “{config.beginning}”, letter by letter, each drawing
    by chance, seed 1, from its own guesses after a look at the last four. One read only law, the
    other half of it sport, fashion and cooking. Below, both read one sentence: it costs the lawyer
    {quoted.example_law:.2f} bits a character, the mixed diet {quoted.example_mixed:.2f}; a random
    guess costs {quoted.random_guess:.2f}.

    Alt: Four short texts in letters, two of them on darker and lighter ground. After
    “{config.beginning}” the model that read only law writes about licences, the other a mixture.
    Then the sentence “{config.example}” twice: as the lawyer reads it most letters are dark, as the
    mixed diet reads it few are.

    Table: packed_name = model; packed_bits[:,0] = unseen licences; packed_bits[:,1] = law
    definitions; packed_bits[:,2] = sport; packed_bits[:,3] = fashion; packed_bits[:,4] = cooking.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    narrow = marks.is_narrow()
    cell, high = (10.4, 21) if narrow else (11.0, 22)  # px of a letter
    fig = marks.canvas(1.03 if narrow else 0.62)
    width, height = fig.get_size_inches() / marks.PX
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
    ax.set_axis_off()
    given = f"{data['beginning']} "
    parts = [(given, text, [0.0] * len(text)) for text in data["written"]]
    parts += [("", data["example"], bits) for bits in data["example_bits"]]
    names = ("Law only writes", "Mixed diet writes", "Law only reads", "Mixed diet reads")
    grounds: dict[float, list[Path]] = {}
    y = 0.0
    for name, (given, text, bits) in zip(names, parts, strict=True):
        ax.text(0, y + 10, name, weight="bold", ha="left", va="center")
        y += high
        costs = [0.0] * len(given) + list(bits)
        lines = _lines(given + text, int(width // cell) - 1, 3 if narrow else 2)
        for line in lines:
            for k, at in enumerate(line):
                shade = round(DARKEST * min(1, costs[at] / MOST_BITS), 2)
                x = k * cell
                box = Path(
                    [(x, y), (x + cell, y), (x + cell, y + high - 2), (x, y + high - 2), (x, y)]
                )
                if shade:
                    grounds.setdefault(shade, []).append(box)
                if (given + text)[at] != " ":
                    weight = "bold" if at < len(given) else "normal"
                    place = x + cell / 2, y + high / 2 - 1
                    ax.text(*place, (given + text)[at], weight=weight, ha="center", va="center")
            y += high
        if given:
            ax.text((len(lines[-1]) + 0.2) * cell, y - high / 2, "…", ha="left", va="center")
        y += 9
    for shade, boxes in grounds.items():
        path = Path.make_compound_path(*boxes)
        ax.add_patch(PathPatch(path, facecolor=color["ink"], alpha=shade, linewidth=0))
    return fig


def _lines(text: str, width: int, most: int) -> list[list[int]]:
    """Places of the letters of at most so many lines of whole words, with the space after each."""
    lines: list[list[int]] = [[]]
    at = 0
    for word in text.split(" "):
        places = list(range(at, min(at + len(word) + 1, len(text))))
        at += len(word) + 1
        if len(lines[-1]) + len(word) > width:
            lines.append([])
        lines[-1] += places[: width - len(lines[-1])]
    return lines[:most]


def draw_memory(data: dict, color: marks.Color) -> Figure:
    """Title: A longer memory for law buys little else.

    Axis: bits per character on unseen text, fewer is better

    Caption: Models that count which character follows which, trained on {quoted.n_law:,} characters
    of licence texts and nothing else, then tested on other licences and on dictionary definitions
    of four topics. They are exact counts: no seed, no luck. Topic and style change together here;
    the other figures pull them apart.

    Alt: Line chart. As the memory grows from one to five characters, the bits needed for unseen
    licences fall from {quoted.law_held_out_order_2:.1f} to {quoted.law_held_out_order_6:.1f}. For
    definitions from law they fall to {quoted.law_gloss_order_6:.1f}, for sport only from
    {quoted.sport_order_2:.1f} to {quoted.sport_order_6:.1f}; fashion and cooking end where they
    began or higher. A random guess needs {quoted.random_guess:.2f}.

    Table: order = characters looked at, the guessed one included; bits[:,0] = unseen licences;
    bits[:,1] = law definitions; bits[:,2] = sport; bits[:,3] = fashion; bits[:,4] = cooking;
    constitution_bits = the constitution.
    """
    narrow = marks.is_narrow()
    memory = [order - 1 for order in data["order"]]
    fig, ax = marks.chart(
        (memory[0], memory[-1]),
        (0, 5.2),
        {m: str(m) for m in memory},
        {1: "1", 2: "2", 3: "3", 4: "4 bits"},
        "characters it remembers",
        color,
        right=78 if narrow else 150,
    )
    _draw_guess(ax, data, color)
    _draw_domains(ax, memory, data["bits"], color)
    return fig


def draw_diet(data: dict, color: marks.Color) -> Figure:
    """Title: A little of everything costs the lawyer little.

    Axis: surprise at unseen text, bits per character

    Caption: Every network reads equally much. Mean of {config.n_seeds} repeats, which is few;
    standard errors at most {quoted.largest_se_share:.2f} bits.

    More: Networks with {quoted.n_params:,} knobs, each fed {config.n_diet:,} different characters;
    only the share of licence texts changes, the rest is definitions of sport, fashion and cooking.
    The standard errors are over seeds, not over other held-out text. Topic or style? With half law
    and no fashion in the diet, {quoted.kept_share:.0%} of the gain on fashion remains, and law
    definitions, in no diet (see the data), gain too. That diet is as long as the others: it has
    more sport and cooking instead, so some of what remains is theirs.

    Alt: Line chart. With only law in the diet, unseen licences need
    {quoted.law_held_out_share_100:.2f} bits and sport {quoted.sport_share_100:.2f}. With a tenth of
    the diet from elsewhere, licences need {quoted.law_held_out_share_90:.2f} and sport
    {quoted.sport_share_90:.2f}; half and half gives {quoted.law_held_out_share_50:.2f} and
    {quoted.sport_share_50:.2f}. Without law, licences need {quoted.law_held_out_share_0:.2f}.

    Table: share = share of law; share_bits[:,0] = unseen licences; share_bits_se[:,0] = standard
    error; share_bits[:,2] = sport; share_bits_se[:,2] = standard error; share_bits[:,1] = law
    definitions; share_bits[:,3] = fashion; share_bits[:,4] = cooking.
    """
    narrow = marks.is_narrow()
    share = data["share"]
    ticks = (0, 0.5, 1) if narrow else (0, 0.25, 0.5, 0.75, 0.9, 1)
    fig, ax = marks.chart(
        (share[0], share[-1]),
        (1, 4.4),
        {s: marks.percent(s) if s == 1 else f"{100 * s:.0f}" for s in ticks},
        {2: "2", 3: "3", 4: "4 bits"},
        "share of law in the diet",
        color,
        right=110 if narrow else 170,
    )
    _draw_domains(ax, share, data["share_bits"], color, without=LAW_WORDS, exact=(LAW, SPORT))
    # After a tenth of other reading; left of it stands another point, which is not named.
    for i, role in ((SPORT, "ink"), (LAW, "test")):
        bits = data["share_bits"][-2][i]
        marks.dot(ax, share[-2], bits, role, color)
        marks.note(ax, share[-2], bits, f"{bits:.2f}", color, dy=-26)
    return fig


def draw_forgetting(data: dict, color: marks.Color) -> Figure:
    """Title: It learns law and forgets sport. A little of the old diet helps.

    Axis: bits per character on unseen text, fewer is better

    Caption: A network that read about sport, fashion and cooking goes on with law. The bold line is
    sport when all it reads now is law, the thinner ones when 10, 25 or 50 % is the old text. Unseen
    licences, in the same four runs: the less law it reads, the later they improve. Mean of
    {config.n_seeds} seeds, which is few; bands are one standard error on either side.

    Alt: Line chart over the steps of retraining on law. Without old text, sport rises from
    {quoted.sport_before:.2f} to {quoted.sport_replay_0:.2f} bits. With a tenth of old text it ends
    at {quoted.sport_replay_10:.2f}, with a quarter at {quoted.sport_replay_25:.2f}, with half at
    {quoted.sport_replay_50:.2f}. Licences fall from {quoted.law_before:.2f} to between
    {quoted.law_replay_0:.2f} and {quoted.law_replay_50:.2f}.

    Table: replay_step = step; replay_bits[0,:,1] = sport, no old text; replay_bits[1,:,1] = sport,
    10 %; replay_bits[2,:,1] = sport, 25 %; replay_bits[3,:,1] = sport, 50 %; replay_bits[0,:,0] =
    licences, no old text; replay_bits[3,:,0] = licences, 50 %.
    """
    narrow = marks.is_narrow()
    step = data["replay_step"]
    fig, ax = marks.chart(
        (step[0], step[-1]),
        (1.5, 3.4),
        {t: str(t) for t in (0, 100, 200, 300, 400) if not narrow or t % 200 == 0},
        {2: "2", 2.5: "2.5", 3: "3 bits"},
        "steps of learning law",
        color,
        right=88 if narrow else 120,
    )
    beside = step[-1] + 9 * (step[-1] - step[0]) / (190 if narrow else 550)  # 9 px
    for k, replay in reversed(list(enumerate(data["replay"]))):
        law, sport = zip(*data["replay_bits"][k], strict=True)
        errors = zip(*data["replay_bits_se"][k], strict=True)
        role = "muted" if replay else "ink"
        for bits, error, hue in zip((law, sport), errors, ("test", role), strict=True):
            sides = [np.array(bits) + sign * np.array(error) for sign in (-1, 1)]
            marks.band(ax, step, *sides, color[hue])
            marks.line(ax, step, bits, hue, color, linewidth=1.4 if replay else 1.9)
        text = marks.percent(replay) + ("" if narrow else " old text")
        marks.label(ax, beside, sport[-1], text if replay else "no old text", color[role])
    last = [row[-1][0] for row in data["replay_bits"]]
    marks.label(ax, beside, float(np.mean(last)), "licences", color["test"])
    return fig


def draw_two_gaps(data: dict, color: marks.Color) -> Figure:
    """Title: One gap closes with more law. The other narrows, and stays.

    Axis: surprise, bits per character

    Caption: Mean of {config.n_seeds} repeats, which is few; bands are one standard error on either
    side.

    More: The same network on more and more law always takes {quoted.n_read:,} looks at its text.
    The gap between training text (“its own”) and unseen licences closes with data. The gap to sport
    does not. A repeat is a seed; below 300,000 characters each has its own text.

    Alt: Line chart over the amount of legal text. With 3,000 characters the training text needs
    {quoted.train_chars_3000:.1f} bits, unseen licences {quoted.law_chars_3000:.1f} and sport
    {quoted.sport_chars_3000:.1f}, both worse than the {quoted.random_guess:.2f} of a blind guess.
    With {quoted.n_law:,} characters training text and licences meet at
    {quoted.train_chars_all:.2f} and {quoted.law_chars_all:.2f}; sport still needs
    {quoted.sport_chars_all:.2f}.

    Table: n_chars = characters of law; gap_bits[:,0] = training text; gap_bits_se[:,0] = standard
    error; gap_bits[:,1] = unseen licences; gap_bits_se[:,1] = standard error; gap_bits[:,2] =
    sport; gap_bits_se[:,2] = standard error.
    """
    narrow = marks.is_narrow()
    n_chars = data["n_chars"]
    fig, ax = marks.chart(
        (n_chars[0], n_chars[-1]),
        (0, 9.6),
        {n: f"{n:,}" for n in (n_chars[:-1:2] if narrow else n_chars[:-1])} | {n_chars[-1]: "all"},
        {2: "2", 4: "4", 6: "6", 8: "8 bits"},
        "characters of law it learned from",
        color,
        xlog=True,
        right=14,
    )
    _draw_guess(ax, data, color)
    for i, role in enumerate(("train", "test", "ink")):
        bits, error = (np.array(data[key])[:, i] for key in ("gap_bits", "gap_bits_se"))
        marks.band(ax, n_chars, bits - error, bits + error, color[role])
        marks.line(ax, n_chars, bits, role, color, marker=True)
    train, law, sport = np.transpose(data["gap_bits"])
    beside = n_chars[1] * 1.2
    marks.label(ax, beside, sport[1] + 0.25, "sport", color["ink"])
    marks.label(
        ax, beside, law[1] + 0.3, "licences" if narrow else "unseen licences", color["test"]
    )
    marks.label(ax, beside, train[1] - 0.3, "its own text", color["train"])
    for x, low, high, text, side in (
        (n_chars[0], train[0], law[0], "overfitting", 1),
        (n_chars[-1], law[-1], sport[-1], "new kind" if narrow else "new kind of text", -1),
    ):
        arrow = {"arrowstyle": "<->", "color": color["ink"], "linewidth": 0.75, "shrinkA": 4}
        ax.annotate("", (x, low), (x, high), arrowprops=arrow | {"shrinkB": 4}, zorder=5)
        ha, y = ("left", 1.9) if side > 0 else ("right", 2.45)
        ax.text(x * 1.09**side, y, text, ha=ha, va="center", zorder=7)
    return fig


def draw_topics(data: dict, color: marks.Color) -> Figure:
    """Title: Even in one style, every topic is best known by its own model.

    Axis: what it is tested on

    Caption: Sixteen tests. The style is the same throughout, definitions from one dictionary, and
    each model counted {config.table_chars:,} characters of one topic. Bold: tested on new
    definitions of its own topic. Small: tested on another topic. Mean of {config.n_seeds} draws;
    standard errors are smaller than the dots.

    Alt: Four rows of dots, one row for each topic that is tested. The model of the topic itself
    needs about {quoted.table_own:.1f} bits per character, those of the three other topics
    {quoted.table_best_other:.1f} or more, {quoted.table_other:.1f} on average.

    Table: table_domain = model of; table_bits[:,0] = tested on law; table_bits[:,1] = on sport;
    table_bits[:,2] = on fashion; table_bits[:,3] = on cooking.
    """
    narrow = marks.is_narrow()
    names = ["law", "sport", "fashion", "cooking"]
    n = len(names)
    fig, ax = marks.chart(
        (1.8, 3.6),
        (-0.35, n - 0.3),
        {2: "2", 2.5: "2.5", 3: "3", 3.5: "3.5"},
        {n - 1 - i: name for i, name in enumerate(names)},
        "bits per character, fewer is better",
        color,
        left=76,
        right=14,
    )
    for tested in range(n):
        bits, y = [row[tested] for row in data["table_bits"]], n - 1 - tested
        others = [b for model, b in enumerate(bits) if model != tested]
        ax.plot(others, [y] * (n - 1), "o", color=color["muted"], markersize=5, zorder=3)
        marks.dot(ax, bits[tested], y, "ink", color)
        ax.text(bits[tested], y + 0.13, f"{bits[tested]:.1f}", ha="center", weight="bold")
    own, other = np.diag(data["table_bits"])[0], data["quoted"]["table_other"]
    top = n - 1 + (0.48 if narrow else 0.38)
    ax.text(own, top, "its own" if narrow else "its own model", ha="center", weight="bold")
    text = "three others" if narrow else "the three other models"
    ax.text(other + 0.05, top, text, ha="center", color=color["muted"])
    return fig


def _draw_domains(
    ax: Axes,
    x: list[float],
    bits: list[list[float]],
    color: marks.Color,
    without: int | None = None,
    exact: tuple[int, ...] = (),
) -> None:
    """Lines for the domains, their names pushed apart where they end close together.

    Those that are read off, `exact`, have their last value beside their name, others only where
    there is room. Beside them the others are faint.
    """
    short = marks.is_narrow()
    names = (
        "licences" if short else "unseen licences",
        "law words" if short else "law definitions",
    )
    names += ("sport", "fashion", "cooking")
    box = ax.get_window_extent()
    low, high = ax.get_ylim()
    apart = 15 * (high - low) / box.height  # 15 px of text
    order = sorted(set(range(len(names))) - {without}, key=lambda i: bits[-1][i])
    place = [bits[-1][i] for i in order]
    for _ in range(20):
        for k in range(len(place) - 1):
            short_of = max(0.0, apart - (place[k + 1] - place[k])) / 2
            place[k], place[k + 1] = place[k] - short_of, place[k + 1] + short_of
    for i, y in zip(order, place, strict=True):
        role = {LAW: "test", SPORT: "ink"}.get(i, "muted")
        faint = (
            {"marker": False, "linewidth": 0.9} if exact and i not in exact else {"marker": True}
        )
        marks.line(ax, x, [row[i] for row in bits], role, color, **faint)
        left, right = ax.get_xlim()
        digits = 2 if i in exact else 1
        name = f"{names[i]} {bits[-1][i]:.{digits}f}" if i in exact or not short else names[i]
        marks.label(ax, x[-1] + 9 * (right - left) / box.width, y, name, color[role])


def _draw_guess(ax: Axes, data: dict, color: marks.Color) -> None:
    """Level of a random guess from the first data on, labelled."""
    guess = data["quoted"]["random_guess"]
    marks.level(ax, guess, (ax.get_xticks()[0], ax.get_xlim()[1]), "theory", color)
    at = (1, guess)
    ax.annotate(
        "a blind guess",
        at,
        xytext=(0, 4),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        va="bottom",
    )
