"""Quoted numbers of `practice`, read off its series; the shown kitchen practises once more."""

import numpy as np
import pytest
from numpy.polynomial.legendre import leggauss, legvander
from repeats import summary

LENGTHS = ("short", "good", "long")


def knobs_after(steps: int, x: np.ndarray, y: np.ndarray, n_knobs: int) -> np.ndarray:
    """Unscaled Legendre coefficients: few steps one by one, many by powers of what is left."""
    scale = 1 / np.arange(1, n_knobs + 1)
    features = legvander(x, n_knobs - 1) * scale
    b, top = np.zeros(n_knobs), np.linalg.norm(features, 2) ** 2
    if steps <= 2000:
        for _ in range(steps):
            b += features.T @ (y - features @ b) / top
        return b * scale
    left, values, right = np.linalg.svd(features, full_matrices=False)
    learnt = -np.expm1(steps * np.log1p(-(values[1:] ** 2) / top))
    shares = np.concatenate([[1.0], learnt]) / values * (left.T @ y)
    return right.T @ shares * scale


def example_misses(data: dict) -> dict:
    """Both misses of the shown kitchen at the three lengths, the new one by quadrature."""
    nodes, weights = leggauss(200)
    truth = 1.6 * np.exp(-(((nodes - 0.15) / 0.38) ** 2)) - 0.6 - 0.35 * nodes
    x, y = np.array(data["example_x"]), np.array(data["example_y"])
    found = {}
    for name, steps in zip(LENGTHS, data["lengths"], strict=True):
        fitted = knobs_after(steps, x, y, data["shown"]["n_knobs"])
        at = [legvander(where, len(fitted) - 1) @ fitted for where in (x, nodes)]
        own, far = np.mean((at[0] - y) ** 2), (at[1] - truth) ** 2 @ weights / 2
        far += data["shown"]["noise_std"] ** 2
        # The cakes are written to six digits, which long practice multiplies.
        off = 1e-2 if name == "long" else 1e-4
        found[f"example_new_{name}"] = pytest.approx(np.sqrt(far), rel=off)
        if name != "long":
            found[f"example_own_{name}"] = pytest.approx(np.sqrt(own), rel=off)
    return found


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    held = data["validation_mse"]
    chosen = held.index(min(held))
    few = next(n for n in data["steps"] if n >= config["few_steps"])
    found = {
        "n_knobs": chosen + 1,
        "validation_mse": held[chosen],
        "validation_mse_se": data["validation_mse_se"][chosen],
        "n_few": len(data["example_x"]),
        "most_cakes": data["cakes"][-1],
        "note_every": 3,
        "few_steps": few,
        "good_steps": data["shown"]["good_steps"],
        "last_step": max(data["steps"]),
        "last_step_million": max(data["steps"]) / 1e6,
        "seed": data["shown"]["seed"],
    }
    lengths = [few, data["lengths"][1], max(data["steps"])]
    for k, kind in enumerate(("", "_contradictory")):
        for s, size in enumerate(data["sizes"]):
            for name in ("own", "new", "gap"):
                for p in ("", "_p10", "_p90"):
                    path = data[f"{name}{p}"][k][s]  # every step of this number of cakes
                    for length, steps in zip(LENGTHS, lengths, strict=True):
                        key = f"{name}_{size}_{length}{kind}{p}"
                        found[key] = path[data["steps"].index(steps)]
            at = data["cakes"].index(size)
            found[f"best_step_{size}{kind}"] = data["best_step"][k][at]
            found[f"best_new_{size}{kind}"] = data["best_new"][k][at]
    for size, row in zip((10, 200), data["other_gap"], strict=True):
        for knobs, gap in zip(config["other_knobs"], row, strict=True):
            found[f"gap_{size}_with_{knobs}"] = gap
    return found | example_misses(data)


def series(seeds: list, config: dict) -> dict:
    """Medians and spreads by key, from the kitchens of all chunks."""
    (chunks,) = seeds
    every = {key: np.concatenate([chunk[key] for chunk in chunks], axis=-1) for key in chunks[0]}
    found = {}
    shown = np.array([every[n] for n in config["shown_cakes"]])  # (sizes, kinds, 2, T, kitchens)
    own, new = np.moveaxis(shown, 2, 0)
    for name, part in (("own", own), ("new", new), ("gap", new - own)):
        repeats = np.moveaxis(part.swapaxes(0, 1), -1, 0)  # (kitchens, kinds, sizes, T)
        found |= summary(name, repeats, "_p10 _p90")
    per, last = config["stops_per_decade"], round(np.log10(config["last_step"]))
    steps = sorted({int(float(f"{10 ** (k / per):.1e}")) for k in range(per * last + 1)})
    new = np.array([every[n][:, 1] for n in config["n_cakes"]])  # (cakes, kinds, T, kitchens)
    level = new - np.min(new, axis=2, keepdims=True) <= 1e-6
    best = np.array(steps)[np.argmax(level, axis=2)]  # the first of those
    found |= summary("best_step", np.moveaxis(best, -1, 0).swapaxes(1, 2), "_p10 _p90")
    other = np.array(
        [[every[n, knobs] for knobs in config["other_knobs"]] for n in (10, 200)]
    )  # (2, n_knobs, 2, kitchens)
    found |= summary("other_gap", np.moveaxis(other[:, :, 1] - other[:, :, 0], -1, 0), "_p10 _p90")
    found["best_new"] = np.median(np.min(new, axis=2), axis=-1).T
    return found
