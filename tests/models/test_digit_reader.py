"""The two-kilobyte reader: its size, its file, and that it learns from variants."""

import numpy as np
import pytest

from scripts.compute.datasets.mnist import load_mnist
from scripts.models import digit_images, digit_reader, tiny_cnn
from scripts.models.digit_reader import BITS, IMAGE, LAYERS, Training


@pytest.fixture(scope="module")
def network():
    """Trained on a few digits, one variant of each."""
    mnist = load_mnist()
    images = (mnist["train_images"][:1000] / 15).astype(np.float32)
    amounts = {"turn": 5.0, "shift": 0.5, "stretch": 0.1, "pen": 0.1}
    variants = digit_images.pool(images, 1, np.random.default_rng(0), **amounts)
    training = Training(n_epochs=5, batch_size=25, lr=0.01, round_from=0.3)
    labels = mnist["train_labels"][:1000]
    return digit_reader.trained(images, labels, variants, training, np.random.default_rng(1))


def test_it_fits_in_2100_bytes_and_its_layout_covers_the_file(network):
    packed = network.packed(BITS)
    assert len(packed) == tiny_cnn.bytes_of(LAYERS, IMAGE, BITS) <= 2_100
    end = 0
    for layer in digit_reader.layout():
        assert layer["codes_at"] == end
        assert layer["scales_at"] == end + layer["n_rows"] * layer["n_columns"] / 2
        end = layer["biases_at"] + 2 * layer["n_rows"]
    assert end == len(packed)
    assert np.array_equal(digit_reader.unpacked(packed).values, network.values)


def test_from_a_thousand_digits_it_learns_to_read_new_ones(network):
    mnist = load_mnist()
    images = digit_reader.centred(mnist["test_images"] / 15)
    assert images.dtype == np.float32
    assert network.accuracy(images, mnist["test_labels"]) > 0.8


def test_probabilities_are_those_of_its_scores_in_double_precision(network):
    images = digit_images.centred(load_mnist()["test_images"][:50] / 15)
    scores, p = digit_reader.probabilities(network, images)
    assert scores.dtype == np.float64
    assert scores == pytest.approx(network.scores(images.astype(np.float32)), abs=1e-4)
    assert p.sum(axis=1) == pytest.approx(1)
    assert np.log(p[:, 1:] / p[:, :1]) == pytest.approx(scores[:, 1:] - scores[:, :1])
