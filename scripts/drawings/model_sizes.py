"""Figures of what `scripts.experiments.model_sizes` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: The small models came back, and so did the giants.

    Axis: parameters, log scale

    Caption: {quoted.n_models} language models and families by the day they appeared: a selection,
    not a census. Nothing here is drawn by lot, so there are no seeds. A line joins the smallest and
    the largest of a family. Squares: mixtures of experts; the dotted line leads down to the part
    that one word uses. Open: estimates by others; none is confirmed. Ticks at the bottom:
    {quoted.n_undisclosed} whose makers disclosed nothing. Families with at most
    {quoted.small_million:.0f} million parameters: {quoted.small_first} of {quoted.disclosed_first}
    disclosed in {quoted.period_first}, {quoted.small_middle} of {quoted.disclosed_middle} in
    {quoted.period_middle}, {quoted.small_last} of {quoted.disclosed_last} in {quoted.period_last}.
    The largest of 2026, {quoted.largest_trillion:.1f} trillion by press reports, cannot be told
    apart from the largest of 2021, {quoted.record_before_trillion:.2f} trillion.

    Alt: Dots from 2018 to 2026 on a log axis. The largest disclosed models climb from 0.1 billion
    to {quoted.record_before_trillion:.2f} trillion in 2021, fall to
    {quoted.lowest_peak_billion:.0f} billion in {quoted.year_of_lowest_peak} and climb again to
    {quoted.largest_trillion:.1f} trillion. Models of a few hundred million stand at the left and
    at the right end, with one exception not between. Open circles show estimates of
    {quoted.gpt4_estimate_low_trillion:.0f} to {quoted.gpt4_estimate_high_trillion:.1f} trillion for
    GPT-4. A rumour of {quoted.rumour_trillion:.0f} trillion is crossed out.

    Table: name = model; date = appeared; smallest = smallest; largest = largest; active = used for
    one token; kind = kind; source = source.
    """
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (2018.3, 2026.4),
        (1.2e5, 4e14),
        {y: f"{y}" for y in ((2018, 2020, 2022, 2024, 2026) if narrow else range(2018, 2027))},
        {1e6: "1 million", 1e8: "100 million", 1e10: "10 billion", 1e12: "1 trillion"},
        "",
        color,
        ylog=True,
        left=62 if narrow else 74,
        right=14 if narrow else 34,
        height=1.1 if narrow else 1.06,
    )
    ink, thin = color["ink"], {"color": color["muted"], "linewidth": 1, "zorder": 2}
    keys = ("year", "smallest", "largest", "active", "kind")
    for year, small, large, active, kind in zip(*(data[key] for key in keys), strict=True):
        if large is None:  # a tick, at no height: nobody said how large
            ax.plot([year, year], [2e5, 4.5e5], color=ink, linewidth=1.2)
            continue
        mixture = {"marker": "s", "color": ink, "zorder": 4}
        shape = mixture if kind == "mixture of experts" else {**mixture, "marker": "o"}
        ax.plot([year, year], [small, large], **thin)
        ax.plot([year], [large], markersize=5, **shape)
        if small < large:
            ax.plot([year], [small], markersize=3.5, marker="o", color=ink, zorder=4)
        if active:
            ax.plot([year, year], [active, large], dashes=(1, 1.6), **thin)
            ax.plot([year], [active], markersize=4, **{**mixture, "color": color["muted"]})
    hollow = {"marker": "o", "linestyle": "", "markersize": 6, "markeredgewidth": 1.2}
    hollow |= {"color": color["paper"], "markeredgecolor": ink, "zorder": 5}
    ax.plot(data["estimate_year"], data["estimate_params"], **hollow)
    _draw_rumour(ax, data, color)
    _draw_names(ax, data, narrow, color)
    undisclosed = min(
        y for y, large in zip(data["year"], data["largest"], strict=True) if not large
    )
    ax.text(undisclosed - 0.12, 3e5, "size not disclosed", ha="right", va="center")
    return fig


def _draw_rumour(ax: Axes, data: dict, color: marks.Color) -> None:
    """Line at a size that nobody had measured, crossed out."""
    size, (start, end) = data["quoted"]["rumour_trillion"] * 1e12, data["rumour_year"]
    ax.plot([start, end], [size, size], color=color["muted"], linewidth=1, dashes=(4, 3))
    cross = {"marker": "x", "markersize": 10, "markeredgewidth": 2, "zorder": 6}
    ax.plot([end], [size], color=color["ink"], **cross)
    words = f"{data['quoted']['rumour_trillion']:.0f} trillion, the rumour"
    ax.text(start - 0.1, size, words, ha="right", va="center")


def _draw_names(ax: Axes, data: dict, narrow: bool, color: marks.Color) -> None:
    """Names of the few models that tell the story, beside their marks."""
    places = {  # offset in points, alignment, and which end of a family is named
        "DistilBERT": (0, -9, "center", "largest"),
        "GPT-3": (-6, 5, "right", "largest"),
        "Switch-C": (-7, 5, "right", "largest"),
        "TinyStories": (-6, 7, "right", "smallest"),
        "DeepSeek-V4": (5, 9, "right", "largest"),
        "Gemma 3 270M": (25 if narrow else 8, -18, "right" if narrow else "center", "largest"),
    }
    if not narrow:
        places |= {
            "GPT-2": (-6, 3, "right", "largest"),
            "phi-3-mini": (-16, -38, "center", "largest"),
            "Llama 3.1 405B": (0, 46, "center", "largest"),
        }
    plain = {"textcoords": "offset points", "va": "center", "zorder": 7}
    leader = {"arrowstyle": "-", "color": color["muted"], "linewidth": 0.75, "shrinkB": 5}
    for name, (dx, dy, ha, end) in places.items():
        i = data["name"].index(name)
        arrow = {"arrowprops": leader | {"shrinkA": 1}} if abs(dy) > 20 else {}
        ax.annotate(name, (data["year"][i], data[end][i]), (dx, dy), ha=ha, **plain | arrow)
    at = (data["estimate_year"][0], max(data["estimate_params"]))
    words, dx, ha = ("GPT-4?", 8, "right") if narrow else ("GPT-4, estimates", 0, "center")
    ax.annotate(words, at, (dx, 10), ha=ha, **plain)


def draw_imagenet(data: dict, color: marks.Color) -> Figure:
    """Title: A twenty-sixth of the knobs, six points better.

    Axis: pictures named rightly

    Caption: {quoted.n_image_weights} published image models by size. Each dot is one training run:
    no seeds, no spread. ResNet-50 stands there twice, with the same knobs and two training recipes;
    {quoted.n_retrained} models do, and the new recipe is worth
    {quoted.retrained_gain_points:.1f} points on average. Among the {quoted.n_image_plain} that
    learned from the same 1.3 million pictures, size explains {quoted.correlation_squared:.0%} of
    the differences (r = {quoted.correlation:.2f}). Open: {quoted.n_image_extra} that saw billions
    of other pictures first, some of them also in larger format; they are left out of that number.
    How large pictures were for the others, the table does not say.

    Alt: A cloud of dots that climbs from lower left to upper right, with a wide spread. VGG-16 with
    {quoted.vgg16_million:.0f} million parameters names {quoted.vgg16_acc1:.1f} % rightly,
    EfficientNet-B0 with {quoted.efficientnet_b0_million:.1f} million
    {quoted.efficientnet_b0_acc1:.1f} %. ResNet-50 rises from {quoted.resnet50_old_acc1:.1f} to
    {quoted.resnet50_new_acc1:.1f} % without one more parameter.

    Table: image_name = model; image_weights = weights; image_params = parameters; image_acc1 =
    named rightly, %; image_gflops = operations a picture, 10⁹.
    """
    narrow, found = marks.is_narrow(), data["quoted"]
    ticks = (1, 5, 30, 150, 600) if narrow else (1, 3, 10, 30, 100, 300, 600)
    fig, ax = marks.chart(
        (1.1e6, 6.5e8),
        (54, 91),
        {t * 1e6: f"{t}" + " million" * (t == 600 and not narrow) for t in ticks},
        {60: "60", 70: "70", 80: "80", 90: marks.percent(0.9)},
        "millions of knobs" if narrow else "knobs",
        color,
        xlog=True,
        left=46,
        right=18 if narrow else 44,
    )
    size, accuracy, extra = (np.array(data[f"image_{k}"]) for k in ("params", "acc1", "extra"))
    dots = {"marker": "o", "linestyle": "", "zorder": 3, "markersize": 4.5}
    ax.plot(size[extra == 0], accuracy[extra == 0], color=color["muted"], **dots)
    hollow = {"color": color["paper"], "markeredgecolor": color["muted"], "markeredgewidth": 1.2}
    ax.plot(size[extra == 1], accuracy[extra == 1], **dots | hollow)

    big, small = (
        (found[f"{name}_million"] * 1e6, found[f"{name}_acc1"])
        for name in ("vgg16", "efficientnet_b0")
    )
    thin = {"color": color["ink"], "linewidth": 1.2, "zorder": 4}
    ax.plot(*zip(big, small, strict=True), **thin)
    for at, role in ((big, "big"), (small, "small")):
        shape = marks.LINE[role][1]
        ring = {"markeredgecolor": color["paper"], "markeredgewidth": 1.5, "markersize": 10}
        ax.plot(*at, color=color[role], marker=shape, zorder=6, **ring)
    words = ["VGG-16", "EfficientNet-B0"]
    if not narrow:
        words = [
            f"{word}, {marks.percent(at[1] / 100, 1)}"
            for word, at in zip(words, (big, small), strict=True)
        ]
    marks.label(ax, big[0] * (1.25 if narrow else 1.13), big[1] - 0.3, words[0], color["big"])
    marks.label(ax, small[0] / 1.15, small[1] + 1.2, words[1], color["small"], ha="right")

    same = found["resnet50_million"] * 1e6
    both = found["resnet50_old_acc1"], found["resnet50_new_acc1"]
    ax.plot([same, same], both, **thin)
    for value in both:
        marks.dot(ax, same, value, "ink", color)
    old, new = (marks.percent(value / 100, 1) for value in both)
    text = f"ResNet-50 twice:\n{old}, {new}" if narrow else f"ResNet-50, two recipes: {old}, {new}"
    place = {"dx": -37, "dy": -52, "ha": "left"} if narrow else {"dy": -72}
    marks.note(ax, same, both[0], text, color, **place)
    return fig


def draw_miniature(data: dict, color: marks.Color) -> Figure:
    """Draw the largest and the smallest of each year at the size of a line in the contents."""
    fig = marks.strip()
    ax = fig.add_axes((0.02, 0.1, 0.95, 0.8))
    ax.set_axis_off()
    ax.set_yscale("log")
    for role, key in (("big", "annual_largest"), ("small", "annual_smallest")):
        marks.line(ax, data["annual_year"], data[key], role, color, linewidth=1.5)
    return fig
