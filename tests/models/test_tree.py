"""Regression trees."""

import numpy as np
import pytest

from scripts.models.tree import grow_tree


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_a_tree_predicts_as_scikit_learns_at_every_depth(rng):
    from sklearn.tree import DecisionTreeRegressor

    x = rng.uniform(size=(4000, 3))
    y = np.sin(9 * x[:, 0]) + 2 * x[:, 1] * x[:, 2] + 0.01 * rng.standard_normal(4000)
    new = rng.uniform(size=(500, 3))
    tree = grow_tree(x, y, 6)
    predictions, leaves = tree.predict_path(new, 6), tree.leaves_path(6)
    assert np.allclose(predictions[0], y.mean())
    for depth in range(1, 7):
        reference = DecisionTreeRegressor(max_depth=depth, random_state=0).fit(x, y)
        assert np.allclose(predictions[depth], reference.predict(new), rtol=0, atol=1e-12)
        assert leaves[depth] == reference.get_n_leaves()


def test_a_shallow_tree_is_the_top_of_a_deep_one(rng):
    x, y = rng.uniform(size=(200, 3)), rng.standard_normal(200)
    deep = grow_tree(x, y, 8).predict_path(x, 8)
    for depth in (0, 1, 4):
        assert np.array_equal(grow_tree(x, y, depth).predict_path(x, 8)[-1], deep[depth])


def test_a_deep_tree_remembers_rows_that_can_be_told_apart(rng):
    x, y = rng.uniform(size=(64, 1)), rng.standard_normal(64)
    tree = grow_tree(x, y, 63)
    assert np.allclose(tree.predict_path(x, 63)[-1], y)
    assert tree.leaves_path(63)[-1] == 64


def test_rows_that_cannot_be_told_apart_share_their_mean():
    x, y = np.array([[0.0], [0.0], [1.0]]), np.array([1.0, 3.0, 7.0])
    assert grow_tree(x, y, 5).predict_path(x, 5)[-1].tolist() == [2.0, 2.0, 7.0]
    assert grow_tree(x[:2], y[:2], 5).leaves_path(5).tolist() == [1] * 6
    assert grow_tree(x, np.ones(3), 5).leaves_path(5).tolist() == [1] * 6


def test_two_neighbouring_numbers_are_split():
    x = np.array([[1.0 + 2**-52], [1.0 + 2**-51]])  # their middle is rounded to the second
    grown = grow_tree(x, np.array([0.0, 1.0]), 1)
    assert grown.predict_path(x, 1)[-1].tolist() == [0.0, 1.0]
