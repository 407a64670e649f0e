"""Quoted numbers of `double_descent`, read off its curves."""

import math
import re

import numpy as np
import pytest
from repeats import mean, summary

from scripts.experiments import double_descent


def one_digit(value: float) -> float:
    """Value to one significant digit."""
    tens = 10 ** math.floor(math.log10(value))
    return round(value / tens) * tens


def ridge_counts(data: dict, config: dict) -> dict:
    """Numbers by key of how often the largest model with a brake leads or lags."""
    n, widths = config["n_train"], data["width"]
    small = [width for width in widths if width < 0.8 * n]
    middle = min(widths, key=lambda width: abs(width - 2 * n))
    elsewhere = len({*small, n, middle, max(widths)})  # widths of the kinds that are not drawn
    leads = zip(
        np.ravel(data["setting_ridge_difference"]),
        np.ravel(data["setting_ridge_difference_se"]),
        strict=True,
    )
    lags = [(mean, mean / se if se else 0) for mean, se in leads]
    places = zip(data["ridge_width"][1:], np.transpose(data["ridge_rise"]), strict=True)
    errors = np.transpose(data["ridge_rise_se"])
    late = [
        (rise, rise / se if se else 0)
        for (width, rises), row in zip(places, errors, strict=True)
        for rise, se in zip(rises, row, strict=True)
        if width >= 0.8 * n
    ]
    return {
        "n_ridge_widths": len(set(data["ridge_width"])),
        "ridge_fits": (len(data["ridge_width"]) + 3 * elsewhere) * 4 * config["n_ridge_seeds"],
        "ridge_penalty_at_edge": data["ridge_penalty_at_edge"],  # `series` counts it
        "ridge_middle_width": middle,
        "ridge_comparisons": len(lags),
        "ridge_largest_ahead": sum(z < -2 for _, z in lags),
        "ridge_largest_level": sum(-2 <= z <= 2 for _, z in lags),
        "ridge_largest_behind": sum(z > 2 for _, z in lags),
        "ridge_largest_lag_points": 100 * max(lag for lag, _ in lags),
        "ridge_largest_lag_in_se": max(z for _, z in lags),
        "ridge_late_steps": len(late),
        "ridge_late_steps_up": sum(rise > 0 for rise, _ in late),
        "ridge_late_largest_rise_points": 100 * max(rise for rise, _ in late),
        "ridge_late_largest_rise_in_se": max(z for _, z in late),
    }


def ridge_errors(data: dict, config: dict) -> dict:
    """Numbers by key of the errors with a brake; of the kind that is drawn, read off its curve."""
    n, widths = config["n_train"], data["ridge_width"]
    found = {}
    for q, rate in enumerate((0, 10, 20, 40)):
        noise = f"noise_{rate}"
        error = dict(zip(widths, data["ridge_test_error_mean"][q], strict=True))
        se = dict(zip(widths, data["ridge_test_error_se"][q], strict=True))
        small = [width for width in widths if width < 0.8 * n]
        best, largest = min(small, key=error.get), max(widths)
        rival = min((width for width in widths if width < largest), key=error.get)
        middle = min(widths, key=lambda width: abs(width - 2 * n))
        free = data["best_small_width"][q]
        found |= {
            f"ridge_error_at_n_train_{noise}": error[n],
            f"ridge_error_at_n_train_se_{noise}": se[n],
            f"ridge_penalty_at_largest_{noise}": data["ridge_penalty"][q][widths.index(largest)],
            f"ridge_best_small_width_{noise}": best,
            f"ridge_rival_width_{noise}": rival,
        }
        for key, width in {
            "ridge_error_at_best_small": free,
            "ridge_best_small_error": best,
            "ridge_error_at_middle": middle,
            "ridge_error_at_largest": largest,
        }.items():
            found |= {f"{key}_{noise}": error[width], f"{key}_se_{noise}": se[width]}
        found[f"ridge_difference_{noise}"] = pytest.approx(
            error[largest] - error[rival], rel=1e-4, abs=1e-6
        )
        for s, name in enumerate(data["setting_name"]):
            kind = re.sub(r"[,. ]+", "_", f"_{name}") if s else ""
            beside = ("ridge_difference", "brake_lead") if s else ("brake_lead",)
            found |= {f"{k}{kind}_{noise}": data[f"setting_{k}"][s][q] for k in beside}
            for key in ("ridge_difference", "brake_lead"):
                found[f"{key}_se{kind}_{noise}"] = data[f"setting_{key}_se"][s][q]
            if not s:
                continue
            for key, source in {
                "ridge_error_at_best_small": "setting_ridge_small_error",
                "ridge_best_small_error": "setting_ridge_best_small_error",
                "ridge_error_at_middle": "setting_ridge_middle_error",
                "ridge_error_at_largest": "setting_ridge_largest_error",
            }.items():
                found[f"{key}{kind}_{noise}"] = data[source][s][q]
                found[f"{key}_se{kind}_{noise}"] = data[f"{source}_se"][s][q]
            for key in ("ridge_best_small_width", "ridge_rival_width"):
                found[f"{key}{kind}_{noise}"] = data[f"setting_{key}"][s][q]
    return found


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    widths, kinds = data["width"], data["setting_name"]
    n = config["n_train"]
    small = [i for i, width in enumerate(widths) if width < 0.8 * n]
    peak, largest = widths.index(n), widths.index(max(widths))
    found = {
        "n_test": 1797 - n,
        "n_images": 1797,
        "n_writers": 13,
        "n_answers": 10,
        "n_targets": 10 * n,
        "peak_params": 10 * data["setting_width"][0][0] + 10,
        "largest_params": 10 * max(widths) + 10,
        "n_settings": len(set(kinds)),
        "largest_over_n_train": max(widths) / n,
        "small_below_width": 4 * n / 5,
        "small_widths_tried": len(small),
        "settings_where_peak_is_at_n_train": sum(set(row) == {n} for row in data["setting_width"]),
    }
    for q, rate in enumerate((0, 10, 20, 40)):
        median, mean = data["test_error"][q], data["test_error_mean"][q]
        mse, train = data["test_mse"][q], data["train_error_mean"][q]
        best = min(small, key=mean.__getitem__)
        difference = mean[largest] - mean[best]
        se = data["difference_se"][q]
        smalls = [row[q] for row in data["setting_best_small_error"]]
        larges = [row[q] for row in data["setting_error_at_largest"]]
        finest = kinds.index("cos, gamma 2")
        values = {
            "share_wrong": rate / 100,
            "flipped_labels": rate * n // 100,
            "peak_width": widths[mse.index(max(mse))],
            "peak_error": median[peak],
            "peak_error_over_largest": median[peak] / median[largest],
            "peak_mse_over_largest": max(mse) / mse[largest],
            "peak_mse_over_largest_p10": data["test_mse_p10"][q][peak] / mse[largest],
            "peak_mse_over_largest_p90": data["test_mse_p90"][q][peak] / mse[largest],
            "peak_mse_over_largest_rounded": one_digit(mse[peak] / mse[largest]),
            "peak_error_over_best_small": median[peak] / mean[best],
            "best_small_width": widths[best],
            "best_small_error": mean[best],
            "error_at_largest": mean[largest],
            "difference": difference,
            "difference_se": data["setting_difference_se"][kinds.index("cos, gamma 1")][q],
            "difference_in_se": difference / se,
            "median_error_at_largest": median[largest],
            "train_error_at_best_small": train[best],
            "train_error_at_largest": train[largest],
            "largest_wins": sum(big < little for big, little in zip(larges, smalls, strict=True)),
            "finest_lead_points": 100 * (smalls[finest] - larges[finest]),
            "finest_lead_points_se": 100 * data["setting_difference_se"][finest][q],
        }
        found |= {f"{name}_noise_{rate}": value for name, value in values.items()}
    return found | ridge_counts(data, config) | ridge_errors(data, config)


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the seeds."""
    errors = np.array([free for free, _ in seeds[0]])  # (seed, setting, 3, noise, width)
    train, test, mse = np.moveaxis(errors[:, 0], 1, 0)
    found = summary("train_error", train) | summary("test_error", test)
    found |= summary("test_mse", mse, "_p10 _p90")
    widths = double_descent.widths_of(double_descent.QUICK)
    small = np.count_nonzero(widths < config["small_below"] * config["n_train"])
    lead = np.empty(errors[:, :, 1, :, 0].shape)  # (seed, setting, noise)
    for s, q in np.ndindex(lead.shape[1:]):
        own = errors[:, s, 1, q]  # (seed, width)
        lead[:, s, q] = own[:, -1] - own[:, own[:, :small].sum(axis=0).argmin()]
    found |= mean("setting_difference", lead) | mean("difference", lead[:, 0])
    found["setting_width"] = widths[np.median(errors[:, :, 2], axis=0).argmax(axis=-1)]
    braked = np.array([ridge for _, ridge in seeds[0][: config["n_ridge_seeds"]]])
    return found | of_brake(config, widths, errors[: len(braked), :, 1], lead, braked)


def of_brake(
    config: dict, widths: np.ndarray, free: np.ndarray, lead: np.ndarray, braked: np.ndarray
) -> dict:
    """Means and errors by key of the fits with a brake.

    Parameters
    ----------
    config : dict
    widths : (n_widths,) array
    free : (seed, setting, noise, width) array, errors without a brake
    lead : (seed, setting, noise) array, of the largest over the best small one, without a brake
    braked : (seed, setting, 2, noise, width) array
    """
    error, penalty = braked[:, :, 0], braked[:, :, 1]
    fitted = ~np.isnan(error[0, 0, 0])
    curve = error[:, 0][..., fitted]
    found = summary("ridge_test_error", curve) | mean(
        "ridge_rise", curve[..., 1:] - curve[..., :-1]
    )
    found |= {
        "ridge_width": widths[fitted],
        "ridge_penalty": np.median(penalty[:, 0][..., fitted], axis=0),
        "ridge_fits": np.count_nonzero(~np.isnan(penalty)),
        "ridge_penalty_at_edge": np.count_nonzero(np.abs(np.log10(penalty / 0.1)) > 2.999),
    }
    # Errors at the largest width less its lead are those of the best small one.
    best_free = free[..., -1] - lead[: len(free)]
    found |= mean("setting_brake_lead", best_free - error[..., -1])
    found |= mean("setting_ridge_largest_error", error[..., -1])
    n_small = np.count_nonzero(widths < config["small_below"] * config["n_train"])
    totals = np.nan_to_num(error.sum(axis=0), nan=np.inf)  # (setting, noise, width)
    kept = {
        "setting_ridge_best_small_error": totals[..., :n_small].argmin(axis=-1),
        "rival": totals[..., :-1].argmin(axis=-1),
    }
    for name, places in kept.items():
        picked = np.empty(error.shape[:-1])
        for s, q in np.ndindex(places.shape):
            picked[:, s, q] = error[:, s, q, places[s, q]]
        if name == "rival":
            found |= mean("setting_ridge_difference", error[..., -1] - picked)
            found["setting_ridge_rival_width"] = widths[places]
        else:
            found |= mean(name, picked)
            found["setting_ridge_best_small_width"] = widths[places]
    return found
