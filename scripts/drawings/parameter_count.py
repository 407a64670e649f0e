"""Figures of what `scripts.experiments.parameter_count` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PAGE = {
    "parameter_count": (
        *("presets", "device_name", "device_example", "device_source"),
        *("device_gb", "device_bytes", "train_bytes"),
    )
}


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: Two thirds of the 175 billion are in the MLPs.

    Axis: share of the parameters in each part

    Caption: The {quoted.n_sizes} sizes of GPT-3, counted from the shapes its paper prints.

    More: Beside each count stands, here or in the data below, the size it prints. Embedding: one
    list of numbers for each of {config.vocab_size:,} tokens and for each of {config.n_positions:,}
    places in a text. Attention: how tokens look at each other. MLP: what is done with each token.
    The norms, which keep the numbers at one scale, are too few to see. In
    {quoted.inconsistent_rows} rows, XL and 13B, the printed heads do not add up to the printed
    width. We count the width; that these are misprints is our inference. Exact counts: no chance in
    them, and no seeds.

    Alt: Eight bars, each split in three. In the largest model, {quoted.exact_175b:,} parameters,
    the embedding is {quoted.embedding_share_175b:.1%}, attention {quoted.attention_share_175b:.0%}
    and the MLP {quoted.mlp_share_175b:.0%}. In the smallest, {quoted.exact_small:,} parameters, the
    embedding is {quoted.embedding_share_small:.0%} and the MLP {quoted.mlp_share_small:.0%}. Every
    count is within {quoted.worst_difference_percent:.1f} % of the printed size.

    Table: name = size; published = printed, table 2.1; exact = counted; difference_percent =
    difference, %; published_d1 = printed, table D.1; difference_d1_percent = difference, %;
    embedding = embedding; attention = attention; mlp = MLP; norm = norms.
    """
    narrow = marks.is_narrow()
    fig, ax, width, height = _draw_sheet(1.5 if narrow else 1.08)
    left, right = (0, width) if narrow else (124, 474)  # of the bars
    counted = width - 92 if narrow else 602  # right edge of the numbers
    top, thick = (48, 18) if narrow else (34, 24)
    under = 22  # px: room for the names of the parts under the first bar and under the last
    last = len(data["name"]) - 1
    pitch = (height - top - thick - 2 * under - 2) / last
    ax.text(counted, 14, "counted", color=color["muted"], ha="right")
    ax.text(width, 14, "printed", color=color["muted"], ha="right")
    fills = {"embedding": "rule", "attention": "muted", "mlp": "ink"}
    for row, i in enumerate(range(last, -1, -1)):  # the largest first
        y = top + row * pitch + (under if row else 0)  # of the bar's upper edge
        line = y - 8 if narrow else y + thick / 2 + 5  # baseline of the row's text
        name = data["name"][i].removeprefix("GPT-3 " if row else "")
        ax.text(0, line, name, weight="bold")
        ax.text(counted, line, f"{data['exact'][i]:,}", ha="right")
        ax.text(width, line, _draw_words(data["published"][i], narrow), ha="right")
        if data["heads_by_width"][i] != data["d_model"][i] and not narrow:
            odd = f"{data['heads_by_width'][i]:,} ≠ {data['d_model'][i]:,}"
            ax.text(0, line + 17, odd, color=color["muted"])
        start = left
        for part, fill in fills.items():
            share = data[part][i] / data["exact"][i]
            stop = start + share * (right - left)
            inset = 0.5 if fill == "rule" else 0  # px: half of an outline, where the fill is faint
            box = (y + inset, max(stop - start - 1.5 - inset, 0), thick - 2 * inset, start + inset)
            edge = {"edgecolor": color["muted"], "linewidth": 1.5 * inset}
            ax.barh(*box, align="edge", color=color[fill], **edge)
            if row in (0, last) and share > 0.05:
                on = color["ink" if fill == "rule" else "paper"]
                ax.text(start + 7, y + thick / 2 + 5, marks.percent(share), color=on)
                title = "MLP" if part == "mlp" else part
                if row == 0 or part == "embedding":  # too small to name in the largest
                    ax.text(start, y + thick + 16, title, weight="bold")
            start = stop
    return fig


def draw_memory(data: dict, color: marks.Color) -> Figure:
    """Title: Even at 4 bits, GPT-3 does not fit on an 80 GB GPU.

    Axis: memory for the weights alone, log scale

    Caption: Six models with 16, 8 and 4 bits for each parameter, and the memory of a phone
    ({config.phone_gb} GB), a laptop ({config.laptop_gb} GB) and one GPU ({config.gpu_gb} GB): what
    we take as usual, not what every one has. Memory is sold in binary: {config.gpu_gb} GB are
    {quoted.gpu_gb_decimal:.1f} billion bytes. Whoever runs a model needs more than the weights, for
    its working memory and for everything else on the machine. Mixtral uses about a quarter of
    itself for each token and has to keep all of it at hand. No chance in counting, and no seeds.

    Alt: Six rows with three dots each on a log axis. GPT-3 needs {quoted.gpt3_gb_16_bits:.0f} GB at
    16 bits, {quoted.gpt3_gb_8_bits:.0f} GB at 8 and {quoted.gpt3_gb_4_bits:.0f} GB at 4, more than
    one GPU has. Llama 3 8B comes down to {quoted.llama_3_8b_gb_4_bits:.0f} GB, below a phone’s
    {quoted.phone_gb}. Gemma 3 270M fits anywhere.

    Table: memory_name = model; memory_count = parameters; memory[:,0] = bytes at 16 bits;
    memory[:,1] = at 8 bits; memory[:,2] = at 4 bits; fits[:,2] = of phone, laptop and GPU, hold it
    at 4 bits.
    """
    narrow = marks.is_narrow()
    gb = np.array(data["memory"]) / 1e9  # (model, bits)
    last = len(gb) - 1
    low, step = -0.75, 0.45  # in rows
    fig, ax = marks.chart(
        (0.1, 400),
        (low, last + 2),
        {0.1: "0.1", 1: "1", 10: "10", 100: "100 GB"},
        {row: "" for row in range(last + 1)},
        "",
        color,
        xlog=True,
        left=12 if narrow else 40,
        right=50 if narrow else 56,
        height=1.2 if narrow else 1.05,
    )
    devices = (data[f"device_{key}"] for key in ("name", "bytes", "gb"))
    for i, (device, size, sold) in enumerate(zip(*devices, strict=True)):
        high = last + 0.75 + step * i
        marks.upright(ax, size / 1e9, (low, high + step), color)
        ax.text(size / 1e9 / 1.06, high + 0.08, f"{device}, {sold} GB", ha="right", va="bottom")
    for i, name in enumerate(data["memory_name"]):
        y = last - i
        above = {"textcoords": "offset points", "va": "bottom"}
        at = ("axes fraction", "data")
        ax.annotate(name, (0, y), (0, 6), color=color["muted"], xycoords=at, **above)
        ax.plot(gb[i], [y] * len(gb[i]), color=color["ink"], linewidth=1.2, zorder=3)
        for size, fill in zip(gb[i], ("ink", "muted", "paper"), strict=True):
            edge = {"markeredgecolor": color["ink"], "markeredgewidth": 1.2, "markersize": 7}
            ax.plot(size, y, marker="o", color=color[fill], zorder=5, **edge)
    for size, bits in zip(gb[-1], data["bits"], strict=True):  # GPT-3, right of the GPU's line
        most, least = bits == max(data["bits"]), bits == min(data["bits"])
        word, value = (
            f"{bits} bits" if most else f"{bits}",
            f"{size:.0f} GB" if most else f"{size:.0f}",
        )
        ax.annotate(word, (size, 0), (3, 6), **above)
        if most or least or not narrow:
            ax.annotate(value, (size, 0), (3, -6), **above | {"va": "top"})
    return fig


def draw_ladder(data: dict, color: marks.Color) -> Figure:
    """Title: From 2 knobs to 2.8 trillion is twelve steps of ten.

    Axis: parameters; every step to the right is ten times as many

    Caption: The first {quoted.n_site_models} were trained for this site. ChatGPT and GPT-4 are
    missing because OpenAI never disclosed their size.

    More: Of the other models the first six are counted from the published shape, to the unit in the
    data below; the last three are as their makers state them. The last three use only
    {quoted.ladder_third_active_billion:.0f}, {quoted.ladder_second_active_billion:.0f} and
    {quoted.ladder_last_active_billion:.0f} billion of theirs for each token. No chance in counting,
    and no seeds.

    Alt: A ladder of thirteen models on a log ruler, from a line with {quoted.ladder_first}
    parameters and a digit reader with 650, past GPT-2 with 1.6 billion and GPT-3 with
    {quoted.exact_175b_billion:.0f} billion, to {quoted.ladder_second_name} with
    {quoted.ladder_second_trillion} and {quoted.ladder_last_name} with
    {quoted.ladder_last_trillion} trillion.

    Table: ladder_name = model; ladder_count = parameters; ladder_active = used for one token;
    ladder_basis = how known; ladder_source = source.
    """
    narrow = marks.is_narrow()
    fig, ax, width, _ = _draw_sheet(1.52 if narrow else 1.245)
    groups = ("trained on this site", "known from elsewhere")
    last = len(data["ladder_name"]) - 1
    edge = 4  # px: half a dot
    scale = (width - 2 * edge) / 12.5  # px a power of ten
    pitch, y = (32.0, 0.0) if narrow else (33.5, 0.0)
    for i, name in enumerate(data["ladder_name"]):
        if i == 0 or (data["ladder_basis"][i - 1] == "site") != (data["ladder_basis"][i] == "site"):
            y += 16 if not i else 30
            ax.text(0, y, groups[i > 0], color=color["muted"])
        y += pitch
        count = data["ladder_count"][i]
        text = f"{count:,}" if count < 1e6 else _draw_words(float(f"{count:.3g}"))
        times = f"{data['quoted']['largest_over_gpt3']:.0f} times GPT-3"
        ax.text(0, y - 9, name if i < last else f"{name}: {times}")
        ax.text(width, y - 9, text, ha="right", weight="bold")
        x = edge + scale * np.log10(count)
        ax.plot([0, width], [y, y], color=color["grid"], linewidth=0.75, zorder=1)
        ax.plot([0, x], [y, y], color=color["ink"], linewidth=1.5, zorder=2)
        ax.plot([x], [y], marker="o", color=color["ink"], markersize=6.5, zorder=3)
    y += 16
    ax.plot([0, width], [y, y], color=color["muted"], linewidth=0.75)
    words = {0: "1", 3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
    for power, word in words.items():
        x = edge + scale * power
        ax.plot([x, x], [y, y + 5], color=color["muted"], linewidth=0.75)
        ha = "left" if power == 0 else "right" if narrow and power == 12 else "center"
        at = {"left": 0, "right": width, "center": x}[ha]
        ax.text(at, y + 20, word, color=color["muted"], ha=ha)
    return fig


def _draw_sheet(height: float) -> tuple[Figure, Axes, float, float]:
    """Empty drawing whose coordinates are CSS pixels from the upper left corner."""
    fig = marks.canvas(height)
    wide, tall = fig.get_size_inches() / marks.PX
    ax = fig.add_axes((0, 0, 1, 1), xlim=(0, wide), ylim=(tall, 0))
    ax.set_axis_off()
    return fig, ax, wide, tall


def _draw_words(count: float, short: bool = False) -> str:
    """Write 1_300_000_000 as "1.3 billion"."""
    for unit, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if count >= unit:
            return f"{count / unit:g}" + (word[0].upper() if short else f" {word}")
    return f"{count:,}"
