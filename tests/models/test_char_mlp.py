"""The small network: its gradient, its bits, and that training does what it says."""

from math import log2

import numpy as np
import pytest

from scripts.data.make_text_counts import counts_of
from scripts.models import char_mlp, ngram

TEXT = "the party may order the court to pay the other party when the case was made there " * 3


@pytest.fixture
def knobs():
    return char_mlp.new(4, 12, np.random.default_rng(0))


@pytest.fixture(scope="module")
def table():
    return counts_of(TEXT)


def test_its_gradient_is_the_slope_of_its_loss(knobs):
    batch = char_mlp.symbols(np.repeat(*counts_of(TEXT)))[:40]
    _, gradient = char_mlp.loss_and_gradient(knobs, batch)
    rng, h = np.random.default_rng(1), 1e-6
    for i in rng.choice(knobs.n_params, 150, replace=False):
        losses = []
        for sign in (1, -1):
            moved = knobs.values.copy()
            moved[i] += sign * h
            there = char_mlp.Knobs(moved, knobs.n_dims, knobs.n_hidden)
            losses.append(char_mlp.loss_and_gradient(there, batch)[0])
        slope = (losses[0] - losses[1]) / (2 * h)
        assert gradient[i] == pytest.approx(slope, rel=1e-5, abs=1e-8)


def test_it_has_as_many_knobs_as_its_parts(knobs):
    assert knobs.n_params == 27 * 4 + (5 * 4 + 1) * 12 + (12 + 1) * 27
    assert sum(part.size for part in knobs.parts()) == knobs.n_params


def test_a_code_is_its_six_symbols():
    found = char_mlp.symbols(np.array([ngram.code_of("a zbcd")]))
    assert found.tolist() == [[0, 26, 25, 1, 2, 3]]


def test_untrained_it_guesses_at_random(knobs, table):
    assert char_mlp.bits(knobs, table) == pytest.approx(log2(27), abs=0.1)


def test_bits_over_counts_are_the_loss_over_the_text(knobs, table):
    loss, _ = char_mlp.loss_and_gradient(knobs, char_mlp.symbols(np.repeat(*table)))
    assert char_mlp.bits(knobs, table) == pytest.approx(loss / np.log(2), rel=1e-12)


def test_training_learns_the_text_and_leaves_its_start_alone(knobs, table):
    before = knobs.values.copy()
    rng = np.random.default_rng(2)
    first, last = char_mlp.train(knobs, np.repeat(*table), 150, 64, 0.02, rng, stops=(0, 150))
    assert np.array_equal(knobs.values, before)
    assert np.array_equal(first.values, before)
    assert char_mlp.bits(last, table) < 1.5


def test_the_same_seed_trains_the_same_network(knobs, table):
    runs = [
        char_mlp.train(knobs, np.repeat(*table), 20, 32, 0.02, np.random.default_rng(5))[0]
        for _ in range(2)
    ]
    assert runs[0].values.tobytes() == runs[1].values.tobytes()


def test_adam_takes_the_steps_of_its_paper(knobs, table):
    codes = np.repeat(*table)
    [found] = char_mlp.train(knobs, codes, 3, 32, 0.01, np.random.default_rng(7))
    rng, values = np.random.default_rng(7), knobs.values.copy()
    m, v = np.zeros_like(values), np.zeros_like(values)
    for t in (1, 2, 3):
        batch = char_mlp.symbols(codes[rng.integers(len(codes), size=32)])
        there = char_mlp.Knobs(values, knobs.n_dims, knobs.n_hidden)
        g = char_mlp.loss_and_gradient(there, batch)[1]
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        lr = 0.01 * (1 - (t - 1) / 3)
        values = values - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    assert found.values == pytest.approx(values, abs=1e-12)
