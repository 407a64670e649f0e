"""Weights of few bits: the grid, the best scale, and bytes that give back what went in."""

from itertools import pairwise

import numpy as np
import pytest

from scripts.models import quantize
from scripts.models.quantize import BITS

every_width = pytest.mark.parametrize("bits", BITS)


@pytest.fixture
def weights():
    rng = np.random.default_rng(0)
    return (rng.standard_normal((6, 37)) * rng.uniform(0.01, 3, (6, 1))).astype(np.float32)


@every_width
def test_every_weight_lands_on_the_grid_of_its_row(weights, bits):
    codes, scales = quantize.quantize(weights, bits)
    top = quantize.top_code(bits)
    assert codes.min() >= -top
    assert codes.max() <= top
    assert len(np.unique(codes)) <= 2**bits
    found = quantize.rounded(weights, scales, bits)
    assert found == pytest.approx(scales[:, None] * codes, rel=1e-7)


def test_one_bit_is_the_sign_times_the_mean_size(weights):
    codes, scales = quantize.quantize(weights, 1)
    assert np.array_equal(codes, np.sign(weights))
    assert scales == pytest.approx(np.abs(weights).mean(axis=1), rel=1e-3)


@every_width
def test_no_weight_inside_the_grid_moves_by_more_than_half_a_step(weights, bits):
    scales = quantize.fit_scales(weights, bits)
    inside = np.abs(weights) <= quantize.top_code(bits) * scales[:, None]
    if bits > 1:  # with one bit there is no zero: everything goes to an end
        moved = np.abs(weights - quantize.rounded(weights, scales, bits))
        assert np.all((moved <= 0.5001 * scales[:, None])[inside])


@every_width
def test_the_chosen_scale_is_as_good_as_a_search_by_a_general_optimiser(weights, bits):
    from scipy.optimize import minimize_scalar

    scales = quantize.fit_scales(weights, bits)
    for row, scale in zip(weights, scales, strict=True):

        def error(s, row=row):
            off = row - quantize.rounded(row[None], np.array([s], dtype=row.dtype), bits)[0]
            return float(np.sum(off**2))

        largest = np.abs(row).max() / quantize.top_code(bits)
        if bits == 1:
            best = minimize_scalar(error, bounds=(1e-3 * largest, largest), method="bounded").fun
        else:
            best = min(error(s) for s in np.linspace(0.3, 1, 200) * largest)
        assert error(scale) <= 1.12 * best  # 15 places are looked at


def test_more_bits_lose_less(weights):
    lost = [np.sum((weights - quantize.rounded(weights, s, b)) ** 2) for b, s in _scales(weights)]
    assert all(after < before for before, after in pairwise(lost))
    assert lost[-1] < 1e-4 * np.sum(weights**2)


def _scales(weights):
    return [(bits, quantize.fit_scales(weights, bits)) for bits in BITS]


@every_width
def test_what_is_rounded_stays_when_rounded_again(weights, bits):
    scales = quantize.fit_scales(weights, bits)
    once = quantize.rounded(weights, scales, bits)
    assert np.array_equal(quantize.rounded(once, scales, bits), once)


@every_width
def test_a_row_of_zeros_stays_zero(bits):
    codes, scales = quantize.quantize(np.zeros((2, 5), dtype=np.float32), bits)
    assert np.all(scales[:, None] * codes == 0)


def test_a_number_of_bits_that_is_not_offered_is_refused(weights):
    with pytest.raises(ValueError, match="bits must be one of"):
        quantize.quantize(weights, 5)


# Bytes


@every_width
@pytest.mark.parametrize("count", [1, 7, 8, 37, 256])
def test_codes_come_back_from_their_bytes(bits, count):
    top, rng = quantize.top_code(bits), np.random.default_rng(count)
    codes = rng.choice([-1, 1], count) if bits == 1 else rng.integers(-top, top + 1, count)
    content = quantize.pack_codes(codes, bits)
    assert len(content) == int(np.ceil(count * bits / 8))
    assert np.array_equal(quantize.unpack_codes(content, count, bits), codes)


def test_the_first_of_two_codes_is_in_the_low_half_of_the_byte():
    assert quantize.pack_codes(np.array([-7, 7, 0]), 4) == bytes([0xE0, 0x07])
    assert quantize.pack_codes(np.array([1, -1, -1, 1]), 1) == bytes([0b1001])


@every_width
def test_a_network_comes_back_as_it_is_after_rounding(weights, bits):
    rng = np.random.default_rng(1)
    layers = [(weights, rng.standard_normal(6)), (weights[:3, :5], rng.standard_normal(3))]
    layers = [(w, b.astype(np.float16).astype(np.float32)) for w, b in layers]
    shapes = [(w.shape, len(b)) for w, b in layers]
    content = quantize.pack(layers, bits)
    assert len(content) == quantize.packed_size(shapes, bits)
    for (weights, biases), (found, found_biases) in zip(
        layers, quantize.unpack(content, shapes, bits), strict=True
    ):
        expected = quantize.rounded(weights, quantize.fit_scales(weights, bits), bits)
        assert np.array_equal(found, expected)
        assert np.array_equal(found_biases, biases)


@every_width
def test_packing_what_came_back_gives_the_same_bytes(weights, bits):
    content = quantize.pack([(weights, np.ones(6, dtype=np.float32))], bits)
    again = quantize.pack(quantize.unpack(content, [(weights.shape, 6)], bits), bits)
    assert again == content


def test_the_size_counts_codes_scales_and_biases():
    shapes = [((8, 9), 8), ((10, 65), 10)]
    assert quantize.packed_size(shapes, 4) == (36 + 32) + (325 + 40)
    assert quantize.packed_size(shapes, 1) == (9 + 32) + (82 + 40)


def test_bytes_of_another_size_are_refused():
    with pytest.raises(ValueError, match="bytes"):
        quantize.unpack(b"\0" * 10, [((2, 4), 2)], 4)


# Rounding inside the training loop


def test_small_steps_add_up_behind_the_rounding():
    through = quantize.StraightThrough(bits=2, every=1000)
    weights = np.array([[1.0, 0.3, -0.2]])
    before = through([weights])[0].copy()
    seen = [before]
    for _ in range(40):
        weights -= 0.01 * np.array([[0, -1, 0]])  # as a gradient at the rounded weights would
        seen.append(through([weights])[0])
    assert np.array_equal(seen[1], before)  # one step is too small to change a code
    assert not np.array_equal(seen[-1], before)


@pytest.mark.parametrize("bits", [2, 3, 4])
def test_training_with_the_rounding_in_the_loop_beats_rounding_afterwards(bits):
    gains = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((200, 12)) @ rng.standard_normal((12, 12))  # correlated columns
        y = x @ rng.standard_normal((12, 3))
        plain = np.linalg.lstsq(x, y, rcond=None)[0].T  # (3, 12)
        afterwards = quantize.rounded(plain, quantize.fit_scales(plain, bits), bits)
        through, weights = quantize.StraightThrough(bits), plain.copy()
        step, losses = 0.1 / np.linalg.eigvalsh(x.T @ x)[-1], []
        for _ in range(400):
            [used] = through([weights])
            losses.append(np.mean((x @ used.T - y) ** 2))
            weights -= step * (used @ x.T - y.T) @ x
        gains.append(min(losses) / np.mean((x @ afterwards.T - y) ** 2))
    assert np.mean(gains) < 0.85


@every_width
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scales_and_rounded_weights_keep_the_precision_of_the_weights(weights, bits, dtype):
    weights = weights.astype(dtype)
    scales = quantize.fit_scales(weights, bits)
    assert scales.dtype == dtype
    assert quantize.rounded(weights, scales, bits).dtype == dtype
