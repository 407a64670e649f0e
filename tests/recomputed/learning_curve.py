"""Quoted numbers of `learning_curve`, read off its curves."""

from itertools import pairwise

import pytest


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    sizes = data["n_train"]
    tuned = data["tuned_error_mean"]
    rises = [after - before for curve in tuned for before, after in pairwise(curve)]
    errors = [se for curve in data["tuned_rise_se"] for se in curve]
    found = {
        "n_test": 1797 - 1400,
        "n_sizes": len(set(sizes)),
        "share_wrong": 0.1,
        "smallest_n_train": min(sizes),
        "largest_n_train": max(sizes),
        "ridge_fits": 12 * sum(map(len, data["tuned_penalty"])),
        "tuned_steps": len(rises),
        "tuned_steps_up": sum(rise > 1e-7 for rise in rises),
        "tuned_largest_rise_points": pytest.approx(100 * max(rises), abs=2e-4),
        "tuned_largest_rise_in_se": max(r / se for r, se in zip(rises, errors, strict=True) if se),
    }
    for w, (name, width) in enumerate({"small": 50, "middle": 400, "big": 2000}.items()):
        to = max(n for n in sizes if n <= width)
        start = max(n for n in sizes if n <= max(to / 4, 20))
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
            "tuned_error_at_smallest": braked[20],
            "tuned_error_at_largest": braked[1400],
            "tuned_error_at_largest_se": data["tuned_error_se"][w][sizes.index(1400)],
            "error_at_largest": free[1400],
            "error_at_largest_se": data["ridgeless_error_se"][w][sizes.index(1400)],
            "train_error_at_largest": train[1400],
            "noisy_error_at_largest": noisy[1400],
            "gap_at_smallest": noisy[20] - train[20],
            "gap_at_largest": noisy[1400] - train[1400],
            "gap_at_largest_se": data["tuned_gap_se"][w][sizes.index(1400)],
        }
        found |= {f"{key}_{name}": value for key, value in values.items()}
    return found
