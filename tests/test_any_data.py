"""Learners on any finite data: a finite answer, or an error that names what cannot be used.

Warnings are errors here, as in all tests. Tables have the repeats, zeros and constant columns that
real ones have, and numbers from 1e-60 to 1e60: squares of others do not fit into a float.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scripts.models import (
    gradient_path,
    least_squares,
    preference,
    quantize,
    random_features,
    ridge,
    softmax,
    sparse,
    summary,
    tree,
)

NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 0.5]),
    st.floats(-1e6, 1e6, allow_subnormal=False),
    st.floats(-1e60, 1e60, allow_subnormal=False),
).map(lambda x: x if abs(x) > 1e-60 else 0.0)
REFUSED = (ValueError, np.linalg.LinAlgError)


@st.composite
def tables(draw, least=1, most=6):
    """Rows of numbers, and a number for each."""
    n, p = draw(st.integers(least, most)), draw(st.integers(1, 5))
    return draw(arrays(float, (n, p), elements=NUMBERS)), draw(arrays(float, n, elements=NUMBERS))


def said(error: Exception) -> bool:
    """Whether it is a sentence of this project's own, and no array library's."""
    traceback = error.__traceback__
    while traceback.tb_next:
        traceback = traceback.tb_next
    return "scripts/models" in traceback.tb_frame.f_code.co_filename.replace("\\", "/")


def answered(run):
    """Every number of an answer is finite; what is refused is refused in words."""
    try:
        answer = run()
    except REFUSED as error:
        assert said(error), f"not refused by us: {error!r}"
        return
    for part in answer:
        assert np.all(np.isfinite(part)), part


@given(tables(), st.floats(1e-3, 1e3))
def test_ridge(table, penalty):
    x, y = table

    def run():
        fit = ridge.Ridge(x, y)
        return fit.coefficients(penalty), fit.predict(x, penalty), fit.leave_one_out([penalty])

    answered(run)


@given(tables(), st.integers(0, 5))
def test_tree(table, depth):
    x, y = table

    def run():
        grown = tree.grow_tree(x, y, depth)
        return grown.predict_path(x, depth), grown.leaves_path(depth)

    answered(run)


@given(tables())
def test_least_squares(table):
    x, y = table
    widths = range(1, x.shape[1] + 1)
    answered(lambda: [b for _, b in least_squares.minimum_norm_path(x, y[:, None], widths)])


@given(tables(), st.floats(1e-3, 1e3))
def test_ridge_path(table, penalty):
    x, y = table
    widths, penalties = range(1, x.shape[1] + 1), [penalty] * x.shape[1]
    answered(lambda: [b for _, b in least_squares.ridge_path(x, y[:, None], widths, penalties)])


@given(tables(), st.lists(st.integers(0, 10**6), min_size=1, max_size=3))
def test_gradient_path(table, steps):
    x, y = table
    answered(lambda: [gradient_path.gradient_path(x @ x.T, y[:, None], steps)])


@given(tables(), st.data(), st.floats(1e-3, 1e3))
def test_softmax(table, data, penalty):
    x, _ = table
    labels = data.draw(arrays(int, len(x), elements=st.integers(0, 2)))

    def run():
        fitted = softmax.fit_softmax(x, labels, 3, penalty)
        return fitted.weights, fitted.biases, fitted.predict(x)

    answered(run)


@given(tables(), st.floats(1e-3, 1e3))
def test_a_reward_from_choices(table, penalty):
    differences, _ = table
    answered(lambda: [preference.fit_reward(differences, penalty)])


@given(tables(), st.sampled_from(["cos", "relu"]), st.floats(1e-3, 10))
def test_random_features(table, kind, gamma):
    x, _ = table
    rng = np.random.default_rng(0)
    weights, phases = rng.normal(size=(x.shape[1], 7)), rng.uniform(0, 6, 7)

    def run():
        inputs = random_features.scaled_inputs(x, np.arange(len(x)))
        features = random_features.random_features(inputs, weights, phases, kind, gamma)
        return inputs, features

    answered(run)


@given(tables(), st.sampled_from(quantize.BITS))
def test_rounding(table, bits):
    weights, _ = table

    def run():
        codes, scales = quantize.quantize(weights, bits)
        content = quantize.pack([(weights, np.zeros(0))], bits)
        ((again, _),) = quantize.unpack(content, [(weights.shape, 0)], bits)
        assert np.array_equal(again, (scales[:, None] * codes).astype(np.float32))
        return codes, scales

    answered(run)


@given(st.lists(st.booleans(), min_size=1, max_size=300))
def test_places_of_what_is_kept_are_packed_and_found_again(kept):
    mask = np.array(kept)
    content = sparse.pack_places(mask)
    again, used = sparse.unpack_places(content + b"more", mask.size)
    assert np.array_equal(again, mask) and used == len(content)


@given(tables(least=2))
def test_means_and_their_errors(table):
    x, _ = table
    answered(lambda: summary.mean_se(x))


@pytest.mark.parametrize("penalty", [0.0, -1.0, float("nan")])
def test_a_penalty_that_is_none_is_named(penalty):
    with pytest.raises(ValueError, match="penalty must be positive"):
        ridge.Ridge(np.eye(3), np.ones(3)).coefficients(penalty)
