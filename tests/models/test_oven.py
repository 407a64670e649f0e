import numpy as np
import pytest

from scripts.experiments import capacity_sweep
from scripts.models import oven

X = np.linspace(-1, 1, 4001)


def test_the_kitchen_is_best_after_43_minutes_and_dark_after_60():
    best = X[oven.kitchen(X).argmax()]
    assert 40 + 20 * best == pytest.approx(42.7, abs=0.1)
    assert oven.kitchen(np.array([1.0]))[0] < -0.9


def test_the_wave_is_that_of_the_classic_curve():
    assert np.array_equal(oven.wave(X), capacity_sweep.truth(X))


def test_the_burnt_cake_stays_at_its_best_until_it_burns_within_two_minutes():
    minutes, good = 40 + 20 * X, oven.burnt(X)
    assert np.ptp(good[(minutes > 43) & (minutes < 50)]) < 0.01
    falling = (good < 0.9) & (good > -0.9) & (minutes > 45)
    assert np.ptp(minutes[falling]) < 3 and good[-1] < -0.9
    assert np.allclose(good[minutes < 42], oven.kitchen(X)[minutes < 42], atol=1e-6)


def test_the_goals_are_the_truths_in_legendre_polynomials():
    for name, goal in oven.goals().items():
        found = np.polynomial.legendre.legval(X, goal)
        assert np.abs(found - oven.TRUTHS[name](X)).max() < 1e-3
        squared = goal**2 / (2 * np.arange(len(goal)) + 1)
        assert squared[200:].sum() < 1e-9 * squared.sum()


def test_there_is_one_cake_in_each_equal_part_of_the_time():
    x, noise = oven.training_sets(300, 10, np.random.default_rng(0))
    assert x.shape == noise.shape == (300, 10)
    assert np.array_equal(np.floor((x + 1) / 0.2 + 1e-12), np.tile(np.arange(10), (300, 1)))
    assert abs(noise.mean()) < 0.06 and abs(noise.std() - 1) < 0.04
