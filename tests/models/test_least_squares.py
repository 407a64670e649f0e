"""Least squares for every prefix of the columns."""

import numpy as np
import pytest

from scripts.models.least_squares import minimum_norm_path, ridge_path
from scripts.models.random_features import random_features

EPS = np.finfo(float).eps


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def relative(found, reference):
    return np.abs(found - reference).max() / np.abs(reference).max()


@pytest.mark.parametrize("widths", [range(1, 121), (3, 40, 120), (5, 39), (41, 120), (40,)])
def test_every_prefix_has_the_least_squares_fit_of_smallest_norm(rng, widths):
    features, targets = rng.standard_normal((40, 120)), rng.standard_normal((40, 3))
    found = dict(minimum_norm_path(features, targets, widths))
    assert list(found) == list(widths)
    for width, coefficients in found.items():
        reference = np.linalg.lstsq(features[:, :width], targets, rcond=None)[0]
        assert relative(coefficients, reference) < 1e-10, width


def test_prefixes_of_ill_conditioned_features_agree_with_lstsq(rng):
    inputs = rng.standard_normal((100, 8)) / 3
    features = random_features(inputs, rng.standard_normal((8, 400)), rng.uniform(0, 6, 400))
    targets = rng.standard_normal((100, 2))
    for width, coefficients in minimum_norm_path(features, targets, (20, 80, 130, 250, 400)):
        block = features[:, :width]
        reference = np.linalg.lstsq(block, targets, rcond=EPS)[0]
        # A backward stable fit may differ by the condition number times the rounding error.
        assert relative(coefficients, reference) < 100 * np.linalg.cond(block) * EPS, width


def test_beyond_n_the_fit_goes_through_every_target(rng):
    features, targets = rng.standard_normal((30, 90)), rng.standard_normal((30, 2))
    for width, coefficients in minimum_norm_path(features, targets, (30, 31, 60, 90)):
        assert np.allclose(features[:, :width] @ coefficients, targets, atol=1e-9)


def test_the_prefix_solver_leaves_its_inputs_alone(rng):
    features, targets = rng.standard_normal((20, 60)), rng.standard_normal((20, 1))
    copies = features.copy(), targets.copy()
    list(minimum_norm_path(features, targets, (10, 20, 30, 60)))
    list(ridge_path(features, targets, (10, 60), (1.0, 2.0)))
    assert np.array_equal(features, copies[0])
    assert np.array_equal(targets, copies[1])


def test_ridge_in_the_dual_equals_the_normal_equations(rng):
    features, targets = rng.standard_normal((30, 80)), rng.standard_normal((30, 2))
    widths, penalties = (5, 30, 80), (0.5, 2.0, 7.0)
    path = ridge_path(features, targets, widths, penalties)
    for (width, coefficients), penalty in zip(path, penalties, strict=True):
        x = features[:, :width]
        reference = np.linalg.solve(x.T @ x + penalty * np.eye(width), x.T @ targets)
        assert relative(coefficients, reference) < 1e-11
