"""The tiny convolutional network: a slow reference, its gradient, and what training does."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from scripts.compute.datasets.mnist import load_mnist
from scripts.models import quantize, tiny_cnn
from scripts.models.tiny_cnn import Layer, Network

IMAGE = (2, 9, 8)  # channels, rows, columns: odd and even
LAYERS = (
    Layer("conv", 4, size=5, stride=2),
    Layer("depthwise", size=3),
    Layer("conv", 6, size=1),
    Layer("conv", 5, size=3, stride=2),
    Layer("depthwise", size=3, stride=2),
    Layer("linear", 7),
    Layer("linear", 3),
)
SMALL = (Layer("conv", 6, stride=2), Layer("conv", 8, stride=2), Layer("linear", 10))


@pytest.fixture
def network():
    """All kinds of layers, in double precision, with biases that are not zero."""
    rng = np.random.default_rng(0)
    made = tiny_cnn.new(LAYERS, IMAGE, rng)
    return Network(LAYERS, IMAGE, made.values + 0.1 * rng.standard_normal(made.n_params))


@pytest.fixture
def batch():
    rng = np.random.default_rng(1)
    return rng.standard_normal((5, *IMAGE)), rng.integers(3, size=5)


@pytest.fixture(scope="module")
def digits():
    mnist = load_mnist()
    images = (mnist["train_images"] / 15).astype(np.float32)
    return (
        images[:1500],
        mnist["train_labels"][:1500],
        images[1500:2500],
        (mnist["train_labels"][1500:2500]),
    )


def slow_scores(network, image):
    """One image through the network, one output channel at a time, by SciPy."""
    x = image  # (channels, rows, columns)
    for i, (layer, (weights, biases)) in enumerate(
        zip(network.layers, network.parts(), strict=True)
    ):
        if layer.kind == "linear":
            out = weights @ x.ravel() + biases
        else:
            planes = []
            for row, (kernel, bias) in enumerate(zip(weights, biases, strict=True)):
                kernels = kernel.reshape(-1, layer.size, layer.size)
                seen = x[row : row + 1] if layer.kind == "depthwise" else x
                whole = sum(
                    correlate2d(plane, k, mode="same")
                    for plane, k in zip(seen, kernels, strict=True)
                )
                planes.append(whole[:: layer.stride, :: layer.stride] + bias)
            out = np.array(planes)
        x = out if i == len(network.layers) - 1 else np.maximum(out, 0)
    return x


def test_its_scores_are_those_of_a_slow_convolution(network, batch):
    images, _ = batch
    expected = [slow_scores(network, image) for image in images]
    assert network.scores(images) == pytest.approx(np.array(expected), abs=1e-12)


def test_its_scores_are_its_last_layer_times_its_features(network, batch):
    images, _ = batch
    weights, biases = network.parts()[-1]
    expected = network.features(images) @ weights.T + biases
    assert network.scores(images) == pytest.approx(expected, abs=1e-12)


def test_its_gradient_is_the_slope_of_its_loss(network, batch):
    images, labels = batch
    x, matrices = tiny_cnn.batch_last(images), tiny_cnn.shapes(LAYERS, IMAGE)
    _, gradient = tiny_cnn.loss_and_gradient(LAYERS, network.parts(), x, labels)
    h = 1e-6
    for i in range(network.n_params):
        losses = []
        for sign in (1, -1):
            moved = network.values.copy()
            moved[i] += sign * h
            parts = tiny_cnn.split(moved, matrices)
            losses.append(tiny_cnn.loss_and_gradient(LAYERS, parts, x, labels)[0])
        slope = (losses[0] - losses[1]) / (2 * h)
        assert gradient[i] == pytest.approx(slope, rel=1e-5, abs=1e-8), i


def test_a_kind_of_layer_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="kind must be one of"):
        Layer("pooling")


def test_using_the_same_arrays_again_changes_nothing(network, batch):
    images, labels = batch
    x, room = tiny_cnn.batch_last(images), tiny_cnn.Room()
    fresh = tiny_cnn.loss_and_gradient(LAYERS, network.parts(), x, labels)
    fewer = tiny_cnn.loss_and_gradient(LAYERS, network.parts(), x[..., :3], labels[:3])
    for _ in range(2):
        found = tiny_cnn.loss_and_gradient(LAYERS, network.parts(), x, labels, room)
        part = tiny_cnn.loss_and_gradient(LAYERS, network.parts(), x[..., :3], labels[:3], room)
        for now, before in ((found, fresh), (part, fewer)):
            assert now[0] == before[0]
            assert np.array_equal(now[1], before[1])


def test_its_loss_is_the_cross_entropy_of_its_scores(network, batch):
    images, labels = batch
    p = np.exp(network.scores(images))
    expected = -np.mean(np.log(p[range(5), labels] / p.sum(axis=1)))
    x = tiny_cnn.batch_last(images)
    loss, _ = tiny_cnn.loss_and_gradient(LAYERS, network.parts(), x, labels)
    assert loss == pytest.approx(expected, rel=1e-12)


def test_none_of_them_is_an_answer_whose_score_is_always_zero(network, batch):
    images, labels = batch
    labels = np.array([*labels[:3], 3, 3])  # three classes: 3 is none of them
    scores = np.column_stack([network.scores(images), np.zeros(5)])
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    x, matrices = tiny_cnn.batch_last(images), tiny_cnn.shapes(LAYERS, IMAGE)

    def loss(values):
        parts = tiny_cnn.split(values, matrices)
        return tiny_cnn.loss_and_gradient(LAYERS, parts, x, labels, none=True)

    found, gradient = loss(network.values)
    assert found == pytest.approx(-np.mean(np.log(p[range(5), labels])), rel=1e-12)
    h = 1e-6
    for i in np.random.default_rng(2).choice(network.n_params, 60, replace=False):
        step = h * (np.arange(network.n_params) == i)
        slope = (loss(network.values + step)[0] - loss(network.values - step)[0]) / (2 * h)
        assert gradient[i] == pytest.approx(slope, rel=1e-5, abs=1e-8), i


def test_single_precision_is_close_to_double(network, batch):
    images, _ = batch
    single = Network(LAYERS, IMAGE, network.values.astype(np.float32))
    found = single.scores(images.astype(np.float32))
    assert found.dtype == np.float32
    assert found == pytest.approx(network.scores(images), abs=1e-5)


def test_it_has_as_many_parameters_as_its_layers(network):
    sizes = [
        *((4, 25 * 2), (4, 9), (6, 4), (5, 9 * 6), (5, 9)),
        *((7, 5 * 2 * 1), (3, 7)),  # 9 x 8, halved three times: 2 x 1
    ]
    assert [size for size, _ in tiny_cnn.shapes(LAYERS, IMAGE)] == sizes
    assert network.n_params == sum(rows * columns + rows for rows, columns in sizes)
    assert np.array_equal(tiny_cnn.joined(network.parts()), network.values)


@pytest.mark.parametrize("bits", quantize.BITS)
def test_what_ships_is_the_rounded_network(network, batch, bits):
    single = Network(LAYERS, IMAGE, network.values.astype(np.float32))
    found = single.rounded(bits)
    assert len(single.packed(bits)) == tiny_cnn.bytes_of(LAYERS, IMAGE, bits)
    for (weights, biases), (before, biases_before) in zip(
        found.parts(), single.parts(), strict=True
    ):
        assert all(len(np.unique(np.abs(row))) <= max(1, 2 ** (bits - 1)) for row in weights)
        assert biases == pytest.approx(biases_before, rel=1e-3)
        scales = quantize.fit_scales(before, bits)
        assert np.array_equal(weights, quantize.rounded(before, scales, bits))


def test_adam_takes_the_steps_of_its_paper(network, batch):
    images, labels = batch
    found = tiny_cnn.train(network, images, labels, 3, 5, 0.01, np.random.default_rng(7))
    rng, values = np.random.default_rng(7), network.values.copy()
    m, v = np.zeros_like(values), np.zeros_like(values)
    for t in (1, 2, 3):
        order = rng.permutation(5)  # every epoch shows each image once
        parts = tiny_cnn.split(values, tiny_cnn.shapes(LAYERS, IMAGE))
        x = tiny_cnn.batch_last(images[order])
        g = tiny_cnn.loss_and_gradient(LAYERS, parts, x, labels[order])[1]
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        lr = 0.01 * (1 + np.cos(np.pi * (t - 1) / 3)) / 2
        values = values - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
    # the rate is handed over in single precision; nothing else is
    assert found.values == pytest.approx(values, abs=1e-7)


def test_training_learns_digits_and_leaves_its_start_alone(digits):
    images, labels, new_images, new_labels = digits
    start = tiny_cnn.new(SMALL, (1, 28, 28), np.random.default_rng(0))
    before = start.values.copy()
    found = tiny_cnn.train(start, images, labels, 6, 25, 0.01, np.random.default_rng(1))
    assert np.array_equal(start.values, before)
    assert start.accuracy(new_images, new_labels) < 0.3
    assert found.accuracy(new_images, new_labels) > 0.88


def test_with_two_bits_rounding_in_the_loop_beats_rounding_afterwards(digits):
    images, labels, new_images, new_labels = digits
    start = tiny_cnn.new(SMALL, (1, 28, 28), np.random.default_rng(0))
    accuracy = {}
    for bits in (None, 2):
        rng = np.random.default_rng(1)
        found = tiny_cnn.train(start, images, labels, 6, 25, 0.01, rng, bits=bits)
        accuracy[bits] = found.rounded(2).accuracy(new_images, new_labels)
    assert accuracy[2] > accuracy[None] + 0.05
    assert accuracy[2] > 0.7


def test_a_trained_rounded_network_is_what_its_bytes_hold(digits):
    images, labels, *_ = digits
    start = tiny_cnn.new(SMALL, (1, 28, 28), np.random.default_rng(0))
    found = tiny_cnn.train(start, images, labels, 1, 25, 0.01, np.random.default_rng(1), bits=4)
    for weights, _ in found.parts():
        assert all(len(np.unique(np.abs(row))) <= 8 for row in weights)
    again = tiny_cnn.unpacked(SMALL, (1, 28, 28), found.packed(4), 4)
    assert np.array_equal(again.values, found.values)


def test_the_same_seed_trains_the_same_network(digits):
    images, labels, *_ = digits
    start = tiny_cnn.new(SMALL, (1, 28, 28), np.random.default_rng(0))
    runs = [
        tiny_cnn.train(start, images, labels, 0.5, 50, 0.01, np.random.default_rng(5), bits=4)
        for _ in range(2)
    ]
    assert runs[0].values.tobytes() == runs[1].values.tobytes()


def test_augmented_images_are_what_it_learns_from(digits):
    images, labels, *_ = digits
    start = tiny_cnn.new(SMALL, (1, 28, 28), np.random.default_rng(0))
    asked = []

    def dark(batch, rows, rng):
        asked.append((batch.shape, rows))
        return np.zeros_like(batch)

    found = tiny_cnn.train(
        start, images, labels, 0.5, 50, 0.01, np.random.default_rng(5), augment=dark
    )
    assert len(asked) == 15  # half of 1,500 images, 50 at a time
    assert len(np.unique(np.concatenate([rows for _, rows in asked]))) == 750
    kernels, _ = found.parts()[0]
    assert np.array_equal(kernels, start.parts()[0][0])  # nothing was seen
