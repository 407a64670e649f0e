import numpy as np
import pytest

from scripts.experiments import ridgeless_theory
from scripts.experiments.ridgeless_theory import Config, asymptotic_risk, exact_risk
from scripts.models.least_squares import minimum_norm_path, ridge_path


@pytest.fixture
def data(published):
    return published("ridgeless_theory")["data"]


def values(data, *names):
    """Columns as arrays, without the width where the mean is infinite."""
    finite = [e is not None for e in data["exact"]]
    return [np.array(data[name], dtype=float)[finite] for name in names]


def test_simulation_and_theorem_agree_within_three_standard_errors(data):
    simulated, se, exact = values(data, "simulated", "simulated_se", "exact")
    assert len(exact) == len(data["width"]) - 1
    assert np.abs((simulated - exact) / se).max() < 3


def test_the_risk_is_infinite_where_width_equals_n_train_and_only_the_median_is_shown(data):
    at = data["width"].index(data["n_train"])
    assert all(data[k][at] is None for k in ("simulated", "exact", "asymptotic", "z_score"))
    assert data["simulated_median"][at] == max(data["simulated_median"])
    assert data["simulated_median"][at] > 20 * data["null_risk"]


def test_the_median_where_there_is_no_mean_is_known_to_one_digit(data):
    """The bootstrap's standard error without drawing anything.

    The 50th smallest of 100 draws is among the k smallest risks if at least 50 draws are, which is
    binomial. The median is the mean of it and the 51st, so the two agree only nearly.
    """
    from scipy.stats import binom

    risks, quoted = np.array(data["risk_at_n_train"]), data["quoted"]
    n = len(risks)
    assert n == data["quoted"]["n_seeds"] == 100
    assert np.all(np.diff(risks) >= 0)
    assert np.mean(risks[49:51]) == pytest.approx(quoted["median_risk_at_n_train"], rel=1e-5)
    below = binom.sf(49, n, np.arange(n + 1) / n)  # the 50th of n draws is among the k smallest
    chance = np.diff(below)  # the 50th of n draws is the k-th smallest
    mean = chance @ risks
    exact = np.sqrt(chance @ (risks - mean) ** 2)
    assert quoted["median_risk_at_n_train_se"] == pytest.approx(exact, rel=0.1)
    at = data["width"].index(data["n_train"])
    for end, share in (("p10", 0.1), ("p90", 0.9)):
        assert quoted[f"risk_at_n_train_{end}"] == data[f"simulated_{end}"][at]
        assert quoted[f"risk_at_n_train_{end}"] == pytest.approx(np.quantile(risks, share), 1e-5)
    median, rounded = quoted["median_risk_at_n_train"], quoted["median_risk_at_n_train_rounded"]
    assert rounded % 100 == 0
    assert abs(rounded - median) < quoted["median_risk_at_n_train_se"]


def test_the_risk_climbs_to_n_train_and_falls_after_it(data):
    width, exact = values(data, "width", "exact")
    assert np.all(np.diff(exact[width < data["n_train"]]) > 0)
    past = exact[width > data["n_train"]]
    assert past[0] > 5 * past.min()
    assert past.argmin() > 3


def test_the_limit_is_close_far_from_the_peak_and_too_low_next_to_it(data):
    width, exact, limit = values(data, "width", "exact", "asymptotic")
    far = np.abs(width / data["n_train"] - 1) > 0.3
    assert np.allclose(limit[far], exact[far], rtol=0.02)
    assert np.all(limit < exact + 1e-12)


def test_the_formulas_approach_each_other_as_everything_grows():
    for ratio in (0.5, 0.9, 1.1, 3.0):
        gaps = []
        for n in (200, 2000, 20_000):
            cfg = Config(n_train=n)
            gaps.append(
                abs(exact_risk(cfg, int(ratio * n)) / asymptotic_risk(cfg, int(ratio * n)) - 1)
            )
        assert gaps[0] > gaps[1] > gaps[2]
        assert gaps[2] < 1e-3


def test_optimal_ridge_has_no_peak_and_is_never_worse(data):
    ridge, simulated = values(data, "ridge_simulated", "simulated")
    assert np.all(np.diff(ridge) > 0)
    assert np.all(ridge < simulated)


def test_the_ridge_penalty_is_the_best_one():
    rng, cfg = np.random.default_rng(0), Config(n_train=30, widths=(60,))
    risks = []
    for _ in range(300):
        x, noise = rng.standard_normal((30, 60)), rng.standard_normal((30, 1))
        y = x[:, :1] + np.sqrt(cfg.noise_variance) * noise
        best = 60 * cfg.noise_variance / cfg.signal
        fits = [next(ridge_path(x, y, (60,), (best * f,)))[1] for f in (1 / 3, 1, 3)]
        risks.append([np.sum((fit[:, 0] - np.eye(60)[0]) ** 2) for fit in fits])
    less, optimal, more = np.mean(risks, axis=0)
    assert optimal < min(less, more)


def test_where_the_signal_points_does_not_matter():
    rng = np.random.default_rng(1)
    difference = []
    for _ in range(400):
        x, noise = rng.standard_normal((20, 50)), 0.5 * rng.standard_normal(20)
        risks = []
        for truth in (np.eye(50)[0], np.ones(50) / np.sqrt(50)):
            fit = next(minimum_norm_path(x, (x @ truth + noise)[:, None], (50,)))[1][:, 0]
            risks.append(np.sum((fit - truth) ** 2))
        difference.append(risks[0] - risks[1])
    assert abs(np.mean(difference)) < 3 * np.std(difference) / np.sqrt(len(difference))


def test_one_seed_equals_normal_equations_with_the_best_penalty():
    cfg = Config(n_seeds=2, n_train=30, widths=(10, 30, 60))
    free, braked = ridgeless_theory.one_seed(cfg, np.random.default_rng(3))
    rng = np.random.default_rng(3)  # the same draws in the same order
    x, noise = rng.standard_normal((30, 60)), rng.standard_normal(30)
    y = x[:, 0] + 0.5 * noise
    for w, width in enumerate(cfg.widths):
        own, truth = x[:, :width], np.eye(width)[0]
        fit = np.linalg.lstsq(own, y, rcond=None)[0]
        assert free[w] == pytest.approx(np.sum((fit - truth) ** 2), rel=1e-6)
        fit = np.linalg.solve(own.T @ own + 0.25 * width * np.eye(width), own.T @ y)
        assert braked[w] == pytest.approx(np.sum((fit - truth) ** 2), rel=1e-8)


def test_a_small_run_draws_the_same_curve():
    data = ridgeless_theory.run(ridgeless_theory.QUICK)
    assert np.argmax(data["simulated_median"]) == data["width"].index(50)
    simulated, se, exact = values(data, "simulated", "simulated_se", "exact")
    assert np.abs((simulated - exact) / se).max() < 4
