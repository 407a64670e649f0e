"""Tuning a last layer: many draws at once are the same as one by one, with the right gradient."""

import numpy as np
import pytest

from scripts.models import last_layer, softmax


@pytest.fixture
def draws():
    rng = np.random.default_rng(0)
    x = np.ones((3, 20, 6))
    x[..., :-1] = rng.standard_normal((3, 20, 5))
    return rng.standard_normal((4, 6)), x, rng.integers(4, size=(3, 20))


def test_a_step_follows_the_gradient_of_the_loss_of_each_draw(draws):
    layer, x, labels = draws
    [found] = last_layer.tuned(layer, x, labels, 0.3, (1,))
    for draw in range(3):
        _, gradient = softmax.loss_and_gradient(
            layer.ravel(), x[draw, :, :-1], np.eye(4)[labels[draw]], 0.0
        )
        assert found[draw] == pytest.approx(layer - 0.3 * gradient.reshape(4, 6), abs=1e-12)


def test_stops_lie_on_one_path_and_the_start_stays_as_it_was(draws):
    layer, x, labels = draws
    before = layer.copy()
    fifth, tenth = last_layer.tuned(layer, x, labels, 0.3, (5, 10))
    assert np.array_equal(layer, before)
    assert np.array_equal(last_layer.tuned(layer, x, labels, 0.3, (5,))[0], fifth)
    again = last_layer.tuned(fifth[0], x[:1], labels[:1], 0.3, (5,))[0][0]
    assert again == pytest.approx(tenth[0], abs=1e-12)


def test_it_learns_its_examples(draws):
    layer, x, _ = draws
    labels = (x @ np.arange(24.0).reshape(6, 4)[::-1]).argmax(axis=2)  # a rule it can learn
    [found] = last_layer.tuned(layer, x, labels, 1.0, (500,))
    before = last_layer.accuracy(np.repeat(layer[None], 3, axis=0), x, labels)
    assert np.all(last_layer.accuracy(found, x, labels) > 0.95)
    assert np.all(before < 0.9)


def test_accuracy_is_counted_draw_by_draw(draws):
    layer, x, labels = draws
    layers = np.stack([layer, -layer, 0 * layer])
    expected = [
        np.mean((x[draw] @ layers[draw].T).argmax(axis=1) == labels[draw]) for draw in range(3)
    ]
    assert np.array_equal(last_layer.accuracy(layers, x, labels), expected)
    shared = last_layer.accuracy(layers, x[0], labels[0])
    assert shared[0] == expected[0]


def test_a_column_of_ones_carries_the_biases():
    found = last_layer.with_ones(np.zeros((2, 3), dtype=np.float32))
    assert found.dtype == np.float32
    assert found.tolist() == [[0, 0, 0, 1], [0, 0, 0, 1]]
