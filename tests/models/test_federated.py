"""Federated averaging: every step of every copy, and what the server makes of them."""

import itertools

import numpy as np
import pytest
from scipy.special import log_softmax
from sklearn.neural_network import MLPClassifier

from scripts.models.federated import Net, average, federated_rounds, train

NET = Net(n_inputs=5, n_hidden=4, n_classes=3)


@pytest.fixture
def toy():
    """Forty inputs of five numbers in three classes, and a start."""
    rng = np.random.default_rng(0)
    return rng.standard_normal((40, 5)), np.eye(3)[rng.integers(3, size=40)], NET.initial(rng)


def log_loss(knobs, x, onehot):
    return -np.mean(np.sum(onehot * log_softmax(NET.scores(knobs, x), axis=-1), axis=-1))


def test_a_step_goes_against_the_gradient_of_every_knob(toy):
    x, onehot, start = toy
    after = start.copy()
    train(NET, after, x, onehot, np.arange(40)[None], batch_size=40, lr=1.0)
    slope = np.empty(NET.n_params)
    for i, bump in enumerate(1e-6 * np.eye(NET.n_params)):
        slope[i] = (log_loss(start + bump, x, onehot) - log_loss(start - bump, x, onehot)) / 2e-6
    assert NET.n_params == 5 * 4 + 4 + 4 * 3 + 3
    assert np.allclose(start - after, slope, atol=1e-8)
    assert np.ptp(slope) > 0.1


def test_a_pass_equals_that_of_scikit_learn(toy):
    x, onehot, start = toy
    theirs = MLPClassifier(
        hidden_layer_sizes=(4,),
        solver="sgd",
        alpha=0,
        batch_size=8,
        learning_rate_init=0.3,
        momentum=0,
        nesterovs_momentum=False,
        shuffle=False,
    )
    labels = onehot.argmax(axis=1)
    theirs.partial_fit(x, labels, classes=np.arange(3))  # makes the arrays that are set next
    first, bias, last, offset = (part.copy() for part in NET.parts(start))
    theirs.coefs_, theirs.intercepts_ = [first, last], [bias[0], offset[0]]
    theirs.partial_fit(x, labels)
    knobs = start.copy()
    train(NET, knobs, x, onehot, np.arange(40)[None], batch_size=8, lr=0.3)
    ours = NET.parts(knobs)
    assert np.allclose(ours[0], theirs.coefs_[0], atol=1e-12)
    assert np.allclose(ours[1][0], theirs.intercepts_[0], atol=1e-12)
    assert np.allclose(ours[2], theirs.coefs_[1], atol=1e-12)
    assert np.allclose(ours[3][0], theirs.intercepts_[1], atol=1e-12)
    assert np.abs(knobs - start).max() > 0.1


def test_a_stack_of_networks_trains_like_each_of_them_alone(toy):
    x, onehot, start = toy
    rng = np.random.default_rng(1)
    orders = rng.permuted(np.tile(np.arange(40), (5, 2, 3, 1)), axis=-1)
    stack = np.tile(start, (2, 3, 1))
    rates = np.array([[0.1, 0.2, 0.3]])
    train(NET, stack, x, onehot, orders, batch_size=10, lr=rates)
    for i, j in itertools.product(range(2), range(3)):
        alone = start.copy()
        train(NET, alone, x, onehot, orders[:, i, j], batch_size=10, lr=rates[0, j])
        assert np.allclose(stack[i, j], alone, atol=1e-12)


def test_with_one_client_federated_averaging_is_plain_training(toy):
    x, onehot, start = toy
    orders = np.random.default_rng(1).permuted(np.tile(np.arange(40), (7, 1)), axis=-1)
    *_, (clients, server) = federated_rounds(NET, start, x, onehot, orders[:, None], 10, 0.3)
    plain = start[None].copy()
    train(NET, plain, x, onehot, orders[:, None], batch_size=10, lr=0.3)
    assert np.array_equal(server, plain[0]) and np.array_equal(clients, plain)


def test_one_step_of_unequal_clients_averages_to_one_step_on_all_their_images(toy):
    x, onehot, start = toy
    sizes = np.array([5, 10, 25])
    clients = np.tile(start, (3, 1))
    for knobs, rows in zip(clients, np.split(np.arange(40), np.cumsum(sizes)[:-1]), strict=True):
        train(NET, knobs, x, onehot, rows[None], batch_size=len(rows), lr=0.5)
    pooled = start.copy()
    train(NET, pooled, x, onehot, np.arange(40)[None], batch_size=40, lr=0.5)
    assert np.allclose(average(clients, sizes), pooled, atol=1e-12)
    assert not np.allclose(clients.mean(axis=0), pooled, atol=1e-3), "the weights matter"


def test_the_bias_of_an_absent_class_can_only_fall(toy):
    x, onehot, _ = toy
    present = np.flatnonzero(onehot[:, 2] == 0)
    for seed in range(20):
        knobs = NET.initial(np.random.default_rng(seed))
        before = knobs[-3:].copy()
        train(NET, knobs, x, onehot, present[None], batch_size=len(present), lr=0.3)
        assert knobs[-1] < before[-1]
        assert abs(np.sum(knobs[-3:] - before)) < 1e-12, "what one loses the others gain"


def test_a_start_keeps_the_size_of_what_runs_through_it():
    net = Net(n_inputs=300, n_hidden=200, n_classes=100)
    first, bias, last, offset = net.parts(net.initial(np.random.default_rng(0)))
    assert first.var() == pytest.approx(2 / 300, rel=0.03)
    assert last.var() == pytest.approx(2 / 200, rel=0.03)
    assert not bias.any() and not offset.any()
