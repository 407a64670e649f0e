"""Figures of what `scripts.experiments.model_sizes` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAGE = {
    "model_sizes": (
        *("name", "developer", "date", "precision", "basis", "standing", "source", "reference"),
        *("said", "smallest", "largest", "active", "kind", "year", "rumour_params"),
    )
}

# Named in the drawing: model, which end of it (or the estimate), words, and where they stand: year,
# parameters, alignment. To the left of 2025 they climb leftwards and after it rightwards, so that
# no leader crosses a name.
WIDE_NAMES = (
    ("GPT-1", "largest", "GPT-1", 2018.44, 6.4e7, "center"),
    ("GPT-2", "largest", "GPT-2", 2019.03, 1.6e9, "right"),
    ("DistilBERT", "largest", "DistilBERT", 2019.75, 3.6e7, "center"),
    ("T5", "largest", "T5", 2019.7, 1.6e10, "right"),
    ("GPT-3", "largest", "GPT-3", 2020.3, 2.3e11, "right"),
    ("Switch Transformer", "largest", "Switch Transformer", 2020.92, 1.7e12, "right"),
    ("Wu Dao 2.0", "largest", "Wu Dao 2.0", 2021.3, 3.7e12, "right"),
    ("M6-10T", "largest", "M6-10T, a test", 2021.63, 1e13, "right"),
    ("BaGuaLu", "largest", "BaGuaLu, a test", 2022.36, 2.3e14, "left"),
    ("PaLM", "largest", "PaLM", 2022.2, 9.3e11, "left"),
    ("TinyStories", "smallest", "TinyStories", 2023.25, 1.5e6, "right"),
    ("ChatGPT (GPT-3.5 series)", "estimate", "ChatGPT?", 2022.62, 2.4e7, "right"),
    ("GPT-4", "estimate", "GPT-4?", 2023.2, 3.4e12, "center"),
    ("PaLM 2", "estimate", "PaLM 2?", 2023.26, 3.5e11, "right"),
    ("GPT-4o", "estimate", "GPT-4o?", 2024.38, 5.6e12, "right"),
    ("Claude 3.5 Sonnet", "estimate", "Claude 3.5 Sonnet?", 2024.4, 1.25e13, "right"),
    ("Llama 3.1", "largest", "Llama 3.1", 2024.48, 2.8e13, "right"),
    ("MobileLLM", "smallest", "MobileLLM", 2024.15, 6.2e7, "center"),
    ("Gemma 3 270M", "largest", "Gemma 3 270M", 2025.8, 1.45e8, "center"),
    ("Grok 3", "estimate", "Grok 3?", 2025.2, 9e13, "left"),
    ("Llama 4 Behemoth", "largest", "Behemoth", 2025.37, 4.4e13, "left"),
    ("Grok 4", "estimate", "Grok 4?", 2025.64, 2.2e13, "left"),
    ("ERNIE 5.0", "largest", "ERNIE 5.0", 2025.98, 1.07e13, "left"),
    ("DeepSeek-V4", "largest", "DeepSeek-V4", 2026.4, 5.3e12, "left"),
    ("Kimi K3", "largest", "Kimi K3", 2026.93, 2.75e12, "left"),
    ("Qwen3.8", "largest", "Qwen3.8", 2026.93, 1.35e12, "left"),
    ("Grok 4.5", "estimate", "Grok 4.5?", 2026.93, 6.6e11, "left"),
)
NARROW_NAMES = (
    ("GPT-1", "largest", "GPT-1", 2018.0, 6.2e7, "left"),
    ("GPT-2", "largest", "GPT-2", 2018.9, 1.6e9, "right"),
    ("GPT-3", "largest", "GPT-3", 2020.15, 2.3e11, "right"),
    ("Switch Transformer", "largest", "Switch", 2020.8, 1.8e12, "right"),
    ("M6-10T", "largest", "M6-10T, a test", 2021.5, 1e13, "right"),
    ("BaGuaLu", "largest", "BaGuaLu, a test", 2022.5, 2.4e14, "left"),
    ("TinyStories", "smallest", "TinyStories", 2023.1, 1.5e6, "right"),
    ("ChatGPT (GPT-3.5 series)", "estimate", "ChatGPT?", 2022.6, 2.2e7, "right"),
    ("GPT-4", "estimate", "GPT-4?", 2022.95, 4e12, "center"),
    ("Claude 3.5 Sonnet", "estimate", "Claude 3.5?", 2024.75, 4e13, "center"),
    ("Gemma 3 270M", "largest", "Gemma 3 270M", 2025.4, 6e7, "center"),
    ("Grok 3", "estimate", "Grok 3?", 2025.35, 1.5e13, "left"),
    ("Kimi K3", "largest", "Kimi K3", 2026.3, 6e12, "center"),
)

# Names beside their points in the drawing of tokens a parameter: words, offset in points, alignment
WIDE_FED = {
    "GPT-3": ("GPT-3", 7, 0, "left"),
    "Megatron-Turing NLG": ("Megatron-Turing", 7, 0, "left"),
    "Gopher": ("Gopher", 7, 0, "left"),
    "Chinchilla": ("Chinchilla", 0, -11, "center"),
    "LLaMA-7B": ("LLaMA-7B", -7, 0, "right"),
    "LLaMA-65B": ("LLaMA-65B", 2, -11, "center"),
    "Llama 2 70B": ("Llama 2 70B", 0, 11, "right"),
    "TinyLlama-1.1B": ("TinyLlama", -7, 0, "right"),
    "Llama 3 8B": ("Llama 3 8B", 7, 0, "left"),
    "phi-3-mini": ("phi-3-mini", -7, 0, "right"),
    "Llama 3.1 405B": ("Llama 3.1 405B", 8, 11, "right"),
    "SmolLM2-135M": ("SmolLM2-135M", -7, 0, "right"),
    "DeepSeek-V3": ("DeepSeek-V3", -17, -11, "center"),
    "Gemma 3 27B": ("Gemma 3 27B", 0, 11, "center"),
    "Qwen3-0.6B": ("Qwen3-0.6B", -7, 0, "right"),
    "SmolLM3": ("SmolLM3", 7, 0, "left"),
    "Kimi K2": ("Kimi K2", 0, -11, "center"),
    "GLM-5": ("GLM-5", -7, 0, "right"),
    "DeepSeek-V4-Pro": ("DeepSeek-V4", 0, -11, "center"),
}
NARROW_FED = {
    "GPT-3": ("GPT-3", 7, 0, "left"),
    "Megatron-Turing NLG": ("Megatron-Turing", 7, 0, "left"),
    "Gopher": ("Gopher", 7, 0, "left"),
    "Chinchilla": ("Chinchilla", 0, -11, "center"),
    "LLaMA-7B": ("LLaMA-7B", -7, 0, "right"),
    "TinyLlama-1.1B": ("TinyLlama", -7, 0, "right"),
    "Llama 3 8B": ("Llama 3 8B", 7, 0, "left"),
    "phi-3-mini": ("phi-3-mini", -7, 0, "right"),
    "Llama 3.1 405B": ("Llama 3.1 405B", 4, 11, "right"),
    "SmolLM2-135M": ("SmolLM2-135M", -7, 0, "right"),
    "Qwen3-0.6B": ("Qwen3-0.6B", -7, 0, "right"),
    "SmolLM3": ("SmolLM3", 0, 11, "center"),
    "Kimi K2": ("Kimi K2", 0, -11, "center"),
}


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: The giants grew again; the small ones in our list end in 2025.

    Axis: parameters, log scale

    Caption: {quoted.n_models} language models and families by the day their size became public. A
    line joins the smallest and the largest of a family. Squares: mixtures; open marks: said, or
    only tests. Ticks at the bottom: no size given.

    More: Not a census but one rule for all: whatever was larger than all before it, the two largest
    of each year, and every main version of the series of 19 makers; four rows are in by oversight,
    and the notes on the data name them. Nothing is drawn by lot, so there are no seeds. Of a
    mixture of experts the dotted line leads down to the grey part that one word uses. Open circles:
    said or estimated, in no document of the maker. Open squares are not finished models:
    {quoted.n_demonstrations} were run to show that a computer can hold them, {quoted.n_unreleased}
    was announced and never came. Without a size: {quoted.n_undisclosed}. The axis goes on above the
    rumour because one of the tests does. Families with a member of at most
    {quoted.small_million:.0f} million: {quoted.small_first} of {quoted.disclosed_first} in
    {quoted.period_first}, {quoted.small_middle} of {quoted.disclosed_middle} in
    {quoted.period_middle}, {quoted.small_last} of {quoted.disclosed_last} in {quoted.period_last}.
    Of {quoted.n_dated_to_the_month} dates we have only the month; more are not checked to the day,
    and the file says which. Every dot has its name in the data below.

    Alt: Dots from 2018 to 2026 on a log axis. The largest finished models climb from 0.1 billion to
    {quoted.largest_2021_trillion:.2f} trillion ({quoted.largest_2021_name}) in 2021, stay below
    that until 2025, and reach {quoted.largest_trillion:.1f} trillion with {quoted.largest_name} in
    2026. The largest dense one is {quoted.dense_record_name}, {quoted.dense_record_billion:.0f}
    billion, of 2022. Families with a member of at most {quoted.small_million:.0f} million stand in
    every year to 2025; the smallest here of 2026 has {quoted.smallest_2026_million:.0f} million.
    {quoted.n_estimates} open circles: three for GPT-4, from {quoted.gpt4_estimate_low_trillion:.0f}
    to {quoted.gpt4_estimate_high_trillion:.1f} trillion; one each for ChatGPT, 20 billion, PaLM 2,
    340 billion, GPT-4o, 200 billion, Claude 3.5 Sonnet, 400 billion, Grok 3 and Grok 4, 3 trillion,
    and Grok 4.5, 1.5 trillion. Open squares: M6-10T, 10 trillion, BaGuaLu, 14.5 and 174 trillion,
    and Llama 4 Behemoth, 2 trillion. A rumour of {quoted.rumour_trillion:.0f} trillion is crossed
    out.

    Table: name = model; date = size public; precision = known to the; smallest = smallest; largest
    = largest; active = used for one token; kind = kind; basis = how known; said = said or
    estimated; standing = standing; rule = rule.
    """
    narrow = marks.is_narrow()
    fig, ax = marks.chart(
        (2018.3, 2026.85),
        (1.2e5, 4e14),
        {y: f"{y}" for y in ((2018, 2020, 2022, 2024, 2026) if narrow else range(2018, 2027))},
        {1e6: "1 million", 1e8: "100 million", 1e10: "10 billion", 1e12: "1 trillion"},
        "",
        color,
        ylog=True,
        left=72 if narrow else 74,
        right=12 if narrow else 86,
        height=1.5 if narrow else 1.34,
    )
    names = NARROW_NAMES if narrow else WIDE_NAMES
    _draw_families(ax, data, {name for name, *_ in names}, color)
    ticks = [year for year, large in zip(data["year"], data["largest"], strict=True) if not large]
    ax.vlines(ticks, 2e5, 4.5e5, color=color["ink"], linewidth=1.2)  # at no height: nobody said
    ax.text(
        min(ticks) - (0.25 if narrow else 0.12), 3e5, "size not disclosed", ha="right", va="center"
    )
    _draw_rumour(ax, data, color)
    _draw_names(ax, data, names, color)
    return fig


def _draw_families(ax: Axes, data: dict, named: set[str], color: marks.Color) -> None:
    """Both ends of every family, in ink if it is named; what is not finished, open."""
    keys = ("name", "year", "smallest", "largest", "active", "kind", "standing")
    rows = [row for row in zip(*(data[k] for k in keys), strict=True) if row[3] is not None]
    marked: dict[tuple, list] = {}  # marks of one look by it: fewer bytes than one by one
    for name, year, small, large, active, kind, standing in rows:
        hue = color["ink" if name in named else "muted"]
        face = hue if standing == "finished" else color["paper"]
        square = kind == "mixture of experts"
        marked.setdefault(("s" if square else "o", 5, face, hue), []).append((year, large))
        if small < large:
            end = "s" if standing != "finished" else "o"
            marked.setdefault((end, 3.5, face, hue), []).append((year, small))
        if active:
            marked.setdefault(("s", 3, color["muted"], color["muted"]), []).append((year, active))
    for (marker, size, face, edge), points in marked.items():
        edges = {"markeredgecolor": edge, "markeredgewidth": 1.2 if face != edge else 0}
        look = {"marker": marker, "markersize": size, "color": face, "linestyle": "", "zorder": 4}
        ax.plot(*zip(*points, strict=True), **look | edges)
    thin = {"color": color["muted"], "zorder": 2}
    _, years, small, large, active, *_ = zip(*rows, strict=True)
    ax.vlines(years, small, large, linewidth=1, **thin)
    used = [(y, a, b) for y, a, b in zip(years, active, large, strict=True) if a]
    ax.vlines(*zip(*used, strict=True), linewidth=1, linestyles=(0, (1, 1.6)), **thin)
    circles = {"marker": "o", "linestyle": "", "markersize": 6.5, "zorder": 3}
    circles |= {"color": color["paper"], "markeredgecolor": color["ink"], "markeredgewidth": 1.2}
    ax.plot(data["estimate_year"], data["estimate_params"], **circles)


def _draw_rumour(ax: Axes, data: dict, color: marks.Color) -> None:
    """Line at a size that nobody had measured, crossed out."""
    size, (start, end) = data["quoted"]["rumour_trillion"] * 1e12, data["rumour_year"]
    ax.plot([start, end], [size, size], color=color["muted"], linewidth=1, dashes=(4, 3))
    cross = {"marker": "x", "markersize": 10, "markeredgewidth": 2, "zorder": 6}
    ax.plot([end], [size], color=color["ink"], **cross)
    words = f"{data['quoted']['rumour_trillion']:.0f} trillion, the rumour"
    ax.text(start - 0.1, size, words, ha="right", va="center")


def _draw_names(ax: Axes, data: dict, names: tuple, color: marks.Color) -> None:
    """Names of the models that tell the story; a leader to those that are not beside theirs."""
    leader = {"arrowstyle": "-", "color": color["muted"], "linewidth": 0.75, "shrinkB": 4}
    leader |= {"shrinkA": 0}
    near = 16 * ax.figure.dpi / 96  # 16 px: no further than the next line of text
    for name, end, words, x, y, ha in names:
        kind = "estimate_" if end == "estimate" else ""
        i = data[f"{kind}name"].index(name)
        at = (data[f"{kind}year"][i], data["estimate_params" if kind else end][i])
        right, up = np.subtract(*ax.transData.transform([(x, y), at]))
        side = {"left": 0, "center": 0.5, "right": 1}[ha]
        corner = (side, 0.5 if abs(right) > 2 * abs(up) else float(up < 0))
        arrow = {"arrowprops": leader | {"relpos": corner}} if np.hypot(right, up) > near else {}
        ax.annotate(words, at, (x, y), ha=ha, va="center", zorder=7, **arrow)


def draw_tokens_per_parameter(data: dict, color: marks.Color) -> Figure:
    """Title: A knob of a small model now learns from thousands of tokens.

    Axis: tokens read for each parameter, log scale

    Caption: {quoted.n_tokens_models} models whose makers say how much text they read; a selection,
    one point each, no seeds. Filled: for each parameter. Squares are mixtures of experts, and the
    open square above them is the same text for each parameter that one token uses. The line at
    {quoted.tokens_chinchilla} is what Chinchilla had and its authors advised for the least
    computing. Llama 3 8B read at least so much, and {quoted.tokens_most_name} stands at the corpus
    of its whole family, of which it need not have read all.

    Alt: Dots from 2020 to 2026 on a log axis. GPT-3 at {quoted.tokens_gpt3:.1f} and
    Megatron-Turing NLG at {quoted.tokens_least:.1f} lie far below a line at
    {quoted.tokens_chinchilla}. Chinchilla lies on it. Later dense models lie above: LLaMA-7B at
    {quoted.tokens_llama_7b:.0f}, Llama 3 8B at {quoted.tokens_llama_3_8b:,.0f},
    {quoted.tokens_most_name} at {quoted.tokens_most:,.0f}. Large mixtures of experts lie near the
    line by all their parameters, and at 400 to 700 by those that one token uses.

    Table: tokens_name = model; tokens_date = size public; tokens_params = parameters; tokens_active
    = used for one token; tokens_read = tokens; tokens_of = of the; tokens_per_param = per
    parameter; tokens_per_active = per active parameter; tokens_source = source.
    """
    narrow, line = marks.is_narrow(), data["quoted"]["tokens_chinchilla"]
    fig, ax = _fed(2026, 1.35 if narrow else 1.15, color)
    ax.plot([2020.1, 2026.6], [line, line], color=color["muted"], linewidth=1, dashes=(4, 3))
    words = "advised" if narrow else "the advice of 2022"
    ax.text(2020.1, line * 1.1, f"{line}, {words}", va="bottom")
    names = NARROW_FED if narrow else WIDE_FED
    dotted = {"linewidth": 1, "dashes": (1, 1.6), "zorder": 2}
    keys = ("name", "year", "per_param", "per_active")
    for name, year, ratio, active in zip(*(data[f"tokens_{k}"] for k in keys), strict=True):
        mark = {"color": color["ink"], "markersize": 5.5, "zorder": 4}
        if active:
            ax.plot([year, year], [ratio, active], color=color["muted"], **dotted)
            open_ = {"markeredgecolor": color["ink"], "markeredgewidth": 1.2}
            ax.plot([year], [active], marker="s", **mark | open_ | {"color": color["paper"]})
        ax.plot([year], [ratio], marker="s" if active else "o", **mark)
        if name in names:
            words, dx, dy, ha = names[name]
            place = {"textcoords": "offset points", "ha": ha, "va": "center", "zorder": 7}
            ax.annotate(words, (year, ratio), (dx, dy), **place)
    return fig


def draw_years(data: dict, color: marks.Color) -> Figure:
    """Title: After 2021 the largest fell back, and grew again.

    Axis: knobs; each line is a hundred times the one below

    Caption: The largest and the smallest of each year among {quoted.n_models} language models and
    families.

    More: By the day on which a size became public; announced sizes count, tests and estimates do
    not. All of them, one mark each, are in the next figure. Nothing is drawn by lot, so there are
    no seeds.

    Alt: Two lines from 2018 to 2026 on a log axis. The largest of a year climbs from 4.9 billion to
    {quoted.largest_2021_trillion:.2f} trillion in 2021, is smaller in the three years after, and
    reaches {quoted.largest_trillion:.1f} trillion with {quoted.largest_name} in 2026. The smallest
    stays between 1 million and 270 million to 2025; in 2026 it has
    {quoted.smallest_2026_million:.0f} million.

    Table: annual_year = year; annual_largest = largest; annual_smallest = smallest;
    annual_disclosed = with a size; annual_undisclosed = without.
    """
    narrow, year = marks.is_narrow(), data["annual_year"]
    large, small = data["annual_largest"], data["annual_smallest"]
    units = {1e6: "1 million", 1e8: "100 million", 1e10: "10 billion", 1e12: "1 trillion"}
    fig, ax = marks.chart(
        (year[0], year[-1]),
        (3e5, 2e13),
        {y: f"{y}" for y in (year[::2] if narrow else year)},
        units,
        "",
        color,
        ylog=True,
        left=86,
        right=22 if narrow else 60,
        height=1.15 if narrow else 1.0,
    )
    for role, sizes in (("big", large), ("small", small)):
        marks.line(ax, year, sizes, role, color, marker=True)
    found = data["quoted"]
    latest = f"{found['largest_trillion']:.1f} trillion"
    for at, words, dx, dy, ha in (
        (2020, "GPT-3", -6, 3, "right"),
        (2021, f"{found['largest_2021_trillion']:.2f} trillion", 0, 8, "center"),
        (2026, ("" if narrow else f"{found['largest_name']}: ") + latest, 12, 8, "right"),
    ):
        marks.note(ax, at, large[year.index(at)], words, color, dx=dx, dy=dy, ha=ha, leader=False)
    last = f"{found['smallest_2026_million']:.0f} million"
    marks.note(ax, year[-1], small[-1], last, color, dx=12, dy=9, ha="right", leader=False)
    lowest = small.index(min(small))
    words = found["smallest_name"]
    marks.note(ax, year[lowest], small[lowest], words, color, dx=8, dy=0, ha="left", leader=False)
    marks.label(ax, 2023.5, 6e10, "largest of the year", color["big"], ha="center")
    marks.label(ax, 2019.8, 8e6, "smallest", color["small"], ha="center")
    return fig


def _fed(last: int, height: float, color: marks.Color) -> tuple[Figure, Axes]:
    """Frame of tokens per knob from 2020 to a year."""
    narrow = marks.is_narrow()
    return marks.chart(
        (2020.2, last + 0.5),
        (0.25, 1.6e5),
        {y: f"{y}" for y in range(2020, last + 1, 2 if narrow else 1)},
        {1: "1", 10: "10", 100: "100", 1e3: "1,000", 1e4: "10,000"},
        "",
        color,
        ylog=True,
        left=52,
        right=26 if narrow else 70,
        height=height,
    )


def draw_read(data: dict, color: marks.Color) -> Figure:
    """Title: A knob of a small model now learns from thousands of tokens.

    Axis: tokens for each knob; each line is tenfold

    Caption: Models whose makers say how much text they read; a selection. Of
    {quoted.n_tokens_models} the {quoted.n_tokens_mixtures} mixtures of experts are left out here.

    More: They are in the evidence of chapter 4, beside these. One point each, no seeds. Llama 3 8B
    read at least so much, and {quoted.tokens_most_name} stands at the corpus of its whole family,
    of which it need not have read all.

    Alt: Dots from 2020 to 2025 on a log axis. GPT-3 at {quoted.tokens_gpt3:.1f} and
    Megatron-Turing NLG at {quoted.tokens_least:.1f} lie near a line at one token for each knob.
    Chinchilla lies at {quoted.tokens_chinchilla}, Llama 3 8B at {quoted.tokens_llama_3_8b:,.0f} and
    {quoted.tokens_most_name} highest, at {quoted.tokens_most:,.0f}.

    Table: tokens_name = model; tokens_date = size public; tokens_params = parameters; tokens_active
    = used for one token; tokens_read = tokens; tokens_of = of the; tokens_per_param = per
    parameter; tokens_per_active = per active parameter; tokens_source = source.
    """
    narrow = marks.is_narrow()
    fig, ax = _fed(2025, 1.15 if narrow else 1.0, color)
    ax.plot([2020.1, 2025.6], [1, 1], color=color["muted"], linewidth=1, dashes=(4, 3))
    ax.text(2025.6, 1.12, "as many as knobs", ha="right", va="bottom")
    names = {
        "GPT-3": (8, 5, "left"),
        "Chinchilla": (-8, 2, "right"),
        "Llama 3 8B": (-6, 13, "right") if narrow else (9, 0, "left"),
        "Qwen3-0.6B": (-8, 0, "right"),
    }
    keys = ("name", "year", "per_param", "active")
    for name, year, ratio, active in zip(*(data[f"tokens_{k}"] for k in keys), strict=True):
        if active:
            continue
        named = name in names
        hue = color["ink" if named else "muted"]
        ax.plot([year], [ratio], color=hue, marker="o", markersize=7 if named else 4.5, zorder=4)
        if named:
            dx, dy, ha = names[name]
            rounded = round(ratio, -2) if ratio > 100 else ratio
            words = f"{name}: {rounded:.1f}" if rounded < 2 else f"{name}: {rounded:,.0f}"
            place = {"textcoords": "offset points", "ha": ha, "va": "center", "zorder": 7}
            ax.annotate(words, (year, ratio), (dx, dy), **place)
    return fig


def draw_imagenet(data: dict, color: marks.Color) -> Figure:
    """Title: A twenty-sixth of the knobs, six points better.

    Axis: pictures named rightly

    Caption: {quoted.n_image_weights} published image models by size. Each dot is one training run:
    no seeds, no spread. ResNet-50 stands there twice, with the same knobs and two training recipes;
    {quoted.n_retrained} models do, and the new recipe is worth
    {quoted.retrained_gain_points:.1f} points on average. Among the {quoted.n_image_plain} that
    learned from the same 1.3 million pictures, size explains {quoted.correlation_squared:.0%} of
    the differences (r = {quoted.correlation:.2f}); without the {quoted.n_image_oldest} oldest and
    oddest (AlexNet, VGG, SqueezeNet) {quoted.correlation_squared_without_oldest:.0%}, among the
    {quoted.n_image_second_recipe} trained by the newer recipe
    {quoted.correlation_squared_second_recipe:.0%}. The operations a picture takes explain
    {quoted.correlation_squared_operations:.0%} over all. Open: {quoted.n_image_extra} that saw
    billions of other pictures first, some of them also in larger format; they are left out of these
    numbers. How large pictures were for the others, the table does not say.

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
