"""The published readings of one set of training runs, against their own arithmetic."""

import numpy as np
import pytest

from scripts.models import chinchilla
from scripts.models.scaling_fit import ScalingLaw

FLOP = 5.76e23


def test_equation_10_as_printed_does_not_say_20_tokens_a_parameter():
    ratios = {name: chinchilla.tokens_per_param(law, FLOP) for name, law in chinchilla.LAWS.items()}
    assert ratios["eq10"] > 4 * 20
    assert 2 * 20 < ratios["tex"] < ratios["eq10"] / 1.5
    assert all(17 < ratios[name] < 20 for name in ("besiroglu", "refit"))


def test_every_published_optimum_spends_the_budget_and_is_one():
    for law in chinchilla.LAWS.values():
        n, d = chinchilla.best_for(law, FLOP)
        assert 6 * n * d == pytest.approx(FLOP)
        for factor in (0.9, 1.1):
            assert law.loss(n * factor, d / factor) > law.loss(n, d)


def test_one_coefficient_carries_most_of_the_rounding():
    ratios = chinchilla.rounded_one_by_one(FLOP)
    exact = chinchilla.tokens_per_param(chinchilla.LAWS["tex"], FLOP)
    moved = {name: abs(ratio / exact - 1) for name, ratio in ratios.items()}
    assert max(moved, key=moved.get) == "beta"
    assert moved["beta"] > 5 * moved["alpha"]
    assert max(moved["A"], moved["B"]) < 1e-3


def test_the_printed_coefficients_are_the_unrounded_ones_rounded():
    printed, exact = chinchilla.LAWS["eq10"], chinchilla.LAWS["tex"]
    assert round(exact.A, 1) == printed.A and round(exact.B, 1) == printed.B
    assert round(exact.alpha, 2) == printed.alpha and round(exact.E, 2) == printed.E
    assert round(exact.beta, 2) == printed.beta


def test_errors_taken_as_independent_leave_the_ratio_open():
    factor = chinchilla.factor_if_independent("besiroglu", FLOP)
    law, errors = chinchilla.LAWS["besiroglu"], chinchilla.STANDARD_ERRORS["besiroglu"]
    rng = np.random.default_rng(0)
    logs = []
    for _ in range(4000):
        draws = {k: v + 0.2 * vars(errors)[k] * rng.standard_normal() for k, v in vars(law).items()}
        logs.append(np.log(chinchilla.tokens_per_param(ScalingLaw(**draws), FLOP)))
    assert np.log(factor) == pytest.approx(np.std(logs) / 0.2, rel=0.08)
    assert factor > 5
