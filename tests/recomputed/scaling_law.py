"""Some quoted numbers of `scaling_law`, read off its grid and its fits."""

import math

import numpy as np
import pytest
from scipy.special import zeta


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    errors, formula = np.array(data["test_error"]), np.array(data["formula_error"])
    off = np.abs(errors - formula) / formula
    many = np.array(data["n_train"]) >= 100
    budgets = data["budget"]
    middle = len(budgets) // 2
    sizes = [float(n) for n in data["n_params"]]
    curve = {n: e for n, e in zip(sizes, data["budget_error"][0][middle], strict=True) if e}
    best, lowest = data["best_params"][0][middle], data["best_error"][0][middle]

    def at(n: float) -> float:
        n = min(max(n, min(curve)), max(curve))  # no further than the curve goes
        below, above = max(s for s in curve if s <= n), min(s for s in curve if s >= n)
        share = math.log(n / below) / math.log(above / below) if above > below else 0.0
        return curve[below] ** (1 - share) * curve[above] ** share

    found = {
        "n_models": errors[0].size,
        "budget_first": budgets[0],
        "budget_last": budgets[-1],
        "budget_middle": budgets[middle],
        "budget_largest_in_grid": max(data["n_params"]) * max(data["n_train"]),
        "formula_off": pytest.approx(off.max(), rel=1e-3),
        "formula_off_from_100_examples": pytest.approx(off[..., many].max(), rel=1e-3),
        "largest_standard_error": (np.array(data["test_error_se"]) / errors).max(),
        "four_times_too_big": at(4 * best) / lowest,
        "four_times_too_small": at(best / 4) / lowest,
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
        }
        if std:
            measured = data["beyond_error"][q][-1]
            found |= {
                f"beyond_error_{end}": measured,
                f"beyond_params_{end}": data["beyond_params"][q][-1],
                f"floor_in_se_{end}": data["fit_E"][q] / data["fit_E_se"][q],
                f"beyond_fit_over_measured_{end}": data["beyond_fit"][q][-1] / measured,
                f"beyond_over_floor_{end}": measured / data["fit_E"][q],
            }
    return found
