import numpy as np
import pytest

from scripts.compute.datasets.mcycle import load_mcycle
from scripts.experiments import capacity_sweep
from scripts.experiments.capacity_sweep import Config


@pytest.fixture
def data(published):
    found = published("capacity_sweep")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_too_few_and_too_many_knobs_both_predict_badly(data):
    best = data["best_degree"]
    assert 3 <= best <= 12
    assert data["test_mse"][0] > 5 * data["test_mse"][best]
    assert data["test_mse"][-1] > 100 * data["test_mse"][best]
    assert np.all(np.diff(data["test_mse"][best:]) > 0)


def test_training_error_falls_with_every_knob(data):
    assert np.all(np.diff(data["train_mse_mean"]) < 0)
    assert np.all(np.diff(data["real_train_mse"]) < 0)


def test_no_degree_beats_the_noise(data):
    assert np.all(data["test_mse_p10"] > data["noise"])


def test_training_error_sinks_below_the_noise_by_the_share_of_knobs(data):
    # With no bias left, least squares explains (d + 1) / n of the noise it was shown.
    knobs = data["degree"] + 1
    expected = data["noise"] * (1 - knobs / 40)
    assert np.allclose(data["train_mse_mean"][8:], expected[8:], rtol=0.02)


def test_bias_gives_way_to_variance(data):
    best = data["best_degree"]
    assert data["bias2"][0] > 100 * data["variance"][0]
    assert data["bias2"][best] < 0.01 * data["bias2"][0]
    assert np.all(np.diff(data["variance"]) > 0)
    assert data["variance"][-1] > 100 * data["bias2"][-1]


def test_the_bias_left_at_high_degrees_is_what_a_finite_number_of_sets_leaves(data):
    assert np.all(data["bias2"][14:] < 20 * data["bias2_sampling"][14:])


def test_test_error_is_noise_plus_bias_plus_variance():
    for cfg in (capacity_sweep.QUICK, Config(n_sets=130, chunk=50, n_splits=2)):
        data = capacity_sweep.run(cfg)
        parts = data["bias2"] + data["variance"]
        assert np.abs((data["test_mse_mean"] - data["noise"]) / parts - 1).max() < 1e-12


def test_the_integral_equals_the_error_on_many_fresh_noisy_points():
    cfg = Config()
    found = capacity_sweep.one_chunk(cfg, 1, np.random.default_rng(1))["test_mse"][6, 0]
    x, y = capacity_sweep.training_sets(cfg, 1, np.random.default_rng(1))
    fit = np.polynomial.Polynomial.fit(x[0], y[0], 6)
    rng = np.random.default_rng(2)
    fresh = rng.uniform(-1, 1, 400_000)
    noisy = capacity_sweep.truth(fresh) + cfg.noise_std * rng.standard_normal(len(fresh))
    assert np.mean((fit(fresh) - noisy) ** 2) == pytest.approx(found, rel=0.01)


def test_the_example_shows_all_three(data):
    train, test = data["example_train_mse"], data["example_test_mse"]
    assert data["example_degree"][1] == data["best_degree"]
    assert train[0] > train[1] > train[2]
    assert test[1] < min(test[0], test[2])


def test_real_measurements_draw_the_same_curve(data):
    best, test = data["real_best_degree"], data["real_test_mse"]
    assert 8 <= best <= 18
    assert test[0] > 3 * test[best]
    assert test[-1] > 100 * test[best]


def test_splits_hold_out_what_they_do_not_train_on():
    cfg = Config(n_splits=5, real_max_degree=3)
    train, test = capacity_sweep.real_sweep(cfg, np.random.default_rng(0))
    assert train.shape == test.shape == (4, 5)
    _, accel = load_mcycle()
    # Degree 0 predicts the training mean, so the two mean squares fix the split's spread.
    assert np.all((train[0] > 0.5 * accel.var()) & (train[0] < 1.5 * accel.var()))
