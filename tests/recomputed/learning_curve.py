"""Quoted numbers of `learning_curve`, read off its curves."""

from itertools import pairwise

import numpy as np
import pytest
from repeats import mean, summary


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    sizes = data["n_train"]
    first, last = min(sizes), max(sizes)
    tuned = data["tuned_error_mean"]
    rises = [after - before for curve in tuned for before, after in pairwise(curve)]
    errors = [se for curve in data["tuned_rise_se"] for se in curve]
    found = {
        "n_test": 1797 - max(sizes),
        "n_sizes": len(set(sizes)),
        "share_wrong": 0.1,
        "smallest_n_train": min(sizes),
        "largest_n_train": max(sizes),
        "ridge_fits": config["n_seeds"] * sum(map(len, data["tuned_penalty"])),
        "tuned_steps": len(rises),
        "tuned_steps_up": sum(rise > 1e-7 for rise in rises),
        "tuned_largest_rise_points": pytest.approx(100 * max(rises), abs=2e-4),
        "tuned_largest_rise_in_se": max(r / se for r, se in zip(rises, errors, strict=True) if se),
    }
    for w, (name, width) in enumerate(
        zip(("small", "middle", "big"), config["widths"], strict=True)
    ):
        to = max(n for n in sizes if n <= width)
        start = max(n for n in sizes if n <= max(to / 4, min(sizes)))
        free = dict(zip(sizes, data["ridgeless_error_mean"][w], strict=True))
        braked = dict(zip(sizes, tuned[w], strict=True))
        train = dict(zip(sizes, data["tuned_train_error_mean"][w], strict=True))
        # Of wrong labels one in nine is wrong the same way: expected over the flips.
        noisy = {n: 0.1 + (1 - 0.1 / 0.9) * error for n, error in braked.items()}
        values = {
            "width": width,
            "more_from": start,
            "more_to": to,
            "error_at_more_from": free[start],
            "error_at_more_to": free[to],
            "more_difference": free[to] - free[start],
            "more_difference_se": data["more_difference_se"][w],
            "tuned_error_at_more_from": braked[start],
            "tuned_error_at_more_to": braked[to],
            "tuned_error_at_smallest": braked[first],
            "tuned_error_at_largest": braked[last],
            "tuned_error_at_largest_se": data["tuned_error_se"][w][sizes.index(last)],
            "error_at_largest": free[last],
            "error_at_largest_se": data["ridgeless_error_se"][w][sizes.index(last)],
            "train_error_at_largest": train[last],
            "noisy_error_at_largest": noisy[last],
            "gap_at_smallest": noisy[first] - train[first],
            "gap_at_largest": noisy[last] - train[last],
            "gap_at_largest_se": data["tuned_gap_se"][w][sizes.index(last)],
        }
        found |= {f"{key}_{name}": value for key, value in values.items()}
    return found


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key, from the seeds."""
    free, free_train, braked, braked_train, penalty = np.moveaxis(seeds[0], 1, 0)
    found = summary("ridgeless_error", free) | summary("ridgeless_train_error", free_train)
    found |= summary("tuned_error", braked) | summary("tuned_train_error", braked_train)
    # A label is wrong with probability 0.1, and a wrong answer is given by it one time in nine.
    noisy = (1 - braked) * 0.1 + braked * (1 - 0.1 / 9)
    found |= summary("tuned_noisy_error", noisy, "_p10 _p90 _mean")
    found |= mean("tuned_gap", noisy - braked_train)
    found |= mean("tuned_rise", braked[..., 1:] - braked[..., :-1])
    found["tuned_penalty"] = np.median(penalty, axis=0)
    grid = np.logspace(-4, 1, config["n_penalties"])
    outer = (penalty < grid[0] * 1.001) | (penalty > grid[-1] / 1.001)
    found["penalty_at_edge"] = np.count_nonzero(outer)
    sizes, more = config["n_train"], []
    for w, width in enumerate(config["widths"]):
        to = max(n for n in sizes if n <= width)
        start = max(n for n in sizes if n <= max(to / 4, min(sizes)))
        more.append(free[:, w, sizes.index(to)] - free[:, w, sizes.index(start)])
    return found | mean("more_difference", np.transpose(more))
