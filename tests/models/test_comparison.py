"""Versions of a network against each other, paired by seed and by image."""

import numpy as np
import pytest
from scipy import stats

from scripts.models import mlp, shrinking
from scripts.models.comparison import Comparison, Split, Version, crossed_se, nested_se


def first_of(n, right):
    return np.arange(n) < right


@pytest.fixture
def found():
    """Three versions, four seeds, 50 test images."""
    rng = np.random.default_rng(0)
    seeds = [
        {
            "big": Version(400, 100, first_of(200, 190), rng.random(50) < 0.9),
            "cut": Version(90 + s, 20 + s, first_of(200, 188), rng.random(50) < 0.8),
            "tiny": Version(10, 3, first_of(200, 100 + 20 * s), rng.random(50) < 0.4),
        }
        for s in range(4)
    ]
    return Comparison.of(seeds), seeds


def test_sizes_are_means_over_seeds(found):
    comparison, _ = found
    assert comparison.key == ["big", "cut", "tiny"]
    assert comparison.n_bytes.tolist() == [400, 92, 10]  # 91.5 to the even number
    assert comparison.n_params.tolist() == [100, 22, 3]


def test_an_accuracy_is_the_share_of_images_over_all_seeds(found):
    comparison, seeds = found
    accuracy, _ = comparison.accuracy(["tiny", "big"])
    for key, share in zip(("tiny", "big"), accuracy, strict=True):
        assert share == pytest.approx(np.mean([versions[key].right for versions in seeds]))


def test_a_gain_is_paired(found):
    comparison, _ = found
    gain, error = comparison.gain(["big", "cut"], over=["cut", "cut"])
    accuracy, _ = comparison.accuracy(["big", "cut"])
    assert gain == pytest.approx([accuracy[0] - accuracy[1], 0])
    assert error[1] == 0, "the same images: no luck in the difference"
    columns = comparison.columns(against="cut")
    assert columns["difference"][:2] == pytest.approx(gain)
    assert columns["difference_se"][:2] == pytest.approx(error)
    tiny = 0.5 + 0.1 * np.arange(4) - 0.94
    assert columns["validation_difference"] == pytest.approx([0.01, 0, tiny.mean()])
    assert columns["validation_difference_se"][2] > stats.sem(tiny)


def test_the_smallest_that_is_enough_is_chosen_and_else_the_best(found):
    comparison, _ = found
    assert comparison.smallest_enough(["big", "cut", "tiny"], 0.93) == ("cut", True)
    assert comparison.smallest_enough(["big", "cut", "tiny"], 0.6) == ("tiny", True)
    assert comparison.smallest_enough(["tiny", "cut"], 0.945) == ("cut", False)


def test_a_standard_error_counts_seeds_and_images():
    rng = np.random.default_rng(0)
    seeds, images = rng.standard_normal((4, 1, 1)), rng.standard_normal((1, 1, 50))
    for values, n, spread in ((seeds + 0 * images, 4, seeds), (0 * seeds + images, 50, images)):
        mean, se = crossed_se(values)
        assert mean == pytest.approx(spread.mean())
        assert se == pytest.approx(spread.std(ddof=1) / np.sqrt(n))
    _, both = crossed_se(seeds + images)
    assert both**2 == pytest.approx(seeds.var(ddof=1) / 4 + images.var(ddof=1) / 50)


def test_seeds_that_agree_by_luck_are_no_surer_than_their_images():
    rng = np.random.default_rng(0)
    each = rng.random((1, 1, 400)) < 0.9
    alike = np.concatenate([each, each[..., ::-1], each]).astype(float)  # the same mean thrice
    mean, se = nested_se(alike)
    assert mean == pytest.approx(each.mean())
    assert se == pytest.approx(stats.sem(each.ravel()) / np.sqrt(3))
    apart = alike + np.array([0, 0.1, 0.2])[:, None, None]
    expected = np.hypot(0.1 / np.sqrt(3), stats.sem(each.ravel()) / np.sqrt(3))
    assert nested_se(apart)[1] == pytest.approx(expected)


def test_a_split_tries_every_network_on_images_it_has_not_learnt_from():
    rng = np.random.default_rng(0)
    images, labels = rng.standard_normal((90, 5)).astype(np.float32), rng.integers(3, size=90)
    parts = [(images[rows], labels[rows]) for rows in np.split(np.arange(90), 3)]
    split = Split(shrinking.Course(*parts[0], 10), parts[1], parts[2])
    network = mlp.new((5, 3), rng)
    version = split.tried({"a": shrinking.whole(network)})["a"]
    assert (version.n_bytes, version.n_params) == (72, 18)
    assert version.validation.mean() == pytest.approx(network.accuracy(*parts[1]))
    assert version.right.mean() == pytest.approx(network.accuracy(*parts[2]))
