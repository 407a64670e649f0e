"""The multilayer perceptron: scikit-learn beside it, its gradient, and three ways to shrink it."""

import numpy as np
import pytest
from scipy.special import log_softmax, softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from scripts.compute.datasets.mnist import load_mnist
from scripts.models import mlp, quantize
from scripts.models.mlp import Lesson, Mlp

SIZES = (7, 5, 4, 3)


@pytest.fixture
def network():
    """Double precision, and biases that are not zero."""
    rng = np.random.default_rng(0)
    made = mlp.new(SIZES, rng)
    return Mlp(SIZES, made.values + 0.1 * rng.standard_normal(made.n_params))


@pytest.fixture
def batch():
    rng = np.random.default_rng(1)
    return rng.standard_normal((20, 7)), np.tile([2, 0, 1, 1, 0], 4)


@pytest.fixture
def taught(batch):
    """Answers of another network to the batch, at a temperature of 3."""
    other = mlp.new((7, 6, 3), np.random.default_rng(2))
    return mlp.lesson(other, batch[0], temperature=3.0, share=0.7)


@pytest.fixture(scope="module")
def digits():
    mnist = load_mnist()
    images = (mnist["train_images"].reshape(-1, 784) / 15).astype(np.float32)
    labels = mnist["train_labels"]
    return images[:1500], labels[:1500], images[1500:2500], labels[1500:2500]


@pytest.fixture(scope="module")
def trained(digits):
    start = mlp.new((784, 40, 10), np.random.default_rng(0), gain=0.5)
    return mlp.train(start, *digits[:2], 6, 50, (0.01, 0), np.random.default_rng(1))


def after_steps(network, batch, n_steps, **settings):
    """Parameters after steps by scikit-learn that start from ours, on the whole batch each time."""
    theirs = MLPClassifier(
        network.sizes[1:-1], alpha=0, batch_size=len(batch[0]), warm_start=True, max_iter=1
    ).set_params(**settings)
    with pytest.warns(ConvergenceWarning):
        theirs.fit(*batch)
    theirs.coefs_ = [weights.T.copy() for weights, _ in network.parts()]
    theirs.intercepts_ = [biases.copy() for _, biases in network.parts()]
    before = theirs.predict_proba(batch[0])
    with pytest.warns(ConvergenceWarning):
        theirs.set_params(max_iter=n_steps).fit(*batch)
    weights = [w.T for w in theirs.coefs_]
    return before, mlp.joined(list(zip(weights, theirs.intercepts_, strict=True)))


def test_its_answers_and_its_gradient_are_those_of_scikit_learn(network, batch):
    plain = {"solver": "sgd", "momentum": 0, "learning_rate_init": 1.0}
    answers, moved = after_steps(network, batch, 1, **plain)
    assert mlp.softmax(network.scores(batch[0])) == pytest.approx(answers, abs=1e-12)
    _, gradient = mlp.loss_and_gradient(network.parts(), *batch)
    assert gradient == pytest.approx(network.values - moved, abs=1e-12)


def test_its_steps_are_those_of_scikit_learns_adam(network, batch):
    adam = {"solver": "adam", "beta_2": 0.99, "learning_rate_init": 0.01, "epsilon": 1e-12}
    _, expected = after_steps(network, batch, 8, **adam)
    rng = np.random.default_rng(3)
    found = mlp.train(network, *batch, 8, len(batch[0]), (0.01, 0.01), rng)
    assert np.median(np.abs(found.values - network.values)) > 0.05
    assert found.values == pytest.approx(expected, abs=1e-5)  # their epsilon enters elsewhere


@pytest.mark.parametrize("with_teacher", [False, True])
def test_its_gradient_is_the_slope_of_its_loss(network, batch, taught, with_teacher):
    lesson, h = taught if with_teacher else None, 1e-6
    _, gradient = mlp.loss_and_gradient(network.parts(), *batch, lesson)
    for i in range(network.n_params):
        losses = []
        for sign in (1, -1):
            moved = network.values.copy()
            moved[i] += sign * h
            parts = Mlp(SIZES, moved).parts()
            losses.append(mlp.loss_and_gradient(parts, *batch, lesson)[0])
        slope = (losses[0] - losses[1]) / (2 * h)
        assert gradient[i] == pytest.approx(slope, rel=1e-5, abs=1e-8), i


def test_the_loss_mixes_labels_and_teacher_as_hinton_and_others_wrote_it(network, batch, taught):
    scores, rows = network.scores(batch[0]), np.arange(20)
    on_labels = -log_softmax(scores, axis=1)[rows, batch[1]].mean()
    softened = log_softmax(scores / 3, axis=1)
    on_answers = -np.sum(taught.answers * softened, axis=1).mean()
    loss, _ = mlp.loss_and_gradient(network.parts(), *batch)
    assert loss == pytest.approx(on_labels, rel=1e-12)
    loss, _ = mlp.loss_and_gradient(network.parts(), *batch, taught)
    assert loss == pytest.approx(0.3 * on_labels + 0.7 * 9 * on_answers, rel=1e-12)


def test_a_lesson_is_the_softened_answer_of_the_teacher(network, batch):
    found = mlp.lesson(network, batch[0], temperature=4.0, share=0.5)
    assert found.answers == pytest.approx(softmax(network.scores(batch[0]) / 4, axis=1))
    assert (found.temperature, found.share) == (4.0, 0.5)


def test_it_has_as_many_parameters_as_its_layers(network):
    assert network.n_params == 7 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3
    assert mlp.new((784, 300, 100, 10), np.random.default_rng(0)).n_params == 266_610
    assert np.array_equal(mlp.joined(network.parts()), network.values)


def test_training_learns_digits_and_leaves_its_start_alone(digits, trained):
    start = mlp.new((784, 40, 10), np.random.default_rng(0), gain=0.5)
    before = start.values.copy()
    mlp.train(start, *digits[:2], 0.2, 50, (0.01, 0), np.random.default_rng(1))
    assert np.array_equal(start.values, before)
    assert start.accuracy(*digits[2:]) < 0.3
    assert trained.accuracy(*digits[2:]) > 0.87
    assert trained.values.dtype == np.float32


def test_the_same_seed_trains_the_same_network(digits):
    start = mlp.new((784, 12, 10), np.random.default_rng(0))
    runs = [
        mlp.train(start, *digits[:2], 0.5, 50, (0.01, 0), np.random.default_rng(5), bits=4)
        for _ in range(2)
    ]
    assert runs[0].values.tobytes() == runs[1].values.tobytes()


# Pruning


def test_the_largest_weights_of_all_layers_are_kept_and_every_bias(network):
    mask = mlp.keep(network, 0.25)
    weights = np.concatenate([w.ravel() for w, _ in network.parts()])
    kept = np.concatenate([m.ravel() for m, _ in Mlp(SIZES, mask).parts()])
    assert kept.sum() == round(0.25 * (35 + 20 + 12))
    assert np.abs(weights[kept]).min() > np.abs(weights[~kept]).max()
    assert all(np.all(m) for _, m in Mlp(SIZES, mask).parts())


def test_with_images_a_weight_counts_as_much_as_the_input_it_meets(network, batch):
    dim = batch[0] * [0, 1, 1, 1, 1, 1, 1]  # one pixel is never lit
    dim[:, 1] *= 100  # and one is very bright
    mask, _ = Mlp(SIZES, mlp.keep(network, 0.8, dim)).parts()[0]
    blind, _ = Mlp(SIZES, mlp.keep(network, 0.8)).parts()[0]
    assert not mask[:, 0].any()
    assert mask[:, 1].all()
    assert blind[:, 0].any()
    # Standardised so that every input has a root mean square of 1, both agree in the first layer.
    unit = batch[0] / np.sqrt(np.mean(batch[0] ** 2, axis=0))
    first = Mlp(SIZES[:2], network.values[: 7 * 5 + 5])
    assert np.array_equal(mlp.keep(first, 0.5, unit), mlp.keep(first, 0.5))


def test_what_is_masked_is_zero_and_stays_zero(digits, trained):
    mask = mlp.keep(trained, 0.1)
    rng = np.random.default_rng(2)
    found = mlp.train(trained, *digits[:2], 1, 50, (0.005, 0), rng, mask=mask)
    assert np.all(found.values[~mask] == 0)
    assert np.mean(found.values[mask] != trained.values[mask]) > 0.9


def test_training_again_heals_what_pruning_broke(digits, trained):
    mask = mlp.keep(trained, 0.05)
    cut = Mlp(trained.sizes, trained.values * mask)
    rng = np.random.default_rng(2)
    healed = mlp.train(trained, *digits[:2], 3, 50, (0.005, 0), rng, mask=mask)
    whole, broken, now = (n.accuracy(*digits[2:]) for n in (trained, cut, healed))
    assert broken < whole - 0.05
    assert now > (broken + whole) / 2


# Quantisation


@pytest.mark.parametrize("bits", quantize.BITS)
def test_what_ships_is_the_rounded_network(trained, bits):
    found = trained.rounded(bits)
    size = sum((r * c * bits + 7) // 8 + 4 * r for r, c in ((40, 784), (10, 40)))
    assert len(trained.packed(bits)) == size
    for (weights, _), (before, _) in zip(found.parts(), trained.parts(), strict=True):
        scales = quantize.fit_scales(before, bits)
        assert np.array_equal(weights, quantize.rounded(before, scales, bits))


def test_with_one_bit_rounding_in_the_loop_beats_rounding_afterwards(digits, trained):
    accuracy = {}
    for bits in (None, 1):
        rng = np.random.default_rng(2)
        found = mlp.train(trained, *digits[:2], 3, 50, (0.005, 0), rng, bits=bits)
        accuracy[bits] = found.rounded(1).accuracy(*digits[2:])
    assert accuracy[1] > accuracy[None] + 0.03
    assert accuracy[1] > 0.8


def test_with_eight_bits_almost_every_answer_stays(digits, trained):
    images = digits[2]
    same = trained.scores(images).argmax(axis=1) == trained.rounded(8).scores(images).argmax(axis=1)
    assert np.mean(same) > 0.99


def test_the_steps_are_taken_by_the_weights_before_rounding(network, batch):
    rng = np.random.default_rng(4)
    one = mlp.train(network, *batch, 1, 20, (1e-6, 1e-6), rng, bits=2)
    assert one.values == pytest.approx(network.values, abs=2e-6)
    moved = one.values != network.values  # but for what follows a unit that no image lights
    assert np.mean(moved) > 0.8


# Distillation


def test_answers_alone_teach_what_the_labels_do_not_say(digits, trained):
    images, labels, new_images, new_labels = digits
    alone = mlp.lesson(trained, images, temperature=4.0, share=1.0)
    wrong = (labels + 1) % 10  # with the whole loss on the answers, labels do not matter
    start = mlp.new((784, 20, 10), np.random.default_rng(3), gain=0.5)
    rng = np.random.default_rng(4)
    found = mlp.train(start, images, wrong, 6, 50, (0.01, 0), rng, taught=alone)
    assert found.accuracy(new_images, new_labels) > 0.8


def test_a_lesson_follows_its_images_through_the_shuffling(digits, trained):
    images, labels, *_ = digits
    order = np.random.default_rng(0).permutation(len(images))
    given = mlp.lesson(trained, images, temperature=2.0, share=1.0)
    start = mlp.new((784, 12, 10), np.random.default_rng(3), gain=0.5)

    def agreement(lesson):
        rng = np.random.default_rng(4)
        found = mlp.train(start, images, labels, 3, 50, (0.01, 0), rng, taught=lesson)
        return np.mean(found.scores(images).argmax(1) == lesson.answers.argmax(1))

    assert agreement(given) > 0.8
    assert agreement(Lesson(given.answers[order], 2.0, 1.0)) < 0.5
