from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.experiments import learning_curve
from scripts.experiments.learning_curve import Config
from scripts.models.random_features import flip_labels, random_features, scaled_inputs


@pytest.fixture
def data(published):
    found = published("learning_curve")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_the_sizes_grow_and_meet_every_width_that_fits(data):
    sizes = data["n_train"].tolist()
    assert sizes == sorted(set(sizes))
    assert {50, 400, 1400} <= set(sizes)
    assert data["width"].tolist() == [50, 400, 2000]


def test_without_a_brake_error_peaks_where_the_images_meet_the_knobs(data):
    for w in (0, 1):
        assert data["peak_n_train"][w] == data["width"][w]
        peak = data["n_train"].tolist().index(data["width"][w])
        error = data["ridgeless_error"][w]
        assert error.argmax() == peak
        assert error[peak] > 0.75
        assert np.all(np.diff(error[peak:]) < 0.01), "past the peak, more data helps"


def test_without_a_brake_more_data_hurts_models_that_can_fit_it_all(data):
    assert np.all(data["more_to"] <= data["width"])
    assert np.all(data["more_difference"] > 5 * data["more_difference_se"])
    assert np.all(data["more_to"][1:] == 4 * data["more_from"][1:]), "four times the data"


def test_with_a_tuned_brake_no_curve_rises(data):
    assert np.all(data["tuned_rise"] < 3 * data["tuned_rise_se"])
    assert np.mean(data["tuned_rise"] < 0) > 0.9
    assert np.all(data["tuned_error"][:, -1] < 0.25 * data["tuned_error"][:, 0])


def test_the_brake_helps_or_costs_nothing(data):
    slack = 3 * np.hypot(data["tuned_error_se"], data["ridgeless_error_se"])
    assert np.all(data["tuned_error_mean"] < data["ridgeless_error_mean"] + slack)


def test_the_gap_between_train_and_test_shrinks_with_data(data):
    gap = data["tuned_gap"]
    assert np.all(gap[:, -1] < 0.06 * gap[:, 0])
    apart = np.isin(data["n_train"], (20, 60, 200, 480, 1050))  # seeds differ more than neighbours
    assert np.all(np.diff(gap[:, apart]) < 0)


def test_the_small_model_underfits_however_much_data_it_gets(data):
    q = data["label_noise_rate"]
    above = data["tuned_train_error_mean"][:, -1] - q  # what is left on the training labels
    assert above[0] > 0.05
    assert abs(above[2]) < 0.01
    assert np.all(np.diff(data["tuned_error_mean"][:, -1]) < 0), "more knobs, fewer errors"


def test_the_noisy_test_error_is_what_flipping_the_test_labels_gives(data):
    rng = np.random.default_rng(0)
    labels, q = rng.integers(10, size=200_000), data["label_noise_rate"]
    guess = np.where(rng.random(len(labels)) < 0.3, (labels + 1) % 10, labels)
    flipped = flip_labels(labels, (q,), 10, rng)[0]
    expected = q + (1 - 10 * q / 9) * np.mean(guess != labels)
    assert np.mean(guess != flipped) == pytest.approx(expected, abs=0.003)
    for end in ("", "_p10", "_p90", "_mean"):
        formula = q + (1 - 10 * q / 9) * data[f"tuned_error{end}"]
        assert np.allclose(data[f"tuned_noisy_error{end}"], formula, atol=1e-5)


def test_the_penalties_reach_far_enough(data):
    fits = data["tuned_penalty"].size * Config().n_seeds
    assert data["penalty_at_edge"] < 0.01 * fits
    inside = (data["penalties"][0] < data["tuned_penalty"]) & (
        data["tuned_penalty"] < data["penalties"][-1]
    )
    assert np.all(inside)


def test_one_seed_equals_fits_spelt_out():
    cfg = learning_curve.QUICK
    with threadpool_limits(1):
        found = learning_curve.one_seed(cfg, np.random.default_rng(5))

    rng = np.random.default_rng(5)  # the same draws in the same order, every step spelt out
    images, labels = load_digits()
    order = rng.permutation(len(images))
    images, labels, most = images[order], labels[order], cfg.n_train[-1]
    noisy = labels[:most].copy()
    for first in range(0, most, 10):
        part = slice(first, first + 10)
        noisy[part] = flip_labels(labels[part], (cfg.label_noise_rate,), 10, rng)[0]
        assert np.sum(noisy[part] != labels[part]) == 1
    inputs = scaled_inputs(images / 16, np.arange(cfg.n_train[0]))
    weights = rng.standard_normal((64, cfg.widths[-1]))
    features = random_features(inputs, weights, rng.uniform(0, 2 * np.pi, cfg.widths[-1]))
    for w, width in enumerate(cfg.widths):
        x = features[:, :width]
        for i, n in enumerate(cfg.n_train):
            onehot = np.eye(10)[noisy[:n]]
            y = onehot - onehot.mean(axis=0)
            penalty = found[4, w, i] * width
            gram = x[:n].T @ x[:n] + penalty * np.eye(width)
            with threadpool_limits(1):
                fits = (
                    np.linalg.lstsq(x[:n], y, rcond=1e-15)[0],
                    np.linalg.solve(gram, x[:n].T @ y),
                )
            for row, fit in zip((0, 2), fits, strict=True):
                guess = (onehot.mean(axis=0) + x @ fit).argmax(axis=1)
                test = np.mean(guess[most:] != labels[most:])
                train = np.mean(guess[:n] != noisy[:n])
                # Near width = n one image may change sides with the order of the arithmetic.
                assert found[row, w, i] == pytest.approx(test, abs=1.5 / (len(images) - most))
                assert found[row + 1, w, i] == pytest.approx(train, abs=1e-12)


def test_a_larger_training_set_contains_the_smaller_ones():
    cfg = learning_curve.QUICK
    fewer = replace(cfg, n_train=(*cfg.n_train[:2], cfg.n_train[-1]))
    with threadpool_limits(1):
        every = learning_curve.one_seed(cfg, np.random.default_rng(1))
        some = learning_curve.one_seed(fewer, np.random.default_rng(1))
    assert np.array_equal(every[2:, :, [0, 1, -1]], some[2:])
