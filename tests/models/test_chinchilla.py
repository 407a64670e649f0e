import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

from scripts.compute.datasets.chinchilla_runs import load_chinchilla_runs
from scripts.models import chinchilla
from scripts.models.chinchilla import PUBLISHED
from scripts.models.scaling_fit import ScalingLaw, fit

FLOP = 5.76e23


@pytest.fixture(scope="module")
def kept():
    """The runs that Besiroglu et al. fit."""
    runs = load_chinchilla_runs()
    rows = chinchilla.lowest_losses(runs[2], 5)
    return tuple(values[rows] for values in runs)


def test_the_runs_that_are_left_out_are_those_with_the_fewest_tokens_for_a_parameter(kept):
    params, tokens, loss = load_chinchilla_runs()
    assert len(loss) == 245 and len(kept[2]) == 240
    assert kept[2].max() < np.sort(loss)[-5]
    assert (kept[1] / kept[0]).min() > np.sort(tokens / params)[4]


def test_the_refit_is_the_one_that_was_published(kept):
    found = fit(*kept, 1e-3)
    for name, error in {"A": 125, "alpha": 0.02, "B": 1293, "beta": 0.02, "E": 0.03}.items():
        theirs = getattr(PUBLISHED["besiroglu"], name)
        assert abs(getattr(found, name) - theirs) < 0.1 * error, name


def test_another_method_finds_no_better_fit_of_the_runs(kept):
    def lost(theta):
        a, alpha, b, beta, e = theta
        says = np.log(np.exp(a) * kept[0] ** -alpha + np.exp(b) * kept[1] ** -beta + np.exp(e))
        off = np.abs(says - np.log(kept[2]))
        return np.sum(np.where(off < 1e-3, off**2 / 2, 1e-3 * (off - 5e-4)))

    own = chinchilla.coefficients(fit(*kept, 1e-3))
    options = {"maxiter": 8000, "maxfev": 8000, "xatol": 1e-9, "fatol": 1e-14}
    for seed in range(2):
        start = own * (1 + 0.02 * np.random.default_rng(seed).standard_normal(5))
        found = minimize(lost, start, method="Nelder-Mead", options=options)
        assert lost(own) <= found.fun * (1 + 1e-9)


def test_a_resample_is_a_fit_of_runs_drawn_with_replacement(kept):
    law = fit(*kept, 1e-3)
    found = chinchilla.fitted_again(kept, law, 1e-3, np.random.default_rng(3))
    rows = np.random.default_rng(3).integers(240, size=240)
    assert 0.55 < len(set(rows)) / 240 < 0.72, "about 1 - 1/e of them"
    anew = fit(*(values[rows] for values in kept), 1e-3)  # from all the starts
    ratios = [np.exp(chinchilla.log_ratios(found, FLOP)), chinchilla.tokens_per_param(anew, FLOP)]
    assert ratios[0] == pytest.approx(ratios[1], rel=1e-4)


def test_an_interval_holds_its_share_of_the_fits_and_leaves_as_many_out_on_either_side():
    ends = {(share, end): q for share, end, q in chinchilla.QUANTILES}
    for share in (80, 95):
        low, high = ends[share, "low"], ends[share, "high"]
        assert high - low == pytest.approx(share / 100)
        assert low == pytest.approx(1 - high)


def test_the_log_ratio_is_that_of_the_optimum():
    for law in PUBLISHED.values():
        log = chinchilla.log_ratios(chinchilla.coefficients(law), FLOP)
        assert np.exp(log) == pytest.approx(chinchilla.tokens_per_param(law, FLOP))


def test_equation_10_as_printed_does_not_say_20_tokens_a_parameter():
    ratios = {name: chinchilla.tokens_per_param(law, FLOP) for name, law in PUBLISHED.items()}
    assert ratios["eq10"] > 4 * 20
    assert 2 * 20 < ratios["tex"] < ratios["eq10"] / 1.5
    assert 17 < ratios["besiroglu"] < 20


def test_every_published_optimum_spends_the_budget_and_is_one():
    for law in PUBLISHED.values():
        n, d = chinchilla.best_for(law, FLOP)
        assert 6 * n * d == pytest.approx(FLOP)
        for factor in (0.9, 1.1):
            assert law.loss(n * factor, d / factor) > law.loss(n, d)


def test_one_coefficient_carries_most_of_the_rounding():
    ratios = chinchilla.rounded_one_by_one(FLOP)
    exact = chinchilla.tokens_per_param(PUBLISHED["tex"], FLOP)
    moved = {name: abs(ratio / exact - 1) for name, ratio in ratios.items()}
    assert max(moved, key=moved.get) == "beta"
    assert moved["beta"] > 5 * moved["alpha"]
    assert max(moved["A"], moved["B"]) < 1e-3


def test_the_printed_coefficients_are_the_unrounded_ones_rounded():
    printed, exact = PUBLISHED["eq10"], PUBLISHED["tex"]
    assert round(exact.A, 1) == printed.A and round(exact.B, 1) == printed.B
    assert round(exact.alpha, 2) == printed.alpha and round(exact.E, 2) == printed.E
    assert round(exact.beta, 2) == printed.beta


def test_what_gophers_size_costs_is_read_off_the_law():
    law, params = ScalingLaw(**vars(PUBLISHED["besiroglu"])), 280e9
    found = chinchilla.cost_of_gopher("besiroglu", params, FLOP)

    def loss(log_n):
        n = np.exp(log_n)
        return law.A / n**law.alpha + law.B / (FLOP / 6 / n) ** law.beta

    best = minimize_scalar(loss, bounds=(20, 30), method="bounded")
    assert found["gopher_cost"] == pytest.approx(loss(np.log(params)) / best.fun - 1, rel=1e-6)
    assert found["gopher_over_best"] == pytest.approx(params / np.exp(best.x), rel=1e-3)
    assert found["gopher_loss"] - found["gopher_best_loss"] == pytest.approx(
        loss(np.log(params)) - best.fun
    )
