import numpy as np
import pytest

from scripts.models.seeded import normal, seeded
from tests.javascript import answered

SCRIPT = """
import { readFileSync } from "node:fs";
import { normal, seeded } from "./docs/js/lib/random.js";
const found = JSON.parse(readFileSync(0)).map((seed) => {
  const random = seeded(seed);
  return Array.from({ length: 200 }, (_, i) => (i % 2 ? random() : normal(random)));
});
console.log(JSON.stringify(found));
"""


def test_a_page_draws_the_same_numbers():
    seeds = [0, 1, 7, 2**31, 2**32 - 1, -5]
    for seed, found in zip(seeds, answered(SCRIPT, seeds), strict=True):
        draw = seeded(seed)
        expected = [draw() if i % 2 else normal(draw) for i in range(200)]
        assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_the_numbers_are_spread_as_they_should_be():
    draw = seeded(3)
    even = np.array([draw() for _ in range(20_000)])
    assert even.min() >= 0 and even.max() < 1
    assert np.histogram(even, bins=10, range=(0, 1))[0] == pytest.approx(2000, rel=0.1)
    bell = np.array([normal(draw) for _ in range(20_000)])
    assert bell.mean() == pytest.approx(0, abs=0.03)
    assert bell.std() == pytest.approx(1, rel=0.03)
    assert np.mean(np.abs(bell) < 1.96) == pytest.approx(0.95, abs=0.01)
