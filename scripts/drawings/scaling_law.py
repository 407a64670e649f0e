"""Figures of what `scripts.experiments.scaling_law` found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure


PAGE = {
    "scaling_law": (
        *("fit_name", "published_A", "published_alpha", "published_B", "published_beta"),
        *("published_E", "law_resample", "run_flop", "run_params", "run_tokens"),
        *("model_name", "model_total", "model_params", "model_tokens", "model_of"),
    )
}
FLOP = 6.0  # for each knob and token

# Names beside their points in the drawing of real models: words, offset in points, alignment
WIDE_MODELS = {
    "GPT-3": ("GPT-3", -8, 0, "right"),
    "Gopher": ("Gopher", 8, 0, "left"),
    "Chinchilla": ("Chinchilla", 8, -8, "left"),
    "LLaMA-7B": ("LLaMA-7B", -8, 0, "right"),
    "Llama 3 8B": ("Llama 3 8B", -8, 0, "right"),
    "Llama 3.1 405B": ("Llama 3.1 405B", -8, 5, "right"),
    "DeepSeek-V3": ("DeepSeek-V3", 0, -12, "center"),
    "Qwen3-0.6B": ("Qwen3-0.6B", 8, 0, "left"),
}
NARROW_MODELS = WIDE_MODELS | {
    "Llama 3.1 405B": ("Llama 3.1 405B", 0, 13, "center"),
    "GPT-3": ("GPT-3", 0, -13, "right"),
    "Gopher": ("Gopher", 0, -13, "left"),
}


def draw(data: dict, color: marks.Color) -> Figure:
    """Title: A budget buys a big model that read little, or a small one that read much.

    Axis: tokens read in training, log scale

    Caption: Along the slanted line computing is equal. The fits, once asked, come with
    {quoted.n_shown} real models; the band holds 80 % of {config.n_resamples} fits of runs drawn
    again.

    More: Computing is six operations for each knob and token. Of a mixture of experts (DeepSeek-V3,
    the square) only the knobs that work on a token count. The best split is by our refit of
    Chinchilla’s runs, and the band shows how far the choice of runs moves it, not whether the law
    is right. The largest of these runs took {quoted.largest_run_flop_e21:.0f} × 10²¹ operations,
    Chinchilla {quoted.chinchilla_over_largest_run:.0f} times as many; all models here lie beyond
    the runs.

    Alt: Dots on log axes of size and text. GPT-3, with 175 billion knobs, and Gopher, with 280, lie
    far below a rising line of best splits, at 0.3 trillion tokens; Chinchilla lies on it. LLaMA-7B,
    Llama 3 8B, Qwen3-0.6B and, by the knobs that work, DeepSeek-V3 lie above it, Qwen3-0.6B
    furthest, with 36 trillion tokens. Llama 3.1 405B lies near it.

    Table: model_name = model; model_params = knobs that work on a token; model_total = all knobs;
    model_tokens = tokens read; model_of = of the.
    """
    narrow = marks.is_narrow()
    (left, right), (low, high) = (3e8, 1.2e12), (4e10, 1.2e14)
    fig, ax = marks.chart(
        (left, right),
        (low, high),
        {1e9: "1 billion", 1e10: "10", 1e11: "100", 1e12: "1 trillion"},
        {1e11: "0.1", 1e12: "1", 1e13: "10", 1e14: "100 trillion"},
        "knobs that work on a token",
        color,
        xlog=True,
        ylog=True,
        left=52 if narrow else 90,
        right=20 if narrow else 64,
        height=1.1,
    )
    sizes = np.array([left / 3, right * 3])
    for exponent in (21, 22, 23, 24, 25, 26):
        tokens = 10.0**exponent / FLOP / sizes
        ax.plot(sizes, tokens, color=color["rule"], linewidth=0.75, zorder=1)
    theta = np.array(data["law_resample"][0])
    flop = np.geomspace(1e19, 1e28, 60)
    spread = np.array([np.quantile(log_sizes(theta, c), (0.1, 0.9)) for c in flop]).T
    i = data["fit_name"].index("refit")
    ours = [data[f"published_{term}"][i] for term in ("A", "alpha", "B", "beta", "E")]
    ours[::2] = np.log(ours[::2])
    best = np.exp([log_sizes(np.array(ours), c) for c in flop])
    ends = np.exp(spread)
    outline = np.concatenate([ends[0], ends[1][::-1]])
    both = np.concatenate([flop, flop[::-1]])
    ax.fill(outline, both / FLOP / outline, color=color["theory"], alpha=0.14, linewidth=0)
    marks.line(ax, best, flop / FLOP / best, "theory", color, linewidth=1.4)
    names = NARROW_MODELS if narrow else WIDE_MODELS
    keys = ("model_name", "model_params", "model_total", "model_tokens")
    for name, size, total, tokens in zip(*(data[key] for key in keys), strict=True):
        look = {"marker": "o" if size == total else "s", "markersize": 6, "zorder": 5}
        ax.plot([size], [tokens], color=color["ink"], **look)
        words, dx, dy, ha = names[name]
        place = {"textcoords": "offset points", "ha": ha, "va": "center", "zorder": 7}
        ax.annotate(words, (size, tokens), (dx, dy), **place)
    marks.label(ax, 4e9, 5e10, "the best split", color["theory"], ha="left")
    return fig


def log_sizes(theta: np.ndarray, flop: float) -> np.ndarray:
    """Log of the best size of laws, (..., 5) log A, alpha, log B, beta, log E, for this compute."""
    log_a, alpha, log_b, beta, _ = np.moveaxis(theta, -1, 0)
    return (np.log(alpha / beta) + log_a - log_b + beta * np.log(flop / FLOP)) / (alpha + beta)


def draw_world(data: dict, color: marks.Color) -> Figure:
    """Title: Four times the budget buys twice the knobs and twice the data.

    Axis: error on new examples, log scale

    Caption: Simulated: models with {quoted.smallest_size} to {quoted.largest_size} knobs learn from
    a teacher with endlessly many patterns. A budget is knobs times examples; along a curve it is
    the same, so a bigger model sees less. Large dots: the lowest point of each curve, where four
    times too many knobs or a quarter of them make the error two to three times as large. Dashed:
    where theory puts it. Over {config.n_seeds} seeds the best size grows as the budget to the power
    {quoted.direct_exponent_noise_0:.3f} ± {quoted.direct_exponent_se_noise_0:.3f} (standard error);
    in theory, 0.5. Bands of two standard errors are narrower than most dots.

    Alt: Five U-shaped curves of error against the number of knobs, one for each budget from
    {quoted.budget_first:,} to {quoted.budget_last:,}. All fall along one line while the model is
    too small, then turn up where it has too few examples. The lowest points move down and to the
    right, from {quoted.best_params_first_noise_0:.0f} to {quoted.best_params_last_noise_0:.0f}
    knobs.

    Table: budget = budget (knobs times examples); best_params[0] = best size; best_params_se[0] =
    standard error; formula_best_params[0] = best size by theory; best_error[0] = its error;
    best_params[1] = best size, some label noise; best_params[2] = more label noise.
    """
    narrow = marks.is_narrow()
    sizes = np.array(data["n_params"])
    ticks = (8, 30, 100, 500) if narrow else (8, 15, 30, 60, 120, 250, 500)
    fig, ax = marks.chart(
        (sizes[0], sizes[-1]),
        (0.003, 0.3),
        {t: f"{t}" for t in ticks},
        {0.003: "0.003", 0.01: "0.01", 0.03: "0.03", 0.1: "0.1"},
        "knobs",
        color,
        xlog=True,
        ylog=True,
        left=50,
        right=58 if narrow else 64,
    )
    for b in range(0, len(data["budget"]), 2):
        mean, se = (np.array(data[f"budget_error{end}"][0][b], dtype=float) for end in ("", "_se"))
        marks.band(ax, sizes, mean - 2 * se, mean + 2 * se, color["test"])
        marks.line(ax, sizes, mean, "test", color, marker=True, linewidth=1.4)
        marks.dot(ax, data["best_params"][0][b], data["best_error"][0][b], "test", color)
        end = int(np.flatnonzero(~np.isnan(mean))[-1])
        place = {"textcoords": "offset points", "va": "center"}
        if b:
            ax.annotate(f"{data['budget'][b]:,}", (sizes[end], mean[end]), (5, 0), **place)
        else:
            text = f"budget {data['budget'][b]:,}"
            ax.annotate(text, (sizes[end], mean[end]), (6, 12), ha="right", **place)
    line = (data[f"formula_best_{key}"][0] for key in ("params", "error"))
    marks.line(ax, *line, "theory", color)
    ax.text(22, 0.018, "too small", ha="right")
    words = "too big for\nits budget" if narrow else "too big for its budget"
    ax.text(sizes[-1], 0.15, words, ha="right", va="bottom", multialignment="left")
    marks.label(ax, 290, 0.0039, "theory", color["theory"], ha="right")
    return fig


def draw_floor(data: dict, color: marks.Color) -> Figure:
    """Title: The fit finds a floor that is not there.

    Axis: lowest error for a budget, beyond the label noise, log scale

    Caption: Simulated. Dots: the lowest error for each budget, mean of {config.n_seeds} seeds; bars
    would be shorter than the dots. Line: the law A / Nᵅ + B / Dᵝ + E, fitted to all
    {quoted.n_models} models up to the upright mark. With labels that are
    {quoted.noise_share_noise_03:.0%} noise it finds a floor of E = {quoted.floor_noise_03:.4f} ±
    {quoted.floor_se_noise_03:.4f} (standard error). The truth is 0: the larger of the two models
    beyond the mark, of {quoted.beyond_params_noise_03:,} knobs, has only
    {quoted.beyond_over_floor_noise_03:.0%} of that. With clean labels the same fit finds no floor
    here, but does for a teacher whose patterns fall off more slowly. Seeds tell how far chance
    moves a fit, not whether its form is right.

    Alt: Two falling rows of dots against the budget on log axes. With clean labels the dots and the
    fitted line fall together. With noisy labels the fitted line bends towards a level floor at
    {quoted.floor_noise_03:.4f}, while the dots go on falling to {quoted.beyond_error_noise_03:.4f},
    below the floor.

    Table: noise_std = standard deviation of the label noise; fit_A = A; fit_alpha = α; fit_B = B;
    fit_beta = β; fit_E = E; fit_E_se = standard error; fit_exponent = exponent of the best size;
    direct_exponent = the same, no law assumed; beyond_error[:,1] = error at the largest budget,
    measured; beyond_fit[:,1] = by the law.
    """
    narrow = marks.is_narrow()
    x, noisy = np.array(data["line_budget"]), len(data["noise_std"]) - 1
    seen, end = data["n_params"][-1] * data["n_train"][-1], 5e7
    ticks = {1e3: "1,000", 1e4: "10,000", 1e5: "100,000", 1e6: "1 million", 1e7: "10 million"}
    if narrow:
        ticks = {1e3: "1,000", 1e5: "100,000", 1e7: "10 million"}
    fig, ax = marks.chart(
        (x[0], end),
        (0.0008, 0.2),
        ticks,
        {0.001: "0.001", 0.003: "0.003", 0.01: "0.01", 0.03: "0.03", 0.1: "0.1"},
        "budget: knobs times examples",
        color,
        xlog=True,
        ylog=True,
        left=52,
        right=14,
    )
    marks.upright(ax, seen, (0.0008, 0.15), color)
    marks.level(ax, data["fit_E"][noisy], (x[0], end), "noise", color)
    dots = {"marker": "o", "linestyle": "", "color": color["test"], "zorder": 5}
    for q in (0, noisy):
        shown = (x <= end) & (np.array(data["line_fit"][q]) > 0.0008)
        marks.line(ax, x[shown], np.array(data["line_fit"][q])[shown], "theory", color)
        ax.plot(data["budget"], data["best_error"][q], **dots)
    ax.plot(data["beyond_budget"], data["beyond_error"][noisy], **dots)
    ax.text(seen * 0.85, 0.13, "models the fit saw", ha="right", va="center")
    marks.label(ax, 1.6e3, data["fit_E"][noisy] * 0.86, "the fit’s floor", color["noise"], va="top")
    marks.label(ax, end, 0.0068, "the fit", color["theory"], ha="right", va="bottom")
    marks.label(ax, 1.7e4, 0.058, "noisy labels", color["test"])
    marks.label(ax, 1.4e4 if narrow else 2e4, 0.0135, "clean labels", color["test"], ha="right")
    return fig


def draw_chinchilla(data: dict, color: marks.Color) -> Figure:
    """Title: The famous 20 tokens for each knob do not follow from the famous formula.

    Axis: tokens for each knob that the law calls best, log scale

    Caption: What five fits of the same training runs recommend for Chinchilla’s compute,
    {quoted.chinchilla_flop_e23:.2f} × 10²³ operations. The first two are the paper’s own numbers,
    as printed and before rounding: rounding one exponent, β, is most of the step. The others fit
    {quoted.n_runs} of its runs, which Besiroglu et al. read off a figure of the paper: theirs, ours
    without the {quoted.n_dropped} runs of the highest loss, which they leave out too, and ours with
    all. Thick bars hold 80 %, thin ones 95 % of {config.n_resamples} fits of runs drawn again with
    replacement; the bar of the third is that of the fourth, around its own value. Without the five,
    one standard error is a factor of {quoted.ratio_se_factor_refit:.1f}:
    {quoted.chinchilla_tokens_per_param:.0f} lies inside the bars, {quoted.tokens_per_param_tex:.0f}
    and {quoted.tokens_per_param_eq10:.0f} outside. There is one set of runs, and no seeds.

    Alt: Five rows with a dot each on a log axis, and a mark at
    {quoted.chinchilla_tokens_per_param:.0f}, where Chinchilla was trained. The printed equation
    says {quoted.tokens_per_param_eq10:.1f} tokens for each knob, the same without rounding
    {quoted.tokens_per_param_tex:.1f}, the later fit {quoted.tokens_per_param_besiroglu:.1f} and
    ours {quoted.tokens_per_param_refit:.1f}, with a bar from {quoted.ratio_95_low_refit:.0f} to
    {quoted.ratio_95_high_refit:.0f} that holds the mark. Of all runs it is
    {quoted.tokens_per_param_all_runs:.1f}, with a bar from {quoted.ratio_95_low_all_runs:.0f} to
    {quoted.ratio_95_high_all_runs:.0f}.

    Table: fit_name = fit; published_A = A; published_alpha = α; published_B = B; published_beta =
    β; published_E = E; optimum_params = best size; optimum_tokens = tokens; tokens_per_param =
    tokens for each knob; ratio_80_low = 80 % from; ratio_80_high = to; ratio_95_low = 95 % from;
    ratio_95_high = to.
    """
    narrow, rows = marks.is_narrow(), len(data["fit_name"])
    names = (
        "equation 10, as printed",
        "the same, before rounding",
        "fitted again, 2024",
        "our refit",
        f"our refit, all {data['n_runs']} runs",
    )
    if narrow:
        names = ("equation 10, printed", "not rounded", "fitted again", "our refit", "all runs")
    fig, ax = marks.chart(
        (1.6, 100),
        (-0.75, rows + 0.1),
        {t: f"{t}" for t in (2, 5, 10, 20, 50, 100)},
        {row: "" for row in range(rows)},
        "tokens for each knob",
        color,
        xlog=True,
        left=12,
        right=44,
    )
    trained = data["quoted"]["chinchilla_tokens_per_param"]
    marks.upright(ax, trained, (-0.75, rows - 0.35), color)
    ax.text(trained, rows - 0.3, f"Chinchilla itself: {trained:.0f}", ha="center", va="bottom")
    for i, name in enumerate(names):
        y, ratio = rows - 1 - i, data["tokens_per_param"][i]
        place = {"textcoords": "offset points", "annotation_clip": False}
        start = {"xycoords": ("axes fraction", "data"), **place}
        ax.annotate(name, (0, y), (0, 6), va="bottom", weight="bold", **start)
        if not narrow:
            size, tokens = data["optimum_params"][i] / 1e9, data["optimum_tokens"][i] / 1e12
            best = f"{size:.0f} billion knobs, {tokens:.1f} trillion tokens"
            ax.annotate(best, (0, y), (0, -6), va="top", color=color["muted"], **start)
        if data["ratio_se"][i] is not None:
            bar = {"color": color["muted"], "solid_capstyle": "butt", "zorder": 4}
            for share, width in ((95, 1), (80, 4)):
                ends = [data[f"ratio_{share}_{end}"][i] for end in ("low", "high")]
                ax.plot(ends, (y, y), linewidth=width, **bar)
        marks.dot(ax, ratio, y, "ink", color)
        beside = trained / 1.5 < ratio < trained  # keep off the upright mark
        side, ha = (-7, "right") if beside else (8, "left")
        number = f"{ratio:.1f}"
        ax.annotate(number, (ratio, y), (side, 3), ha=ha, va="bottom", weight="bold", **place)
    return fig
