import numpy as np
import pytest

from scripts.models.gradient_path import gradient_path, largest_rate, loss_and_gradient

shapes = pytest.mark.parametrize("p", [20, 50, 150], ids=lambda p: f"50x{p}")


def design(p, n=50, k=4):
    rng = np.random.default_rng(p)
    return rng.standard_normal((n, p)) / np.arange(1, p + 1) ** 0.5, rng.standard_normal((n, k))


def descend(x, y, rate, n_steps):
    """Coefficients after every step from 0 to n_steps, by taking them."""
    coefficients = np.zeros((x.shape[1], y.shape[1]))
    yield coefficients
    for _ in range(n_steps):
        coefficients = coefficients - rate * loss_and_gradient(coefficients, x, y)[1]
        yield coefficients


def test_the_gradient_agrees_with_finite_differences():
    x, y = design(6, n=9, k=2)
    at = np.random.default_rng(1).standard_normal((6, 2))
    gradient = loss_and_gradient(at, x, y)[1]
    for index in np.ndindex(*at.shape):
        nudge = np.zeros(at.shape)
        nudge[index] = 1e-5
        up, down = (loss_and_gradient(at + s * nudge, x, y)[0] for s in (1, -1))
        assert (up - down) / 2e-5 == pytest.approx(gradient[index], rel=1e-7, abs=1e-9)


@shapes
@pytest.mark.parametrize("share", [0.05, 0.5, 0.95], ids=lambda s: f"{s} of the largest rate")
def test_the_path_equals_two_thousand_explicit_steps(p, share):
    x, y = design(p)
    gram = x @ x.T
    rate = share * largest_rate(gram)
    steps = [0, 1, 2, 3, 10, 57, 400, 2000]
    path = gradient_path(gram, y, steps, rate)
    explicit = list(descend(x, y, rate, steps[-1]))
    for step, dual in zip(steps, path, strict=True):
        fitted, expected = gram @ dual, x @ explicit[step]
        assert np.abs(fitted - expected).max() < 2e-12 * np.abs(y).max(), step
        difference = np.abs(x.T @ dual - explicit[step]).max()
        assert difference <= 1e-11 * np.abs(explicit[-1]).max(), step


@shapes
def test_it_ends_at_the_minimum_norm_fit(p):
    x, y = design(p)
    dual = gradient_path(x @ x.T, y, [10**9])[0]
    expected = np.linalg.lstsq(x, y, rcond=None)[0]
    assert np.allclose(x.T @ dual, expected, atol=1e-6 * np.abs(expected).max())


def test_the_loss_only_falls():
    x, y = design(150)
    gram = x @ x.T
    path = gradient_path(gram, y, np.geomspace(1, 1e6, 40).round())
    losses = [loss_and_gradient(x.T @ dual, x, y)[0] for dual in path]
    assert np.all(np.diff(losses) <= 1e-12)


def test_stopping_early_is_nearly_ridge():
    x, y = design(150)
    gram, rate = x @ x.T, 0.2
    for step in (100, 10_000):
        stopped = gram @ gradient_path(gram, y, [step], rate)[0]
        penalty = len(x) / (rate * step)
        ridge = gram @ np.linalg.solve(gram + penalty * np.eye(len(x)), y)
        # 1 - exp(-z) and z / (1 + z) are never further apart than 0.2036.
        apart = np.linalg.norm(stopped - ridge, axis=0)
        assert np.all(apart < 0.21 * np.linalg.norm(y, axis=0))


def test_it_stays_exact_where_steps_are_tiny():
    # One direction, s / n = 1e-12: after a million steps a millionth is learnt, to many digits.
    gram = np.diag([2.0, 2e-12])
    dual = gradient_path(gram, np.ones((2, 1)), [10**6], rate=1.0)[0]
    assert 2e-12 * dual[1, 0] == pytest.approx(1e-6 * (1 - 0.5e-6), rel=1e-11)


@pytest.mark.parametrize("rate", [0.0, 2.01, np.nan])
def test_a_rate_that_diverges_is_refused(rate):
    with pytest.raises(ValueError, match="diverges"):
        gradient_path(np.eye(2) * 2, np.ones((2, 1)), [5], rate)


def test_negative_steps_are_refused():
    with pytest.raises(ValueError, match="cannot take -1 steps"):
        gradient_path(np.eye(2), np.ones((2, 1)), [3, -1])
