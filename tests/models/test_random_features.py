"""Random features, the scaling of inputs and label noise."""

import numpy as np
import pytest

from scripts.models.random_features import flip_labels, random_features, scaled_inputs


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_cosine_features_approximate_the_gaussian_kernel(rng):
    x = rng.standard_normal((20, 5)) / 2
    features = random_features(
        x, rng.standard_normal((5, 200_000)), rng.uniform(0, 2 * np.pi, 200_000), gamma=1.5
    )
    distance2 = ((x[:, None] - x[None]) ** 2).sum(axis=2)
    kernel = features @ features.T / features.shape[1]
    assert np.abs(kernel - np.exp(-(1.5**2) * distance2 / 2)).max() < 0.02


def test_relu_features_have_the_stated_scale(rng):
    x = rng.standard_normal((50, 5))
    features = random_features(x, rng.standard_normal((5, 100_000)), np.zeros(100_000), "relu")
    assert np.allclose(np.mean(features**2, axis=1), np.sum(x**2, axis=1), rtol=0.05)
    assert features.min() == 0


def test_an_unknown_kind_of_feature_is_refused(rng):
    with pytest.raises(ValueError, match="tanh"):
        random_features(np.ones((1, 1)), np.ones((1, 1)), np.ones(1), "tanh")


def test_inputs_are_scaled_without_a_look_at_the_test_rows(rng):
    images, train = rng.uniform(size=(50, 8)), np.arange(30)
    scaled = scaled_inputs(images, train)
    assert np.allclose(scaled[train].mean(axis=0), 0)
    assert np.isclose(np.mean(np.sum(scaled[train] ** 2, axis=1)), 1)
    images[40:] += 100
    assert np.array_equal(scaled_inputs(images, train)[train], scaled[train])


def test_label_noise_flips_exactly_the_stated_share_to_another_class(rng):
    labels, rates = rng.integers(10, size=501), (0.0, 0.1, 0.25, 0.4, 1.0)
    noisy = flip_labels(labels, rates, 10, rng)
    wrong = noisy != labels
    assert wrong.sum(axis=1).tolist() == [round(rate * 501) for rate in rates]
    assert noisy.min() >= 0
    assert noisy.max() <= 9
    for less, more in zip(range(4), range(1, 5), strict=True):  # nested
        assert np.array_equal(noisy[less][wrong[less]], noisy[more][wrong[less]])
