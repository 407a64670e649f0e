"""How far repeats lie apart, and under which names."""

import numpy as np
import pytest
from scipy import stats

from scripts.models.bands import bands, middle


@pytest.fixture
def values():
    """Skewed repeats: the mean is not the median."""
    return np.random.default_rng(0).exponential(size=(41, 3, 2))


def test_a_band_stands_around_the_mean_with_its_standard_error(values):
    found = bands("gold", values)
    assert set(found) == {"gold", "gold_se", "gold_p10", "gold_p90"}
    assert found["gold"] == pytest.approx(values.sum(axis=0) / 41)
    assert found["gold_se"] == pytest.approx(stats.sem(values, axis=0))
    # Of 41 repeats in order, 4 lie below the fifth and 4 above the fifth from the end.
    ordered = np.sort(values, axis=0)
    assert found["gold_p10"] == pytest.approx(ordered[4])
    assert found["gold_p90"] == pytest.approx(ordered[36])


def test_a_middle_is_the_median_with_the_same_ends(values):
    found, around = middle("kl", values), bands("kl", values)
    assert set(found) == {"kl", "kl_p10", "kl_p90"}
    assert found["kl"] == pytest.approx(np.sort(values, axis=0)[20])
    assert np.all(found["kl"] < around["kl"])  # a long tail pulls the mean up
    for end in ("kl_p10", "kl_p90"):
        assert found[end].tolist() == around[end].tolist()


def test_the_repeats_are_the_first_axis_whatever_stands_behind_it():
    values = np.stack([np.zeros((2, 5)), np.ones((2, 5))])
    found = bands("x", values)
    assert found["x"].tolist() == np.full((2, 5), 0.5).tolist()
    assert found["x_se"] == pytest.approx(np.full((2, 5), 0.5))
    assert found["x_p90"] - found["x_p10"] == pytest.approx(np.full((2, 5), 0.8))
