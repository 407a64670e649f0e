"""Figures of what `scripts.experiments.human_feedback` found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import cake, marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# What the widget of a figure needs of the result.
PAGE = {
    "taste": (
        *("feature_mean", "feature_std", "choices", "choice_penalty", "tastes", "shown"),
        *("choice_accuracy", "choice_rank", "choice_ends", "wavering_accuracy"),
    )
}


def _draw_pair(
    x: tuple[float, float],
    y: tuple[float, float],
    yticks: dict[float, str],
    xlabel: str,
    titles: Sequence[str],
    color: marks.Color,
) -> tuple[Figure, list[Axes]]:
    """Two charts over the push."""
    xticks = {t: f"{t:g}" for t in (0, 3, 6, 9)}
    return marks.panels(x, y, xticks, yticks, xlabel, titles, color, right=14)


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: With few tastings, the reward model promises more than it keeps.

    Axis: tastings that the pushed model wins against itself as it was

    Caption: “Promised” is what the reward model expects of the push, “tasted” what simulated
    tasters say. Thick: mean of {config.n_seeds} repeats; thin: each of them; the band holds the
    middle 80 % of the promises.

    More: A model with {quoted.small_params} knobs that imitates {quoted.n_corpus:,} recipes is
    pushed towards what a reward model says people like, which has learnt that from comparisons of
    two cakes. Each repeat has its own authors, corpus
    and tasters, of one taste. What is tasted in each is kept for 30 and 1,000 comparisons; for
    others a second band stands for it. After 30 comparisons {quoted.seeds_kept_30} keep what they
    gained, to within {quoted.fall} logits, and {quoted.seeds_below_start_30} end worse than they
    began. A push is counted in nats: {quoted.largest_kl:.0f} of them go as far as serving only the
    best of {quoted.best_of_at_end:,.0f} recipes. The taste function is ours: the reward model can
    learn a best amount of everything, but no plateau, and not that some combinations ruin a cake.

    Alt: Two panels of win rates against the push in nats. After 30 comparisons the promise climbs
    to {quoted.promised_rate_at_end_30:.0%}, while the thin lines of what is tasted fan out, from
    {quoted.seed_win_rate_lowest_30:.0%} to {quoted.seed_win_rate_highest_30:.0%} at the end, with a
    mean of {quoted.win_rate_at_end_30:.0%}. After 1,000 comparisons all climb together with the
    promise, to {quoted.promised_rate_at_end_1000:.0%} and {quoted.win_rate_at_end_1000:.0%}.

    Table: kl = push, nats; promised_rate[0] = promised, 30; win_rate[0] = tasted, 30;
    win_rate_se[0] = standard error; gold[0] = taste gained, logits, 30; proxy[0] = reward gained,
    30; promised_rate[3] = promised, 1,000; win_rate[3] = tasted, 1,000; win_rate_se[3] = standard
    error; gold[3] = taste gained, logits, 1,000; proxy[3] = reward gained, 1,000.
    """
    kl = data["kl"]
    yticks = {0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)}
    rows = [data["n_comparisons"].index(n) for n in data["world_comparisons"]]
    titles = [f"after {data['n_comparisons'][i]:,} comparisons" for i in rows]
    fig, axes = _draw_pair((kl[0], kl[-1]), (0, 1.06), yticks, "push", titles, color)
    for i, ax, alone in zip(rows, axes, data["seed_win_rate"], strict=True):
        marks.level(ax, 0.5, (kl[0], kl[-1]), "muted", color)
        low, high = (data[f"promised_rate_{end}"][i] for end in ("p10", "p90"))
        marks.band(ax, kl, low, high, color["train"])
        for one in alone:
            ax.plot(kl, one, color=color["test"], linewidth=0.6, alpha=0.6)
        for name, role in (("promised_rate", "train"), ("win_rate", "test")):
            marks.line(ax, kl, data[name][i], role, color, linewidth=2.6)
    half = len(kl) // 2
    above = data["promised_rate"][rows[0]][half] + 0.12
    marks.label(axes[0], kl[half], above, "promised", color["train"], ha="center")
    marks.label(axes[0], 0.3, 0.3, "tasted", color["test"])  # where no line goes
    return fig


def draw_small_vs_big(data: dict, color: marks.Color) -> Figure:
    """Title: In this kitchen feedback beats size, and leaves size little to add.

    Axis: tastings that the small one wins

    Caption: Simulated tasters compare the cakes. Lines: mean of {config.n_worlds} worlds, each with
    a taste of its own; the bands hold the middle 80 %.

    More: The big model has {quoted.big_params:,} knobs, the small one {quoted.small_params}. All
    that the knobs of the big model buy here is imitation; without feedback the small one gets
    {quoted.other_unpushed_small_beats_big:.0%} of the tastings. With it, both are pushed towards
    the same reward model of {quoted.reward_params} knobs; how far, out of {quoted.n_kl_tried}
    pushes and none, is decided by as many further tastings as there were comparisons. Each world
    has authors and tasters of its own, too. In {quoted.worlds_lost_30} of them the small model with
    feedback still loses after 30 comparisons, in {quoted.worlds_lost_300} after 300. The table also
    has the taste of the other figures, mean of {config.n_seeds} repeats. Tasters and tastes are
    simulated.

    Alt: Win rates against the number of comparisons, from 30 to 10,000 on a log scale. The small
    model with feedback beats the big one without in {quoted.other_small_beats_big_30:.0%} of
    tastings after 30 comparisons, {quoted.other_small_beats_big_300:.0%} after 300 and
    {quoted.other_small_beats_big_10000:.0%} after 10,000. When both have feedback it wins close to
    half of them throughout: at the end the big one wins {quoted.other_big_beats_small_10000:.1%}.
    When neither has, it wins {quoted.other_unpushed_small_beats_big:.0%}.

    Table: n_comparisons = comparisons; other_small_beats_big = small with feedback beats big
    without; other_small_beats_big_se = standard error; other_big_beats_small = big beats small,
    both with feedback; other_big_beats_small_se = standard error; small_beats_big = small with
    feedback beats big without, one taste; small_beats_big_se = standard error; big_beats_small =
    big beats small, both with feedback, one taste; big_beats_small_se = standard error.
    """
    n = data["n_comparisons"]
    fig, ax = _draw_counts(data, (0.2, 1.03), (0.4, 0.6, 0.8, 1), color)
    ends = (n[0], n[-1])
    untold = data["quoted"]["other_unpushed_small_beats_big"]
    ax.plot(ends, (untold, untold), color=color["muted"], linewidth=1.2)
    ours, both = (
        np.array([data[f"other_{name}{end}"] for end in ("", "_p10", "_p90")])
        for name in ("small_beats_big", "big_beats_small")
    )
    for (middle, *spread), role in ((ours, "small"), (1 - both, "ink")):
        marks.band(ax, n, *spread, color[role])
        marks.line(ax, n, middle, role, color, marker=True)
    at = n.index(300)
    marks.dot(ax, n[at], ours[0][at], "small", color)
    text = marks.percent(ours[0][at])
    marks.note(ax, n[at], ours[0][at], text, color, dx=2, dy=9, leader=False)
    words = "only the small one\nhas feedback"
    marks.label(ax, 1.2 * n[at], ours[0][at] - 0.13, words, color["small"])
    marks.label(ax, n[-1], 0.54, "both have", color["ink"], ha="right")
    marks.label(ax, n[-1], untold - 0.04, "neither has", color["muted"], ha="right")
    return fig


def draw_reward(data: dict, color: marks.Color) -> Figure:
    """Title: A few hundred comparisons teach most of the taste.

    Axis: fresh comparisons called rightly

    Caption: How often the reward model, with {quoted.reward_params} knobs, prefers the cake that a
    simulated taster then prefers, by the number of comparisons it has learnt from. Two tasters
    agree in {quoted.agreement:.1%} of them: we set the noise of ours so that they agree as often as
    the people who labelled for InstructGPT. Somebody who knew our taste function would be right in
    {quoted.best_accuracy:.0%}; the reward model cannot express all of it. Mean of {config.n_seeds}
    seeds; the bands hold the middle 80 %. Its brake is the best of {quoted.n_penalties} by
    {config.n_folds}-fold cross-validation.

    Alt: A line that rises from {quoted.reward_accuracy_30:.0%} after 30 comparisons to
    {quoted.reward_accuracy_300:.0%} after 300 and {quoted.reward_accuracy_10000:.0%} after 10,000,
    past a level line for another taster at {quoted.agreement:.0%} and below one for the taste
    itself at {quoted.best_accuracy:.0%}.

    Table: n_comparisons = comparisons; reward_accuracy = called rightly; reward_accuracy_se =
    standard error; reward_penalty = brake chosen, median.
    """
    n, narrow = data["n_comparisons"], marks.is_narrow()
    fig, ax = _draw_counts(data, (0.585, 0.845), (0.6, 0.65, 0.7, 0.75, 0.8), color)
    ends = (n[0], n[-1])
    marks.level(ax, data["best_accuracy"], ends, "noise", color)
    marks.level(ax, data["agreement"], ends, "human", color)
    marks.band(ax, n, data["reward_accuracy_p10"], data["reward_accuracy_p90"], color["test"])
    marks.line(ax, n, data["reward_accuracy"], "test", color, marker=True)
    text = "the taste itself" if narrow else "who knows the taste itself"
    marks.label(ax, n[0], data["best_accuracy"] + 0.012, text, color["noise"])
    marks.label(ax, n[-1], data["agreement"] - 0.012, "another taster", color["human"], ha="right")
    marks.label(ax, 1.6 * n[0], 0.625, "reward model", color["test"])
    return fig


def draw_worlds(data: dict, color: marks.Color) -> Figure:
    """Title: Thirty comparisons can be pushed too far. A thousand hardly can.

    Axis: taste gained by the push, logits

    Caption: The same in {config.n_worlds} other worlds with tastes and recipes drawn at random, one
    seed each. Thick: the taste falls by more than {config.fall} logits from its peak, while the
    reward rises, as it must on the way of a push. That is so in {quoted.worlds_fallen_30} worlds
    after 30 comparisons and in {quoted.worlds_fallen_1000} after 1,000 (by more than
    {quoted.much:g} logits: {quoted.worlds_fallen_much_30} and {quoted.worlds_fallen_much_1000}).
    Tasters and tastes are simulated.

    Alt: Two panels with one line for each of {config.n_worlds} worlds. After 30 comparisons the
    lines fan out: some climb and stay, {quoted.worlds_fallen_30} turn down, and
    {quoted.worlds_below_start_30} end below where they began. After 1,000 comparisons
    {quoted.worlds_fallen_1000} turn down, and all end above their start.

    Table: world_fall[:,0] = fall after 30 comparisons, logits; world_fall[:,1] = fall after 1,000.
    """
    kl = data["kl"]
    gold = np.array(data["world_gold"])  # (world, 2, kl)
    titles = [f"after {n:,} comparisons" for n in data["world_comparisons"]]
    low, high = gold.min() - 0.3, gold.max() + 0.6
    step = 4 if marks.is_narrow() else 2
    yticks = {t: f"{t}".replace("-", "−") for t in range(-12, 13, step) if low < t < high - 1.5}
    fig, axes = _draw_pair((kl[0], kl[-1]), (low, high), yticks, "push, nats", titles, color)
    for i, ax in enumerate(axes):
        marks.level(ax, 0, (kl[0], kl[-1]), "muted", color)
        for world, fall in zip(gold, data["world_fall"], strict=True):
            falls = fall[i] > data["quoted"]["fall"]
            role, width = ("test", 1.6) if falls else ("muted", 1)
            marks.line(ax, kl, world[i], role, color, linewidth=width, zorder=3 + falls)
        text = f"{data['worlds_fallen'][i]} of {len(gold)} fall"
        marks.label(ax, kl[0], 0.62 * low, text, color["test"])
    return fig


def figure_taste(data: dict, color: marks.Color) -> Figure:
    """Title: Twelve choices, and the cake that follows from them.

    Axis: a taster’s favourite, and a model’s guess

    Caption: The cakes to choose from are drawn at random. A model with {quoted.reward_params} knobs
    learns from {quoted.n_choices} choices; {quoted.n_held} more, mixed in, are kept from it as a
    test.

    More: In print, and where no script runs, a simulated taster stands in for you: the one of
    {config.n_tasters} that is most like the average, each with a taste and questions of its own,
    who never waver. Of their fresh choices the model calls {quoted.choice_accuracy_12:.0%} rightly;
    a coin calls half. Of all recipes, the one that it rates highest has
    {quoted.choice_ends_12:.0%} of its amounts at an end of the scale, and is liked better than
    {quoted.choice_rank_12:.0%} of the others (middle 80 % of the tasters:
    {quoted.choice_rank_12_p10:.0%} to {quoted.choice_rank_12_p90:.0%}). After
    {quoted.choices_most:,} choices it is liked better than {quoted.choice_rank_1000:.0%}. With
    tasters who waver as much as two labellers of InstructGPT differed, it calls
    {quoted.wavering_accuracy_12:.0%}. The brake is the best of {quoted.n_penalties} on
    {config.n_tasters_before} other tasters.

    Alt: Two cakes and a histogram. The taster’s favourite: {quoted.shown_best_words}. The cake that
    the model is sure of: {quoted.shown_perfect_words}; it is better than {quoted.shown_rank:.0%} of
    all recipes. Of {config.n_tasters} tasters {quoted.in_lower_half} like more than half of all
    recipes better than theirs, and {quoted.in_top_tenth} have it in their top tenth.

    Table: rank_from = liked better than this share of all recipes, from; rank_count = tasters.
    """
    narrow = marks.is_narrow()
    fig = marks.canvas(1.28 if narrow else 0.9)
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    pair = wide if narrow else 0.62 * wide
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(tall, 0))
    ax.set_axis_off()
    each = pair / 2 - 10
    rank = marks.percent(data["quoted"]["shown_rank"])
    sure = "the model is sure" if narrow else "what the model is sure of"
    cakes = (
        ("shown_best", "what it likes best", "better than all"),
        ("shown_perfect", sure, f"better than {rank}" + " of all" * (not narrow)),
    )
    for i, (name, words, under) in enumerate(cakes):
        x = i * (each + 20)
        ax.text(x, 14, words, weight="bold", va="center")
        cake.draw(ax, data[name], x, 22, each, color)
        below = 22 + each * cake.HEIGHT / cake.WIDTH + 10
        for k, (ingredient, amount) in enumerate(zip(data["ingredient"], data[name], strict=True)):
            _scale(ax, x, below + 17 * k, each, ingredient, amount / cake.MOST, color)
        ax.text(x, below + 17 * 5 + 4, under, color=color["human"], weight="bold", va="center")
    _histogram(fig, data, *((0, 276) if narrow else (pair + 26, 28)), color)
    return fig


def _scale(
    ax: Axes, x: float, y: float, width: float, name: str, share: float, color: marks.Color
) -> None:
    """Draw an amount as a dot on its scale, in axes whose units are px."""
    left, right = x + 52, x + width - 6
    here = left + share * (right - left)
    ax.text(x, y, name, color=color["muted"], va="center")
    ax.plot((left, right), (y, y), color=color["rule"], linewidth=1.5)
    ax.plot((left, here), (y, y), color=color["ink"], linewidth=1.5)
    ax.plot(here, y, color=color["ink"], marker="o", markersize=5)


def _histogram(fig: Figure, data: dict, left: float, top: float, color: marks.Color) -> None:
    """Draw tasters by how good they find what the model is sure of, right of and below a corner."""
    wide, tall = (inches / marks.PX for inches in fig.get_size_inches())
    counts = data["rank_count"]
    most = 10 * (1 + max(counts) // 10)
    place = (left / wide, 50 / tall, (1 - left / wide) * 0.992, 1 - (top + 50 + 22) / tall)
    ax = fig.add_axes(place)
    xticks = {0: "0", 0.5: "50", 1: marks.percent(1)}
    yticks = {n: str(n) for n in range(10, most, 10)}
    marks.plot(ax, (0, 1), (0, most * 1.02), xticks, yticks, color, left=26, right=22)
    ax.bar(data["rank_from"], counts, 0.092, align="edge", color=color["human"], zorder=2)
    level = sum(counts) / len(counts)
    marks.level(ax, level, (0, 1), "ink", color)
    marks.label(ax, 0, level + most * 0.14, "chance", color["ink"])
    ax.set_xlabel("of all recipes are liked less", labelpad=5)
    ax.set_title(f"{sum(counts)} tasters, what it is sure of", loc="left", fontsize="medium", pad=6)


def draw_miniature(data: dict, color: marks.Color) -> Figure:
    """Draw two cakes to choose between, at the size of a line in the contents."""
    fig = marks.strip()
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 150), ylim=(46, 0))
    ax.set_axis_off()
    for x, name in ((12, "shown_best"), (82, "shown_perfect")):
        cake.draw(ax, data[name], x, 1, 58, color)
    return fig


def _draw_counts(
    data: dict, y: tuple[float, float], shares: Sequence[float], color: marks.Color
) -> tuple[Figure, Axes]:
    """Build a chart of shares over the number of comparisons."""
    n = data["n_comparisons"]
    shown = n[::2] if marks.is_narrow() else n
    yticks = {s: f"{100 * s:.0f}" for s in shares[:-1]} | {shares[-1]: marks.percent(shares[-1])}
    xticks = {t: f"{t:,}" for t in shown}
    return marks.chart((n[0], n[-1]), y, xticks, yticks, "comparisons", color, xlog=True, right=26)
