"""Quoted numbers of `ridgeless_theory`, from its series and the formulas written out."""

import itertools

import numpy as np
import pytest
from repeats import summary


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    width, n = data["width"], config["n_train"]
    at = dict(zip(width, range(len(width)), strict=True))
    below, above = max(w for w in width if w < n), min(w for w in width if w > n)

    def exact(p: int) -> float:  # the noise is a quarter of the signal
        if p < n - 1:
            return 0.25 * p / (n - 1 - p)
        return (1 - n / p) + 0.25 * n / (p - n - 1)

    beyond = {p: exact(p) for p in width if p > n}
    best = min(beyond, key=beyond.get)
    z = [
        abs(data["simulated"][i] - exact(p)) / data["simulated_se"][i]
        for p, i in at.items()
        if p != n
    ]
    risks = np.array(data["risk_at_n_train"])
    again = np.random.default_rng(5).choice(risks, (20_000, len(risks)))
    scatter = np.std(np.median(again, axis=1))
    middle = np.median(risks)
    tens = 10.0 ** np.floor(np.log10(middle))
    ridge, median = data["ridge_simulated"], data["simulated_median"]
    return {
        "n_widths": len(set(width)),
        "n_widths_compared": len(set(width) - {n}),
        "smallest_width": min(width),
        "largest_width": max(width),
        "nearest_width_below": below,
        "nearest_width_above": above,
        "largest_z": max(z),
        "z_below_2": sum(value < 2 for value in z),
        "median_risk_at_n_train": middle,
        "median_risk_at_n_train_rounded": tens * np.rint(middle / tens),
        "median_risk_at_n_train_se": pytest.approx(scatter, rel=0.05),  # of 10,000 resamples
        "risk_at_n_train_p10": np.percentile(risks, 10),
        "risk_at_n_train_p90": np.percentile(risks, 90),
        "exact_risk_smallest": exact(min(width)),
        "exact_risk_nearest_below": exact(below),
        "exact_risk_nearest_above": exact(above),
        "asymptotic_risk_nearest_below": 0.25 * below / (n - below),
        "best_width_beyond": best,
        "best_risk_beyond": beyond[best],
        "exact_risk_largest": exact(max(width)),
        "simulated_risk_largest": data["simulated"][at[max(width)]],
        "simulated_se_largest": data["simulated_se"][at[max(width)]],
        "ridge_risk_smallest": ridge[at[min(width)]],
        "ridge_risk_at_n_train": ridge[at[n]],
        "ridge_se_at_n_train": data["ridge_se"][at[n]],
        "ridge_risk_largest": ridge[at[max(width)]],
        "ridge_largest_step_down": max(0, *(a - b for a, b in itertools.pairwise(ridge))),
        "median_over_ridge_at_n_train": median[at[n]] / ridge[at[n]],
    }


def series(seeds: list, config: dict) -> dict:
    """Means and spreads by key; at as many inputs as examples there is no mean."""
    (risk,) = seeds  # each (2, width)
    free, braked = np.moveaxis(risk, 1, 0)
    found = summary("simulated", free, "_p10 _p90 _mean _se _median")
    found["simulated"] = found.pop("simulated_mean")
    at_n = config["widths"].index(config["n_train"])
    found["risk_at_n_train"] = np.sort(free[:, at_n])
    found["simulated"][at_n] = found["simulated_se"][at_n] = np.nan
    ridge = summary("ridge", braked, "_p10 _p90 _mean _se")
    del ridge["ridge"]
    ridge["ridge_simulated"] = ridge.pop("ridge_mean")
    return found | ridge
