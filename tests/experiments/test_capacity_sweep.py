from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

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


# Real measurements


def test_real_measurements_draw_the_same_curve(data):
    best, test = data["real_best_degree"], data["real_test_mse"]
    assert 3 <= best <= 12
    assert data["real_test_mse_mean"][0] > 1.4 * data["real_test_mse_mean"][best]
    assert test[0] > 3 * test.min()
    assert test[-1] > 100 * test.min()


def test_best_is_the_lowest_mean_on_real_and_on_simulated_data(data):
    assert data["best_degree"] == np.argmin(data["test_mse_mean"])
    for kind in ("real", "random"):
        assert data[f"{kind}_best_degree"] == np.argmin(data[f"{kind}_test_mse_mean"])
        assert data["quoted"][f"{kind}_best_degree"] == data[f"{kind}_best_degree"]
        median = data["quoted"][f"{kind}_best_degree_median"]
        assert median == np.argmin(data[f"{kind}_test_mse"]) > data[f"{kind}_best_degree"]


def test_what_the_median_chooses_is_often_worse_than_the_average(data):
    share = data["real_worse_share"]
    assert share[data["real_best_degree"]] < 0.1
    assert share[data["quoted"]["real_best_degree_median"]] > 0.15


def test_splits_by_time_miss_more_than_splits_that_share_instants(data):
    assert data["real_test_mse"][12] > data["random_test_mse"][12]
    assert data["real_test_mse"][-1] > data["random_test_mse"][-1]


def test_quoted_numbers_of_the_crash_are_those_of_its_series(data):
    said, test, mean = data["quoted"], data["real_test_mse"], data["real_test_mse_mean"]
    best, middle = data["real_best_degree"], int(test.argmin())
    assert said["real_test_rmse_degree_0"] ** 2 == pytest.approx(test[0], rel=1e-4)
    assert said["real_test_rmse_best"] ** 2 == pytest.approx(test[best], rel=1e-4)
    assert said["real_test_rmse_best_median"] ** 2 == pytest.approx(test.min(), rel=1e-4)
    assert said["real_mean_rmse_best"] ** 2 == pytest.approx(mean.min(), rel=1e-4)
    assert said["real_mean_rmse_degree_0"] ** 2 == pytest.approx(mean[0], rel=1e-4)
    assert said["real_train_rmse_best"] ** 2 == pytest.approx(
        data["real_train_mse"][best], rel=1e-4
    )
    assert said["real_best_share"] == pytest.approx(data["real_best_votes"][best] / 400)
    assert sum(data["real_best_votes"]) == Config().n_resamples
    assert said["real_worse_share_best"] == data["real_worse_share"][best]
    assert said["real_worse_share_best_median"] == data["real_worse_share"][middle]
    for kind in ("real", "random"):  # an order of magnitude: within a factor of the root of 3.4
        exact = data[f"{kind}_test_mse"][-1] ** 0.5
        assert abs(np.log(said[f"{kind}_test_rmse_max_degree"] / exact)) < np.log(10 / 3) / 2
    assert said["random_test_rmse_best_median"] ** 2 == pytest.approx(
        data["random_test_mse"].min(), rel=1e-4
    )


def test_many_measurements_share_their_instant(data):
    times = data["real_x"].tolist()
    shared = [t for t in times if times.count(t) > 1]
    assert data["quoted"]["real_n_shared"] == len(shared) > len(times) / 2
    assert data["quoted"]["real_n_instants"] == len(set(times))


def test_splits_hold_out_what_they_do_not_train_on():
    cfg = Config(n_splits=5, real_max_degree=3)
    _, accel = load_mcycle()
    for by_time in (True, False):
        train, test = capacity_sweep.real_sweep(cfg, np.random.default_rng(0), by_time)
        assert train.shape == test.shape == (4, 5)
        # Degree 0 predicts the training mean, so the two mean squares fix the split's spread.
        assert np.all((train[0] > 0.5 * accel.var()) & (train[0] < 1.5 * accel.var()))


def test_a_split_by_time_never_divides_an_instant():
    cfg, (times, _) = Config(n_splits=30), load_mcycle()
    order = capacity_sweep.splits(cfg, times, np.random.default_rng(0), by_time=True)
    for row in order:
        assert sorted(row) == list(range(133))
        assert not set(times[row[:90]]) & set(times[row[90:]])
    assert len({tuple(sorted(row[:90])) for row in order}) == 30
    mixed = capacity_sweep.splits(cfg, times, np.random.default_rng(0), by_time=False)
    assert all(set(times[row[:90]]) & set(times[row[90:]]) for row in mixed)


def test_resamples_vote_for_the_lowest_mean():
    rng = np.random.default_rng(0)
    clear = np.stack([rng.random(50) + 1, rng.random(50), rng.random(50) + 2])
    votes = capacity_sweep.best_votes(Config(n_resamples=30), clear, rng)
    assert votes.tolist() == [0, 30, 0]
    level = np.concatenate([clear[1:2], clear[1:2][:, ::-1]])
    votes = capacity_sweep.best_votes(Config(n_resamples=400), level, rng)
    assert votes.sum() == 400 and votes.min() > 100


def test_an_order_of_magnitude_is_the_nearest_of_one_three_and_ten():
    pairs = ((13_176, 10_000), (8_000, 10_000), (4_000, 3_000), (1_272, 1_000), (0.02, 0.03))
    for value, rough in pairs:
        assert capacity_sweep.roughly(value) == pytest.approx(rough)


# Points that were drawn independently


def test_with_independent_points_the_best_degree_stays_and_more_degrees_cost_more(data):
    said = data["quoted"]
    assert said["independent_best_degree"] == data["independent_best_degree"] == data["best_degree"]
    at = said["twice_best_degree"]
    assert at == 2 * data["best_degree"]
    assert said["independent_test_mse_twice_best"] == data["independent_test_mse"][at]
    assert said["test_mse_twice_best_median"] == data["test_mse"][at]
    assert data["independent_test_mse"][at] > 1.5 * data["test_mse"][at]
    assert said["independent_test_mse_max_degree"] == data["independent_test_mse"][-1]
    assert said["independent_test_mse_best"] == data["independent_test_mse"][data["best_degree"]]


def test_points_are_one_to_a_cell_or_independent():
    cfg, rng = Config(), np.random.default_rng(0)
    x, _ = capacity_sweep.training_sets(cfg, 200, rng)
    cells = np.floor((x + 1) / 2 * cfg.n_train)
    assert np.array_equal(cells, np.broadcast_to(np.arange(cfg.n_train), cells.shape))
    x, _ = capacity_sweep.training_sets(cfg, 200, rng, independent=True)
    assert stats.kstest((x.ravel() + 1) / 2, "uniform").pvalue > 0.01
    share = np.mean([len(set(row)) for row in np.floor((x + 1) / 2 * 40).tolist()]) / 40
    assert share == pytest.approx(1 - (1 - 1 / 40) ** 40, abs=0.02)  # of cells that have a point


def test_the_errors_of_independent_sets_are_those_of_numpys_fits(data):
    cfg = Config()
    found = capacity_sweep.independent_chunk(cfg, 3, np.random.default_rng(1))
    x, y = capacity_sweep.training_sets(cfg, 3, np.random.default_rng(1), independent=True)
    fine = np.linspace(-1, 1, 20_001)
    for i in range(3):
        fit = np.polynomial.Polynomial.fit(x[i], y[i], 5)
        missed = np.trapezoid((fit(fine) - capacity_sweep.truth(fine)) ** 2, fine) / 2
        assert found[5, i] == pytest.approx(missed + cfg.noise_std**2, rel=1e-4)
    wild = capacity_sweep.independent_chunk(cfg, 600, np.random.default_rng(2))[12]
    share = np.mean(wild > data["test_mse"][0])
    assert data["quoted"]["independent_wild_share_twice_best"] == pytest.approx(share, abs=0.07)


def test_the_crash_is_summed_up_split_by_split(monkeypatch):
    made = np.random.default_rng(4).exponential(size=(2, 27, 9))  # by time or not, degree, split
    monkeypatch.setattr(
        capacity_sweep, "real_sweep", lambda cfg, rng, by_time: (made[0], made[int(by_time)])
    )
    found = capacity_sweep.run(replace(capacity_sweep.QUICK, n_sets=30))
    test = made[1]
    for degree in range(27):
        worse = sum(test[degree, split] > test[0, split] for split in range(9))
        assert found["real_worse_share"][degree] == pytest.approx(worse / 9)
        assert found["real_test_mse_mean"][degree] == pytest.approx(test[degree].sum() / 9)
        assert found["random_test_mse"][degree] == pytest.approx(np.sort(made[0][degree])[4])
    means = test.sum(axis=1).tolist()
    assert found["real_best_degree"] == means.index(min(means))
    assert sum(found["real_best_votes"]) == capacity_sweep.QUICK.n_resamples
