"""Quoted numbers of `early_stopping`, read off its curves."""

import numpy as np
import pytest
from repeats import mean, summary

from scripts.experiments import early_stopping


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    found = {
        "n_test": 1797 - config["n_train"],
        "n_fewer": config["n_train"] - config["n_validation"],
    }
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
            # Six written digits of each leave so many of the difference.
            "retrained_gain": pytest.approx(data["error_of_fewer"][q] - stopped, abs=1e-6),
        }
        beside = (
            *("difference_se", "validated_step", "error_at_validated"),
            *("error_at_validated_se", "validated_difference_se"),
            *("error_of_fewer", "error_of_fewer_se", "retrained_gain_se"),
        )
        values |= {name: data[name][q] for name in beside}
        found |= {f"{name}_noise_{rate}": value for name, value in values.items()}
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the seeds."""
    errors, fewer = (np.array(part) for part in zip(*seeds[0], strict=True))
    train, test, mse, held_out = np.moveaxis(errors, 1, 0)  # each (seed, noise, step)
    found = summary("train_error", train) | summary("test_error", test) | summary("test_mse", mse)
    steps = np.array(early_stopping.steps_of(early_stopping.QUICK))
    best = test.sum(axis=0).argmin(axis=1)
    lost, kept, at, gained = [], [], [], []
    for seed in range(len(test)):
        picked = held_out[seed].argmin(axis=1)
        own = [curve[i] for curve, i in zip(test[seed], picked, strict=True)]
        lost.append([c[-1] - c[i] for c, i in zip(test[seed], best, strict=True)])
        kept.append(own)
        at.append(steps[picked])
        gained.append(test[seed, :, -1] - own)
    found |= mean("error_of_fewer", fewer) | mean("retrained_gain", fewer - kept)
    found |= mean("difference", lost) | mean("error_at_validated", kept)
    return found | summary("validated_step", at, "_p10 _p90") | mean("validated_difference", gained)
