from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.experiments import double_descent
from scripts.experiments.double_descent import Config
from scripts.models.random_features import flip_labels, random_features, scaled_inputs


@pytest.fixture
def data(published):
    found = published("double_descent")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_the_widths_grow_and_meet_n_train():
    for cfg in (Config(), double_descent.QUICK, Config(n_train=300, largest_width=1000)):
        widths = double_descent.widths_of(cfg)
        assert len(widths) == cfg.n_widths
        assert np.all(np.diff(widths) > 0)
        assert {cfg.smallest_width, cfg.n_train, cfg.largest_width} <= set(widths.tolist())


def test_the_peak_sits_where_width_equals_n_train(data):
    assert np.all(data["setting_width"] == data["n_train"])
    assert np.all(data["width"][data["test_error"][:, 20:].argmax(axis=1) + 20] == data["n_train"])


def test_from_n_train_on_every_label_is_fitted(data):
    assert np.all(data["train_error_p90"][:, data["width"] >= data["n_train"]] == 0)


def test_error_falls_again_past_the_peak(data):
    past = data["test_error"][:, data["width"] >= data["n_train"]]
    assert np.all(past[:, -1] < 0.6 * past[:, 0])
    assert np.all(np.diff(data["test_mse"][:, data["width"] >= data["n_train"]]) < 0)


def test_with_clean_labels_the_largest_model_beats_the_best_small_one(data):
    assert np.all(data["setting_difference"][:, 0] < -3 * data["setting_difference_se"][:, 0])


def test_with_two_labels_in_five_wrong_the_best_small_model_wins(data):
    assert data["noise"][-1] == 0.4
    assert data["difference"][-1] > 3 * data["difference_se"][-1]


def test_whether_the_largest_wins_depends_on_the_features_too(data):
    names = data["setting_name"].tolist()
    difference, se = data["setting_difference"][:, 2], data["setting_difference_se"][:, 2]
    assert data["noise"][2] == 0.2
    assert difference[names.index("cos, gamma 1")] > 3 * se[names.index("cos, gamma 1")]
    assert difference[names.index("cos, gamma 2")] < -3 * se[names.index("cos, gamma 2")]


def test_more_wrong_labels_hurt_the_largest_model_more_than_the_best_small_one(data):
    assert np.all(np.diff(data["error_at_largest"]) > 0)
    assert np.all(np.diff(data["difference"]) > 0)


def test_the_best_small_model_is_small_and_the_count_of_widths_tried_is_told(data):
    small = data["width"] < 0.8 * data["n_train"]
    assert data["small_widths_tried"] == small.sum()
    assert set(data["best_small_width"].tolist()) <= set(data["width"][small].tolist())
    best = data["test_error_mean"][:, small].min(axis=1)
    assert np.allclose(best, data["best_small_error"], rtol=1e-5)
    assert np.allclose(
        data["difference"], data["error_at_largest"] - data["best_small_error"], atol=1e-5
    )


def test_one_seed_equals_a_loop_of_lstsq():
    cfg = replace(double_descent.QUICK, settings=Config().settings[:1])
    widths = double_descent.widths_of(cfg)
    with threadpool_limits(1):
        found = double_descent.one_seed(cfg, np.random.default_rng(3))[0]  # (3, q, width)

    rng = np.random.default_rng(3)  # the same draws in the same order, every step spelt out
    images, labels = load_digits()
    order = rng.permutation(len(images))
    train, test = order[: cfg.n_train], order[cfg.n_train :]
    inputs = scaled_inputs(images / 16, train)
    noisy = flip_labels(labels[train], cfg.label_noise_rates, 10, rng)
    weights = rng.standard_normal((64, cfg.largest_width))
    features = random_features(inputs, weights, rng.uniform(0, 2 * np.pi, cfg.largest_width))
    means = np.eye(10)[noisy].mean(axis=1)  # (q, 10)
    targets = np.concatenate(np.eye(10)[noisy] - means[:, None], axis=1)  # (n, 10 q)
    truth = np.eye(10)[labels[test]]
    for w, width in enumerate(widths):
        with threadpool_limits(1):
            fit = np.linalg.lstsq(features[train][:, :width], targets, rcond=1e-15)[0]
        scores = features[:, :width] @ fit
        for q, given in enumerate(noisy):
            own = scores[:, 10 * q : 10 * (q + 1)] + means[q]
            expected = (
                np.mean(own[train].argmax(axis=1) != given),
                np.mean(own[test].argmax(axis=1) != labels[test]),
                np.mean((own[test] - truth) ** 2),
            )
            assert found[:, q, w] == pytest.approx(expected, rel=1e-6), (q, width)
