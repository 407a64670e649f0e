"""Results are written whole, finite and rounded, and compared by what a reader sees of them."""

import numpy as np
import pytest

from scripts.compute import results
from scripts.compute.problem import Problem


def test_numbers_are_compared_relative_to_the_published_ones():
    tolerance = {"default": 0.01, "wild": "nobody knows"}
    old = {"a": [1.0, 100.0], "b": {"c": 5}, "wild": [1.0], "n": [None, 2.0], "s": "x"}
    same = {"a": [1.005, 99.5], "b": {"c": 5.01}, "wild": [9.0], "n": [None, 2.0], "s": "x"}
    assert results.differences(old, same, tolerance) == []
    assert "a: off by" in results.differences(old, same | {"a": [1.3, 100]}, tolerance)[0]
    assert "c: off by" in results.differences(old, same | {"b": {"c": 6}}, tolerance)[0]
    assert "n: " in results.differences(old, same | {"n": [1.0, 2.0]}, tolerance)[0]
    assert "s: " in results.differences(old, same | {"s": "y"}, tolerance)[0]
    assert "values" in results.differences(old, same | {"a": [1.0]}, tolerance)[0]
    assert "only in one" in results.differences(old, {k: same[k] for k in "abns"}, tolerance)[0]


def test_what_depends_on_the_machine_as_on_a_seed_is_compared_by_its_standard_errors():
    tolerance = {"default": 0.01, "standard errors": {"default": 3, "wide": 6}, "sharp": 1e-6}
    old = {"a": [None, 0.5, 0.0], "a_se": [None, 0.01, 0.02], "sharp": 1.0, "sharp_se": 0.1}
    old |= {"wide": 1.0, "wide_se": 0.1, "b": 2.0, "quoted": {"a": 0.5, "a_se": 0.01}}
    same = old | {"a": [None, 0.529, -0.059], "a_se": [None, 9.0, 0.0], "wide": 1.59}
    assert results.differences(old, same, tolerance) == []
    moved = {
        "a": [None, 0.531, 0.0],
        "sharp": 1.01,
        "wide": 1.61,
        "b": 2.1,
        "quoted": {"a": 0.531, "a_se": 0.01},
    }
    for key, value in moved.items():
        assert len(results.differences(old, old | {key: value}, tolerance)) == 1, key
    untried = old | {"a": [0.5, 0.5, 0.0]}
    assert "a: None before" in results.differences(old, untried, tolerance)[0]


def test_single_numbers_can_be_compared_by_their_standard_errors_among_others_that_are_not():
    tolerance = {"default": "another network", "standard errors": {"wide": 3}, "sharp": 0.01}
    old = {"wide": 1.0, "wide_se": 0.1, "other": 1.0, "other_se": 0.1, "sharp": 1.0}
    assert results.differences(old, old | {"wide": 1.29, "other": 9.0}, tolerance) == []
    assert results.differences(old, old | {"wide": 1.31}, tolerance)
    assert results.differences(old, old | {"sharp": 1.02}, tolerance)
    assert results.not_compared(["wide", "other", "sharp"], tolerance) == {
        "another network": ["other"]
    }
    assert results.counted(tolerance, "wide") == 3
    assert results.counted(tolerance, "sharp") is None


@pytest.mark.parametrize("now", [[1.0], [1.0, 2.0, 3.0]])
def test_a_list_may_become_neither_shorter_nor_longer(now):
    old = {"x": [1.0, 2.0], "x_se": [0.1, 0.1]}
    for how in ({}, {"standard errors": {"default": 3}}):
        (found,) = results.differences(old, old | {"x": now}, {"default": 0.5} | how)
        assert found == f"x: 2 values before, {len(now)} now"


def test_a_large_neighbour_excuses_nothing():
    old = {"peak": [1.0, 1e9, 2.0]}
    (found,) = results.differences(old, {"peak": [1.0, 1e9, 2.1]}, {"default": 0.01})
    assert "2.0 before, 2.1 now; 1 of 3 values" in found


@pytest.mark.parametrize(
    ("now", "agrees"), [([0.004, 2.0], True), ([0.006, 2.0], False), ([0.0, 2.03], False)]
)
def test_a_floor_holds_near_zero_and_a_share_elsewhere(now, agrees):
    found = results.differences({"x": [0.0, 2.0]}, {"x": now}, {"default": (0.01, 0.005)})
    assert (found == []) == agrees


def test_without_a_floor_nothing_may_become_zero_or_leave_it():
    for old, new in ((0.0, 1e-9), (1e-9, 0.0), (True, False), (None, 0.0)):
        assert results.differences({"x": [old]}, {"x": [new]}, {"default": 0.5})


def test_what_is_not_compared_is_named_with_its_reason():
    tolerance = {"default": "chance", "a": 0.1, "b": (0.0, 0.1), "c": "a vote", "d": None}
    assert results.not_compared("dcbaz", tolerance) == {
        "a vote": ["c"],
        "no reason is given": ["d"],
        "chance": ["z"],
    }


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), np.array([1.0, -np.inf])])
def test_nothing_infinite_is_written(bad):
    with pytest.raises(Problem, match="diverged"):
        results.rounded({"x": bad}, "data")


def test_floats_have_six_significant_digits():
    assert results.rounded({"x": [1 / 3, 2]}, "data") == {"x": [0.333333, 2]}
