"""Quoted numbers of `digit_knobs`, from its knobs and scikit-learn's fits of the same splits."""

from functools import cache

import numpy as np
import pytest
from repeats import mean
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression


@cache
def shown_rates(n_splits: int) -> np.ndarray:
    """Rates of the shown strength in every split: (n_splits, training and test)."""
    images, labels = load_digits(return_X_y=True)
    images = images / 16
    rates = []
    for rng in np.random.default_rng(0).spawn(n_splits):
        order = rng.permutation(1797)
        train, test = order[:1000], order[1300:]
        model = LogisticRegression(C=0.004, tol=1e-8, max_iter=1000)
        model.fit(images[train], labels[train])
        rates.append([model.score(images[part], labels[part]) for part in (train, test)])
    return np.array(rates)


def quoted(data: dict, config: dict) -> dict:
    """Numbers by key; a rate may differ by a few images of 497 x 20."""
    weights = np.array(data["weights"])
    n_splits = config["n_splits"]
    rates = shown_rates(n_splits)
    mean, se = rates.mean(axis=0), np.std(rates, axis=0, ddof=1) / np.sqrt(n_splits)
    one, better = np.array(data["by_split"]), np.array(data["better_by_split"])
    penalties, tested = np.array(data["all_penalty"]), np.array(data["all_test_accuracy"])
    return {
        "n_knobs": weights.size,
        "n_biases": len(data["biases"]),
        "n_params": weights.size + 10,
        "n_pixels": 8 * 8,
        "n_images": 1797,
        "gpt3_params": 175_000_000_000,
        "gpt3_times_million": 175_000 / 640,
        "n_test": 1797 - 1000 - 300,
        "penalty_c": 0.004,
        "n_penalties_tried": len(set(penalties)),
        # Each split chooses by its own 300 images: near the best for all, no better by luck.
        "better_test_accuracy": pytest.approx(tested.max(), abs=0.01 if n_splits < 10 else 0.003),
        "better_test_accuracy_se": np.std(better, ddof=1) / n_splits**0.5,
        "better_test_accuracy_sd": np.std(better, ddof=1),
        "gain_se": np.std(better - one, ddof=1) / n_splits**0.5,
        "test_accuracy_sd": pytest.approx(np.std(rates[:, 1], ddof=1), rel=0.02),
        "n_hands": 13,
        "better_penalty_c": 1 / data["better_penalty"],
        "gain": pytest.approx(data["better_test_accuracy"] - mean[1], abs=5e-4),
        "shown_test_accuracy": pytest.approx(rates[0, 1], abs=0.0021),
        "largest_weight": max(weights.max(), -weights.min()),
        "positive_knobs": np.count_nonzero(weights > 0),
        "knobs_near_zero": np.count_nonzero(np.abs(weights) < 1e-9),
        "train_accuracy": pytest.approx(mean[0], abs=2e-4),
        "test_accuracy": pytest.approx(mean[1], abs=4e-4),
        "train_accuracy_se": pytest.approx(se[0], rel=0.02),
        "test_accuracy_se": pytest.approx(se[1], rel=0.02),
    }


def series(seeds: list, config: dict) -> dict:
    """Means and standard errors by key, from the splits."""
    (splits,) = seeds
    rates = np.array([accuracy for _, accuracy, _ in splits])  # (split, penalty, part)
    chosen = [split[split[:, 1].argmax(), 2] for split in rates]
    penalties = np.array([config["penalty"], *config["other_penalties"]])
    votes = [penalties[split[:, 1].argmax()] for split in rates]
    favourite = max(penalties, key=votes.count)
    found = mean("train_accuracy", rates[:, 0, 0]) | mean("test_accuracy", rates[:, 0, 2])
    found |= mean("better_test_accuracy", chosen)
    for i, part in enumerate(("train", "validation", "test")):
        found[f"all_{part}_accuracy"] = mean("", rates[..., i])[""]
    return found | {
        "by_split": rates[:, 0, 2],
        "better_by_split": chosen,
        "better_penalty": favourite,
        "better_chosen_in_splits": votes.count(favourite),
    }
