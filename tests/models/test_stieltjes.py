"""Polynomials of every degree, by orthogonalising."""

import numpy as np
import pytest

from scripts.models.stieltjes import polynomial_path

EPS = np.finfo(float).eps


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def relative(found, reference):
    return np.abs(found - reference).max() / np.abs(reference).max()


@pytest.fixture
def samples(rng):
    x = np.sort(rng.uniform(-1, 1, (6, 40)), axis=1)
    x = -1 + 2 * (np.arange(40) + (x + 1) / 2) / 40  # one point a cell
    return x, np.sin(5 * x) + 0.2 * rng.standard_normal(x.shape), np.linspace(-1, 1, 50)


def test_polynomials_of_every_degree_equal_lstsq_in_a_legendre_basis(samples):
    x, y, grid = samples
    vander = np.polynomial.legendre.legvander
    for degree, residual, prediction in polynomial_path(x, y, grid, 20):
        tolerance = 1e-9 if degree <= 16 else 1e-7
        for row in range(len(x)):
            fit = np.linalg.lstsq(vander(x[row], degree), y[row], rcond=None)[0]
            assert relative(prediction[row], vander(grid, degree) @ fit) < tolerance
            left_over = y[row] - vander(x[row], degree) @ fit
            assert np.abs(residual[row] - left_over).max() < tolerance


def test_polynomials_equal_scikit_learn(samples):
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures

    x, y, grid = samples
    for degree, _, prediction in polynomial_path(x, y, grid, 16):
        model = make_pipeline(PolynomialFeatures(degree), LinearRegression(tol=EPS)).fit(
            x[0][:, None], y[0]
        )
        assert relative(prediction[0], model.predict(grid[:, None])) < 1e-9, degree


def test_the_highest_degree_equals_qr_where_lstsq_would_cut_off_directions(samples):
    x, y, grid = samples
    vander = np.polynomial.legendre.legvander
    *_, (degree, _, prediction) = polynomial_path(x, y, grid, 24)
    for row in range(len(x)):
        q, r = np.linalg.qr(vander(x[row], degree))
        reference = vander(grid, degree) @ np.linalg.solve(r, q.T @ y[row])
        assert relative(prediction[row], reference) < 1e-7


def test_each_training_set_may_have_its_own_grid(samples):
    x, y, grid = samples
    shared = [p.copy() for _, _, p in polynomial_path(x, y, grid, 5)]
    own = [p.copy() for _, _, p in polynomial_path(x, y, np.tile(grid, (len(x), 1)), 5)]
    assert np.array_equal(shared, own)
