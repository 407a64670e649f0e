import numpy as np
import pytest

from scripts.models.press import leave_one_out_path
from scripts.models.ridge import Ridge

WIDTHS = [1, 4, 11, 24]


def design(n=30, p=24, k=3):
    rng = np.random.default_rng(1)
    return rng.standard_normal((n, p)), rng.standard_normal((n, k)) + np.arange(k)


def test_leaving_one_out_equals_refitting_without_it_for_every_width():
    x, y = design()
    for width, errors in leave_one_out_path(x, y, WIDTHS):
        for i in range(len(x)):
            others = np.arange(len(x)) != i
            mean = y[others].mean(axis=0)
            fit = np.linalg.lstsq(x[others, :width], y[others] - mean, rcond=None)[0]
            assert np.allclose(errors[i], y[i] - mean - x[i, :width] @ fit, rtol=1e-8, atol=1e-10)


def test_it_is_the_limit_of_ridge_with_a_vanishing_penalty():
    x, y = design()
    for width, errors in leave_one_out_path(x, y, WIDTHS):
        ridge = Ridge(x[:, :width], y).leave_one_out([1e-9])[0]
        assert np.allclose(errors, ridge, rtol=1e-6, atol=1e-8)


def test_the_widths_come_in_their_order():
    x, y = design()
    assert [width for width, _ in leave_one_out_path(x, y, WIDTHS)] == WIDTHS


def test_as_many_columns_as_examples_are_refused():
    x, y = design(p=30)
    with pytest.raises(ValueError, match="30 columns leave nothing over of 30 examples"):
        list(leave_one_out_path(x, y, [4, 30]))
