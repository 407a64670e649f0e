import numpy as np
import pytest

from scripts.models.crossing import crossing, jackknife
from scripts.models.summary import mean_se


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


def test_the_jackknife_of_a_mean_is_its_standard_error():
    values = np.random.default_rng(0).standard_normal((9, 4))
    for found, expected in zip(jackknife(lambda m: m, values), mean_se(values), strict=True):
        assert np.allclose(found, expected)


def test_the_jackknife_of_a_crossing_agrees_with_fresh_samples():
    rng, x = np.random.default_rng(1), np.linspace(0, 1, 6)

    def draw(n):
        return x + 0.3 * rng.standard_normal((n, 1))

    def place(mean):
        return np.array(crossing(x, mean, 0.5))

    fresh = np.std([place(draw(12).mean(axis=0)) for _ in range(2000)])
    guessed = np.mean([jackknife(place, draw(12))[1] for _ in range(200)])
    assert guessed == pytest.approx(fresh, rel=0.1)
