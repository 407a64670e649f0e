"""Quoted numbers of `early_stopping`, read off its curves."""


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    found = {"n_test": 1797 - 400}
    steps = data["step"]
    for q, rate in enumerate((0, 20, 40)):
        test, train = data["test_error_mean"][q], data["train_error_mean"][q]
        mse = data["test_mse_mean"][q]
        first, last = steps.index(1), steps.index(1_000_000)
        best = test.index(min(test))
        stopped = data["error_at_validated"][q]
        fitted = [step for step, wrong in zip(steps, train, strict=True) if wrong < 1 / 200]
        values = {
            "share_wrong": rate / 100,
            "best_step": steps[best],
            "error_at_best": min(test),
            "error_at_end": test[last],
            "difference": test[last] - min(test),
            "best_over_end": test[last] / min(test),
            "error_at_first": test[first],
            "train_error_at_first": train[first],
            "train_error_at_best": train[best],
            "train_error_at_end": train[last],
            "test_mse_rise": mse[last] / mse[best],
            "fitted_step": min(fitted, default=steps[last]),
            "validated_difference": test[last] - stopped,
        }
        beside = (
            *("difference_se", "validated_step", "error_at_validated"),
            *("error_at_validated_se", "validated_difference_se"),
        )
        values |= {name: data[name][q] for name in beside}
        found |= {f"{name}_noise_{rate}": value for name, value in values.items()}
    return found
