"""Softmax regression."""

import numpy as np
import pytest

from scripts.models.softmax import fit_softmax, loss_and_gradient


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def classes(rng):
    labels = rng.integers(4, size=150)
    return rng.standard_normal((150, 6)) + rng.standard_normal((4, 6))[labels], labels


def test_the_softmax_gradient_equals_finite_differences(rng, classes):
    x, labels = classes
    onehot, knobs, step = np.eye(4)[labels], rng.standard_normal(4 * 7), 1e-6
    _, gradient = loss_and_gradient(knobs, x, onehot, 3.0)
    for i, direction in enumerate(step * np.eye(len(knobs))):
        up, down = (loss_and_gradient(knobs + s * direction, x, onehot, 3.0)[0] for s in (1, -1))
        assert abs((up - down) / (2 * step) - gradient[i]) < 1e-8


@pytest.mark.parametrize("penalty", [250.0, 1.0])
def test_softmax_knobs_equal_scikit_learns(classes, penalty):
    from sklearn.linear_model import LogisticRegression

    x, labels = classes
    model = fit_softmax(x, labels, 4, penalty, tolerance=1e-9)
    reference = LogisticRegression(C=1 / penalty, tol=1e-10, solver="newton-cholesky").fit(
        x, labels
    )
    assert np.abs(model.weights - reference.coef_).max() < 1e-6
    # Only differences between biases matter, and scikit-learn may pick another constant.
    shift = (model.biases - reference.intercept_).mean()
    assert np.abs(model.biases - shift - reference.intercept_).max() < 1e-6
    assert abs(model.biases.sum()) < 1e-9
    assert np.array_equal(model.predict(x), reference.predict(x))
    assert model.accuracy(x, labels) == np.mean(reference.predict(x) == labels)


def test_large_scores_do_not_overflow(classes):
    x, labels = classes
    loss, gradient = loss_and_gradient(np.full(28, 1e4), 1e3 * x, np.eye(4)[labels], 0.0)
    assert np.isfinite(loss)
    assert np.all(np.isfinite(gradient))
