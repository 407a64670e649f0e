"""How big should a model be: a miniature where the answer is known, and the fits behind "20 to 1".

Question: for a given budget, is it better to grow the model or the data?
Sources: Hoffmann et al. (2022), arXiv:2203.15556 (Chinchilla: the law, equation 10 and the
coefficients in its TeX source); Besiroglu et al. (2024), arXiv:2404.10102 (245 of its runs, fitted
again, with a bootstrap);
Maloney, Roberts and Sully (2022), arXiv:2210.16859 (a solvable model of scaling laws).

The miniature is derived in scripts/models/power_teacher.py: without label noise the best size
grows as the square root of the budget, whatever the teacher's spectrum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.compute.datasets.train_tokens import load_train_tokens
from scripts.compute.parallel import spread
from scripts.models import chinchilla, scaling_grid
from scripts.models.power_teacher import (
    best_split,
    expected_errors,
    growing_sample,
    random_gram,
    sample_error,
    unseen,
)
from scripts.models.scaling_fit import ScalingLaw, slope
from scripts.models.scaling_grid import Grid, nulls, off_the_best
from scripts.models.summary import mean_se


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_seeds: int = 10  # each draws its own examples; bigger samples contain the smaller ones
    decay: float = 1.0  # feature k explains k^-(1 + decay) of the variance of y
    noise_std: tuple[float, ...] = (0.0, 0.1, 0.3)  # of the labels; y without noise has 1.28
    n_sizes: int = 14  # numbers of knobs, geometric
    smallest_size: int = 8
    largest_size: int = 512
    n_amounts: int = 16  # numbers of training examples, geometric
    fewest: int = 16
    most: int = 4096  # further than the sizes: the best splits have more examples than knobs
    smallest_budget: int = 1000  # knobs times examples; each next one is twice the one before
    n_budgets: int = 9
    beyond: tuple[int, ...] = (4, 16)  # budgets that no fit sees, over the largest of the grid
    huber_delta: float = 1e-3  # of the fit; the paper's
    squares_delta: float = 10.0  # so wide that the same fit is one of squares
    other_decays: tuple[float, ...] = (0.5, 1.5)  # by formula, without simulation
    flop: float = 5.76e23  # Chinchilla's training compute, as its paper's table 3 has it
    chinchilla_params: float = 70e9  # as it was trained
    chinchilla_tokens: float = 1.4e12
    gopher_params: float = 280e9  # as big as was usual then, for about the same compute
    n_dropped: int = 5  # runs with the highest loss, which Besiroglu et al. leave out
    n_resamples: int = 300  # of the runs, for each of two fits; they draw 4,000
    shown: tuple[str, ...] = (  # real models to set beside the laws, as train_tokens.csv names them
        *("GPT-3", "Gopher", "Chinchilla", "LLaMA-7B", "Llama 3 8B", "Llama 3.1 405B"),
        *("DeepSeek-V3", "Qwen3-0.6B"),
    )


QUICK = Config(
    n_seeds=2,
    n_sizes=7,
    largest_size=100,
    n_amounts=6,
    most=800,
    n_budgets=3,
    beyond=(2, 4),
    n_resamples=8,
)
DATA = ("chinchilla_runs.csv", "train_tokens.csv")
# Results have six digits, the last of which can move one by 1e-5. Between two BLAS kernels
# (Haswell, Sandybridge) errors differed by 3e-13, fits by 1e-8, their standard errors by 1e-7.
TOLERANCE = {"default": 1.2e-5}


def grid_of(cfg: Config) -> Grid:
    """Sizes, amounts and budgets of a run."""
    return Grid(
        np.geomspace(cfg.smallest_size, cfg.largest_size, cfg.n_sizes).round().astype(int),
        np.geomspace(cfg.fewest, cfg.most, cfg.n_amounts).round().astype(int),
        cfg.smallest_budget * 2 ** np.arange(cfg.n_budgets),
    )


def one_seed(
    cfg: Config, rng: np.random.Generator, beyond: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Errors of the grid from one growing sample, and of bigger models on samples of their own.

    Parameters
    ----------
    cfg : Config
    rng : numpy Generator
    beyond : (n_noise, n_beyond, 2) int array
        Sizes and amounts outside the grid; zeros are left out.

    Returns
    -------
    (n_noise, n_sizes, n_amounts) array and (n_noise, n_beyond) array, units of y squared
    """
    grid = grid_of(cfg)
    errors = growing_sample(grid.sizes, grid.amounts, cfg.decay, cfg.noise_std, rng)
    far = np.zeros(beyond.shape[:2])
    for q, b in np.argwhere(beyond[..., 0]):
        gram = random_gram(*beyond[q, b], cfg.decay, rng)
        far[q, b] = sample_error(gram, cfg.decay, cfg.noise_std[q] ** 2)
    return errors, far


def by_formula(cfg: Config, decay: float) -> np.ndarray:
    """Errors of the grid by the formula, (n_noise, n_sizes, n_amounts)."""
    grid = grid_of(cfg)
    return np.array(
        [expected_errors(grid.sizes, grid.amounts, decay, std**2) for std in cfg.noise_std]
    )


def beyond_of(cfg: Config) -> np.ndarray:
    """Sizes and amounts outside the grid, (n_noise, n_beyond, 2) int; zeros: none.

    They are the best split of budgets above every budget of the grid, by the formula. Without label
    noise it would have thousands of knobs, and is left out.
    """
    return np.array(
        [
            [best_split(b, cfg.decay, std**2)[:2] if std else (0, 0) for b in larger_budgets(cfg)]
            for std in cfg.noise_std
        ]
    )


def larger_budgets(cfg: Config) -> np.ndarray:
    """Knobs times examples, above every budget of the grid, (n_beyond,) int."""
    return np.array(cfg.beyond) * cfg.largest_size * cfg.most


def run(cfg: Config) -> dict:
    """Train every size on every amount, fit the law, and set the published laws side by side.

    Errors are squared errors beyond the label noise, in units of y squared, averaged exactly over
    the teacher's coins and the label noise; what differs between seeds are the examples.

    Returns
    -------
    n_params : (n_sizes,) int, knobs
    n_train : (n_amounts,) int, examples
    noise_std : (n_noise,) float, units of y
    test_error : (n_noise, n_sizes, n_amounts) mean over seeds. With `_se`.
    formula_error : the same by the formula
    fit_A, fit_alpha, fit_B, fit_beta, fit_E, fit_exponent : (n_noise,) law fitted to the mean
        errors; exponent is beta / (alpha + beta). With `_se`: the standard error that fits of
        single seeds give to a mean of as many.
    fit_rms : (n_noise,) root mean square of log law minus log error
    squares_E, squares_exponent : (n_noise,) the same law fitted by squares
    budget : (n_budgets,) int, knobs times examples
    budget_error : (n_noise, n_budgets, n_sizes) error of each size at that budget, mean over seeds;
        None where the grid has no such amount. With `_se`.
    best_params, best_error : (n_noise, n_budgets) lowest point of each of these curves, mean over
        seeds. With `_se`.
    direct_exponent : (n_noise,) slope of log best_params over log budget, mean over seeds.
        With `_se`.
    formula_best_params, formula_best_error : (n_noise, n_budgets) read off formula_error the same
        way
    formula_exponent, formula_fit_exponent, formula_fit_E : (n_noise,) the same slope and the same
        fit from formula_error: what they give without chance
    limit_exponent : (n_noise,) for budgets without end: 1/2, with label noise 1 / (2 + decay)
    beyond_budget : (n_beyond,) int, above every budget of the grid: no fit saw them
    beyond_params, beyond_train : (n_noise, n_beyond) int, best split by the formula; 0: not trained
    beyond_error : (n_noise, n_beyond) measured there, mean over seeds; None: not trained. With
        `_se`.
    beyond_fit : (n_noise, n_beyond) lowest error at that budget by the fitted law
    line_budget : (n_line,) float, for drawing
    line_formula, line_fit : (n_noise, n_line) lowest error by the formula and by the fitted law
    other_decay : (n_other,) float
    other_exponent, other_E, other_lowest : (n_other, n_noise) fit to the formula's errors for other
        spectra, and the lowest error of that grid
    fit_name : (5,) str, fits of Chinchilla's law: three published ones, then "refit" and
        "all_runs", fitted here to the runs without the five of the highest loss and with them
    published_A, published_alpha, published_B, published_beta, published_E, published_exponent :
        (5,) nats per token, and dimensionless
    optimum_params, optimum_tokens, tokens_per_param : (5,) at Chinchilla's compute
    ratio_80_low, ratio_80_high, ratio_95_low, ratio_95_high : (5,) quantiles of tokens_per_param
        They hold 80 and 95 % of the fits of runs drawn again; None for the paper's own two.
        Besiroglu et al. fit the runs of "refit" in the same way: theirs is that of "refit" around
        their own value.
    ratio_se : (5,) standard error of its logarithm, from the same fits
    law_mean, law_covariance : (2, 5) and (2, 5, 5) of log A, alpha, log B, beta, log E over the
        same fits, of "refit" and "all_runs"
    law_resample : (2, n_resamples, 5) these fits themselves
    n_runs : int, runs that "all_runs" is fitted to
    run_flop, run_params, run_tokens : (2,) least and most of these runs
    model_name : (n_shown,) str, real models
    model_total, model_params : (n_shown,) int, parameters, and those one token uses
    model_tokens : (n_shown,) int, tokens read in training
    model_of : (n_shown,) str, whether that is of the "model", "at least", or of its "family"
    rounded_term : (4,) str, the one coefficient of "tex" that is rounded as in "eq10"
    rounded_tokens_per_param : (4,)
    quoted : dict of scalars
    """
    grid, beyond = grid_of(cfg), beyond_of(cfg)
    tasks = [(cfg, rng, beyond) for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_seeds)]
    found = spread(one_seed, tasks)
    errors = np.array([error for error, _ in found])  # (seed, noise, size, amount)
    mean, se = mean_se(errors)
    formula = by_formula(cfg, cfg.decay)
    data = {
        "n_params": grid.sizes,
        "n_train": grid.amounts,
        "noise_std": list(cfg.noise_std),
        "test_error": mean,
        "test_error_se": se,
        "formula_error": formula,
    }
    laws = [grid.fitted(error, cfg.huber_delta) for error in mean]
    data |= scaling_grid.fits(grid, errors, laws, cfg.huber_delta, cfg.squares_delta)
    data |= scaling_grid.direct(grid, errors) | _formula(cfg, formula, laws)
    far = np.array([error for _, error in found])  # (seed, noise, beyond)
    data |= _beyond(cfg, beyond, far, laws)
    other = np.array([by_formula(cfg, decay) for decay in cfg.other_decays])
    other_laws = [[grid.fitted(error, cfg.huber_delta) for error in row] for row in other]
    data |= {
        "other_decay": list(cfg.other_decays),
        "other_exponent": [[law.exponent for law in row] for row in other_laws],
        "other_E": [[law.E for law in row] for row in other_laws],
        "other_lowest": other.min(axis=(2, 3)),
    }
    rng = np.random.default_rng([cfg.seed, 1])
    data |= chinchilla.compared(cfg.flop, cfg.n_dropped, cfg.n_resamples, cfg.huber_delta, rng)
    data |= _models(cfg)
    data["quoted"] = quoted(cfg, data)
    return data


def _formula(cfg: Config, formula: np.ndarray, laws: list[ScalingLaw]) -> dict:
    """Treat the formula's errors as the measured ones are treated: what is left without chance."""
    grid = grid_of(cfg)
    best = [grid.read(error)[1:] for error in formula]
    alike = [
        grid.fitted(error, cfg.huber_delta, law) for error, law in zip(formula, laws, strict=True)
    ]
    return {
        "formula_best_params": [sizes for sizes, _ in best],
        "formula_best_error": [lowest for _, lowest in best],
        "formula_exponent": [slope(grid.budgets, sizes) for sizes, _ in best],
        "formula_fit_exponent": [law.exponent for law in alike],
        "formula_fit_E": [law.E for law in alike],
        "limit_exponent": [1 / (2 + cfg.decay) if std else 0.5 for std in cfg.noise_std],
    }


def _models(cfg: Config) -> dict:
    """Real models: what works on a token, and what they read."""
    rows = {row["name"]: row for row in load_train_tokens()}
    shown = [rows[name] for name in cfg.shown]
    return {
        "model_name": list(cfg.shown),
        "model_total": [row["params"] for row in shown],
        "model_params": [row["active"] or row["params"] for row in shown],
        "model_tokens": [row["tokens"] for row in shown],
        "model_of": [row["tokens_of"] for row in shown],
    }


def _beyond(cfg: Config, beyond: np.ndarray, far: np.ndarray, laws: list[ScalingLaw]) -> dict:
    """Compare the law with bigger runs than it saw, and with the formula further out still."""
    budgets = larger_budgets(cfg)
    mean, se = (np.where(beyond[..., 0], value, np.nan) for value in mean_se(far))
    line = np.geomspace(cfg.smallest_budget, 10 * budgets[-1], 17)
    return {
        "beyond_budget": budgets,
        "beyond_params": beyond[..., 0],
        "beyond_train": beyond[..., 1],
        "beyond_error": nulls(mean),
        "beyond_error_se": nulls(se),
        "beyond_fit": [[float(law.loss(*law.optimum(b))) for b in budgets] for law in laws],
        "line_budget": line,
        "line_formula": [[best_split(b, cfg.decay, s**2)[2] for b in line] for s in cfg.noise_std],
        "line_fit": [[float(law.loss(*law.optimum(b))) for b in line] for law in laws],
    }


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote; `_noise_01` means labels with noise of standard deviation 0.1.

    `_first` and `_last` are the smallest and the largest budget.
    """
    errors, budgets = np.asarray(data["test_error"]), data["budget"]
    off = np.abs(errors / data["formula_error"] - 1)
    variance = unseen(0, cfg.decay)
    numbers = {
        "n_seeds": cfg.n_seeds,
        "n_sizes": cfg.n_sizes,
        "n_amounts": cfg.n_amounts,
        "n_models": cfg.n_sizes * cfg.n_amounts,
        "n_budgets": cfg.n_budgets,
        "smallest_size": cfg.smallest_size,
        "largest_size": cfg.largest_size,
        "fewest": cfg.fewest,
        "most": cfg.most,
        "budget_first": int(budgets[0]),
        "budget_last": int(budgets[-1]),
        "budget_largest_in_grid": cfg.largest_size * cfg.most,
        "beyond_last": cfg.beyond[-1],
        "beyond_budget_last_million": int(data["beyond_budget"][-1]) / 1e6,
        "huber_delta": cfg.huber_delta,
        "y_std": float(np.sqrt(variance)),
        "formula_off": off.max(),  # most of it with the fewest examples
        "formula_off_from_100_examples": off[..., data["n_train"] >= 100].max(),
        "largest_standard_error": (data["test_error_se"] / errors).max(),
    }
    numbers |= _wasted(cfg, data)
    for q, std in enumerate(cfg.noise_std):
        found = _quoted_noise(cfg, data, q)
        numbers |= {f"{key}_noise_{_digits(std)}": value for key, value in found.items()}
    return numbers | _quoted_published(cfg, data)


def _quoted_noise(cfg: Config, data: dict, q: int) -> dict:
    """Scalars of the label noise of index q."""
    std, variance, budgets = cfg.noise_std[q], unseen(0, cfg.decay), data["budget"]
    best, floor = data["best_params"][q], data["fit_E"][q]
    lowest = data["test_error"][q].min()
    values = {
        "noise_share": std**2 / (std**2 + variance),
        "lowest_error": lowest,
        "best_params_first": best[0],
        "best_params_last": best[-1],
        "examples_per_param_first": budgets[0] / best[0] ** 2,
        "examples_per_param_last": budgets[-1] / best[-1] ** 2,
        "limit_exponent": data["limit_exponent"][q],
        "direct_exponent": data["direct_exponent"][q],
        "direct_exponent_se": data["direct_exponent_se"][q],
        "formula_exponent": data["formula_exponent"][q],
        "fit_exponent": data["fit_exponent"][q],
        "fit_exponent_se": data["fit_exponent_se"][q],
        "fit_off_direct_in_se": (data["fit_exponent"][q] - data["direct_exponent"][q])
        / np.hypot(data["fit_exponent_se"][q], data["direct_exponent_se"][q]),
        "formula_fit_exponent": data["formula_fit_exponent"][q],
        "fit_alpha": data["fit_alpha"][q],
        "fit_beta": data["fit_beta"][q],
        "fit_rms": data["fit_rms"][q],
        "floor": floor,
        "floor_se": data["fit_E_se"][q],
        "floor_over_lowest": floor / lowest,
        "squares_floor": data["squares_E"][q],
        "squares_exponent": data["squares_exponent"][q],
    }
    if std:
        measured = data["beyond_error"][q][-1]
        values |= {
            "floor_in_se": floor / data["fit_E_se"][q],
            "beyond_params": int(data["beyond_params"][q][-1]),
            "beyond_train": int(data["beyond_train"][q][-1]),
            "beyond_error": measured,
            "beyond_error_se": data["beyond_error_se"][q][-1],
            "beyond_fit": data["beyond_fit"][q][-1],
            "beyond_fit_over_measured": data["beyond_fit"][q][-1] / measured,
            "beyond_over_floor": measured / floor,
        }
    for d, decay in enumerate(cfg.other_decays):
        name = f"decay_{_digits(decay)}"
        values[f"fit_exponent_{name}"] = data["other_exponent"][d][q]
        values[f"floor_over_lowest_{name}"] = data["other_E"][d][q] / data["other_lowest"][d][q]
    return values


def _wasted(cfg: Config, data: dict) -> dict:
    """Find how much worse a model four times too big or too small does, at the middle budget."""
    middle = cfg.n_budgets // 2
    curve, best = data["budget_error"][0][middle], data["best_params"][0][middle]
    lowest = data["best_error"][0][middle]
    return {"budget_middle": int(data["budget"][middle])} | {
        f"four_times_too_{name}": off_the_best(grid_of(cfg), curve, best, factor) / lowest
        for name, factor in (("big", 4), ("small", 1 / 4))
    }


def _quoted_published(cfg: Config, data: dict) -> dict:
    return {
        "chinchilla_flop_e23": cfg.flop / 1e23,
        "chinchilla_tokens_per_param": cfg.chinchilla_tokens / cfg.chinchilla_params,
        "n_dropped": cfg.n_dropped,
        "n_fitted": data["n_runs"] - cfg.n_dropped,
        "n_resamples": cfg.n_resamples,
        "largest_run_flop_e21": data["run_flop"][1] / 1e21,
        "chinchilla_over_largest_run": cfg.flop / data["run_flop"][1],
        "n_shown": len(cfg.shown),
        **chinchilla.scalars(data),
        **chinchilla.cost_of_gopher("besiroglu", cfg.gopher_params, cfg.flop),
    }


def _digits(value: float) -> str:
    """Write 0.3 as "03", for a name.

    >>> _digits(0.0)
    '0'
    """
    return f"{value:g}".replace(".", "")
