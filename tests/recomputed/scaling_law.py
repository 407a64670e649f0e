"""Quoted numbers of `scaling_law`, read off its grid, its fits and the runs of Chinchilla."""

import csv
import math
from functools import cache

import numpy as np
import pytest
from repeats import mean
from scipy.optimize import minimize
from scipy.special import huber, logsumexp, zeta

from scripts.compute.results import ROOT

# Coefficients A, alpha, B, beta, E as Hoffmann et al. (2022) print them, as their TeX source has
# them, and as Besiroglu et al. (2024) print theirs.
EQ10 = (406.4, 0.34, 410.7, 0.28, 1.69)
TEX = (math.exp(6.0073404), 0.33917084, math.exp(6.0179186), 0.2849083, math.exp(0.5267228))
BESIROGLU = (482.01, 0.3478, 2085.43, 0.3658, 1.8172)
FLOP = 5.76e23
ENDS = ("80_low", "80_high", "95_low", "95_high")


def best(law: tuple[float, ...]) -> tuple[float, float]:
    """Parameters and tokens where the derivatives balance, for Chinchilla's compute."""
    a, alpha, b, beta, _ = law
    product = FLOP / 6
    n_params = (alpha * a / (beta * b) * product**beta) ** (1 / (alpha + beta))
    return n_params, product / n_params


def loss_of(law: tuple[float, ...], n_params: float, n_tokens: float) -> float:
    """Loss of a law, nats per token."""
    a, alpha, b, beta, e = law
    return e + a * n_params**-alpha + b * n_tokens**-beta


@cache
def chinchilla_runs() -> np.ndarray:
    """Parameters, compute in FLOP and loss of every run: (n, 3)."""
    lines = (ROOT / "scripts/data/chinchilla_runs.csv").read_text(encoding="utf-8").splitlines()
    return np.array([[float(v) for v in row.values()] for row in csv.DictReader(lines)])


def shown_models(config: dict) -> int:
    """Models of the configuration that the table of tokens has."""
    lines = (ROOT / "scripts/data/train_tokens.csv").read_text(encoding="utf-8").splitlines()
    return sum(row["name"] in config["shown"] for row in csv.DictReader(lines))


@cache
def refitted(n_dropped: int, delta: float) -> tuple[float, ...]:
    """Law by SciPy's own minimiser, of the runs without so many of the highest loss."""
    runs = chinchilla_runs()
    runs = runs[runs[:, 2].argsort(kind="stable")][: len(runs) - n_dropped]
    n_params, n_tokens = runs[:, 0], runs[:, 1] / 6 / runs[:, 0]

    def cost(theta: np.ndarray) -> float:
        log_a, alpha, log_b, beta, log_e = theta
        terms = [
            log_a - alpha * np.log(n_params),
            log_b - beta * np.log(n_tokens),
            np.full(len(runs), log_e),
        ]
        return huber(delta, logsumexp(terms, axis=0) - np.log(runs[:, 2])).sum() / delta

    theta = [math.log(BESIROGLU[0]), BESIROGLU[1], math.log(BESIROGLU[2]), *BESIROGLU[3:]]
    theta[4] = math.log(theta[4])
    for method in ("Nelder-Mead", "BFGS", "Nelder-Mead", "BFGS"):
        theta = minimize(cost, theta, method=method, options={"maxiter": 4000}).x
    return math.exp(theta[0]), theta[1], math.exp(theta[2]), theta[3], math.exp(theta[4])


def of_chinchilla(data: dict, config: dict) -> dict:
    """Numbers by key of the published laws and of those fitted to the same runs."""
    laws = {"eq10": EQ10, "tex": TEX, "besiroglu": BESIROGLU}
    loose = {
        "refit": refitted(5, config["huber_delta"]),
        "all_runs": refitted(0, config["huber_delta"]),
    }
    ratio = {name: best(law)[1] / best(law)[0] for name, law in (laws | loose).items()}
    spread = np.array(data["law_covariance"][0])
    deviation = np.sqrt(spread.diagonal())
    size, tokens = best(BESIROGLU)
    gopher = loss_of(BESIROGLU, 280e9, FLOP / 6 / 280e9)
    lowest = loss_of(BESIROGLU, size, tokens)
    found = {
        "chinchilla_flop_e23": FLOP / 1e23,
        "chinchilla_tokens_per_param": 1.4e12 / 70e9,
        "largest_run_flop_e21": sorted(chinchilla_runs()[:, 1])[-1] / 1e21,
        "chinchilla_over_largest_run": FLOP / sorted(chinchilla_runs()[:, 1])[-1],
        "n_shown": shown_models(config),
        "n_runs": len(chinchilla_runs()),
        "n_fitted": len(chinchilla_runs()) - 5,
        "n_fits": len(ratio),
        "eq10_over_tex": ratio["eq10"] / ratio["tex"],
        "eq10_over_besiroglu": ratio["eq10"] / ratio["besiroglu"],
        "tex_over_besiroglu": ratio["tex"] / ratio["besiroglu"],
        "correlation_log_A_alpha": spread[0, 1] / deviation[0] / deviation[1],
        "correlation_log_B_beta": spread[2, 3] / deviation[2] / deviation[3],
        "gopher_billion": 280,
        "gopher_over_best": 280e9 / size,
        "gopher_loss": gopher,
        "gopher_best_loss": lowest,
        "gopher_cost": (gopher - lowest) / (lowest - BESIROGLU[4]),
    }
    # Along the valley of the best fits two minimisers stop a little apart.
    for name, law in (laws | loose).items():
        off = 2e-3 if name in loose else 1e-5
        n_params, n_tokens = best(law)
        values = {
            "tokens_per_param": ratio[name],
            "billion_params": n_params / 1e9,
            "trillion_tokens": n_tokens / 1e12,
            "exponent": law[3] / (law[1] + law[3]),
            "exponent_tokens": law[1] / (law[1] + law[3]),
        }
        found |= {f"{key}_{name}": pytest.approx(v, rel=off) for key, v in values.items()}
    for i, term in enumerate(("A", "alpha", "B", "beta")):
        mixed = [EQ10[k] if k == i else TEX[k] for k in range(5)]
        found[f"tokens_per_param_{term}_rounded"] = best(mixed)[1] / best(mixed)[0]
    return found | of_intervals(data, config)


def of_intervals(data: dict, config: dict) -> dict:
    """Numbers by key of how sure the ratio is, whose quantiles `series` finds from resamples."""
    found = {}
    rng = np.random.default_rng(2)
    for i, names in enumerate((("refit", "besiroglu"), ("all_runs",))):
        # A normal distribution with their mean and covariance spreads as the resamples do.
        theta = rng.multivariate_normal(data["law_mean"][i], data["law_covariance"][i], 20_000)
        log_a, alpha, log_b, beta, _ = theta.T
        share = beta / (alpha + beta)
        of_size = (np.log(alpha / beta) + log_a - log_b) / (alpha + beta)
        factor = math.exp(np.std(2 * (of_size + share * math.log(FLOP / 6))))
        for name in names:
            found[f"ratio_se_factor_{name}"] = pytest.approx(
                factor, rel=0.5 / config["n_resamples"] ** 0.5
            )
    for name in ("besiroglu", "refit", "all_runs"):
        place = data["fit_name"].index(name)
        for end in ENDS:
            found[f"ratio_{end}_{name}"] = data[f"ratio_{end}"][place]
    # Besiroglu's interval is that of "refit", moved to their own ratio.
    ratio = dict(zip(data["fit_name"], data["tokens_per_param"], strict=True))
    moved = ratio["besiroglu"] / ratio["refit"]
    for end in ENDS:
        found[f"ratio_{end}_besiroglu"] = found[f"ratio_{end}_refit"] * moved
    return found


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    errors, formula = np.array(data["test_error"]), np.array(data["formula_error"])
    off = np.abs(errors - formula) / formula
    many = np.array(data["n_train"]) >= 100
    budgets = data["budget"]
    middle = len(budgets) // 2
    sizes = [float(n) for n in data["n_params"]]
    curve = {n: e for n, e in zip(sizes, data["budget_error"][0][middle], strict=True) if e}
    best_size, lowest = data["best_params"][0][middle], data["best_error"][0][middle]

    def at(n: float) -> float:
        n = min(max(n, min(curve)), max(curve))  # no further than the curve goes
        below, above = max(s for s in curve if s <= n), min(s for s in curve if s >= n)
        share = math.log(n / below) / math.log(above / below) if above > below else 0.0
        return curve[below] ** (1 - share) * curve[above] ** share

    largest = max(data["n_params"]) * max(data["n_train"]) * max(config["beyond"])
    found = of_chinchilla(data, config) | {
        "beyond_last": max(config["beyond"]),
        "beyond_budget_last_million": largest / 10**6,
        "y_std": math.sqrt(zeta(1 + config["decay"])),
        "n_models": errors[0].size,
        "budget_first": budgets[0],
        "budget_last": budgets[-1],
        "budget_middle": budgets[middle],
        "budget_largest_in_grid": max(data["n_params"]) * max(data["n_train"]),
        "formula_off": pytest.approx(off.max(), rel=1e-3),
        "formula_off_from_100_examples": pytest.approx(off[..., many].max(), rel=1e-3),
        "largest_standard_error": (np.array(data["test_error_se"]) / errors).max(),
        "four_times_too_big": at(4 * best_size) / lowest,
        "four_times_too_small": at(best_size / 4) / lowest,
    }
    # The teacher's variances: powers of the number, up to Riemann's zeta of 1 + decay.
    variance = zeta(1 + config["decay"])
    for q, std in enumerate(config["noise_std"]):
        end = f"noise_{std:g}".replace(".", "")
        exponents = data["fit_exponent"][q], data["direct_exponent"][q]
        errors_of = data["fit_exponent_se"][q], data["direct_exponent_se"][q]
        knobs = data["best_params"][q]
        found |= {
            f"lowest_error_{end}": errors[q].min(),
            f"best_params_first_{end}": knobs[0],
            f"best_params_last_{end}": knobs[-1],
            f"examples_per_param_first_{end}": budgets[0] / knobs[0] / knobs[0],
            f"examples_per_param_last_{end}": budgets[-1] / knobs[-1] / knobs[-1],
            f"fit_exponent_{end}": data["fit_beta"][q]
            / (data["fit_alpha"][q] + data["fit_beta"][q]),
            f"fit_off_direct_in_se_{end}": pytest.approx(
                (exponents[0] - exponents[1]) / math.hypot(*errors_of), rel=1e-2
            ),
            f"noise_share_{end}": std**2 / (std**2 + variance),
            f"direct_exponent_{end}": data["direct_exponent"][q],
            f"direct_exponent_se_{end}": data["direct_exponent_se"][q],
            f"floor_se_{end}": data["fit_E_se"][q],
            f"floor_{end}": data["fit_E"][q],
            f"floor_over_lowest_{end}": data["fit_E"][q] / errors[q].min(),
            f"limit_exponent_{end}": 1 / (2 + config["decay"]) if std else 1 / 2,
            f"formula_exponent_{end}": np.polyfit(
                np.log(budgets), np.log(data["formula_best_params"][q]), 1
            )[0],
            f"fit_exponent_se_{end}": data["fit_exponent_se"][q],
            f"formula_fit_exponent_{end}": data["formula_fit_exponent"][q],
            f"fit_alpha_{end}": data["fit_alpha"][q],
            f"fit_beta_{end}": data["fit_beta"][q],
            f"squares_floor_{end}": data["squares_E"][q],
            f"squares_exponent_{end}": data["squares_exponent"][q],
        }
        law = tuple(data[f"fit_{term}"][q] for term in ("A", "alpha", "B", "beta", "E"))
        sizes_down = np.array(data["n_params"], dtype=float)[:, None]
        off_law = np.log(loss_of(law, sizes_down, np.array(data["n_train"], float)) / errors[q])
        found[f"fit_rms_{end}"] = np.sqrt(np.sum(off_law**2) / off_law.size)
        for d, decay in enumerate(config["other_decays"]):
            name = f"decay_{decay:g}_{end}".replace(".", "")
            found[f"fit_exponent_{name}"] = data["other_exponent"][d][q]
            found[f"floor_over_lowest_{name}"] = data["other_E"][d][q] / data["other_lowest"][d][q]
        if std:
            measured = data["beyond_error"][q][-1]
            found |= {
                f"beyond_error_{end}": measured,
                f"beyond_error_se_{end}": data["beyond_error_se"][q][-1],
                f"beyond_fit_{end}": data["beyond_fit"][q][-1],
                f"beyond_train_{end}": data["beyond_train"][q][-1],
                f"beyond_params_{end}": data["beyond_params"][q][-1],
                f"floor_in_se_{end}": data["fit_E"][q] / data["fit_E_se"][q],
                f"beyond_fit_over_measured_{end}": data["beyond_fit"][q][-1] / measured,
                f"beyond_over_floor_{end}": measured / data["fit_E"][q],
            }
    return found


def series(seeds: list, config: dict) -> dict:
    """Means, errors and quantiles by key: from the samples, and from the runs drawn again."""
    trained, again = seeds
    found = mean("test_error", np.array([errors for errors, _ in trained]))
    far = mean("beyond_error", np.array([bigger for _, bigger in trained]))
    found |= {key: np.where(np.array(value) > 0, value, np.nan) for key, value in far.items()}
    theta = np.reshape(again, (2, config["n_resamples"], 5))
    logs = []
    for fits in theta:
        laws = [(math.exp(a), alpha, math.exp(b), beta, 0) for a, alpha, b, beta, _ in fits]
        logs.append(np.log([best(law)[1] / best(law)[0] for law in laws]))
    for name, own in zip(("refit", "all_runs"), logs, strict=True):
        found[f"ratio_se_factor_{name}"] = math.exp(np.std(own, ddof=1))
        for share, tail in ((80, 10), (95, 2.5)):
            low, high = np.exp(np.percentile(own, (tail, 100 - tail)))
            found |= {f"ratio_{share}_low_{name}": low, f"ratio_{share}_high_{name}": high}
    return found | {
        "ratio_se_factor_besiroglu": found["ratio_se_factor_refit"],
        "law_mean": theta.mean(axis=1),
        "law_covariance": [np.cov(fits.T) for fits in theta],
    }
