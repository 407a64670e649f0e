"""Least squares for every prefix of the columns."""

import numpy as np
import pytest

from scripts.compute.datasets.mcycle import load_mcycle
from scripts.models.least_squares import minimum_norm_path, ridge_path
from scripts.models.random_features import random_features, scaled_inputs

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


@pytest.mark.parametrize("widths", [(5, 30, 90), (80,), (91,), (400,), (120, 400)])
def test_waves_of_one_input_stop_the_path_instead_of_giving_nonsense(rng, widths):
    times, accel = load_mcycle()
    train = rng.permutation(len(times))[:90]
    inputs = scaled_inputs(times[:, None], train)[train]
    waves = random_features(inputs, rng.standard_normal((1, 400)), rng.uniform(0, 6, 400))
    found = []
    with pytest.raises(np.linalg.LinAlgError, match=r"width \d+: .* rank (1\d|20) of (30|80|90),"):
        for width, fit in minimum_norm_path(waves, accel[train, None], widths):
            found.append(width)
            reference = np.linalg.lstsq(waves[:, :width], accel[train, None], rcond=EPS)[0]
            assert relative(waves[:, :width] @ fit, waves[:, :width] @ reference) < 1e-6
    assert found == [5][: widths[0] == 5]


DEPENDENT = {  # what to do to 30 x 60 random features, and where the path has to stop
    "repeated column": (lambda x: x.__setitem__(np.s_[:, 7], x[:, 3]), 8, 7),
    "constant columns": (lambda x: x.__setitem__(np.s_[:, [2, 7]], (1.0, 5.0)), 8, 7),
    "column of zeros": (lambda x: x.__setitem__(np.s_[:, 7], 0.0), 8, 7),
    "one-hot and intercept": (
        lambda x: x.__setitem__(np.s_[:, :4], np.eye(4)[np.arange(30) % 3 + 1] + np.eye(4)[0]),
        4,
        3,
    ),
    "duplicate rows": (lambda x: x.__setitem__(20, x[4]), 30, 29),
}


@pytest.mark.parametrize("spoil, width, rank", DEPENDENT.values(), ids=DEPENDENT)
def test_dependent_features_stop_the_path_at_the_width_that_is_named(rng, spoil, width, rank):
    features, targets = rng.standard_normal((30, 60)), rng.standard_normal((30, 2))
    spoil(features)
    assert np.linalg.matrix_rank(features[:, :width]) == rank
    path = minimum_norm_path(features, targets, (width - 1, width, 60))
    assert next(path)[0] == width - 1
    with pytest.raises(np.linalg.LinAlgError, match=f"width {width}: .* rank {rank} of {width},"):
        next(path)


def test_dependent_columns_do_no_harm_once_the_rows_are_independent(rng):
    features, targets = rng.standard_normal((30, 60)), rng.standard_normal((30, 2))
    features[:, 7] = features[:, 3]
    features[:, 9] = 0.0
    for width, coefficients in minimum_norm_path(features, targets, (40, 60)):
        reference = np.linalg.lstsq(features[:, :width], targets, rcond=None)[0]
        assert relative(coefficients, reference) < 1e-10


def test_duplicate_rows_stop_the_path_beyond_them_too(rng):
    features = rng.standard_normal((30, 60))
    features[20] = features[4]
    with pytest.raises(np.linalg.LinAlgError, match=r"width 45: .* rank 29 of 30,"):
        list(minimum_norm_path(features, rng.standard_normal((30, 1)), (10, 45, 60)))


def test_features_of_very_different_scales_are_not_mistaken_for_dependent_ones(rng):
    features, units = rng.standard_normal((30, 20)), np.geomspace(1e-5, 1e5, 20)
    targets = rng.standard_normal((30, 1))
    for width, fit in minimum_norm_path(features * units, targets, (5, 20)):
        reference = np.linalg.lstsq(features[:, :width], targets, rcond=EPS)[0]
        assert relative(fit * units[:width, None], reference) < 1e-10


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
