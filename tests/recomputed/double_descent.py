"""Quoted numbers of `double_descent`, read off its curves."""


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    widths, kinds = data["width"], data["setting_name"]
    small = [i for i, width in enumerate(widths) if width < 0.8 * 500]
    peak, largest = widths.index(500), widths.index(4000)
    found = {
        "n_test": 1797 - 500,
        "n_settings": len(set(kinds)),
        "largest_over_n_train": 4000 / 500,
        "small_below_width": 400,
        "small_widths_tried": len(small),
        "settings_where_peak_is_at_n_train": sum(
            set(row) == {500} for row in data["setting_width"]
        ),
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
            "flipped_labels": 5 * rate,
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
