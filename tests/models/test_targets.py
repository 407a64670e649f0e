"""Several sets of labels as targets beside each other."""

import numpy as np
from sklearn.preprocessing import OneHotEncoder

from scripts.models.targets import apart, beside, one_hot


def test_one_column_of_each_row_is_one():
    labels = np.random.default_rng(0).integers(4, size=30)
    theirs = OneHotEncoder(categories=[range(4)], sparse_output=False)
    assert np.array_equal(one_hot(labels, 4), theirs.fit_transform(labels[:, None]))
    assert one_hot(np.zeros((2, 5), dtype=int), 3).shape == (2, 5, 3)


def test_sets_that_were_put_beside_each_other_come_apart_again():
    sets = np.random.default_rng(0).standard_normal((3, 7, 4))  # (q, n, k)
    together = beside(sets)
    assert together.shape == (7, 12)
    assert np.array_equal(together[:, 4:8], sets[1])
    assert np.array_equal(apart(together, 3), sets)


def test_scores_of_many_steps_come_apart_step_by_step():
    steps = np.random.default_rng(0).standard_normal((5, 7, 12))
    found = apart(steps, 3)
    assert found.shape == (5, 3, 7, 4)
    assert np.array_equal(found[2, 1], steps[2][:, 4:8])
