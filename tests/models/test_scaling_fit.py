import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize

from scripts.models import scaling_fit
from scripts.models.power_teacher import expected_errors
from scripts.models.scaling_fit import ScalingLaw, best_splits, fit, slope

TRUE = ScalingLaw(A=3.0, alpha=0.4, B=8.0, beta=0.6, E=0.2)
SIZES, AMOUNTS = np.geomspace(5, 2000, 9), np.geomspace(10, 9000, 10)


@pytest.fixture
def grid():
    return np.meshgrid(SIZES, AMOUNTS, indexing="ij")


@pytest.fixture
def points(grid):
    noise = np.exp(0.05 * np.random.default_rng(0).standard_normal(grid[0].shape))
    return np.log([part.ravel() for part in (*grid, TRUE.loss(*grid) * noise)])


def test_the_fit_finds_the_law_that_made_the_points(grid):
    found = fit(*grid, TRUE.loss(*grid))
    for name, value in vars(TRUE).items():
        assert getattr(found, name) == pytest.approx(value, rel=1e-5), name


@pytest.mark.parametrize("delta", [1e-3, 0.03, 10.0])
def test_the_gradient_equals_finite_differences(points, delta):
    theta = np.array([0.8, 0.5, 2.4, 0.5, -2.0])
    _, gradient = scaling_fit.objective(theta, points, delta)
    numeric = approx_fprime(theta, lambda t: scaling_fit.objective(t, points, delta)[0], 1e-7)
    assert np.allclose(gradient, numeric, rtol=1e-4, atol=1e-4 * np.abs(gradient).max())


def test_the_jacobian_equals_finite_differences(points):
    theta = np.array([0.8, 0.5, 2.4, 0.5, -2.0])
    numeric = approx_fprime(theta, lambda t: scaling_fit.residuals(t, points), 1e-7)
    assert np.allclose(scaling_fit.jacobian(theta, points), numeric, atol=1e-5)


@pytest.mark.parametrize("delta", [1e-3, 0.1, 10.0])
def test_another_method_finds_no_better_fit(points, delta):
    found = fit(*np.exp(points), delta=delta)
    theta = np.array([np.log(found.A), found.alpha, np.log(found.B), found.beta, np.log(found.E)])
    own = scaling_fit.objective(theta, points, delta)[0]
    rng = np.random.default_rng(1)
    others = []
    for _ in range(3):
        start = np.array([1.0, 0.4, 2.0, 0.6, -1.6]) + 0.3 * rng.standard_normal(5)
        rough = minimize(scaling_fit.objective, start, (points, 1.0), "L-BFGS-B", jac=True).x
        fine = minimize(
            lambda t: scaling_fit.objective(t, points, delta)[0],
            rough,
            method="Nelder-Mead",
            options={"maxiter": 20_000, "maxfev": 20_000, "xatol": 1e-8, "fatol": 1e-12},
        )
        others.append(fine.fun)
    assert own <= min(others) * (1 + 1e-6)
    assert own == pytest.approx(min(others), rel=1e-3)


def test_it_does_not_matter_where_the_fit_begins(points):
    found = fit(*np.exp(points))
    near = fit(*np.exp(points), start=TRUE)
    assert near.exponent == pytest.approx(found.exponent, abs=1e-6)
    assert abs(near.E / found.E - 1) < 1e-5


def test_where_there_is_no_floor_none_is_found(grid):
    bare = ScalingLaw(TRUE.A, TRUE.alpha, TRUE.B, TRUE.beta, E=0.0)
    found = fit(*grid, bare.loss(*grid))
    assert found.E == 0
    assert found.alpha == pytest.approx(TRUE.alpha, rel=1e-4)
    assert fit(*grid, bare.loss(*grid), start=found).E == 0


def test_a_few_wild_points_do_not_move_the_fit(grid):
    loss = TRUE.loss(*grid)
    loss[::3, ::4] *= 2
    found = fit(*grid, loss)
    squares = fit(*grid, loss, delta=10.0)
    assert found.exponent == pytest.approx(TRUE.exponent, abs=0.005)
    assert abs(squares.exponent - TRUE.exponent) > 2 * abs(found.exponent - TRUE.exponent)


def test_the_optimum_is_the_lowest_point_of_its_budget():
    for budget in (1e3, 1e9):
        n, d = TRUE.optimum(budget)
        assert n * d == pytest.approx(budget)
        sizes = n * np.geomspace(0.2, 5, 401)
        assert sizes[TRUE.loss(sizes, budget / sizes).argmin()] == pytest.approx(n, rel=0.005)


def test_the_best_size_grows_by_the_exponent():
    sizes = [TRUE.optimum(budget)[0] for budget in (1e4, 1e8)]
    assert slope(np.array([1e4, 1e8]), np.array(sizes)) == pytest.approx(TRUE.exponent)


def test_the_direct_reading_agrees_with_the_closed_form(grid):
    budgets = np.array([3e3, 3e4, 2e5])
    _, sizes, lowest = best_splits(SIZES, AMOUNTS, TRUE.loss(*grid), budgets)
    for budget, size, low in zip(budgets, sizes, lowest, strict=True):
        n, d = TRUE.optimum(budget)
        assert size == pytest.approx(n, rel=0.08)
        assert low == pytest.approx(TRUE.loss(n, d), rel=2e-3)


def test_the_direct_reading_refuses_a_minimum_at_the_edge(grid):
    with pytest.raises(ValueError, match="edge"):
        best_splits(SIZES, AMOUNTS, TRUE.loss(*grid), np.array([60.0]))


def test_the_direct_reading_follows_the_formula_between_the_points_of_its_grid():
    sizes, amounts = np.array([8, 16, 32, 64]), np.geomspace(20, 2000, 12).round()
    loss = expected_errors(sizes, amounts, 1.0, 0.0)
    curve, _, _ = best_splits(sizes, amounts, loss, np.array([2000]))
    exact = [expected_errors([n], [2000 / n], 1.0, 0.0)[0, 0] for n in sizes]
    assert np.allclose(curve[0], exact, rtol=2e-3)
