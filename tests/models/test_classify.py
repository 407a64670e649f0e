import numpy as np
import pytest

from scripts.models.classify import (
    descent_errors,
    least_squares_errors,
    pick_width,
    ridge_errors,
)
from scripts.models.gradient_path import largest_rate

N, M, K = 30, 50, 3
WIDTHS = [4, 12, 20, 45]


@pytest.fixture
def task():
    """Features of training and test examples, two sets of training labels, classes of the test."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal((N + M, WIDTHS[-1]))
    labels = (x[:, :K] + 0.5 * rng.standard_normal((N + M, K))).argmax(axis=1)
    wrong = labels[:N].copy()
    wrong[::4] = (wrong[::4] + 1) % K
    return x[:N], x[N:], np.eye(K)[[labels[:N], wrong]], labels[N:]


def test_errors_of_least_squares_equal_those_of_one_fit_at_a_time(task):
    train, test, onehot, truth = task
    error, squared = least_squares_errors(train, test, onehot, truth, WIDTHS)
    for q, y in enumerate(onehot):
        for w, width in enumerate(WIDTHS):
            fit = np.linalg.pinv(train[:, :width]) @ (y - y.mean(axis=0))
            scores = test[:, :width] @ fit + y.mean(axis=0)
            assert error[q, w] == np.mean(scores.argmax(axis=1) != truth)
            assert squared[q, w] == pytest.approx(np.mean((scores - np.eye(K)[truth]) ** 2))


def test_the_width_is_the_one_that_refitting_without_each_example_finds(task):
    train, _, onehot, _ = task
    widths = WIDTHS[:3]
    for y, place in zip(onehot, pick_width(train, onehot, widths), strict=True):
        total = np.zeros(len(widths))
        for i in range(N):
            others = np.arange(N) != i
            mean = y[others].mean(axis=0)
            for w, width in enumerate(widths):
                fit = np.linalg.pinv(train[others, :width]) @ (y[others] - mean)
                total[w] += np.sum((y[i] - mean - train[i, :width] @ fit) ** 2)
        assert place == total.argmin()


def test_ridge_answers_with_the_penalty_that_refitting_without_each_example_finds(task):
    train, test, onehot, truth = task
    penalties = np.geomspace(0.1, 1000, 4)
    error, chosen = ridge_errors(train, test, onehot, truth, penalties)

    def fit(x, y, penalty):
        mean = y.mean(axis=0)
        return mean, np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ (y - mean))

    for y, found, place in zip(onehot, error, chosen, strict=True):
        total = np.zeros(len(penalties))
        for i in range(N):
            others = np.arange(N) != i
            for p, penalty in enumerate(penalties):
                mean, b = fit(train[others], y[others], penalty)
                total[p] += np.sum((y[i] - mean - train[i] @ b) ** 2)
        assert place == total.argmin()
        mean, b = fit(train, y, penalties[place])
        assert found == np.mean((mean + test @ b).argmax(axis=1) != truth)


def test_descent_stops_and_ends_where_steps_taken_one_by_one_do(task):
    train, test, onehot, truth = task
    steps, held = np.array([1, 3, 10, 40, 200]), 8
    found = descent_errors(train @ train.T, test @ train.T, onehot, truth, steps, held)

    def walk(x, y):
        """Mean and coefficients at the checkpoints."""
        mean, rate = y.mean(axis=0), largest_rate(x @ x.T) / 2
        b, kept = np.zeros((x.shape[1], K)), {}
        for step in range(1, steps[-1] + 1):
            b = b - rate * x.T @ (x @ b + mean - y) / len(x)
            kept[step] = b
        return mean, [kept[step] for step in steps]

    for y, stop, at_stop, at_end in zip(onehot, *found, strict=True):
        mean, path = walk(train[:-held], y[:-held])
        missed = [np.sum((mean + train[-held:] @ b - y[-held:]) ** 2) for b in path]
        best = int(np.argmin(missed))
        assert stop == steps[best]
        mean, path = walk(train, y)
        errors = [np.mean((mean + test @ b).argmax(axis=1) != truth) for b in path]
        assert (at_stop, at_end) == (errors[best], errors[-1])


def test_of_steps_that_are_level_it_stops_at_the_first():
    # Examples without likeness: what is held out is always told the mean, at every step.
    onehot, steps = np.eye(K)[np.arange(12) % K][None], np.array([1, 10, 100])
    gram, cross = np.eye(12), np.zeros((5, 12))
    stop, _, _ = descent_errors(gram, cross, onehot, np.arange(5) % K, steps, 3)
    assert stop.tolist() == [1]
