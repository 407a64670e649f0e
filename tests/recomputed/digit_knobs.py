"""Quoted numbers of `digit_knobs`, from its series, its machine and scikit-learn's digits."""

from functools import cache

import numpy as np
import pytest
from sklearn.datasets import load_digits

from scripts.models import glyphs, small_paper, strokes


@cache
def read_by(machine: bytes, n: int) -> float:
    """Share of strokes of the last style that a machine of 640 weights and 10 biases reads."""
    table = np.frombuffer(machine)
    weights, biases = table[:640].reshape(10, 64), table[640:]
    rng, labels = np.random.default_rng([0, 2]), np.arange(n) % 10
    drawings = strokes.placed(strokes.digits(labels, (glyphs.TEST,), rng), "comfortable", rng)
    paper = small_paper.Paper(wide=5.5, pen=1.4, most_wide=1.5, upright=1.0)
    right = 0
    for points, down, label in zip(drawings.points / 3.5, drawings.down, labels, strict=True):
        image = small_paper.pictures(points[None], down[None], paper)[0]
        right += max(range(10), key=lambda k: biases[k] + weights[k] @ image) == label
    return right / n


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key."""
    weights = np.array(data["weights"]).reshape(10, 64)
    images, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).spawn(1)[0].permutation(1797)[600:1100]
    votes = [
        [w @ images[i] / 16 + b for w, b in zip(weights, data["biases"], strict=True)]
        for i in order
    ]
    ends = np.argmax(votes, axis=1) == labels[order]
    before, after, splits = (np.array(data[k]) for k in ("before", "after", "split_after"))
    metres = 175e9 / 10_000  # square metres of square centimetres
    n = config["n_pens_test"]
    pens = read_by(np.append(weights.ravel(), data["biases"]).tobytes(), n)
    return {
        "n_knobs": weights.size,
        "n_biases": len(data["biases"]),
        "n_params": weights.size + 10,
        "n_pixels": 8 * 8,
        "n_images": 1797,
        "gpt3_params": 175_000_000_000,
        "gpt3_times_million": 175_000 / 640,
        "dial_mm": 10,
        "gpt3_km2": metres / 1e6,
        "gpt3_pitches": pytest.approx(metres / 7140, abs=5),
        "gpt3_side_km": metres**0.5 / 1e3,
        "gpt3_side_minutes": metres**0.5 / (5000 / 60),
        "n_validation": 1797 - 600 - 500,
        "n_hands": 13,
        "n_tried": np.size(data["tried_validation"]),
        "n_papers": len(
            set(
                zip(*(data[f"paper_{k}"] for k in ("moved", "wide", "pen", "upright")), strict=True)
            )
        ),
        "start_accuracy": before[0],
        "end_accuracy": np.count_nonzero(ends) / 500,
        "before_mean": before.sum() / len(before),
        "before_sd": np.sqrt(np.sum((before - before.mean()) ** 2) / (len(before) - 1)),
        "after_mean": after.sum() / len(after),
        "after_sd": np.sqrt(np.sum((after - after.mean()) ** 2) / (len(after) - 1)),
        "split_accuracy": splits.sum() / len(splits),
        "split_se": np.std(splits, ddof=1) / len(splits) ** 0.5,
        "split_sd": np.std(splits, ddof=1),
        "pens_accuracy": pytest.approx(pens, abs=1.1 / n),
        "pens_se": pytest.approx(np.sqrt(pens * (1 - pens) / n), rel=0.01),
        "pens_validation": sorted(data["paper_rate"])[-1],
        "largest_weight": max(weights.max(), -weights.min()),
        "positive_knobs": np.count_nonzero(weights > 0),
    }


def series(seeds: list, config: dict) -> dict:
    """Medians and ends by step, and rates of single scrambles and splits."""
    splits, scrambles = (np.array(part) for part in seeds)
    return {
        "by_step": np.percentile(scrambles, 50, axis=0),
        "by_step_p10": np.percentile(scrambles, 10, axis=0),
        "by_step_p90": np.percentile(scrambles, 90, axis=0),
        "before": [each[0] for each in scrambles],
        "after": [each[-1] for each in scrambles],
        "split_before": [each[0] for each in splits],
        "split_after": [each[-1] for each in splits],
    }
