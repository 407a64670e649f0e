"""What is said of repeats, and under which names."""

import numpy as np
import pytest
from scipy import stats

from scripts.models.summary import crossing, jackknife, mean_se, percent, tabled, with_ends, with_se


def test_the_standard_error_is_that_of_scipy():
    values = np.random.default_rng(0).standard_normal((7, 3, 2))
    mean, error = mean_se(values)
    assert np.allclose(mean, np.mean(values, axis=0))
    assert np.allclose(error, stats.sem(values, axis=0))


def test_four_times_the_repeats_halve_the_standard_error():
    values = np.random.default_rng(0).standard_normal(40_000)
    assert np.isclose(mean_se(values)[1] / mean_se(values[:10_000])[1], 0.5, rtol=0.02)


def test_two_repeats_are_half_their_distance_apart():
    assert np.allclose(mean_se(np.array([1.0, 4.0])), (2.5, 1.5))


def test_a_mean_stands_beside_its_standard_error_whichever_axis_the_repeats_are():
    values = np.random.default_rng(0).standard_normal((3, 8, 2))
    for axis in range(3):
        found = with_se("bits", values, axis)
        assert list(found) == ["bits", "bits_se"]
        assert np.allclose(found["bits"], np.mean(values, axis=axis))
        assert np.allclose(found["bits_se"], stats.sem(values, axis=axis))


def test_a_median_stands_between_the_ends_of_the_middle_four_fifths():
    values = np.random.default_rng(0).permutation(101.0 + np.arange(101))
    found = with_ends("error", np.stack([values, values + 1]), axis=1)
    assert found["error_p10"].tolist() == [111, 112]
    assert found["error"].tolist() == [151, 152]
    assert found["error_p90"].tolist() == [191, 192]


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.random.default_rng(0).standard_normal((12, 3))
    mean, se = jackknife(lambda m: m, values)
    assert np.allclose(mean, values.mean(axis=0))
    assert np.allclose(se, values.std(axis=0, ddof=1) / np.sqrt(12))


def test_a_table_gives_every_cell_its_name():
    columns = {"error": np.array([0.1, 0.3]), "step": [7, 9]}
    rows = [f"noise_{percent(rate)}" for rate in (0.0, 0.29)]
    expected = {"error_noise_0": 0.1, "step_noise_0": 7, "error_noise_29": 0.3, "step_noise_29": 9}
    assert tabled(columns, rows) == expected
    assert tabled({"kb": [2, 3]}, ["big", "tiny"], "{row}_{column}") == {"big_kb": 2, "tiny_kb": 3}


def test_a_level_is_met_on_the_straight_line_between_two_points():
    x, y = np.array([0.0, 1, 4, 5]), np.array([1.0, 2, 8, 9])
    for level in (1.5, 2, 5, 8.25):
        assert crossing(x, y, level) == pytest.approx(np.interp(level, y, x))


def test_the_first_of_several_crossings_counts():
    assert crossing([0, 1, 2, 3], np.array([0.0, 2, 0, 2]), 1) == 0.5


def test_a_curve_that_begins_above_the_level_crosses_at_its_start():
    assert crossing([2, 3], np.array([5.0, 9]), 4) == 2


def test_a_level_that_is_not_reached_is_nan():
    assert np.isnan(crossing([0, 1], np.array([0.0, 1]), 1.5))


def test_the_jackknife_of_a_crossing_agrees_with_fresh_samples():
    rng, x = np.random.default_rng(1), np.linspace(0, 1, 6)

    def draw(n):
        return x + 0.3 * rng.standard_normal((n, 1))

    def place(mean):
        return np.array(crossing(x, mean, 0.5))

    fresh = np.std([place(draw(12).mean(axis=0)) for _ in range(2000)])
    guessed = np.mean([jackknife(place, draw(12))[1] for _ in range(200)])
    assert guessed == pytest.approx(fresh, rel=0.1)
