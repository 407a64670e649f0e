"""Mean and standard error of repeats."""

import numpy as np
from scipy.stats import sem

from scripts.models.summary import mean_se


def test_the_standard_error_is_that_of_scipy():
    values = np.random.default_rng(0).standard_normal((7, 3, 2))
    mean, error = mean_se(values)
    assert np.allclose(mean, np.mean(values, axis=0))
    assert np.allclose(error, sem(values, axis=0))


def test_four_times_the_repeats_halve_the_standard_error():
    values = np.random.default_rng(0).standard_normal(40_000)
    assert np.isclose(mean_se(values)[1] / mean_se(values[:10_000])[1], 0.5, rtol=0.02)


def test_two_repeats_are_half_their_distance_apart():
    assert np.allclose(mean_se(np.array([1.0, 4.0])), (2.5, 1.5))
