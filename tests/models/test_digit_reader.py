"""The two-kilobyte reader: its size, its file, and that it learns from variants."""

import numpy as np
import pytest

from scripts.compute.datasets.mnist import load_mnist
from scripts.models import digit_images, digit_reader, tiny_cnn
from scripts.models.digit_reader import BITS, IMAGE, LAYERS, NONE, Training


@pytest.fixture(scope="module")
def network():
    """Trained on a few digits, one variant of each, and on black paper as no digit."""
    mnist = load_mnist()
    images = (mnist["train_images"][:1000] / 15).astype(np.float32)
    amounts = {"turn": 5.0, "shift": 0.5, "stretch": 0.1, "pen": 0.1}
    variants = digit_images.pool(images, 1, np.random.default_rng(0), **amounts)
    black = np.full((1, 100, 28, 28), 255, dtype=np.uint8)
    training = Training(n_epochs=5, batch_size=25, lr=0.01, round_from=0.3)
    labels = np.append(mnist["train_labels"][:1000], np.full(100, NONE))
    rng = np.random.default_rng(1)
    return digit_reader.trained(labels, np.concatenate([variants, black], axis=1), training, rng)


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


def test_exact_scores_are_those_of_double_precision_and_probabilities_their_softmax(network):
    images = digit_images.centred(load_mnist()["test_images"][:50] / 15)
    scores = digit_reader.exact_scores(network, images)
    assert scores.dtype == np.float64
    assert scores == pytest.approx(network.scores(images.astype(np.float32)), abs=1e-4)
    p = digit_reader.probabilities(scores)
    assert p.sum(axis=1) == pytest.approx(1)
    assert np.log(p[:, 1:] / p[:, :1]) == pytest.approx(scores[:, 1:] - scores[:, :1])


def test_what_is_no_digit_has_less_evidence_than_digits(network):
    digits = digit_reader.centred(load_mnist()["test_images"][:300] / 15)
    known = digit_reader.evidence(network.scores(digits))
    [black] = digit_reader.evidence(network.scores(np.ones((1, 28, 28), dtype=np.float32)))
    assert black < 0  # more likely none than any digit
    assert np.quantile(known, 0.05) > 0


def test_evidence_is_the_log_of_the_summed_exp():
    scores = np.array([[1.0, 2.0, 3.0], [1000.0, 1000.0, 0.0]])
    expected = [np.log(np.exp([1, 2, 3]).sum()), 1000 + np.log(2)]
    assert digit_reader.evidence(scores) == pytest.approx(expected)


def test_the_temperature_makes_certainty_the_share_of_right_answers():
    rng = np.random.default_rng(0)
    scores = 2 * rng.standard_normal((20_000, 10))
    p = digit_reader.probabilities(scores)
    labels = (p.cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)  # drawn as it says
    found = digit_reader.temperature([(3 * scores[:5000], labels[:5000])])
    assert found == pytest.approx(3, rel=0.05)
    calm = digit_reader.probabilities(3 * scores / found)
    assert calm.max(axis=1).mean() == pytest.approx(np.mean(calm.argmax(1) == labels), abs=0.01)


def test_a_cooled_network_has_scores_divided_and_the_same_answers(network):
    images = digit_reader.centred(load_mnist()["test_images"][:200] / 15)
    cool = digit_reader.unpacked(digit_reader.cooled(network, 1.7).packed(BITS))
    assert 1.7 * cool.scores(images) == pytest.approx(network.scores(images), rel=2e-2, abs=2e-2)


def test_certainty_counts_answers_by_their_probability():
    labels, answers = np.array([*range(10), 0, 1]), np.array([*range(10), 0, 2])
    tops = np.array([*[0.9] * 10, 0.7, 0.6])
    p = np.repeat((1 - tops[:, None]) / 9, 10, axis=1)
    p[np.arange(12), answers] = tops
    found = digit_reader.certainty(np.log(p) + 5, labels, (0.0, 0.65, 0.75, 1.0))
    assert found["mean"] == pytest.approx(tops.mean())
    assert found["right"].tolist() == [0, 1, 10]
    assert found["wrong"].tolist() == [1, 0, 0]
    assert found["digit"].tolist() == [1, 0.5, *[1] * 8]


def test_a_share_is_called_no_digit_below_the_bar(network):
    images = digit_reader.centred(load_mnist()["test_images"][:60] / 15)
    levels = np.sort(digit_reader.evidence(network.scores(images)))
    bar = (levels[14] + levels[15]) / 2
    assert digit_reader.called_none(network, bar, images) == 15 / 60
