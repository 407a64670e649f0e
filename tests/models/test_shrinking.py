"""What is cut answers with what its bytes hold; stages end where they say."""

import numpy as np
import pytest

from scripts.models import mlp, quantize, shrinking, sparse, tiny_cnn
from scripts.models.mlp import Mlp
from scripts.models.shrinking import Course

SIZES = (49, 30, 3)


@pytest.fixture
def course():
    """Blobs of three kinds, easy to tell apart."""
    rng = np.random.default_rng(0)
    labels = rng.integers(3, size=300)
    centres = rng.standard_normal((3, 49))
    images = centres[labels] + 0.7 * rng.standard_normal((300, 49))
    return Course(images.astype(np.float32), labels, batch_size=25)


@pytest.fixture
def trained(course):
    untrained = mlp.new(SIZES, np.random.default_rng(1))
    return course.train(untrained, 4, (0.01, 0), np.random.default_rng(2))


def test_a_course_is_the_training_of_the_network_on_its_images(course, trained):
    rng = np.random.default_rng(2)
    untrained = mlp.new(SIZES, np.random.default_rng(1))
    again = mlp.train(untrained, course.images, course.labels, 4, 25, (0.01, 0), rng)
    assert np.array_equal(trained.values, again.values)
    assert trained.accuracy(course.images, course.labels) > 0.95


def test_a_whole_network_takes_four_bytes_a_parameter(trained):
    shipped = shrinking.whole(trained)
    assert shipped.n_bytes == 4 * (49 * 30 + 30 + 30 * 3 + 3)
    assert shipped.network is trained


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_a_rounded_network_is_what_its_bytes_hold(trained, bits):
    shipped = shrinking.rounded(trained, bits)
    held = mlp.joined(quantize.unpack(shipped.content, mlp.shapes(SIZES), bits))
    assert np.array_equal(shipped.network.values, held)
    assert shipped.n_bytes == quantize.packed_size(mlp.shapes(SIZES), bits)
    assert shipped.n_params == trained.n_params


@pytest.mark.parametrize("bits", [None, 4])
def test_a_thinned_network_is_what_its_bytes_hold(course, trained, bits):
    few = shrinking.pruned(trained, 0.8, course.images)
    shipped = shrinking.thinned(few, bits)
    held = mlp.joined(sparse.unpack(shipped.content, mlp.shapes(SIZES), bits))
    assert np.array_equal(shipped.network.values, held)
    assert shipped.n_params == np.count_nonzero(held)
    assert shipped.n_bytes == len(shipped.content)


def test_pruned_at_once_the_weights_that_stay_are_untouched(course, trained):
    few = shrinking.pruned(trained, 0.8, course.images)
    stays = few.values != 0
    assert np.array_equal(few.values[stays], trained.values[stays])
    n_weights = 49 * 30 + 30 * 3
    assert stays.sum() == round(0.2 * n_weights) + np.count_nonzero(
        mlp.joined([(0 * weights, biases) for weights, biases in trained.parts()])
    )


def test_pruned_in_stages_less_is_left_at_every_stage_and_the_share_in_the_end(
    course, trained, monkeypatch
):
    left, rates, epochs = [], [], []
    original = mlp.train

    def train(network, images, labels, n_epochs, batch_size, lr, rng, *, mask):
        left.append(mask.sum() - 33)  # biases always stay
        rates.append(lr)
        epochs.append(n_epochs)
        return original(network, images, labels, n_epochs, batch_size, lr, rng, mask=mask)

    monkeypatch.setattr(mlp, "train", train)
    stages, rng = (0.5, 0.75, 1, 1), np.random.default_rng(0)
    few = shrinking.pruned_in_stages(trained, 0.9, course, 2, 0.01, stages, 100, rng)
    n_weights = 49 * 30 + 30 * 3
    assert left == [round(0.1**power * n_weights) for power in stages]
    assert sum(epochs) == pytest.approx(2)
    assert np.ravel(rates) == pytest.approx([0.01, 0.0075, 0.0075, 0.005, 0.005, 0.0025, 0.0025, 0])
    assert np.count_nonzero(few.values) <= left[-1] + 33


def test_pruned_in_training_it_reads_better_than_pruned_afterwards(course, trained):
    at_once = shrinking.pruned(trained, 0.97, course.images)
    rng = np.random.default_rng(0)
    settings = 4, 0.01, (0.5, 1, 1, 1), 300, rng
    in_stages = shrinking.pruned_in_stages(trained, 0.97, course, *settings)
    before, after = (n.accuracy(course.images, course.labels) for n in (at_once, in_stages))
    assert after > before + 0.02


def test_the_picture_is_halved_until_its_scores():
    network = shrinking.halving((2, 4, 6), 28, 10, np.random.default_rng(0))
    # 28 -> 14 -> 7 -> 4 pixels; 3 x 3 kernels over all channels below, and a bias each
    assert network.n_params == (9 + 1) * 2 + (18 + 1) * 4 + (36 + 1) * 6 + (6 * 16 + 1) * 10


def test_a_convolutional_network_reads_rows_of_pixels_like_pictures():
    network = shrinking.halving((1, 2), 8, 3, np.random.default_rng(0))
    rng = np.random.default_rng(1)
    images, labels = rng.random((40, 64)).astype(np.float32), rng.integers(3, size=40)
    guess = network.scores(images.reshape(-1, 8, 8)).argmax(axis=1)
    assert np.array_equal(shrinking.whole(network).right(images, labels), guess == labels)
    plain = mlp.new((64, 3), rng)
    assert isinstance(plain, Mlp) and isinstance(network, tiny_cnn.Network)
    guess = plain.scores(images).argmax(axis=1)
    assert np.array_equal(shrinking.whole(plain).right(images, labels), guess == labels)
