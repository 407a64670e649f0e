"""Bytes of a pruned network: they give back what went in, and there are no more than needed."""

import numpy as np
import pytest

from scripts.models import mlp, sparse
from scripts.models.mlp import Mlp

SIZES = (50, 30, 10)


@pytest.fixture
def pruned():
    network = mlp.new(SIZES, np.random.default_rng(0))
    return Mlp(SIZES, network.values * mlp.keep(network, 0.1))


@pytest.mark.parametrize("share", [0, 0.001, 0.02, 0.3, 0.7, 1])
def test_places_come_back(share):
    mask = np.random.default_rng(1).random(5000) < share
    packed = sparse.pack_places(mask)
    found, used = sparse.unpack_places(packed + b"more", mask.size)
    assert np.array_equal(found, mask)
    assert used == len(packed)


def test_places_come_back_from_both_ends_of_a_mask():
    mask = np.zeros(300_000, dtype=bool)
    mask[[0, 1, 299_999]] = True
    found, _ = sparse.unpack_places(sparse.pack_places(mask), mask.size)
    assert np.array_equal(found, mask)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2, 0.5])
def test_places_take_little_more_than_they_must(share):
    size = 100_000
    mask = np.random.default_rng(2).random(size) < share
    least = -(share * np.log2(share) + (1 - share) * np.log2(1 - share)) * size / 8
    packed = len(sparse.pack_places(mask))
    assert 0.97 * least < packed < 1.05 * least
    assert packed < 1.01 * size / 8, "no more than a bitmap"


def test_a_pruned_network_comes_back_to_the_bit(pruned):
    content = sparse.pack(pruned.parts())
    found = mlp.joined(sparse.unpack(content, mlp.shapes(SIZES)))
    assert np.array_equal(found, pruned.values)
    assert len(content) < 0.2 * 4 * pruned.n_params


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
def test_a_pruned_network_of_k_bits_comes_back_rounded(pruned, bits):
    content = sparse.pack(pruned.parts(), bits)
    found = mlp.joined(sparse.unpack(content, mlp.shapes(SIZES), bits))
    assert np.array_equal(found, pruned.rounded(bits).values)
    assert len(content) < len(sparse.pack(pruned.parts()))


def test_bytes_of_another_network_are_refused(pruned):
    content = sparse.pack(pruned.parts())
    with pytest.raises(ValueError, match="bytes where these shapes need"):
        sparse.unpack(content + b"\0", mlp.shapes(SIZES))
