"""Quoted numbers of `double_descent`, read off its curves."""

import numpy as np
from repeats import mean, summary

from scripts.experiments import double_descent


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    widths, kinds = data["width"], data["setting_name"]
    n = config["n_train"]
    small = [i for i, width in enumerate(widths) if width < 0.8 * n]
    peak, largest = widths.index(n), widths.index(max(widths))
    found = {
        "n_test": 1797 - n,
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
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the seeds."""
    errors = np.array(seeds[0])  # (seed, setting, 3, noise, width)
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
    return found
