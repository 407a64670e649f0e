import numpy as np
import pytest

from scripts.models.ridge import Ridge
from scripts.models.tuned_ridge import tuned_ridge

PENALTIES = np.geomspace(1e-3, 1e3, 7)


def design(p, q=4, n=40, k=3):
    rng = np.random.default_rng(p)
    x = rng.standard_normal((n, p))
    noise = np.array([0.01, 0.5, 5, 50])[:q, None, None]
    return x, x @ rng.standard_normal((p, k)) + noise * rng.standard_normal((q, n, k)) + 1


@pytest.mark.parametrize("p", [6, 90])
def test_each_set_of_labels_gets_the_fit_it_would_get_alone(p):
    x, targets = design(p)
    means, coefficients, chosen = tuned_ridge(x, targets, PENALTIES)
    for y, mean, fit, place in zip(targets, means, coefficients, chosen, strict=True):
        alone = Ridge(x, y)
        assert PENALTIES[place] == alone.best_penalty(PENALTIES)
        assert np.allclose(mean, y.mean(axis=0))
        assert np.allclose(fit, alone.coefficients(PENALTIES[place]), rtol=1e-8, atol=1e-10)


def test_labels_that_say_less_get_a_larger_penalty():
    _, _, chosen = tuned_ridge(*design(30), PENALTIES)
    assert np.all(np.diff(chosen) >= 0)
    assert chosen[-1] > chosen[0]


def test_a_gram_matrix_that_is_known_already_changes_nothing():
    x, targets = design(90)
    known = tuned_ridge(x, targets, PENALTIES, x @ x.T)
    for a, b in zip(known, tuned_ridge(x, targets, PENALTIES), strict=True):
        assert np.array_equal(a, b)
