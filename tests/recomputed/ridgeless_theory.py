"""Quoted numbers of `ridgeless_theory`, from its series and the formulas written out."""

import itertools


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    width = data["width"]
    at = dict(zip(width, range(len(width)), strict=True))
    below, above = max(w for w in width if w < 200), min(w for w in width if w > 200)

    def exact(p: int) -> float:  # noise 1/4, signal 1, 200 examples
        if p < 199:
            return 0.25 * p / (199 - p)
        return (1 - 200 / p) + 0.25 * 200 / (p - 201)

    beyond = {p: exact(p) for p in width if p > 200}
    best = min(beyond, key=beyond.get)
    z = [
        abs(data["simulated"][i] - exact(p)) / data["simulated_se"][i]
        for p, i in at.items()
        if p != 200
    ]
    ridge, median = data["ridge_simulated"], data["simulated_median"]
    return {
        "n_widths": len(set(width)),
        "n_widths_compared": len(set(width) - {200}),
        "smallest_width": min(width),
        "largest_width": max(width),
        "nearest_width_below": below,
        "nearest_width_above": above,
        "largest_z": max(z),
        "z_below_2": sum(value < 2 for value in z),
        "median_risk_at_n_train": median[at[200]],
        "exact_risk_smallest": exact(min(width)),
        "exact_risk_nearest_below": exact(below),
        "exact_risk_nearest_above": exact(above),
        "asymptotic_risk_nearest_below": 0.25 * (below / 200) / (1 - below / 200),
        "best_width_beyond": best,
        "best_risk_beyond": beyond[best],
        "exact_risk_largest": exact(max(width)),
        "simulated_risk_largest": data["simulated"][at[max(width)]],
        "simulated_se_largest": data["simulated_se"][at[max(width)]],
        "ridge_risk_smallest": ridge[at[min(width)]],
        "ridge_risk_at_n_train": ridge[at[200]],
        "ridge_se_at_n_train": data["ridge_se"][at[200]],
        "ridge_risk_largest": ridge[at[max(width)]],
        "ridge_largest_step_down": max(0, *(a - b for a, b in itertools.pairwise(ridge))),
        "median_over_ridge_at_n_train": median[at[200]] / ridge[at[200]],
    }
